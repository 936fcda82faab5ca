//! Times in UTC, in another zone, since the row before.

use serde_json::{Value, json};
use trailglass::config::{Setting, ViewSpec};
use trailglass::query::Expr;
use trailglass::tui::action::ViewKind;
use trailglass::tui::app::{App, Opening};
use trailglass::tui::data::Data;
use trailglass::tui::theme::Theme;

use super::case;
use super::session::{Session, Size};

/// As `--timezone` opens it.
pub(crate) fn in_zone(name: &str, load: &[trailglass::ingest::Progress], size: Size) -> Session {
    let mut spec = ViewSpec::default();
    spec.set(Setting::Timezone, vec![name.to_owned()]);
    let mut session = Session::empty(size);
    let data = Data::new("demo".to_owned(), Expr::all(), Vec::new());
    let opening = Opening { spec, ..Opening::default() };
    session.app = App::new(data, ViewKind::Events, Theme::dark()).opened(opening).unwrap();
    session.resize(size);
    session.load(load);
    session
}

fn first_row(session: &mut Session) -> String {
    session.lines().into_iter().find(|line| line.starts_with('▶')).unwrap()
}

#[test]
fn t_turns_from_utc_to_the_zone_to_distances_and_back() {
    let mut session = in_zone("Europe/Berlin", case::demo(), (140, 36));
    assert!(session.shows("2025-03-11 08:00:04–2025-03-12 11:20:23"));
    assert!(session.shows("Europe/Berlin +01") && session.shows("√ scale, Europe/Berlin"));
    assert!(session.shows("┴08:00") && first_row(&mut session).contains("03-11 08:00:04"));
    session.keys("T");
    assert!(session.shows("Europe/Berlin +01 Δ") && session.shows("+Δ ▲"));
    assert!(first_row(&mut session).contains("·"));
    session.keys("T");
    assert!(session.shows(" UTC ") && first_row(&mut session).contains("03-11 07:00:04"));
    assert!(session.shows("√ scale, UTC") && session.shows("┴07:00"));
    session.keys("T");
    assert!(session.shows("times in filters stay UTC") && session.shows("┴08:00"));
    session.keys("yc");
    assert_eq!(session.copied().1, "trailglass --timezone Europe/Berlin");
    session.keys("u");
    assert!(session.shows("√ scale, UTC"));
}

#[test]
fn filters_and_the_record_stay_in_utc() {
    let mut session = in_zone("+02:00", case::demo(), (140, 36));
    session.keys("i");
    assert_eq!(session.chips(), ["time:2025-03-11T07:00:04Z"]);
    session.keys("u");
    session.keys("yv");
    assert_eq!(session.copied().1, "2025-03-11T07:00:04Z");
    session.keys("t");
    assert!(session.shows("TIME RANGE in UTC"));
    session.keys("2025-03-11T10:00:00+02:00..<enter>");
    assert_eq!(session.chips(), ["time>=2025-03-11T08:00"]);
    assert!(first_row(&mut session).contains("03-11 10:0"));
}

#[test]
fn the_hour_that_comes_twice_is_told_apart() {
    let at = |index: u32, time: &str| {
        let more = json!({"eventTime": time});
        case::event(index, "s3", "ListBuckets", &case::iam_user("carol"), &more)
    };
    let times = ["2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z", "2025-10-26T02:30:00Z"];
    let events: Vec<Value> = (0..).zip(times).map(|(index, time)| at(index, time)).collect();
    let mut session = in_zone("Europe/Berlin", &case::of(&events), (120, 36));
    for shown in ["02:30:00+02", "02:30:00+01", "03:30:00+01"] {
        assert!(session.shows(shown), "{shown}\n{}", session.screen());
    }
    assert!(session.shows("Europe/Berlin +02…+01"));
    session.keys("T");
    assert!(session.shows("+1h00m"));
}

#[test]
fn groups_and_sources_tell_times_of_the_zone_too() {
    let mut session = in_zone("Europe/Berlin", case::demo(), (140, 36));
    session.keys("2");
    assert!(session.shows("03-11 08:00"), "{}", session.screen());
    session.keys("7");
    assert!(session.shows("2025-03-11 08:"), "{}", session.screen());
}

#[test]
fn without_another_zone_t_says_how_to_choose_one() {
    let mut session = in_zone("UTC", case::demo(), (140, 36));
    session.keys("T");
    assert!(session.shows("--timezone chooses another zone"));
}
