//! Two events beside each other: which, what differs, and that each leaf is a lever.

use serde_json::json;
use trailglass::store::Field;

use super::case::{self, event, iam_user, role};
use super::session::{LARGE, Session};

/// Two calls of one actor, one of another between them.
fn calls() -> Vec<serde_json::Value> {
    let request = |size: &str, tags: serde_json::Value| json!({"requestParameters": {"instanceType": size, "tags": tags}, "readOnly": false});
    let team = json!({"key": "team", "value": "data"});
    let cost = |code: u32| json!({"key": "cost", "value": code});
    let first = request("ml.m5.large", json!([team, cost(7)]));
    let second = request("ml.p4d.24xlarge", json!([cost(8), team]));
    vec![
        event(540, "sagemaker", "CreateTrainingJob", &iam_user("carol"), &first),
        event(541, "sagemaker", "CreateTrainingJob", &role("deploy", "build-7"), &first),
        event(600, "sagemaker", "CreateTrainingJob", &iam_user("carol"), &second),
    ]
}

#[test]
fn an_event_is_compared_with_the_previous_same_call_of_its_actor() {
    let mut session = Session::of(&case::of(&calls()), LARGE);
    session.keys("Gd");
    let lines = session.lines();
    assert!(lines[2].contains("− 2025-03-11T09:00:00Z  sagemaker:CreateTrainingJob by carol"));
    assert!(lines[3].contains("+ 2025-03-11T10:00:00Z"), "{}", lines[3]);
    assert!(lines[3].contains("by carol  +1h 00m  2 differences"), "{}", lines[3]);
    let row = |name: &str| {
        let line =
            lines.iter().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}"));
        let line = line.replace(['▐', '▌', '▶'], " ");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("instanceType"), r#"~ instanceType "ml.m5.large" "ml.p4d.24xlarge""#);
    // Tags are the same tags at other places.
    assert_eq!(row("value"), "~ value 7 8");
    assert!(!session.shows("\"data\""));
    assert!(session.keys("o").shows("\"data\""));
}

#[test]
fn two_chosen_events_are_compared_in_the_order_of_time() {
    let mut session = Session::of(&case::of(&calls()), LARGE);
    session.keys("j<space>gg<space>d");
    let lines = session.lines();
    assert!(lines[2].contains("by carol") && lines[3].contains("by deploy"), "{lines:?}");
    session.keys("q<esc>gg<space>Gd");
    assert!(
        session.lines()[3].contains("by carol  +1h 00m"),
        "one chosen, and the one at the cursor"
    );
    session.keys("qG<space>gg<space>j<space>d");
    assert!(session.shows("more than two events are chosen") || session.shows("DIFF"));
}

#[test]
fn without_a_call_before_that_is_said() {
    let mut session = Session::of(&case::of(&calls()), LARGE);
    assert!(session.keys("d").shows("no CreateTrainingJob by carol before this one"));
    assert!(session.keys("Gdd").shows("no CreateTrainingJob by carol before this one"));
    assert!(session.shows("− 2025-03-11T09:00:00Z"), "the comparison stays");
}

#[test]
fn a_leaf_is_a_lever_on_either_side() {
    let mut session = Session::of(&case::of(&calls()), LARGE);
    session.keys("Gd");
    while !session.lines().iter().any(|line| line.starts_with('▶') && line.contains("instanceType"))
    {
        session.keys("j");
    }
    session.keys("yf");
    assert_eq!(session.copied().1, r#"requestParameters.instanceType:"ml.p4d.24xlarge""#);
    session.keys("hyp");
    assert_eq!(session.copied().1, ".requestParameters.instanceType");
    session.keys("i");
    assert_eq!(session.column(Field::Actor), ["carol", "deploy"]);
}

#[test]
fn values_that_act_on_terminals_are_shown_safely() {
    let evil = |text: &str| json!({"requestParameters": {"name\u{1b}[2J": text}});
    let events = [
        event(540, "s3", "PutObject", &iam_user("carol"), &evil("a\u{202e}b")),
        event(541, "s3", "PutObject", &iam_user("carol"), &evil("\u{7}")),
    ];
    let mut session = Session::of(&case::of(&events), (80, 24));
    session.keys("Gd");
    assert!(session.shows("⟨202E⟩") && session.shows("^G") && session.shows("^[[2J"));
}
