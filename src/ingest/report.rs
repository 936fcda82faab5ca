//! The account of one file: what was read, what was not, and why.

use std::num::NonZeroU64;
use std::sync::Arc;

use super::diagnostic::Diagnostic;
use crate::store::{FileId, split_member};

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
    /// Holds no records by its nature: another text, a picture, a pipe, a link that leads back to a
    /// folder around it.
    Skipped,
    /// A zip or a tar: its members have accounts of their own.
    Container,
    /// Not read, because less was asked for.
    LeftOut,
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
            Self::Container => "container",
            Self::LeftOut => "left out",
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
    /// Which file it is, in the order of the walk.
    pub file: FileId,
    /// Path as found; a member of a container is named behind it.
    pub path: Arc<str>,
    /// Where the member's name begins in the path; 0 for a file that is no member.
    pub member_at: u32,
    /// What the content is, `log file` say; `""` when that was not found out.
    pub shape: &'static str,
    /// How it ended.
    pub status: Status,
    /// Records read; copies of events that stand elsewhere too are among them.
    pub n_records: u64,
    /// Records refused.
    pub n_rejected: u64,
    /// Records left out, because less was asked for.
    pub n_narrowed: u32,
    /// Members, of a container: those of containers in it are among them.
    pub n_members: u32,
    /// Size of the file, bytes.
    pub n_bytes: u64,
    /// Size of its text, bytes.
    pub n_inflated: u64,
    /// When the file was changed last, nanoseconds since 1970; `None` when that is not known.
    pub modified: Option<NonZeroU64>,
    /// The first findings; more than [`FileReport::MOST_DIAGNOSTICS`] are only counted.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that were only counted.
    pub n_more_diagnostics: u64,
}

impl FileReport {
    /// The path of the file on disk, and the member's name if it is a container's.
    pub fn parts(&self) -> (&str, &str) {
        split_member(&self.path, self.member_at)
    }

    /// A broken file can have a finding for each of its records.
    pub const MOST_DIAGNOSTICS: usize = 20;

    /// Records found, whatever became of them.
    pub fn n_found(&self) -> u64 {
        self.n_records + self.n_rejected + u64::from(self.n_narrowed)
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < Self::MOST_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        } else {
            self.n_more_diagnostics += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There can be a million files.
    #[test]
    fn a_report_is_small() {
        assert!(size_of::<FileReport>() <= 128, "{}", size_of::<FileReport>());
    }
}
