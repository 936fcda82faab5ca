use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;
use crate::ingest::narrow::Narrow;
use crate::ingest::report::FileReport;
use crate::store::{FileId, SegmentBuilder};

fn report(text: &str) -> FileReport {
    let mut builder = SegmentBuilder::default();
    builder.begin_file(FileId::default());
    let report = FileReport { path: "a.json".into(), ..FileReport::default() };
    let mut reading = Reading {
        builder: &mut builder,
        report,
        cancel: &AtomicBool::new(false),
        narrow: &Narrow::default(),
    };
    read(text, &mut reading);
    let report = reading.report;
    assert_eq!(builder.len() as u64, report.n_records);
    report
}

/// Shape, status, records read, records refused.
fn check(text: &str, expected: (&str, Status, u64, u64)) {
    let report = report(text);
    assert_eq!(
        (report.shape, report.status, report.n_records, report.n_rejected),
        expected,
        "{text}"
    );
    let is_clean =
        matches!(report.status, Status::Read | Status::Empty | Status::Digest | Status::Skipped);
    assert_eq!(is_clean, report.diagnostics.is_empty(), "{:?}", report.diagnostics);
}

const A: &str = r#"{"eventVersion":"1.08","eventName":"A"}"#;

#[test]
fn log_files_are_read_however_they_are_written() {
    check(&format!(r#"{{"Records":[{A},{A}]}}"#), ("log file", Status::Read, 2, 0));
    check(
        &format!("\u{feff}{{\r\n \"Records\" : [ {A} ,\r\n {A} ] }}\r\n"),
        ("log file", Status::Read, 2, 0),
    );
    check(&format!(r#"{{"Records":[{A}]}}{{"Records":[{A}]}}"#), ("log file", Status::Read, 2, 0));
    check(
        &format!(r#"{{"x":{{"y":[1]}},"Records":[{A}],"z":"]"}}"#),
        ("log file", Status::Read, 1, 0),
    );
    check(r#"{"Records":[]}"#, ("log file", Status::Read, 0, 0));
    check(r#"{"Records":null}"#, ("log file", Status::Read, 0, 0));
}

#[test]
fn records_without_a_log_file_are_read() {
    check(A, ("records", Status::Read, 1, 0));
    check(&format!("{A}\n{A}\n"), ("records", Status::Read, 2, 0));
    check(&format!("{A}{A}"), ("records", Status::Read, 2, 0));
    check(&format!("[{A},{A}]"), ("array of records", Status::Read, 2, 0));
    check("[]", ("array of records", Status::Read, 0, 0));
}

#[test]
fn one_bad_record_costs_only_itself() {
    for bad in [r#"{"eventName":}"#, r#"{"a" "b"}"#, "3", "null", r#""x""#, r#"{"a":1}"#, "{'x':1}"]
    {
        check(&format!(r#"{{"Records":[{A},{bad},{A}]}}"#), ("log file", Status::Damaged, 2, 1));
    }
    check(&format!("{A}\n{{\"eventName\": oops}}\n{A}"), ("records", Status::Damaged, 2, 1));
}

#[test]
fn reading_goes_on_at_the_next_record_when_brackets_do_not_match() {
    let bad = r#"{"eventVersion":"1.08","eventName":"B","x":{"y":1"#;
    check(&format!(r#"{{"Records":[{A},{bad},{A},{A}]}}"#), ("log file", Status::Damaged, 3, 1));
    let open_quote = r#"{"eventVersion":"1.08","eventName":"B}"#;
    check(&format!(r#"{{"Records":[{A},{open_quote},{A}]}}"#), ("log file", Status::Damaged, 2, 1));
}

#[test]
fn a_cut_file_gives_its_complete_records() {
    check(&format!(r#"{{"Records":[{A},{{"eventVer"#), ("log file", Status::Damaged, 1, 1));
    check(&format!(r#"{{"Records":[{A}"#), ("log file", Status::Damaged, 1, 0));
    check(&format!(r#"{{"Records":[{A}]"#), ("log file", Status::Damaged, 1, 0));
    check(r#"{"Records":"#, ("log file", Status::Damaged, 0, 0));
}

#[test]
fn what_holds_no_events_says_what_it_is() {
    check("", ("", Status::Empty, 0, 0));
    check(" \n", ("", Status::Empty, 0, 0));
    check("Apache License", ("", Status::Skipped, 0, 0));
    check(
        r#"{"awsAccountId":"111122223333","digestStartTime":"2025-03-11T00:00:00Z","logFiles":[]}"#,
        ("digest file", Status::Digest, 0, 0),
    );
    check(r#"{"a":1}"#, ("", Status::Refused, 0, 0));
    let sns = r#"{"EventSource":"aws:sns","EventVersion":"1.0","Sns":{}}"#;
    check(&format!(r#"{{"Records":[{sns}]}}"#), ("log file", Status::Refused, 0, 1));
}

#[test]
fn a_diagnostic_says_where_and_why() {
    let report = report(&format!("{{\"Records\":[{A},\n{{\"eventName\":}}]}}"));
    assert_eq!(
        report.diagnostics[0].to_string(),
        "a.json: record 2 at byte 66: not valid JSON: expected value; the records around it were read"
    );
}

#[test]
fn a_thousand_bad_records_do_not_fill_the_memory_with_findings() {
    let report = report(&format!(r#"{{"Records":[{}]}}"#, vec!["1"; 1000].join(",")));
    assert_eq!(report.n_rejected, 1000);
    assert_eq!(report.diagnostics.len() as u64 + report.n_more_diagnostics, 1000);
}

fn sample() -> String {
    let deep =
        r#"{"eventVersion":"1.08","eventName":"B","requestParameters":{"a":["x\"}",{"b":null}]}}"#;
    format!(r#"{{"Records":[{A},{deep},{A}]}}"#)
}

proptest! {
    #[test]
    fn a_cut_text_never_gives_more_or_panics(cut in 0..150usize) {
        let whole = sample();
        let cut = cut.min(whole.len());
        prop_assert!(report(&whole[..cut]).n_records <= 3);
    }

    #[test]
    fn flipped_bytes_never_panic(flips in prop::collection::vec((0..200usize, any::<u8>()), 1..4)) {
        let mut bytes = sample().into_bytes();
        for (place, byte) in flips {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        let report = report(&crate::store::decode(bytes));
        prop_assert!(report.n_records <= 3);
    }
}
