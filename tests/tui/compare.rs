//! A selection beside the rest: what is compared, and that each value is a lever.

use trailglass::store::Field;

use super::case;
use super::session::{LARGE, Session};

/// The head line.
fn head(session: &mut Session) -> String {
    session.lines().into_iter().find(|line| line.contains(" against ")).unwrap()
}

/// The line that the cursor is on.
fn selected(session: &mut Session) -> String {
    session.lines().into_iter().find(|line| line.starts_with('▶')).unwrap()
}

#[test]
fn a_filter_is_compared_with_the_rest_of_the_case() {
    let mut session = Session::demo(LARGE);
    let n_all = session.rows().len();
    session.keys("/ip:192.0.2.66<enter>");
    let n_selected = session.rows().len();
    let head = head(session.keys("C"));
    assert!(head.contains(&format!(" {n_selected} events: what the filters leave")), "{head}");
    let rest = trailglass::text::count((n_all - n_selected) as u64);
    assert!(head.contains(&format!("against {rest}: the rest of the case")), "{head}");
    assert!(session.keys("C").shows("is compared with the rest of the case"));
}

#[test]
fn without_a_filter_the_value_under_the_cursor_is_compared() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    let head_line = head(session.keys("jlC"));
    assert!(head_line.contains(" 4 events: actor:\"carol\"  against 6"), "{head_line}");
    // The names of the one identity say what was chosen: they come last.
    let place = |screen: &str, text: &str| screen.find(text);
    let top = session.screen();
    assert!(place(&top, "EVENT ").is_some() && place(&top, "EVENT ") < place(&top, "ACTOR "));
    let end = session.keys("G").screen();
    assert!(place(&end, "ARN ").is_some() && place(&end, "EVENT  ").is_none(), "{end}");
    assert!(head(session.keys("q/svc:iam<enter>laC")).contains("name:\"ListUsers\""));
}

#[test]
fn chosen_events_are_compared_and_let_go() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("<space>j<space>");
    let n_chosen = |session: &mut Session| {
        session.lines().iter().filter(|line| line.starts_with(" ✓")).count()
    };
    assert_eq!(n_chosen(&mut session), 2);
    assert!(head(session.keys("C")).contains(" 2 events: 2 chosen events  against 8"));
    session.keys("q<esc>");
    assert_eq!(n_chosen(&mut session), 0);
}

#[test]
fn a_group_is_compared_under_the_filters_or_in_the_whole_case() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("/svc:iam or svc:s3 or svc:signin<enter>2C");
    let within = head(&mut session);
    assert!(within.contains("against 1: the others that the filters leave"), "{within}");
    let whole = head(session.keys("C"));
    assert!(whole.contains("against 6: the rest of the case"), "{whole}");
}

#[test]
fn a_facet_and_a_range_of_time_are_compared() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    let facet = head(session.keys("bjC"));
    assert!(facet.contains("events: identityType:\""), "{facet}");
    let range = head(session.keys("q<esc>vvlC"));
    assert!(range.contains("time:") || range.contains("time>="), "{range}");
}

#[test]
fn every_value_is_a_lever() {
    let mut session = Session::demo(LARGE);
    session.keys("/ip:192.0.2.66<enter>");
    let n_all = session.rows().len();
    session.keys("C");
    let line = selected(&mut session);
    assert!(line.contains("SOURCE IP") || line.contains('◆'), "{line}");
    session.keys("yv");
    let value = session.copied().1.to_owned();
    session.keys("yf");
    assert!(session.copied().1.contains(&value));
    session.keys("x");
    let n_without = session.rows().len();
    assert!(n_without < n_all, "{n_without}");
    session.keys("u<enter>");
    assert!(session.rows().len() <= n_all && !session.rows().is_empty());
    assert!(!session.shows(" against "));
}

#[test]
fn values_are_folded_and_unfolded() {
    let mut session = Session::demo(LARGE);
    session.keys("/ip:192.0.2.66<enter>C");
    let n_lines =
        |session: &mut Session| session.lines().iter().filter(|l| l.contains('%')).count();
    let folded = n_lines(&mut session);
    assert!(session.shows("more values"));
    let open = n_lines(session.keys("o"));
    assert!(open > folded, "{open} {folded}");
    assert_eq!(n_lines(session.keys("o")), folded);
    session.keys("G");
    let before = session.column(Field::EventName).len();
    assert_eq!(session.column(Field::EventName).len(), before);
}

#[test]
fn with_nothing_on_a_side_that_is_said() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("/service:*<enter>C");
    assert!(session.shows("no event is left to compare with"));
    session.keys("q/nosuchthing<enter>C");
    assert!(session.shows("nothing to compare"), "{}", session.screen());
}
