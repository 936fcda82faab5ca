//! The rows that an expression matches: columns first, then the records' JSON for what they leave open.
//!
//! Files are inflated in parallel, each once and in the same memory as those before, and nothing is
//! kept. They are taken in rounds, in the order in which their events are shown; after each round
//! the caller is told what has been found so far. Only files with rows that are open are read.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Expr;
use super::needle::Record;
use super::plan::Plan;
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

/// Text that is searched between two looks at what was found, bytes: some 30 ms of work.
const ROUND: u64 = if cfg!(test) { 1 << 10 } else { 48 << 20 };

/// The rows that `expr` matches; `None` when `cancel` was raised.
pub fn matching(snapshot: &Snapshot, expr: &Expr, cancel: &Cancel) -> Option<Bitset> {
    matching_growing(snapshot, expr, false, cancel, &mut |_, _| {})
}

/// The rows that `expr` matches, if columns alone decide it; `None` when JSON must be searched for
/// it, or when `cancel` was raised.
pub fn matching_columns(snapshot: &Snapshot, expr: &Expr, cancel: &Cancel) -> Option<Bitset> {
    match Plan::new(snapshot, expr, cancel)? {
        Plan::Rows(matched) => Some(matched),
        _ => None,
    }
}

/// The rows of `among` that `expr` matches; no others are read.
pub(crate) fn matching_among(
    snapshot: &Snapshot,
    expr: &Expr,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let plan = Plan::new(snapshot, expr, cancel)?;
    let plan = Plan::And(vec![Plan::Rows(among.clone()), plan]);
    search(snapshot, &plan, false, cancel, &mut |_, _| {})
}

/// As [`matching`]; `grown` is told the rows found so far, which only become more.
pub(crate) fn matching_growing(
    snapshot: &Snapshot,
    expr: &Expr,
    newest_first: bool,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&Bitset, Searched),
) -> Option<Bitset> {
    match Plan::new(snapshot, expr, cancel)? {
        Plan::Rows(matched) => Some(matched),
        plan => search(snapshot, &plan, newest_first, cancel, grown),
    }
}

fn search(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    newest_first: bool,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&Bitset, Searched),
) -> Option<Bitset> {
    let bounds = plan.bounds(snapshot.len());
    let (mut matched, mut open) = (bounds.sure, bounds.possible);
    open.and_not(&matched);
    let mut files = files(snapshot, &open);
    if newest_first {
        files.rows.reverse();
    }
    let of = files.rows.iter().map(|file| file.n_bytes).sum();
    let mut searched = Searched { n_bytes: 0, of };
    let mut workers: Vec<Worker> =
        (0..rayon::current_num_threads()).map(|_| Worker::default()).collect();
    let mut rest = &files.rows[..];
    while !rest.is_empty() {
        let (round, later) = rest.split_at(round_length(rest));
        let next = AtomicUsize::new(0);
        workers.par_iter_mut().with_max_len(1).for_each(|worker| {
            while let Some(file) = round.get(next.fetch_add(1, Ordering::Relaxed)) {
                if cancel.is_cancelled() {
                    return;
                }
                worker.search(snapshot, plan, file.position, &files.order[file.range.clone()]);
            }
        });
        cancel.check()?;
        workers.iter_mut().flat_map(|w| w.found.drain(..)).for_each(|row| matched.insert(row));
        searched.n_bytes += round.iter().map(|file| file.n_bytes).sum::<u64>();
        rest = later;
        if !rest.is_empty() {
            grown(&matched, searched);
        }
    }
    Some(matched)
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

/// Searches file after file in the same memory.
#[derive(Default)]
struct Worker {
    inflater: Inflater,
    found: Vec<RowId>,
}

impl Worker {
    fn search(&mut self, snapshot: &Snapshot, plan: &Plan<'_>, file: u32, rows: &[RowId]) {
        let Some(file) = snapshot.file(file) else { return };
        let mut records: Vec<Record> = rows.iter().map(|&row| record(snapshot, row)).collect();
        records.sort_unstable_by_key(|record| record.start);
        // A file that is lost remembers it, and `Snapshot::lost` tells.
        let Ok(mut text) = file.inflate(&mut self.inflater) else { return };
        // Nearly all logs are ASCII, which is seen ten times faster than UTF-8 is checked.
        if !text.is_ascii() || Utf16::of(&text).is_some() {
            text = decode(text).into_bytes();
        }
        let found = plan.passing(&text, &records);
        self.found.extend(found.into_iter().map(|record| record.row));
        self.inflater.recycle(text);
    }
}
