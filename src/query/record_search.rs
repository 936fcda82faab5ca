//! Reading the records' JSON for terms that need it; here those that look for a text anywhere in it.
//!
//! Files are inflated in parallel, each once, and dropped again: nothing is kept. Only files with
//! rows that are still wanted are read. Each record is searched by itself, so that what stands
//! between records is never found.

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};

use super::bitset::Bitset;
use super::cancel::Cancel;
use crate::store::{RowId, Snapshot};

/// Rows of `among` whose JSON holds `text`: in any case, unless `text` has a capital.
pub(crate) fn containing(
    snapshot: &Snapshot,
    text: &str,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let is_any_case = !text.chars().any(char::is_uppercase);
    let finder = memchr::memmem::Finder::new(text);
    match literal(text).filter(|_| is_any_case) {
        Some(regex) => search(snapshot, among, cancel, |_, json| regex.is_match(json.as_bytes())),
        None => search(snapshot, among, cancel, |_, json| finder.find(json.as_bytes()).is_some()),
    }
}

/// The text as it is, in any case.
pub(crate) fn literal(text: &str) -> Option<Regex> {
    let mut builder = RegexBuilder::new(&regex::escape(text));
    builder.case_insensitive(true).unicode(!text.is_ascii()).build().ok()
}

/// Rows of `among` whose JSON passes.
pub(crate) fn search(
    snapshot: &Snapshot,
    among: &Bitset,
    cancel: &Cancel,
    passes: impl Fn(RowId, &str) -> bool + Sync,
) -> Option<Bitset> {
    let mut rows: Vec<(u32, RowId)> =
        among.iter().map(|row| (snapshot.file_index(row), row)).collect();
    rows.par_sort_unstable();
    let files: Vec<&[(u32, RowId)]> = rows.chunk_by(|(a, _), (b, _)| a == b).collect();
    let found_in = |rows: &&[(u32, RowId)]| {
        let file = rows.first().and_then(|(file, _)| snapshot.file(*file));
        let text = match file {
            Some(file) if !cancel.is_cancelled() => file.text(),
            _ => return Vec::new(),
        };
        let is_found = |row: &RowId| passes(*row, snapshot.json_in(*row, &text));
        rows.iter().map(|(_, row)| *row).filter(is_found).collect::<Vec<RowId>>()
    };
    let found: Vec<Vec<RowId>> = files.par_iter().with_max_len(1).map(found_in).collect();
    cancel.check()?;
    let mut set = Bitset::new(snapshot.len());
    for row in found.into_iter().flatten() {
        set.insert(row);
    }
    Some(set)
}
