//! Reading the records of many rows: files side by side, each once and in the same memory as those
//! before, in rounds; nothing is kept.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::needle::Record;
use crate::store::inflate::Inflater;
use crate::store::{Field, RowId, Snapshot, Utf16, decode};

/// How much of the JSON has been searched, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searched {
    /// Done.
    pub n_bytes: u64,
    /// To do in all.
    pub of: u64,
}

impl Searched {
    /// The whole share in percent, 100 only when all is done.
    pub fn percent(self) -> u8 {
        let percent = (self.n_bytes * 100).checked_div(self.of).unwrap_or(100);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }
}

/// Text that is read between two looks at what was found, bytes: some 30 ms of work.
const ROUND: u64 = if cfg!(test) { 1 << 10 } else { 48 << 20 };

/// Which records are read, in which order.
pub(crate) struct Reading<'a> {
    /// Where they are.
    pub(crate) snapshot: &'a Snapshot,
    /// Of these rows.
    pub(crate) rows: &'a Bitset,
    /// Whether the files of the last rows come first.
    pub(crate) newest_first: bool,
}

impl Reading<'_> {
    /// Gives the text of each file with its records, in order of place, to `read`, and what that
    /// makes of them, after each round, to `round`; `None` when `cancel` was raised.
    ///
    /// A file that is lost is not given; it remembers that, and `Snapshot::lost` tells.
    pub(crate) fn run<T: Send>(
        &self,
        cancel: &Cancel,
        read: impl Fn(&[u8], &[Record]) -> Vec<T> + Sync,
        mut round: impl FnMut(Vec<T>, Searched),
    ) -> Option<()> {
        let mut files = files(self.snapshot, self.rows);
        if self.newest_first {
            files.rows.reverse();
        }
        let of = files.rows.iter().map(|file| file.n_bytes).sum();
        let mut searched = Searched { n_bytes: 0, of };
        let mut workers: Vec<Worker<T>> =
            (0..rayon::current_num_threads()).map(|_| Worker::default()).collect();
        let mut rest = &files.rows[..];
        while !rest.is_empty() {
            let (this, later) = rest.split_at(round_length(rest));
            let next = AtomicUsize::new(0);
            workers.par_iter_mut().with_max_len(1).for_each(|worker| {
                while let Some(file) = this.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if cancel.is_cancelled() {
                        return;
                    }
                    let rows = &files.order[file.range.clone()];
                    worker.read(self.snapshot, file.position, rows, &read);
                }
            });
            cancel.check()?;
            searched.n_bytes += this.iter().map(|file| file.n_bytes).sum::<u64>();
            rest = later;
            round(workers.iter_mut().flat_map(|worker| worker.found.drain(..)).collect(), searched);
        }
        Some(())
    }
}

/// Number of files that make a round.
fn round_length(files: &[FileRows]) -> usize {
    let mut n_bytes = 0;
    let is_within = |file: &&FileRows| {
        let is_within = n_bytes < ROUND;
        n_bytes += file.n_bytes;
        is_within
    };
    files.iter().take_while(is_within).count()
}

/// Rows by file.
struct Files {
    /// The rows of one file follow each other, in time order.
    order: Vec<RowId>,
    /// The files in the order of their first row.
    rows: Vec<FileRows>,
}

struct FileRows {
    /// Position among the snapshot's files.
    position: u32,
    /// Place in `order`.
    range: Range<usize>,
    /// Text up to the end of the last of the rows.
    n_bytes: u64,
}

/// Puts `rows` in order of their files, by counting.
fn files(snapshot: &Snapshot, rows: &Bitset) -> Files {
    let Some(view) = snapshot.view(Field::File) else {
        return Files { order: Vec::new(), rows: Vec::new() };
    };
    let rows = rows.to_rows();
    let mut starts = vec![0usize; view.values.len() + 1];
    let mut n_bytes = vec![0u64; view.values.len()];
    for &row in &rows {
        let file = view.code(row) as usize;
        starts[file + 1] += 1;
        n_bytes[file] = n_bytes[file].max(record(snapshot, row).end as u64);
    }
    for file in 1..starts.len() {
        starts[file] += starts[file - 1];
    }
    let mut ends = starts.clone();
    let mut order = vec![RowId(0); rows.len()];
    for row in rows {
        let end = &mut ends[view.code(row) as usize];
        order[*end] = row;
        *end += 1;
    }
    let file = |(position, (code, n_bytes)): (u32, (usize, u64))| FileRows {
        position,
        range: starts[code]..ends[code],
        n_bytes,
    };
    // The code of a file is its position plus one.
    let by_code = n_bytes.into_iter().enumerate().skip(1);
    let mut files: Vec<FileRows> =
        (0..).zip(by_code).map(file).filter(|file| !file.range.is_empty()).collect();
    files.sort_unstable_by_key(|file| order[file.range.start]);
    Files { order, rows: files }
}

fn record(snapshot: &Snapshot, row: RowId) -> Record {
    let start = snapshot.place(row).offset as usize;
    Record { start, end: start + snapshot.json_len(row), row }
}

/// Reads file after file in the same memory.
struct Worker<T> {
    inflater: Inflater,
    found: Vec<T>,
}

impl<T> Default for Worker<T> {
    fn default() -> Self {
        Self { inflater: Inflater::default(), found: Vec::new() }
    }
}

impl<T> Worker<T> {
    fn read(
        &mut self,
        snapshot: &Snapshot,
        file: u32,
        rows: &[RowId],
        read: &impl Fn(&[u8], &[Record]) -> Vec<T>,
    ) {
        let Some(file) = snapshot.file(file) else { return };
        let mut records: Vec<Record> = rows.iter().map(|&row| record(snapshot, row)).collect();
        records.sort_unstable_by_key(|record| record.start);
        let Ok(mut text) = file.inflate(&mut self.inflater) else { return };
        // Nearly all logs are ASCII, which is seen ten times faster than UTF-8 is checked.
        if !text.is_ascii() || Utf16::of(&text).is_some() {
            text = decode(text).into_bytes();
        }
        self.found.extend(read(&text, &records));
        self.inflater.recycle(text);
    }
}
