//! What has happened: everything that reaches the app.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::config::{Change, Config};
use crate::ingest::Progress;
use crate::query::actor::{Portrait, Sheet};
use crate::query::lineage::{Line, Traced};
use crate::query::session::{SessionId, Tallies};
use crate::query::{
    Answer, Bitset, ByFile, Contrast, FacetList, FacetWish, Group, Highlighter, Origin, Path,
    PathText, ResourceName, Searched, Thread, ValueSummary, Versus,
};
use crate::store::{EventPlace, Field, Lost, Snapshot};
use crate::time::TimeRange;

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has a new size, columns and rows.
    Resized(u16, u16),
    /// The load went on.
    Progress(Progress),
    /// Time passed while something is under way.
    Tick {
        /// Time since the start.
        elapsed: std::time::Duration,
    },
    /// A question was answered, wholly or as far as the search has come.
    Answered {
        /// Which question.
        generation: u64,
        /// The events it was asked of.
        snapshot: Arc<Snapshot>,
        /// The answer.
        answer: Box<Answer>,
        /// Which of its rows are set off; `None` when nothing is to be set off.
        hits: Option<Bitset>,
        /// Finds the question's words in shown text.
        highlighter: Box<Highlighter>,
        /// Fields of which all rows have one value, with its code.
        constants: Vec<(Field, u32)>,
        /// How far the search has come; `None` when it is over.
        searched: Option<Searched>,
    },
    /// All rows are found, and values are being read that the order goes by.
    Sorting {
        /// Of which question.
        generation: u64,
        /// How far that is.
        read: Searched,
    },
    /// Cells of JSON paths are there.
    Cells {
        /// Which paths.
        paths: Vec<Path>,
        /// The events with what stands at the paths; `None` when the event's file is lost.
        cells: Vec<(EventPlace, Option<Vec<PathText>>)>,
    },
    /// The chips were counted.
    Weighed {
        /// Of which answer.
        generation: u64,
        /// How many events each filter in force removes by itself.
        removed: Vec<usize>,
        /// How many events each highlight in force sets off.
        found: Vec<usize>,
    },
    /// What was typed can become these values.
    Completed {
        /// The number of the wish.
        wish: u64,
        /// The values with their numbers of events, best first.
        values: Vec<(String, u32)>,
    },
    /// Groups were counted.
    Grouped {
        /// Of which answer.
        generation: u64,
        /// Of which events.
        snapshot: Arc<Snapshot>,
        /// By which fields.
        by: Vec<Field>,
        /// The groups.
        groups: Vec<Group>,
    },
    /// Events were compared.
    Compared {
        /// Of which answer.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// What was compared.
        versus: Versus,
        /// How they differ.
        contrast: Box<Contrast>,
    },
    /// Sessions were found and counted.
    Traced {
        /// Of which answer.
        generation: u64,
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Their sessions and the links between these.
        traced: Arc<Traced>,
        /// What the answer leaves of them.
        tallies: Box<Tallies>,
    },
    /// An identity was portrayed.
    Portrayed {
        /// What was asked: id, lanes, range of time, buckets.
        asked: (String, Field, TimeRange, usize),
        /// The events.
        snapshot: Arc<Snapshot>,
        /// Their sessions and the links between these.
        traced: Arc<Traced>,
        /// What is known.
        portrait: Box<Portrait>,
        /// The same in words.
        sheets: Vec<Sheet>,
    },
    /// The lineage of a session.
    Branched {
        /// The session.
        session: SessionId,
        /// Of which sessions.
        traced: Arc<Traced>,
        /// The tree.
        lines: Vec<Line>,
    },
    /// Values to choose from were counted.
    Faceted {
        /// Of which answer.
        generation: u64,
        /// The events that were counted.
        snapshot: Arc<Snapshot>,
        /// Which lists were wanted.
        wish: FacetWish,
        /// The lists, in the order of the wish.
        lists: Vec<FacetList>,
    },
    /// The JSON of an event is there.
    Fetched {
        /// The event.
        place: EventPlace,
        /// Its JSON as the file has it, if the file still has it.
        json: Result<String, Lost>,
        /// Where it was read, and what corrects it.
        origin: Box<Origin>,
    },
    /// The JSON of two events is there.
    Paired {
        /// The events.
        places: (EventPlace, EventPlace),
        /// Their JSON as the files have it, if they still have it.
        jsons: (Result<String, Lost>, Result<String, Lost>),
    },
    /// A resource was followed, wholly or as far as the search has come.
    Followed {
        /// The events.
        snapshot: Arc<Snapshot>,
        /// The resource.
        name: ResourceName,
        /// What is known of it.
        thread: Box<Thread>,
        /// How far the search has come; `None` when it is over.
        searched: Option<Searched>,
    },
    /// What each file gave is counted.
    Counted {
        /// The events that were counted.
        snapshot: Arc<Snapshot>,
        /// The counts.
        by_file: Box<ByFile>,
    },
    /// A value was counted.
    Summarized {
        /// Of which answer.
        generation: u64,
        /// The field.
        field: Field,
        /// The event that has the value.
        place: EventPlace,
        /// The counts.
        summary: Box<ValueSummary>,
    },
    /// The flags of the events that are shown were found; the events hold them.
    Flagged,
    /// The events of saved views were counted.
    Tallied {
        /// The views' names with their numbers of events; those that need a search are left out.
        counts: Vec<(String, usize)>,
    },
    /// A change of the configuration ended.
    Configured {
        /// The change.
        change: Change,
        /// Why it could not be made.
        result: Result<(), String>,
        /// What the file says now.
        config: Box<Config>,
    },
    /// Copying ended: how, or why not.
    Copied(String),
    /// The system has no clipboard for this text.
    NoClipboard {
        /// What it is.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// The system asks the program to end.
    Terminated,
    /// A background thread failed; a bug.
    Broken(&'static str),
}
