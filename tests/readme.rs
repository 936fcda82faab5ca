//! What the README says of keys, searches and commands is what the program does.
#![allow(clippy::unwrap_used, reason = "a README that cannot be read has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::Value;
use trailglass::ingest::{self, Input, Pace, Progress};
use trailglass::query::flags::{FLAGS, FlagSpec};
use trailglass::query::{Cancel, Query, parse, run};
use trailglass::store::Snapshot;
use trailglass::tui::action::ACTIONS;
use trailglass::tui::keymap::{Binding, Context, Keymap};

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The text from `begin` to `end`.
fn section<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    let (_, after) = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}"));
    after.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// The cells of the table in a section, without its head; `\|` is a sign of a cell.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = readme();
    let rows = section(&text, &format!("<!-- begin {name} -->"), &format!("<!-- end {name} -->"));
    let rows = rows.lines().filter(|row| !row.is_empty()).skip(2);
    let cell = |cell: &str| cell.trim().replace('\0', "|");
    rows.map(|row| {
        let row = row.replace("\\|", "\0");
        row.trim_matches('|').split('|').map(cell).collect()
    })
    .collect()
}

fn demo() -> Arc<Snapshot> {
    let load = ingest::spawn(vec![Input::Demo], Pace::Batch);
    let snapshots = load.progress.iter().filter_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    });
    snapshots.last().unwrap()
}

#[test]
fn a_fresh_machine_needs_exactly_two_commands() {
    let text = readme();
    let commands: Vec<&str> = section(&text, "## Two commands\n", "\n## ")
        .split("```sh\n")
        .skip(1)
        .map(|block| block.split_once("```").unwrap().0.trim())
        .collect();
    assert_eq!(commands, ["cargo run --release --locked -- --demo", "cargo test --locked"]);
}

#[test]
fn each_key_does_what_the_readme_says() {
    let keymap = Keymap::default();
    let contexts = [Context::Events, Context::Groups, Context::Sources, Context::Detail];
    let bindings: Vec<&Binding> = contexts.iter().flat_map(|&here| keymap.working(here)).collect();
    let rows = table("keys");
    assert!(rows.len() >= 20, "{} rows", rows.len());
    for row in rows {
        let [keys, help] = &row[..] else { panic!("{row:?}") };
        let spec = ACTIONS.iter().find(|spec| spec.help == help);
        let action = spec.unwrap_or_else(|| panic!("no action says `{help}`")).action;
        let mut key_texts: Vec<String> = Vec::new();
        for binding in bindings.iter().filter(|binding| binding.action == action) {
            let text = format!("`{}`", binding.keys_text());
            if !key_texts.contains(&text) {
                key_texts.push(text);
            }
        }
        assert_eq!(*keys, key_texts.join(" "), "{help}");
    }
}

#[test]
fn the_table_of_flags_is_that_of_the_program() {
    let row = |spec: &FlagSpec| {
        vec![format!("`{}`", spec.name), spec.severity.text().to_owned(), spec.help.to_owned()]
    };
    assert_eq!(table("flags"), FLAGS.iter().map(row).collect::<Vec<_>>());
}

#[test]
fn each_search_finds_what_the_readme_says() {
    let demo = demo();
    let rows = table("searches");
    assert!(rows.len() >= 10, "{} rows", rows.len());
    for row in rows {
        let [search, _, n_events] = &row[..] else { panic!("{row:?}") };
        let filter = parse(search.trim_matches('`')).unwrap();
        let answer = run(&demo, &Query { filter, sort: Vec::new() }, &Cancel::new()).unwrap();
        assert_eq!(*n_events, answer.rows.len().to_string(), "{search}");
    }
}

#[test]
fn the_case_has_as_many_events_as_the_readme_says() {
    let demo = demo();
    let thousands = |n: usize| format!("{},{:03}", n / 1000, n % 1000);
    let n_copies = demo.duplicates().len();
    assert!(readme().contains(&format!("{} events in 89 log files", thousands(demo.len()))));
    assert!(readme().contains(&format!("hold {} records", thousands(demo.len() + n_copies))));
}

/// A printed line without what differs from run to run, and without spaces at its end.
fn steady(line: &str) -> &str {
    line.split_once(" inflated in ").map_or(line, |(steady, _)| steady).trim_end()
}

#[test]
fn each_command_prints_what_the_readme_shows() {
    let text = readme();
    let blocks = section(&text, "<!-- begin outputs -->", "<!-- end outputs -->");
    let blocks: Vec<&str> = blocks.split("$ trailglass ").skip(1).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        let (command, shown) = section(block, "", "```").split_once('\n').unwrap();
        // Only whole arguments are quoted.
        let arguments = command.split('"').enumerate().flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        let output = Command::new(env!("CARGO_BIN_EXE_trailglass"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let printed: Vec<&str> = printed.lines().map(steady).collect();
        assert_eq!(printed, shown.lines().map(steady).collect::<Vec<_>>(), "{command}");
    }
}

/// Adds the members of each object in `value` to those of its place.
fn members(value: &Value, place: &str, found: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(object) => {
            let names: Vec<String> = object.keys().cloned().collect();
            assert_eq!(*found.entry(place.to_owned()).or_insert(names.clone()), names, "{place}");
            for (name, value) in object {
                members(value, &format!("{place}.{name}"), found);
            }
        }
        Value::Array(values) => {
            for value in values {
                members(value, &format!("{place}[]"), found);
            }
        }
        _ => {}
    }
}

/// The words between backticks, without what brackets say of them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split(['(', ')']).step_by(2) {
        words.extend(part.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    words
}

#[test]
fn json_has_the_members_that_the_readme_says() {
    let mut found = BTreeMap::new();
    for arguments in [
        &["sessions"][..],
        &["lineage"],
        &["actor", "svc-backup-sync"],
        &["resource", "churn-xgb-250311"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_trailglass"))
            .args(arguments)
            .args(["--demo", "--format", "json"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        members(&value, arguments[0], &mut found);
    }
    let mut told = 0;
    for row in table("json") {
        let [of, expected] = &row[..] else { panic!("{row:?}") };
        for place in words(of) {
            // `.x[]` stands for the same of the place named before.
            let place = if place.starts_with('.') { format!("sessions[]{place}") } else { place };
            let names = found.get(&place).unwrap_or_else(|| panic!("no {place}"));
            let mut expected = words(expected);
            expected.sort();
            assert_eq!(*names, expected, "{place}");
            told += 1;
        }
    }
    assert_eq!(told, 13);
    let is_again = |place: &String| {
        place.starts_with("lineage[].")
            || table("json").iter().any(|row| row[0].contains(place))
            || [".sourceIPs[]", ".userAgents[]"].iter().any(|end| place.ends_with(end))
    };
    let untold: Vec<&String> = found.keys().filter(|place| !is_again(place)).collect();
    assert!(untold.is_empty(), "{untold:?}");
}
