//! How far the load is, and what it brings.

use std::sync::Arc;
use std::time::Duration;

use super::Data;
use crate::ingest::{FileReport, Known, Progress, Status};
use crate::text;
use crate::tui::effect::Job;

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
    /// Files that were done when it began; `None` when it is the first load.
    pub n_before: Option<u64>,
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
        self.n_narrowed += u64::from(report.n_narrowed);
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
            n_before: self.n_before,
            ..Self::default()
        };
    }
}

impl Data {
    /// Takes note of the load; the answer is a question when there are new rows.
    pub fn progress(&mut self, progress: Progress) -> Option<Job> {
        match progress {
            Progress::Found { n_files, n_bytes, is_complete } => {
                self.load.n_found = self.load.n_before.unwrap_or(0) + n_files;
                self.load.n_found_bytes = n_bytes;
                self.load.is_all_found = is_complete;
            }
            Progress::Replaced { walks } => self.replaced(&walks),
            Progress::File(report) => {
                self.load.add(&report);
                self.reports.push(*report);
            }
            Progress::Snapshot(snapshot) => {
                self.latest = snapshot;
                if self.is_asking {
                    self.is_stale = true;
                } else {
                    return self.ask();
                }
            }
            Progress::Done { elapsed, is_cancelled } => {
                self.load.elapsed = elapsed;
                self.load.is_done = true;
                self.load.is_cancelled = is_cancelled;
            }
        }
        None
    }

    /// Begins to read what is new; `None` while a load is under way.
    pub fn reload(&mut self) -> Option<Known> {
        if !self.load.is_done {
            return None;
        }
        self.load.is_done = false;
        self.load.is_cancelled = false;
        self.load.is_all_found = false;
        self.load.n_before = Some(self.load.n_files);
        Some(Known::new(Arc::clone(&self.latest), self.reports.iter()))
    }

    /// What the reload has found, in a sentence; `None` when there was none.
    pub fn reload_text(&self) -> Option<String> {
        Some(match self.load.n_files.saturating_sub(self.load.n_before?) {
            0 => "nothing new: every file is as it was".to_owned(),
            n => format!("read {} new or changed files", text::count(n)),
        })
    }

    /// What is known of these files goes: they are read again.
    fn replaced(&mut self, walks: &[u32]) {
        self.reports.retain(|report| walks.binary_search(&report.file.walk).is_err());
        self.load.forget_files();
        self.reports.iter().for_each(|report| self.load.add(report));
        self.load.n_before = Some(self.load.n_files);
        self.n_replacements += 1;
    }
}
