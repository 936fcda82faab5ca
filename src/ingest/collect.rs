//! The threads of a load and the merging of what they read.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::discover::{self, Found};
use super::report::{FileReport, Status};
use super::worker::{self, Origin, Product, Task};
use super::{Cancel, Input, Pace, Progress, demo};
use crate::store::{FileId, Segment, assemble};

/// Starts the walk, the workers and the collector.
pub(crate) fn start(inputs: Vec<Input>, pace: Pace, progress: Sender<Progress>, cancel: Cancel) {
    let started = Instant::now();
    let (task_sender, tasks) = bounded(1024);
    let (product_sender, products) = bounded(256);
    let n_workers = thread::available_parallelism().map_or(2, usize::from);
    for _ in 0..n_workers {
        let (tasks, products, cancel) = (tasks.clone(), product_sender.clone(), cancel.clone());
        thread::spawn(move || worker::run(&tasks, &products, pace, &cancel.0));
    }
    drop(product_sender);
    let (walk_progress, walk_cancel) = (progress.clone(), cancel.clone());
    thread::spawn(move || find(inputs, &task_sender, &walk_progress, &walk_cancel));
    thread::spawn(move || collect(&products, pace, &progress, &cancel, started));
}

/// Walks the inputs in order and numbers their files.
fn find(inputs: Vec<Input>, tasks: &Sender<Task>, progress: &Sender<Progress>, cancel: &Cancel) {
    let mut search = Search { tasks, progress, cancel, n_files: 0, n_bytes: 0 };
    let mut roots: Vec<PathBuf> = Vec::new();
    for input in inputs {
        match input {
            // Roots are walked together: one of them can hold another.
            Input::Path(path) => roots.push(path),
            Input::Stdin => {
                search.task(Origin::Stdin, 0);
            }
            Input::Demo => {
                for (path, bytes) in demo::files() {
                    search.task(Origin::Memory(path, bytes), bytes.len() as u64);
                }
            }
        }
    }
    discover::walk(&roots, |found| match found {
        Found::File(path, n_bytes) => search.task(Origin::Disk(path), n_bytes),
        Found::Failure(diagnostic, status) => search.failure(diagnostic, status),
    });
    search.tell(true);
}

struct Search<'s> {
    tasks: &'s Sender<Task>,
    progress: &'s Sender<Progress>,
    cancel: &'s Cancel,
    n_files: u32,
    n_bytes: u64,
}

impl Search<'_> {
    /// Hands a file to the workers; the answer is whether the load goes on.
    fn task(&mut self, origin: Origin, n_bytes: u64) -> bool {
        let task = Task { file: FileId::of_file(self.n_files), origin };
        self.n_files += 1;
        self.n_bytes += n_bytes;
        if self.n_files.is_multiple_of(512) {
            self.tell(false);
        }
        !self.cancel.is_cancelled() && self.tasks.send(task).is_ok()
    }

    fn failure(&mut self, diagnostic: super::Diagnostic, status: Status) -> bool {
        let mut report = FileReport {
            file: FileId::of_file(self.n_files),
            path: diagnostic.path.clone(),
            status,
            ..FileReport::default()
        };
        self.n_files += 1;
        report.add(diagnostic);
        self.progress.send(Progress::File(Box::new(report))).is_ok() && !self.cancel.is_cancelled()
    }

    fn tell(&self, is_complete: bool) {
        let n_files = u64::from(self.n_files);
        // A closed channel means that nobody wants the data any more; the workers see it too.
        let _ = self.progress.send(Progress::Found { n_files, n_bytes: self.n_bytes, is_complete });
    }
}

fn collect(
    products: &Receiver<Product>,
    pace: Pace,
    progress: &Sender<Progress>,
    cancel: &Cancel,
    started: Instant,
) {
    let mut segments: Vec<Arc<Segment>> = Vec::new();
    let mut n_rows = 0;
    let mut n_shown = 0;
    for product in products {
        let message = match product {
            Product::Report(report) => Some(Progress::File(report)),
            Product::Segment(segment) => {
                n_rows += segment.len();
                segments.push(segment);
                // Growing by half each time, all merges together cost three times the last one.
                let is_due = pace == Pace::Interactive && n_rows > n_shown + n_shown / 2;
                is_due.then(|| {
                    n_shown = n_rows;
                    Progress::Snapshot(Arc::new(assemble(&segments)))
                })
            }
        };
        if message.is_some_and(|message| progress.send(message).is_err()) {
            cancel.cancel();
            return;
        }
    }
    let last = [
        Progress::Snapshot(Arc::new(assemble(&segments))),
        Progress::Done { elapsed: started.elapsed(), is_cancelled: cancel.is_cancelled() },
    ];
    for message in last {
        // A closed channel means that nobody wants the data any more.
        let _ = progress.send(message);
    }
}
