//! The sessions, who issued each, and the ways there from an event.

use serde_json::{Value, json};
use trailglass::store::Field;

use super::case;
use super::screens::check_at;
use super::session::{LARGE, Session};
use super::zones::in_zone;

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

/// What the column under the cursor says, from the first row on.
fn names(session: &mut Session) -> Vec<String> {
    let lines = session.lines();
    let rows = lines.iter().skip(3).take_while(|line| !line.contains("LINEAGE"));
    rows.map(|line| line.chars().skip(1).collect::<String>())
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .map(|word| word.trim_matches(['▐', '▌', '×', '!', '¡']).to_owned())
        .take(4)
        .collect()
}

#[test]
fn sessions_sort_by_name_address_kind_and_beginning_both_ways() {
    let call = |minute, who: &Value, address: &str| {
        case::event(minute, "s3", "List", who, &json!({"sourceIPAddress": address}))
    };
    let user = case::iam_user;
    let events = [
        call(540, &user("cora"), "192.0.2.10"),
        call(541, &case::role("ann", "z"), "192.0.2.9"),
        call(542, &case::role("ann", "b"), "198.51.100.1"),
        call(543, &user("bob"), "192.0.2.100"),
    ];
    let mut session = Session::of(&case::of(&events), (200, 60));
    let mut check = |keys: &str, expected: &[&str]| {
        session.keys(keys);
        assert_eq!(names(&mut session), expected, "{keys}\n{}", session.screen());
    };
    check("4", &["cora", "ann/z", "ann/b", "bob"]);
    check("s", &["ann/b", "ann/z", "bob", "cora"]);
    check("s", &["cora", "bob", "ann/z", "ann/b"]);
    // What is equal stays in order of first events.
    check("ls", &["cora", "bob", "ann/z", "ann/b"]);
    check("s", &["ann/z", "ann/b", "cora", "bob"]);
    // Addresses sort by number: 9, 10, 100.
    check("llllllllllls", &["ann/z", "cora", "bob", "ann/b"]);
}

#[test]
fn keys_go_to_sessions_in_which_a_flag_begins() {
    let call = |minute, who: &Value, address: &str| {
        case::event(minute, "s3", "List", who, &json!({"sourceIPAddress": address}))
    };
    let events = [
        call(540, &case::iam_user("cora"), "192.0.2.10"),
        call(541, &case::role("web", "z"), "192.0.2.9"),
        call(542, &case::role("web", "z"), "198.51.100.1"),
        call(543, &case::iam_user("bob"), "192.0.2.100"),
    ];
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("4e");
    assert!(pointed(&mut session).contains("▶!web/z"), "{}", session.screen());
    assert!(session.keys("e").shows("after the last conspicuous session, on from the first"));
    session.keys("/actor:bob<enter>");
    assert!(session.keys("E").shows("no session here is conspicuous"));
}

#[test]
fn when_a_session_was_issued_is_told_in_the_zone_of_the_screen() {
    let events = [case::event(540, "s3", "List", &case::role("web", "z"), &json!({}))];
    let mut session = in_zone("+02:00", &case::of(&events), LARGE);
    session.keys("4");
    assert!(session.shows("issued 2025-03-11T10:00:00+02"), "{}", session.screen());
}
