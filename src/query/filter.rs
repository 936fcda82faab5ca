//! Which rows an expression matches.
//!
//! A term tests each distinct value once, which gives a table over value codes; the table is turned
//! through the field's lens into one over row codes, tables of one column are joined, and a single
//! scan of the column makes 64 rows a word. Terms that need the records' JSON are no business of
//! this file: a [`plan`](super::plan) keeps them apart.

use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Expr, Operand, Term, Test};
use super::flags;
use super::matcher::Matcher;
use super::path_pair;
use crate::store::{ABSENT, Codes, FIELDS, Field, FieldView, OK, RowId, Snapshot};
use crate::time::TimeRange;

/// Whether columns alone do not decide the expression.
pub(crate) fn needs_json(expr: &Expr) -> bool {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(needs_json),
        Expr::Not(inner) => needs_json(inner),
        Expr::Term(Term::Same(one, other)) => {
            [one, other].iter().any(|operand| matches!(operand, Operand::Path(_)))
        }
        Expr::Term(term) => matches!(term, Term::Record(_) | Term::Path(..)),
    }
}

/// The rows of `among` that `expr` matches, which needs no JSON; `None` when `cancel` was raised.
pub(crate) fn evaluate(
    snapshot: &Snapshot,
    expr: &Expr,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    cancel.check()?;
    let mut rows = among.clone();
    match expr {
        Expr::And(parts) => {
            for part in cheapest_first(parts) {
                if !rows.is_empty() {
                    rows = evaluate(snapshot, part, &rows, cancel)?;
                }
            }
        }
        Expr::Or(parts) => {
            // What no part has taken yet stays in `rows`.
            for part in cheapest_first(parts) {
                let found = evaluate(snapshot, part, &rows, cancel)?;
                rows.and_not(&found);
            }
            let mut taken = among.clone();
            taken.and_not(&rows);
            rows = taken;
        }
        Expr::Not(inner) => rows.and_not(&evaluate(snapshot, inner, among, cancel)?),
        Expr::Term(term) => rows.and(&rows_of_term(snapshot, term, among)),
    }
    Some(rows)
}

fn cheapest_first(parts: &[Expr]) -> Vec<&Expr> {
    let mut parts: Vec<&Expr> = parts.iter().collect();
    parts.sort_by_key(|part| reads_ids(part));
    parts
}

/// Whether ids are looked at row by row.
fn reads_ids(expr: &Expr) -> bool {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(reads_ids),
        Expr::Not(inner) => reads_ids(inner),
        Expr::Term(term) => matches!(term, Term::Field(Field::EventId, _)),
    }
}

fn rows_of_term(snapshot: &Snapshot, term: &Term, among: &Bitset) -> Bitset {
    match term {
        Term::Any(test) => any_value(snapshot, test),
        Term::Field(Field::EventId, test) => event_ids(snapshot, test, among),
        Term::Field(Field::Time, test) => times(snapshot, test),
        Term::Field(field, test) => {
            let mut tables = ColumnTables::default();
            tables.add_field(snapshot, *field, test);
            tables.scan(snapshot.len())
        }
        Term::Time(term) => rows_between(snapshot, term.range(snapshot)),
        Term::Same(Operand::Field(one), Operand::Field(other)) => {
            path_pair::same_fields(snapshot, *one, *other, among)
        }
        Term::Record(_) | Term::Path(..) | Term::Same(..) => {
            unreachable!("terms of the JSON are planned apart")
        }
    }
}

/// The fields that a word without a field looks at.
pub(crate) fn searched_fields(test: &Test) -> impl Iterator<Item = Field> {
    // Principals' ARNs repeat what other fields say; they are worth a look only for an ARN.
    let is_arn = match test {
        Test::Fuzzy(word)
        | Test::Contains(word)
        | Test::Prefix(word)
        | Test::Equals(word)
        | Test::Exact(word)
        | Test::Glob(word) => word.starts_with("arn:"),
        _ => false,
    };
    FIELDS
        .iter()
        .filter(move |spec| spec.is_searched || (is_arn && spec.field == Field::Arn))
        .map(|spec| spec.field)
}

fn any_value(snapshot: &Snapshot, test: &Test) -> Bitset {
    let mut tables = ColumnTables::default();
    for field in searched_fields(test) {
        tables.add_field(snapshot, field, test);
    }
    let mut rows = tables.scan(snapshot.len());
    if let Some(id) = full_id(test) {
        for row in snapshot.rows_with_id(id) {
            rows.insert(row);
        }
    }
    rows
}

/// The word when it is a whole event id, which no column holds.
pub(crate) fn full_id(test: &Test) -> Option<&str> {
    let (Test::Fuzzy(word) | Test::Contains(word) | Test::Equals(word) | Test::Exact(word)) = test
    else {
        return None;
    };
    let is_of_id = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    (word.len() == 36 && word.bytes().enumerate().all(is_of_id)).then_some(word)
}

fn event_ids(snapshot: &Snapshot, test: &Test, among: &Bitset) -> Bitset {
    let matcher = Matcher::for_field(Field::EventId, test);
    let rows: Vec<RowId> = match test {
        Test::Exact(id) => snapshot.rows_with_id(id),
        _ => {
            let passes = |row: &RowId| {
                let id = snapshot.event_id(*row);
                !id.is_empty() && matcher.is_match(&id)
            };
            let rows: Vec<RowId> = among.iter().collect();
            rows.into_par_iter().filter(passes).collect()
        }
    };
    let mut found = Bitset::new(snapshot.len());
    for row in rows {
        found.insert(row);
    }
    found
}

