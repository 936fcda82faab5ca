//! All changes of what the screen shows, as a tree, to go to any of them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::text;
use crate::tui::data::history::Line;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Align, Cell, Column, Row, Table, TableState, Width};

/// The tree as it was when it was opened.
#[derive(Debug)]
pub struct HistoryTree {
    lines: Vec<Line>,
    table: TableState,
}

impl HistoryTree {
    /// With the cursor on what the screen shows.
    pub fn new(lines: Vec<Line>) -> Self {
        let mut table = TableState::default();
        table.select(lines.iter().position(|line| line.is_current).unwrap_or(0));
        Self { lines, table }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        let n_rows = self.lines.len();
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'U') => return vec![Outcome::Close],
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return vec![Outcome::Close];
            }
            KeyCode::Enter => {
                let line = self.lines.get(self.table.selected);
                return line.map(|line| Outcome::GoTo(line.node)).into_iter().collect();
            }
            KeyCode::Down | KeyCode::Char('j') => self.table.move_rows(1, n_rows),
            KeyCode::Up | KeyCode::Char('k') => self.table.move_rows(-1, n_rows),
            KeyCode::PageDown => self.table.page(1, 10, n_rows),
            KeyCode::PageUp => self.table.page(-1, 10, n_rows),
            KeyCode::Home | KeyCode::Char('g') => self.table.to_top(),
            KeyCode::End | KeyCode::Char('G') => self.table.to_bottom(n_rows),
            _ => {}
        }
        Vec::new()
    }

    /// Draws the tree over the middle of the screen.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let height = u16::try_from(self.lines.len()).unwrap_or(u16::MAX).saturating_add(3);
        let place = popup::centered(area, 100, height.clamp(6, 34));
        let title = "HISTORY ─ Enter goes there, u and ^r walk, Esc closes";
        let inner = popup::draw(place, buffer, theme, title);
        let columns = [
            Column::new("CHANGE", Width::Fill { min: 20, weight: 1 }, Align::Left),
            Column::new("EVENTS LEFT", Width::Fixed(11), Align::Right),
        ];
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: self.lines.len(),
            has_focus: false,
            theme,
        };
        table.draw(inner, buffer, &mut self.table, |index| {
            let line = &self.lines[index];
            let branch = if line.depth > 0 {
                format!("{}├ ", "│ ".repeat(line.depth - 1))
            } else {
                String::new()
            };
            let events = line.n_rows.map_or(String::new(), |n| text::count(n as u64));
            let cells = vec![Cell::from(format!("{branch}{}", line.label)), Cell::from(events)];
            let (style, mark) =
                if line.is_current { (theme.header, "●") } else { (theme.read, "") };
            Row { cells, style, mark }
        })
    }
}
