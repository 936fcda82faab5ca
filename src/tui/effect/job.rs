//! Work that is done beside the interface, and the message that it ends with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::query::actor::{self, Portrait};
use crate::query::flags::flags;
use crate::query::lineage::{Traced, Wanted, forest};
use crate::query::session::{SessionId, Tallies};
use crate::query::{
    self, Answer, Bitset, ByFile, Cancel, Conjunction, Contrast, Expr, FacetWish, Growing,
    GrowingThread, Highlighter, Origin, Path, Query, ResourceName, Searched, Versus,
};
use crate::store::{EventPlace, Field, RowId, Snapshot, TextCache};
use crate::time::TimeRange;
use crate::tui::message::Message;

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

/// What the list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which events, in which order.
    pub query: Query,
    /// Which of these are set off; `None` when nothing is to be set off.
    pub highlight: Option<Expr>,
    /// Instead of what the query asks for: an event with so many before it and after it. What the
    /// query asks for is set off among them.
    pub around: Option<(EventPlace, usize)>,
}

impl Question {
    /// The answer, and which of its rows are set off; `None` when it was cancelled.
    ///
    /// `grown` is shown what has been found so far while JSON is searched, and what is to be set off
    /// of all events, if that needs no search.
    fn answer(
        &self,
        snapshot: &Snapshot,
        cancel: &Cancel,
        grown: &mut dyn FnMut(&Growing<'_>, Option<&Bitset>),
    ) -> Option<(Answer, Option<Bitset>)> {
        let row = self.around.and_then(|(place, n)| Some((snapshot.find(place)?, n)));
        let (answer, mut tests) = match row {
            Some((row, n_each)) => {
                let answer = query::neighbours(snapshot, row, n_each);
                (answer, vec![self.query.filter.clone()])
            }
            None => {
                // What columns alone decide is set off in every part.
                let test = self.highlight.as_ref();
                let hits = test.and_then(|test| query::matching_columns(snapshot, test, cancel));
                let mut grown = |growing: &Growing<'_>| grown(growing, hits.as_ref());
                (query::run_growing(snapshot, &self.query, cancel, &mut grown)?, Vec::new())
            }
        };
        tests.extend(self.highlight.clone());
        let test = tests.into_iter().reduce(Expr::and).filter(|test| !test.is_all());
        let Some(test) = test else { return Some((answer, None)) };
        let mut hits = query::matching(snapshot, &test, cancel)?;
        hits.and(&answer.matched);
        Some((answer, Some(hits)))
    }

    /// Finds the words of the question in shown text.
    fn highlighter(&self) -> Highlighter {
        let highlight = self.highlight.clone().unwrap_or_else(Expr::all);
        Highlighter::new(&self.query.filter.clone().and(highlight))
    }
}

/// Buckets of the small picture beside each group.
pub const SPARK_BUCKETS: usize = 14;

/// Values of each field that a comparison tells.
const COMPARED_VALUES: usize = 50;

/// A search that takes longer shows what it has found so far, again and again.
const BETWEEN_PARTS: Duration = Duration::from_millis(100);

impl Job {
    /// Does the work; `None` when it was cancelled.
    ///
    /// `tell` gets what can be shown before the work is done.
    pub fn perform(
        self,
        cancel: &Cancel,
        cache: &mut TextCache,
        tell: &mut dyn FnMut(Message),
    ) -> Option<Message> {
        Some(match self {
            Self::Ask { generation, snapshot, question } => {
                ask((generation, &snapshot, &question), cancel, tell)?
            }
            Self::Weigh { generation, snapshot, answer, filters, highlights } => {
                let removed = Conjunction::new(&snapshot, &filters, cancel)?.removed_by_each();
                let found = counts_of(&snapshot, &answer, &highlights, cancel)?;
                Message::Weighed { generation, removed, found }
            }
            Self::Complete { wish, snapshot, filter, field, typed } => {
                let values = query::complete_values(&snapshot, &filter, field, &typed, cancel)?;
                Message::Completed { wish, values }
            }
            Self::Group { generation, snapshot, answer, by } => {
                let groups = query::group(&snapshot, &answer.matched, &by, SPARK_BUCKETS, cancel)?;
                Message::Grouped { generation, snapshot, by, groups }
            }
            Self::Compare { generation, snapshot, answer, versus } => {
                let contrast = Box::new(compared(&snapshot, &answer.matched, &versus, cancel)?);
                Message::Compared { generation, snapshot, versus, contrast }
            }
            Self::Trace { generation, snapshot, answer, traced } => {
                counted(generation, snapshot, &answer, traced, cancel)?
            }
            Self::Actor { snapshot, traced, asked } => portrayed(snapshot, traced, asked, cancel)?,
            Self::Branch { snapshot, traced, session } => {
                let wanted = Wanted { sessions: vec![session], ..Wanted::default() };
                let (sessions, lineage) = (&traced.sessions, &traced.lineage);
                let lines = forest(&snapshot, sessions, lineage, Some(&wanted));
                Message::Branched { session, traced, lines }
            }
            Self::Facets { generation, snapshot, answer, filters, wish } => {
                let lists = wish.list(&snapshot, (&filters, &answer.matched), cancel)?;
                Message::Faceted { generation, snapshot, wish, lists }
            }
            Self::Summarize { generation, snapshot, answer, field, row } => {
                let summary = Box::new(query::summarize(&snapshot, &answer.matched, field, row));
                Message::Summarized { generation, field, place: snapshot.place(row), summary }
            }
            Self::Fetch { snapshot, row } => {
                let origin = Box::new(Origin::of(&snapshot, row));
                let json = snapshot.json(row, cache);
                Message::Fetched { place: snapshot.place(row), json, origin }
            }
            Self::Pair { snapshot, rows: (one, other) } => {
                let places = (snapshot.place(one), snapshot.place(other));
                let jsons = (snapshot.json(one, cache), snapshot.json(other, cache));
                Message::Paired { places, jsons }
            }
            Self::Resource { snapshot, name } => followed(&snapshot, &name, cancel, (cache, tell))?,
            Self::Cells { snapshot, rows, paths } => {
                let mut texts = query::path_texts(&snapshot, &rows, &paths, cancel)?;
                let cell = |row: RowId| (snapshot.place(row), texts.remove(&row));
                let cells = rows.into_iter().map(cell).collect();
                Message::Cells { paths, cells }
            }
            Self::Count { snapshot } => {
                let by_file = Box::new(ByFile::new(&snapshot));
                Message::Counted { snapshot, by_file }
            }
            Self::Flag { snapshot } => {
                flags(&snapshot);
                Message::Flagged
            }
            Self::Tally { snapshot, views } => {
                Message::Tallied { counts: tally(&snapshot, views, cancel)? }
            }
        })
    }

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

/// Finds the sessions unless they are known, and counts what an answer leaves of them.
fn counted(
    generation: u64,
    snapshot: Arc<Snapshot>,
    answer: &Answer,
    traced: Option<Arc<Traced>>,
    cancel: &Cancel,
) -> Option<Message> {
    let traced = traced.unwrap_or_else(|| Arc::new(Traced::new(&snapshot)));
    cancel.check()?;
    // The list sorts by these: the first use makes them, and belongs beside the interface.
    for field in [Field::Actor, Field::Session, Field::SourceIp, Field::EventName] {
        snapshot.ranks(field);
    }
    let tallies = Tallies::new(&snapshot, &traced.sessions, &answer.matched, cancel)?;
    Some(Message::Traced { generation, snapshot, traced, tallies: Box::new(tallies) })
}

/// Reads the rows of an identity; sessions are found unless they are known.
fn portrayed(
    snapshot: Arc<Snapshot>,
    traced: Option<Arc<Traced>>,
    asked: (String, Field, TimeRange, usize),
    cancel: &Cancel,
) -> Option<Message> {
    let traced = traced.unwrap_or_else(|| Arc::new(Traced::new(&snapshot)));
    cancel.check()?;
    let (key, field, range, n_buckets) = &asked;
    let portrait = match actor::actor_of_key(&snapshot, key) {
        Some(actor) => {
            let wanted = actor::Wanted { actor, range: *range, lanes: (*field, *n_buckets) };
            Portrait::new(&snapshot, &traced, wanted, cancel)?
        }
        None => Portrait::default(),
    };
    let sheets = portrait.sheets(&snapshot, &traced);
    Some(Message::Portrayed { asked, snapshot, traced, portrait: Box::new(portrait), sheets })
}

/// Follows a resource; what is known so far is told now and then.
fn followed(
    snapshot: &Arc<Snapshot>,
    name: &ResourceName,
    cancel: &Cancel,
    (cache, tell): (&mut TextCache, &mut dyn FnMut(Message)),
) -> Option<Message> {
    let message = |thread, searched| Message::Followed {
        snapshot: Arc::clone(snapshot),
        name: name.clone(),
        thread: Box::new(thread),
        searched,
    };
    let mut told: Option<Instant> = None;
    let mut grown = |growing: &mut GrowingThread<'_, '_>| {
        let is_time = told.is_none_or(|told| told.elapsed() >= BETWEEN_PARTS);
        let searched = growing.searched.unwrap_or(Searched { n_bytes: 0, of: 1 });
        if is_time && let Some(thread) = growing.thread(cancel) {
            tell(message(thread, Some(searched)));
            told = Some(Instant::now());
        }
    };
    let thread = query::follow_resource(snapshot, name, cache, cancel, &mut grown)?;
    Some(message(thread, None))
}

fn compared(
    snapshot: &Snapshot,
    matched: &Bitset,
    versus: &Versus,
    cancel: &Cancel,
) -> Option<Contrast> {
    let (selected, rest) = versus.sides(snapshot, matched, cancel)?;
    let fields = query::compared_fields();
    query::compare(snapshot, (&selected, &rest), &fields, COMPARED_VALUES, cancel)
}

/// How many events of an answer pass each filter.
fn counts_of(
    snapshot: &Snapshot,
    answer: &Answer,
    filters: &[Expr],
    cancel: &Cancel,
) -> Option<Vec<usize>> {
    let count = |filter: &Expr| {
        let mut hits = query::matching(snapshot, filter, cancel)?;
        hits.and(&answer.matched);
        Some(hits.count())
    };
    filters.iter().map(count).collect()
}

/// How many events pass each filter, as far as no JSON must be searched for it.
fn tally(
    snapshot: &Snapshot,
    views: Vec<(String, Expr)>,
    cancel: &Cancel,
) -> Option<Vec<(String, usize)>> {
    let mut counts = Vec::new();
    for (name, filter) in views {
        cancel.check()?;
        let rows = query::matching_columns(snapshot, &filter, cancel);
        counts.extend(rows.map(|rows| (name, rows.count())));
    }
    Some(counts)
}

/// Answers a question; `tell` gets what has been found so far, again and again.
fn ask(
    (generation, snapshot, question): (u64, &Arc<Snapshot>, &Question),
    cancel: &Cancel,
    tell: &mut dyn FnMut(Message),
) -> Option<Message> {
    let answered = |answer, hits, constants, searched| Message::Answered {
        generation,
        snapshot: Arc::clone(snapshot),
        answer: Box::new(answer),
        hits,
        highlighter: Box::new(question.highlighter()),
        constants,
        searched,
    };
    let mut told = Instant::now();
    let mut grown = |growing: &Growing<'_>, set_off: Option<&Bitset>| {
        if told.elapsed() < BETWEEN_PARTS {
            return;
        }
        if growing.is_sorting {
            tell(Message::Sorting { generation, read: growing.searched });
        } else if let Some(answer) = growing.answer(cancel) {
            let hits = set_off.cloned().map(|mut hits| {
                hits.and(&answer.matched);
                hits
            });
            tell(answered(answer, hits, Vec::new(), Some(growing.searched)));
        }
        told = Instant::now();
    };
    let (answer, hits) = question.answer(snapshot, cancel, &mut grown)?;
    let constants = query::constants(snapshot, &answer.matched);
    Some(answered(answer, hits, constants, None))
}

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
    pub(super) const COUNT: usize = Self::Tally as usize + 1;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Input, Pace, Progress, spawn};
    use crate::query::parse;

    #[test]
    fn what_columns_decide_is_set_off_in_every_part_of_a_search() {
        let load = spawn(vec![Input::Demo], Pace::Batch);
        let snapshots = load.progress.iter().filter_map(|progress| match progress {
            Progress::Snapshot(snapshot) => Some(snapshot),
            _ => None,
        });
        let snapshot = snapshots.last().unwrap();
        let mut n_parts = 0;
        let mut check = |highlight: &str, is_told: bool| {
            let question = Question {
                query: Query { filter: parse("*bucket").unwrap(), sort: Vec::new() },
                highlight: Some(parse(highlight).unwrap()),
                around: None,
            };
            let mut grown = |_: &Growing<'_>, hits: Option<&Bitset>| {
                n_parts += 1;
                assert_eq!(hits.is_some(), is_told, "{highlight}");
            };
            let answer = question.answer(&snapshot, &Cancel::new(), &mut grown);
            assert!(answer.unwrap().1.unwrap().count() > 0, "{highlight}");
        };
        check("service:s3", true);
        check("*prefix", false);
        assert!(n_parts > 10, "{n_parts} parts");
    }
}
