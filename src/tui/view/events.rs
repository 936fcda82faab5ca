//! The list of events with the detail of the selected one.
//!
//! The selection is an event, not a row number: it stays on the event when filter, order or data
//! change, and moves to a neighbour only when the event is filtered out.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::detail::Detail;
use super::event_cells;
use super::event_columns::{headers, next_order, rearrange};
use super::event_walk::{follow, next_position, way_to_correction};
use super::levers::Grip;
use super::list_moves::move_in_list;
use crate::export::DEFAULT_COLUMNS;
use crate::query::Expr;
use crate::store::{EventPlace, Field, RowId, Snapshot};
use crate::text::Cut;
use crate::time::Timestamp;
use crate::tui::action::Action;
use crate::tui::data::{Data, Shown};
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Cell, Column, Hit, Row, Table, TableState};

/// From this width on the detail stands beside the list.
const WIDE: u16 = 180;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The list.
    #[default]
    List,
    /// The detail.
    Detail,
    /// The values to choose from, beside the list.
    Facets,
}

/// The list and the detail.
#[derive(Debug)]
pub struct EventsView {
    /// Where keys go.
    pub focus: Pane,
    /// The detail of the selected event.
    pub detail: Detail,
    /// Events that were chosen one by one, to compare them.
    pub chosen: Vec<EventPlace>,
    columns: Vec<Field>,
    table: TableState,
    is_full: bool,
    is_hidden: bool,
    /// The selected event; `None` until the user moves, so that the first row stays selected while
    /// earlier events are still being read.
    pinned: Option<EventPlace>,
    height: usize,
}

impl Default for EventsView {
    fn default() -> Self {
        Self {
            focus: Pane::List,
            detail: Detail::default(),
            chosen: Vec::new(),
            columns: DEFAULT_COLUMNS.to_vec(),
            table: TableState::default(),
            is_full: false,
            is_hidden: false,
            pinned: None,
            height: 20,
        }
    }
}

/// The parts of the view on the screen; what is hidden has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// The list.
    pub list: Rect,
    /// The line or column between.
    pub border: Rect,
    /// The detail.
    pub detail: Rect,
}

impl EventsView {
    /// The columns, left to right.
    pub fn columns(&self) -> &[Field] {
        &self.columns
    }

    /// Shows these columns; at least one stays.
    pub fn set_columns(&mut self, columns: Vec<Field>) {
        if !columns.is_empty() {
            self.columns = columns;
            self.table.column = self.table.column.min(self.columns.len() - 1);
        }
    }

    /// The selected event.
    pub fn selected(&self, shown: &Shown) -> Option<RowId> {
        shown.row(self.table.selected)
    }

    /// Position of the selected row in the list.
    pub fn position(&self) -> usize {
        self.table.selected
    }

    /// Whether only the list shows.
    pub fn hides_detail(&self) -> bool {
        self.is_hidden
    }

    /// The field under the cell cursor.
    pub fn field(&self) -> Field {
        self.columns[self.table.column.min(self.columns.len() - 1)]
    }

