//! What is on the screen: an answer with what it was asked of.

use std::sync::Arc;

use crate::query::{Answer, Bitset, Highlighter, Searched};
use crate::store::{RowId, Snapshot};

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

    /// Whether the row stands back because others are set off.
    pub fn is_dimmed(&self, row: RowId) -> bool {
        self.hits.as_ref().is_some_and(|hits| !hits.contains(row))
    }
}
