//! The search bar: live at every key, with a history.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::query::SyntaxError;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::line_edit::{EditOutcome, LineEdit};

/// The line being typed.
#[derive(Debug, Default)]
pub struct SearchBar {
    line: LineEdit,
    /// Earlier searches, oldest first.
    history: Vec<String>,
    /// Which of them is shown; its length for the new one.
    at: usize,
}

impl SearchBar {
    /// An empty line.
    pub fn open(&mut self) {
        self.line = LineEdit::default();
        self.at = self.history.len();
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        match key.code {
            KeyCode::Enter => {
                let text = self.line.text().to_owned();
                if !text.is_empty() && self.history.last() != Some(&text) {
                    self.history.push(text);
                }
                vec![Outcome::Commit]
            }
            KeyCode::Esc => vec![Outcome::Abandon],
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                vec![Outcome::Abandon]
            }
            KeyCode::Backspace if self.line.text().is_empty() => vec![Outcome::Abandon],
            KeyCode::Up => self.recall(self.at.checked_sub(1)),
            KeyCode::Down => self.recall(self.at.checked_add(1)),
            _ => {
                let edited = self.line.key(key);
                self.said(edited)
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Outcome> {
        let edited = self.line.paste(text);
        self.said(edited)
    }

    fn said(&self, edited: EditOutcome) -> Vec<Outcome> {
        match edited {
            EditOutcome::Changed => vec![Outcome::Draft(self.line.text().to_owned())],
            EditOutcome::Moved | EditOutcome::Ignored => Vec::new(),
        }
    }

    fn recall(&mut self, at: Option<usize>) -> Vec<Outcome> {
        let Some(at) = at.filter(|&at| at <= self.history.len()) else { return Vec::new() };
        self.at = at;
        self.line = LineEdit::new(self.history.get(at).map_or("", String::as_str));
        vec![Outcome::Draft(self.line.text().to_owned())]
    }

    /// Draws the bar with what is wrong behind it, or `said`.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
        (error, said): (Option<&SyntaxError>, &str),
    ) -> Option<Position> {
        let used = Label::new(" / ", theme.key).draw(area, buffer, theme);
        let rest = Rect { x: area.x + used, width: area.width - used, ..area };
        let note = error.map_or_else(|| said.to_owned(), ToString::to_string);
        let note_width = u16::try_from(crate::text::columns(&note)).unwrap_or(u16::MAX);
        let note_width = note_width.min(rest.width * 2 / 3);
        let line = Rect { width: rest.width - note_width.min(rest.width), ..rest };
        let note_area = Rect { x: line.right(), width: note_width, ..rest };
        let style = if error.is_some() { theme.error } else { theme.faint };
        Label::new(&note, style).draw(note_area, buffer, theme);
        self.line.draw(line, buffer, theme, error.map(|error| error.byte..error.end))
    }
}
