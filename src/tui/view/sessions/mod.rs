//! Every credential session of the events that are shown, and the lineage of the selected one.
//!
//! Sessions and links are found beside the interface, once for a snapshot; another filter only
//! counts anew. What another view asks about an event's credential waits until they are there.

mod branch;
mod cells;
mod page;
mod ways;

use std::collections::HashSet;
use std::sync::Arc;

use branch::Branch;
use cells::{Case, MEASURES, Measure};
use ways::Wish;

use super::event_walk::{next_position, said_round};
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::flags::FlagSet;
use crate::query::lineage::{Line, Traced};
use crate::query::session::{SessionId, Tallies};
use crate::store::{EventPlace, Marks, RowId, Snapshot};
use crate::time::Zone;
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::widget::table::TableState;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Pane {
    #[default]
    List,
    Tree,
}

/// The sessions.
#[derive(Debug)]
pub struct SessionsView {
    snapshot: Arc<Snapshot>,
    traced: Arc<Traced>,
    tallies: Tallies,
    /// Of which answer the tallies are.
    generation: Option<u64>,
    asked: Option<u64>,
    /// Sessions that a flag begins in, by the filters' leave or not.
    flagged: HashSet<SessionId>,
    ids: Vec<SessionId>,
    order: (Measure, bool),
    table: TableState,
    /// An event of the selected session: it stays selected while more events come.
    pinned: Option<EventPlace>,
    branch: Branch,
    focus: Pane,
    hides_tree: bool,
    wish: Option<Wish>,
    height: usize,
}

impl Default for SessionsView {
    fn default() -> Self {
        Self {
            snapshot: Arc::default(),
            traced: Arc::default(),
            tallies: Tallies::default(),
            generation: None,
            asked: None,
            flagged: HashSet::new(),
            ids: Vec::new(),
            order: (Measure::First, false),
            table: TableState::default(),
            pinned: None,
            branch: Branch::default(),
            focus: Pane::List,
            hides_tree: false,
            wish: None,
            height: 20,
        }
    }
}

impl SessionsView {
    /// Whether another view waits for what is found here.
    pub fn is_waited_for(&self) -> bool {
        self.wish.is_some()
    }

    fn is_current(&self, data: &Data) -> bool {
        self.generation == Some(data.shown.generation)
            && Arc::ptr_eq(&self.snapshot, &data.shown.snapshot)
    }

    /// The sessions and links of a snapshot, if they are known.
    pub fn traced(&self, snapshot: &Arc<Snapshot>) -> Option<Arc<Traced>> {
        let is_known = self.generation.is_some() && Arc::ptr_eq(&self.snapshot, snapshot);
        is_known.then(|| Arc::clone(&self.traced))
    }

    /// Asks for what the answer that is shown comes to, and for the tree of the selected session.
    pub fn follow(&mut self, data: &Data) -> Vec<Job> {
        let shown = &data.shown;
        if self.asked != Some(shown.generation) && !shown.snapshot.is_empty() {
            self.asked = Some(shown.generation);
            return vec![Job::Trace {
                generation: shown.generation,
                snapshot: Arc::clone(&shown.snapshot),
                answer: Arc::clone(&shown.answer),
                traced: self.traced(&shown.snapshot),
            }];
        }
        let selected = self.selected();
        let session = self.branch.wants(selected, &self.traced);
        let job = |session| Job::Branch {
            snapshot: Arc::clone(&self.snapshot),
            traced: Arc::clone(&self.traced),
            session,
        };
        session.map(job).into_iter().collect()
    }

    /// Takes what was found; an old count is dropped. The wishes are of those who waited.
    pub fn found(
        &mut self,
        (generation, snapshot): (u64, Arc<Snapshot>),
        traced: Arc<Traced>,
        tallies: Tallies,
        data: &Data,
    ) -> Vec<Outcome> {
        if self.asked != Some(generation) {
            return Vec::new();
        }
        self.generation = Some(generation);
        (self.snapshot, self.traced, self.tallies) = (snapshot, traced, tallies);
        self.find_flagged();
        self.arrange();
        match self.wish.take() {
            Some(wish) if self.is_current(data) => self.fulfil(wish, data),
            wish => {
                self.wish = wish;
                Vec::new()
            }
        }
    }

    /// Notes in which sessions flags begin; none do until flags have been found.
    pub fn find_flagged(&mut self) {
        let begins = self.snapshot.marks().map_or(&[][..], Marks::all_begins);
        let begins = begins.iter().filter(|(_, set)| FlagSet(*set).is_conspicuous());
        let session = |&(row, _): &(RowId, u16)| self.traced.sessions.of_row(&self.snapshot, row);
        self.flagged = begins.map(session).collect();
    }

