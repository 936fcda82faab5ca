//! Finding what is to be read and giving it its number; on a reload, what is new or changed.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::Sender;
use hashbrown::{HashMap, HashSet};

use super::discover::{self, Found, Stamp};
use super::report::{FileReport, Status};
use super::source::{Finding, Scope};
use super::worker::{Origin, Task};
use super::{Cancel, Diagnostic, Input, Progress, demo};
use crate::store::{FileId, Segment, Snapshot};

/// What an earlier load has read.
#[derive(Debug, Clone)]
pub struct Known {
    snapshot: Arc<Snapshot>,
    files: HashMap<Arc<str>, KnownFile>,
    /// The number that the next new file gets.
    next: u32,
}

#[derive(Debug, Clone)]
struct KnownFile {
    walk: u32,
    n_bytes: u64,
    modified: Option<NonZeroU64>,
    /// Whether all was read that could be: else it is tried again.
    is_read: bool,
}

impl Known {
    /// From what the load has told.
    pub fn new<'r>(snapshot: Arc<Snapshot>, reports: impl Iterator<Item = &'r FileReport>) -> Self {
        let mut next = 0;
        let mut files = HashMap::new();
        for report in reports {
            next = next.max(report.file.walk + 1);
            if report.file.member == 0 {
                let known = KnownFile {
                    walk: report.file.walk,
                    n_bytes: report.n_bytes,
                    modified: report.modified,
                    is_read: !matches!(report.status, Status::Unreadable),
                };
                files.insert(Arc::clone(&report.path), known);
            }
        }
        Self { snapshot, files, next }
    }
}

/// What the walk has found, before it has numbers.
pub(crate) enum Candidate {
    Task(Origin, Stamp, Option<Finding>),
    Failure(Diagnostic, Status),
}

/// The walk: hands files to the workers, in order.
pub(crate) struct Search {
    tasks: Sender<Task>,
    progress: Sender<Progress>,
    cancel: Cancel,
    scope: Scope,
    known: Option<Known>,
    /// Numbers of files that are read again.
    replaced: HashSet<u32>,
    next: u32,
    n_files: u64,
    n_bytes: u64,
}

impl Search {
    pub(crate) fn new(
        tasks: Sender<Task>,
        progress: Sender<Progress>,
        cancel: Cancel,
        (scope, known): (Scope, Option<Known>),
    ) -> Self {
        let next = known.as_ref().map_or(0, |known| known.next);
        let replaced = HashSet::new();
        Self { tasks, progress, cancel, scope, known, replaced, next, n_files: 0, n_bytes: 0 }
    }

    /// On a reload, looks at all paths before anything is read; else does nothing.
    pub(crate) fn prepare(mut self, inputs: Vec<Input>) -> (Self, Prepared) {
        if self.known.is_none() {
            return (self, Prepared::Inputs(inputs));
        }
        let mut candidates = Vec::new();
        walk(inputs, |candidate| {
            candidates.extend(self.sift(candidate));
            !self.cancel.is_cancelled()
        });
        let mut walks: Vec<u32> = self.replaced.iter().copied().collect();
        walks.sort_unstable();
        // A closed channel means that nobody wants the data any more; the workers see it too.
        let _ = self.progress.send(Progress::Replaced { walks });
        (self, Prepared::Candidates(candidates))
    }

    /// Drops what is known and unchanged; what is known otherwise is read in its place.
    fn sift(&mut self, candidate: Candidate) -> Option<Candidate> {
        let known = self.known.as_ref()?;
        let (path, stamp): (String, Stamp) = match &candidate {
            Candidate::Task(Origin::Disk(path, _), stamp, _) => {
                (path.display().to_string(), *stamp)
            }
            Candidate::Failure(diagnostic, _) => (diagnostic.path.to_string(), Stamp::default()),
            // What cannot be read a second time, or never changes.
            Candidate::Task(..) => return None,
        };
        let Some(file) = known.files.get(path.as_str()) else { return Some(candidate) };
        let is_same = file.n_bytes == stamp.n_bytes && file.modified == stamp.modified;
        if file.is_read && is_same {
            return None;
        }
        let (walk, is_read) = (file.walk, file.is_read);
        self.replaced.insert(walk);
        Some(match candidate {
            Candidate::Task(origin, stamp, _) if is_read => {
                let finding = Finding {
                    reason: "changed since it was read".to_owned(),
                    remedy: "what was read before is replaced; log files of a trail never change",
                    status: Status::Read,
                };
                Candidate::Task(origin, stamp, Some(finding))
            }
            other => other,
        })
    }

