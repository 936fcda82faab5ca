use trailglass::ingest::Status;

use super::reading::check;

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
fn broken() {
    check(&DIGEST.replace("logFiles", "files"), ("", Status::Refused, 0, 1));
}