    /// Finds the selected event in a new answer, or the event nearest to it in time.
    pub fn rows_changed(&mut self, shown: &Shown) {
        let n_rows = shown.answer.rows.len();
        let Some(place) = self.pinned else {
            self.table.select(self.table.selected.min(n_rows.saturating_sub(1)));
            return;
        };
        let row = shown.snapshot.find(place);
        let found = row.filter(|&row| shown.answer.matched.contains(row));
        let position = match found {
            Some(row) => shown.answer.rows.iter().position(|&r| r == row),
            None => nearest(shown, place.time),
        };
        let height = self.table.selected.saturating_sub(self.table.offset);
        self.table.select(position.unwrap_or(0));
        // The selected row stays where it is on the screen.
        self.table.offset = self.table.selected.saturating_sub(height);
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        let in_detail = match self.focus {
            Pane::Detail => self.detail.update(action, self.height, &data.shown.highlighter),
            Pane::List | Pane::Facets => None,
        };
        if in_detail.is_some() {
            return in_detail;
        }
        let outcomes = match action {
            Action::Sort | Action::SortAdd | Action::SortMatch => {
                self.hold(&data.shown);
                vec![Outcome::Sort(next_order(action, self.field(), data.sort()))]
            }
            Action::Columns => vec![Outcome::PickColumns(self.columns.clone())],
            Action::MoveColumnLeft | Action::MoveColumnRight | Action::HideColumn => {
                let at = self.table.column.min(self.columns.len() - 1);
                self.table.column = rearrange(&mut self.columns, at, action);
                Vec::new()
            }
            Action::CopyValue | Action::CopyRow | Action::CopyEvent => {
                self.copy(action, &data.shown)
            }
            Action::Follow => {
                self.hold(&data.shown);
                let row = self.selected(&data.shown);
                row.map(|row| follow(&data.shown.snapshot, row)).unwrap_or_default()
            }
            Action::NextMatch => self.next_match(&data.shown, true),
            Action::PreviousMatch => self.next_match(&data.shown, false),
            Action::Correction => match way_to_correction(self.detail.correction(), data) {
                Ok(position) => self.choose(position, &data.shown),
                Err(said) => vec![Outcome::Say(said)],
            },
            Action::NextError => {
                self.seek(&data.shown, true, ("failed call", event_cells::is_failed))
            }
            Action::PreviousError => {
                self.seek(&data.shown, false, ("failed call", event_cells::is_failed))
            }
            Action::NextWrite => self.seek(&data.shown, true, ("write", event_cells::is_write)),
            Action::PreviousWrite => {
                self.seek(&data.shown, false, ("write", event_cells::is_write))
            }
            Action::DetailDown => self.in_detail(|detail| detail.scroll(1)),
            Action::DetailUp => self.in_detail(|detail| detail.scroll(-1)),
            _ => return self.navigate(action, data).then(Vec::new),
        };
        Some(outcomes)
    }

    /// Moves and panes; `false` when the action is none of these.
    fn navigate(&mut self, action: Action, data: &Data) -> bool {
        match action {
            Action::Open => {
                self.is_hidden = false;
                self.focus = Pane::Detail;
            }
            Action::NextPane if !self.is_hidden => {
                self.focus = if self.focus == Pane::List { Pane::Detail } else { Pane::List };
            }
            Action::Full => {
                self.is_full = !self.is_full;
                self.is_hidden = false;
                self.focus = if self.is_full { Pane::Detail } else { Pane::List };
            }
            Action::HideDetail => {
                self.is_hidden = !self.is_hidden;
                self.is_full = false;
                self.focus = Pane::List;
            }
            Action::ChooseEvent => self.choose_event(&data.shown),
            Action::Escape if self.focus == Pane::List && !self.chosen.is_empty() => {
                self.chosen.clear();
            }
            Action::Back | Action::Escape if self.focus == Pane::Detail => {
                self.is_full = false;
                self.focus = Pane::List;
            }
            _ => return self.move_in_list(action, &data.shown),
        }
        true
    }

    /// Chooses the selected event, or takes it out, and goes to the next one.
    fn choose_event(&mut self, shown: &Shown) {
        let Some(row) = self.selected(shown) else { return };
        let place = shown.snapshot.place(row);
        match self.chosen.iter().position(|&chosen| chosen == place) {
            Some(at) => drop(self.chosen.remove(at)),
            None => self.chosen.push(place),
        }
        self.move_in_list(Action::Down, shown);
    }

    fn move_in_list(&mut self, action: Action, shown: &Shown) -> bool {
        let size = (shown.answer.rows.len(), self.columns.len());
        if !move_in_list(&mut self.table, action, size, self.height) {
            return false;
        }
        self.pin(shown);
        true
    }

    /// Keeps the selected event selected whatever becomes of the list.
    pub fn hold(&mut self, shown: &Shown) {
        if self.pinned.is_none() {
            self.pin(shown);
        }
    }

    /// Selects an event, as soon as it is shown.
    pub fn go_to(&mut self, place: EventPlace) {
        self.pinned = Some(place);
    }

    /// The user has chosen this row.
    fn pin(&mut self, shown: &Shown) {
        self.pinned = self.selected(shown).map(|row| shown.snapshot.place(row));
    }

    /// Goes to a row of the list.
    fn choose(&mut self, position: usize, shown: &Shown) -> Vec<Outcome> {
        self.table.select(position);
        self.pin(shown);
        Vec::new()
    }

    /// Selects the next row, or the previous one, that is `wanted`; says when there is none.
    fn seek(
        &mut self,
        shown: &Shown,
        is_forward: bool,
        (what, wanted): (&str, fn(&Snapshot, RowId) -> bool),
    ) -> Vec<Outcome> {
        let rows = &shown.answer.rows;
        let is_hit = |position: &usize| wanted(&shown.snapshot, rows[*position]);
        let found = if is_forward {
            (self.table.selected + 1..rows.len()).find(is_hit)
        } else {
            (0..self.table.selected.min(rows.len())).rev().find(is_hit)
        };
        let Some(position) = found else {
            let side = if is_forward { "after" } else { "before" };
            return vec![Outcome::Say(format!("no {what} {side} this event"))];
        };
        self.choose(position, shown)
    }

