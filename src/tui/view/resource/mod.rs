//! All about one resource, as a tree: who made it, who changed and read it, what was made from it.
//!
//! The thread grows while all JSON is searched for the name, beside the interface. It is about the
//! whole case, whatever the filters say.

mod cells;

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::below_head;
use super::levers::Grip;
use super::list_moves::move_in_list;
use crate::query::{Expr, Link, Operand, ResourceName, Searched, Section, Thread, TreeLine};
use crate::store::{Field, RowId, Snapshot};
use crate::time::Zone;
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Column, Cut, Hit, Table, TableState};

/// Lines above the table: what it is, and what to know of its name.
const N_HEAD: u16 = 2;

/// A line that the user folded or unfolded, in words that stay when the thread grows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Knot {
    Section(Section),
    Child(String),
}

impl Knot {
    fn is_open_at_first(&self) -> bool {
        *self != Self::Section(Section::Acted)
    }
}

/// The thread of a resource.
#[derive(Debug, Default)]
pub struct ResourceView {
    name: Option<ResourceName>,
    /// Resources that were left for one that they led to.
    before: Vec<ResourceName>,
    asked: Option<(ResourceName, Arc<Snapshot>)>,
    is_asking: bool,
    /// Whether the user stopped the search: what was found until then stays.
    is_stopped: bool,
    snapshot: Arc<Snapshot>,
    thread: Option<Thread>,
    searched: Option<Searched>,
    /// What is not as it is at first.
    toggled: HashSet<Knot>,
    lines: Vec<TreeLine>,
    table: TableState,
    /// In which times were drawn last.
    zone: Zone,
    height: usize,
}

impl ResourceView {
    /// Follows a resource; the wishes say why not.
    pub fn open(&mut self, text: &str) -> Vec<Outcome> {
        let Some(name) = ResourceName::new(text) else {
            return vec![Outcome::Say("no name of a resource here".to_owned())];
        };
        self.before.clear();
        self.turn_to(name);
        vec![Outcome::Show(ViewKind::Resource)]
    }

    fn turn_to(&mut self, name: ResourceName) {
        if self.name.as_ref() == Some(&name) && !self.is_stopped {
            return;
        }
        self.name = Some(name);
        self.asked = None;
        self.is_stopped = false;
        self.thread = None;
        self.searched = None;
        self.toggled.clear();
        self.lines.clear();
        self.table = TableState::default();
    }

    /// Asks for the thread when it is of other events or another resource.
    ///
    /// New events wait for the search that is under way: started again for each, it would never end.
    pub fn follow(&mut self, data: &Data) -> Option<Job> {
        let name = self.name.clone()?;
        let snapshot = &data.shown.snapshot;
        let is_of_it = self.asked.as_ref().is_some_and(|(asked, _)| *asked == name);
        let is_known = self.asked.as_ref().is_some_and(|(_, asked)| Arc::ptr_eq(asked, snapshot));
        if is_of_it && (is_known || self.is_asking) {
            return None;
        }
        self.asked = Some((name.clone(), Arc::clone(snapshot)));
        self.is_asking = true;
        Some(Job::Resource { snapshot: Arc::clone(snapshot), name })
    }

    /// The user stopped the search; the answer says where.
    pub fn stop(&mut self) -> Option<String> {
        if !self.is_asking {
            return None;
        }
        (self.is_asking, self.is_stopped) = (false, true);
        let percent = self.searched.map_or(0, Searched::percent);
        Some(format!(
            "the search at {percent} %; what was found stays, gR on the name searches again"
        ))
    }

