//! Two places of one event with the same text, in any case.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::bitset::Bitset;
use super::expr::Operand;
use super::flags;
use super::needle::Record;
use super::path::{Path, PathReader, Reached};
use crate::store::{Field, FieldView, RowId, Snapshot};

/// Two places of a record, one of them at least a path.
pub(crate) struct PathPair<'s> {
    snapshot: &'s Snapshot,
    places: [Operand; 2],
    /// Of the paths among them, in their order.
    reader: PathReader,
}

impl<'s> PathPair<'s> {
    /// The two places, in the events of `snapshot`.
    pub(crate) fn new(snapshot: &'s Snapshot, one: &Operand, other: &Operand) -> Self {
        let places = [one.clone(), other.clone()];
        let paths = places.iter().filter_map(|place| match place {
            Operand::Path(path) => Some(path.clone()),
            Operand::Field(_) => None,
        });
        let reader = PathReader::new(&paths.collect::<Vec<Path>>());
        Self { snapshot, places, reader }
    }

    /// The records of `among` with the same text in both places.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let mut records = self.reader.candidates(text, among);
        records.retain(|record| self.is_in(record.row, record.json(text)));
        records
    }

    fn is_in(&self, row: RowId, json: &[u8]) -> bool {
        let mut at_paths = vec![HashSet::new(); 2];
        self.reader.any(json, |path, reached| {
            if let Reached::Text(text) = reached {
                at_paths[path].insert(text.to_lowercase());
            }
            false
        });
        let mut at_paths = at_paths.into_iter();
        let [one, other] = self.places.each_ref().map(|place| match place {
            Operand::Path(_) => at_paths.next().unwrap_or_default(),
            Operand::Field(field) => self.texts(row, *field),
        });
        !one.is_disjoint(&other)
    }

    /// The text of a field, in small letters.
    fn texts(&self, row: RowId, field: Field) -> HashSet<String> {
        let text = self.snapshot.text(row, field);
        (!text.is_empty()).then(|| text.to_lowercase()).into_iter().collect()
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
