//! What is on the screen: an answer with what it was asked of.

use std::sync::Arc;

use crate::query::{Answer, Bitset, Highlighter, Searched};
use crate::store::{Field, RowId, Snapshot};

/// An answer with what it was asked of.
#[derive(Debug, Default)]
pub struct Shown {
    /// The events.
    pub snapshot: Arc<Snapshot>,
    /// Which of them, in which order.
    pub answer: Arc<Answer>,
    /// Which of these are set off; `None` when nothing is to be set off.
    pub hits: Option<Bitset>,
    /// Finds the search's words in shown text.
    pub highlighter: Highlighter,
    /// Fields of which all these events have one value, with its code.
    pub constants: Vec<(Field, u32)>,
    /// How far the search has come that found these; `None` when it is over.
    pub searched: Option<Searched>,
    /// The answer's number; [`Data::answered`](super::Data::answered) gives it.
    pub generation: u64,
}

impl Shown {
    /// The event at a position of the list.
    pub fn row(&self, position: usize) -> Option<RowId> {
        self.answer.rows.get(position).copied()
    }

    /// The code of the one value that all events of the list have in a field; `None` when they have
    /// several, or when there is one event or none.
    pub fn constant(&self, field: Field) -> Option<u32> {
        let is_list = self.answer.rows.len() > 1;
        let found = self.constants.iter().find(|(constant, _)| is_list && *constant == field);
        found.map(|(_, code)| *code)
    }

    /// Whether the row stands back because others are set off.
    pub fn is_dimmed(&self, row: RowId) -> bool {
        self.hits.as_ref().is_some_and(|hits| !hits.contains(row))
    }
}
