//! Published logs, when they are there: every file is accounted for, and what is in it is read.

use std::path::{Path, PathBuf};

use trailglass::ingest::{self, FileReport, Status};

use crate::support::real_data;

/// Reports of the files of a folder, without its licence.
fn reports(folder: &str) -> Option<Vec<(String, FileReport)>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    collect(&real_data(folder)?, &mut paths);
    paths.sort();
    let report = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (report, snapshot) = ingest::read_bytes(&name, std::fs::read(path).unwrap());
        let n_events = (snapshot.len() + snapshot.duplicates().len()) as u64;
        assert_eq!(n_events, report.n_records, "{name}");
        (name, report)
    };
    Some(paths.into_iter().map(report).filter(|(name, _)| name != "LICENSE").collect())
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// Files, files that failed, records read, records refused.
fn check(folder: &str, expected: (usize, usize, u64, u64)) -> Vec<(String, FileReport)> {
    let Some(reports) = reports(folder) else { return Vec::new() };
    let n_failed = reports.iter().filter(|(_, report)| report.status.is_failure()).count();
    let n_records = reports.iter().map(|(_, report)| report.n_records).sum::<u64>();
    let n_rejected = reports.iter().map(|(_, report)| report.n_rejected).sum::<u64>();
    assert_eq!((reports.len(), n_failed, n_records, n_rejected), expected, "{folder}");
    reports
}

#[test]
fn logs_of_every_shape_are_read() {
    check("invictus", (55, 0, 2900, 0));
    check("stratus", (35, 0, 310, 0));
    check("trailscraper", (2, 0, 4, 0));
    check("jsonl-lookup", (1, 0, 6, 0));
    check("cribl", (1, 0, 44, 0));
    check("eventbridge", (37, 13, 24, 13));
    check("wrapped", (17, 2, 57, 4));
    let discover = check("traildiscover", (586, 0, 563, 0));
    let empty = |(_, report): &&(String, FileReport)| {
        report.shape == "array of records" && report.n_records == 0
    };
    assert!(discover.is_empty() || discover.iter().filter(empty).count() == 21);
}

#[test]
fn what_only_looks_like_a_log_is_refused_by_name() {
    let known = ["S3 notification", "S3 test notification", "EventBridge event `Object "];
    for (name, report) in check("lookalikes", (14, 14, 0, 16)) {
        assert_eq!(report.status, Status::Refused, "{name}");
        let is_named = |reason: &str| {
            known.iter().any(|what| reason.starts_with(what)) || reason.contains("this is not json")
        };
        assert!(report.diagnostics.iter().all(|told| is_named(&told.reason)), "{name}");
    }
}

#[test]
fn a_broken_file_is_told_with_line_and_byte() {
    for (name, report) in check("broken", (3, 1, 2, 1)) {
        let places: Vec<_> = report.diagnostics.iter().map(|told| (told.line, told.byte)).collect();
        let expected: &[_] =
            if name == "bad_cloudtrail.json" { &[(Some(26), Some(964))] } else { &[] };
        assert_eq!(places, expected, "{name}");
    }
}
