//! The page of an identity, and the ways to it and on from it.

use serde_json::{Value, json};
use trailglass::store::Field;

use super::case;
use super::screens::check_at;
use super::session::{LARGE, Session};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 10)];

#[test]
fn an_identity_has_lanes_and_all_that_it_used() {
    check_at(&SIZES, "actor", "/actor:svc-backup-sync<enter>ga");
}

#[test]
fn what_is_new_in_the_range_of_time_is_marked() {
    let keys = "t2025-03-11T23:00..<enter>/actor:build-agent<enter>ga";
    check_at(&[(120, 36)], "actor_new", keys);
    let mut session = Session::demo(LARGE);
    session.keys(keys);
    assert!(session.shows("* new against its"), "{}", session.screen());
    assert!(session.lines().iter().any(|l| l.starts_with(" *") || l.starts_with("▶*")));
}

#[test]
fn a_value_of_an_identity_opens_its_events_and_undoes() {
    let mut session = Session::demo(LARGE);
    session.keys("/actor:ci-deploy<enter>ga");
    assert!(session.lines()[2].contains("ci-deploy"), "{}", session.screen());
    session.keys("gg").keys("j<enter>");
    let chips = session.chips();
    assert!(chips.contains(&"ip:\"198.51.100.40\"".to_owned()), "{chips:?}");
    assert_eq!(session.column(Field::Actor).iter().filter(|a| *a != "ci-deploy").count(), 0);
    session.keys("u");
    assert_eq!(session.chips(), ["actor:ci-deploy"]);
}

#[test]
fn lanes_are_of_addresses_keys_and_tools_in_turn() {
    let mut session = Session::demo(LARGE);
    session.keys("/actor:ci-deploy<enter>ga");
    for title in
        ["lanes by source ip", "lanes by access key", "lanes by agent", "lanes by source ip"]
    {
        assert!(session.shows(title), "{title}\n{}", session.screen());
        session.keys("B");
    }
}

#[test]
fn a_group_and_a_facet_lead_to_the_identity() {
    let mut session = Session::demo(LARGE);
    session.keys("2jga");
    assert!(session.lines()[0].contains("ACTOR"), "{}", session.screen());
}

#[test]
fn a_session_of_the_page_leads_to_the_list_of_sessions() {
    let mut session = Session::demo(LARGE);
    session.keys("/actor:svc-backup-sync<enter>ga");
    for _ in 0..60 {
        let line = session.lines().into_iter().find(|line| line.starts_with('▶')).unwrap();
        if line.contains("CreateAccessKey by") {
            break;
        }
        session.keys("j");
    }
    session.keys("<enter>");
    assert!(session.lines()[0].contains("SESSIONS"), "{}", session.screen());
    assert!(session.shows("CreateAccessKey: key id"), "{}", session.screen());
    session.keys("gb");
    assert_eq!(session.selected(Field::EventName), "CreateAccessKey");
}

/// Two users of one name, one after the other.
fn namesakes() -> Session {
    let mut other = case::iam_user("bob");
    other["principalId"] = "AIDAOTHEREXAMPLE".into();
    other["accessKeyId"] = "AKIAOTHEREXAMPLE".into();
    let call = |minute, who: &Value| case::event(minute, "s3", "ListBuckets", who, &json!({}));
    let bob = case::iam_user("bob");
    let events = [call(540, &bob), call(541, &bob), call(542, &other)];
    Session::of(&case::of(&events), LARGE)
}

#[test]
fn of_several_identities_of_a_name_the_group_under_the_cursor_is_shown() {
    let mut session = namesakes();
    session.keys("2jga");
    assert!(session.lines()[2].contains("bob  AIDABOBEXAMPLE  IAMUser  2 events  0 errors"));
    assert!(session.shows("2 identities have this name: ga goes to the next"));
    session.keys("q").keys("jga");
    assert!(session.lines()[2].contains("bob  AIDAOTHEREXAMPLE  IAMUser  1 event  0 errors"));
}

#[test]
fn the_page_leads_to_the_next_identity_of_its_name() {
    let mut session = namesakes();
    session.keys("ga");
    for id in ["AIDABOBEXAMPLE", "AIDAOTHEREXAMPLE", "AIDABOBEXAMPLE"] {
        assert!(session.lines()[2].contains(id), "{}", session.screen());
        session.keys("ga");
    }
    let mut session = Session::of(
        &case::of(&[case::event(1, "s3", "ListBuckets", &case::iam_user("ann"), &json!({}))]),
        LARGE,
    );
    assert!(session.keys("gaga").shows("an identity at its addresses leads on"));
    assert!(!session.shows("have this name"));
}

#[test]
fn sessions_and_neighbours_of_the_page_count_their_failures_and_tell_their_last_event() {
    let failed = json!({"errorCode": "AccessDenied"});
    let call =
        |minute, name, more| case::event(minute, "s3", "ListBuckets", &case::iam_user(name), more);
    let events = [
        call(540, "ann", &json!({})),
        call(541, "bob", &failed),
        call(542, "bob", &failed),
        call(559, "bob", &json!({})),
    ];
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("ga");
    let lines = session.lines();
    let line = lines.iter().find(|line| line.contains("from 192.0.2.10")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[..5], ["bob", "3", "2", "09:01:00", "09:19:00"], "{line}");
    session.keys("q/actor:bob<enter>ga");
    let lines = session.lines();
    let line = lines.iter().find(|line| line.contains("issued outside")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[..5], ["bob", "3", "2", "09:01:00", "09:19:00"], "{line}");
}
