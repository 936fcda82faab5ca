//! What the views look at: the events, the filters, the answer, the load.
//!
//! A question has a number, its generation. The answer that is shown and the snapshot that it was
//! asked of stay together until the next answer comes; an answer to an older question is dropped.
//! New rows wait for the question that is under way, only a new filter or order ends it: a question
//! started again for each batch of a load would never be answered. A question that is asked already
//! is not asked again.
//!
//! A search of all JSON is answered in parts. Each part takes the place of the one before, but none
//! takes the place of a whole answer to the same question: what was found before does not vanish
//! when the question is asked again of more rows.

pub mod command_line;
pub mod facet_choice;
pub mod filters;
pub mod history;
pub mod load;
pub mod shown;
pub mod view_spec;

use std::sync::Arc;

pub use facet_choice::FacetChoice;
pub use filters::{Around, Chip, Filters, Mode};
pub use load::LoadState;
pub use shown::Shown;

use super::effect::{Job, Question};
use crate::ingest::FileReport;
use crate::query::{Choice, Expr, Searched, SortKey, SyntaxError, Term, TimeTerm, lacking, parse};
use crate::store::{EventPlace, Field, Geo, Snapshot};
use crate::time::TimesShown;

/// The search that is being typed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What is wrong with the text, if anything.
    pub error: Option<SyntaxError>,
    /// What the last text without an error tests.
    pub expr: Expr,
    /// What it does.
    pub mode: Mode,
    /// The chip that is being edited.
    pub edits: Option<usize>,
}

/// How many neighbours an event is shown with at first, before it and after it.
const N_NEIGHBOURS: usize = 50;

/// Everything that is not of one view.
#[derive(Debug, Default)]
pub struct Data {
    /// What is on the screen.
    pub shown: Shown,
    /// How far the load is.
    pub load: LoadState,
    /// The files, in the order in which they were done.
    pub reports: Vec<FileReport>,
    /// How often files went from `reports`, to be read again.
    pub n_replacements: u32,
    /// What is known of addresses.
    pub geo: Geo,
    /// What was opened, in a word or two.
    pub title: String,
    /// The search being typed.
    pub draft: Option<Draft>,
    /// How times are shown.
    pub times: TimesShown,
    /// How far the values are read that the order goes by, and of which question.
    sorting: Option<(u64, Searched)>,
    latest: Arc<Snapshot>,
    filters: Filters,
    /// Of what is shown; `None` until something is.
    answered: Option<Filters>,
    /// The number of the last question.
    generation: u64,
    /// The last question, unless it was given up.
    asked: Option<(Question, Arc<Snapshot>)>,
    /// The question of what is shown, and its number.
    shown_question: Option<Question>,
    shown_number: u64,
    is_asking: bool,
    is_stale: bool,
}

impl Data {
    /// The same with these filters from the start.
    pub fn with_filters(self, filters: Filters) -> Self {
        Self { filters, ..self }
    }

    /// Nothing loaded yet; `filter` and `sort` hold from the start.
    pub fn new(title: String, filter: Expr, sort: Vec<SortKey>) -> Self {
        let filters =
            Filters { chips: Chip::split(filter, Mode::Filter), sort, ..Filters::default() };
        Self { title, filters, ..Self::default() }
    }

    /// What narrows the list.
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// The filters as chips.
    pub fn chips(&self) -> &[Chip] {
        &self.filters.chips
    }

    /// The order of the list; empty for time order.
    pub fn sort(&self) -> &[SortKey] {
        &self.filters.sort
    }

    /// The filters that the events on the screen passed.
    pub fn shown_filters(&self) -> &[Expr] {
        let question = self.shown_question.as_ref().filter(|question| question.around.is_none());
        question.map_or(&[], |question| question.query.filter.conjuncts())
    }

    /// Whether a question is under way.
    pub fn is_asking(&self) -> bool {
        self.is_asking
    }

    /// How far the search is that is under way, as long as it has not found all.
    pub fn searching(&self) -> Option<Searched> {
        self.shown.searched.filter(|_| self.is_asking && self.shown_number == self.generation)
    }

    /// How far the values are read that the order goes by.
    pub fn sorting(&self) -> Option<Searched> {
        let sorting = self.sorting.filter(|(number, _)| *number == self.generation);
        sorting.filter(|_| self.is_asking).map(|(_, read)| read)
    }

    /// Values are being read that the order goes by.
    pub fn sorts(&mut self, number: u64, read: Searched) {
        self.sorting = Some((number, read));
    }

    /// Takes an answer, or a part of it, to a question; `false` when it is not shown.
    pub fn answered(&mut self, number: u64, shown: Shown) -> bool {
        let Some((question, _)) = self.asked.as_ref().filter(|_| number == self.generation) else {
            return false;
        };
        let is_part = shown.searched.is_some();
        let is_same = self.shown_question.as_ref() == Some(question);
        if is_part && self.shown.searched.is_none() && is_same {
            return false;
        }
        self.is_asking = is_part;
        self.shown_question = Some(question.clone());
        self.shown_number = number;
        self.answered = Some(self.filters.clone());
        let generation = self.shown.generation + 1;
        self.shown = Shown { generation, ..shown };
        true
    }

