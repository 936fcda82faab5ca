//! While files are read: answers in order, none starved, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use trailglass::ingest::Progress;
use trailglass::query::Cancel;
use trailglass::store::{Field, Snapshot, TextCache};
use trailglass::tui::effect::{Effect, Job, Lane};

use super::case;
use super::session::{LARGE, Session};

/// A snapshot of `n_events` events, a minute apart.
fn snapshot(n_events: u32) -> Arc<Snapshot> {
    let event = |n| case::event(n, "s3", "GetObject", &case::iam_user("carol"), &json!({}));
    let load = case::of(&(0..n_events).map(event).collect::<Vec<_>>());
    let found = load.into_iter().find_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    });
    found.unwrap()
}

fn held() -> Session {
    let mut session = Session::empty(LARGE);
    session.holds_jobs = true;
    session
}

#[test]
fn new_events_wait_for_the_question_that_is_under_way() {
    let mut session = held();
    session.load(&[Progress::Snapshot(snapshot(3))]);
    session.load(&[Progress::Snapshot(snapshot(5)), Progress::Snapshot(snapshot(8))]);
    assert_eq!(session.n_questions(), 1);
    session.answer_oldest();
    assert_eq!((session.rows().len(), session.n_questions()), (3, 1));
    session.answer_oldest();
    assert_eq!((session.rows().len(), session.n_questions()), (8, 0));
}

#[test]
fn a_new_filter_does_not_wait() {
    let mut session = held();
    session.load(&[Progress::Snapshot(snapshot(5))]);
    session.keys("/time>=2025-03-11T00:03");
    let last = session.jobs.iter().rposition(|job| matches!(job, Job::Ask { .. })).unwrap();
    let job = session.jobs.remove(last).unwrap();
    let message = job.perform(&Cancel::new(), &mut TextCache::default(), &mut |_| {}).unwrap();
    session.tell(message);
    assert_eq!(session.rows().len(), 2);
}

#[test]
fn an_answer_to_an_older_question_is_dropped() {
    let mut session = Session::demo(LARGE);
    session.holds_jobs = true;
    session.keys("/").keys("d").keys("e");
    assert_eq!(session.n_questions(), 2);
    let n_rows = session.rows().len();
    session.answer_oldest();
    assert_eq!(session.rows().len(), n_rows);
    session.answer_oldest();
    assert_ne!(session.rows().len(), n_rows);
}

#[test]
fn the_json_of_an_event_that_is_no_longer_selected_is_dropped() {
    let mut session = Session::demo(LARGE);
    let ids = session.column(Field::EventId);
    session.holds_jobs = true;
    session.keys("jj");
    let is_fetch = |job: &Job| matches!(job, Job::Fetch { .. });
    let (mut fetches, others): (Vec<Job>, Vec<Job>) = session.jobs.drain(..).partition(is_fetch);
    session.jobs = others.into();
    assert_eq!(fetches.len(), 2);
    // The last one first: the first one is late then.
    fetches.reverse();
    session.jobs.extend(fetches);
    session.do_jobs();
    assert!(session.app.views.events.detail.json().contains(&ids[2]));
}

#[test]
fn groups_of_an_older_answer_do_not_open() {
    let mut session = Session::demo(LARGE);
    session.keys("2");
    session.holds_jobs = true;
    session.keys("/decr<enter>");
    session.answer_oldest();
    let filters = session.chips();
    session.keys("<enter>");
    session.do_jobs();
    session.keys("<enter>");
    // Whatever opened, it was a group of what is shown.
    assert!(!session.rows().is_empty(), "{:?} {:?}", filters, session.chips());
}

#[test]
fn a_load_shows_how_far_it_is() {
    let mut session = Session::empty(LARGE);
    assert!(session.shows("reading"));
    session.load(&[Progress::Found { n_files: 12, n_bytes: 5000, is_complete: true }]);
    assert!(session.shows("reading 0 of 12 files"));
    session.load(&case::all_kinds()[1..]);
    assert!(session.shows("loaded 40ms") && !session.shows("reading"));
}

