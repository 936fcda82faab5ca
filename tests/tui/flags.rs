//! What is conspicuous: marks, reasons, the way from one to the next.

use serde_json::{Value, json};
use trailglass::store::Field;

use super::case;
use super::session::{LARGE, Session};
use super::zones::in_zone;

/// A role session from two networks, among calls of nobody special.
fn events() -> Vec<Value> {
    let plain =
        |minute| case::event(minute, "s3", "ListBuckets", &case::iam_user("carol"), &json!({}));
    let web = |minute, address| {
        let more = json!({"sourceIPAddress": address});
        case::event(minute, "sts", "GetCallerIdentity", &case::role("web", "deploy"), &more)
    };
    vec![
        plain(540),
        web(541, "192.0.2.10"),
        plain(542),
        web(543, "198.51.100.7"),
        plain(544),
        web(545, "198.51.100.8"),
    ]
}

#[test]
fn a_conspicuous_event_is_marked_and_its_reason_told() {
    let mut session = Session::of(&case::of(&events()), LARGE);
    session.keys("o");
    assert_eq!(session.selected(Field::Time), "2025-03-11T09:03:00Z");
    assert!(
        session.shows("two-networks session deploy used from 192.0.2.10 (first at 2025-03-11T")
    );
    let marked: Vec<String> = session
        .lines()
        .iter()
        .filter_map(|line| {
            line.split_whitespace().next()?.split_once('!')?.1.get(..8).map(str::to_owned)
        })
        .collect();
    // The second event from there says nothing new.
    assert_eq!(marked, ["09:03:00"]);
}

#[test]
fn a_failure_is_told_from_other_conspicuous_events_without_colours() {
    let mut events = events();
    events[3]["errorCode"] = "AccessDenied".into();
    events[4]["errorCode"] = "AccessDenied".into();
    let mut session = Session::of(&case::of(&events), LARGE);
    let lines = session.lines().join("\n");
    assert!(lines.contains(" ¡09:03:00") && lines.contains(" ×09:04:00"), "{lines}");
}

#[test]
fn keys_go_to_the_next_and_the_previous_conspicuous_event() {
    let mut events = events();
    let more = json!({"sourceIPAddress": "203.0.113.9"});
    let role = case::role("web", "deploy");
    events.push(case::event(546, "sts", "GetCallerIdentity", &role, &more));
    let mut session = Session::of(&case::of(&events), LARGE);
    let mut check = |keys: &str, expected: &str| {
        session.keys(keys);
        assert_eq!(session.selected(Field::Time), format!("2025-03-11T{expected}:00Z"), "{keys}");
    };
    // The event at 09:05 is from the network of 09:03.
    check("o", "09:03");
    check("o", "09:06");
    check("o", "09:06");
    check("O", "09:03");
    assert!(session.keys("O").shows("no conspicuous event before this event"));
}

#[test]
fn events_that_repeat_a_flag_are_counted_where_there_is_no_other_way() {
    let mut session = Session::of(&case::of(&events()), LARGE);
    session.keys("oo");
    assert!(session.shows("no conspicuous event after this event; 1 event repeats a flag that"));
}

#[test]
fn reasons_and_the_head_of_the_detail_tell_times_as_the_list_does() {
    let mut session = in_zone("+02:00", &case::of(&events()), LARGE);
    session.keys("o");
    let flat = session.lines().join(" ");
    assert!(flat.contains("2025-03-11T11:03:00+02"), "{flat}");
    assert!(flat.contains("11:01:00+02) and 198.51.100.7 (first at 2025-03-11T11:03:00+02)"));
}

#[test]
fn a_filter_of_flags_is_a_chip_and_a_facet() {
    let mut session = Session::of(&case::of(&events()), LARGE);
    session.keys("/flag:two<down><enter><enter>");
    assert_eq!(session.chips(), ["flag:two-networks"]);
    assert_eq!(session.column(Field::SourceIp), ["198.51.100.7", "198.51.100.8"]);
}

#[test]
fn a_group_with_a_conspicuous_event_is_marked() {
    let mut session = Session::of(&case::of(&events()), LARGE);
    let mut check = |keys: &str, expected: &[(&str, bool)]| {
        session.keys(keys);
        let lines = session.lines();
        for (name, is_marked) in expected {
            let line = lines.iter().find(|line| line.contains(name)).unwrap();
            assert_eq!(line.chars().nth(1) == Some('!'), *is_marked, "{}", lines.join("\n"));
        }
    };
    check("2", &[("AssumedRole", false), ("web", true), ("carol", false)]);
    // A group whose children show leaves the mark to them.
    check("o", &[("web", false), ("deploy", true), ("carol", false)]);
}

#[test]
fn keys_go_to_the_next_and_the_previous_conspicuous_group() {
    let mut events = events();
    for minute in 550..553 {
        let more = json!({"errorCode": "AccessDenied"});
        events.push(case::event(minute, "s3", "ListBuckets", &case::iam_user("dora"), &more));
    }
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("2");
    let mut check = |keys: &str, expected: &str| {
        session.keys(keys);
        session.keys("yv");
        assert_eq!(session.copied().1, expected, "{keys}");
    };
    check("e", "dora");
    check("e", "web");
    check("E", "dora");
    check("E", "web");
    let lines = session.lines().join("\n");
    assert!(lines.contains("¡"), "{lines}");
}
