//! How many events have each value of a field: what a list of values to choose from shows.
//!
//! A column is counted once for all fields that read it. Where most rows match, those that do not
//! are counted and taken from the totals, so that a filter is counted the faster the less it says.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::conjunction::Conjunction;
use super::flags;
use crate::store::{ABSENT, Codes, Field, RowId, Snapshot};

/// The values of one field with the number of events of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The field.
    pub field: Field,
    /// Events by value code; those without a value at [`ABSENT`]. Empty for times and event ids,
    /// which have no codes.
    pub counts: Vec<u32>,
    /// Number of values that occur.
    pub n_distinct: usize,
    /// Number of events that were counted: less than the sum of `counts` where an event has several
    /// values, as of flags.
    pub n_events: u64,
}

/// Which values come first; of equal ones the first by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetOrder {
    /// Those of most events.
    Common,
    /// Those of fewest events.
    Rare,
    /// The first by name; addresses by number.
    Name,
}

impl FacetCounts {
    /// From counts by code, each event once.
    fn new(snapshot: &Snapshot, field: Field, counts: Vec<u32>) -> Self {
        let n_events = counts.iter().map(|&count| u64::from(count)).sum();
        let counts = flags::by_member(snapshot, field, counts);
        let n_distinct = counts.iter().skip(1).filter(|&&count| count > 0).count();
        Self { field, counts, n_distinct, n_events }
    }

    /// Events without a value.
    pub fn absent(&self) -> u32 {
        self.counts.get(ABSENT as usize).copied().unwrap_or(0)
    }

    /// The first `k` values that occur, as code and count; no value is none of them.
    ///
    /// `snapshot` is the one that was counted.
    pub fn top(&self, snapshot: &Snapshot, k: usize, order: FacetOrder) -> Vec<(u32, u32)> {
        let occurring = (0..).zip(&self.counts).skip(1).filter(|(_, count)| **count > 0);
        let mut values: Vec<(u32, u32)> = occurring.map(|(code, &count)| (code, count)).collect();
        let ranks = snapshot.ranks(self.field);
        let key = |&(code, count): &(u32, u32)| {
            let by_count = match order {
                FacetOrder::Common => u32::MAX - count,
                FacetOrder::Rare => count,
                FacetOrder::Name => 0,
            };
            (by_count, ranks[code as usize])
        };
        if (1..values.len()).contains(&k) {
            values.select_nth_unstable_by_key(k - 1, key);
        }
        values.truncate(k);
        values.sort_unstable_by_key(key);
        values
    }
}

/// Counts the rows of `matched` by the values of each of `fields`, in their order.
///
/// `None` when `cancel` was raised.
pub fn facets(
    snapshot: &Snapshot,
    matched: &Bitset,
    fields: &[Field],
    cancel: &Cancel,
) -> Option<Vec<FacetCounts>> {
    let is_most = matched.count() * 2 > matched.len();
    let mut counted = matched.clone();
    if is_most {
        counted.not();
    }
    let rows = counted.to_rows();
    cancel.check()?;
    let mut columns = columns(snapshot, fields);
    // The longest work first: the last task decides when all is done.
    columns.sort_by_key(|column| Reverse(column.n_codes));
    let counts_of = |column: &Column<'_>| {
        if cancel.is_cancelled() {
            return Vec::new();
        }
        let by_code = match column.codes {
            Codes::U8(codes) => count(codes, column.n_codes, &rows),
            Codes::U16(codes) => count(codes, column.n_codes, &rows),
            Codes::U32(codes) => count(codes, column.n_codes, &rows),
        };
        let of_field = |&field: &Field| {
            let view = flags::view(snapshot, field)?;
            let mut counts = view.fold_by_value(by_code.clone());
            if is_most {
                let totals = snapshot.totals(field);
                counts.iter_mut().zip(totals).for_each(|(count, total)| *count = total - *count);
            }
            Some(FacetCounts::new(snapshot, field, counts))
        };
        column.fields.iter().filter_map(of_field).collect()
    };
    let counted: Vec<Vec<FacetCounts>> =
        columns.par_iter().with_max_len(1).map(counts_of).collect();
    cancel.check()?;
    let mut counted: Vec<FacetCounts> = counted.into_iter().flatten().collect();
    let without_codes = fields.iter().filter(|&&field| snapshot.view(field).is_none());
    counted.extend(without_codes.map(|&field| FacetCounts::new(snapshot, field, Vec::new())));
    counted.sort_by_key(|facet| fields.iter().position(|&field| field == facet.field));
    Some(counted)
}

/// As [`facets`], each field under the filter less the parts about this field: so that where one
/// value is chosen the others still show what choosing them too would add.
pub fn facets_under(
    snapshot: &Snapshot,
    filter: &Conjunction,
    fields: &[Field],
    cancel: &Cancel,
) -> Option<Vec<FacetCounts>> {
    let (own, others): (Vec<Field>, Vec<Field>) =
        fields.iter().partition(|&&field| filter.is_about(field));
    let mut counted = facets(snapshot, &filter.matched(), &others, cancel)?;
    for field in own {
        let matched = filter.matched_without(|part| part.is_about(field));
        counted.extend(facets(snapshot, &matched, &[field], cancel)?);
    }
    let place = |facet: &FacetCounts| fields.iter().position(|&field| field == facet.field);
    counted.sort_by_key(place);
    Some(counted)
}

/// A column with the fields that read it.
struct Column<'s> {
    codes: &'s Codes,
    n_codes: usize,
    fields: Vec<Field>,
}

fn columns<'s>(snapshot: &'s Snapshot, fields: &[Field]) -> Vec<Column<'s>> {
    let mut columns: Vec<Column<'s>> = Vec::new();
    for &field in fields {
        let Some(view) = flags::view(snapshot, field) else { continue };
        let n_codes = view.lens.map_or(view.values.len(), <[u32]>::len);
        match columns.iter_mut().find(|column| std::ptr::eq(column.codes, view.codes)) {
            Some(column) => column.fields.push(field),
            None => columns.push(Column { codes: view.codes, n_codes, fields: vec![field] }),
        }
    }
    columns
}

fn count<C: Copy + Into<u32>>(codes: &[C], n_codes: usize, rows: &[RowId]) -> Vec<u32> {
    let mut counts = vec![0; n_codes];
    for row in rows {
        counts[codes[row.index()].into() as usize] += 1;
    }
    counts
}
