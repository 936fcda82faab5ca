//! The sessions, who issued each, and the ways there from an event.

use trailglass::store::Field;

use super::screens::check_at;
use super::session::{LARGE, Session};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 10)];

/// The line under the pointer of the list, the upper one.
fn pointed(session: &mut Session) -> String {
    session.lines().into_iter().find(|line| line.starts_with('▶')).unwrap_or_default()
}

#[test]
fn sessions_stand_in_a_table_above_the_lineage_of_one() {
    check_at(&SIZES, "sessions", "4jjj");
}

#[test]
fn the_lineage_of_a_session_can_have_the_focus() {
    check_at(&SIZES, "sessions_lineage", "/name:CreateAccessKey<enter>gs<tab>");
}

#[test]
fn enter_keeps_the_events_of_a_session_as_filters_that_undo() {
    let mut session = Session::demo(LARGE);
    let n_all = session.rows().len();
    session.keys("4jjj<enter>");
    let n_events = session.rows().len();
    assert!(n_events > 0 && n_events < n_all);
    assert!(!session.chips().is_empty());
    session.keys("4");
    assert!(pointed(&mut session).contains(&n_events.to_string()), "{}", session.screen());
    session.keys("uu");
    assert_eq!(session.rows().len(), n_all);
}

#[test]
fn sessions_sort_by_their_columns_and_the_selected_one_stays() {
    let mut session = Session::demo(LARGE);
    session.keys("4jj");
    let held = pointed(&mut session);
    session.keys("llls");
    assert!(session.shows("EVENTS▼"));
    let name: String = held.split_whitespace().nth(1).unwrap().to_owned();
    assert!(pointed(&mut session).contains(&name), "{held}\n{}", session.screen());
    session.keys("s");
    assert!(session.shows("EVENTS▲"));
}

#[test]
fn another_filter_counts_sessions_anew() {
    let mut session = Session::demo(LARGE);
    session.keys("4");
    let before = session.lines().iter().filter(|l| l.contains("role session")).count();
    session.keys("/error:*<enter>");
    let after = session.lines().iter().filter(|l| l.contains("role session")).count();
    assert!(before > after, "{before} {after}\n{}", session.screen());
}

#[test]
fn an_event_leads_to_its_session() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateAccessKey<enter>");
    let actor = session.selected(Field::Actor);
    session.keys("gs");
    assert!(session.lines()[0].contains("SESSIONS"), "{}", session.screen());
    assert!(pointed(&mut session).contains(&actor[..8]), "{actor}\n{}", session.screen());
}

#[test]
fn the_issuer_of_a_role_session_is_the_call_that_assumed_it() {
    let mut session = Session::demo(LARGE);
    session.keys("/credential:\"temporary, role\" actor:payments-deploy<enter>gb");
    let name = session.selected(Field::EventName);
    assert!(name.starts_with("AssumeRole"), "{name}\n{}", session.screen());
    assert!(session.shows("issued by AssumeRole"), "{}", session.screen());
}

#[test]
fn what_was_issued_outside_the_data_is_said() {
    let mut session = Session::demo(LARGE);
    session.keys("/credential:'long-term<enter>gb");
    assert!(session.shows("issued outside the data"), "{}", session.screen());
    session.keys("<esc>0/type:AWSService<enter>gb");
    assert!(session.shows("nothing issues a credential of this kind"), "{}", session.screen());
}
