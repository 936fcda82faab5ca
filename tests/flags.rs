//! Flags from the command line: found when asked for, against the baseline that is set.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{log, real_data, record, user, with, write};
use tempfile::{TempDir, tempdir};

/// What it printed, and its exit code.
fn run(words: &str, path: &Path) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    for name in ["HOME", "XDG_CONFIG_HOME", "APPDATA", "TRAILGLASS_CONFIG"] {
        command.env_remove(name);
    }
    let output = command.args(words.split_whitespace()).arg(path).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// Alice, then root, then alice with another call from another address, then root across accounts.
fn case() -> TempDir {
    let root = json!({"type": "Root", "accountId": "111122223333"});
    let root = |id, name, second| with(record(id, name, second), &json!({"userIdentity": root}));
    let records: Vec<Value> = vec![
        record(1, "ListUsers", 10),
        root(2, "GetUser", 20),
        with(record(3, "DeleteUser", 30), &json!({"sourceIPAddress": "198.51.100.7"})),
        with(root(4, "GetRole", 40), &json!({"recipientAccountId": "444455556666"})),
        with(record(5, "DeleteUser", 50), &json!({"userIdentity": user("bob")})),
    ];
    let folder = tempdir().unwrap();
    write(folder.path(), "a.json", &log(&records));
    folder
}

const EVENTS: &str = "events --format tsv --columns eventName,flag";

#[test]
fn a_filter_asks_for_flags_and_a_column_tells_them() {
    let folder = case();
    let check = |words: &str, expected: &[&str]| {
        let (out, err, code) = run(&format!("{EVENTS} {words}"), folder.path());
        let is_told = err == "no event passes the filter\n";
        assert_eq!((err.is_empty(), is_told, code), (!expected.is_empty(), expected.is_empty(), 0));
        assert_eq!(out.lines().skip(1).collect::<Vec<_>>(), expected, "{words}");
    };
    check("-f flag:root", &["GetUser\troot", "GetRole\troot,cross-account"]);
    check("-f !flag:*", &["ListUsers\t", "DeleteUser\t", "DeleteUser\t"]);
    check(
        "--baseline ..2025-03-11T00:00:25 -f flag:new-*",
        &[
            "DeleteUser\tnew-api,new-address",
            "GetRole\tnew-api,root,cross-account",
            "DeleteUser\tnew-actor",
        ],
    );
    check("--baseline -25s -f flag:new-address", &["DeleteUser\tnew-api,new-address"]);
    check("--baseline none -f flag:new-*", &[]);
    // Without a filter the column alone asks for them; sorted, no flag comes first.
    check("--sort flag:desc,time --limit 2", &["GetRole\troot,cross-account", "GetUser\troot"]);
}

#[test]
fn groups_are_sets_of_flags() {
    let folder = case();
    let (out, _, code) = run("groups --by flag --format csv", folder.path());
    assert_eq!(code, 0);
    let rows: Vec<Vec<&str>> = out.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 3, "{out}");
    let (out, _, _) = run("groups --by actor --format csv -f flag:cross-account", folder.path());
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn a_baseline_that_makes_no_sense_is_told() {
    let folder = case();
    let (_, err, code) = run("events --baseline 2025-03-11..", folder.path());
    assert_eq!(code, 2);
    assert!(err.contains("--baseline `2025-03-11..`: expected a range with an end"), "{err}");
}

#[test]
fn the_instance_role_of_a_real_case_is_off_its_instance() {
    let Some(data) = real_data("invictus") else { return };
    let words = "events --format tsv --columns eventTime,session,sourceIPAddress -f \
                 flag:off-instance";
    let (out, _, code) = run(words, &data);
    assert_eq!(code, 0);
    let line = "2023-07-10T11:57:22Z\ti-0dbc91f429e48eeed\t192.168.10.20";
    assert_eq!(out.lines().filter(|other| *other == line).count(), 2, "{out}");
}