    /// Selects the next conspicuous session, or the previous one, also round the end; says so.
    fn seek(&mut self, is_forward: bool) -> Vec<Outcome> {
        let is_wanted = |line: usize| self.flagged.contains(&self.ids[line]);
        let next = next_position(self.ids.len(), self.table.selected, is_forward, is_wanted);
        let Some((line, is_round)) = next else {
            return vec![Outcome::Say("no session here is conspicuous".to_owned())];
        };
        self.table.select(line);
        self.pin();
        said_round("conspicuous session", (is_round, is_forward))
    }

    /// Takes the tree of a session.
    pub fn branched(&mut self, id: SessionId, traced: &Arc<Traced>, lines: Vec<Line>) {
        self.branch.took(id, traced, lines);
    }

    fn case(&self) -> Case<'_> {
        Case {
            snapshot: &self.snapshot,
            traced: &self.traced,
            tallies: &self.tallies,
            flagged: &self.flagged,
        }
    }

    fn selected(&self) -> Option<SessionId> {
        self.ids.get(self.table.selected).copied()
    }

    /// Lists the sessions in order and finds the selected one.
    fn arrange(&mut self) {
        let mut ids = self.tallies.left();
        self.case().sort(&mut ids, self.order);
        self.ids = ids;
        let held = self.pinned.and_then(|place| self.line_of(place));
        let line = held.unwrap_or(self.table.selected);
        self.table.select(line.min(self.ids.len().saturating_sub(1)));
    }

    fn line_of(&self, place: EventPlace) -> Option<usize> {
        let row = self.snapshot.find(place)?;
        let id = self.traced.sessions.of_row(&self.snapshot, row);
        self.ids.iter().position(|&listed| listed == id)
    }

    /// The user has chosen this session.
    fn pin(&mut self) {
        let first = self.selected().map(|id| self.traced.sessions.get(id).first);
        self.pinned = first.map(|row| self.snapshot.place(row));
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        match action {
            Action::NextPane => {
                self.hides_tree = false;
                self.focus = if self.focus == Pane::List { Pane::Tree } else { Pane::List };
            }
            Action::HideDetail => {
                self.hides_tree = !self.hides_tree;
                self.focus = Pane::List;
            }
            Action::Escape | Action::Back if self.focus == Pane::Tree => self.focus = Pane::List,
            Action::Issuer => return Some(self.issuer_here(data)),
            Action::Session => return Some(self.session_here()),
            Action::CopyValue => {
                let text = self.grip().value;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            Action::Open if self.focus == Pane::Tree => return Some(self.issuer_here(data)),
            Action::Open => {
                let id = self.selected().filter(|_| self.is_current(data));
                let term = id.map(|id| self.traced.sessions.filter(&self.snapshot, id));
                return Some(term.map(drill).unwrap_or_default());
            }
            Action::Sort if self.focus == Pane::List => {
                let measure = self.measure();
                let is_same = self.order.0 == measure;
                let first = !matches!(
                    measure,
                    Measure::Session
                        | Measure::Kind
                        | Measure::First
                        | Measure::Began
                        | Measure::Address
                );
                self.order = (measure, if is_same { !self.order.1 } else { first });
                self.arrange();
            }
            Action::NextFlag if self.focus == Pane::List => return Some(self.seek(true)),
            Action::PreviousFlag if self.focus == Pane::List => return Some(self.seek(false)),
            _ if self.focus == Pane::Tree => return self.branch.step(action).then(Vec::new),
            _ => {
                let size = (self.ids.len(), MEASURES.len());
                let is_move = move_in_list(&mut self.table, action, size, self.height);
                return is_move.then(|| {
                    self.pin();
                    Vec::new()
                });
            }
        }
        Some(Vec::new())
    }

    fn measure(&self) -> Measure {
        MEASURES[self.table.column.min(MEASURES.len() - 1)].0
    }

    /// What the cursor is on.
    pub fn grip(&self) -> Grip {
        match self.focus {
            Pane::Tree => self.branch.grip(&self.case()),
            Pane::List => {
                let id = self.selected();
                id.map_or_else(Grip::default, |id| self.case().grip(id, self.measure()))
            }
        }
    }

    /// An event of what the cursor is on: the one it shows, else the first of its session.
    pub fn event(&self) -> Option<EventPlace> {
        let id = match self.focus {
            Pane::List => self.selected(),
            Pane::Tree => self.branch.told(&self.case()).and_then(|told| told.session),
        };
        Some(self.snapshot.place(self.traced.sessions.get(id?).first))
    }

    /// What the cursor is on means, in a sentence.
    pub fn sentence(&self, zone: Zone) -> Option<String> {
        match self.focus {
            Pane::List => self.selected().map(|id| self.case().sentence(id, zone)),
            Pane::Tree => self.branch.told(&self.case()).map(|told| match told.session {
                Some(id) => {
                    let sentence = self.case().sentence(id, zone);
                    format!("{}: {}; {sentence}", told.label, told.how)
                }
                None => format!("{}: {}", told.label, told.how),
            }),
        }
    }
}
