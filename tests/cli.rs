//! The binary from outside: arguments in, text and exit code out.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use support::{gzip, log, real_data, record, with, write};
use tempfile::{TempDir, tempdir};

const FORMATS: [&str; 14] = [
    "events --format table",
    "events --format jsonl",
    "events --format csv",
    "events --format tsv",
    "groups --format table",
    "groups --format json",
    "groups --format csv",
    "sources --format json",
    "sessions --format table",
    "sessions --format json",
    "sessions --format csv",
    "lineage --format table",
    "lineage --format json",
    "lineage --format csv",
];

/// The program, out of reach of the configuration of whoever runs the tests.
fn trailglass() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
    for name in ["HOME", "XDG_CONFIG_HOME", "APPDATA", "TRAILGLASS_CONFIG"] {
        command.env_remove(name);
    }
    command
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }

    fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }
}

/// Runs with the words of `words`, then `paths`.
fn run(words: &str, paths: &[&Path]) -> Ran {
    let mut command = trailglass();
    command.args(words.split_whitespace()).args(paths).stdin(Stdio::null());
    command.output().unwrap().into()
}

fn run_with_stdin(words: &str, stdin: &[u8]) -> Ran {
    let mut command = trailglass();
    command.args(words.split_whitespace()).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    child.wait_with_output().unwrap().into()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn names(ran: &Ran) -> Vec<&str> {
    ran.out.lines().skip(1).collect()
}

const NAMES: &str = "events --columns eventName --format tsv";

/// That events, duplicates and rejected records add up for each file and in total.
fn check_sums(account: &Value) {
    let number = |value: &Value, name: &str| value[name].as_u64().unwrap();
    let files = account["files"].as_array().unwrap();
    for name in ["events", "duplicates", "rejected"] {
        let sum: u64 = files.iter().map(|file| number(file, name)).sum();
        assert_eq!(sum, number(&account["totals"], name), "{name}");
    }
    let sum = |name| files.iter().map(|file| number(file, name)).sum::<u64>();
    assert_eq!(number(&account["totals"], "files"), files.len() as u64);
    assert_eq!(number(&account["totals"], "bytesRead"), sum("bytes"));
}

#[test]
fn events_come_in_time_order_from_gzip_and_plain_files() {
    let logs = folder(&[
        ("a/b/one.json.gz", &log(&[record(1, "Third", 30), record(2, "First", 10)])),
        ("two.json", &log(&[record(3, "Second", 20)])),
    ]);
    let ran = run(NAMES, &[logs.path()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(names(&ran), ["First", "Second", "Third"]);
}

#[test]
fn events_can_be_filtered_sorted_and_limited() {
    let logs = folder(&[(
        "a.json",
        &log(&[record(1, "B", 1), record(2, "A", 2), record(3, "C", 3), record(4, "A", 4)]),
    )]);
    let check = |options: &str, expected: &[&str]| {
        let ran = run(&format!("{NAMES} {options}"), &[logs.path()]);
        assert_eq!((ran.code, names(&ran)), (0, expected.to_vec()), "{options}");
    };
    check("-f eventName:A", &["A", "A"]);
    check("--filter eventName:nothing", &[]);
    check("--sort eventName:desc", &["C", "B", "A", "A"]);
    check("--sort time:desc --limit 2", &["A", "C"]);
    check("--limit 0", &[]);
    check("-f !eventName:A", &["B", "C"]);
}

#[test]
fn no_events_are_no_failure_and_the_reason_is_told() {
    let logs = folder(&[("a.json", &log(&[record(1, "CreateUser", 1)]))]);
    let told = "no event passes the filter; nothing in the data is name:Create; name:Create* fits 1 \
                value\n";
    for command in ["events", "groups", "sessions", "lineage"] {
        let ran = run(&format!("{command} -f eventName:Create"), &[logs.path()]);
        assert_eq!((ran.code, &*ran.err), (0, told), "{command}");
    }
}

#[test]
fn the_default_columns_are_those_of_the_event_list() {
    let ran = run("events --demo --limit 1 --format csv", &[]);
    assert_eq!(
        ran.lines()[0],
        "eventTime,actor,service,eventName,sourceIPAddress,result,target,awsRegion,\
         recipientAccountId"
    );
}

#[test]
fn a_path_that_is_not_there_is_told_and_the_rest_is_read() {
    let logs = folder(&[("a.json", &log(&[record(1, "A", 1)]))]);
    let missing = logs.path().join("missing");
    let ran = run(NAMES, &[logs.path(), &missing]);
    assert_eq!((ran.code, names(&ran)), (1, vec!["A"]));
    assert!(ran.err.contains("missing: no such file or directory; check the path"), "{}", ran.err);
}

#[test]
fn an_empty_folder_is_no_failure_and_said() {
    let logs = folder(&[]);
    for format in FORMATS {
        let ran = run(format, &[logs.path()]);
        assert_eq!(ran.code, 0, "{format}");
        assert_eq!(ran.err.lines().count(), 1, "{format}: {}", ran.err);
    }
    let account = run("sources --format json", &[logs.path()]).json();
    assert_eq!(account["totals"]["first"], Value::Null);
    assert_eq!(run("groups --format json", &[logs.path()]).json(), json!([]));
}

#[test]
fn standard_input_is_read_as_gzip_and_plain() {
    let text = log(&[record(1, "A", 1)]);
    for bytes in [text.clone().into_bytes(), gzip(&text)] {
        let ran = run_with_stdin(&format!("{NAMES} -"), &bytes);
        assert_eq!((ran.code, names(&ran)), (0, vec!["A"]));
    }
    assert_eq!(run_with_stdin(&format!("{NAMES} - -"), text.as_bytes()).lines().len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_given_as_a_path_is_read() {
    let text = log(&[record(1, "A", 1)]);
    let ran = run_with_stdin(&format!("{NAMES} /dev/stdin"), text.as_bytes());
    assert_eq!((ran.code, names(&ran)), (0, vec!["A"]), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_around_it_costs_nothing() {
    let logs = folder(&[("a/a.json", &log(&[record(1, "A", 1)]))]);
    std::os::unix::fs::symlink(logs.path(), logs.path().join("a/loop")).unwrap();
    let ran = run(NAMES, &[logs.path()]);
    assert_eq!((ran.code, ran.err.as_str(), names(&ran)), (0, "", vec!["A"]));
    let ran = run("sources", &[logs.path()]);
    assert!(ran.out.contains("a link to a folder around it"), "{}", ran.out);
}

#[test]
fn overlapping_paths_are_read_once() {
    let logs = folder(&[
        ("a/a.json", &log(&[record(1, "A", 1)])),
        ("b/b.json", &log(&[record(2, "B", 2)])),
    ]);
    let (a, file) = (logs.path().join("a"), logs.path().join("a/a.json"));
    let account = run("sources --format json", &[&file, logs.path(), &a, &a]).json();
    assert_eq!(account["totals"]["files"], 2);
    assert_eq!(account["totals"]["events"], 2);
    assert_eq!(account["totals"]["duplicates"], 0);
    assert_eq!(run(NAMES, &[&a, &logs.path().join("b")]).lines().len(), 3);
}

#[test]
fn a_cut_gzip_gives_its_complete_records() {
    let records: Vec<Value> =
        (0..400).map(|id| record(id, &format!("N{}", id * 7919), id)).collect();
    let logs = tempdir().unwrap();
    let bytes = gzip(log(&records));
    let path = logs.path().join("cut.json.gz");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let ran = run("events --format jsonl", &[&path]);
    let read: Vec<Value> = ran.lines().iter().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(read.len() > 50 && read.len() < 400, "{}", read.len());
    assert_eq!(read, records[..read.len()]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("cut.json.gz: gzip ends early"), "{}", ran.err);
    let account = run("sources --format json", &[&path]).json();
    assert_eq!(account["files"][0]["status"], "damaged");
    check_sums(&account);
}

#[test]
fn a_bad_record_costs_only_itself() {
    let good = |id: u32| record(id, &format!("Good{id}"), id).to_string();
    let text = format!(r#"{{"Records":[{},{{"eventVersion":}},{}]}}"#, good(1), good(2));
    let logs = folder(&[("a.json", &text)]);
    let ran = run(NAMES, &[logs.path()]);
    assert_eq!((ran.code, names(&ran)), (1, vec!["Good1", "Good2"]));
    assert!(ran.err.contains("a.json: record 2 at line "), "{}", ran.err);
    let account = run("sources --format json", &[logs.path()]).json();
    assert_eq!(account["files"][0]["rejected"], 1);
    assert_eq!(account["files"][0]["diagnostics"][0]["record"], 2);
    check_sums(&account);
}

#[test]
fn what_only_looks_like_a_log_is_refused_with_a_reason() {
    let notification = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"2025-03-11T10:00:00Z","s3":{"bucket":{"name":"b"}}}]}"#;
    let logs = folder(&[("s3.json", notification)]);
    let ran = run("sources", &[logs.path()]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("STATUS"), "{}", ran.out);
    assert!(ran.lines()[1].starts_with("refused"), "{}", ran.out);
    assert!(ran.lines()[2].starts_with("  record 1 at line 1, byte 12: "), "{}", ran.out);
    assert!(ran.err.contains("s3.json: record 1 at line 1, byte 12: "), "{}", ran.err);
}

#[test]
fn files_without_events_by_their_nature_do_not_fail() {
    let digest =
        r#"{"digestStartTime":"2025-03-11T10:00:00Z","logFiles":[],"awsAccountId":"111122223333"}"#;
    let logs = folder(&[
        ("a.json", &log(&[record(1, "A", 1)])),
        ("digest.json.gz", digest),
        ("empty.json", ""),
        ("README.md", "# No log"),
    ]);
    let ran = run("sources --format json", &[logs.path()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let account = ran.json();
    let states: Vec<&str> = account["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["status"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["skipped", "read", "digest", "empty"]);
    check_sums(&account);
}

#[test]
fn only_such_files_are_noted() {
    let logs = folder(&[("README.md", "# No log")]);
    let ran = run(NAMES, &[logs.path()]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("no CloudTrail events found; files: 1 skipped"), "{}", ran.err);
}

#[test]
fn an_event_delivered_twice_is_printed_once_and_counted() {
    let logs = folder(&[
        ("a.json", &log(&[record(1, "A", 1), record(2, "B", 2)])),
        ("b.json", &log(&[record(2, "B", 2), record(3, "C", 3), record(2, "B", 2)])),
    ]);
    assert_eq!(names(&run(NAMES, &[logs.path()])), ["A", "B", "C"]);
    let account = run("sources --format json", &[logs.path()]).json();
    let of = |index: usize, name: &str| account["files"][index][name].as_u64().unwrap();
    assert_eq!((of(0, "events"), of(0, "duplicates")), (2, 0));
    assert_eq!((of(1, "events"), of(1, "duplicates")), (1, 2));
    check_sums(&account);
}

#[test]
fn the_account_names_everything_that_scripts_rely_on() {
    let account = run("sources --demo --format json", &[]).json();
    let totals = account["totals"].as_object().unwrap();
    for name in ["files", "events", "duplicates", "rejected", "bytesRead", "bytesInflated"] {
        assert!(totals[name].is_u64(), "{name}");
    }
    assert!(totals["seconds"].is_f64());
    assert_eq!(totals["first"].as_str().unwrap().len(), "2025-03-11T00:00:00Z".len());
    assert!(totals["first"].as_str() < totals["last"].as_str());
    let file = account["files"][0].as_object().unwrap();
    for name in ["path", "shape", "events", "duplicates", "rejected", "bytes", "status"] {
        assert!(file.contains_key(name), "{name}");
    }
    check_sums(&account);
}

#[test]
fn many_ordinary_files_are_summed_up_unless_all_are_asked_for() {
    let texts: Vec<(String, String)> = (0..30)
        .map(|id| (format!("{id:02}.json"), log(&[record(id, "A", id)])))
        .chain([("bad.json".to_owned(), r#"{"Records":[{]}"#.to_owned())])
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let logs = folder(&files);
    let short = run("sources", &[logs.path()]);
    assert!(short.lines()[1].contains("bad.json"), "{}", short.out);
    assert!(short.out.contains("30 files\n"), "{}", short.out);
    assert!(!short.out.contains("07.json"));
    assert!(run("sources --all", &[logs.path()]).out.contains("07.json"));
}

#[test]
fn jsonl_is_the_record_as_its_file_has_it() {
    let original = "{ \"eventVersion\" : \"1.08\",\r\n  \"eventName\":\"A b\", \"eventName\":\"A b\",\n\t\"eventTime\": \"2025-03-11T10:00:00Z\", \"requestParameters\": {\"n\": 1.50E+2, \"big\": 12345678901234567890123, \"text\": \"a\\u0041\\/ \\n \u{e9}\" } }";
    let logs = folder(&[("a.json.gz", &format!("{{\"Records\": [ {original} ]}}"))]);
    let ran = run("events --format jsonl", &[logs.path()]);
    assert_eq!(
        ran.out,
        "{\"eventVersion\":\"1.08\",\"eventName\":\"A b\",\"eventName\":\"A b\",\"eventTime\":\"2025-03-11T10:00:00Z\",\"requestParameters\":{\"n\":1.50E+2,\"big\":12345678901234567890123,\"text\":\"a\\u0041\\/ \\n \u{e9}\"}}\n"
    );
}

#[test]
fn jsonl_follows_the_order_asked_for_across_files_and_windows() {
    let texts: Vec<(String, String)> = (0..6)
        .map(|file| {
            let records: Vec<Value> =
                (0..500).map(|n| record(file * 500 + n, "A", (n * 6 + file) % 3600)).collect();
            (format!("{file}.json.gz"), log(&records))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let logs = folder(&files);
    let ids = |text: &str| -> Vec<String> {
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["eventID"].to_string();
        text.lines().map(id).collect()
    };
    for sort in ["time", "eventID:desc"] {
        let jsonl = run(&format!("events --format jsonl --sort {sort}"), &[logs.path()]);
        let tsv = run(&format!("events --format tsv --columns id --sort {sort}"), &[logs.path()]);
        let expected: Vec<String> = names(&tsv).iter().map(|id| format!("\"{id}\"")).collect();
        assert_eq!(expected.len(), 3000);
        assert_eq!(ids(&jsonl.out), expected, "{sort}");
    }
}

#[test]
fn a_column_can_be_any_path_of_the_record() {
    let parameters = |value: &Value| json!({"requestParameters": value, "userAgent": "é"});
    let logs = folder(&[
        (
            "a.json",
            &log(&[with(record(1, "A", 1), &parameters(&json!({"a": "x\ty", "b": [1, true]})))]),
        ),
        (
            "b.json",
            &log(&[
                with(record(3, "C", 3), &parameters(&Value::Null)),
                with(
                    record(2, "B", 2),
                    &parameters(&json!({"a": {"c": "=1"}, "b": [{"n": 7}, {"n": 8}]})),
                ),
            ]),
        ),
    ]);
    let columns = "name:20,/,requestParameters.a,requestParameters.b[*].n";
    let tsv = run(&format!("events --format tsv --columns {columns}"), &[logs.path()]);
    let expected = "eventName\trequestParameters.a\trequestParameters.b[*].n\n\
                    A\tx\\ty\t\nB\t{\"c\":\"=1\"}\t[7,8]\nC\t\t\n";
    assert_eq!(tsv.out, expected);
    let csv = run("events --format csv --columns requestParameters.a.c", &[logs.path()]);
    assert_eq!(csv.out, "requestParameters.a.c\n\"\"\n'=1\n\"\"\n");
    let table = run(
        "events --columns name,requestParameters.a.c --sort requestParameters.a.c:desc",
        &[logs.path()],
    );
    assert_eq!(table.lines(), ["EVENT  requestParameters.a.c", "B      =1", "A", "C"]);
    let sourced =
        run("events --provenance --format tsv --columns requestParameters.b", &[logs.path()]);
    assert!(sourced.lines()[1].starts_with("[1,true]\t") && sourced.lines()[1].ends_with("\t1"));
}

#[test]
fn csv_carries_no_formula() {
    let hostile = with(
        record(1, "A", 1),
        &json!({"userAgent": "=HYPERLINK(\"http://192.0.2.1\",\"a\")", "sourceIPAddress": "@x"}),
    );
    let logs = folder(&[("a.json", &log(&[hostile]))]);
    let ran = run("events --format csv --columns userAgent,ip", &[logs.path()]);
    assert_eq!(
        ran.out,
        "userAgent,sourceIPAddress\n\"'=HYPERLINK(\"\"http://192.0.2.1\"\",\"\"a\"\")\",'@x\n"
    );
    let ran = run("groups --format csv --by ip", &[logs.path()]);
    assert!(ran.lines()[1].starts_with("'@x,1,"), "{}", ran.out);
}

#[test]
fn a_table_shows_hostile_text_and_does_not_act_on_it() {
    let hostile = json!({"eventName": "A\u{1b}[2J\u{202E}B\nC", "sourceIPAddress": "192.0.2.1"});
    let logs = folder(&[("a\u{202E}.json", &log(&[with(record(1, "A", 1), &hostile)]))]);
    for command in ["events", "groups --by eventName", "sources"] {
        let ran = run(command, &[logs.path()]);
        assert!(!ran.out.contains(['\u{1b}', '\u{202E}']), "{}", ran.out);
    }
    assert!(run("events", &[logs.path()]).out.contains("A^[[2J⟨202E⟩B␊C"));
    let ran = run("events", &[&logs.path().join("\u{1b}missing\u{202E}")]);
    assert!(ran.err.contains("^[missing⟨202E⟩"), "{}", ran.err);
}

#[test]
fn groups_are_full_keys_under_the_names_that_were_typed() {
    let by_root = with(
        record(3, "C", 9),
        &json!({"userIdentity": {"type": "Root", "accountId": "111122223333", "arn": "arn:aws:iam::111122223333:root", "principalId": "111122223333"}, "errorCode": "AccessDenied", "readOnly": true}),
    );
    let logs = folder(&[("a.json", &log(&[record(1, "A", 1), record(2, "B", 5), by_root]))]);
    let ran = run("groups --by Type,who --format json", &[logs.path()]);
    let groups = ran.json();
    assert_eq!(
        groups[0],
        json!({"key": {"Type": "IAMUser", "who": "alice"}, "events": 2, "writes": 2, "errors": 0,
            "sourceIPs": 1, "eventNames": 2,
            "first": "2025-03-11T00:00:01Z", "last": "2025-03-11T00:00:05Z"})
    );
    assert_eq!(groups.as_array().unwrap().len(), 2);
    assert_eq!((&groups[1]["errors"], &groups[1]["writes"]), (&json!(1), &json!(0)));
    assert_eq!(
        run("groups --format json", &[logs.path()]).json()[0]["key"],
        json!({"identityType": "IAMUser", "actor": "alice", "session": ""})
    );
    let filtered = run("groups --format json -f eventName:B", &[logs.path()]).json();
    assert_eq!((filtered.as_array().unwrap().len(), &filtered[0]["events"]), (1, &json!(1)));
}

#[test]
fn a_resource_is_told_with_its_makers_and_what_is_below() {
    let account = run("resource churn-xgb-250311 --demo --format json", &[]).json();
    let events = account["events"].as_array().unwrap();
    assert_eq!(events.len(), 16);
    assert_eq!(events[0]["eventName"], "CreateHyperParameterTuningJob");
    assert_eq!(events[0]["part"], "made");
    assert_eq!(events[0]["isCertain"], true);
    assert_eq!(account["children"].as_array().unwrap().len(), 8);
    let jobs = events.iter().filter(|event| event["child"].is_string());
    assert!(
        jobs.clone().all(|event| event["isServiceEvent"] == true && event["isCertain"] == false)
    );
    let job = account["children"][0]["name"].as_str().unwrap().to_owned();
    let below = run(&format!("resource {job} --demo --format json"), &[]).json();
    assert_eq!(below["parent"], "churn-xgb-250311");

    let table = run("resource churn-xgb-250311 --demo", &[]);
    assert!(table.lines()[0].starts_with("THREAD"), "{:?}", table.lines());
    let ambiguous = run("resource recommend-v7 --demo", &[]);
    assert!(ambiguous.err.contains("resources have this name"), "{}", ambiguous.err);
    let nothing = run("resource nosuchthing --demo", &[]);
    assert!(nothing.err.contains("no event names it"), "{}", nothing.err);
}

#[test]
fn mistakes_in_arguments_are_usage() {
    let cases = [
        ("", "trailglass --demo"),
        ("", "trailglass ./logs"),
        ("events", "trailglass events --demo"),
        ("groups", "nothing to read"),
        ("sources", "nothing to read"),
        ("--demo events", "goes first"),
        ("events --demo --nosuch", "--nosuch"),
        ("events --demo --format xml", "xml"),
        ("events --demo --limit many", "many"),
        ("events --demo --columns time,nosuch", "unknown field `nosuch`; known fields: eventTime"),
        ("events --demo --columns actor:0", "expected a width from 1 to 400"),
        ("--demo --columns actor,who", "column `actor` is named twice"),
        ("--demo --timezone Berlin", "unknown zone `Berlin`; expected `UTC`, `local`, a name"),
        ("groups --demo --by nosuch", "--by: unknown field `nosuch`"),
        ("groups --demo --by actor,user", "twice"),
        ("events --demo --sort nosuch:desc", "sort order: unknown field"),
        ("--demo --sort nosuch", "sort order: unknown field"),
        ("--demo -f (", "query: "),
    ];
    for (words, expected) in cases {
        let ran = run(words, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words}");
        assert!(ran.err.contains(expected), "{words}: {}", ran.err);
    }
}

#[test]
fn a_bad_query_is_shown_with_a_caret_before_anything_is_read() {
    for command in ["events", "groups", "sessions", "lineage"] {
        let ran = run(&format!("{command} /no/such/path -f nosuch:x"), &[]);
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!((ran.code, lines.len()), (2, 3), "{}", ran.err);
        assert!(lines[0].starts_with("error: query: unknown field `nosuch`"), "{}", ran.err);
        assert_eq!((lines[1], &lines[2][..3]), ("  nosuch:x", "  ^"));
    }
}

#[test]
fn help_and_version_are_answers() {
    let ran = run("--version", &[]);
    assert_eq!(ran.out, format!("trailglass {}\n", env!("CARGO_PKG_VERSION")));
    for words in [
        "-h",
        "--help",
        "events --help",
        "groups --help",
        "sessions --help",
        "lineage --help",
        "sources --help",
        "help",
    ] {
        let ran = run(words, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words}");
        assert!(ran.out.contains("Usage"), "{words}");
    }
    assert!(run("--help", &[]).out.contains("Exit codes"));
    assert!(run("--help", &[]).out.lines().count() > run("-h", &[]).out.lines().count());
    assert!(run("events --help", &[]).out.contains("userIdentity.accessKeyId"));
}

#[test]
fn a_closed_pipe_is_success() {
    for format in FORMATS.into_iter().filter(|format| format.starts_with("events")) {
        let records: Vec<Value> = (0..3000).map(|id| record(id, "A", id)).collect();
        let logs = folder(&[("a.json.gz", &log(&records))]);
        let mut command = trailglass();
        command.args(format.split(' ')).arg(logs.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    for format in FORMATS {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = trailglass();
        command.args(format.split(' ')).arg("--demo").stdout(full).stderr(Stdio::piped());
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.code, 1, "{format}");
        assert!(ran.err.contains("cannot write the output"), "{format}: {}", ran.err);
    }
}

#[test]
fn the_demo_works_for_every_command() {
    for format in FORMATS {
        let ran = run(&format!("{format} --demo"), &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{format}");
        assert!(ran.lines().len() > 3, "{format}");
    }
    assert!(run("sources --demo", &[]).out.contains(" 0 rejected"));
}

#[test]
fn the_published_attack_shows_what_its_readme_says() {
    let Some(logs) = real_data("invictus") else { return };
    let run = |words: &str| run(words, &[&logs]);
    let totals = run("sources --format json").json()["totals"].clone();
    assert_eq!((&totals["events"], &totals["duplicates"]), (&json!(2900), &json!(0)));
    assert_eq!(totals["first"], "2023-07-10T11:42:18Z");
    assert_eq!(totals["last"], "2023-07-10T12:37:50Z");
    let decrypt = run(&format!("{NAMES} -f decr"));
    assert_eq!(names(&decrypt), vec!["Decrypt"; 178]);
    let groups = run("groups --format json --by identityType").json();
    let counts: Vec<(&str, u64)> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["key"]["identityType"].as_str().unwrap(), g["events"].as_u64().unwrap()))
        .collect();
    let expected =
        [("IAMUser", 2748), ("AssumedRole", 76), ("AwsServiceEvent", 42), ("AWSService", 34)];
    assert_eq!(counts, expected);
    let table = run("groups").out;
    assert!(table.lines().any(|line| line.starts_with("IAMUser ") && line.contains("2,748")));
}

#[test]
fn the_published_attack_can_be_followed() {
    let Some(logs) = real_data("invictus") else { return };
    let rows = |columns: &str, filter: &str| -> Vec<String> {
        let mut command = trailglass();
        command.args(["events", "--format", "tsv", "--columns", columns, "-f", filter]).arg(&logs);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        names(&ran).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(rows("time", "userIdentity.arn:*user/bert-jan").len(), 2641);
    assert_eq!(
        rows("time,result", "eventName:LeaveOrganization"),
        ["2023-07-10T12:02:05Z\tAccessDenied"]
    );
    assert!(
        rows("time,result", "eventName:DeleteFlowLogs")
            .contains(&"2023-07-10T12:02:26Z\tok".to_owned())
    );
    let stopped = rows("result", "eventName:StopLogging result:TrailNotFound*");
    assert_eq!(stopped.len(), 3, "{stopped:?}");
    let created = rows("target", "eventName:CreateUser result:ok");
    assert_eq!(
        created,
        [
            "stratus-red-team-nmfalu-gfjyeaypjt",
            "stratus-red-team-backdoor-u-user",
            "malicious-iam-user",
            "stratus-red-team-login-profile-user"
        ]
    );
}

#[test]
fn published_look_alikes_are_refused_with_a_reason() {
    let Some(files) = real_data("lookalikes") else { return };
    let ran = run("sources --format json", &[&files]);
    assert_eq!(ran.code, 1);
    let account = ran.json();
    check_sums(&account);
    assert_eq!(account["totals"]["events"], 0);
    for file in account["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        if !path.ends_with("LICENSE") {
            assert_eq!(file["status"], "refused", "{path}");
            assert!(!file["diagnostics"].as_array().unwrap().is_empty(), "{path}");
        }
    }
}

#[test]
fn the_explorer_does_not_draw_into_a_pipe() {
    let ran = run("--demo", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("standard output is no terminal"), "{}", ran.err);
}

#[test]
fn the_manual_page_has_every_field_key_and_example() {
    let ran = run("man", &[]);
    assert_eq!(ran.code, 0);
    let page = ran.out;
    assert!(page.starts_with(".TH TRAILGLASS 1"), "{page}");
    for line in page.lines().filter(|line| line.starts_with('.')) {
        let request = line.split(' ').next().unwrap();
        assert!(
            [".TH", ".SH", ".SS", ".TP", ".B", ".br", ".nf", ".fi"].contains(&request),
            "{line}"
        );
    }
    let plain = page.replace("\\-", "-").replace("\\e", "\\").replace("\\(dq", "\"");
    for spec in trailglass::store::FIELDS {
        assert!(plain.contains(spec.name) && plain.contains(spec.help), "{}", spec.name);
    }
    for spec in trailglass::tui::action::ACTIONS {
        assert!(plain.contains(spec.help), "{}", spec.label);
    }
    for (example, meaning) in trailglass::query::LANGUAGE.iter().flat_map(|topic| topic.rows) {
        assert!(plain.contains(example) && plain.contains(meaning), "{example}");
    }
    for option in [
        "-f, --filter QUERY",
        "--limit N",
        "--format",
        "--all",
        "--demo",
        "--no-config",
        "--view NAME",
    ] {
        assert!(plain.contains(option), "{option}");
    }
}
