use trailglass::ingest::Status;

use super::reading::check;
use crate::support::{log, record};

const DIGEST: &str = r#"{"awsAccountId":"111122223333","digestStartTime":"2025-03-11T00:00:00Z",
"digestEndTime":"2025-03-11T01:00:00Z","previousDigestSignature":null,"logFiles":[]}"#;

#[test]
fn good() {
    check(DIGEST, ("digest file", Status::Digest, 0, 0));
}

#[test]
fn odd() {
    check(&format!("\u{feff}\n{DIGEST}\n"), ("digest file", Status::Digest, 0, 0));
}

#[test]
fn logs_behind_a_digest_are_read() {
    let text = format!("{DIGEST}\n{}\n{DIGEST}", log(&[record(1, "CreateUser", 1)]));
    check(&text, ("digest file", Status::Read, 1, 0));
    check(&format!("{DIGEST}{DIGEST}"), ("digest file", Status::Digest, 0, 0));
}

#[test]
fn broken() {
    check(&DIGEST.replace("logFiles", "files"), ("", Status::Refused, 0, 1));
}
