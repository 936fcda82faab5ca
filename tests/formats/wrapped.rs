use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::event_bridge::envelope;
use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "wrapped records";

fn one() -> Value {
    record(1, "CreateUser", 1)
}

#[test]
fn good() {
    check_read(&json!({"message": one().to_string()}).to_string(), SHAPE, &["CreateUser"]);
    check_read(&json!({"detail": one()}).to_string(), SHAPE, &["CreateUser"]);
    check_read(
        &json!([{"data": {"Records": [one()]}, "log": "x"}]).to_string(),
        SHAPE,
        &["CreateUser"],
    );
    for name in ["records", "events", "items"] {
        check_read(&json!({name: [one()]}).to_string(), SHAPE, &["CreateUser"]);
    }
    // Whatever the members are called.
    for wrapper in [
        json!({"eventMetadata": null, "eventData": one()}),
        json!({"data": [{"id": "x", "attributes": {"attributes": one()}}]}),
        json!({"records": [{"recordId": "1", "data": STANDARD.encode(one().to_string())}]}),
        json!({"class_uid": 6003, "tags": ["a"], "raw_data": one().to_string()}),
    ] {
        check_read(&wrapper.to_string(), SHAPE, &["CreateUser"]);
    }
    let by_id = json!({"a": one(), "b": record(2, "DeleteUser", 2), "c": {"n": 1}});
    check_read(&by_id.to_string(), SHAPE, &["CreateUser", "DeleteUser"]);
    let data = envelope("AWS API Call via CloudTrail", &one());
    check_read(&json!({"data": data}).to_string(), SHAPE, &["CreateUser"]);
}

#[test]
fn odd() {
    check_read(&json!([{"Records": [one()]}, {"Records": []}]).to_string(), SHAPE, &["CreateUser"]);
    let lines = json!({"@timestamp": "x", "message": one().to_string(), "host": {"name": "h"}});
    check_read(&format!("{lines}\n\n"), SHAPE, &["CreateUser"]);
}

#[test]
fn broken() {
    let good = json!({"message": one().to_string()});
    let text =
        format!("{good}\n{}\n{{\"message\":\"{{\\\"a\\\":\"}}\n", json!({"message": "login"}));
    let reading = check(&text, (SHAPE, Status::Damaged, 1, 2));
    assert!(reading.told()[0].contains("an object with message"), "{:?}", reading.told());
    // Nothing in it can be read: no wrapper of records.
    check(&json!({"data": {"x": 1}}).to_string(), ("", Status::Refused, 0, 1));
}
