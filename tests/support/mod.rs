//! Invented records and log files for tests: account 111122223333, RFC 5737 addresses.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod archive;
pub(crate) mod mmdb;

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// The account of all invented records.
pub(crate) const ACCOUNT: &str = "111122223333";

/// An event record: `alice`, an IAM user, calls `name` in second `second` of an invented day.
pub(crate) fn record(id: u32, name: &str, second: u32) -> Value {
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    json!({
        "eventVersion": "1.08",
        "userIdentity": user("alice"),
        "eventTime": format!("2025-03-11T{clock}Z"),
        "eventSource": "iam.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": null,
        "responseElements": null,
        "eventID": event_id(id),
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    })
}

/// The same record with the members of `change` in it.
pub(crate) fn with(mut record: Value, change: &Value) -> Value {
    for (name, value) in change.as_object().unwrap() {
        record[name] = value.clone();
    }
    record
}

/// `userIdentity` of an IAM user.
pub(crate) fn user(name: &str) -> Value {
    json!({
        "type": "IAMUser",
        "principalId": format!("AIDA{:0>16}", name.to_uppercase()),
        "arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        "accountId": ACCOUNT,
        "accessKeyId": "AKIAEXAMPLE000000001",
        "userName": name,
    })
}

/// The `eventID` that [`record`] gives.
pub(crate) fn event_id(id: u32) -> String {
    format!("00000000-0000-4000-8000-{id:012}")
}

/// A log file's text.
pub(crate) fn log(records: &[Value]) -> String {
    json!({ "Records": records }).to_string()
}

/// A text as gzip.
pub(crate) fn gzip(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// Writes a file, with the folders above it; gzip when its name ends so.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
    let bytes = if is_gzip { gzip(text) } else { text.as_bytes().to_vec() };
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The folder of published logs, which only the project's own machines have.
pub(crate) fn real_data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    path.is_dir().then_some(path)
}
