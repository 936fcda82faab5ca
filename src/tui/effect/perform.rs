//! What each job does, and the message that it ends with.

use std::sync::Arc;
use std::time::Instant;

use super::job::Job;
use super::question::{BETWEEN_PARTS, ask};
use crate::query::actor::{self, Portrait};
use crate::query::flags::flags;
use crate::query::lineage::{Traced, Wanted, forest};
use crate::query::session::Tallies;
use crate::query::{
    self, Answer, Bitset, ByFile, Cancel, Conjunction, Contrast, Expr, GrowingThread, Origin,
    ResourceName, Searched, Versus,
};
use crate::store::{Field, RowId, Snapshot, TextCache};
use crate::time::TimeRange;
use crate::tui::message::Message;

/// Buckets of the small picture beside each group.
pub const SPARK_BUCKETS: usize = 14;

/// Values of each field that a comparison tells.
const COMPARED_VALUES: usize = 50;

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
