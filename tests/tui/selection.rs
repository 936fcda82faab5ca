//! The selection is an event: it stays on it whatever happens around.

use std::sync::Arc;

use serde_json::json;
use trailglass::ingest::Progress;
use trailglass::store::{Field, Snapshot};

use super::session::{LARGE, Session};
use super::{case, groups};

/// The selected event is the same after the keys.
fn check(before: &str, keys: &str) {
    let mut session = Session::demo(LARGE);
    session.keys(before);
    let id = session.selected(Field::EventId);
    session.keys(keys);
    assert_eq!(session.selected(Field::EventId), id, "{before} {keys}");
}

const MIDDLE: &str = "<pagedown><pagedown><pagedown>jjj";

#[test]
fn the_selection_stays_when_a_filter_keeps_its_event() {
    check(MIDDLE, "li");
    check(MIDDLE, "lli");
    check(MIDDLE, "gp");
    check(MIDDLE, "llliI");
}

#[test]
fn the_selection_stays_when_the_order_changes() {
    for column in ["", "l", "ll", "lll", "llll"] {
        check(MIDDLE, &format!("{column}s"));
        check(MIDDLE, &format!("{column}ss"));
        check(MIDDLE, &format!("{column}sss"));
    }
    check(MIDDLE, "lslllSMM");
}

#[test]
fn the_selection_stays_through_undo_and_redo() {
    check(MIDDLE, "lilsu<ctrl-r>u0");
}

#[test]
fn the_selection_comes_back_when_its_event_does() {
    check(MIDDLE, "lxu");
    check(MIDDLE, "/name:NoSuchEvent<esc>");
    check(MIDDLE, "/name:NoSuchEvent<enter>u");
    check(MIDDLE, "2/name:NoSuchEvent<enter>u1");
}

#[test]
fn the_selection_moves_to_a_neighbour_when_its_event_goes() {
    let mut session = Session::demo(LARGE);
    session.keys(MIDDLE);
    let time = session.selected(Field::Time);
    session.keys("lx");
    assert!(session.selected(Field::Time) >= time);
    let position = session.app.views.events.position();
    assert!(session.column(Field::Time)[position - 1] <= time);
}

#[test]
fn the_selection_stays_while_more_events_are_read() {
    // Every second event first, then all: rows come before, between and after.
    let events: Vec<_> = (0..60)
        .map(|n| case::event(n, "s3", "GetObject", &case::iam_user("carol"), &json!({})))
        .collect();
    let half: Vec<_> = events.iter().skip(1).step_by(2).cloned().collect();
    let other: Vec<_> = events.iter().step_by(2).cloned().collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), case::log(&half)).unwrap();
    let part = snapshots(&case::read(folder.path()));
    std::fs::write(folder.path().join("b.json"), case::log(&other)).unwrap();
    let all = snapshots(&case::read(folder.path()));

    let mut session = Session::empty(LARGE);
    session.load(&[Progress::Snapshot(part)]);
    session.keys("jjjjjjj");
    let id = session.selected(Field::EventId);
    session.load(&[Progress::Snapshot(all)]);
    assert_eq!((session.rows().len(), session.selected(Field::EventId)), (60, id));
}

fn snapshots(load: &[Progress]) -> Arc<Snapshot> {
    let snapshot = load.iter().rev().find_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(Arc::clone(snapshot)),
        _ => None,
    });
    snapshot.unwrap()
}

#[test]
fn the_first_row_stays_selected_until_the_user_moves() {
    let mut session = Session::demo(LARGE);
    session.keys("/decr<enter>");
    assert_eq!(session.app.views.events.position(), 0);
}

#[test]
fn the_next_error_and_the_next_write_are_found() {
    let mut session = Session::demo(LARGE);
    for _ in 0..5 {
        session.keys("e");
        assert_ne!(session.selected(Field::Result), "ok");
    }
    let fifth = session.selected(Field::EventId);
    session.keys("eE");
    assert_eq!(session.selected(Field::EventId), fifth);
    for _ in 0..5 {
        session.keys("w");
        assert_eq!(session.selected(Field::Access), "write");
    }
}

#[test]
fn a_group_stays_selected_while_a_search_is_typed() {
    let mut session = Session::demo(LARGE);
    session.keys("2jjj");
    let name = groups::selected_name(&mut session);
    // At `!n` hardly anything is left, and nothing of this group.
    session.keys("/!name:Decrypt<enter>");
    assert_eq!(groups::selected_name(&mut session), name);
}

#[test]
fn looking_for_what_is_not_there_says_so_and_stays() {
    let mut session = Session::demo(LARGE);
    session.keys("/result:ok access:read<enter>jj");
    let selected = session.app.views.events.position();
    assert!(session.keys("e").shows("no failed call after this event"));
    assert!(session.keys("W").shows("no write before this event"));
    assert_eq!(session.app.views.events.position(), selected);
}
