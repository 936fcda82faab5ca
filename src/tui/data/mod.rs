//! What the views look at: the events, the filter, the answer, the load.
//!
//! A question has a number, its generation. The answer that is shown and the snapshot that it was
//! asked of stay together until the next answer comes; an answer to an older question is dropped.
//! New rows wait for the question that is under way, only a new filter or order ends it: a question
//! started again for each batch of a load would never be answered.

use std::sync::Arc;
use std::time::Duration;

use super::effect::Job;
use crate::ingest::{FileReport, Progress, Status};
use crate::query::{Answer, Expr, Highlighter, Query, SortKey, SyntaxError, parse};
use crate::store::{RowId, Snapshot};

/// A filter that the user added, which can be taken away by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip {
    /// Its text, as it would be typed.
    pub text: String,
    /// What it keeps.
    pub expr: Expr,
}

impl From<Expr> for Chip {
    fn from(expr: Expr) -> Self {
        Self { text: expr.to_string(), expr }
    }
}

/// The search that is being typed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What is wrong with the text, if anything.
    pub error: Option<SyntaxError>,
    /// What the last text without an error keeps.
    pub expr: Expr,
}

/// What undo goes back to.
#[derive(Debug, Clone, Default, PartialEq)]
struct Saved {
    chips: Vec<Chip>,
    is_off: bool,
    sort: Vec<SortKey>,
}

/// How far the load is.
#[derive(Debug, Clone, Default)]
pub struct LoadState {
    /// Files found so far.
    pub n_found: u64,
    /// Their size, bytes.
    pub n_found_bytes: u64,
    /// Whether the walk is over.
    pub is_all_found: bool,
    /// Files done.
    pub n_files: u64,
    /// Those among them that are JSON of some kind, or may be.
    pub n_logs: u64,
    /// Their size, bytes.
    pub n_bytes: u64,
    /// Size of their text, bytes.
    pub n_inflated: u64,
    /// Records read, copies included.
    pub n_records: u64,
    /// Records refused.
    pub n_rejected: u64,
    /// Files that were not read, or not wholly.
    pub n_failures: u64,
    /// Time since the start; stands still when done.
    pub elapsed: Duration,
    /// Whether it is over.
    pub is_done: bool,
    /// Whether it was ended early.
    pub is_cancelled: bool,
}

/// An answer with what it was asked of.
#[derive(Debug, Default)]
pub struct Shown {
    /// The events.
    pub snapshot: Arc<Snapshot>,
    /// Which of them, in which order.
    pub answer: Arc<Answer>,
    /// Finds the search's words in shown text.
    pub highlighter: Highlighter,
    /// The question's number.
    pub generation: u64,
}

impl Shown {
    /// The event at a position of the list.
    pub fn row(&self, position: usize) -> Option<RowId> {
        self.answer.rows.get(position).copied()
    }
}

/// Everything that is not of one view.
#[derive(Debug, Default)]
pub struct Data {
    /// What is on the screen.
    pub shown: Shown,
    /// How far the load is.
    pub load: LoadState,
    /// The files, in the order in which they were done.
    pub reports: Vec<FileReport>,
    /// What was opened, in a word or two.
    pub title: String,
    /// The search being typed.
    pub draft: Option<Draft>,
    latest: Arc<Snapshot>,
    chips: Vec<Chip>,
    is_off: bool,
    sort: Vec<SortKey>,
    /// Of what is shown.
    answered: Saved,
    past: Vec<Saved>,
    future: Vec<Saved>,
    generation: u64,
    is_asking: bool,
    is_stale: bool,
}

impl Data {
    /// Nothing loaded yet; `chips` and `sort` hold from the start.
    pub fn new(title: String, chips: Vec<Chip>, sort: Vec<SortKey>) -> Self {
        Self { title, chips, sort, ..Self::default() }
    }

    /// The filters.
    pub fn chips(&self) -> &[Chip] {
        &self.chips
    }

    /// Whether the filters are switched off for the time being.
    pub fn is_off(&self) -> bool {
        self.is_off
    }

    /// The order of the list; empty for time order.
    pub fn sort(&self) -> &[SortKey] {
        &self.sort
    }

    /// Whether a question is under way.
    pub fn is_asking(&self) -> bool {
        self.is_asking
    }

    /// Takes note of the load; the answer is a question when there are new rows.
    pub fn progress(&mut self, progress: Progress) -> Option<Job> {
        match progress {
            Progress::Found { n_files, n_bytes, is_complete } => {
                self.load.n_found = n_files;
                self.load.n_found_bytes = n_bytes;
                self.load.is_all_found = is_complete;
            }
            Progress::File(report) => self.file(*report),
            Progress::Snapshot(snapshot) => {
                self.latest = snapshot;
                if self.is_asking {
                    self.is_stale = true;
                } else {
                    return Some(self.ask());
                }
            }
            Progress::Done { elapsed, is_cancelled } => {
                self.load.elapsed = elapsed;
                self.load.is_done = true;
                self.load.is_cancelled = is_cancelled;
            }
        }
        None
    }

    fn file(&mut self, report: FileReport) {
        let load = &mut self.load;
        load.n_files += 1;
        let is_other = matches!(report.status, Status::Skipped | Status::Digest | Status::Empty);
        load.n_logs += u64::from(!is_other);
        load.n_bytes += report.n_bytes;
        load.n_inflated += report.n_inflated;
        load.n_records += report.n_records;
        load.n_rejected += report.n_rejected;
        load.n_failures += u64::from(report.status.is_failure());
        self.reports.push(report);
    }

