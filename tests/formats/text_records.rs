use serde_json::json;
use trailglass::ingest::{self, Status};

use super::reading::{check, check_read};
use crate::support::{log, record};

const SHAPE: &str = "records in a text";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn text(id: u32) -> String {
    record(id, NAMES[id as usize - 1], id).to_string()
}

#[test]
fn good() {
    let syslog = [1, 2].map(|id| format!("Mar 11 00:00:0{id} host cloudtrail[7]: {}\n", text(id)));
    check_read(&syslog.concat(), SHAPE, &NAMES);
    let bracket = [1, 2].map(|id| format!("[2025-03-11 00:00:0{id}] {} end\r\n", text(id)));
    check_read(&bracket.concat(), SHAPE, &NAMES);
    // `lookup-events --output text`, and with `--query`.
    let rows = [1, 2].map(|id| format!("EVENTS\tAKIA\t{}\tid\tCreateUser\n", text(id)));
    check_read(&rows.concat(), SHAPE, &NAMES);
    check_read(&format!("- {}\t{}\n", text(1), text(2)), SHAPE, &NAMES);
}

/// What is read of `text`, and what is said.
fn told(text: &str) -> (Status, u64, u64, Vec<String>) {
    let (report, _) = ingest::read_bytes("a", text.into());
    assert_eq!(report.shape, SHAPE, "{text}");
    let told = report.diagnostics.iter().map(|told| told.to_string()[3..].to_owned());
    (report.status, report.n_records, report.n_rejected, told.collect())
}

#[test]
fn odd() {
    let page = json!({"Events": [{"EventId": "1", "CloudTrailEvent": text(1)}]});
    let session = format!(
        "$ aws cloudtrail lookup-events\n{}\n$ cat {{a}}\n{}\n",
        serde_json::to_string_pretty(&page).unwrap(),
        log(&[record(2, NAMES[1], 2)]),
    );
    let (status, n_records, n_rejected, told) = told(&session);
    assert_eq!((status, n_records, n_rejected), (Status::Read, 2, 0));
    assert_eq!(
        told,
        ["line 1, byte 0: 2 lines of other text, here the first; the records around were read"]
    );
}

#[test]
fn broken() {
    let cut = [&text(1)[60..], &text(2)].join("\n");
    let (status, n_records, n_rejected, told) = told(&cut);
    assert_eq!((status, n_records, n_rejected), (Status::Damaged, 1, 1));
    assert!(told[0].starts_with("record 1 at line 1, byte 0: a part of a record"), "{told:?}");
    // A relay that cuts long lines.
    let lines = [1, 2].map(|id| format!("Mar 11 host: {}\n", &text(id)[..90])).concat();
    check(&format!("{lines}host: {}", text(1)), (SHAPE, Status::Damaged, 1, 2));
}

#[test]
fn other_texts_are_none() {
    let script = "for r in log['Records']:\n  print({\"eventVersion\": r[\"eventVersion\"]})\n";
    for text in ["notes on \"eventVersion\"", script, "[a]\nb = \"eventID\"\n"] {
        check(text, ("", Status::Skipped, 0, 0));
    }
}

#[test]
fn brackets_without_end_are_not_looked_at_again_and_again() {
    let deep = format!("x \"eventID\" {}\n{}", "{\"a\":".repeat(100_000), "{\n".repeat(50_000));
    ingest::read_bytes("a", deep.into_bytes());
    let closed = format!("x \"eventID\" {}{}", "{\n".repeat(50_000), "}".repeat(50_000));
    ingest::read_bytes("a", closed.into_bytes());
}
