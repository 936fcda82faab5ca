use serde_json::json;
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "Splunk results";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn raw(id: u32) -> String {
    record(id, NAMES[id as usize - 1], id).to_string()
}

fn line(id: u32, is_preview: bool) -> String {
    json!({"preview": is_preview, "offset": id, "result": {"_raw": raw(id), "_time": "1"}})
        .to_string()
}

#[test]
fn good() {
    check_read(&[line(1, false), line(2, false)].join("\n"), SHAPE, &NAMES);
    check_read(&json!([{"_raw": raw(1)}, {"_raw": raw(2)}]).to_string(), SHAPE, &NAMES);
    check_read(
        &json!({"preview": false, "results": [{"_raw": raw(1)}]}).to_string(),
        SHAPE,
        &NAMES[..1],
    );
}

#[test]
fn odd() {
    // A preview comes again as a result.
    let last = r#"{"preview":false,"lastrow":true}"#;
    let lines = [line(1, true), line(1, false), line(2, false), last.to_owned()];
    check_read(&lines.join("\n"), SHAPE, &NAMES);
    let flat = json!({"preview": false, "result": record(1, "CreateUser", 1)});
    check_read(&flat.to_string(), SHAPE, &NAMES[..1]);
}

#[test]
fn broken() {
    let text = json!([{"_raw": "Mar 11 host sshd"}, {"_raw": 7}, {"_raw": raw(1)}]).to_string();
    check(&text, (SHAPE, Status::Damaged, 1, 2));
    let cut = [line(1, false), line(2, false)[..99].to_owned()].join("\n");
    check(&cut, (SHAPE, Status::Damaged, 1, 1));
}
