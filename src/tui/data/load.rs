//! How far the load is.

use std::time::Duration;

use crate::ingest::{FileReport, Status};

/// What was found and read so far.
#[derive(Debug, Clone, Default)]
pub struct LoadState {
    /// Files found so far.
    pub n_found: u64,
    /// Their size, bytes.
    pub n_found_bytes: u64,
    /// Whether the walk is over.
    pub is_all_found: bool,
    /// Files done.
    pub n_files: u64,
    /// Those among them that are JSON of some kind, or may be.
    pub n_logs: u64,
    /// Their size, bytes.
    pub n_bytes: u64,
    /// Size of their text, bytes.
    pub n_inflated: u64,
    /// Records read, copies included.
    pub n_records: u64,
    /// Records refused.
    pub n_rejected: u64,
    /// Files that were not read, or not wholly.
    pub n_failures: u64,
    /// Time since the start; stands still when done.
    pub elapsed: Duration,
    /// Whether it is over.
    pub is_done: bool,
    /// Whether it was ended early.
    pub is_cancelled: bool,
}

impl LoadState {
    /// Takes note of a file that is done.
    pub(crate) fn add(&mut self, report: &FileReport) {
        self.n_files += 1;
        let is_other = matches!(report.status, Status::Skipped | Status::Digest | Status::Empty);
        self.n_logs += u64::from(!is_other);
        self.n_bytes += report.n_bytes;
        self.n_inflated += report.n_inflated;
        self.n_records += report.n_records;
        self.n_rejected += report.n_rejected;
        self.n_failures += u64::from(report.status.is_failure());
    }
}
