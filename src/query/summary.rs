//! What one value means in the case: how often, when first and last, by whom.

use super::bitset::Bitset;
use super::filter::{row_range, with_code};
use crate::store::{Field, RowId, Snapshot};
use crate::time::{TimeRange, Timestamp};

/// The line about the value under the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueSummary {
    /// Events with this value.
    pub in_all: u32,
    /// Events with this value that the filter leaves.
    pub in_matched: u32,
    /// The first of all events with this value.
    pub first: Option<Timestamp>,
    /// The last of them.
    pub last: Option<Timestamp>,
    /// How many actors they are by.
    pub n_actors: u32,
    /// The actor, when it is only one.
    pub actor: Option<String>,
}

/// Sums up all events that have the value of `row` in `field`; for times, the same second.
pub fn summarize(snapshot: &Snapshot, matched: &Bitset, field: Field, row: RowId) -> ValueSummary {
    let rows = rows_like(snapshot, field, row);
    let mut shown = rows.clone();
    shown.and(matched);
    let (n_actors, actor) = actors(snapshot, &rows);
    let mut dated = (rows.first(), rows.last());
    if rows.last().is_some_and(|last| snapshot.time(last).is_none()) {
        let last_dated = rows.iter().take_while(|row| row.index() < snapshot.n_dated()).last();
        dated.1 = last_dated;
    }
    ValueSummary {
        in_all: u32::try_from(rows.count()).unwrap_or(u32::MAX),
        in_matched: u32::try_from(shown.count()).unwrap_or(u32::MAX),
        first: dated.0.and_then(|row| snapshot.time(row)),
        last: dated.1.and_then(|row| snapshot.time(row)),
        n_actors,
        actor,
    }
}

fn rows_like(snapshot: &Snapshot, field: Field, row: RowId) -> Bitset {
    if let Some(view) = snapshot.view(field) {
        return with_code(snapshot, field, view.code(row));
    }
    let mut rows = Bitset::new(snapshot.len());
    match (field, snapshot.time(row)) {
        (Field::Time, Some(time)) => {
            let second = TimeRange { from: Some(time), until: Some(time.plus(1)) };
            let (from, until) = row_range(snapshot, second);
            (from.0..until.0).for_each(|row| rows.insert(RowId(row)));
        }
        (Field::Time, None) => {
            (snapshot.n_dated()..snapshot.len())
                .for_each(|row| rows.insert(RowId::from_index(row)));
        }
        _ => match snapshot.event_id(row) {
            id if id.is_empty() => rows.insert(row),
            id => snapshot.rows_with_id(&id).into_iter().for_each(|row| rows.insert(row)),
        },
    }
    rows
}

fn actors(snapshot: &Snapshot, rows: &Bitset) -> (u32, Option<String>) {
    let Some(view) = snapshot.view(Field::Actor) else { return (0, None) };
    let mut is_seen = vec![false; view.values.len()];
    rows.iter().for_each(|row| is_seen[view.code(row) as usize] = true);
    let mut seen = (0u32..).zip(&is_seen).filter(|(_, is_seen)| **is_seen).map(|(code, _)| code);
    let first = seen.next();
    let n_actors = u32::from(first.is_some()) + u32::try_from(seen.count()).unwrap_or(u32::MAX);
    let only = first.filter(|_| n_actors == 1);
    (n_actors, only.map(|code| view.values.text(code).to_owned()))
}