    /// What stays of what was read before.
    pub(crate) fn known_segment(&self) -> Option<Arc<Segment>> {
        let known = self.known.as_ref()?;
        let is_kept = |file: FileId| !self.replaced.contains(&file.walk);
        Some(Arc::new(known.snapshot.to_segment(is_kept)))
    }

    /// Numbers what there is to read and hands it to the workers.
    pub(crate) fn run(mut self, prepared: Prepared) {
        match prepared {
            Prepared::Inputs(inputs) => walk(inputs, |candidate| self.take(candidate)),
            Prepared::Candidates(candidates) => {
                for candidate in candidates {
                    if !self.take(candidate) {
                        break;
                    }
                }
            }
        }
        self.tell(true);
    }

    /// The answer is whether the load goes on.
    fn take(&mut self, candidate: Candidate) -> bool {
        let file = FileId::of_file(self.next);
        self.next += 1;
        self.n_files += 1;
        let goes_on = match candidate {
            Candidate::Task(origin, stamp, note) => self.task(file, origin, stamp, note),
            Candidate::Failure(diagnostic, status) => {
                let path = Arc::clone(&diagnostic.path);
                let mut report = FileReport { file, path, status, ..FileReport::default() };
                report.add(diagnostic);
                self.progress.send(Progress::File(Box::new(report))).is_ok()
            }
        };
        if self.n_files.is_multiple_of(512) {
            self.tell(false);
        }
        goes_on && !self.cancel.is_cancelled()
    }

    fn task(&mut self, file: FileId, origin: Origin, stamp: Stamp, note: Option<Finding>) -> bool {
        let narrow = &self.scope.narrow;
        if !narrow.is_all()
            && let Some(path) = origin.path()
            && let Some(reason) = narrow.leaves_out(&path)
        {
            let mut report = FileReport {
                file,
                path: path.as_str().into(),
                status: Status::LeftOut,
                n_bytes: stamp.n_bytes,
                modified: stamp.modified,
                ..FileReport::default()
            };
            report.add(Diagnostic::of_file(&path, reason, ""));
            return self.progress.send(Progress::File(Box::new(report))).is_ok();
        }
        self.n_bytes += stamp.n_bytes;
        self.tasks.send(Task { file, origin, modified: stamp.modified, note }).is_ok()
    }

    fn tell(&self, is_complete: bool) {
        let (n_files, n_bytes) = (self.n_files, self.n_bytes);
        // A closed channel means that nobody wants the data any more; the workers see it too.
        let _ = self.progress.send(Progress::Found { n_files, n_bytes, is_complete });
    }
}

/// What [`Search::run`] goes through.
pub(crate) enum Prepared {
    Inputs(Vec<Input>),
    Candidates(Vec<Candidate>),
}

impl Prepared {
    /// Whether there is nothing new.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Candidates(candidates) if candidates.is_empty())
    }
}

/// Finds what is to be read, in order; `take` answers whether to go on.
fn walk(inputs: Vec<Input>, mut take: impl FnMut(Candidate) -> bool) {
    let mut roots: Vec<PathBuf> = Vec::new();
    for input in inputs {
        match input {
            // Roots are walked together: one of them can hold another.
            Input::Path(path) => roots.push(path),
            Input::Stdin => {
                take(Candidate::Task(Origin::Stdin, Stamp::default(), None));
            }
            Input::Demo => {
                for (path, bytes) in demo::files() {
                    let stamp = Stamp { n_bytes: bytes.len() as u64, ..Stamp::default() };
                    take(Candidate::Task(Origin::Memory(path, bytes), stamp, None));
                }
            }
        }
    }
    discover::walk(&roots, |found| {
        take(match found {
            Found::File(path, stamp) if stamp.is_file => {
                Candidate::Task(Origin::Disk(path, stamp.n_bytes), stamp, None)
            }
            Found::File(path, stamp) => Candidate::Task(Origin::Pipe(path), stamp, None),
            Found::Failure(diagnostic, status) => Candidate::Failure(diagnostic, status),
        })
    });
}
