//! Two events beside each other: what of their JSON differs, each leaf a lever.
//!
//! The earlier one stands first. Their JSON is fetched on a thread and laid over each other when it
//! comes. On a wide screen both values of a member share a line, on a narrow one what was stands
//! above what is.

mod cells;

use std::sync::Arc;

use cells::columns;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::below_head;
use super::levers::{Grip, leaf_term};
use super::list_moves::move_in_list;
use crate::query::previous_same_call;
use crate::store::{EventPlace, Field, Lost, RowId, Snapshot};
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::{Data, Shown};
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::json_diff::{Change, JsonDiff, Side};
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Column, Cut, Hit, Table, TableState};

/// From this width on the two values of a member share a line.
const WIDE: u16 = 100;
/// Lines above the table: what is compared.
const N_HEAD: u16 = 2;

/// Members that differ between any two events.
const VOLATILE: &[&str] = &[
    "eventID",
    "eventTime",
    "requestID",
    "requestId",
    "x-amzn-RequestId",
    "sharedEventID",
    "x-amz-id-2",
    "x-amz-request-id",
];

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// An entry with both sides.
    Both(usize),
    /// An entry with one side.
    One(usize, Side),
    /// So many entries from there on are the same and folded away.
    Same(usize, usize),
}

/// Two events and what they differ in.
#[derive(Debug, Default)]
pub struct DiffView {
    places: Option<(EventPlace, EventPlace)>,
    /// The events that were asked for last.
    asked: Option<(EventPlace, EventPlace)>,
    diff: Option<JsonDiff>,
    /// Why there is nothing to show.
    lost: Option<String>,
    shows_same: bool,
    is_wide: bool,
    lines: Vec<Line>,
    table: TableState,
    height: usize,
}

impl DiffView {
    /// Compares what an action is about; the wishes say why not.
    pub fn open(
        &mut self,
        shown: &Shown,
        chosen: &[EventPlace],
        at: Option<RowId>,
    ) -> Vec<Outcome> {
        let say = |said: &str| vec![Outcome::Say(said.to_owned())];
        let snapshot = &shown.snapshot;
        let rows: Vec<RowId> = chosen.iter().filter_map(|&place| snapshot.find(place)).collect();
        let (one, other) = match (&rows[..], at) {
            ([one, other], _) => (*one, *other),
            ([one], Some(at)) if *one != at => (*one, at),
            ([] | [_], Some(at)) => match previous_same_call(snapshot, at) {
                Some(before) => (before, at),
                None => return vec![Outcome::Say(no_precedent(snapshot, at))],
            },
            ([] | [_], None) => return say("no single event here: choose one in the list"),
            _ => return say("more than two events are chosen: Esc in the list lets them go"),
        };
        self.compare(snapshot, (one.min(other), one.max(other)));
        vec![Outcome::Show(ViewKind::Diff)]
    }

    fn compare(&mut self, snapshot: &Snapshot, (before, after): (RowId, RowId)) {
        self.places = Some((snapshot.place(before), snapshot.place(after)));
        self.diff = None;
        self.lines.clear();
        self.table = TableState { column: 2, ..TableState::default() };
    }

    /// Asks for the events when they are others than those that are there.
    pub fn follow(&mut self, data: &Data, width: u16) -> Option<Job> {
        if self.is_wide != (width >= WIDE) {
            self.is_wide = width >= WIDE;
            self.arrange();
        }
        let places = self.places.filter(|_| self.asked != self.places)?;
        let snapshot = &data.shown.snapshot;
        let rows = (snapshot.find(places.0)?, snapshot.find(places.1)?);
        self.asked = Some(places);
        Some(Job::Pair { snapshot: Arc::clone(snapshot), rows })
    }

    /// Takes the JSON of two events; that of others than were asked for last is dropped.
    pub fn paired(
        &mut self,
        places: (EventPlace, EventPlace),
        (before, after): (Result<String, Lost>, Result<String, Lost>),
    ) {
        if self.asked != Some(places) {
            return;
        }
        let is_volatile = |name: &str| VOLATILE.contains(&name);
        (self.diff, self.lost) = match (before, after) {
            (Ok(before), Ok(after)) => (Some(JsonDiff::new(&before, &after, is_volatile)), None),
            (Err(lost), _) | (_, Err(lost)) => (None, Some(lost.to_string())),
        };
        self.arrange();
        self.seek(true);
    }

    /// Lists the lines that show.
    fn arrange(&mut self) {
        let entries = self.diff.as_ref().map_or(&[][..], JsonDiff::entries);
        let entry_of = |line: &Line| match *line {
            Line::Both(at) | Line::One(at, _) | Line::Same(at, _) => at,
        };
        let held = self.lines.get(self.table.selected).map(entry_of);
        let mut lines: Vec<Line> = Vec::new();
        let mut at = 1;
        while let Some(entry) = entries.get(at) {
            if entry.change == Change::Same && !self.shows_same {
                match lines.last_mut() {
                    Some(Line::Same(first, n)) if entries[*first].depth == entry.depth => *n += 1,
                    _ => lines.push(Line::Same(at, 1)),
                }
                at = entry.end;
                continue;
            }
            let is_split = entry.change == Change::Changed && !entry.has_members && !self.is_wide;
            if is_split {
                lines.extend([Line::One(at, Side::Before), Line::One(at, Side::After)]);
            } else {
                lines.push(Line::Both(at));
            }
            at += 1;
        }
        self.lines = lines;
        let line = self.lines.iter().position(|line| Some(entry_of(line)) >= held).unwrap_or(0);
        self.table.select(line);
    }

