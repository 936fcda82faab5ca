//! Files that do not fit the memory for originals are read again, and must be what they were.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use support::{archive, gzip};
use trailglass::ingest::{self, Input, Pace, Plan, Progress, Scope};
use trailglass::query::{Cancel, Query, parse, run};
use trailglass::store::{RowId, Snapshot, TextCache};

fn record(n: u32) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventTime":"2025-03-11T09:00:{n:02}Z","eventName":"Name{n}","eventID":"id-{n}"}}"#
    )
}

fn load(root: &Path, memory: u64) -> Arc<Snapshot> {
    let scope = Scope { memory, ..Scope::default() };
    let inputs = vec![Input::Path(root.to_owned())];
    let load = ingest::start(Plan { scope, ..Plan::new(inputs, Pace::Batch) });
    let snapshots = load.progress.iter().filter_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    });
    snapshots.last().unwrap()
}

fn all_json(snapshot: &Snapshot) -> Vec<Result<String, String>> {
    let mut cache = TextCache::default();
    let json = |row| snapshot.json(row, &mut cache).map_err(|lost| lost.to_string());
    (0..snapshot.len()).map(RowId::from_index).map(json).collect()
}

/// A plain file, a gzip file, and a tar with a file in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let log = |n| format!(r#"{{"Records":[{}]}}"#, record(n));
    fs::write(folder.path().join("0.json"), log(0)).unwrap();
    fs::write(folder.path().join("1.json.gz"), gzip(log(1))).unwrap();
    let tar = archive::tar(&[archive::file("2.json", log(2))]);
    fs::write(folder.path().join("2.tar"), tar).unwrap();
    folder
}

#[test]
fn without_memory_every_event_is_read_again() {
    let folder = folder();
    let expected: Vec<Result<String, String>> = (0..3).map(|n| Ok(record(n))).collect();
    for memory in [0, 100, u64::MAX] {
        let snapshot = load(folder.path(), memory);
        assert_eq!(all_json(&snapshot), expected, "{memory} bytes");
        assert!(snapshot.lost().is_empty());
    }
}

#[test]
fn a_file_that_changed_is_lost_and_said_to_be() {
    let folder = folder();
    let (none, all) = (load(folder.path(), 0), load(folder.path(), u64::MAX));
    for name in ["0.json", "1.json.gz", "2.tar"] {
        let path = folder.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[20] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    let json = all_json(&none);
    for json in &json[..2] {
        assert!(json.as_ref().unwrap_err().contains(": changed since it was read; "), "{json:?}");
    }
    // What came out of an archive waits in a file of the program's own.
    assert_eq!(json[2], Ok(record(2)));
    assert_eq!(all_json(&all), (0..3).map(|n| Ok(record(n))).collect::<Vec<_>>());

    let query = Query { filter: parse("*Name").unwrap(), sort: Vec::new() };
    let answer = run(&none, &query, &Cancel::new()).unwrap();
    assert_eq!((answer.rows.len(), none.lost().len()), (1, 2));
}