    /// The same question again when rows have come since it was asked and it is answered.
    pub fn ask_if_stale(&mut self) -> Option<Job> {
        if self.is_stale && !self.is_asking { self.ask() } else { None }
    }

    /// The question of the present filters and order, with a new number.
    ///
    /// `None` when it is asked already: its answer is there or comes.
    pub fn ask(&mut self) -> Option<Job> {
        self.is_stale = false;
        // Its file may have changed since; without it there are no neighbours.
        self.filters.around = self.filters.around.filter(|a| self.latest.find(a.place).is_some());
        let (filter, highlight) = self.tests();
        let question = Question {
            query: self.filters.query(filter),
            highlight,
            around: self.filters.around.map(|around| (around.place, around.n_each)),
        };
        let is_asked = |(asked, snapshot): &(Question, Arc<Snapshot>)| {
            *asked == question && Arc::ptr_eq(snapshot, &self.latest)
        };
        if self.asked.as_ref().is_some_and(is_asked) {
            if self.shown_number == self.generation {
                self.answered = Some(self.filters.clone());
            }
            return None;
        }
        self.generation += 1;
        self.is_asking = true;
        self.asked = Some((question.clone(), Arc::clone(&self.latest)));
        let snapshot = Arc::clone(&self.latest);
        Some(Job::Ask { generation: self.generation, snapshot, question })
    }

    /// The user ended the search: what it found stays, up to this share in percent.
    ///
    /// `None` when no search has found a part of its answer yet.
    pub fn stop_search(&mut self) -> Option<u8> {
        let searched = self.searching()?;
        self.drop_question();
        Some(searched.percent())
    }

    /// No answer to the last question is taken any more.
    fn drop_question(&mut self) {
        self.is_asking = false;
        self.generation += 1;
        self.asked = None;
    }

    /// What events must pass, and what sets them off: the chips and the search being typed.
    fn tests(&self) -> (Expr, Option<Expr>) {
        let Some(draft) = &self.draft else {
            return (self.filters.filter(None), self.filters.highlight(None));
        };
        let filter = self.filters.filter(draft.edits);
        let highlight = self.filters.highlight(draft.edits);
        match (draft.mode, draft.expr.is_all()) {
            (_, true) => (filter, highlight),
            (Mode::Filter, _) => (filter.and(draft.expr.clone()), highlight),
            (Mode::Highlight, _) => (filter, Some(draft.expr.clone())),
        }
    }

    /// What the list is narrowed to apart from the search being typed.
    pub fn filter_beside_draft(&self) -> Expr {
        self.filters.filter(self.draft.as_ref().and_then(|draft| draft.edits))
    }

    /// Whether a change of filters or order waits for its answer.
    ///
    /// New rows alone are no change: without them events that were read would not be shown.
    pub fn is_changing(&self) -> bool {
        self.is_asking && self.answered.as_ref().is_some_and(|filters| *filters != self.filters)
    }

    /// The user cancelled a change: back to the filters and order that are shown.
    ///
    /// The answer is a question when rows have come that these were not asked about.
    pub fn give_up(&mut self) -> Option<Job> {
        self.filters = self.answered.clone()?;
        if Arc::ptr_eq(&self.shown.snapshot, &self.latest) {
            self.drop_question();
            return None;
        }
        self.ask()
    }

    /// Back to filters and order of another time.
    pub fn restore(&mut self, filters: Filters) -> Option<Job> {
        if filters == self.filters {
            return None;
        }
        self.filters = filters;
        self.ask()
    }

    /// A search begins; `edits` is the chip whose text it starts with.
    pub fn begin_draft(&mut self, edits: Option<usize>) {
        let chip = edits.and_then(|index| self.filters.chips.get(index));
        self.draft = Some(Draft {
            error: None,
            expr: chip.map_or_else(Expr::all, |chip| chip.expr.clone()),
            mode: chip.map_or(Mode::Filter, |chip| chip.mode),
            edits,
        });
    }

    /// Sets the text of the search; a text with an error leaves the last good one in force.
    pub fn set_draft(&mut self, text: &str) -> Option<Job> {
        let draft = self.draft.as_mut()?;
        match parse(text) {
            // Without its database a field has no values, which would look like an answer.
            Ok(expr) => match lacking(text, &expr, &self.geo) {
                Some(error) => draft.error = Some(error),
                None => (draft.error, draft.expr) = (None, expr),
            },
            Err(error) => draft.error = Some(error),
        }
        self.ask()
    }

    /// The search filters, or sets off, whatever it did not before.
    pub fn turn_draft(&mut self) -> Option<Job> {
        let draft = self.draft.as_mut()?;
        draft.mode = draft.mode.turned();
        self.ask()
    }

