//! The Sources view, reloading, and where an event was read.

use std::fs;
use std::path::Path;

use serde_json::json;
use trailglass::ingest::{self, Input, Known, Pace, Plan, Progress};
use trailglass::store::Field;
use trailglass::tui::effect::{Effect, Job};

use super::case;
use super::session::{LARGE, Session};

fn put(folder: &Path, name: &str, events: &[serde_json::Value]) {
    fs::write(folder.join(name), case::log(events)).unwrap();
}

fn call(minute: u32, name: &str) -> serde_json::Value {
    case::event(minute, "s3", name, &case::iam_user("carol"), &json!({}))
}

/// Does the reload that was asked for.
fn reload(session: &mut Session, folder: &Path) {
    session.keys("R");
    let known: Known = match session.effects.pop() {
        Some(Effect::Reload(known)) => *known,
        other => unreachable!("no reload: {other:?}"),
    };
    let inputs = vec![Input::Path(folder.to_owned())];
    let plan = Plan { known: Some(known), ..Plan::new(inputs, Pace::Interactive) };
    let progress: Vec<Progress> = ingest::start(plan).progress.iter().collect();
    session.load(&progress);
}

#[test]
fn the_sums_add_up_below_the_list() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("7");
    let said = "6 files: 14 records = 10 events + 1 copies + 3 refused + 0 left out";
    assert!(session.shows(said), "{:#?}", session.lines());
}

#[test]
fn a_file_tells_its_first_and_last_event_and_who_logged_them() {
    let folder = tempfile::tempdir().unwrap();
    let key = "AWSLogs/444455556666/CloudTrail/eu-west-1/2025/03/11";
    fs::create_dir_all(folder.path().join(key)).unwrap();
    put(folder.path(), &format!("{key}/a.json"), &[call(540, "One"), call(545, "Two")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("7");
    assert!(session.shows("2025-03-11 09:00:00  2025-03-11 09:05:00"), "{:#?}", session.lines());
    assert!(session.shows("account 111122223333 (key: 444455556666)  region eu-west-1"));
}

#[test]
fn the_files_are_not_counted_again_for_another_answer() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("7");
    session.holds_jobs = true;
    session.keys("x");
    session.answer_oldest();
    assert!(!session.jobs.iter().any(|job| matches!(job, Job::Count { .. })), "{:?}", session.jobs);
}

#[test]
fn a_reload_reads_what_is_new_and_keeps_place_and_filter() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "b.json", &[call(540, "One"), call(541, "Two"), call(542, "Three")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("/!name:One<enter>j");
    let detail = |session: &Session| session.app.views.events.detail.json().to_owned();
    assert!(detail(&session).contains("Three"));
    put(folder.path(), "a.json", &[call(530, "Zero"), call(541, "Two")]);
    reload(&mut session, folder.path());
    assert!(session.shows("read 1 new or changed files"), "{:#?}", session.lines());
    assert_eq!(session.rows().len(), 3);
    assert!(
        detail(&session).contains("Three") && session.chips() == ["!name:One"],
        "{:?}",
        session.chips()
    );
    // The copy that was read later is the copy.
    assert!(session.shows("2 files  4 events  1 copies"), "{:#?}", session.lines());
}

#[test]
fn a_reload_keeps_chips_highlights_and_what_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "b.json", &[call(540, "One"), call(541, "Two"), call(542, "Three")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("/!name:One<enter>/!name:Three<enter>A2<space>A/name:Two<tab><enter>");
    put(folder.path(), "a.json", &[call(530, "Zero"), call(550, "Two")]);
    reload(&mut session, folder.path());
    let chips = session.lines()[1].clone();
    for chip in ["[1 !name:One −1]", "[2 off !name:Three]", "[3 highlight name:Two =2]"] {
        assert!(chips.contains(chip), "{chip} in {chips}");
    }
    assert_eq!(session.column(Field::EventName), ["Zero", "Two", "Three", "Two"]);
    session.keys("uu");
    assert_eq!(session.column(Field::EventName), ["Zero", "Two", "Two"]);
    session.keys("<ctrl-r><ctrl-r>");
    assert_eq!(session.lines()[1], chips);
}

#[test]
fn a_copy_that_a_reload_finds_is_told_in_the_detail() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.json", &[call(540, "One")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    assert!(!session.keys("j").shows("copy: record"));
    put(folder.path(), "b.json", &[call(530, "Zero"), call(540, "One")]);
    reload(&mut session, folder.path());
    assert!(session.shows("delivered 2 times"), "{:#?}", session.lines());
    assert!(session.shows("copy: record 2 at byte"), "{:#?}", session.lines());
}

#[test]
fn neighbours_go_when_their_event_does() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.json", &[call(540, "One"), call(541, "Two")]);
    put(folder.path(), "b.json", &[call(539, "Zero"), call(542, "Three")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("/!name:Zero<enter>gx");
    assert!(session.shows("around 09:00:00") && session.rows().len() == 4);
    put(folder.path(), "a.json", &[call(545, "Five")]);
    reload(&mut session, folder.path());
    assert!(!session.shows("around 09:00:00"), "{:#?}", session.lines());
    assert_eq!(session.column(Field::EventName), ["Three", "Five"]);
}

#[test]
fn a_reload_without_news_says_so() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.json", &[call(540, "One")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    let rows = session.rows().to_vec();
    reload(&mut session, folder.path());
    assert!(session.shows("nothing new") && session.rows() == &rows[..]);
}

