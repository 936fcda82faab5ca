//! The threads that jobs are done on, one for each kind of work.

/// A thread, by the kind of work that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each does the job of its name")]
pub enum Lane {
    Ask,
    Group,
    Compare,
    Trace,
    Branch,
    Actor,
    Facets,
    Summarize,
    Fetch,
    Weigh,
    Complete,
    Pair,
    Resource,
    Cells,
    Count,
    Flag,
    Tally,
}

impl Lane {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Tally as usize + 1;

    /// What it is called when `^c` ends it; `None` for what works on codes only and is soon done. The
    /// list's own question has ways of its own.
    pub fn stoppable(self) -> Option<&'static str> {
        match self {
            Self::Resource => Some("the search for all about the resource"),
            Self::Compare => Some("the comparison"),
            Self::Facets => Some("counting values"),
            Self::Weigh => Some("counting what filters do"),
            Self::Tally => Some("counting saved views"),
            _ => None,
        }
    }
}