    /// Selects the next highlighted row, or the previous one, also round the end; says so.
    fn next_match(&mut self, shown: &Shown, is_forward: bool) -> Vec<Outcome> {
        let say = |text: &str| vec![Outcome::Say(text.to_owned())];
        if shown.hits.is_none() {
            return say("nothing is highlighted: Tab in the search bar highlights");
        }
        let rows = &shown.answer.rows;
        let is_hit = |position: usize| !shown.is_dimmed(rows[position]);
        let Some((position, is_round)) =
            next_position(rows.len(), self.table.selected, is_forward, is_hit)
        else {
            return say("no event here is highlighted");
        };
        self.choose(position, shown);
        match (is_round, is_forward) {
            (false, _) => Vec::new(),
            (true, true) => say("after the last match, on from the first"),
            (true, false) => say("before the first match, on from the last"),
        }
    }

    /// The value under the cursor, in the list or the detail.
    pub fn grip(&self, shown: &Shown) -> Grip {
        let Some(row) = self.selected(shown) else { return Grip::default() };
        let event = Some(shown.snapshot.place(row));
        match self.focus {
            Pane::Detail => {
                let term = self.detail.value_term();
                let value = term.as_ref().map_or_else(String::new, |_| self.detail.value());
                Grip { term, value, event }
            }
            Pane::List | Pane::Facets => {
                let field = self.field();
                let value = shown.snapshot.text(row, field).into_owned();
                Grip { term: Some(Expr::value_term(&shown.snapshot, field, row)), value, event }
            }
        }
    }

    fn copy(&self, action: Action, shown: &Shown) -> Vec<Outcome> {
        let Some(row) = self.selected(shown) else { return Vec::new() };
        let text = |field: Field| shown.snapshot.text(row, field).into_owned();
        vec![match action {
            Action::CopyEvent => Outcome::Copy { what: "event", text: self.detail.pretty() },
            Action::CopyRow => {
                let cells: Vec<String> = self.columns.iter().map(|&field| text(field)).collect();
                Outcome::Copy { what: "row", text: cells.join("\t") }
            }
            _ => Outcome::Copy { what: "value", text: text(self.field()) },
        }]
    }

    fn in_detail(&mut self, change: impl Fn(&mut Detail)) -> Vec<Outcome> {
        change(&mut self.detail);
        Vec::new()
    }

    /// The mouse pressed at a place; the answer is a wish of the header.
    pub fn click(
        &mut self,
        area: Rect,
        position: Position,
        data: &Data,
        theme: &Theme,
    ) -> Vec<Outcome> {
        let areas = self.areas(area);
        if areas.detail.contains(position) {
            self.focus = Pane::Detail;
            self.detail.click(areas.detail, position, theme);
            return Vec::new();
        }
        let columns = headers(&self.columns, data);
        let table = self.table(&columns, &data.shown, theme);
        match table.hit(areas.list, &self.table, position) {
            Some(Hit::Header { column }) => {
                self.table.column = column;
                return vec![Outcome::Sort(next_order(Action::Sort, self.field(), data.sort()))];
            }
            Some(Hit::Cell { row, column }) => {
                self.focus = Pane::List;
                self.table.select(row);
                self.table.column = column.unwrap_or(self.table.column);
                self.pin(&data.shown);
            }
            None => {}
        }
        Vec::new()
    }

    /// The wheel turned over a place.
    pub fn scroll(&mut self, area: Rect, position: Position, lines: isize, shown: &Shown) {
        if self.areas(area).detail.contains(position) {
            self.detail.scroll(lines);
        } else {
            self.table.move_rows(lines, shown.answer.rows.len());
            self.pin(shown);
        }
    }

