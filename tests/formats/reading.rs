//! Reading a text as a file and holding the answer to what is true of every file.

use serde::de::IgnoredAny;
use serde_json::Value;
use trailglass::ingest::{self, FileReport, Status};
use trailglass::store::{Field, RowId, Snapshot, TextCache};

/// A file that was read.
pub(crate) struct Reading {
    pub(crate) report: FileReport,
    pub(crate) snapshot: Snapshot,
}

impl Reading {
    /// Reads `text` and checks that nothing is lost or counted twice.
    pub(crate) fn of(text: impl Into<Vec<u8>>) -> Self {
        let (report, snapshot) = ingest::read_bytes("a", text.into());
        let n_events = (snapshot.len() + snapshot.duplicates().len()) as u64;
        assert_eq!(n_events, report.n_records, "records are events or copies");
        let mut n_told = report.n_more_diagnostics;
        n_told += report.diagnostics.iter().filter(|told| told.record.is_some()).count() as u64;
        assert!(n_told >= report.n_rejected, "each reject is told: {:?}", report.diagnostics);
        let is_whole = !report.status.is_failure();
        assert_eq!(is_whole, report.diagnostics.is_empty(), "{:?}", report.diagnostics);
        let reading = Self { report, snapshot };
        for row in reading.rows() {
            let json = reading.snapshot.json(row, &mut TextCache::default()).unwrap();
            let is_json = serde_json::from_str::<IgnoredAny>(&json).is_ok();
            assert!(is_json && json.starts_with('{'), "{json}");
        }
        reading
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = RowId> {
        (0..self.snapshot.len()).map(RowId::from_index)
    }

    /// The event's JSON, fetched as the detail pane fetches it.
    pub(crate) fn json(&self, row: RowId) -> Value {
        let json = self.snapshot.json(row, &mut TextCache::default()).unwrap();
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
    }

    /// The only event's JSON.
    pub(crate) fn only(&self) -> Value {
        assert_eq!(self.snapshot.len(), 1, "{:?}", self.report);
        self.json(RowId(0))
    }

    /// The events' values of a field, in time order.
    pub(crate) fn texts(&self, field: Field) -> Vec<String> {
        self.rows().map(|row| self.snapshot.text(row, field).into_owned()).collect()
    }

    /// What was said, without the path.
    pub(crate) fn told(&self) -> Vec<String> {
        self.report.diagnostics.iter().map(|told| told.to_string()[3..].to_owned()).collect()
    }
}

/// Shape, status, records read, records refused.
pub(crate) fn check(text: &str, expected: (&str, Status, u64, u64)) -> Reading {
    let reading = Reading::of(text);
    let report = &reading.report;
    assert_eq!(
        (report.shape, report.status, report.n_records, report.n_rejected),
        expected,
        "{text}\n{:?}",
        report.diagnostics
    );
    reading
}

/// The same, of a file whose events are `names`, each of which is a whole record.
pub(crate) fn check_read(text: &str, shape: &str, names: &[&str]) -> Reading {
    let reading = check(text, (shape, Status::Read, names.len() as u64, 0));
    assert_eq!(reading.texts(Field::EventName), names);
    for (row, name) in reading.rows().zip(names) {
        assert_eq!(reading.json(row)["eventName"], *name);
        assert_eq!(reading.snapshot.text(row, Field::Actor), "alice");
    }
    reading
}
