use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "Elasticsearch documents";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn source(id: u32) -> Value {
    let original = record(id, NAMES[id as usize - 1], id).to_string();
    json!({"@timestamp": "2025-03-11T00:00:01.000Z", "event": {"action": "x", "original": original}})
}

#[test]
fn good() {
    let hits = json!({"took": 1, "hits": {"total": 2, "hits": [
        {"_index": "i", "_id": "1", "_source": source(1)},
        {"_index": "i", "_id": "2", "_source": source(2)},
    ]}});
    check_read(&hits.to_string(), SHAPE, &NAMES);
    check_read(&format!("{}\n{}\n", source(1), source(2)), SHAPE, &NAMES);
}

#[test]
fn odd() {
    let original = record(1, "CreateUser", 1);
    check_read(&json!({"event.original": original.to_string()}).to_string(), SHAPE, &NAMES[..1]);
    let hit = json!({"_index": "i", "_source": {"message": original.to_string()}});
    check_read(&hit.to_string(), SHAPE, &NAMES[..1]);
    check_read(&json!([{"_source": original}]).to_string(), SHAPE, &NAMES[..1]);
}

#[test]
fn broken() {
    let other =
        json!({"@timestamp": "2025-03-11T00:00:01.000Z", "event": {"action": "CreateUser"}});
    let reading = check(&format!("{}\n{other}\n", source(1)), (SHAPE, Status::Damaged, 1, 1));
    assert!(reading.told()[0].contains("Elasticsearch document without `event.original`"));
    check(
        &other.to_string(),
        ("Elasticsearch document without `event.original`", Status::Refused, 0, 1),
    );
}
