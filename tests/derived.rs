//! Fields that are told from other fields' values: the program from its user agent, the kind and the
//! network of an address.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{log, real_data, record, with, write};
use tempfile::tempdir;

/// Standard output of a run without a fault.
fn run(words: &[&str], path: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    let output = command.args(words).arg(path).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The values of a field with their numbers of events, most first.
fn groups(field: &str, path: &Path) -> Vec<(String, u64)> {
    let out = run(&["groups", "--format", "json", "--by", field], path);
    let groups: Vec<Value> = serde_json::from_str(&out).unwrap();
    let group = |group: &Value| {
        (group["key"][field].as_str().unwrap().to_owned(), group["events"].as_u64().unwrap())
    };
    groups.iter().map(group).collect()
}

const EVENTS: [(&str, &str); 6] = [
    ("aws-cli/2.15.0 os/linux#6.1-kali md/command#s3.cp", "192.0.2.10"),
    ("aws-cli/2.16.1 os/windows md/command#sts.get-caller-identity", "192.0.2.200"),
    ("Boto3/1.26.165 lang/python#3.10.6 Botocore/1.29.165", "10.1.2.3"),
    ("signin.amazonaws.com", "2001:db8:1:2::3"),
    ("ec2.amazonaws.com", "ec2.amazonaws.com"),
    ("", "AWS Internal"),
];

#[test]
fn derived_fields_are_fields_like_any_other() {
    let folder = tempdir().unwrap();
    let event = |(id, (agent, address)): (u32, &(&str, &str))| {
        let change = json!({ "userAgent": agent, "sourceIPAddress": address });
        with(record(id, "GetUser", id), &change)
    };
    let records: Vec<Value> = (0..).zip(&EVENTS).map(event).collect();
    let path = write(folder.path(), "log.json", &log(&records));
    let columns = "tool,agentVersion,sdk,lang,os,command,addressKind,network";
    let table = run(&["events", "--format", "csv", "--columns", columns], &path);
    let expected = "\
agentFamily,agentVersion,agentSdk,agentLanguage,agentOs,agentCommand,addressKind,network
aws-cli,2.15.0,,,Kali Linux,s3.cp,documentation,192.0.2.0/24
aws-cli,2.16.1,,,Windows,sts.get-caller-identity,documentation,192.0.2.0/24
Boto3,1.26.165,Boto3,Python 3.10.6,,,private,10.1.2.0/24
AWS console,,,,,,documentation,2001:db8:1::/48
AWS service,,,,,,aws-service,
,,,,,,aws-internal,
";
    assert_eq!(table, expected);
    let check = |filter: &str, expected: &[&str]| {
        let words =
            ["events", "--format", "csv", "--columns", "ip", "-f", filter, "--sort", "network"];
        let out = run(&words, &path);
        assert_eq!(out.lines().skip(1).collect::<Vec<_>>(), expected, "{filter}");
    };
    check("agentFamily:aws-cli os:kali*", &["192.0.2.10"]);
    check("network:192.0.2.0/24", &["192.0.2.10", "192.0.2.200"]);
    check(
        "addressKind:(private,documentation)",
        &["10.1.2.3", "192.0.2.10", "192.0.2.200", "2001:db8:1:2::3"],
    );
    check("!agentFamily:*", &["AWS Internal"]);
    assert_eq!(groups("agentFamily", &path)[0], ("aws-cli".to_owned(), 2));
}

#[test]
fn real_user_agents_have_a_family() {
    for data in ["invictus", "stratus"] {
        let Some(path) = real_data(data) else { continue };
        let families = groups("agentFamily", &path);
        let n_events: u64 = families.iter().map(|(_, n)| n).sum();
        let n_other: u64 =
            families.iter().filter(|(family, _)| family == "other").map(|(_, n)| n).sum();
        assert!(n_other * 100 < n_events * 3, "{data}: {n_other} of {n_events}: {families:?}");
    }
}