#[test]
fn a_file_that_changed_in_place_is_read_again_and_said() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.json", &[call(540, "One"), call(541, "Two")]);
    put(folder.path(), "b.json", &[call(540, "One")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    put(folder.path(), "a.json", &[call(545, "Five"), call(546, "Six"), call(547, "Seven")]);
    reload(&mut session, folder.path());
    assert_eq!(session.rows().len(), 4);
    assert!(session.shows("One") && !session.shows("Two"), "{:#?}", session.lines());
    session.keys("7");
    assert!(session.shows("2 files: 4 records = 4 events + 0 copies"), "{:#?}", session.lines());
    session.keys("gg");
    let shows =
        session.shows("changed since it was read") || session.keys("j").shows("changed since");
    assert!(shows, "{:#?}", session.lines());
}

#[test]
fn while_a_load_is_under_way_there_is_no_reload() {
    let mut session = Session::empty(LARGE);
    session.keys("R");
    assert!(session.shows("still reading") && session.effects.is_empty());
}

#[test]
fn the_detail_names_every_place_of_an_event() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.json", &[call(540, "One"), call(541, "Two")]);
    put(folder.path(), "b.json", &[call(541, "Two")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("G");
    let lines = session.lines();
    let has = |start: &str, end: &str| {
        lines.iter().any(|line| line.contains(start) && line.trim_end().ends_with(end))
    };
    assert!(has("read as record 2 at byte", "a.json"), "{lines:#?}");
    assert!(has("copy: record 1 at byte", "b.json"), "{lines:#?}");
}

#[test]
fn a_correction_and_what_it_corrects_lead_to_each_other() {
    let original = call(540, "One");
    let addendum = json!({"eventName": "OneAgain", "addendum": {
        "reason": "UPDATED_DATA", "updatedFields": "errorCode", "originalEventID": original["eventID"],
        "originalRequestID": "1"}});
    let late = case::event(600, "s3", "One", &case::iam_user("carol"), &addendum);
    let mut session = Session::of(&case::of(&[original, call(541, "Two"), late]), LARGE);
    assert!(session.shows("corrected by event 00000000-0000-4000-8000-000000000600"));
    session.keys("gc");
    assert_eq!(session.app.views.events.position(), 2);
    assert!(session.shows("corrects event 00000000-0000-4000-8000-000000000540"));
    session.keys("gc");
    assert_eq!(session.app.views.events.position(), 0);
    session.keys("jgc");
    assert!(session.shows("this event corrects none"));
    session.keys("kx");
    session.keys("Ggc");
    assert!(session.shows("filters hide that event"), "{:#?}", session.lines());
    session.keys("gxgc");
    assert_eq!(session.app.views.events.position(), 0, "neighbours are not filtered");
}

#[test]
fn a_correction_far_from_the_neighbours_is_said_to_be() {
    let mut events: Vec<_> = (0..120).map(|minute| call(540 + minute, "Call")).collect();
    let addendum = json!({"addendum": {"reason": "UPDATED_DATA", "updatedFields": "errorCode",
        "originalEventID": events[0]["eventID"], "originalRequestID": "1"}});
    events.push(case::event(800, "s3", "Late", &case::iam_user("carol"), &addendum));
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("Ggxgc");
    assert!(session.shows("not among these neighbours; Esc leaves"), "{:#?}", session.lines());
    session.keys("<esc>gc");
    assert_eq!(session.app.views.events.position(), 0);
}

#[test]
fn a_container_opens_the_events_of_its_members() {
    // Its chip must read back as it was.
    let folder = tempfile::tempdir().unwrap();
    let mut tar = vec![0; 512];
    let text = case::log(&[call(540, "One")]);
    tar[..6].copy_from_slice(b"a.json");
    tar[124..136].copy_from_slice(format!("{:011o}\0", text.len()).as_bytes());
    let sum: u32 = tar.iter().map(|&byte| u32::from(byte)).sum::<u32>() + 8 * 32;
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend(text.bytes());
    fs::write(folder.path().join("a.tar"), tar).unwrap();
    put(folder.path(), "b.json", &[call(541, "Two")]);
    let mut session = Session::of(&case::read(folder.path()), LARGE);
    session.keys("7");
    assert!(session.shows("tar, 1 files") && session.shows("a container: each file"));
    session.keys("gg<enter>");
    assert_eq!(session.rows().len(), 1);
    session.keys("7j<enter>");
    assert_eq!(session.rows().len(), 1);
    // Every lever takes the members too.
    session.keys("7ggI1");
    assert_eq!(session.column(Field::EventName), ["One"], "{:?}", session.chips());
    session.keys("An");
    assert_eq!(session.column(Field::EventName), ["Two"], "{:?}", session.chips());
}
