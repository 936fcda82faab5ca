//! Sessions and lineage from outside: the built-in case, hostile names, a published attack.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{log, real_data, record, with, write};
use tempfile::tempdir;

/// Standard output of a run that succeeds.
fn run(words: &str, paths: &[&Path]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    let output = command.args(words.split_whitespace()).args(paths).output().unwrap();
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn read(words: &str, paths: &[&Path]) -> Value {
    serde_json::from_str(&run(words, paths)).unwrap()
}

/// The only tree, and on the way down the first node of each kind of credential named.
fn down<'v>(tree: &'v Value, names: &[&str]) -> Vec<&'v Value> {
    let mut nodes = vec![&tree[0]];
    for name in names {
        let below = nodes.last().unwrap()["issued"].as_array().unwrap();
        let is_it = |node: &&Value| {
            node["credential"].as_str().unwrap().starts_with(name) && node.get("session").is_some()
        };
        nodes.push(below.iter().find(is_it).unwrap());
    }
    nodes
}

#[test]
fn the_built_in_case_is_one_tree_from_the_leaked_key_to_the_data() {
    let tree = read("lineage --demo --of AKIAZO4MAVOEMEXAMPLE --format json", &[]);
    assert_eq!(tree.as_array().unwrap().len(), 1);
    let way = ["artifact-publisher/", "payments-deploy/", "svc-backup-sync"];
    let nodes = down(&tree, &way);
    let told: Vec<(&str, &Value, &Value)> = nodes
        .iter()
        .map(|node| {
            (node["how"].as_str().unwrap(), &node["session"]["events"], &node["session"]["kind"])
        })
        .collect();
    assert_eq!(
        told,
        [
            ("issued outside the data", &json!(162), &json!("long-term key")),
            ("AssumeRole: key id", &json!(10), &json!("role session")),
            ("AssumeRole: key id", &json!(12), &json!("role session")),
            ("CreateAccessKey: key id", &json!(78), &json!("long-term key")),
        ]
    );
    // The last key read the data; the evidence of each link is an event of the one before.
    let filter = nodes[3]["session"]["filter"].as_str().unwrap();
    assert_eq!(filter, "accessKeyId:\"AKIAYIGYJUHHVEXAMPLE\" cred:\"long-term key\"");
    let objects = run("events --demo -f key:AKIAYIGYJUHHVEXAMPLE --format jsonl", &[]);
    assert_eq!(objects.matches("\"eventName\":\"GetObject\"").count(), 64);
    for node in &nodes[1..] {
        assert_eq!(node["link"]["isCertain"], true);
        assert_eq!(node["link"]["eventID"], node["eventID"]);
        assert_eq!(node["eventID"].as_str().unwrap().len(), 36);
    }
    // From the other end it is the same way, and nothing else of the tree.
    for of in ["AKIAYIGYJUHHVEXAMPLE", "svc-backup-sync"] {
        let up = read(&format!("lineage --demo --of {of} --format json"), &[]);
        assert_eq!(down(&up, &way).len(), 4);
        assert_eq!(run(&format!("lineage --demo --of {of} --format csv"), &[]).lines().count(), 5);
    }
}

#[test]
fn a_filter_leaves_the_trees_that_lead_to_its_events() {
    let trees = read("lineage --demo -f ip:192.0.2.143 --format json", &[]);
    let nodes = down(&trees, &["artifact-publisher/", "payments-deploy/", "svc-backup-sync"]);
    let events: Vec<&Value> = nodes.iter().map(|node| &node["session"]["events"]).collect();
    assert_eq!(events, [0, 0, 0, 78]);
}

#[test]
fn every_event_belongs_to_one_session() {
    for filter in ["", "-f access:write"] {
        let sessions = read(&format!("sessions --demo {filter} --format json"), &[]);
        let sessions = sessions.as_array().unwrap();
        let events: u64 = sessions.iter().map(|s| s["events"].as_u64().unwrap()).sum();
        let printed = run(&format!("events --demo {filter} --format jsonl"), &[]);
        assert_eq!(events, printed.lines().count() as u64);
        let csv = run(&format!("sessions --demo {filter} --format csv"), &[]);
        assert_eq!(csv.lines().count(), sessions.len() + 1);
    }
}

#[test]
fn a_sign_in_with_both_kinds_of_mfa_is_told() {
    let sessions = read("sessions --demo -f mfa:true --format json", &[]);
    let console = |s: &&Value| s["kind"] == "console session";
    let console = sessions.as_array().unwrap().iter().find(console).unwrap();
    assert_eq!((&console["sessionMFA"], &console["signInMFA"]), (&json!("true"), &json!("Yes")));
    assert_eq!(console["began"]["links"][0]["evidence"], "session id and time");
}

#[test]
fn what_nobody_is_called_is_said_and_no_failure() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    let output = command.args(["lineage", "--demo", "--of", "no\u{1b}body"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("is `no^[body`, letter by letter"), "{error}");
}