/// `time:*`; any other test of a time is a range.
fn times(snapshot: &Snapshot, test: &Test) -> Bitset {
    match test {
        Test::Present => between(snapshot.len(), 0, snapshot.n_dated()),
        _ => {
            let matcher = Matcher::new(test);
            let mut rows = between(snapshot.len(), 0, snapshot.n_dated());
            for row in rows.clone().iter() {
                if !matcher.is_match(&snapshot.text(row, Field::Time)) {
                    rows.remove(row);
                }
            }
            rows
        }
    }
}

/// Rows with a time in `range`: they follow each other.
pub(crate) fn rows_between(snapshot: &Snapshot, range: TimeRange) -> Bitset {
    let (from, until) = row_range(snapshot, range);
    between(snapshot.len(), from.index(), until.index())
}

/// First row of `range` and first row after it.
pub(crate) fn row_range(snapshot: &Snapshot, range: TimeRange) -> (RowId, RowId) {
    let end = RowId::from_index(snapshot.n_dated());
    let from = range.from.map_or(RowId(0), |from| snapshot.first_at(from));
    let until = range.until.map_or(end, |until| snapshot.first_at(until));
    (from.min(end), until.min(end).max(from.min(end)))
}

fn between(n_rows: usize, from: usize, until: usize) -> Bitset {
    let word = |index: usize| {
        let start = index * 64;
        let bits_below = |row: usize| match row.saturating_sub(start) {
            0 => 0,
            n @ 1..64 => (1 << n) - 1,
            _ => u64::MAX,
        };
        bits_below(until) & !bits_below(from)
    };
    Bitset::from_words((0..n_rows.div_ceil(64)).map(word).collect(), n_rows)
}

/// Rows whose call failed.
pub fn failed(snapshot: &Snapshot) -> Bitset {
    with_value(snapshot, Field::Result, |text| text != OK)
}

/// Rows whose call changes something.
pub fn writes(snapshot: &Snapshot) -> Bitset {
    with_value(snapshot, Field::Access, |text| text == "write")
}

fn with_value(snapshot: &Snapshot, field: Field, passes: impl Fn(&str) -> bool) -> Bitset {
    let Some(view) = snapshot.view(field) else { return Bitset::new(snapshot.len()) };
    let by_value = view.values.iter().map(|(code, text)| code != ABSENT && passes(text)).collect();
    let mut tables = ColumnTables::default();
    tables.add(view, by_value);
    tables.scan(snapshot.len())
}

/// Rows whose code in `field` is `code`.
pub(crate) fn with_code(snapshot: &Snapshot, field: Field, code: u32) -> Bitset {
    let Some(view) = flags::view(snapshot, field) else { return Bitset::new(snapshot.len()) };
    let mut tables = ColumnTables::default();
    let n_values = u32::try_from(view.values.len()).unwrap_or(u32::MAX);
    tables.add(view, (0..n_values).map(|other| other == code).collect());
    tables.scan(snapshot.len())
}

/// Wanted codes of the columns that are to be scanned.
#[derive(Default)]
struct ColumnTables<'s> {
    tables: Vec<(&'s Codes, Vec<bool>)>,
}

impl<'s> ColumnTables<'s> {
    fn add_field(&mut self, snapshot: &'s Snapshot, field: Field, test: &Test) {
        if let Some(view) = flags::view(snapshot, field) {
            self.add(view, passing_values(field, view, test));
        }
    }

    /// Adds the values of a field; fields of one column share its table.
    fn add(&mut self, view: FieldView<'s>, by_value: Vec<bool>) {
        if !by_value.contains(&true) {
            return;
        }
        let table = view.through_lens(by_value);
        match self.tables.iter_mut().find(|(codes, _)| std::ptr::eq(*codes, view.codes)) {
            Some((_, held)) => held.iter_mut().zip(table).for_each(|(held, new)| *held |= new),
            None => self.tables.push((view.codes, table)),
        }
    }

    /// The rows that have a wanted code in one of the columns.
    fn scan(&self, n_rows: usize) -> Bitset {
        let mut words = vec![0; n_rows.div_ceil(64)];
        for (codes, table) in &self.tables {
            match codes {
                Codes::U8(codes) => scan_into(&mut words, codes, table),
                Codes::U16(codes) => scan_into(&mut words, codes, table),
                Codes::U32(codes) => scan_into(&mut words, codes, table),
            }
        }
        Bitset::from_words(words, n_rows)
    }
}

fn passing_values(field: Field, view: FieldView<'_>, test: &Test) -> Vec<bool> {
    let matcher = Matcher::for_field(field, test);
    let n_values = u32::try_from(view.values.len()).unwrap_or(u32::MAX);
    let passes = |code| code != ABSENT && matcher.is_match_of(field, view.values, code);
    (0..n_values).into_par_iter().with_min_len(1024).map(passes).collect()
}

/// Words that one task fills.
const TASK_WORDS: usize = 1024;

fn scan_into<C: Copy + Into<u32> + Sync>(words: &mut [u64], codes: &[C], table: &[bool]) {
    let tasks = words.par_chunks_mut(TASK_WORDS).zip(codes.par_chunks(TASK_WORDS * 64));
    tasks.for_each(|(words, codes)| {
        for (word, codes) in words.iter_mut().zip(codes.chunks(64)) {
            for (bit, &code) in codes.iter().enumerate() {
                *word |= u64::from(table[code.into() as usize]) << bit;
            }
        }
    });
}
