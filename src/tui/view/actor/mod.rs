//! All about one identity: lanes over time, and what it used, made and shared.
//!
//! It is about the whole case in the range of time that the filters leave; what is new is so against
//! the time before that range.

mod cells;
mod lanes;

use std::collections::HashSet;
use std::sync::Arc;

use cells::columns;
use lanes::n_buckets;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event_cells::TimeStyle;
use super::event_walk::way_to_event;
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::Expr;
use crate::query::actor::{
    LANES, Leads, Portrait, Sheet, SheetLine, actor_of_key, namesakes, term,
};
use crate::query::lineage::Traced;
use crate::store::{EventPlace, Field, RowId, Snapshot};
use crate::text;
use crate::time::TimeRange;
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Column, Hit, Table, TableState};

/// Lines of a section at first.
const FEW: usize = 5;
/// Least rows of the body for lanes.
const HIGH: u16 = 16;

/// What was asked for: the actor's id, what lanes are of, the range, the buckets.
pub type Asked = (String, Field, TimeRange, usize);

/// A line that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Heading(usize),
    Line(usize, usize),
    More(usize),
}

/// The page of an identity.
#[derive(Debug, Default)]
pub struct ActorView {
    key: Option<String>,
    /// Identities that were left for one that they led to.
    before: Vec<String>,
    /// All identities of this one's name, by id.
    namesakes: Vec<String>,
    lanes: usize,
    asked: Option<(Asked, Arc<Snapshot>)>,
    of: Option<Asked>,
    snapshot: Arc<Snapshot>,
    /// The sessions of `snapshot`: other lanes and ranges need not find them again.
    traced: Option<Arc<Traced>>,
    portrait: Portrait,
    sheets: Vec<Sheet>,
    /// Sections that show all, by title.
    open: HashSet<&'static str>,
    lines: Vec<Shown>,
    table: TableState,
    height: usize,
}

impl ActorView {
    /// Turns to an identity, by its id.
    pub fn open(&mut self, key: String) -> Vec<Outcome> {
        self.before.clear();
        self.turn_to(key);
        vec![Outcome::Show(ViewKind::Actor)]
    }

    fn turn_to(&mut self, key: String) {
        if self.key.as_ref() != Some(&key) {
            self.key = Some(key);
            self.of = None;
            self.sheets.clear();
            self.lines.clear();
            self.open.clear();
            self.table = TableState::default();
        }
    }

    /// Asks for the portrait when it is of another identity, time, width or of other events.
    pub fn follow(&mut self, data: &Data, traced: Option<Arc<Traced>>, width: u16) -> Option<Job> {
        let snapshot = &data.shown.snapshot;
        let range = data.filters().times(snapshot);
        let n_buckets = n_buckets(width);
        let asked = (self.key.clone()?, LANES[self.lanes], range, n_buckets);
        let is_asked =
            |(of, events): &(Asked, Arc<Snapshot>)| *of == asked && Arc::ptr_eq(events, snapshot);
        if self.asked.as_ref().is_some_and(is_asked) {
            return None;
        }
        self.asked = Some((asked.clone(), Arc::clone(snapshot)));
        let own = || self.traced.clone().filter(|_| Arc::ptr_eq(&self.snapshot, snapshot));
        let traced = traced.or_else(own);
        Some(Job::Actor { snapshot: Arc::clone(snapshot), traced, asked })
    }

    /// Takes a portrait; one that is wanted no more is dropped.
    pub fn portrayed(
        &mut self,
        asked: Asked,
        (snapshot, traced): (Arc<Snapshot>, Arc<Traced>),
        portrait: Portrait,
        sheets: Vec<Sheet>,
    ) {
        let is_asked =
            |(of, events): &(Asked, Arc<Snapshot>)| *of == asked && Arc::ptr_eq(events, &snapshot);
        if !self.asked.as_ref().is_some_and(is_asked) {
            return;
        }
        self.namesakes = namesakes(&snapshot, &asked.0);
        self.of = Some(asked);
        (self.snapshot, self.traced) = (snapshot, Some(traced));
        (self.portrait, self.sheets) = (portrait, sheets);
        self.arrange();
    }

