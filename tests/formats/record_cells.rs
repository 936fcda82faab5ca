use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "CSV of records";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn cell(id: u32) -> String {
    let record = record(id, NAMES[id as usize - 1], id).to_string();
    format!("\"{}\"", record.replace('"', "\"\""))
}

#[test]
fn good() {
    let splunk = format!("\"_raw\",\"_time\",host\n{},\"1\",h\n{},\"2\",h\n", cell(1), cell(2));
    check_read(&splunk, SHAPE, &NAMES);
    check_read(&format!("eventid,eventjson\n1,{}\n", cell(1)), SHAPE, &NAMES[..1]);
    check_read(&format!("@timestamp,@message\n1,{}\n", cell(1)), SHAPE, &NAMES[..1]);
    // A column of any name that holds records.
    check_read(&format!("when,what\n1,{}\n2,{}\n", cell(1), cell(2)), SHAPE, &NAMES);
}

#[test]
fn odd() {
    let pretty = cell(1).replace(",\"\"", ",\n \"\"");
    check_read(&format!("_time;_RAW\r\n1;{pretty}\r\n\r\n2;{}", cell(2)), SHAPE, &NAMES);
}

#[test]
fn broken() {
    let text = format!("_raw,n\n{},1\nGET /,2\n{{\"eventVersion\":}},3\n{}\n", cell(1), cell(2));
    let reading = check(&text, (SHAPE, Status::Damaged, 1, 3));
    let told = reading.told();
    assert!(told[0].starts_with("record 2 at line 3, byte "), "{told:?}");
    assert!(told[0].ends_with("a text, not a CloudTrail record: `GET /`"), "{told:?}");
    assert!(told[1].contains("line 4") && told[1].contains("not valid JSON"), "{told:?}");
    assert!(told[2].contains("1 values under 2 columns"), "{told:?}");
}
