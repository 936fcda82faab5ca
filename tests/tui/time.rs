//! Ranges of time: the prompt and the strip.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use trailglass::query::{Cancel, Query, parse, run};
use trailglass::store::Field;
use trailglass::tui::message::Message;

use super::screens::check_at;
use super::session::{LARGE, Session};

#[test]
fn a_range_of_time_takes_the_place_of_the_one_before() {
    let mut session = Session::demo((100, 30));
    session.keys("/access:write<enter>t-2h<enter>");
    assert_eq!(session.chips(), ["access:write", "time:-2h.."]);
    let n_late = session.rows().len();
    session.keys("/iam<enter>t2025-03-11<enter>");
    assert_eq!(session.chips(), ["access:write", "time:2025-03-11..2025-03-12", "iam"]);
    assert!(session.column(Field::Time).iter().all(|time| time.starts_with("2025-03-11")));
    session.keys("uu");
    assert_eq!((session.chips().len(), session.rows().len()), (2, n_late));
    session.keys("t<enter>");
    assert_eq!(session.chips(), ["access:write"], "an empty range is no limit");
}

#[test]
fn the_selected_event_stays_in_the_middle_of_its_minutes() {
    let mut session = Session::demo(LARGE);
    session.keys("<pagedown><pagedown>jjj");
    let (id, time) = (session.selected(Field::EventId), session.selected(Field::Time));
    session.keys("t±5m<enter>");
    assert_eq!(session.selected(Field::EventId), id);
    let times = session.column(Field::Time);
    assert!(times.first() < Some(&time) && times.last() > Some(&time));
}

#[test]
fn what_is_no_range_keeps_the_prompt_open_and_says_why() {
    let mut session = Session::demo((80, 24));
    session.keys("t10:15..09:30<enter>");
    assert!(session.shows("ends before it begins") && session.chips().is_empty());
    session.keys("<esc>");
    assert!(!session.shows("TIME RANGE"));
    check_at(&[(80, 24)], "time_range_error", "t10:15..09:30");
}

fn mouse(session: &mut Session, kind: MouseEventKind, column: u16, row: u16) {
    session.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    session.draw();
}

/// The list holds exactly what its only chip finds among all events.
#[track_caller]
fn check_only_chip(session: &Session) {
    let [chip] = &session.chips()[..] else { panic!("{:?}", session.chips()) };
    assert!(chip.starts_with("time:"), "{chip}");
    let query = Query { filter: parse(chip).unwrap(), sort: Vec::new() };
    let answer = run(&session.app.data.shown.snapshot, &query, &Cancel::new()).unwrap();
    assert_eq!(session.rows(), answer.rows);
    assert!(!answer.rows.is_empty());
}

#[test]
fn a_range_is_chosen_on_the_strip_by_keys() {
    let mut session = Session::demo((100, 30));
    session.keys("vlvlll");
    let line = session.lines()[28].clone();
    session.keys("<enter>");
    assert_eq!(session.chips(), ["time:2025-03-11T07:20..2025-03-11T08:40"]);
    check_only_chip(&session);
    let n_failed = session.app.data.shown.answer.n_errors;
    let said = format!(
        " range 2025-03-11 07:20:00–08:40:00 UTC  {} events, {n_failed} failed, ",
        session.rows().len()
    );
    assert!(line.starts_with(&said), "{line}");
    session.keys("u");
    assert!(session.chips().is_empty());
}

#[test]
fn esc_forgets_the_range_then_leaves_the_strip_and_no_filter() {
    let mut session = Session::demo((100, 30));
    session.keys("vlvl<esc>");
    assert!(session.shows("Enter keep range"));
    session.keys("<esc>");
    assert!(!session.shows("Enter keep range") && session.chips().is_empty());
    session.keys("v<enter>");
    assert_eq!(session.chips(), ["time:2025-03-11T07:00..2025-03-11T07:20"]);
}

#[test]
fn zooming_in_and_out_ends_where_it_began() {
    let mut session = Session::demo((100, 30));
    let all = session.rows().len();
    session.keys("<pagedown><pagedown>");
    let id = session.selected(Field::EventId);
    let mut n_rows = all;
    session.keys("v");
    for _ in 0..3 {
        session.keys("z");
        assert!(session.rows().len() < n_rows, "{:?}", session.chips());
        n_rows = session.rows().len();
        check_only_chip(&session);
        assert_eq!(session.selected(Field::EventId), id);
    }
    for _ in 0..20 {
        session.keys("Z");
    }
    assert!(session.shows("all times are shown") && session.chips().is_empty());
    assert_eq!((session.rows().len(), session.selected(Field::EventId)), (all, id));
}

#[test]
fn at_the_end_of_what_is_left_the_strip_goes_on() {
    let mut session = Session::demo((100, 30));
    session.keys("t2025-03-11T10:00..2025-03-11T12:00<enter>vG");
    session.keys("l");
    assert_eq!(session.chips(), ["time:2025-03-11T11:00..2025-03-11T13:00"]);
    check_only_chip(&session);
    session.keys("<home>hh");
    assert_eq!(session.chips(), ["time:2025-03-11T10:00..2025-03-11T12:00"]);
    session.keys("<esc>t..2025-03-11T08:00<enter>v<home>h");
    assert!(session.shows("these are the first events"));
}

#[test]
fn the_mouse_draws_a_range() {
    let mut session = Session::demo((100, 30));
    let left = MouseButton::Left;
    mouse(&mut session, MouseEventKind::Down(left), 20, 3);
    mouse(&mut session, MouseEventKind::Up(left), 20, 3);
    assert!(session.shows("Enter keep range") && session.chips().is_empty(), "a click goes there");
    mouse(&mut session, MouseEventKind::Down(left), 20, 3);
    mouse(&mut session, MouseEventKind::Drag(left), 30, 9);
    mouse(&mut session, MouseEventKind::Drag(left), 40, 3);
    mouse(&mut session, MouseEventKind::Up(left), 40, 3);
    check_only_chip(&session);
    assert!(!session.shows("Enter keep range"));
    session.keys("u");
    mouse(&mut session, MouseEventKind::Down(left), 40, 3);
    mouse(&mut session, MouseEventKind::Drag(left), 500, 3);
    mouse(&mut session, MouseEventKind::Up(left), 500, 3);
    assert_eq!(session.rows().last().map(|row| row.index()), Some(2_528), "to the last event");
}

#[test]
fn without_a_strip_the_prompt_is_named() {
    let mut session = Session::demo((60, 15));
    session.keys("v");
    assert!(session.shows("t asks for a range"));
}

#[test]
fn a_chosen_range_looks_chosen() {
    check_at(&[(100, 30), (80, 24)], "strip", "vlllvll");
}
