//! Going back: undo, redo, views, Esc and q.

use super::session::{LARGE, Session};

/// What undo restores: filters, order, rows.
fn state(session: &Session) -> String {
    let data = &session.app.data;
    format!(
        "{:?} {:?} {:?} {:?}",
        session.chips(),
        data.filters().is_off,
        data.sort(),
        session.rows()
    )
}

/// Changes of filters and order, each one step.
const CHANGES: &[&str] = &[
    "/decr<enter>",
    "li",
    "lx",
    "llI",
    "0",
    "<backspace>",
    "gp",
    "gi",
    "llls",
    "ls",
    "lS",
    "M",
    "2j<enter>1",
    "2jx",
    "7<enter>",
];

#[test]
fn undo_takes_each_change_back_and_redo_makes_it_again() {
    for change in CHANGES {
        let mut session = Session::demo(LARGE);
        session.keys("jjjj/!name:Decrypt<enter>llls");
        let before = state(&session);
        session.keys(change);
        let after = state(&session);
        assert_ne!(before, after, "{change}");
        session.keys("u");
        assert_eq!(state(&session), before, "u after {change}");
        session.keys("<ctrl-r>");
        assert_eq!(state(&session), after, "^r after {change}");
    }
}

#[test]
fn undo_goes_back_to_the_beginning_and_then_says_so() {
    let mut session = Session::demo(LARGE);
    let beginning = state(&session);
    for change in CHANGES {
        session.keys(change);
    }
    let end = state(&session);
    let (n_undo, _) = session.app.history.depths();
    session.keys(&"u".repeat(n_undo));
    assert_eq!(state(&session), beginning);
    assert!(session.keys("u").shows("nothing to undo"));
    session.keys(&"<ctrl-r>".repeat(n_undo));
    assert_eq!(state(&session), end);
    assert!(session.keys("<ctrl-r>").shows("nothing to redo"));
}

#[test]
fn esc_never_quits_and_never_drops_a_filter() {
    let places =
        ["", "<enter>", "f", "2", "7", "/abc", "?", ":", "c", "B", "g", "y", "z", "2<enter>"];
    for place in places {
        let mut session = Session::demo(LARGE);
        session.keys("/region:us-east-1<enter>lls").keys(place);
        let kept = if place == "2<enter>" { 2 } else { 1 };
        session.keys("<esc><esc><esc><esc>");
        assert!(!session.has_quit(), "{place}");
        assert_eq!((session.chips().len(), session.app.data.sort().len()), (kept, 1), "{place}");
    }
}

#[test]
fn esc_closes_what_is_open() {
    for (place, mark) in [
        ("/abc", " / abc"),
        ("?", "KEYS"),
        (":", "COMMANDS"),
        ("c", "COLUMNS"),
        ("B", "GROUP BY"),
        ("g", "┌ g…"),
    ] {
        let mut session = Session::demo(LARGE);
        assert!(session.keys(place).shows(mark), "{place}");
        assert!(!session.keys("<esc>").shows(mark), "{place}");
    }
}

#[test]
fn q_goes_back_through_the_views_and_quits_at_the_root() {
    let mut session = Session::demo(LARGE);
    session.keys("27q");
    assert!(session.shows("GROUPS"));
    session.keys("q");
    assert!(session.shows(" TIME") && !session.has_quit());
    session.keys("q");
    assert!(session.has_quit());
}

#[test]
fn q_in_the_detail_goes_to_the_list() {
    let mut session = Session::demo(LARGE);
    session.keys("<enter>q");
    assert!(!session.has_quit());
    session.keys("fq");
    assert!(!session.has_quit() && session.shows("TIME"));
    session.keys("q");
    assert!(session.has_quit());
}

#[test]
fn capital_q_quits_from_everywhere() {
    for place in ["", "<enter>", "2", "7", "27"] {
        assert!(Session::demo(LARGE).keys(place).keys("Q").has_quit(), "{place}");
    }
}

#[test]
fn views_are_walked_back_and_forward() {
    let mut session = Session::demo(LARGE);
    session.keys("27[");
    assert!(session.shows("│ GROUPS"));
    session.keys("<alt-left>");
    assert!(session.shows(" TIME"));
    assert!(session.keys("[").shows("no view before this one"));
    session.keys("]<alt-right>");
    assert!(session.shows("│ SOURCES"));
    assert!(session.keys("]").shows("no view after this one"));
}

#[test]
fn a_filter_added_while_all_are_off_stands_alone_and_undo_brings_the_others_back() {
    let mut session = Session::demo(LARGE);
    session.keys("/!name:Decrypt<enter>0");
    assert!(session.app.data.filters().is_off);
    session.keys("li");
    assert_eq!((session.chips().len(), session.app.data.filters().is_off), (1, false));
    session.keys("u");
    assert!(session.app.data.filters().is_off);
}
