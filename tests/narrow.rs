//! Reading less: what is left out by keys and by records, and that it is said.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::archive::{file, zip};
use support::{log, record, with, write};
use tempfile::{TempDir, tempdir};

/// Runs with the words of `words`, then `path`; the code, standard output, standard error.
fn run(words: &str, path: &Path) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    command.args(words.split_whitespace()).arg(path).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The names of the events that are left with the options of `words`.
fn names(words: &str, folder: &TempDir) -> Vec<String> {
    let words = format!("events --format tsv --columns eventName {words}");
    let (code, out, err) = run(&words, folder.path());
    assert_eq!(code, 0, "{err}");
    out.lines().skip(1).map(str::to_owned).collect()
}

fn key(account: &str, region: &str, time: &str) -> String {
    let day = format!("{}/{}/{}", &time[..4], &time[4..6], &time[6..8]);
    let name = format!("{account}_CloudTrail_{region}_{time}Z_0123456789abcdef.json.gz");
    format!("AWSLogs/{account}/CloudTrail/{region}/{day}/{name}")
}

/// One event at a time of day, in seconds, in an account and a region, delivered at `time`.
fn put(folder: &Path, name: &str, (account, region): (&str, &str), second: u32, time: &str) {
    let change = json!({ "recipientAccountId": account, "awsRegion": region });
    let id = name.bytes().map(u32::from).sum();
    let event = with(record(id, name, second), &change);
    write(folder, &key(account, region, time), &log(&[event]));
}

const SHOP: (&str, &str) = ("111122223333", "us-east-1");
const PAY: (&str, &str) = ("444455556666", "eu-west-1");

/// Four files of 11 March 2025, the last one delivered a day late.
fn bucket() -> TempDir {
    let folder = tempdir().unwrap();
    put(folder.path(), "Morning", SHOP, 8 * 3600, "20250311T0805");
    put(folder.path(), "Noon", SHOP, 12 * 3600, "20250311T1205");
    put(folder.path(), "Pay", PAY, 12 * 3600 + 60, "20250311T1210");
    put(folder.path(), "Late", SHOP, 13 * 3600, "20250312T1300");
    folder
}

fn account(folder: &TempDir, words: &str) -> Value {
    let (_, out, _) = run(&format!("sources --format json {words}"), folder.path());
    serde_json::from_str(&out).unwrap()
}

#[test]
fn times_leave_out_files_by_key_and_records_by_their_own_time() {
    let folder = bucket();
    let check =
        |words: &str, expected: &[&str]| assert_eq!(names(words, &folder), expected, "{words}");
    check("", &["Morning", "Noon", "Pay", "Late"]);
    check("--since 2025-03-11T11:00", &["Noon", "Pay", "Late"]);
    // The late delivery is looked into although its key is of the next day.
    check("--since 2025-03-11T11:00 --until 2025-03-11T13", &["Noon", "Pay", "Late"]);
    check("--until 2025-03-11T12:00", &["Morning", "Noon"]);
    check("--until 2025-03-10", &[]);
    check("--since -7d", &[]);
}

#[test]
fn accounts_and_regions_are_left_out() {
    let folder = bucket();
    let check =
        |words: &str, expected: &[&str]| assert_eq!(names(words, &folder), expected, "{words}");
    check("--account 444455556666", &["Pay"]);
    check("--account 444455556666,111122223333", &["Morning", "Noon", "Pay", "Late"]);
    check("--region us-east-1", &["Morning", "Noon", "Late"]);
    check("--region us-east-1 --account 444455556666", &[]);
}

#[test]
fn patterns_choose_files() {
    let folder = bucket();
    let check =
        |words: &str, expected: &[&str]| assert_eq!(names(words, &folder), expected, "{words}");
    check("--include *_eu-west-1_*", &["Pay"]);
    check("--include CloudTrail/eu-west-1/**", &["Pay"]);
    check("--exclude *T0805Z*", &["Noon", "Pay", "Late"]);
    check("--include *20250311* --exclude *T12*", &["Morning"]);
}

#[test]
fn what_is_left_out_is_counted_and_said() {
    let folder = bucket();
    let words = "--since 2025-03-11T11:00 --until 2025-03-11T12:00";
    let account = account(&folder, words);
    let totals = &account["totals"];
    // One by its key; of the three that are read, two have other times.
    assert_eq!((&totals["leftOut"], &totals["narrowed"]), (&json!(1), &json!(2)), "{totals}");
    assert_eq!((&totals["events"], &totals["records"]), (&json!(1), &json!(3)), "{totals}");
    let files = account["files"].as_array().unwrap();
    let left_out: Vec<&Value> = files.iter().filter(|file| file["status"] == "left out").collect();
    assert_eq!(left_out[0]["diagnostics"][0]["reason"], "delivered before --since, by its key");
    let (code, _, err) = run(&format!("groups {words}"), folder.path());
    assert_eq!(code, 0);
    assert!(err.contains("left out, as asked: 1 files unread, 2 records of others"), "{err}");
    let (_, out, _) = run(&format!("sources {words}"), folder.path());
    assert!(out.contains("4 files (0 failed, 1 left out): 1 events"), "{out}");
    assert!(out.contains("0 rejected, 2 left out"), "{out}");
}

#[test]
fn members_of_containers_are_left_out_by_their_names() {
    let log = |name: &str, second| log(&[record(second, name, second)]);
    let members = [
        file(&key(SHOP.0, SHOP.1, "20250311T0805"), log("Morning", 8 * 3600)),
        file(&key(SHOP.0, SHOP.1, "20250311T1205"), log("Noon", 12 * 3600)),
    ];
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("evidence.zip"), zip(&members, false)).unwrap();
    assert_eq!(names("--since 2025-03-11T11:00", &folder), ["Noon"]);
    assert_eq!(names("--include *T0805Z*", &folder), ["Morning"]);
    assert_eq!(names("--exclude *.zip", &folder), Vec::<String>::new());
    let account = account(&folder, "--since 2025-03-11T11:00");
    assert_eq!(account["totals"]["leftOut"], 1);
}

#[test]
fn a_narrowing_that_makes_no_sense_is_a_mistake_in_the_command() {
    let folder = bucket();
    for (words, said) in [
        ("events --since soon", "--since `soon`: expected a time"),
        ("events --since 2025-03-11 --until 2025-03-10", "is not after"),
        ("sources --include a[", "pattern `a[`"),
        ("groups --max-file-size much", "--max-file-size `much`: expected a size"),
    ] {
        let (code, _, err) = run(words, folder.path());
        assert!(code == 2 && err.contains(said), "{words}: {code} {err}");
    }
}
