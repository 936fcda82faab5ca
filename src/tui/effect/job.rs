//! Work that is done beside the interface: what is asked, and on which thread.

use std::sync::Arc;

use super::lane::Lane;
use super::question::Question;
use crate::query::lineage::Traced;
use crate::query::session::SessionId;
use crate::query::{Answer, Expr, FacetWish, Path, ResourceName, Versus};
use crate::store::{Field, RowId, Snapshot};
use crate::time::TimeRange;

/// Work that needs the data.
#[derive(Debug)]
pub enum Job {
    /// Answer a query.
    Ask {
        /// The question's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// The question.
        question: Question,
    },
    /// Count what each filter removes and what each highlight finds.
    Weigh {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them are shown.
        answer: Arc<Answer>,
        /// The filters in force.
        filters: Vec<Expr>,
        /// The highlights in force.
        highlights: Vec<Expr>,
    },
    /// Find the values that what was typed can become.
    Complete {
        /// The number of the wish.
        wish: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them are counted.
        filter: Expr,
        /// The field.
        field: Field,
        /// What was typed of a value.
        typed: String,
    },
    /// Count groups.
    Group {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them.
        answer: Arc<Answer>,
        /// By which fields.
        by: Vec<Field>,
    },
    /// Compare events with others.
    Compare {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them are shown.
        answer: Arc<Answer>,
        /// What is compared with what.
        versus: Versus,
    },
    /// Find the sessions and who issued each, and count what is shown of them.
    Trace {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them are shown.
        answer: Arc<Answer>,
        /// The sessions, when they are known.
        traced: Option<Arc<Traced>>,
    },
    /// Find all about an identity.
    Actor {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Their sessions, when they are known.
        traced: Option<Arc<Traced>>,
        /// Its id, what lanes are of, the range of time, the most buckets.
        asked: (String, Field, TimeRange, usize),
    },
    /// Find who issued a session and what it issued.
    Branch {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Their sessions.
        traced: Arc<Traced>,
        /// Which one.
        session: SessionId,
    },
    /// List values to choose from.
    Facets {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them are shown.
        answer: Arc<Answer>,
        /// The filters that these passed.
        filters: Vec<Expr>,
        /// Which lists.
        wish: FacetWish,
    },
    /// Count one value.
    Summarize {
        /// The answer's number.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them count as shown.
        answer: Arc<Answer>,
        /// The field.
        field: Field,
        /// The row whose value is meant.
        row: RowId,
    },
    /// Fetch the JSON of an event.
    Fetch {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which one.
        row: RowId,
    },
    /// Fetch the JSON of two events.
    Pair {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which ones.
        rows: (RowId, RowId),
    },
    /// Find all about a resource.
    Resource {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// The resource.
        name: ResourceName,
    },
    /// Read what stands at JSON paths of events.
    Cells {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Which of them.
        rows: Vec<RowId>,
        /// Which paths.
        paths: Vec<Path>,
    },
    /// Count what each file gave.
    Count {
        /// The events.
        snapshot: Arc<Snapshot>,
    },
    /// Find the flags of all events, once for a snapshot.
    Flag {
        /// The events.
        snapshot: Arc<Snapshot>,
    },
    /// Count the events of saved views.
    Tally {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// The views' names and filters.
        views: Vec<(String, Expr)>,
    },
}

impl Job {
    /// Which thread does it; of several jobs that wait for one thread the last counts.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Ask { .. } => Lane::Ask,
            Self::Group { .. } => Lane::Group,
            Self::Compare { .. } => Lane::Compare,
            Self::Trace { .. } => Lane::Trace,
            Self::Actor { .. } => Lane::Actor,
            Self::Branch { .. } => Lane::Branch,
            Self::Facets { .. } => Lane::Facets,
            Self::Summarize { .. } => Lane::Summarize,
            Self::Fetch { .. } => Lane::Fetch,
            Self::Weigh { .. } => Lane::Weigh,
            Self::Complete { .. } => Lane::Complete,
            Self::Pair { .. } => Lane::Pair,
            Self::Resource { .. } => Lane::Resource,
            Self::Cells { .. } => Lane::Cells,
            Self::Count { .. } => Lane::Count,
            Self::Flag { .. } => Lane::Flag,
            Self::Tally { .. } => Lane::Tally,
        }
    }
}