    /// The parts of the view in `area`.
    pub fn areas(&self, area: Rect) -> Areas {
        let none = Rect { width: 0, height: 0, ..area };
        let is_small = area.height < 14 || area.width < 60;
        if self.is_full || (self.focus == Pane::Detail && is_small) {
            return Areas { list: none, border: none, detail: area };
        }
        if self.is_hidden || is_small {
            return Areas { list: area, border: none, detail: none };
        }
        if area.width >= WIDE {
            let width = area.width * 2 / 5;
            let list = Rect { width: area.width - width - 1, ..area };
            let border = Rect { x: list.right(), width: 1, ..area };
            return Areas { list, border, detail: Rect { x: border.right(), width, ..area } };
        }
        let height = (area.height * 2 / 5).max(6);
        let list = Rect { height: area.height - height - 1, ..area };
        let border = Rect { y: list.bottom(), height: 1, ..area };
        Areas { list, border, detail: Rect { y: border.bottom(), height, ..area } }
    }

    /// Draws the view; the answer is where the terminal's cursor belongs.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let areas = self.areas(area);
        let columns = headers(&self.columns, data);
        let list_cursor = if areas.list.is_empty() {
            None
        } else {
            self.height = Table::body_height(areas.list);
            let table = self.table(&columns, &data.shown, theme);
            let mut state = self.table.clone();
            let times = event_cells::TimeStyle::of(&data.shown.snapshot);
            let cursor = table.draw(areas.list, buffer, &mut state, |position| {
                let row = list_row(&data.shown, position, &self.columns, (theme, times));
                let is_chosen = data.shown.row(position).is_some_and(|row| {
                    !self.chosen.is_empty() && self.chosen.contains(&data.shown.snapshot.place(row))
                });
                if is_chosen { Row { mark: "✓", ..row } } else { row }
            });
            self.table = state;
            cursor
        };
        self.draw_border(areas.border, buffer, theme);
        let row = self.selected(&data.shown)?;
        let has_focus = self.focus == Pane::Detail;
        if areas.detail.is_empty() {
            return list_cursor;
        }
        if areas.list.is_empty() {
            self.height = usize::from(areas.detail.height);
        }
        let detail_cursor =
            self.detail.draw(areas.detail, buffer, &data.shown, row, (theme, has_focus));
        if has_focus { detail_cursor } else { list_cursor }
    }

    fn draw_border(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let style = if self.focus == Pane::Detail { theme.focus } else { theme.faint };
        let glyph = if area.width > 1 { "─" } else { "│" };
        for position in area.positions() {
            buffer[position].set_symbol(glyph).set_style(style);
        }
        if area.width > 20 {
            let hint = match self.focus {
                Pane::List | Pane::Facets => " DETAIL ─ Enter focus  J/K scroll  f full  p hide ",
                Pane::Detail => " DETAIL ─ Space fold  o all  y copy  f full  Esc list ",
            };
            buffer.set_stringn(area.x + 1, area.y, hint, usize::from(area.width - 2), style);
        }
    }

    fn table<'a>(&self, columns: &'a [Column], shown: &Shown, theme: &'a Theme) -> Table<'a> {
        Table {
            columns,
            n_frozen: usize::from(self.columns.first() == Some(&Field::Time)),
            n_rows: shown.answer.rows.len(),
            has_focus: self.focus == Pane::List,
            theme,
        }
    }
}

/// The position of the first row at or after a time; the last row when there is none.
fn nearest(shown: &Shown, time: Option<Timestamp>) -> Option<usize> {
    let rows = &shown.answer.rows;
    let last = rows.len().checked_sub(1)?;
    let Some(time) = time else { return Some(last) };
    let at = shown.snapshot.first_at(time);
    let is_in_order = rows.is_sorted();
    Some(if is_in_order { rows.partition_point(|&row| row < at).min(last) } else { 0 })
}

fn list_row<'a>(
    shown: &'a Shown,
    position: usize,
    fields: &[Field],
    (theme, times): (&Theme, event_cells::TimeStyle),
) -> Row<'a> {
    let Some(row) = shown.row(position) else { return Row::default() };
    let look = event_cells::Look::of(&shown.snapshot, row);
    let cell = |&field: &Field| {
        let text = match field {
            Field::Time => times.text(shown.snapshot.time(row)).into(),
            _ => shown.snapshot.text(row, field),
        };
        let matched = shown.highlighter.ranges(field, &text);
        let style = (field == Field::Actor).then(|| look.actor_style(theme)).flatten();
        let cut = if matches!(field, Field::UserAgent | Field::EventName) {
            Cut::End
        } else {
            Cut::Middle
        };
        Cell { text, style, matched, cut }
    };
    let style: Style = if shown.is_dimmed(row) { theme.faint } else { look.style(theme) };
    Row { cells: fields.iter().map(cell).collect(), style, mark: look.mark() }
}
