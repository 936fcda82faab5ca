//! Where list and detail of the events stand: areas, the mouse, drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{EventsView, Pane};
use crate::tui::action::Action;
use crate::tui::data::{Data, Shown};
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::view::event_areas::{Areas, Cover, draw_border};
use crate::tui::view::event_columns::next_order;
use crate::tui::widget::table::{Hit, Table};

impl EventsView {
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
        match self.list.point(areas.list, position, data, theme) {
            Some(Hit::Header { .. }) => {
                let order = next_order(Action::Sort, self.list.columns.operand(), data.sort());
                return vec![Outcome::Sort(order)];
            }
            Some(Hit::Cell { row, .. }) => {
                self.focus = Pane::List;
                self.list.table.select(row);
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
            self.list.table.move_rows(lines, shown.answer.rows.len());
            self.pin(shown);
        }
    }

    /// The parts of the view in `area`.
    pub fn areas(&self, area: Rect) -> Areas {
        let cover = if self.is_full {
            Cover::Detail
        } else if self.is_hidden {
            Cover::List
        } else {
            Cover::Nothing
        };
        Areas::of(area, cover, self.focus == Pane::Detail)
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
        let list_cursor = if areas.list.is_empty() {
            None
        } else {
            self.height = Table::body_height(areas.list);
            let has_focus = self.focus == Pane::List;
            self.list.draw(areas.list, buffer, data, (theme, has_focus), &self.chosen)
        };
        draw_border(areas.border, buffer, (theme, self.focus == Pane::Detail));
        let row = self.selected(&data.shown)?;
        let has_focus = self.focus == Pane::Detail;
        if areas.detail.is_empty() {
            return list_cursor;
        }
        if areas.list.is_empty() {
            self.height = usize::from(areas.detail.height);
        }
        let detail_cursor = self.detail.draw(
            areas.detail,
            buffer,
            &data.shown,
            row,
            (data.times.zone, theme, has_focus),
        );
        if has_focus { detail_cursor } else { list_cursor }
    }
}