#[test]
fn the_first_interrupt_ends_the_load_and_the_second_one_the_program() {
    let mut session = Session::empty(LARGE);
    session.load(&[Progress::Snapshot(snapshot(3))]);
    session.keys("<ctrl-c>");
    assert!(matches!(session.effects[..], [Effect::CancelLoad]), "{:?}", session.effects);
    assert!(session.shows("what was read stays"));
    session.load(&[Progress::Done { elapsed: Duration::from_secs(1), is_cancelled: true }]);
    assert!(session.shows("stopped after") && session.rows().len() == 3);
    session.keys("<ctrl-c>");
    assert!(session.has_quit());
}

#[test]
fn the_first_interrupt_ends_the_load_also_during_a_search() {
    let mut session = held();
    session.load(&[Progress::Snapshot(snapshot(3))]);
    session.keys("<ctrl-c>");
    assert!(matches!(session.effects[..], [Effect::CancelLoad]), "{:?}", session.effects);
    session.do_jobs();
    assert_eq!(session.rows().len(), 3);
}

#[test]
fn a_key_between_two_interrupts_keeps_the_program_open() {
    let mut session = Session::demo(LARGE);
    session.keys("<ctrl-c>j<ctrl-c>");
    assert!(!session.has_quit() && session.shows("^c again quits"));
    session.keys("<ctrl-c>");
    assert!(session.has_quit());
}

#[test]
fn an_interrupt_ends_a_long_search_first() {
    let mut session = Session::demo(LARGE);
    let n_rows = session.rows().len();
    session.holds_jobs = true;
    session.keys("lls/decr<enter><ctrl-c>");
    assert!(matches!(session.effects[..], [Effect::Cancel(Lane::Ask)]), "{:?}", session.effects);
    session.do_jobs();
    assert_eq!(session.rows().len(), n_rows);
    assert!(!session.has_quit());
    // Nothing claims what is not shown, and nothing is lost.
    assert!(session.chips().is_empty() && session.app.data.sort().is_empty());
    assert_eq!(session.app.history.depths(), (0, 2));
}

#[test]
fn events_that_came_during_a_search_that_was_ended_are_shown() {
    let mut session = held();
    session.load(&[Progress::Snapshot(snapshot(3))]);
    session.answer_oldest();
    session.keys("llls");
    session.load(&[Progress::Snapshot(snapshot(8))]);
    session.load(&[Progress::Done { elapsed: Duration::from_secs(1), is_cancelled: false }]);
    session.keys("<ctrl-c>");
    session.do_jobs();
    assert_eq!(session.rows().len(), 8);
}

#[test]
fn an_interrupt_does_not_hide_the_last_events() {
    let mut session = held();
    session.load(&[Progress::Snapshot(snapshot(3)), Progress::Snapshot(snapshot(8))]);
    session.load(&[Progress::Done { elapsed: Duration::from_secs(1), is_cancelled: false }]);
    session.keys("<ctrl-c>");
    session.do_jobs();
    assert_eq!(session.rows().len(), 8);
}

#[test]
fn an_empty_load_says_what_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    assert!(session.shows("no files here"));
    std::fs::write(folder.path().join("a.txt"), "nothing").unwrap();
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    assert!(session.shows("no CloudTrail events in these files"));
}

#[test]
fn what_was_not_read_is_counted_in_the_first_line() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    let first = session.lines()[0].clone();
    assert!(first.contains("  4 files  10 events  1 copies"), "{first}");
    assert!(first.contains("! 3 files not read whole, 3 records refused (7)"), "{first}");
}

#[test]
fn sources_name_each_file_with_its_end() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("7");
    for status in ["read", "damaged", "refused", "empty", "skipped"] {
        let lines = session.lines();
        let has_status =
            |line: &String| line.trim_start_matches(['▶', '!', ' ']).starts_with(status);
        assert!(lines.iter().any(has_status), "{status}: {lines:#?}");
    }
}
