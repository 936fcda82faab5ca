use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::{gzip, record};

const SHAPE: &str = "CloudWatch Logs messages";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn message(id: u32) -> Value {
    let record = record(id, NAMES[id as usize - 1], id).to_string();
    json!({"id": format!("{id:056}"), "timestamp": 1_741_651_201_000_u64, "message": record})
}

fn subscription(messages: &[Value]) -> String {
    json!({
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "trail",
        "logStream": "111122223333_CloudTrail_us-east-1",
        "subscriptionFilters": ["all"],
        "logEvents": messages,
    })
    .to_string()
}

/// As Lambda gets it.
fn awslogs(payload: &str) -> String {
    json!({"awslogs": {"data": STANDARD.encode(gzip(payload))}}).to_string()
}

#[test]
fn good() {
    check_read(&subscription(&[message(1), message(2)]), SHAPE, &NAMES);
    check_read(&awslogs(&subscription(&[message(1), message(2)])), SHAPE, &NAMES);
    let filtered = json!({"events": [message(1), message(2)], "searchedLogStreams": []});
    check_read(&filtered.to_string(), SHAPE, &NAMES);
    let got = json!({"events": [message(1)], "nextForwardToken": "f/1"});
    check_read(&got.to_string(), SHAPE, &NAMES[..1]);
}

#[test]
fn odd() {
    // As Firehose writes them: one behind the other, a control message among them.
    let control = r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE"}]}"#;
    let all = [control.to_owned(), subscription(&[message(1)]), subscription(&[message(2)])];
    check_read(&all.join(""), SHAPE, &NAMES);
    check(control, (SHAPE, Status::Read, 0, 0));
    check(r#"{"events":[],"searchedLogStreams":[]}"#, (SHAPE, Status::Read, 0, 0));
    let lines = format!("{}\n{}", message(1), message(2));
    check_read(&lines, SHAPE, &NAMES);
}

#[test]
fn broken() {
    let other = json!({"id": "1", "timestamp": 1, "message": "START RequestId: 1"});
    let reading = check(&subscription(&[other, message(1)]), (SHAPE, Status::Damaged, 1, 1));
    assert!(
        reading.told()[0].ends_with("a text, not a CloudTrail record: `START RequestId: 1`"),
        "{:?}",
        reading.told()
    );
    let whole = awslogs(&subscription(&[message(1)]));
    let cut = whole.replacen("H4sI", "H4sIAAAA", 1);
    check(&cut, (SHAPE, Status::Refused, 0, 1));
}
