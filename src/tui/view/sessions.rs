//! Every credential session of the events that are shown, and the lineage of the selected one.
//!
//! Sessions and links are found beside the interface, once for a snapshot; another filter only
//! counts anew. What another view asks about an event's credential waits until they are there.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::branch::Branch;
use super::event_cells::TimeStyle;
use super::event_walk::{next_position, way_to_event};
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use super::session_cells::{Case, MEASURES, Measure};
use crate::query::flags::FlagSet;
use crate::query::lineage::{Line, Origin, Traced};
use crate::query::session::{SessionId, Tallies};
use crate::store::{EventPlace, Marks, RowId, Snapshot};
use crate::time::Zone;
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Hit, Row, Table, TableState};

/// From this width on the tree stands beside the list.
const WIDE: u16 = 200;
/// Least rows of the body for both list and tree.
const HIGH: u16 = 14;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Pane {
    #[default]
    List,
    Tree,
}

/// What is asked about the credential of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Its session.
    Session(EventPlace),
    /// The event that issued it.
    Issuer(EventPlace),
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
        let say = |text: &str| vec![Outcome::Say(text.to_owned())];
        let Some((line, is_round)) = next else { return say("no session here is conspicuous") };
        self.table.select(line);
        self.pin();
        match (is_round, is_forward) {
            (false, _) => Vec::new(),
            (true, true) => say("after the last conspicuous session, on from the first"),
            (true, false) => say("before the first conspicuous session, on from the last"),
        }
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

    /// Shows the session of an event.
    pub fn go_to_session(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        self.ask(Wish::Session(place), data)
    }

    /// Goes to the event that issued the credential of an event.
    pub fn go_to_issuer(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        self.ask(Wish::Issuer(place), data)
    }

    fn ask(&mut self, wish: Wish, data: &Data) -> Vec<Outcome> {
        if self.is_current(data) {
            return self.fulfil(wish, data);
        }
        self.wish = Some(wish);
        Vec::new()
    }

    fn fulfil(&mut self, wish: Wish, data: &Data) -> Vec<Outcome> {
        match wish {
            Wish::Session(place) => self.show(place, Pane::List),
            Wish::Issuer(place) => self.way_to_issuer(place, data),
        }
    }

    fn show(&mut self, place: EventPlace, focus: Pane) -> Vec<Outcome> {
        let Some(line) = self.line_of(place) else {
            let said = "filters hide this session; 0 switches them off";
            return vec![Outcome::Say(said.to_owned())];
        };
        self.table.select(line);
        self.pin();
        self.focus = focus;
        vec![Outcome::Show(ViewKind::Sessions)]
    }

    fn way_to_issuer(&mut self, place: EventPlace, data: &Data) -> Vec<Outcome> {
        let Some(row) = self.snapshot.find(place) else { return Vec::new() };
        let Traced { sessions, lineage } = &*self.traced;
        let id = sessions.of_row(&self.snapshot, row);
        let say = |said: String| vec![Outcome::Say(said)];
        if let Some(link) = lineage.issuer_of_row(&self.snapshot, sessions, row) {
            let call = lineage.call(&self.snapshot, sessions, link);
            let mark = if link.rule.is_certain() { "issued by" } else { "perhaps issued by" };
            let Some(grant) = link.grant else {
                return say(format!("no event says who issued it; perhaps {call}"));
            };
            let place = self.snapshot.place(lineage.grant(grant).row);
            return way_to_event(data, place, format!("{mark} {call}"));
        }
        match lineage.origin(sessions, id) {
            Origin::Ambiguous(links) => {
                let n = links.len();
                let mut outcomes = self.show(place, Pane::Tree);
                let said = format!(
                    "{n} candidates: each line with ? may have issued it; Enter goes to the call"
                );
                outcomes.push(Outcome::Say(said));
                outcomes
            }
            Origin::Outside => {
                say("issued outside the data: no event here issued this credential".to_owned())
            }
            Origin::Itself | Origin::Issued(_) => {
                let kind = sessions.get(id).kind.text();
                say(format!("nothing issues a credential of this kind: {kind}"))
            }
        }
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

    /// The event that issued what the cursor is on.
    fn issuer_here(&mut self, data: &Data) -> Vec<Outcome> {
        if self.focus == Pane::List {
            let first = self.selected().map(|id| self.traced.sessions.get(id).first);
            let place = first.map(|row| self.snapshot.place(row));
            return place.map(|place| self.way_to_issuer(place, data)).unwrap_or_default();
        }
        let Some(told) = self.branch.told(&self.case()) else { return Vec::new() };
        match self.branch.issuer(&self.case()) {
            Some(place) => way_to_event(data, place, format!("{}: {}", told.label, told.how)),
            None => {
                let how = if told.how.is_empty() { told.kind } else { &told.how };
                vec![Outcome::Say(format!("{}: {how}; no event here issued it", told.label))]
            }
        }
    }

    /// From the tree: the session of its line in the list.
    fn session_here(&mut self) -> Vec<Outcome> {
        let told = self.branch.told(&self.case()).filter(|_| self.focus == Pane::Tree);
        let Some(id) = told.and_then(|told| told.session) else { return Vec::new() };
        let place = self.snapshot.place(self.traced.sessions.get(id).first);
        self.show(place, Pane::List)
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

    /// List and tree; one of them is empty where there is no room for both.
    fn areas(&self, area: Rect) -> [Rect; 2] {
        let none = Rect { height: 0, ..area };
        if self.focus == Pane::Tree && area.height < HIGH {
            return [none, area];
        }
        if self.hides_tree || area.height < HIGH {
            return [area, none];
        }
        if area.width >= WIDE {
            let width = area.width / 2;
            let list = Rect { width, ..area };
            return [list, Rect { x: list.right(), width: area.width - width, ..area }];
        }
        let height = area.height * 2 / 5;
        let list = Rect { height: area.height - height, ..area };
        [list, Rect { y: list.bottom(), height, ..area }]
    }

    /// The mouse pressed at a place.
    pub fn click(
        &mut self,
        area: Rect,
        position: Position,
        data: &Data,
        theme: &Theme,
    ) -> Vec<Outcome> {
        let [list, tree] = self.areas(area);
        let times = TimeStyle::of(&self.snapshot, data.times.zone);
        if tree.contains(position) {
            let had_focus = self.focus == Pane::Tree;
            self.focus = Pane::Tree;
            let is_again = self.branch.click(tree, position, theme, times) && had_focus;
            return if is_again { self.issuer_here(data) } else { Vec::new() };
        }
        self.focus = Pane::List;
        let columns = Case::columns(times, self.order);
        match self.widget(&columns, theme).hit(list, &self.table, position) {
            Some(Hit::Header { column }) => {
                self.table.column = column;
                return self.update(Action::Sort, data).unwrap_or_default();
            }
            Some(Hit::Cell { row, column }) => {
                let is_again = self.table.point(row, column);
                self.pin();
                if is_again && column.is_none() {
                    return self.update(Action::Open, data).unwrap_or_default();
                }
            }
            None => {}
        }
        Vec::new()
    }

    /// The wheel turned.
    pub fn scroll(&mut self, area: Rect, position: Position, lines: isize) {
        if self.areas(area)[1].contains(position) {
            self.branch.scroll(lines);
        } else {
            self.table.move_rows(lines, self.ids.len());
            self.pin();
        }
    }

    fn widget<'a>(
        &self,
        columns: &'a [crate::tui::widget::table::Column],
        theme: &'a Theme,
    ) -> Table<'a> {
        let has_focus = self.focus == Pane::List;
        Table { columns, n_frozen: 1, n_rows: self.ids.len(), has_focus, theme }
    }

    /// Draws the list and the tree.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let [list, tree] = self.areas(area);
        let times = TimeStyle::of(&self.snapshot, data.times.zone);
        let columns = Case::columns(times, self.order);
        self.height = usize::from(list.height.saturating_sub(1));
        let mut state = self.table.clone();
        let cursor = self.widget(&columns, theme).draw(list, buffer, &mut state, |line| {
            self.ids.get(line).map_or_else(Row::default, |&id| self.case().row(id, times, theme))
        });
        self.table = state;
        let has_focus = self.focus == Pane::Tree;
        let case = Case {
            snapshot: &self.snapshot,
            traced: &self.traced,
            tallies: &self.tallies,
            flagged: &self.flagged,
        };
        let of_tree = self.branch.draw(tree, buffer, (&case, times, has_focus), theme);
        if has_focus { of_tree } else { cursor }
    }
}
