//! Choosing fields and their order: the columns of the list, the levels of the groups.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::store::{FIELDS, Field};
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Align, Cell, Column, Row, Table, TableState, Width};

/// What the fields are chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Columns of the event list.
    Columns,
    /// Levels of the groups.
    GroupBy,
    /// Values listed beside the events.
    Facets,
}

/// All fields, the chosen ones first and in their order.
#[derive(Debug)]
pub struct Fields {
    purpose: Purpose,
    all: Vec<Field>,
    chosen: Vec<Field>,
    typed: String,
    table: TableState,
}

impl Fields {
    /// With the fields that are chosen now.
    pub fn new(purpose: Purpose, chosen: Vec<Field>) -> Self {
        let others = FIELDS.iter().map(|spec| spec.field).filter(|field| !chosen.contains(field));
        let all = chosen.iter().copied().chain(others).collect();
        Self { purpose, all, chosen, typed: String::new(), table: TableState::default() }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        let n_rows = self.all.len();
        match key.code {
            KeyCode::Esc => return vec![Outcome::Close],
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return vec![Outcome::Close];
            }
            KeyCode::Enter => return self.done(),
            KeyCode::Down => self.table.move_rows(1, n_rows),
            KeyCode::Up => self.table.move_rows(-1, n_rows),
            KeyCode::Char(' ') => self.toggle(),
            KeyCode::Char('+') | KeyCode::Right => self.shift(1),
            KeyCode::Char('-') | KeyCode::Left => self.shift(-1),
            KeyCode::Backspace => {
                self.typed.pop();
                self.find();
            }
            KeyCode::Char(character) => {
                self.typed.push(character);
                self.find();
            }
            _ => {}
        }
        Vec::new()
    }

    fn done(&self) -> Vec<Outcome> {
        if self.chosen.is_empty() {
            return vec![Outcome::Say("choose at least one field with Space".to_owned())];
        }
        let chosen = self.chosen.clone();
        vec![match self.purpose {
            Purpose::Columns => Outcome::Columns(chosen),
            Purpose::GroupBy => Outcome::GroupBy(chosen),
            Purpose::Facets => Outcome::Facets(chosen),
        }]
    }

    fn toggle(&mut self) {
        let field = self.all[self.table.selected];
        match self.chosen.iter().position(|&held| held == field) {
            Some(position) => {
                self.chosen.remove(position);
            }
            None => self.chosen.push(field),
        }
        self.typed.clear();
    }

    /// Moves the selected field among the chosen ones.
    fn shift(&mut self, by: isize) {
        let field = self.all[self.table.selected];
        let position = self.chosen.iter().position(|&held| held == field);
        let target = position.and_then(|position| position.checked_add_signed(by));
        if let (Some(position), Some(target)) =
            (position, target.filter(|&t| t < self.chosen.len()))
        {
            self.chosen.swap(position, target);
        }
    }

    /// Selects the first field whose name holds what was typed.
    fn find(&mut self) {
        let typed = self.typed.to_lowercase();
        let holds = |field: &Field| {
            let spec = field.spec();
            let mut names = spec.aliases.iter().chain([&spec.name, &spec.title]);
            names.any(|name| name.to_lowercase().contains(&typed))
        };
        if let Some(row) = self.all.iter().position(holds) {
            self.table.select(row);
        }
    }

    /// Draws the list over the middle of the screen.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let title = match self.purpose {
            Purpose::Columns => "COLUMNS ─ Space choose  ←→ order  type to find  Enter done",
            Purpose::Facets => "FACETS ─ Space choose  ←→ order  type to find  Enter done",
            Purpose::GroupBy => "GROUP BY ─ Space choose  ←→ order  type to find  Enter done",
        };
        let inner = popup::draw(popup::centered(area, 90, 34), buffer, theme, title);
        let column =
            |title: &str, width| Column { title: title.to_owned(), width, align: Align::Left };
        let columns = [
            column("#", Width::Fixed(2)),
            column("FIELD", Width::Fixed(24)),
            column("WHAT", Width::Fill { min: 10, weight: 1 }),
        ];
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: self.all.len(),
            has_focus: false,
            theme,
        };
        table.draw(inner, buffer, &mut self.table, |line| {
            let spec = self.all[line].spec();
            let position = self.chosen.iter().position(|&held| held == spec.field);
            let number = position.map_or(String::new(), |position| (position + 1).to_string());
            let style = if position.is_some() { theme.header } else { theme.read };
            let number = Cell { text: number.into(), style: Some(theme.key), ..Cell::default() };
            Row { cells: vec![number, spec.name.into(), spec.help.into()], style, mark: "" }
        })
    }
}