#[test]
fn hostile_names_reach_no_terminal_table_as_they_are() {
    let logs = tempdir().unwrap();
    let hostile = "eve\u{1b}[2J\u{202e}";
    let made = with(
        record(1, "CreateUser", 5),
        &json!({"responseElements": {"user": {"userName": hostile, "userId": "AIDAHOSTILE"}}}),
    );
    write(logs.path(), "a.json", &log(&[made]));
    for command in ["lineage", "lineage --format csv", "sessions"] {
        let text = run(command, &[logs.path()]);
        let is_csv = command.ends_with("csv");
        assert_eq!(text.contains('\u{1b}'), is_csv, "{text}");
    }
    assert!(run("lineage", &[logs.path()]).contains("user eve^[[2J⟨202E⟩"));
}

#[test]
fn a_published_attack_has_its_known_sessions() {
    let Some(folder) = real_data("invictus") else { return };
    let sessions = read("sessions --format json", &[&folder]);
    let sessions = sessions.as_array().unwrap();
    let console: Vec<&Value> =
        sessions.iter().filter(|s| s["start"] == "2023-07-10T12:27:45Z").collect();
    assert_eq!(console.len(), 1);
    assert_eq!(console[0]["keys"].as_array().unwrap().len(), 21);
    assert_eq!(console[0]["events"], 217);
    let instance = sessions.iter().find(|s| s["session"] == "i-0dbc91f429e48eeed").unwrap();
    assert_eq!(
        instance["sourceIPs"],
        json!([{"value": "3.225.16.109", "events": 13}, {"value": "192.168.10.20", "events": 2}])
    );
    let links = instance["began"]["links"].as_array().unwrap();
    let calls: Vec<&Value> = links.iter().map(|link| &link["event"]).collect();
    assert_eq!(calls, ["RunInstances", "CreateRole", "AssumeRole", "AssumeRole"]);
}

/// A section of an identity's page, by its title.
fn section<'v>(page: &'v Value, title: &str) -> &'v [Value] {
    let sections = page["sections"].as_array().unwrap();
    let found = sections.iter().find(|section| section["title"] == title);
    found.map_or(&[], |section| section["lines"].as_array().unwrap())
}

#[test]
fn an_identity_is_told_by_name_and_by_key() {
    let by_name = read("actor svc-backup-sync --demo --format json", &[]);
    let [page] = by_name.as_array().unwrap().as_slice() else { panic!("{by_name}") };
    assert_eq!((&page["actor"], &page["events"]), (&json!("svc-backup-sync"), &json!(78)));
    let key = section(page, "keys")[0]["value"].as_str().unwrap().to_owned();
    let sum = |title: &str| -> u64 {
        section(page, title).iter().map(|line| line["events"].as_u64().unwrap()).sum()
    };
    for title in ["keys", "addresses", "tools", "services", "API calls", "sessions"] {
        assert_eq!(sum(title), 78, "{title}");
    }
    let began = section(page, "sessions")[0]["how"].as_str().unwrap();
    assert!(began.starts_with("CreateAccessKey by"), "{began}");
    assert_eq!(read(&format!("actor {key} --demo --format json"), &[]), by_name);
}

#[test]
fn what_is_new_since_then_is_told_and_an_unknown_name_too() {
    let page = read("actor build-agent --demo --from 2025-03-11T22:00 --format json", &[]);
    assert!(page[0]["eventsBefore"].as_u64().unwrap() > 0);
    let is_new = |title: &str, value: &str| {
        let found = section(&page[0], title).iter().find(|line| line["value"] == value);
        found.map(|line| line["isNew"].as_bool().unwrap())
    };
    assert_eq!(is_new("addresses", "192.0.2.66"), Some(true), "{page}");
    let table = run("actor build-agent --demo --from 2025-03-11T22:00", &[]);
    assert!(table.contains("new") && table.starts_with("ACTOR"), "{table}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    let output = command.args(["actor", "nobody", "--demo"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no actor, key, ARN or unique id in the data is `nobody`"), "{said}");
}

#[test]
fn tables_in_a_pipe_are_whole_and_aligned() {
    let role = |name: &str, session: &str| {
        with(
            record(1, "List", 1),
            &json!({"userIdentity": {
            "type": "AssumedRole", "principalId": format!("AROA{name}:{session}"),
            "arn": format!("arn:aws:sts::111122223333:assumed-role/{name}/{session}"),
            "accountId": "111122223333", "accessKeyId": format!("ASIA{name}"),
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": name,
                "principalId": format!("AROA{name}")},
                "attributes": {"creationDate": "2025-03-11T08:00:00Z"}},
        }, "eventID": format!("{name}-{session}")}),
        )
    };
    let folder = tempdir().unwrap();
    let long = role(&"r".repeat(64), &"s".repeat(64));
    let path = folder.path().join("a.json");
    std::fs::write(&path, log(&[long, role("web", "z")])).unwrap();
    let whole = run("sessions", &[&path]);
    assert!(whole.contains(&"s".repeat(64)), "{whole}");
    for (printed, title) in [(whole, "EVENTS"), (run("lineage --demo", &[]), "KIND")] {
        assert!(!printed.contains('…'), "{printed}");
        let lines: Vec<Vec<char>> = printed.lines().map(|line| line.chars().collect()).collect();
        let title: Vec<char> = title.chars().collect();
        let at = lines[0].windows(title.len()).position(|part| part == title).unwrap();
        for line in &lines {
            assert_eq!(line[at - 2..at], [' ', ' '], "{printed}");
        }
    }
}