    fn arrange(&mut self) {
        self.lines.clear();
        for (at, sheet) in self.sheets.iter().enumerate() {
            self.lines.push(Shown::Heading(at));
            let n = sheet.lines.len();
            let is_whole = n <= FEW + 1 || self.open.contains(sheet.title);
            let n_shown = if is_whole { n } else { FEW };
            self.lines.extend((0..n_shown).map(|line| Shown::Line(at, line)));
            if !is_whole {
                self.lines.push(Shown::More(at));
            }
        }
        self.table.select(self.table.selected.min(self.lines.len().saturating_sub(1)));
    }

    fn line(&self) -> Option<&SheetLine> {
        match self.lines.get(self.table.selected)? {
            Shown::Line(sheet, line) => self.sheets[*sheet].lines.get(*line),
            _ => None,
        }
    }

    fn first(&self) -> Option<RowId> {
        Some(self.line()?.totals.first)
    }

    /// What the cursor is on: a value, an event, or an event of the session.
    pub fn grip(&self) -> Grip {
        let Some(line) = self.line() else {
            let term = self.actor_term();
            return Grip { term, value: self.name().to_owned(), ..Grip::default() };
        };
        let value = line.label.clone();
        let event = self.first().map(|row| self.snapshot.place(row));
        let of = match line.leads {
            Leads::Value(field, code) => Some(term(&self.snapshot, field, code)),
            Leads::Actor(code) => Some(term(&self.snapshot, Field::Actor, code)),
            Leads::Event(row) => Some(Expr::value_term(&self.snapshot, Field::EventName, row)),
            Leads::Session(_) => self.actor_term(),
        };
        Grip { term: of, value, event, ..Grip::default() }
    }

    fn actor_term(&self) -> Option<Expr> {
        let code = actor_of_key(&self.snapshot, self.key.as_deref()?)?;
        Some(term(&self.snapshot, Field::Actor, code))
    }

    fn name(&self) -> &str {
        let row = self.portrait.ends.map(|(first, _)| first);
        let view = self.snapshot.view(Field::Actor);
        match row.zip(view) {
            Some((row, view)) => view.text(row),
            None => self.key.as_deref().unwrap_or_default(),
        }
    }

    /// The session that the cursor is on, by its first event.
    pub fn session(&self) -> Option<EventPlace> {
        let line = self.line().filter(|line| matches!(line.leads, Leads::Session(_)))?;
        Some(self.snapshot.place(line.totals.first))
    }

