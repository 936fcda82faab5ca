use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "CloudWatch Logs export";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn line(id: u32) -> String {
    let record = record(id, NAMES[id as usize - 1], id);
    format!("2025-03-11T00:00:0{id}.000Z {record}\n")
}

#[test]
fn good() {
    check_read(&[line(1), line(2)].concat(), SHAPE, &NAMES);
}

#[test]
fn odd() {
    let text = [line(1), "\n".to_owned(), line(2)].concat();
    check_read(text.replace('\n', "\r\n").trim_end(), SHAPE, &NAMES);
    // `aws logs tail` puts the stream's name between the two.
    let tail = line(1).replace(".000Z ", ".123000+00:00 111122223333_CloudTrail_us-east-1 ");
    check_read(&tail, SHAPE, &NAMES[..1]);
}

#[test]
fn broken() {
    let other = "2025-03-11T00:00:00.000Z START RequestId: 1\n";
    let bad = line(1).replace("\"CreateUser\"", "oops");
    let text = [other, &bad, &line(2)].concat();
    let reading = check(&text, (SHAPE, Status::Damaged, 1, 2));
    assert!(reading.told()[0].starts_with("record 1 at line 1, byte 0: a log line without"));
    assert!(reading.told()[1].starts_with("record 2 at line 2, byte "));
    let twice = line(1).replace("}\n", "} {}\n");
    check(&twice, (SHAPE, Status::Damaged, 1, 0));
    let two = [line(1), line(2)].concat();
    check(&two[..two.len() - 9], (SHAPE, Status::Damaged, 1, 1));
}
