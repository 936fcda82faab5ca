//! Reading log files into snapshots, beside whatever else goes on.
//!
//! [`spawn`] starts threads and answers with a channel. One thread walks the paths, workers read
//! file after file into segments of their own, and a collector merges segments into snapshots: for
//! an interactive load early and then each time the data has grown by half, so that merging stays
//! cheap however much there is, and once more at the end. Every file has a [`FileReport`]; nothing
//! is dropped without one. Raising [`Cancel`] ends the reading and keeps what was read.

mod budget;
mod collect;
mod container;
mod demo;
mod diagnostic;
mod discover;
mod foreign;
mod format;
mod geoip;
mod key;
mod narrow;
mod outbox;
mod report;
mod search;
mod source;
mod unpack;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::Receiver;

pub use budget::default_memory;
pub use diagnostic::Diagnostic;
pub use geoip::open_geo;
pub use key::Key;
pub use narrow::{LONGEST_LAG, Narrow};
pub use report::{FileReport, Status};
pub use search::Known;
pub use source::Scope;

use crate::store::inflate::Inflater;
use crate::store::{FileId, SegmentBuilder, Snapshot, Spill, assemble};
use budget::Budget;
use source::{Desk, Item, Name};

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory with everything below it.
    Path(PathBuf),
    /// Standard input, as one file.
    Stdin,
    /// The case that is compiled in.
    Demo,
}

/// When snapshots are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The first as soon as there is an event, then as the data grows.
    Interactive,
    /// One, at the end.
    Batch,
}

/// What happens while reading.
#[derive(Debug, Clone)]
pub enum Progress {
    /// The walk has found so much; `is_complete` when there is no more to find.
    Found {
        /// Files found.
        n_files: u64,
        /// Their size, bytes.
        n_bytes: u64,
        /// Whether all paths were walked.
        is_complete: bool,
    },
    /// On a reload, what was read of these files before goes: they are read again.
    Replaced {
        /// Their numbers in the order of the walk, ascending.
        walks: Vec<u32>,
    },
    /// A file was read, or a path could not be.
    File(Box<FileReport>),
    /// All events read so far.
    Snapshot(Arc<Snapshot>),
    /// Nothing more comes.
    Done {
        /// Time since the start.
        elapsed: Duration,
        /// Whether reading was cancelled before its end.
        is_cancelled: bool,
    },
}

/// Ends a load early.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the load to end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A load under way.
#[derive(Debug)]
pub struct Load {
    /// What happens, in order; ends with [`Progress::Done`].
    pub progress: Receiver<Progress>,
    /// Ends it early.
    pub cancel: Cancel,
}

/// Reads one file that is in memory already, as a load reads it from a disk.
///
/// The snapshot's only file has number 0. What `bytes` hold decides, not `path`. An archive is not
/// unpacked but refused.
pub fn read_bytes(path: &str, bytes: Vec<u8>) -> (FileReport, Snapshot) {
    let (scope, cancel) = (Scope::default(), AtomicBool::new(false));
    let mut desk = Desk {
        builder: SegmentBuilder::default(),
        inflater: Inflater::default(),
        scope: &scope,
        budget: Budget::new(scope.memory),
        spill: Spill::default(),
        cancel: &cancel,
    };
    let name = Name {
        file: FileId::default(),
        path: path.into(),
        member_at: 0,
        modified: None,
        depth: 0,
        finding: None,
    };
    let report = desk.read(Item { name, bytes: bytes.into() }).unwrap_or_else(|archive| {
        let (item, kind) = *archive;
        item.name.report_of(Status::Refused, kind.name(), "unpack it")
    });
    (report, assemble(&[Arc::new(desk.builder.seal())]))
}

/// What to read and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What.
    pub inputs: Vec<Input>,
    /// When snapshots are made.
    pub pace: Pace,
    /// What of it.
    pub scope: Scope,
    /// What an earlier load has read: only what is new or has changed since is read again.
    pub known: Option<Known>,
}

impl Plan {
    /// Everything, for the first time.
    pub fn new(inputs: Vec<Input>, pace: Pace) -> Self {
        Self { inputs, pace, scope: Scope::default(), known: None }
    }
}

/// Starts to read all of `inputs`.
pub fn spawn(inputs: Vec<Input>, pace: Pace) -> Load {
    start(Plan::new(inputs, pace))
}

/// Starts to read.
///
/// The channel is bounded: a receiver that does not read stops the load. Dropping it ends the load.
pub fn start(plan: Plan) -> Load {
    let cancel = Cancel::default();
    let (sender, progress) = crossbeam_channel::bounded(256);
    collect::start(plan, sender, cancel.clone());
    Load { progress, cancel }
}
