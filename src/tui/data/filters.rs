//! What narrows the list: filters that stand as chips, marks, the order, a neighbourhood.

use crate::query::{Choice, Expr, Query, SortKey, Term};
use crate::store::{EventPlace, Field, Snapshot};
use crate::time::TimeRange;

/// What a chip does with the events that pass it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Keeps them and drops the others.
    #[default]
    Filter,
    /// Keeps all and sets them off.
    Highlight,
}

impl Mode {
    /// The other one.
    pub fn turned(self) -> Self {
        match self {
            Self::Filter => Self::Highlight,
            Self::Highlight => Self::Filter,
        }
    }
}

/// A filter that the user added, which can be changed by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip {
    /// Its text, as it would be typed.
    pub text: String,
    /// What it tests.
    pub expr: Expr,
    /// What it does.
    pub mode: Mode,
    /// Whether it is switched off for the time being.
    pub is_off: bool,
}

impl Chip {
    /// A chip that is on.
    pub fn new(expr: Expr, mode: Mode) -> Self {
        Self { text: expr.to_string(), expr, mode, is_off: false }
    }

    /// One chip for each term that all events must pass.
    ///
    /// A highlight stays whole: of several the matches add up.
    pub fn split(expr: Expr, mode: Mode) -> Vec<Self> {
        match (expr, mode) {
            (Expr::And(parts), Mode::Filter) => {
                parts.into_iter().map(|part| Self::new(part, mode)).collect()
            }
            (expr, _) => vec![Self::new(expr, mode)],
        }
    }
}

/// An event with those before and after it, whatever the filters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// The event.
    pub place: EventPlace,
    /// How many events before it, and after it.
    pub n_each: usize,
}

/// What the list shows of all events, and in which order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// The chips, oldest first.
    pub chips: Vec<Chip>,
    /// Whether all chips are switched off for the time being.
    pub is_off: bool,
    /// The order; empty for time order.
    pub sort: Vec<SortKey>,
    /// Only these neighbours, in time order and unfiltered.
    pub around: Option<Around>,
}

impl Filters {
    /// The positions of the chips of a mode that are in force.
    pub fn in_force(&self, mode: Mode) -> impl Iterator<Item = usize> {
        let chips = self.chips.iter().enumerate().filter(|_| !self.is_off);
        chips.filter(move |(_, chip)| chip.mode == mode && !chip.is_off).map(|(index, _)| index)
    }

    /// What events must pass; a chip that is being edited, at `without`, does not count.
    pub fn filter(&self, without: Option<usize>) -> Expr {
        let parts = self.in_force(Mode::Filter).filter(|&index| Some(index) != without);
        parts.fold(Expr::all(), |all, index| all.and(self.chips[index].expr.clone()))
    }

    /// The chips in force that choose values of a field, with their choices.
    pub fn choices(&self, field: Field) -> impl Iterator<Item = (usize, Choice)> {
        let chips = self.in_force(Mode::Filter);
        chips.filter_map(move |at| Some((at, Choice::of(&self.chips[at].expr, field)?)))
    }

    /// Adds a value to those that are kept of a field, or takes it out: one chip for all of them.
    ///
    /// Filters that are all off go: what is chosen was seen without them.
    pub fn choose(&mut self, field: Field, value: &Choice) {
        self.around = None;
        if std::mem::take(&mut self.is_off) {
            self.chips.clear();
        }
        let holding = self.choices(field).find(|(_, choice)| choice.holds(value));
        let found = holding.or_else(|| self.choices(field).next());
        let Some((at, mut choice)) = found else {
            self.chips.extend(value.clone().into_expr().map(|e| Chip::new(e, Mode::Filter)));
            return;
        };
        choice.toggle(value);
        let chip = choice.into_expr().map(|expr| Chip::new(expr, Mode::Filter));
        self.chips.splice(at..=at, chip);
    }

    /// What is set off; `None` when nothing is.
    pub fn highlight(&self, without: Option<usize>) -> Option<Expr> {
        let parts = self.in_force(Mode::Highlight).filter(|&index| Some(index) != without);
        parts.map(|index| self.chips[index].expr.clone()).reduce(Expr::or)
    }

    /// What the ranges of time among the filters leave.
    pub fn times(&self, snapshot: &Snapshot) -> TimeRange {
        let mut all = TimeRange::default();
        for at in self.in_force(Mode::Filter) {
            if let Expr::Term(Term::Time(term)) = &self.chips[at].expr {
                let range = term.range(snapshot);
                all.from = all.from.max(range.from);
                all.until = all.until.into_iter().chain(range.until).min();
            }
        }
        all
    }

    /// The question that these filters ask.
    pub fn query(&self, filter: Expr) -> Query {
        Query { filter, sort: self.sort.clone() }
    }
}
