//! Where events stand: which file, which byte.

use super::RowId;
use crate::time::Timestamp;

/// A file of a run, or a member of a container: the same however the reading was shared out.
///
/// The order is that in which files are found; members follow their container in its own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId {
    /// Number of the file in the order of the walk.
    pub walk: u32,
    /// Number of the member within the file, from 1; 0 is the file itself.
    pub member: u32,
}

impl FileId {
    /// The file of number `walk` itself.
    pub fn of_file(walk: u32) -> Self {
        Self { walk, member: 0 }
    }
}

/// A copy of an event that was delivered more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// The event, which stands in the snapshot once.
    pub of: RowId,
    /// The file that holds the copy.
    pub file: FileId,
    /// Place of the copy's JSON in that file's text, bytes.
    pub offset: u32,
    /// Length of the copy's JSON, bytes.
    pub length: u32,
}

/// Where an event stands, which tells it from every other event of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventPlace {
    /// The event's time, which finds its row fast.
    pub time: Option<Timestamp>,
    /// The file.
    pub file: FileId,
    /// Place of the JSON in the file's text, bytes.
    pub offset: u32,
}