    /// The entry under the cursor, and the side that the cursor is on.
    fn selected(&self) -> Option<(usize, Side)> {
        match *self.lines.get(self.table.selected)? {
            Line::One(at, side) => Some((at, side)),
            Line::Both(at) => {
                let side =
                    if self.is_wide && self.table.column == 1 { Side::Before } else { Side::After };
                let other = if side == Side::Before { Side::After } else { Side::Before };
                let has_side = self.diff.as_ref()?.value(at, side).is_some();
                Some((at, if has_side { side } else { other }))
            }
            Line::Same(..) => None,
        }
    }

    /// The value under the cursor.
    pub fn grip(&self) -> Grip {
        let event = self.places.map(|(before, after)| match self.selected() {
            Some((_, Side::Before)) => before,
            _ => after,
        });
        let found = self.selected().zip(self.diff.as_ref());
        let leaf = found.filter(|((at, _), diff)| !diff.entries()[*at].has_members);
        let value = leaf.and_then(|((at, side), diff)| diff.value(at, side));
        let term = leaf
            .zip(value.as_ref())
            .and_then(|(((at, _), diff), value)| leaf_term(diff.names(at), value));
        Grip { value: term.as_ref().and(value).unwrap_or_default(), term, event, column: None }
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, shown: &Shown) -> Option<Vec<Outcome>> {
        match action {
            Action::Diff => return Some(self.go_back(shown)),
            Action::Fold | Action::FoldAll | Action::Open => {
                self.shows_same = !self.shows_same;
                self.arrange();
            }
            Action::NextMatch => self.seek(true),
            Action::PreviousMatch => self.seek(false),
            Action::CopyValue => {
                let (at, side) = self.selected()?;
                let text = self.diff.as_ref()?.value(at, side)?;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            Action::CopyPath => {
                let text = self.diff.as_ref()?.path(self.selected()?.0);
                return Some(vec![Outcome::Copy { what: "path", text }]);
            }
            _ => {
                let size = (self.lines.len(), if self.is_wide { 3 } else { 1 });
                return move_in_list(&mut self.table, action, size, self.height).then(Vec::new);
            }
        }
        Some(Vec::new())
    }

    /// The same call before the earlier event, beside that event.
    fn go_back(&mut self, shown: &Shown) -> Vec<Outcome> {
        let snapshot = &shown.snapshot;
        let Some(row) = self.places.and_then(|(before, _)| snapshot.find(before)) else {
            return vec![Outcome::Say("choose an event in the list first".to_owned())];
        };
        match previous_same_call(snapshot, row) {
            Some(before) => {
                self.compare(snapshot, (before, row));
                Vec::new()
            }
            None => vec![Outcome::Say(no_precedent(snapshot, row))],
        }
    }

    /// The next line that differs otherwise than expected, or the one before.
    fn seek(&mut self, is_forward: bool) {
        let Some(diff) = &self.diff else { return };
        let is_hit = |&line: &usize| match self.lines[line] {
            Line::Both(at) | Line::One(at, _) => {
                let entry = &diff.entries()[at];
                let is_told_below = entry.has_members && entry.change == Change::Changed;
                entry.change != Change::Same && !entry.is_volatile && !is_told_below
            }
            Line::Same(..) => false,
        };
        let at = self.table.selected;
        let found = if is_forward {
            (at + 1..self.lines.len()).find(is_hit)
        } else {
            (0..at.min(self.lines.len())).rev().find(is_hit)
        };
        self.table.select(found.unwrap_or(at));
    }

    /// The mouse pressed at a place.
    pub fn click(&mut self, area: Rect, position: Position, theme: &Theme) {
        let [_, body] = below_head(area, N_HEAD);
        let columns = columns(self.is_wide);
        let hit = self.widget(&columns, theme).hit(body, &self.table, position);
        if let Some(Hit::Cell { row, column }) = hit {
            self.table.point(row, column);
        }
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
    }

    /// Draws which events are compared, and what differs.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let shown = &data.shown;
        let [head, body] = below_head(area, N_HEAD);
        for (line, place) in self.head(&shown.snapshot, data.times.zone).iter().zip(head.rows()) {
            Label { cut: Cut::Middle, ..Label::new(line, theme.header) }.draw(place, buffer, theme);
        }
        self.height = Table::body_height(body);
        let columns = columns(self.is_wide);
        let mut state = self.table.clone();
        let cursor = self
            .widget(&columns, theme)
            .draw(body, buffer, &mut state, |line| self.row(line, shown, theme));
        self.table = state;
        cursor.filter(|_| !self.lines.is_empty())
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.lines.len(), has_focus: true, theme }
    }
}

fn no_precedent(snapshot: &Snapshot, row: RowId) -> String {
    let text = |field| snapshot.text(row, field);
    match &*text(Field::Actor) {
        "" => "this event has no actor, so no call before it is the same".to_owned(),
        actor => format!("no {} by {actor} before this one", text(Field::EventName)),
    }
}
