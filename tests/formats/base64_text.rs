use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use trailglass::ingest::Status;

use super::reading::{check, check_read};
use crate::support::{gzip, log, record};

const SHAPE: &str = "base64 of records";
const NAMES: [&str; 2] = ["CreateUser", "DeleteUser"];

fn coded(id: u32) -> String {
    STANDARD.encode(gzip(log(&[record(id, NAMES[id as usize - 1], id)])))
}

#[test]
fn good() {
    check_read(&coded(1), SHAPE, &NAMES[..1]);
    check_read(&format!("{}\n{}\r\n", coded(1), coded(2)), SHAPE, &NAMES);
    let plain =
        [1, 2].map(|id| STANDARD.encode(record(id, NAMES[id as usize - 1], id).to_string()));
    check_read(&plain.join("\n"), SHAPE, &NAMES);
}

#[test]
fn odd() {
    // As the command `base64` prints it.
    let coded = coded(1);
    let lines: Vec<&str> =
        coded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    check_read(&(lines.join("\n") + "\n"), SHAPE, &NAMES[..1]);
}

#[test]
fn broken() {
    let text = format!("{}\n{}\n", coded(1), &coded(2)[..200]);
    check(&text, (SHAPE, Status::Damaged, 1, 1));
    check("Evidence of the day\n", ("", Status::Skipped, 0, 0));
    check("Evidence", ("", Status::Skipped, 0, 0));
}
