//! The naive ways: row by row, over texts.

use std::collections::HashMap;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use trailglass::store::{FIELDS, Field, RowId, Snapshot};

fn rows(snapshot: &Snapshot) -> Vec<RowId> {
    (0..snapshot.len()).map(RowId::from_index).collect()
}

/// What a line filter does: each event as one line, each line scored.
pub(crate) fn match_every_line(snapshot: &Snapshot, word: &str) -> usize {
    let matcher = SkimMatcherV2::default();
    let fields: Vec<Field> =
        FIELDS.iter().filter(|spec| spec.is_searched).map(|spec| spec.field).collect();
    let mut line = String::new();
    let is_match = |&row: &RowId| {
        line.clear();
        for &field in &fields {
            line.push_str(&snapshot.text(row, field));
            line.push(' ');
        }
        matcher.fuzzy_match(&line, word).is_some()
    };
    rows(snapshot).into_iter().filter(is_match).count()
}

pub(crate) fn sort(snapshot: &Snapshot, field: Field) -> Vec<RowId> {
    let mut rows = rows(snapshot);
    rows.sort_by(|&a, &b| snapshot.text(a, field).cmp(&snapshot.text(b, field)));
    rows
}

pub(crate) fn filter(snapshot: &Snapshot, field: Field, prefix: &str) -> Vec<RowId> {
    let mut rows = rows(snapshot);
    rows.retain(|&row| snapshot.text(row, field).to_lowercase().starts_with(prefix));
    rows
}

pub(crate) fn facets(snapshot: &Snapshot, rows: &[RowId], fields: &[Field]) -> usize {
    let n_values = |&field: &Field| {
        let mut counts = HashMap::new();
        for &row in rows {
            *counts.entry(snapshot.text(row, field)).or_insert(0u32) += 1;
        }
        counts.len()
    };
    fields.iter().map(n_values).sum()
}

pub(crate) fn group(snapshot: &Snapshot, rows: &[RowId], by: &[Field]) -> usize {
    let mut groups: HashMap<Vec<_>, (u32, u32)> = HashMap::new();
    for &row in rows {
        let key = by.iter().map(|&field| snapshot.text(row, field)).collect();
        let (n_events, n_errors) = groups.entry(key).or_default();
        *n_events += 1;
        *n_errors += u32::from(snapshot.text(row, Field::Result) != "ok");
    }
    groups.len()
}

pub(crate) fn histogram(snapshot: &Snapshot, rows: &[RowId], n_buckets: u32) -> Vec<u32> {
    let mut counts = vec![0; n_buckets as usize];
    let Some((first, last)) = snapshot.span() else { return counts };
    let width = (last.seconds() - first.seconds()) / n_buckets + 1;
    for time in rows.iter().filter_map(|&row| snapshot.time(row)) {
        counts[((time.seconds() - first.seconds()) / width) as usize] += 1;
    }
    counts
}

/// Inflates every held file and no more; the answer is the size in bytes.
pub(crate) fn inflate(snapshot: &Snapshot) -> usize {
    let files: Vec<_> = snapshot.files().map(|(_, file)| file).collect();
    crate::support::inflate_all(&files, |file, inflater| file.inflate(inflater).unwrap_or_default())
}
