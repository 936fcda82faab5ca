//! Questions as the explorer asks them, some beside the naive way to the same answer.
//!
//! `TRAILGLASS_CORPUS` names a directory of one's own to ask instead of the invented events.

#![expect(clippy::unwrap_used, reason = "a bench that cannot ask has nothing to measure")]

mod support;

use std::hint::black_box;

use criterion::Criterion;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use trailglass::query::{Bitset, Cancel, Query, failed, group, histogram, parse, parse_sort, run};
use trailglass::store::{FIELDS, Field, RowId, Snapshot};
use trailglass::time::TimeRange;

/// Name, filter and order of a question.
const QUESTIONS: &[(&str, &str, &str)] = &[
    ("one field", "access:write", ""),
    ("pattern", "name:Create*", ""),
    ("keystroke, one letter", "d", ""),
    ("keystroke, word", "crtbck", ""),
    ("two words", "get 'denied", ""),
    ("sort by actor", "", "actor"),
    ("sort by target, newest first", "", "target,eventTime:desc"),
    ("sort by match", "crtbck", "match"),
];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    questions(&mut criterion);
    criterion.final_summary();
}

fn questions(criterion: &mut Criterion) {
    let snapshot = support::snapshot();
    let mut bench = criterion.benchmark_group(format!("query, {} events", snapshot.len()));
    bench.sample_size(20);
    for (name, filter, sort) in QUESTIONS {
        let query = Query { filter: parse(filter).unwrap(), sort: parse_sort(sort).unwrap() };
        bench.bench_function(*name, |bencher| {
            bencher.iter(|| black_box(run(&snapshot, &query, &Cancel::new())));
        });
    }
    let all = Bitset::full(snapshot.len());
    let by = [Field::IdentityType, Field::Actor, Field::Session];
    bench.bench_function("groups", |bencher| {
        bencher.iter(|| black_box(group(&snapshot, &all, &by, 14, &Cancel::new())));
    });
    let failed = failed(&snapshot);
    bench.bench_function("histogram", |bencher| {
        bencher.iter(|| black_box(histogram(&snapshot, (&all, &failed), TimeRange::default(), 200)));
    });
    bench.bench_function("whole records", |bencher| {
        let query = Query { filter: parse("*not-to-be-found").unwrap(), sort: Vec::new() };
        bencher.iter(|| black_box(run(&snapshot, &query, &Cancel::new())));
    });
    bench.sample_size(10);
    bench.bench_function("naive: keystroke by a matcher over every line", |bencher| {
        bencher.iter(|| black_box(match_every_line(&snapshot, "crtbck")));
    });
    bench.bench_function("naive: sort by comparing actors", |bencher| {
        bencher.iter(|| black_box(sort_by_comparing(&snapshot, Field::Actor)));
    });
    bench.finish();
}

/// What a line filter does: each event as one line, each line scored.
fn match_every_line(snapshot: &Snapshot, word: &str) -> usize {
    let matcher = SkimMatcherV2::default();
    let fields: Vec<Field> =
        FIELDS.iter().filter(|spec| spec.is_searched).map(|spec| spec.field).collect();
    let mut line = String::new();
    let is_match = |&index: &usize| {
        line.clear();
        for &field in &fields {
            line.push_str(&snapshot.text(RowId::from_index(index), field));
            line.push(' ');
        }
        matcher.fuzzy_match(&line, word).is_some()
    };
    (0..snapshot.len()).filter(is_match).count()
}

fn sort_by_comparing(snapshot: &Snapshot, field: Field) -> Vec<RowId> {
    let mut rows: Vec<RowId> = (0..snapshot.len()).map(RowId::from_index).collect();
    rows.sort_by(|&a, &b| snapshot.text(a, field).cmp(&snapshot.text(b, field)));
    rows
}
