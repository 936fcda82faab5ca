//! A reader: takes file after file and seals what it has read at growing intervals.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use super::diagnostic::Diagnostic;
use super::report::{FileReport, Status};
use super::{Pace, source};
use crate::store::inflate::Inflater;
use crate::store::{FileId, Segment, SegmentBuilder};

/// A file to read, with its place in the order of the walk.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) file: FileId,
    pub(crate) origin: Origin,
}

/// Where a file's bytes are.
#[derive(Debug)]
pub(crate) enum Origin {
    Disk(PathBuf),
    Memory(String, &'static [u8]),
    Stdin,
}

/// What a worker hands on.
#[derive(Debug)]
pub(crate) enum Product {
    Report(Box<FileReport>),
    Segment(Arc<Segment>),
}

/// The first rows go out after this long, the next after twice as long, and so on.
const FIRST_SEAL: Duration = Duration::from_millis(30);
const LONGEST_SEAL: Duration = Duration::from_secs(2);

/// Reads tasks until there are none.
pub(crate) fn run(
    tasks: &Receiver<Task>,
    products: &Sender<Product>,
    pace: Pace,
    cancel: &AtomicBool,
) {
    let mut builder = SegmentBuilder::default();
    let mut inflater = Inflater::default();
    let mut interval = FIRST_SEAL;
    let mut sealed = Instant::now();
    for task in tasks {
        let report = read(task, &mut builder, &mut inflater, cancel);
        // A closed channel means that nobody wants the data any more.
        if products.send(Product::Report(Box::new(report))).is_err() {
            return;
        }
        if pace == Pace::Interactive && !builder.is_empty() && sealed.elapsed() >= interval {
            if products.send(Product::Segment(Arc::new(builder.seal()))).is_err() {
                return;
            }
            interval = (interval * 2).min(LONGEST_SEAL);
            sealed = Instant::now();
        }
    }
    if !builder.is_empty() {
        // As above: a closed channel means that nobody wants the data any more.
        let _ = products.send(Product::Segment(Arc::new(builder.seal())));
    }
}

fn read(
    task: Task,
    builder: &mut SegmentBuilder,
    inflater: &mut Inflater,
    cancel: &AtomicBool,
) -> FileReport {
    let (path, bytes) = match task.origin {
        Origin::Disk(path) => (path.display().to_string(), bytes_of(&path)),
        Origin::Memory(path, bytes) => (path, Ok(Cow::Borrowed(bytes))),
        Origin::Stdin => ("(standard input)".to_owned(), standard_input()),
    };
    match bytes {
        Ok(bytes) => source::read((task.file, path), bytes, builder, inflater, cancel),
        Err(error) => unreadable(task.file, &path, &error),
    }
}

fn bytes_of(path: &Path) -> std::io::Result<Cow<'static, [u8]>> {
    std::fs::read(path).map(Cow::Owned)
}

fn standard_input() -> std::io::Result<Cow<'static, [u8]>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(Cow::Owned(bytes))
}

fn unreadable(file: FileId, path: &str, error: &std::io::Error) -> FileReport {
    let mut report = FileReport {
        file,
        path: path.to_owned(),
        status: Status::Unreadable,
        ..FileReport::default()
    };
    report.add(Diagnostic::of_file(path, format!("cannot read: {error}"), "check its permissions"));
    report
}
