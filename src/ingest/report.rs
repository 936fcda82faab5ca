//! The account of one file: what was read, what was not, and why.

use super::diagnostic::Diagnostic;

/// How the reading of a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Every record was read.
    #[default]
    Read,
    /// Some records were read, but not all.
    Damaged,
    /// Content of another kind: nothing in it is a CloudTrail record.
    Refused,
    /// Could not be opened, read or decompressed.
    Unreadable,
    /// No bytes, as the placeholder objects of S3.
    Empty,
    /// A digest file, which holds no events.
    Digest,
    /// No JSON at all, or a link that leads back to a folder around it.
    Skipped,
}

impl Status {
    /// One word, for tables and JSON.
    pub fn text(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Damaged => "damaged",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Digest => "digest",
            Self::Skipped => "skipped",
        }
    }

    /// Whether something that may hold events was not read.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Damaged | Self::Refused | Self::Unreadable)
    }
}

/// The account of one file.
#[derive(Debug, Clone, Default)]
pub struct FileReport {
    /// Number of the file, in the order of the walk.
    pub file: u32,
    /// Path as found.
    pub path: String,
    /// What the content is, `log file` say; `""` when that was not found out.
    pub shape: &'static str,
    /// How it ended.
    pub status: Status,
    /// Records read; copies of events that stand elsewhere too are among them.
    pub n_records: u64,
    /// Records refused.
    pub n_rejected: u64,
    /// Size of the file, bytes.
    pub n_bytes: u64,
    /// Size of its text, bytes.
    pub n_inflated: u64,
    /// The first findings; more than [`FileReport::MOST_DIAGNOSTICS`] are only counted.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that were only counted.
    pub n_more_diagnostics: u64,
}

impl FileReport {
    /// A broken file can have a finding for each of its records.
    pub const MOST_DIAGNOSTICS: usize = 20;

    /// Adds a finding.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < Self::MOST_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        } else {
            self.n_more_diagnostics += 1;
        }
    }
}
