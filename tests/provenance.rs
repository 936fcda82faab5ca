//! Where events were read: the export carries it.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::archive::{file, zip};
use support::{gzip, log, record};
use tempfile::{TempDir, tempdir};

fn run(words: &str, path: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    command.args(words.split_whitespace()).arg(path).stdin(Stdio::null());
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// A zip of a compressed log, and a log whose second record is none and whose last is a copy.
fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    let member = log(&[record(1, "One", 1), record(2, "Two", 2)]);
    let zip = zip(&[file("logs/a.json.gz", gzip(member))], false);
    fs::write(folder.path().join("a.zip"), zip).unwrap();
    let others =
        [record(3, "Three", 3), json!({"x": 1}), record(4, "Four", 4), record(2, "Two", 2)];
    fs::write(folder.path().join("b.json"), log(&others)).unwrap();
    folder
}

/// Without the folder's own path.
fn told(text: &str, folder: &TempDir) -> String {
    text.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn columns_say_file_member_and_record() {
    let folder = folder();
    let words = "events --provenance --columns eventName,file --format csv";
    let expected = "eventName,file,member,record\n\
        One,a.zip,logs/a.json.gz,1\n\
        Two,a.zip,logs/a.json.gz,2\n\
        Three,b.json,,1\n\
        Four,b.json,,3\n";
    assert_eq!(told(&run(words, folder.path()), &folder), expected);
    let table = run("events --provenance --columns eventName", folder.path());
    assert!(table.lines().next().unwrap().ends_with("RECORD"), "{table}");
}

#[test]
fn lines_hold_the_record_as_it_is_and_every_place() {
    let folder = folder();
    let out = run("events --provenance --format jsonl", folder.path());
    let plain = run("events --format jsonl", folder.path());
    for (line, record) in told(&out, &folder).lines().zip(plain.lines()) {
        assert!(line.ends_with(&format!("\"event\":{record}}}")), "{line}");
    }
    let lines: Vec<Value> =
        told(&out, &folder).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1]["file"], "a.zip");
    assert_eq!(lines[1]["member"], "logs/a.json.gz");
    let copy = &lines[1]["copies"][0];
    assert_eq!(
        (&copy["file"], &copy["member"], &copy["record"]),
        (&json!("b.json"), &json!(null), &json!(4))
    );
    assert_eq!(lines[3]["record"], 3);
    // The byte is where the record begins.
    let text = fs::read_to_string(folder.path().join("b.json")).unwrap();
    let byte = usize::try_from(lines[3]["byte"].as_u64().unwrap()).unwrap();
    let four: Value =
        serde_json::Deserializer::from_str(&text[byte..]).into_iter().next().unwrap().unwrap();
    assert_eq!(four["eventName"], "Four");
}