    /// Takes an answer; `false` when it is not to the last question.
    pub fn answered(&mut self, shown: Shown) -> bool {
        if shown.generation != self.generation {
            return false;
        }
        self.is_asking = false;
        self.answered = self.present();
        self.shown = shown;
        true
    }

    /// The same question again when rows have come since it was asked.
    pub fn ask_if_stale(&mut self) -> Option<Job> {
        self.is_stale.then(|| self.ask())
    }

    /// The question of the present filter and order, with a new number.
    pub fn ask(&mut self) -> Job {
        self.generation += 1;
        self.is_asking = true;
        self.is_stale = false;
        let query = Query { filter: self.filter(), sort: self.sort.clone() };
        Job::Ask { generation: self.generation, snapshot: Arc::clone(&self.latest), query }
    }

    /// Whether a change of filters or order waits for its answer.
    ///
    /// New rows alone are no change: without them events that were read would not be shown.
    pub fn is_changing(&self) -> bool {
        self.is_asking
            && self.present() != self.answered
            && (self.past.contains(&self.answered) || self.future.contains(&self.answered))
    }

    /// The user cancelled a change: back to the filters and order that are shown.
    ///
    /// The answer is a question when rows have come that these were not asked about.
    pub fn give_up(&mut self) -> Option<Job> {
        let mut job = None;
        while self.is_changing() {
            job = if self.past.contains(&self.answered) { self.undo() } else { self.redo() };
        }
        if Arc::ptr_eq(&self.shown.snapshot, &self.latest) {
            self.is_asking = false;
            self.generation += 1;
            return None;
        }
        job
    }

    /// What events must pass: all filters and the search being typed.
    fn filter(&self) -> Expr {
        let chips = self.chips.iter().filter(|_| !self.is_off).map(|chip| &chip.expr);
        let draft = self.draft.iter().map(|draft| &draft.expr);
        chips.chain(draft).fold(Expr::all(), |all, expr| all.and(expr.clone()))
    }

    /// Sets the text of the search; a text with an error leaves the last good one in force.
    pub fn set_draft(&mut self, text: &str) -> Job {
        let last = self.draft.take().map_or_else(Expr::all, |draft| draft.expr);
        self.draft = Some(match parse(text) {
            Ok(expr) => Draft { error: None, expr },
            Err(error) => Draft { error: Some(error), expr: last },
        });
        self.ask()
    }

    /// Makes the search a filter, or drops it.
    pub fn end_draft(&mut self, is_kept: bool) -> Option<Job> {
        let draft = self.draft.take()?;
        if draft.expr.is_all() {
            return None;
        }
        if !is_kept {
            return Some(self.ask());
        }
        Some(self.add(draft.expr))
    }

    /// Adds a filter, unless it is there.
    pub fn narrow(&mut self, expr: Expr) -> Option<Job> {
        let is_there = !self.is_off && self.chips.iter().any(|chip| chip.expr == expr);
        (!expr.is_all() && !is_there).then(|| self.add(expr))
    }

    /// Filters that are off go: what is added was chosen among the events on the screen.
    fn add(&mut self, expr: Expr) -> Job {
        self.save();
        if std::mem::take(&mut self.is_off) {
            self.chips.clear();
        }
        self.chips.push(expr.into());
        self.ask()
    }

    /// Puts other filters in place of all.
    pub fn replace(&mut self, exprs: Vec<Expr>) -> Job {
        self.save();
        self.is_off = false;
        self.chips = exprs.into_iter().filter(|expr| !expr.is_all()).map(Chip::from).collect();
        self.ask()
    }

    /// Removes the last filter.
    pub fn drop_filter(&mut self) -> Option<Job> {
        self.chips.last()?;
        self.save();
        self.chips.pop();
        Some(self.ask())
    }

    /// Switches all filters off, or on again.
    pub fn toggle_filters(&mut self) -> Option<Job> {
        self.chips.last()?;
        self.save();
        self.is_off = !self.is_off;
        Some(self.ask())
    }

    /// Sets the order of the list.
    pub fn set_sort(&mut self, sort: Vec<SortKey>) -> Option<Job> {
        if sort == self.sort {
            return None;
        }
        self.save();
        self.sort = sort;
        Some(self.ask())
    }

    /// Goes back to the filters and order before the last change.
    pub fn undo(&mut self) -> Option<Job> {
        let saved = self.past.pop()?;
        let present = self.restore(saved);
        self.future.push(present);
        Some(self.ask())
    }

    /// Goes forward again.
    pub fn redo(&mut self) -> Option<Job> {
        let saved = self.future.pop()?;
        let present = self.restore(saved);
        self.past.push(present);
        Some(self.ask())
    }

    /// How often one can undo and redo.
    pub fn history(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    fn save(&mut self) {
        self.future.clear();
        self.past.push(self.present());
    }

    fn present(&self) -> Saved {
        Saved { chips: self.chips.clone(), is_off: self.is_off, sort: self.sort.clone() }
    }

    fn restore(&mut self, saved: Saved) -> Saved {
        let present = self.present();
        self.chips = saved.chips;
        self.is_off = saved.is_off;
        self.sort = saved.sort;
        present
    }
}
