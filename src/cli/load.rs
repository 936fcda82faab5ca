//! Reading everything before a question is answered.

use std::sync::Arc;
use std::time::Duration;

use crate::ingest::{self, FileReport, Plan, Progress, Status};
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
    /// Reads all that is planned.
    pub(crate) fn from_plan(plan: Plan) -> Self {
        let mut loaded = Self::default();
        for progress in ingest::start(plan).progress {
            match progress {
                Progress::File(report) => loaded.reports.push(*report),
                Progress::Snapshot(snapshot) => loaded.snapshot = snapshot,
                Progress::Done { elapsed, .. } => loaded.elapsed = elapsed,
                Progress::Found { .. } | Progress::Replaced { .. } => {}
            }
        }
        loaded.reports.sort_by_key(|report| report.file);
        loaded
    }

    /// Whether nothing that may hold events was left unread.
    pub(crate) fn is_complete(&self) -> bool {
        self.snapshot.lost().is_empty()
            && !self.reports.iter().any(|report| report.status.is_failure())
    }

    /// What there is to say beside the answer, a line each, fit for a terminal.
    pub(crate) fn notes(&self) -> Vec<String> {
        let failures = self.reports.iter().filter(|report| report.status.is_failure());
        let mut notes: Vec<String> = failures.flat_map(diagnostics).collect();
        let lost = self.snapshot.lost().into_iter();
        notes.extend(lost.map(|lost| sanitize(&lost.to_string()).into_owned()));
        notes.extend(self.left_out());
        if self.is_complete() && self.snapshot.is_empty() {
            notes.push(self.emptiness());
        }
        notes
    }

    /// Says what was not read because less was asked for.
    fn left_out(&self) -> Option<String> {
        let n_files = self.reports.iter().filter(|report| report.status == Status::LeftOut).count();
        let n_records: u64 = self.reports.iter().map(|report| u64::from(report.n_narrowed)).sum();
        (n_files > 0 || n_records > 0).then(|| {
            let (n_files, n_records) = (count(n_files as u64), count(n_records));
            format!("left out, as asked: {n_files} files unread, {n_records} records of others")
        })
    }

    /// Says why there is no event.
    fn emptiness(&self) -> String {
        if self.reports.is_empty() {
            return "no files found; there is nothing to show".to_owned();
        }
        let n_narrowed: u64 = self.reports.iter().map(|report| u64::from(report.n_narrowed)).sum();
        if n_narrowed > 0 {
            return format!(
                "no events in what was asked for; {} records are outside of it",
                count(n_narrowed)
            );
        }
        let kinds = [
            Status::Read,
            Status::Empty,
            Status::Digest,
            Status::Skipped,
            Status::Container,
            Status::LeftOut,
        ];
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
