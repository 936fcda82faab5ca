//! Wrappers in wrappers, as deep as they come and deeper.

use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::event_bridge::envelope;
use super::reading::{Reading, check_read};
use crate::support::record;

fn wrap(inner: &str) -> Value {
    json!({"message": inner})
}

#[test]
fn a_record_is_found_through_every_layer() {
    let event = envelope("AWS API Call via CloudTrail", &record(1, "CreateUser", 1)).to_string();
    let splunk = json!({"preview": false, "result": {"_raw": event}}).to_string();
    check_read(&splunk, "Splunk results", &["CreateUser"]);
    let message = json!({"messageType": "DATA_MESSAGE", "logEvents": [wrap(&splunk)]}).to_string();
    check_read(&message, "CloudWatch Logs messages", &["CreateUser"]);
    let hit =
        json!({"hits": {"hits": [{"_source": {"event": {"original": message}}}]}}).to_string();
    check_read(&hit, "Elasticsearch documents", &["CreateUser"]);
}

#[test]
fn depth_has_an_end() {
    let mut text = record(1, "CreateUser", 1).to_string();
    for _ in 0..9 {
        text = wrap(&text).to_string();
    }
    let reading = Reading::of(text);
    assert_eq!((reading.report.n_records, reading.report.n_rejected), (0, 1));
    assert!(reading.told()[0].contains("wrapped too many times"), "{:?}", reading.told());
    for open in [
        r#"{"data":"#,
        r#"{"detail":{"data":"#,
        "[",
        r#"[{"Records":"#,
        r#"{"hits":{"hits":[{"_source":"#,
    ] {
        let reading = Reading::of(open.repeat(20_000));
        assert_eq!(reading.report.n_records, 0);
        assert!(reading.report.status.is_failure());
    }
}

#[test]
fn what_cannot_be_told_is_refused() {
    let reading = Reading::of(r#"{"logEvents":{},"messageType":"DATA_MESSAGE"}"#);
    assert_eq!(reading.report.status, Status::Refused);
}
