//! The members of archives: each is a file of its own, with a number, a name and a report.
//!
//! One worker passes an archive from front to back and numbers what it finds, so that the order is
//! always the same. Members are handed to whichever worker is free; when none is, or a member is
//! large or an archive itself, they are read on the spot. At no time is more of an archive in
//! memory than the members under way.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_channel::Sender;

use super::container::{self, Entry, Flow, Inflating, Kind, What, tar, zip};
use super::diagnostic::Diagnostic;
use super::outbox::Outbox;
use super::report::{FileReport, Status};
use super::source::{Desk, Finding, Item, Name, TOO_LARGE};
use crate::store::{FileId, MEMBER_SEPARATOR};

/// Archives around a member: a zip in a zip is opened, a zip in that is not.
const DEEPEST: u8 = 2;

/// All members of an archive, and of archives in it, together may hold this many times what one file may.
const MEMBERS_LIMIT: u64 = 8;

/// Each member has a report, which costs memory however small the member is.
const MOST_MEMBERS: u32 = 4_000_000;

/// Larger members are read by the worker that found them: those that wait are held in memory.
const LARGE: usize = 32 << 20;

/// Smaller compressed files are inflated whole before one looks for a tar in them.
const PEEK_ABOVE: usize = 1 << 20;

/// What helps against what archives can be and this program cannot.
const UNPACK: &str = "unpack it and point at the folder";

/// An archive and what it is wrapped in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Archive {
    Zip,
    /// A zip in a compressed stream.
    ZipWithin(Kind),
    /// A tar, plain or in a compressed stream.
    Tar(Kind),
}

impl Archive {
    /// What `stream`, which is of this kind, is as an archive; leaves the stream anywhere.
    pub(crate) fn of(kind: Kind, stream: impl BufRead) -> Option<Self> {
        match kind {
            Kind::Zip => Some(Self::Zip),
            Kind::Tar => Some(Self::Tar(Kind::Plain)),
            Kind::Plain => None,
            _ => Self::within(kind, container::kind_within(kind, stream)),
        }
    }

    fn within(outer: Kind, inner: Kind) -> Option<Self> {
        match inner {
            Kind::Zip => Some(Self::ZipWithin(outer)),
            Kind::Tar => Some(Self::Tar(outer)),
            _ => None,
        }
    }

    fn shape(self) -> &'static str {
        match self {
            Self::Zip | Self::ZipWithin(_) => "zip",
            Self::Tar(kind) => kind.name_of_tar(),
        }
    }
}

/// Reads files, archives among them.
pub(crate) struct Unpacker<'u, 'w> {
    pub(crate) desk: &'u mut Desk<'w>,
    pub(crate) outbox: &'u mut Outbox<'w>,
    /// Where members go that another worker may read.
    pub(crate) members: Option<&'u Sender<Item>>,
    /// Members of the file of the walk so far.
    pub(crate) n_members: u32,
    /// Bytes that members of the file of the walk may still have, those of nested archives among them.
    pub(crate) left: u64,
}

impl<'u, 'w> Unpacker<'u, 'w> {
    pub(crate) fn new(
        desk: &'u mut Desk<'w>,
        outbox: &'u mut Outbox<'w>,
        members: Option<&'u Sender<Item>>,
    ) -> Self {
        Self { desk, outbox, members, n_members: 0, left: 0 }
    }

    /// Reads a file whose bytes are here.
    pub(crate) fn item(&mut self, item: Item) {
        let kind = Kind::of(&item.bytes);
        let is_looked_into = kind != Kind::Gzip || item.bytes.len() > PEEK_ABOVE;
        let archive =
            is_looked_into.then(|| Archive::of(kind, Cursor::new(&item.bytes[..]))).flatten();
        match archive {
            Some(archive) => self.held_archive(&item, archive),
            None => self.leaf(item),
        }
    }

    /// Reads a file that is no archive, as far as is known.
    pub(crate) fn leaf(&mut self, item: Item) {
        match self.desk.read(item) {
            Ok(report) => self.outbox.file_done(report, &mut self.desk.builder),
            Err(archive) => self.late_archive(&archive.0, archive.1),
        }
    }

    /// Reads an archive that only showed when it was inflated.
    fn late_archive(&mut self, item: &Item, inner: Kind) {
        match Archive::within(Kind::of(&item.bytes), inner) {
            // Only whoever passes an archive can number what is in it.
            Some(archive) if item.name.depth == 0 => self.held_archive(item, archive),
            _ => {
                let reason = format!("{} that does not begin as one", inner.name());
                let report = item.name.report_of(Status::Refused, &reason, "unpack it");
                self.outbox.file_done(report, &mut self.desk.builder);
            }
        }
    }

    fn held_archive(&mut self, item: &Item, archive: Archive) {
        self.archive(&item.name, archive, Cursor::new(&item.bytes[..]), item.bytes.len() as u64);
    }

