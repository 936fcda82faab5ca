//! Reading everything before a question is answered.

use std::sync::Arc;
use std::time::Duration;

use crate::ingest::{self, FileReport, Input, Pace, Progress, Status};
use crate::store::Snapshot;
use crate::text::{count, sanitize};

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// All events.
    pub(crate) snapshot: Arc<Snapshot>,
    /// The account of each file, in the order of the walk.
    pub(crate) reports: Vec<FileReport>,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

impl Loaded {
    /// Reads all of `inputs`.
    pub(crate) fn from_inputs(inputs: Vec<Input>) -> Self {
        let mut loaded = Self::default();
        for progress in ingest::spawn(inputs, Pace::Batch).progress {
            match progress {
                Progress::File(report) => loaded.reports.push(*report),
                Progress::Snapshot(snapshot) => loaded.snapshot = snapshot,
                Progress::Done { elapsed, .. } => loaded.elapsed = elapsed,
                Progress::Found { .. } => {}
            }
        }
        loaded.reports.sort_by_key(|report| report.file);
        loaded
    }

    /// Whether nothing that may hold events was left unread.
    pub(crate) fn is_complete(&self) -> bool {
        !self.reports.iter().any(|report| report.status.is_failure())
    }

    /// What there is to say beside the answer, a line each, fit for a terminal.
    pub(crate) fn notes(&self) -> Vec<String> {
        let failures = self.reports.iter().filter(|report| report.status.is_failure());
        let mut notes: Vec<String> = failures.flat_map(diagnostics).collect();
        if notes.is_empty() && self.snapshot.is_empty() {
            notes.push(self.emptiness());
        }
        notes
    }

    /// Says why there is no event.
    fn emptiness(&self) -> String {
        if self.reports.is_empty() {
            return "no files found; there is nothing to show".to_owned();
        }
        let kinds = [Status::Read, Status::Empty, Status::Digest, Status::Skipped];
        let told = kinds.into_iter().filter_map(|status| {
            let n_files = self.reports.iter().filter(|report| report.status == status).count();
            (n_files > 0).then(|| format!("{} {}", count(n_files as u64), status.text()))
        });
        let told: Vec<String> = told.collect();
        format!("no CloudTrail events found; files: {}", told.join(", "))
    }
}

/// The findings about a file, a line each.
pub(crate) fn diagnostics(report: &FileReport) -> Vec<String> {
    let mut lines: Vec<String> = report
        .diagnostics
        .iter()
        .map(|diagnostic| sanitize(&diagnostic.to_string()).into_owned())
        .collect();
    if report.n_more_diagnostics > 0 {
        let n_more = count(report.n_more_diagnostics);
        lines.push(format!("{}: {n_more} more findings like these", sanitize(&report.path)));
    }
    lines
}
