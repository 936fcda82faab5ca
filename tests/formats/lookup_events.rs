use serde_json::{Value, json};
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::{event_id, record};

const SHAPE: &str = "lookup-events";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn entry(id: u32) -> Value {
    let name = NAMES[id as usize - 1];
    json!({
        "EventId": event_id(id),
        "EventName": name,
        "ReadOnly": "false",
        "EventTime": 1_741_651_201.0,
        "Username": "alice",
        "Resources": [],
        "CloudTrailEvent": record(id, name, id).to_string(),
    })
}

#[test]
fn good() {
    let page = json!({"Events": [entry(1), entry(2)], "NextToken": "x"});
    check_read(&page.to_string(), SHAPE, &NAMES);
    check_read(&serde_json::to_string_pretty(&page).unwrap(), SHAPE, &NAMES);
    check_read(&format!("{}\n{}\n", entry(1), entry(2)), SHAPE, &NAMES);
}

#[test]
fn odd() {
    let pages = [1, 2].map(|id| json!({"Events": [entry(id)]}).to_string()).join("\n");
    check_read(&pages, SHAPE, &NAMES);
    check(r#"{"Events":[]}"#, (SHAPE, Status::Read, 0, 0));
    // `--query 'Events[].CloudTrailEvent'`.
    let texts = json!([entry(1)["CloudTrailEvent"], entry(2)["CloudTrailEvent"]]);
    check_read(&texts.to_string(), SHAPE, &NAMES);
    let lines = format!("{}\n{}\n", texts[0], texts[1]);
    check_read(&lines, SHAPE, &NAMES);
    // Half of a surrogate pair in the record is a character that cannot be, not the record's end.
    let lone = entry(1).to_string().replace("aws-cli", r"\\ud800 \ud800");
    check(&lone, (SHAPE, Status::Read, 1, 0));
}

#[test]
fn broken() {
    let page = json!({"Events": [entry(1), entry(2)]}).to_string();
    let cut = check(&page[..page.len() - 4], (SHAPE, Status::Damaged, 2, 0));
    assert!(cut.told()[0].contains("it does not end"), "{:?}", cut.told());
    let reading = check(&page[..page.len() - 2], (SHAPE, Status::Damaged, 2, 0));
    assert!(reading.told()[0].contains("the list of records does not end"));
    let inside = page.replacen(r#"\"CreateUser\""#, "oops", 1);
    let reading = check(&inside, (SHAPE, Status::Damaged, 1, 1));
    let byte = inside.find(r#""CloudTrailEvent":"#).map(|at| at + 18);
    assert!(byte.is_none() || reading.told()[0].starts_with("record "), "{:?}", reading.told());
    check(r#"{"Events":[{"EventId":"1","EventName":"A"}]}"#, (SHAPE, Status::Refused, 0, 1));
    check(&format!("{}\n{{\"EventId\":[\n{}", entry(1), entry(2)), (SHAPE, Status::Damaged, 2, 1));
}
