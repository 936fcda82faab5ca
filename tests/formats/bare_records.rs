use serde_json::json;
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn records() -> [String; 2] {
    [record(1, NAMES[0], 1).to_string(), record(2, NAMES[1], 2).to_string()]
}

#[test]
fn good() {
    let [a, b] = records();
    check_read(&a, "records", &NAMES[..1]);
    check_read(&format!("{a}\n{b}\n"), "records", &NAMES);
    check_read(&format!("{a}{b}"), "records", &NAMES);
    check_read(&format!("[{a},{b}]"), "array of records", &NAMES);
}

#[test]
fn odd() {
    let pretty = records().map(|text| {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    });
    check_read(&pretty.join("\r\n"), "records", &NAMES);
    check_read(&records().join(",\n"), "records", &NAMES);
    // What a query with `jq` leaves of a record.
    let short = json!({"eventTime": "2025-03-11T00:00:01Z", "eventName": "CreateUser"});
    check(&short.to_string(), ("records", Status::Read, 1, 0));
    check("[]", ("array of records", Status::Read, 0, 0));
    check(
        &format!("[{}]\n[{}]", records()[0], records()[1]),
        ("array of records", Status::Read, 2, 0),
    );
}

#[test]
fn broken() {
    let [a, b] = records();
    let bad = a.replace("\"CreateUser\"", "oops");
    let reading = check(&format!("{b}\n{bad}\n{b}"), ("records", Status::Damaged, 2, 1));
    assert!(reading.told()[0].starts_with("record 2 at line 2, byte "), "{:?}", reading.told());
    let cut = &a[a.find(",\"eventCategory").unwrap() + 1..];
    check(&format!("{b}\n{cut}\n{b}\n"), ("records", Status::Damaged, 2, 1));
    check(&format!("[{a},{{\"x\":1}},7]"), ("array of records", Status::Damaged, 1, 2));
    check(&format!("[{a},{b}"), ("array of records", Status::Damaged, 2, 0));
    check(&format!("[{a}] x"), ("array of records", Status::Damaged, 1, 0));
    check(&format!("{a},,{b}]"), ("records", Status::Damaged, 2, 0));
    check("[7]", ("", Status::Refused, 0, 1));
}
