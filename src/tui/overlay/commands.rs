//! The help and the palette: every command that works here with its keys, searchable.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::tui::action::{ACTIONS, Action};
use crate::tui::keymap::{Binding, Context, Keymap};
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::line_edit::{EditOutcome, LineEdit};
use crate::tui::widget::table::{Align, Cell, Column, Row, Table, TableState, Width};

/// A command with its keys.
#[derive(Debug, Clone)]
struct Command {
    action: Action,
    keys: String,
    help: &'static str,
    place: &'static str,
}

/// The list of commands.
#[derive(Debug)]
pub struct Commands {
    title: &'static str,
    all: Vec<Command>,
    shown: Vec<usize>,
    line: LineEdit,
    table: TableState,
}

impl Commands {
    /// The commands that work where `here` has the focus.
    pub fn new(title: &'static str, keymap: &Keymap, here: Context) -> Self {
        let command = |spec: &crate::tui::action::ActionSpec| {
            let bindings: Vec<&Binding> =
                keymap.working(here).filter(|b| b.action == spec.action).collect();
            let place = bindings.first()?.context.name();
            let keys: Vec<String> = bindings.iter().map(|b| b.keys_text()).collect();
            Some(Command { action: spec.action, keys: keys.join(" "), help: spec.help, place })
        };
        let all: Vec<Command> = ACTIONS.iter().filter_map(command).collect();
        let shown = (0..all.len()).collect();
        Self { title, all, shown, line: LineEdit::default(), table: TableState::default() }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        let n_rows = self.shown.len();
        match key.code {
            KeyCode::Esc => return vec![Outcome::Close],
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return vec![Outcome::Close];
            }
            KeyCode::Enter => {
                let command = self.shown.get(self.table.selected).map(|&i| &self.all[i]);
                return command.map(|command| Outcome::Run(command.action)).into_iter().collect();
            }
            KeyCode::Down => self.table.move_rows(1, n_rows),
            KeyCode::Up => self.table.move_rows(-1, n_rows),
            KeyCode::PageDown => self.table.page(1, 10, n_rows),
            KeyCode::PageUp => self.table.page(-1, 10, n_rows),
            _ => {
                let edited = self.line.key(key);
                self.said(edited);
            }
        }
        Vec::new()
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        let edited = self.line.paste(text);
        self.said(edited);
    }

    fn said(&mut self, edited: EditOutcome) {
        if edited == EditOutcome::Changed {
            self.search();
        }
    }

    /// Keeps what matches, the best first.
    fn search(&mut self) {
        let matcher = SkimMatcherV2::default().ignore_case();
        let wanted = self.line.text().trim();
        let score = |index: usize| {
            let command = &self.all[index];
            let line = format!("{} {}", command.action.spec().label, command.help);
            let by_key = (command.keys.split(' ').any(|keys| keys == wanted)).then_some(i64::MAX);
            by_key.or_else(|| matcher.fuzzy_match(&line, wanted)).map(|score| (-score, index))
        };
        let mut found: Vec<(i64, usize)> = (0..self.all.len()).filter_map(score).collect();
        if !wanted.is_empty() {
            found.sort_unstable();
        }
        self.shown = found.into_iter().map(|(_, index)| index).collect();
        self.table.to_top();
    }

    /// Draws the list over the middle of the screen.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let inner = popup::draw(popup::centered(area, 84, 30), buffer, theme, self.title);
        let mut rows = inner.rows();
        let cursor = self.line.draw(rows.next()?, buffer, theme, None);
        let list = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
        let columns = [
            Column::new("KEYS", Width::Fixed(16), Align::Left),
            Column::new("WHAT", Width::Fill { min: 20, weight: 1 }, Align::Left),
            Column::new("WHERE", Width::Fixed(10), Align::Left),
        ];
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: self.shown.len(),
            has_focus: false,
            theme,
        };
        table.draw(list, buffer, &mut self.table, |line| {
            let command = &self.all[self.shown[line]];
            let keys = Cell {
                text: command.keys.as_str().into(),
                style: Some(theme.key),
                ..Cell::default()
            };
            Row { cells: vec![keys, command.help.into(), command.place.into()], ..Row::default() }
        });
        cursor
    }
}
