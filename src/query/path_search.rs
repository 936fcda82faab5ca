//! Terms about values at paths of the records' JSON, and about two places with the same text.
//!
//! Parsing JSON costs a hundred times more than seeing that a text is not in it at all, so a record
//! is parsed only when it holds the path's last name, or the value where the path ends anywhere.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use regex::bytes::Regex;
use serde_json::Value;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Operand, Test};
use super::matcher::Matcher;
use super::path::{Path, Reached, is_never_escaped};
use super::record_search::{literal, search};
use crate::store::{Field, FieldView, RowId, Snapshot};

/// Rows of `among` that have a value at `path` which passes.
pub(crate) fn at_path(
    snapshot: &Snapshot,
    path: &Path,
    test: &Test,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let matcher = Matcher::new(test);
    let sieve = Sieve::new(path, test);
    let passes = |reached: Reached<'_>| match reached {
        Reached::Text(found) => matcher.is_match(&found),
        Reached::Container => matches!(matcher, Matcher::Present),
    };
    search(snapshot, among, cancel, |_, json| {
        sieve.lets_through(json)
            && serde_json::from_str(json).is_ok_and(|json| path.any(&json, &mut { passes }))
    })
}

/// Tells records that cannot pass from their text alone.
struct Sieve {
    needed: Vec<Regex>,
}

impl Sieve {
    fn new(path: &Path, test: &Test) -> Self {
        let value = if path.ends_anywhere() { needed_value(test) } else { None };
        let needed = path.needed_name().into_iter().chain(value).filter_map(literal);
        Self { needed: needed.collect() }
    }

    fn lets_through(&self, json: &str) -> bool {
        let bytes = json.as_bytes();
        self.needed.iter().all(|needed| needed.is_match(bytes)) || is_coded(bytes)
    }
}

/// Whether letters may be written as `\u0061` or `%61`.
fn is_coded(json: &[u8]) -> bool {
    let holds = |text: &[u8]| memchr::memmem::find(json, text).is_some();
    holds(b"\\u") || [b"%7B", b"%7b", b"%5B", b"%5b"].iter().any(|open| holds(*open))
}

/// A text that stands in the JSON of every record with a value that passes.
fn needed_value(test: &Test) -> Option<&str> {
    let needed = match test {
        Test::Contains(word)
        | Test::Prefix(word)
        | Test::Suffix(word)
        | Test::Equals(word)
        | Test::Exact(word) => word.as_str(),
        Test::Glob(pattern) => pattern.split(['*', '?']).max_by_key(|part| part.len())?,
        Test::Fuzzy(_) | Test::Regex(_) | Test::OneOf(_) | Test::Present | Test::Number(..) => {
            return None;
        }
    };
    Some(needed).filter(|word| !word.is_empty() && is_never_escaped(word))
}

/// Rows of `among` with the same text in both places, in any case.
pub(crate) fn same(
    snapshot: &Snapshot,
    (one, other): (&Operand, &Operand),
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    if let (Operand::Field(one), Operand::Field(other)) = (one, other) {
        return Some(same_fields(snapshot, *one, *other, among));
    }
    search_rows(snapshot, (one, other), among, cancel)
}

fn same_fields(snapshot: &Snapshot, one: Field, other: Field, among: &Bitset) -> Bitset {
    let is_same: Box<dyn Fn(RowId) -> bool + Sync> =
        match (snapshot.view(one), snapshot.view(other)) {
            (Some(one), Some(other)) => Box::new(same_codes(one, other)),
            _ => Box::new(|row| {
                let (one, other) = (snapshot.text(row, one), snapshot.text(row, other));
                !one.is_empty() && one.to_lowercase() == other.to_lowercase()
            }),
        };
    let rows: Vec<RowId> = among.to_rows();
    let mut found = Bitset::new(snapshot.len());
    let same: Vec<RowId> = rows.into_par_iter().filter(|row| is_same(*row)).collect();
    for row in same {
        found.insert(row);
    }
    found
}

/// Each distinct text gets a number, so that rows compare numbers.
fn same_codes<'s>(one: FieldView<'s>, other: FieldView<'s>) -> impl Fn(RowId) -> bool + Sync + 's {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number_values = |view: FieldView<'_>| {
        let number = |(_, text): (u32, &str)| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            if text.is_empty() {
                u32::MAX
            } else {
                *numbers.entry(text.to_lowercase()).or_insert(next)
            }
        };
        view.values.iter().map(number).collect::<Vec<u32>>()
    };
    let (of_one, of_other) = (number_values(one), number_values(other));
    move |row| {
        let number = of_one[one.code(row) as usize];
        number != u32::MAX && number == of_other[other.code(row) as usize]
    }
}

fn search_rows(
    snapshot: &Snapshot,
    (one, other): (&Operand, &Operand),
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let names = [one, other].into_iter().filter_map(|operand| match operand {
        Operand::Path(path) => path.needed_name().and_then(literal),
        Operand::Field(_) => None,
    });
    let sieve = Sieve { needed: names.collect() };
    search(snapshot, among, cancel, |row, json| {
        let Some(json) = Some(json).filter(|json| sieve.lets_through(json)) else { return false };
        let Ok(json) = serde_json::from_str::<Value>(json) else { return false };
        let texts = texts(snapshot, row, one, &json);
        !texts.is_empty() && !texts.is_disjoint(&self::texts(snapshot, row, other, &json))
    })
}

/// The texts in one place of an event, in small letters.
fn texts(snapshot: &Snapshot, row: RowId, operand: &Operand, json: &Value) -> HashSet<String> {
    let mut texts = HashSet::new();
    match operand {
        Operand::Field(field) => {
            let text = snapshot.text(row, *field);
            if !text.is_empty() {
                texts.insert(text.to_lowercase());
            }
        }
        Operand::Path(path) => {
            path.any(json, &mut |reached| {
                if let Reached::Text(text) = reached {
                    texts.insert(text.to_lowercase());
                }
                false
            });
        }
    }
    texts
}