    /// Takes a thread, or what is known of it so far; that of another resource is dropped.
    pub fn followed(
        &mut self,
        (name, snapshot): (&ResourceName, Arc<Snapshot>),
        thread: Thread,
        searched: Option<Searched>,
    ) {
        let is_asked = |(asked, of): &(ResourceName, Arc<Snapshot>)| {
            asked == name && Arc::ptr_eq(of, &snapshot)
        };
        if !self.asked.as_ref().is_some_and(is_asked) {
            return;
        }
        if self.is_stopped && searched.is_some() {
            return;
        }
        (self.is_asking, self.is_stopped) = (searched.is_some(), false);
        // A part never takes the place of a whole thread: what was found does not vanish.
        if searched.is_some() && self.thread.is_some() && self.searched.is_none() {
            return;
        }
        let held = self.row().map(|row| self.snapshot.place(row));
        (self.snapshot, self.thread, self.searched) = (snapshot, Some(thread), searched);
        self.arrange();
        let row = held.and_then(|place| self.snapshot.find(place));
        let is_held = |line: &TreeLine| self.link(*line).map(|link| link.row) == row;
        if let Some(line) = row.and_then(|_| self.lines.iter().position(is_held)) {
            self.table.select(line);
        }
    }

    /// Lists the lines that show.
    fn arrange(&mut self) {
        let Some(thread) = &self.thread else { return };
        // At first all is open but what the resource did itself: a user has thousands of calls.
        let is_open = |line: TreeLine| {
            let is_at_first = !matches!(line, TreeLine::Section(Section::Acted, _));
            let knot = knot(thread, line);
            is_at_first != knot.is_some_and(|knot| self.toggled.contains(&knot))
        };
        self.lines = thread.tree(&is_open);
        self.table.select(self.table.selected.min(self.lines.len().saturating_sub(1)));
    }

    fn line(&self) -> Option<TreeLine> {
        self.lines.get(self.table.selected).copied()
    }

    fn link(&self, line: TreeLine) -> Option<&Link> {
        match line {
            TreeLine::Link(at) => self.thread.as_ref()?.links.get(at),
            _ => None,
        }
    }

    fn row(&self) -> Option<RowId> {
        self.line().and_then(|line| self.link(line)).map(|link| link.row)
    }

    /// The resource that a line leads to.
    fn other(&self, line: TreeLine) -> Option<&str> {
        let thread = self.thread.as_ref()?;
        match line {
            TreeLine::Parent => thread.parent.as_deref(),
            TreeLine::Child(at) => thread.children.get(at).map(|child| child.name.as_str()),
            TreeLine::Link(_) | TreeLine::Section(..) => None,
        }
    }

