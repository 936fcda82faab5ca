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
    /// Records left out, because less was asked for.
    pub n_narrowed: u64,
    /// Files left out, because less was asked for.
    pub n_left_out: u64,
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
    /// Counts a file that is done.
    pub(crate) fn add(&mut self, report: &FileReport) {
        self.n_files += 1;
        let is_other = matches!(
            report.status,
            Status::Skipped | Status::Digest | Status::Empty | Status::LeftOut | Status::Container
        );
        self.n_logs += u64::from(!is_other);
        // The bytes of a member are those of its container.
        self.n_bytes += if report.file.member == 0 { report.n_bytes } else { 0 };
        self.n_inflated += report.n_inflated;
        self.n_records += report.n_records;
        self.n_rejected += report.n_rejected;
        self.n_narrowed += report.n_narrowed;
        self.n_left_out += u64::from(report.status == Status::LeftOut);
        self.n_failures += u64::from(report.status.is_failure());
    }

    /// Back to before any file was done.
    pub(crate) fn forget_files(&mut self) {
        *self = Self {
            n_found: self.n_found,
            n_found_bytes: self.n_found_bytes,
            is_all_found: self.is_all_found,
            elapsed: self.elapsed,
            is_done: self.is_done,
            is_cancelled: self.is_cancelled,
            ..Self::default()
        };
    }
}