    /// What the cursor is on means, in a sentence.
    pub fn sentence(&self) -> Option<String> {
        let line = self.line()?;
        let share = text::percent(u64::from(line.totals.events), u64::from(self.portrait.events));
        let is_new = if line.is_new { "; new: not before this range of time" } else { "" };
        Some(match line.leads {
            Leads::Value(..) => {
                let n = text::count(u64::from(line.totals.events));
                format!("{}: {n} of its events ({share}%){is_new}", line.label)
            }
            _ => format!("{}: {}{is_new}", line.label, line.how),
        })
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        match action {
            Action::GroupBy => self.lanes = (self.lanes + 1) % LANES.len(),
            Action::Fold => self.fold(),
            Action::FoldAll => {
                if self.open.is_empty() {
                    self.open.extend(self.sheets.iter().map(|sheet| sheet.title));
                } else {
                    self.open.clear();
                }
                self.arrange();
            }
            Action::Back | Action::Escape if !self.before.is_empty() => {
                let key = self.before.pop()?;
                self.turn_to(key);
            }
            Action::Actor => return Some(self.lead_on()),
            Action::Open => return Some(self.open_line(data)),
            Action::CopyValue => {
                let text = self.grip().value;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            _ => {
                let size = (self.lines.len(), 7);
                return move_in_list(&mut self.table, action, size, self.height).then(Vec::new);
            }
        }
        Some(Vec::new())
    }

    fn lead_on(&mut self) -> Vec<Outcome> {
        let Some(Leads::Actor(code)) = self.line().map(|line| line.leads) else {
            return self.next_namesake();
        };
        let key = self.snapshot.view(Field::Actor).map(|view| view.values.key(code).to_owned());
        self.before.extend(self.key.clone());
        if let Some(key) = key {
            self.turn_to(key);
        }
        Vec::new()
    }

    /// Turns to the next identity of the same name.
    fn next_namesake(&mut self) -> Vec<Outcome> {
        let at = self.namesakes.iter().position(|key| Some(key) == self.key.as_ref());
        let next = at.and_then(|at| self.namesakes.iter().cycle().nth(at + 1)).cloned();
        match next.filter(|next| Some(next) != self.key.as_ref()) {
            Some(next) => {
                self.turn_to(next);
                Vec::new()
            }
            None => vec![Outcome::Say("an identity at its addresses leads on".to_owned())],
        }
    }

    fn open_line(&mut self, data: &Data) -> Vec<Outcome> {
        let Some(line) = self.line() else {
            self.fold();
            return Vec::new();
        };
        match line.leads {
            Leads::Actor(_) => self.lead_on(),
            Leads::Event(row) => {
                let said = format!("{} {}", line.how, line.label);
                way_to_event(data, self.snapshot.place(row), said)
            }
            Leads::Value(..) | Leads::Session(_) => {
                let both = self.actor_term().zip(self.grip().term);
                both.map(|(actor, value)| drill(actor.and(value))).unwrap_or_default()
            }
        }
    }

    fn fold(&mut self) {
        let Some(&line) = self.lines.get(self.table.selected) else { return };
        let (Shown::Heading(sheet) | Shown::Line(sheet, _) | Shown::More(sheet)) = line;
        let title = self.sheets[sheet].title;
        if !self.open.remove(title) {
            self.open.insert(title);
        }
        self.arrange();
    }

    /// The mouse pressed at a place.
    pub fn click(&mut self, area: Rect, position: Position, data: &Data, theme: &Theme) {
        let [.., body] = self.areas(area);
        let columns = columns(TimeStyle::of(&self.snapshot, data.times.zone));
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

    /// Head, lanes with their axis, and the sections; lanes need room.
    fn areas(&self, area: Rect) -> [Rect; 3] {
        let n_head = if area.height > 5 { 2 } else { 0 };
        let n_lanes = u16::try_from(self.portrait.lanes.len()).unwrap_or(0);
        let n_lanes = if area.height >= HIGH && n_lanes > 0 { n_lanes + 2 } else { 0 };
        let head = Rect { height: n_head, ..area };
        let lanes = Rect { y: head.bottom(), height: n_lanes, ..area };
        let y = lanes.bottom();
        [head, lanes, Rect { y, height: area.bottom() - y, ..area }]
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.lines.len(), has_focus: true, theme }
    }

    /// Draws all that is known.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let [head, lanes, body] = self.areas(area);
        let times = TimeStyle::of(&self.snapshot, data.times.zone);
        let styles = [theme.header, theme.faint];
        for ((line, style), place) in self.head(times).iter().zip(styles).zip(head.rows()) {
            Label::new(line, style).draw(place, buffer, theme);
        }
        self.draw_lanes(lanes, buffer, data, theme);
        self.height = Table::body_height(body);
        let columns = columns(times);
        let mut state = self.table.clone();
        let cursor = self
            .widget(&columns, theme)
            .draw(body, buffer, &mut state, |line| self.row(line, times, theme));
        self.table = state;
        cursor.filter(|_| !self.lines.is_empty())
    }
}
