//! The naive ways: row by row, over texts.

use std::collections::HashMap;
use std::hint::black_box;

use crate::support::inflate_all;
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
    inflate_all(&files, |file, inflater| file.inflate(inflater).unwrap_or_default())
}

/// Filters, counts and draws as [`super::CHIPS`] say, by the texts of each row.
pub(crate) fn change(snapshot: &Snapshot, facet_fields: &[Field]) -> usize {
    let text = |row, field| snapshot.text(row, field);
    let passes = |row: RowId| {
        [
            text(row, Field::Access) == "write",
            text(row, Field::ErrorCode).is_empty(),
            ["iam", "s3", "ec2"].contains(&&*text(row, Field::Service)),
            !text(row, Field::Region).is_empty(),
            !text(row, Field::Actor).is_empty(),
        ]
    };
    let mut removed = [0; 5];
    let mut matched = Vec::new();
    for row in rows(snapshot) {
        let passes = passes(row);
        match passes.iter().filter(|passes| !**passes).count() {
            0 => matched.push(row),
            1 => passes.iter().zip(&mut removed).for_each(|(p, n)| *n += usize::from(!p)),
            _ => {}
        }
    }
    facets(snapshot, &matched, facet_fields) + histogram(snapshot, &matched, 200).len() + removed[0]
}

/// Parses each record's JSON, in parallel.
pub(crate) fn parse_every_record(snapshot: &Snapshot) -> usize {
    let n_files = snapshot.files().count();
    let mut by_file = vec![Vec::new(); n_files];
    for row in rows(snapshot) {
        by_file[snapshot.file_index(row) as usize].push(row);
    }
    let by_file: Vec<(u32, Vec<RowId>)> = (0..).zip(by_file).collect();
    inflate_all(&by_file, |(file, rows), inflater| {
        let Some(text) = snapshot.file(*file).and_then(|file| file.inflate(inflater).ok()) else {
            return Vec::new();
        };
        if let Ok(text) = std::str::from_utf8(&text) {
            for &row in rows {
                black_box(
                    serde_json::from_str::<serde_json::Value>(snapshot.json_in(row, text)).ok(),
                );
            }
        }
        text
    })
}
