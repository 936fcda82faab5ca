//! Ranges of time: the prompt.

use trailglass::store::Field;

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
