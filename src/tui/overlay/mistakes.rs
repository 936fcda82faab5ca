//! What is wrong in the configuration, until a key is pressed.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::popup;
use crate::config::Mistake;
use crate::text;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;

/// The mistakes as they were when they were found.
#[derive(Debug)]
pub struct Mistakes {
    texts: Vec<String>,
    first: usize,
}

impl Mistakes {
    /// At least one of them.
    pub fn new(mistakes: &[Mistake]) -> Self {
        Self { texts: mistakes.iter().map(ToString::to_string).collect(), first: 0 }
    }

    /// Scrolls; any other key closes.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.first += 1,
            KeyCode::Up | KeyCode::Char('k') => self.first = self.first.saturating_sub(1),
            _ => return vec![Outcome::Close],
        }
        Vec::new()
    }

    /// Draws them over the middle of the screen.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let width = area.width.min(100);
        let columns = usize::from(width.saturating_sub(4)).max(1);
        let mut lines: Vec<(&str, bool)> = Vec::new();
        for text in &self.texts {
            lines
                .extend(wrapped(text, columns).into_iter().enumerate().map(|(at, l)| (l, at == 0)));
        }
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(3);
        let n = self.texts.len();
        let mistakes = if n == 1 { "MISTAKE".to_owned() } else { format!("{n} MISTAKES") };
        let title = format!("{mistakes} IN THE CONFIGURATION ─ any key closes");
        let place = popup::centered(area, width, height.min(area.height));
        let inner = popup::draw(place, buffer, theme, &title);
        let (body, foot) = match inner.height {
            0 | 1 => (inner, Rect::default()),
            height => (
                Rect { height: height - 1, ..inner },
                Rect { y: inner.bottom() - 1, height: 1, ..inner },
            ),
        };
        self.first = self.first.min(lines.len().saturating_sub(usize::from(body.height)));
        for (&(line, is_first), row) in lines.iter().skip(self.first).zip(body.rows()) {
            let x = row.x + if is_first { 0 } else { 2.min(row.width) };
            let style = if is_first { theme.error } else { theme.read };
            Label::new(line, style).draw(Rect { x, width: row.right() - x, ..row }, buffer, theme);
        }
        let said = "the usual stands in place of each; all else in the file counts";
        Label::new(said, theme.faint).draw(foot, buffer, theme);
    }
}

/// The parts of a safe text that fit a line each, cut at spaces where there are any.
fn wrapped(text: &str, columns: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = text::prefix_within(rest, columns);
        if end < rest.len() {
            end = rest[..end].rfind(' ').filter(|&at| at > 0).map_or(end, |at| at + 1);
        }
        // A character wider than the line goes alone.
        let end = if end == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { end };
        lines.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_spaces() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("日本", 1), ["日", "本"]);
        assert_eq!(wrapped("", 4), [""; 0]);
    }
}