    /// What the cursor is on: a value of the event by its column, a resource, or the one shown.
    pub fn grip(&self) -> Grip {
        let Some(line) = self.line() else { return Grip::default() };
        if let Some(link) = self.link(line) {
            let row = link.row;
            let event = Some(self.snapshot.place(row));
            let field = match self.table.column {
                0 => Field::EventName,
                1 => Field::Time,
                _ => Field::Actor,
            };
            let value = self.snapshot.text(row, field).into_owned();
            let term = Some(Expr::value_term(&self.snapshot, field, row));
            return Grip { term, value, event, column: Some(Operand::Field(field)) };
        }
        let name = self.other(line).or_else(|| self.name.as_ref().map(ResourceName::text));
        let value = name.unwrap_or_default().to_owned();
        let named = ResourceName::new(&value);
        let term = named.and_then(|name| Expr::naming(name.name()));
        Grip { term, value, event: None, column: None }
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action) -> Option<Vec<Outcome>> {
        match action {
            Action::Open => return Some(self.open_line()),
            Action::Resource => {
                let other = self.line().and_then(|line| self.other(line)).map(str::to_owned);
                return Some(match other.as_deref().and_then(ResourceName::new) {
                    Some(name) => self.lead_to(name),
                    None => vec![Outcome::Say("a resource below or above leads on".to_owned())],
                });
            }
            Action::Back | Action::Escape if !self.before.is_empty() => {
                let name = self.before.pop()?;
                self.turn_to(name);
            }
            Action::Fold => self.fold(),
            Action::FoldAll => self.fold_all(),
            Action::CopyValue => {
                let text = self.grip().value;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            _ => {
                let size = (self.lines.len(), 4);
                return move_in_list(&mut self.table, action, size, self.height).then(Vec::new);
            }
        }
        Some(Vec::new())
    }

    fn lead_to(&mut self, name: ResourceName) -> Vec<Outcome> {
        self.before.extend(self.name.clone());
        self.turn_to(name);
        Vec::new()
    }

    /// The event among all that name the resource, or the resource of the line; a heading folds.
    fn open_line(&mut self) -> Vec<Outcome> {
        let Some(line) = self.line() else { return Vec::new() };
        if let Some(name) = self.other(line).and_then(ResourceName::new) {
            return self.lead_to(name);
        }
        let naming = self.name.as_ref().and_then(|name| Expr::naming(name.name()));
        let (Some(row), Some(naming)) = (self.row(), naming) else {
            self.fold();
            return Vec::new();
        };
        let place = self.snapshot.place(row);
        vec![Outcome::Replace(naming), Outcome::Select(place), Outcome::Show(ViewKind::Events)]
    }

    fn fold(&mut self) {
        let knot = self.thread.as_ref().zip(self.line()).and_then(|(t, line)| knot(t, line));
        let Some(knot) = knot else { return };
        if !self.toggled.remove(&knot) {
            self.toggled.insert(knot);
        }
        self.arrange();
    }

    /// Folds everything, or opens everything when nothing is open.
    fn fold_all(&mut self) {
        let Some(thread) = &self.thread else { return };
        let sections = self.lines.iter().filter_map(|line| match line {
            TreeLine::Section(section, _) => Some(Knot::Section(*section)),
            _ => None,
        });
        let children = thread.children.iter().map(|child| Knot::Child(child.name.clone()));
        let knots: Vec<Knot> = sections.chain(children).collect();
        let is_any_open = knots.iter().any(|knot| self.shows_below(knot));
        let is_to_toggle = |knot: &Knot| knot.is_open_at_first() == is_any_open;
        self.toggled = knots.into_iter().filter(is_to_toggle).collect();
        self.arrange();
    }

    fn shows_below(&self, knot: &Knot) -> bool {
        knot.is_open_at_first() != self.toggled.contains(knot)
    }

    /// The mouse pressed at a place.
    pub fn click(&mut self, area: Rect, position: Position, theme: &Theme) {
        let [_, body] = below_head(area, N_HEAD);
        let columns = self.columns();
        let hit = self.widget(&columns, theme).hit(body, &self.table, position);
        if let Some(Hit::Cell { row, column }) = hit
            && self.table.point(row, column)
        {
            self.fold();
        }
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
    }

    /// Draws what the resource is, and the tree.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        (zone, theme): (Zone, &Theme),
    ) -> Option<Position> {
        self.zone = zone;
        let [head, body] = below_head(area, N_HEAD);
        let styles = [theme.header, theme.warning];
        for ((line, style), place) in self.head().iter().zip(styles).zip(head.rows()) {
            Label { cut: Cut::Middle, ..Label::new(line, style) }.draw(place, buffer, theme);
        }
        self.height = Table::body_height(body);
        let columns = self.columns();
        let mut state = self.table.clone();
        let cursor = self
            .widget(&columns, theme)
            .draw(body, buffer, &mut state, |line| self.row_at(line, theme));
        self.table = state;
        cursor.filter(|_| !self.lines.is_empty())
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.lines.len(), has_focus: true, theme }
    }

    /// Whether what is below a line shows.
    fn is_open(&self, line: TreeLine) -> bool {
        let knot = self.thread.as_ref().and_then(|thread| knot(thread, line));
        knot.is_none_or(|knot| self.shows_below(&knot))
    }
}

fn knot(thread: &Thread, line: TreeLine) -> Option<Knot> {
    match line {
        TreeLine::Section(section, _) => Some(Knot::Section(section)),
        TreeLine::Child(at) => Some(Knot::Child(thread.children.get(at)?.name.clone())),
        TreeLine::Parent | TreeLine::Link(_) => None,
    }
}
