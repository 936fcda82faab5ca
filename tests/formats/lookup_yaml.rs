use trailglass::ingest::Status;
use trailglass::store::{Field, RowId};

use super::reading::{check, check_read};
use crate::support::record;

const SHAPE: &str = "lookup-events as YAML";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

/// An entry as the command prints it, folded where the user agent has its space.
fn entry(text: &str) -> String {
    let folded = text.replace("cli/2 Linux", "cli/2\n    Linux");
    format!("- AccessKeyId: AKIAEXAMPLE000000001\n  CloudTrailEvent: {folded}\n  EventId: x\n")
}

fn single(id: u32) -> String {
    let record = record(id, NAMES[id as usize - 1], id).to_string();
    format!("'{}'", record.replace("aws-cli/2.15.0", "it''s cli/2 Linux \\\\"))
}

#[test]
fn good() {
    let text = ["Events:\n".to_owned(), entry(&single(1)), entry(&single(2))].concat();
    let reading = check_read(&text, SHAPE, &NAMES);
    assert_eq!(reading.texts(Field::UserAgent), ["it's cli/2 Linux \\"; 2]);
}

#[test]
fn odd() {
    let record = record(1, NAMES[0], 1).to_string().replace("alice", "al\u{ef}ce");
    let double = record.replace('\\', "\\\\").replace('"', "\\\"").replace('\u{ef}', "\\xEF");
    let double = double.replace("us-east-1", "us-\\\n      east-1");
    let text = format!("Events:\r\n- CloudTrailEvent: \"{double}\"\n");
    let reading = check(&text, (SHAPE, Status::Read, 1, 0));
    assert_eq!(reading.snapshot.text(RowId(0), Field::Actor), "al\u{ef}ce");
    assert_eq!(reading.snapshot.text(RowId(0), Field::Region), "us-east-1");
}

#[test]
fn broken() {
    let text = ["Events:\n".to_owned(), entry(&single(1)), entry(&single(2))].concat();
    let reading = check(&text[..text.len() - 40], (SHAPE, Status::Damaged, 1, 1));
    assert!(reading.told()[0].contains("a quoted value does not end"), "{:?}", reading.told());
    check(&text.replacen("\"CreateUser\"", "oops", 1), (SHAPE, Status::Damaged, 1, 1));
}