    /// Makes the search a chip, or drops it.
    pub fn end_draft(&mut self, is_kept: bool) -> Option<Job> {
        let draft = self.draft.take()?;
        let edited = draft.edits.filter(|&index| index < self.filters.chips.len());
        if !is_kept {
            return self.ask();
        }
        match edited {
            None if draft.expr.is_all() => None,
            None => self.add(Chip::split(draft.expr, draft.mode)),
            Some(index) => {
                let chips = Chip::split(draft.expr, draft.mode);
                self.filters.chips.splice(index..=index, chips);
                self.ask()
            }
        }
    }

    /// Adds a filter, each of its terms as a chip, unless all are there.
    pub fn narrow(&mut self, expr: Expr) -> Option<Job> {
        let chips = Chip::split(expr, Mode::Filter);
        let is_there = |chip: &Chip| self.filters.chips.iter().any(|held| held == chip);
        let is_known = !self.filters.is_off && chips.iter().all(is_there);
        if is_known && self.filters.around.is_none() { None } else { self.add(chips) }
    }

    /// Filters that are off go: what is added was chosen among the events on the screen.
    fn add(&mut self, chips: Vec<Chip>) -> Option<Job> {
        let filters = &mut self.filters;
        filters.around = None;
        if std::mem::take(&mut filters.is_off) {
            filters.chips.clear();
        }
        for chip in chips {
            match filters.chips.iter_mut().find(|held| held.expr == chip.expr) {
                Some(held) => *held = chip,
                None => filters.chips.push(chip),
            }
        }
        self.ask()
    }

    /// Adds a value to those that the filter keeps of a field, or takes it out.
    pub fn choose(&mut self, field: Field, value: &Expr) -> Option<Job> {
        let value = Choice::of(value, field)?;
        self.filters.choose(field, &value);
        self.ask()
    }

    /// Makes the last filter `of` itself and `expr`; without a filter, `expr` is the first.
    pub fn extend_last(&mut self, expr: Expr, of: fn(Expr, Expr) -> Expr) -> Option<Job> {
        let Some(last) = self.filters.in_force(Mode::Filter).last() else {
            return self.narrow(expr);
        };
        let chip = &mut self.filters.chips[last];
        *chip = Chip::new(of(chip.expr.clone(), expr), Mode::Filter);
        self.filters.around = None;
        self.ask()
    }

    /// Puts other filters in place of all.
    pub fn replace(&mut self, expr: Expr) -> Option<Job> {
        let chips = Chip::split(expr, Mode::Filter);
        let sort = std::mem::take(&mut self.filters.sort);
        self.filters = Filters { chips, sort, ..Filters::default() };
        self.ask()
    }

    /// Puts a range of time in the place of all others; with `None` all times are shown.
    pub fn set_times(&mut self, term: Option<TimeTerm>) -> Option<Job> {
        let filters = &mut self.filters;
        filters.around = None;
        let is_range = |chip: &Chip| {
            chip.mode == Mode::Filter && matches!(chip.expr, Expr::Term(Term::Time(_)))
        };
        let at = filters.chips.iter().position(is_range);
        filters.chips.retain(|chip| !is_range(chip));
        if let Some(term) = term {
            if std::mem::take(&mut filters.is_off) {
                filters.chips.clear();
            }
            let at = at.unwrap_or(usize::MAX).min(filters.chips.len());
            filters.chips.insert(at, Chip::new(Expr::Term(Term::Time(term)), Mode::Filter));
        }
        self.ask()
    }

    /// Removes the last chip.
    pub fn drop_filter(&mut self) -> Option<Job> {
        self.drop_chip(self.filters.chips.len().checked_sub(1)?)
    }

    /// Removes a chip.
    pub fn drop_chip(&mut self, index: usize) -> Option<Job> {
        self.filters.chips.get(index)?;
        self.filters.chips.remove(index);
        self.ask()
    }

    /// Changes a chip.
    pub fn change_chip(&mut self, index: usize, change: impl Fn(&mut Chip)) -> Option<Job> {
        change(self.filters.chips.get_mut(index)?);
        self.ask()
    }

    /// Switches all chips off, or on again.
    pub fn toggle_filters(&mut self) -> Option<Job> {
        self.filters.chips.last()?;
        self.filters.is_off = !self.filters.is_off;
        self.ask()
    }

    /// Sets the order of the list.
    pub fn set_sort(&mut self, sort: Vec<SortKey>) -> Option<Job> {
        if sort == self.filters.sort {
            return None;
        }
        self.filters.sort = sort;
        self.ask()
    }

    /// Shows an event among its neighbours, whatever the filters say; again, with twice as many.
    pub fn look_around(&mut self, place: EventPlace) -> Option<Job> {
        let n_each = match self.filters.around {
            Some(around) => around.n_each.saturating_mul(2),
            None => N_NEIGHBOURS,
        };
        let place = self.filters.around.map_or(place, |around| around.place);
        self.filters.around = Some(Around { place, n_each });
        self.ask()
    }

    /// Back from the neighbours to the filters; `None` when there is no way back.
    pub fn leave_around(&mut self) -> Option<Job> {
        self.filters.around.take()?;
        self.ask()
    }
}
