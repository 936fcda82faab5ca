//! The search bar: live at every key, with a history, and with what the text can become.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::completion::Completion;
use super::language::LanguagePage;
use crate::query::SyntaxError;
use crate::tui::data::{Data, Mode};
use crate::tui::effect::Effect;
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
    completion: Completion,
    /// The event that was selected when the bar was opened: what is typed may match nothing.
    json: String,
    /// How the language is written, while it is shown instead of completions.
    page: Option<LanguagePage>,
}

impl SearchBar {
    /// Begins with a text; `json` is the selected event, whose paths can be completed.
    pub fn open(&mut self, text: &str, json: &str) {
        json.clone_into(&mut self.json);
        self.line = LineEdit::new(text);
        self.at = self.history.len();
        self.completion.clear();
        self.page = None;
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        if self.page.as_mut().is_some_and(|page| page.key(key)) {
            return Vec::new();
        }
        match key.code {
            KeyCode::F(1) => {
                self.page = if self.page.is_some() { None } else { Some(LanguagePage::default()) };
                Vec::new()
            }
            KeyCode::Esc if self.page.take().is_some() => Vec::new(),
            KeyCode::Esc if self.completion.is_chosen() => {
                self.completion.leave();
                Vec::new()
            }
            KeyCode::Tab => vec![Outcome::Turn],
            KeyCode::Enter | KeyCode::Right if self.completion.is_chosen() => self.take_choice(),
            KeyCode::Down if self.at == self.history.len() || self.completion.is_chosen() => {
                if self.completion.is_open() {
                    self.completion.step(true);
                } else {
                    self.completion.widen();
                }
                Vec::new()
            }
            KeyCode::Up if self.completion.is_chosen() => {
                self.completion.step(false);
                Vec::new()
            }
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

    /// The mouse pressed: a line of the list is taken.
    pub fn click(&mut self, position: Position) -> Vec<Outcome> {
        let is_taken = self.page.is_none() && self.completion.click(position);
        if is_taken { self.take_choice() } else { Vec::new() }
    }

    /// The wheel turned: over the list, or over the page of the language.
    pub fn scroll(&mut self, position: Position, lines: isize) {
        match &mut self.page {
            Some(page) => page.scroll(lines),
            None => self.completion.scroll(position, lines),
        }
    }

    fn take_choice(&mut self) -> Vec<Outcome> {
        if let Some((range, text)) = self.completion.take() {
            self.line.replace(range, &text);
        }
        vec![Outcome::Draft(self.line.text().to_owned())]
    }

    /// Follows the text with what it can become; the answer is a wish for values.
    pub fn follow(&mut self, data: &Data) -> Option<Effect> {
        self.completion.follow(self.line.text(), self.line.cursor(), (data, &self.json))
    }

    /// The values that were wished for.
    pub fn completed(&mut self, wish: u64, values: Vec<(String, u32)>) {
        self.completion.completed(wish, values);
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
        (mode, error, said): (Mode, Option<&SyntaxError>, &str),
    ) -> Option<Position> {
        let sign = if mode == Mode::Highlight { " highlight / " } else { " / " };
        let used = Label::new(sign, theme.key).draw(area, buffer, theme);
        let rest = Rect { x: area.x + used, width: area.width - used, ..area };
        let note = error.map_or_else(|| said.to_owned(), ToString::to_string);
        let columns = |text: &str| u16::try_from(crate::text::columns(text)).unwrap_or(u16::MAX);
        // The text comes first; what is wrong may take more room than what is said.
        let room = rest.width.saturating_sub(columns(self.line.text()).saturating_add(2));
        let room = if error.is_some() { room.max(rest.width / 2) } else { room };
        let note_width = columns(&note).min(room).min(rest.width * 2 / 3);
        let line = Rect { width: rest.width - note_width.min(rest.width), ..rest };
        let note_area = Rect { x: line.right(), width: note_width, ..rest };
        let style = if error.is_some() { theme.error } else { theme.faint };
        Label::new(&note, style).draw(note_area, buffer, theme);
        self.line.draw(line, buffer, theme, error.map(|error| error.byte..error.end))
    }

    /// Draws below the bar: what can be taken, or how the language is written.
    pub fn draw_popup(
        &mut self,
        below: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
        cursor: Option<Position>,
    ) {
        match &mut self.page {
            Some(page) => page.draw(below, buffer, theme),
            None => self.completion.draw(below, buffer, theme, cursor.map_or(0, |at| at.x)),
        }
    }
}
