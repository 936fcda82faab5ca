use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "EventBridge events";

pub(crate) fn envelope(kind: &str, detail: &Value) -> Value {
    json!({
        "version": "0",
        "id": "00000000-0000-4000-8000-00000000000a",
        "detail-type": kind,
        "source": "aws.iam",
        "account": "111122223333",
        "time": "2025-03-11T00:00:01Z",
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    })
}

fn event(id: u32, name: &str) -> String {
    envelope("AWS API Call via CloudTrail", &record(id, name, id)).to_string()
}

#[test]
fn good() {
    check_read(&event(1, "CreateUser"), SHAPE, &["CreateUser"]);
    let both = format!("{}\n{}\n", event(1, "CreateUser"), event(2, "DeleteUser"));
    check_read(&both, SHAPE, &["CreateUser", "DeleteUser"]);
}

#[test]
fn odd() {
    let list = format!("[{},{}]", event(1, "CreateUser"), event(2, "DeleteUser"));
    check_read(&list, SHAPE, &["CreateUser", "DeleteUser"]);
    // A rule's own `detail-type` around a whole record.
    let renamed = envelope("my type", &record(1, "CreateUser", 1));
    check_read(&renamed.to_string(), SHAPE, &["CreateUser"]);
}

#[test]
fn broken() {
    let other = envelope("GuardDuty Finding", &json!({"title": "x"}));
    let reading = check(&other.to_string(), (SHAPE, Status::Refused, 0, 1));
    assert_eq!(
        reading.told(),
        ["record 1 at line 1, byte 0: EventBridge event `GuardDuty Finding`, not from CloudTrail"]
    );
    let mixed = format!("{}\n{other}\n{}", event(1, "A"), event(2, "B"));
    check(&mixed, (SHAPE, Status::Damaged, 2, 1));
    let one = event(1, "A");
    check(&one[..one.len() - 1], (SHAPE, Status::Damaged, 1, 0));
    check(&one[..one.find("eventName").unwrap()], ("", Status::Refused, 0, 1));
}
