//! Choosing fields and their order: the columns of the list, the levels of the groups.
//!
//! Columns can also be JSON paths: those of the selected event are listed, any other can be typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::query::{Operand, Path};
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
    all: Vec<Choosable>,
    chosen: Vec<Operand>,
    typed: String,
    table: TableState,
}

/// What can be chosen.
#[derive(Debug)]
struct Choosable {
    of: Operand,
    /// What it is, or what of it is known here.
    note: String,
    /// Whether it stands here because it was typed.
    is_typed: bool,
}

impl Fields {
    /// With the fields that are chosen now.
    pub fn new(purpose: Purpose, chosen: Vec<Field>) -> Self {
        Self::of(purpose, chosen.into_iter().map(Operand::Field).collect())
    }

    /// With the columns of now, the values of those that stand back, and the paths of the selected
    /// event with what stands there.
    pub fn of_columns(
        chosen: Vec<Operand>,
        folded: Vec<(Field, String)>,
        paths: Vec<(Path, String)>,
    ) -> Self {
        let mut fields = Self::of(Purpose::Columns, chosen);
        for (field, value) in folded {
            let value = if value.is_empty() { "(none)".to_owned() } else { value };
            if let Some(held) = fields.all.iter_mut().find(|held| held.of == Operand::Field(field))
            {
                held.note = format!("= {value}  folded (zc)");
            }
        }
        for (path, value) in paths {
            let name = path.to_string();
            match fields.all.iter_mut().find(|held| held.of.name() == name) {
                Some(held) if held.note.is_empty() => held.note = format!("here {value}"),
                Some(_) => {}
                None if Field::named(name.trim_start_matches('.')).is_some() => {}
                None => {
                    let note = format!("here {value}");
                    fields.all.push(Choosable { of: Operand::Path(path), note, is_typed: false });
                }
            }
        }
        fields
    }

    fn of(purpose: Purpose, chosen: Vec<Operand>) -> Self {
        let others = FIELDS.iter().map(|spec| Operand::Field(spec.field));
        let others = others.filter(|of| !chosen.contains(of));
        let choosable = |of: Operand| {
            let note = match &of {
                Operand::Field(field) => field.spec().help.to_owned(),
                Operand::Path(_) => String::new(),
            };
            Choosable { of, note, is_typed: false }
        };
        let all = chosen.iter().cloned().chain(others).map(choosable).collect();
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
            KeyCode::Char('-') if self.typed.is_empty() => self.shift(-1),
            KeyCode::Left => self.shift(-1),
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

    /// Takes pasted text: a path is longer than one likes to type.
    pub fn paste(&mut self, text: &str) {
        self.typed.extend(text.trim().chars().filter(|character| !character.is_control()));
        self.find();
    }

    fn done(&self) -> Vec<Outcome> {
        if self.chosen.is_empty() {
            return vec![Outcome::Say("choose at least one field with Space".to_owned())];
        }
        let fields = || self.chosen.iter().filter_map(Operand::field).collect();
        vec![match self.purpose {
            Purpose::Columns => Outcome::Columns(self.chosen.clone()),
            Purpose::GroupBy => Outcome::GroupBy(fields()),
            Purpose::Facets => Outcome::Facets(fields()),
        }]
    }

    fn toggle(&mut self) {
        let row = &mut self.all[self.table.selected];
        row.is_typed = false;
        match self.chosen.iter().position(|held| *held == row.of) {
            Some(position) => {
                self.chosen.remove(position);
            }
            None => self.chosen.push(row.of.clone()),
        }
        self.typed.clear();
    }

    /// Moves the selected field among the chosen ones.
    fn shift(&mut self, by: isize) {
        let of = &self.all[self.table.selected].of;
        let position = self.chosen.iter().position(|held| held == of);
        let target = position.and_then(|position| position.checked_add_signed(by));
        if let (Some(position), Some(target)) =
            (position, target.filter(|&t| t < self.chosen.len()))
        {
            self.chosen.swap(position, target);
        }
    }

    /// Selects the first one whose name holds what was typed; else that becomes one, if it is a path.
    fn find(&mut self) {
        self.all.retain(|row| !row.is_typed);
        let typed = self.typed.to_lowercase();
        let is_named = |row: &Choosable| match &row.of {
            Operand::Field(field) => {
                let spec = field.spec();
                let mut names = spec.aliases.iter().chain([&spec.name, &spec.title]);
                names.any(|name| name.to_lowercase().contains(&typed))
            }
            Operand::Path(path) => path.to_string().to_lowercase().contains(&typed),
        };
        let found = self.all.iter().position(is_named);
        let path = Path::parse(&self.typed).filter(|_| self.purpose == Purpose::Columns);
        match (found, path) {
            (Some(row), _) => self.table.select(row),
            (None, Some(path)) => {
                let note = "a JSON path; the selected event has nothing there".to_owned();
                self.all.push(Choosable { of: Operand::Path(path), note, is_typed: true });
                self.table.select(self.all.len() - 1);
            }
            (None, None) => self.table.select(self.table.selected.min(self.all.len() - 1)),
        }
    }

    fn title(&self) -> String {
        let (name, what) = match self.purpose {
            Purpose::Columns => ("COLUMNS", "type to find, or a JSON path"),
            Purpose::Facets => ("FACETS", "type to find"),
            Purpose::GroupBy => ("GROUP BY", "type to find"),
        };
        let what = if self.typed.is_empty() { what.to_owned() } else { format!("/{}", self.typed) };
        format!("{name} ─ Space choose  ←→ order  {what}  Enter done")
    }

    /// Draws the list over the middle of the screen.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let title = crate::text::sanitize(&self.title()).into_owned();
        let inner = popup::draw(popup::centered(area, 90, 34), buffer, theme, &title);
        let name_width = if self.purpose == Purpose::Columns { 36 } else { 24 };
        let columns = [
            Column::new("#", Width::Fixed(2), Align::Left),
            Column::new("FIELD", Width::Fixed(name_width), Align::Left),
            Column::new("WHAT", Width::Fill { min: 10, weight: 1 }, Align::Left),
        ];
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: self.all.len(),
            has_focus: false,
            theme,
        };
        table.draw(inner, buffer, &mut self.table, |line| {
            let row = &self.all[line];
            let position = self.chosen.iter().position(|held| *held == row.of);
            let number = position.map_or(String::new(), |position| (position + 1).to_string());
            let style = if position.is_some() { theme.header } else { theme.read };
            let number = Cell { text: number.into(), style: Some(theme.key), ..Cell::default() };
            let name = Cell { cut: crate::text::Cut::Middle, ..row.of.name().into() };
            Row { cells: vec![number, name, row.note.as_str().into()], style, mark: "" }
        })
    }
}
