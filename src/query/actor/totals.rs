//! What some events come to.

use crate::query::bitset::Bitset;
use crate::store::RowId;

/// Numbers of events, and the first and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// How many.
    pub events: u32,
    /// Failed calls among them.
    pub errors: u32,
    /// Calls among them that change something.
    pub writes: u32,
    /// The first of them.
    pub first: RowId,
    /// The last of them.
    pub last: RowId,
}

impl Totals {
    /// Of one event.
    pub(super) fn of(row: RowId, failed: &Bitset, writes: &Bitset) -> Self {
        let errors = u32::from(failed.contains(row));
        Self { events: 1, errors, writes: u32::from(writes.contains(row)), first: row, last: row }
    }

    /// Adds those of other events.
    pub(super) fn add(&mut self, other: Self) {
        self.events += other.events;
        self.errors += other.errors;
        self.writes += other.writes;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}