    /// Reads the members of an archive of `n_bytes`, then reports it.
    pub(crate) fn archive<R: BufRead + Seek>(
        &mut self,
        name: &Name,
        archive: Archive,
        mut source: R,
        n_bytes: u64,
    ) {
        let mut report = name.report();
        report.shape = archive.shape();
        report.n_bytes = n_bytes;
        if name.depth >= DEEPEST {
            report.status = Status::Refused;
            let reason = "a container in a container in a container";
            report.add(Diagnostic::of_file(&name.path, reason, "unpack the outer one"));
            self.outbox.file_done(report, &mut self.desk.builder);
            return;
        }
        if report.status == Status::Read {
            report.status = Status::Container;
        }
        let first = self.n_members;
        let max_file_size = self.desk.scope.max_file_size;
        if name.depth == 0 {
            self.left = max_file_size as u64 * MEMBERS_LIMIT;
        }
        let left = self.left;
        let mut members = Members { unpacker: self, container: name, stop: None };
        let mut visit = |entry: Entry<'_>| members.visit(entry);
        let end = match archive {
            Archive::Zip => zip::walk(&mut source, &mut visit),
            Archive::ZipWithin(kind) => {
                let (bytes, damage) =
                    container::read_up_to(&mut Inflating::new(kind, source), max_file_size);
                let end = zip::walk(&mut Cursor::new(bytes), &mut visit);
                end.and(damage.map_or(Ok(()), |reason| Err(container::Damage::new(reason))))
            }
            Archive::Tar(kind) => {
                // What is passed over is inflated too.
                let mut bounded = Bounded { stream: Inflating::new(kind, source), left };
                tar::walk(&mut bounded, &mut visit)
            }
        };
        let stop = members.stop.take();
        report.n_members = self.n_members - first;
        if let Err(damage) = end {
            report.status = Status::Damaged;
            report.add(Diagnostic::of_file(&name.path, damage.reason, damage.remedy));
        }
        if let Some(reason) = stop {
            report.status = Status::Damaged;
            report.add(Diagnostic::of_file(&name.path, reason, UNPACK));
        }
        self.outbox.file_done(report, &mut self.desk.builder);
    }
}

/// The members of one archive, one after the other.
struct Members<'m, 'u, 'w> {
    unpacker: &'m mut Unpacker<'u, 'w>,
    container: &'m Name,
    /// Why the archive was not read to its end.
    stop: Option<String>,
}

impl Members<'_, '_, '_> {
    fn visit(&mut self, entry: Entry<'_>) -> Flow {
        let desk = &self.unpacker.desk;
        if desk.cancel.load(Ordering::Relaxed) || self.unpacker.outbox.is_closed {
            return ControlFlow::Break(());
        }
        if self.unpacker.n_members >= MOST_MEMBERS {
            self.stop = Some(format!("more than {MOST_MEMBERS} members"));
            return ControlFlow::Break(());
        }
        let name = self.name(&entry.name);
        let narrow = &self.unpacker.desk.scope.narrow;
        let report = match entry.what {
            What::File => match narrow.leaves_out(&name.path) {
                None => return self.file(name, entry.content),
                Some(reason) => name.report_of(Status::LeftOut, reason, ""),
            },
            What::Other(reason) => name.report_of(Status::Skipped, reason, ""),
            What::Closed(reason) => {
                let remedy = match &*reason {
                    "encrypted" => "unpack it with its password",
                    _ => UNPACK,
                };
                name.report_of(Status::Unreadable, &reason, remedy)
            }
        };
        self.done(report);
        ControlFlow::Continue(())
    }

    fn name(&mut self, member: &str) -> Name {
        self.unpacker.n_members += 1;
        let path = format!("{}{MEMBER_SEPARATOR}{member}", self.container.path);
        let own_at = self.container.path.len() + MEMBER_SEPARATOR.len();
        // Of a container in a container the whole way counts as the member's name.
        let member_at = match self.container.member_at {
            0 => u32::try_from(own_at).unwrap_or(0),
            outer => outer,
        };
        Name {
            file: FileId { walk: self.container.file.walk, member: self.unpacker.n_members },
            path: Arc::from(path),
            member_at,
            modified: None,
            depth: self.container.depth + 1,
            finding: None,
        }
    }

    fn file(&mut self, mut name: Name, content: &mut dyn Read) -> Flow {
        let max_file_size = self.unpacker.desk.scope.max_file_size;
        let limit = max_file_size.min(usize::try_from(self.unpacker.left).unwrap_or(usize::MAX));
        let (bytes, damage) = container::read_up_to(content, limit);
        self.unpacker.left -= bytes.len() as u64;
        if let Some(reason) = damage {
            let remedy = if bytes.len() < limit {
                "its records before that were read; copy the container from its source again"
            } else {
                TOO_LARGE
            };
            name.finding = Some(Finding { reason, remedy, status: Status::Damaged });
        }
        self.hand_on(Item { name, bytes: Cow::Owned(bytes) });
        if self.unpacker.left == 0 {
            let all = max_file_size as u64 * MEMBERS_LIMIT;
            self.stop = Some(format!("its members hold more than {all} bytes"));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// To another worker that is free, or on the spot.
    fn hand_on(&mut self, item: Item) {
        let archive = Archive::of(Kind::of(&item.bytes), Cursor::new(&item.bytes[..]));
        if let Some(archive) = archive {
            return self.unpacker.held_archive(&item, archive);
        }
        let unsent = match self.unpacker.members {
            Some(members) if item.bytes.len() <= LARGE => members.try_send(item),
            _ => return self.unpacker.leaf(item),
        };
        if let Err(unsent) = unsent {
            self.unpacker.leaf(unsent.into_inner());
        }
    }

    fn done(&mut self, report: FileReport) {
        self.unpacker.outbox.file_done(report, &mut self.unpacker.desk.builder);
    }
}

/// A stream that fails when too much came out of it.
struct Bounded<R> {
    stream: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("its members hold more than may be read"));
        }
        let n_bytes = self.stream.read(buffer)?;
        self.left = self.left.saturating_sub(n_bytes as u64);
        Ok(n_bytes)
    }
}

/// A file on disk that is too large to be held before one knows what it is.
pub(crate) fn archive_on_disk(file: &mut std::fs::File) -> io::Result<Option<Archive>> {
    let mut head = Vec::with_capacity(container::HEAD);
    (&mut *file).take(container::HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    let archive = Archive::of(Kind::of(&head), BufReader::new(&mut *file));
    file.rewind()?;
    Ok(archive)
}
