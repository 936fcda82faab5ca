//! A reader: takes file after file, and members of archives that other readers pass on.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crossbeam_channel::{Receiver, Sender, select_biased};

use super::Pace;
use super::budget::Budget;
use super::outbox::{Outbox, Product};
use super::report::Status;
use super::source::{Desk, Item, Name, Scope, TOO_LARGE};
use super::unpack::{Unpacker, archive_on_disk};
use crate::store::inflate::Inflater;
use crate::store::{FileId, SegmentBuilder, Spill};

/// A file to read, with its place in the order of the walk.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) file: FileId,
    pub(crate) origin: Origin,
    /// When it was changed last, nanoseconds since 1970.
    pub(crate) modified: Option<NonZeroU64>,
    /// What there is to say of it beforehand.
    pub(crate) note: Option<super::source::Finding>,
}

/// Where a file's bytes are.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A regular file with its size, bytes.
    Disk(PathBuf, u64),
    /// What has no size, such as a pipe.
    Pipe(PathBuf),
    Memory(String, &'static [u8]),
    Stdin,
}

impl Origin {
    /// The path, of what has one that the user gave.
    pub(crate) fn path(&self) -> Option<String> {
        match self {
            Self::Disk(path, _) | Self::Pipe(path) => Some(path.display().to_string()),
            Self::Memory(path, _) => Some(path.clone()),
            Self::Stdin => None,
        }
    }
}

/// A larger file is looked at before it is read whole: an archive is read bit by bit.
const LARGE: u64 = 8 << 20;

/// Where a worker takes from and puts to.
pub(crate) struct Lines {
    pub(crate) tasks: Receiver<Task>,
    pub(crate) members: Receiver<Item>,
    /// Members of archives for whoever is free; closed when no worker reads an archive any more.
    pub(crate) passed_on: Sender<Item>,
    pub(crate) products: Sender<Product>,
    pub(crate) budget: Budget,
}

/// Reads until there is nothing left to read.
pub(crate) fn run(lines: Lines, pace: Pace, scope: &Scope, cancel: &AtomicBool) {
    let Lines { tasks, members, passed_on, products, budget } = lines;
    let mut desk = Desk {
        builder: SegmentBuilder::default(),
        inflater: Inflater::default(),
        scope,
        budget,
        spill: Spill::default(),
        cancel,
    };
    let mut outbox = Outbox::new(&products, pace);
    let mut unpacker = Unpacker::new(&mut desk, &mut outbox, Some(&passed_on));
    loop {
        select_biased! {
            recv(members) -> item => match item {
                Ok(item) => unpacker.leaf(item),
                Err(_) => break,
            },
            recv(tasks) -> task => match task {
                Ok(task) => read(&task, &mut unpacker),
                Err(_) => break,
            },
        }
        if unpacker.outbox.is_closed {
            return;
        }
    }
    // The walk is over; other workers may still be in the middle of archives.
    drop(passed_on);
    for item in members {
        Unpacker::new(&mut desk, &mut outbox, None).leaf(item);
    }
    outbox.seal(&mut desk.builder);
}

fn read(task: &Task, unpacker: &mut Unpacker<'_, '_>) {
    let limit = unpacker.desk.scope.max_file_size;
    let (path, bytes) = match &task.origin {
        Origin::Disk(path, n_bytes) => return read_from_disk((path, *n_bytes), task, unpacker),
        Origin::Memory(path, bytes) => (path.clone(), Ok(Cow::Borrowed(*bytes))),
        Origin::Pipe(path) => {
            (path.display().to_string(), File::open(path).and_then(|pipe| read_some(pipe, limit)))
        }
        Origin::Stdin => ("(standard input)".to_owned(), read_some(std::io::stdin().lock(), limit)),
    };
    let name = name(task, &path);
    finish(unpacker, name, bytes);
}

fn finish(unpacker: &mut Unpacker<'_, '_>, name: Name, bytes: std::io::Result<Cow<'static, [u8]>>) {
    unpacker.n_members = 0;
    match bytes {
        Ok(bytes) => unpacker.item(Item { name, bytes }),
        Err(error) => {
            let reason = format!("cannot read: {error}");
            let report = name.report_of(Status::Unreadable, &reason, "check its permissions");
            unpacker.outbox.file_done(report, &mut unpacker.desk.builder);
        }
    }
}

fn name(task: &Task, path: &str) -> Name {
    Name {
        file: task.file,
        path: Arc::from(path),
        member_at: 0,
        modified: task.modified,
        depth: 0,
        finding: task.note.clone(),
    }
}

fn read_from_disk((path, n_bytes): (&Path, u64), task: &Task, unpacker: &mut Unpacker<'_, '_>) {
    let name = name(task, &path.display().to_string());
    if n_bytes <= LARGE {
        return finish(unpacker, name, std::fs::read(path).map(Cow::Owned));
    }
    let opened = File::open(path).and_then(|mut file| Ok((archive_on_disk(&mut file)?, file)));
    match opened {
        Ok((Some(archive), file)) => {
            unpacker.n_members = 0;
            unpacker.archive(&name, archive, BufReader::with_capacity(1 << 16, file), n_bytes);
        }
        Ok((None, mut file)) => {
            let limit = unpacker.desk.scope.max_file_size as u64;
            if n_bytes > limit {
                let reason = format!("more than {limit} bytes");
                let report = name.report_of(Status::Unreadable, &reason, TOO_LARGE);
                return unpacker.outbox.file_done(report, &mut unpacker.desk.builder);
            }
            let mut bytes = Vec::new();
            let read = file.read_to_end(&mut bytes).map(|_| Cow::Owned(bytes));
            finish(unpacker, name, read);
        }
        Err(error) => finish(unpacker, name, Err(error)),
    }
}

/// All of a stream, or a byte more than is allowed.
fn read_some(stream: impl Read, limit: usize) -> std::io::Result<Cow<'static, [u8]>> {
    let mut bytes = Vec::new();
    stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Cow::Owned(bytes))
}
