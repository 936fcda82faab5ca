//! Two places of one event with the same text, in any case.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use serde_json::Value;

use super::bitset::Bitset;
use super::expr::Operand;
use super::flags;
use super::json_path::{candidates, json_of, needle_of};
use super::needle::{Needle, Record};
use super::path::Reached;
use crate::store::{Field, FieldView, RowId, Snapshot};

/// Two places of a record, one of them at least a path.
pub(crate) struct PathPair<'s> {
    snapshot: &'s Snapshot,
    places: [Operand; 2],
    /// The last names of the paths.
    names: Vec<Needle>,
}

impl<'s> PathPair<'s> {
    /// The two places, in the events of `snapshot`.
    pub(crate) fn new(snapshot: &'s Snapshot, one: &Operand, other: &Operand) -> Self {
        let places = [one.clone(), other.clone()];
        let names = places.iter().filter_map(|place| match place {
            Operand::Path(path) => needle_of(path),
            Operand::Field(_) => None,
        });
        Self { snapshot, names: names.collect(), places }
    }

    /// The records of `among` with the same text in both places.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let start = among.to_vec();
        let mut records =
            self.names.iter().fold(start, |records, name| candidates(Some(name), text, &records));
        records.retain(|record| self.is_in(record.row, json_of(text, *record)));
        records
    }

    fn is_in(&self, row: RowId, json: &[u8]) -> bool {
        let Ok(json) = serde_json::from_slice::<Value>(json) else { return false };
        let [one, other] = &self.places;
        let texts = texts(self.snapshot, row, one, &json);
        !texts.is_empty() && !texts.is_disjoint(&self::texts(self.snapshot, row, other, &json))
    }
}

/// Rows of `among` with the same text in both fields.
pub(crate) fn same_fields(snapshot: &Snapshot, one: Field, other: Field, among: &Bitset) -> Bitset {
    let is_same: Box<dyn Fn(RowId) -> bool + Sync> =
        match (flags::view(snapshot, one), flags::view(snapshot, other)) {
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
