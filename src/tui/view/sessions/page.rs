//! Where list and tree of the sessions stand: areas, the mouse, drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::cells::Case;
use super::{Pane, SessionsView};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::TimeStyle;
use crate::tui::widget::table::{Column, Hit, Row, Table};

/// From this width on the tree stands beside the list.
const WIDE: u16 = 200;

/// Least rows of the body for both list and tree.
const HIGH: u16 = 14;

impl SessionsView {
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

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
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
