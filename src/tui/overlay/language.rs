//! How searches are written, as a page.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::popup;
use crate::query::LANGUAGE;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;

/// The page, as far as it was scrolled.
#[derive(Debug, Default)]
pub struct LanguagePage {
    first: usize,
    /// Lines that showed when it was drawn last.
    height: usize,
}

/// A line: a title, or an example with its meaning.
type Line = (&'static str, Option<&'static str>);

fn lines() -> Vec<Line> {
    let topic = |topic: &'static crate::query::Topic| {
        let rows = topic.rows.iter().map(|&(example, meaning)| (example, Some(meaning)));
        std::iter::once((topic.title, None)).chain(rows)
    };
    LANGUAGE.iter().flat_map(topic).collect()
}

impl LanguagePage {
    /// Scrolls; `false` when the key is for others.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        let last = lines().len().saturating_sub(self.height);
        self.first = match key.code {
            KeyCode::Down => self.first + 1,
            KeyCode::Up => self.first.saturating_sub(1),
            KeyCode::PageDown => self.first + page,
            KeyCode::PageUp => self.first.saturating_sub(page),
            _ => return false,
        }
        .min(last);
        true
    }

    /// The wheel turned.
    pub fn scroll(&mut self, by: isize) {
        let last = lines().len().saturating_sub(self.height);
        self.first = self.first.saturating_add_signed(by).min(last);
    }

    /// Draws the page.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if area.height < 3 || area.width < 10 {
            return;
        }
        let area = Rect { width: area.width.min(110), ..area };
        let title = "HOW SEARCHES ARE WRITTEN ─ ↑↓ PgUp PgDn scroll, Esc closes";
        let inner = popup::draw(area, buffer, theme, title);
        self.height = usize::from(inner.height);
        let lines = lines();
        self.first = self.first.min(lines.len().saturating_sub(self.height));
        let width = if inner.width < 80 { inner.width / 2 } else { 46 };
        for (&(text, meaning), row) in lines.iter().skip(self.first).zip(inner.rows()) {
            let Some(meaning) = meaning else {
                Label::new(text, theme.header).draw(row, buffer, theme);
                continue;
            };
            let example =
                Rect { x: row.x + 2, width: width.min(row.width.saturating_sub(2)), ..row };
            let used = Label::new(text, theme.key).draw(example, buffer, theme);
            // A long example pushes its meaning to the right.
            let x = (row.x + 2 + used.max(width.saturating_sub(2)) + 1).min(row.right());
            let rest = Rect { x, width: row.right() - x, ..row };
            Label::new(meaning, theme.read).draw(rest, buffer, theme);
        }
    }
}
