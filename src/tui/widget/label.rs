//! One line of text of any origin, drawn safely.
//!
//! The text is sanitised, cut to the width, and drawn piece by piece: replaced characters in the
//! warning style, matches in theirs. The one way of foreign text to the screen.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{self, Cut, Piece};
use crate::tui::theme::Theme;

/// A text and how to draw it.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    /// The text as it was found.
    pub text: &'a str,
    /// Its style, over what the buffer has.
    pub style: Style,
    /// Bytes of `text` to set off; clusters that they touch are drawn whole.
    pub matched: &'a [Range<usize>],
    /// The style of the matched parts, over `style`.
    pub matched_style: Style,
    /// Where to cut when it is too wide.
    pub cut: Cut,
}

impl<'a> Label<'a> {
    /// A label without matches, cut at its end.
    pub fn new(text: &'a str, style: Style) -> Self {
        Self { text, style, matched: &[], matched_style: Style::new(), cut: Cut::End }
    }

    /// The same with matches drawn as the theme has it.
    pub fn with_matched(self, matched: &'a [Range<usize>], theme: &Theme) -> Self {
        Self { matched, matched_style: theme.matched, ..self }
    }

    /// Draws into the first row of `area`; returns the columns used.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> u16 {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return 0;
        }
        let mut x = area.x;
        for piece in text::cut_pieces(self.text, usize::from(area.width), self.cut) {
            let row = Rect { x, width: area.right() - x, height: 1, ..area };
            x = self.draw_piece(&piece, row, buffer, theme);
        }
        x - area.x
    }

    /// Returns the column after the piece.
    fn draw_piece(&self, piece: &Piece<'_>, row: Rect, buffer: &mut Buffer, theme: &Theme) -> u16 {
        let style = if piece.is_warning { self.style.patch(theme.warning) } else { self.style };
        let matched_style = style.patch(self.matched_style);
        let right = row.right();
        let mut put = |x, text: &str, style| {
            buffer.set_stringn(x, row.y, text, usize::from(right - x), style).0
        };
        if !self.is_matched(&piece.range) {
            return put(row.x, &piece.text, style);
        }
        if piece.is_warning || piece.text.len() != piece.range.len() {
            return put(row.x, &piece.text, matched_style);
        }
        piece.text.grapheme_indices(true).fold(row.x, |x, (index, cluster)| {
            let start = piece.range.start + index;
            let is_matched = self.is_matched(&(start..start + cluster.len()));
            put(x, cluster, if is_matched { matched_style } else { style })
        })
    }

    fn is_matched(&self, range: &Range<usize>) -> bool {
        self.matched.iter().any(|m| m.start < range.end && range.start < m.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Color;

    use super::*;

    fn draw(label: Label<'_>, columns: u16) -> (Buffer, u16) {
        let area = Rect::new(0, 0, columns, 1);
        let mut buffer = Buffer::empty(area);
        let used = label.draw(area, &mut buffer, &Theme::dark());
        (buffer, used)
    }

    fn with_style(buffer: &Buffer, style: Style) -> String {
        let cells = buffer.content.iter().filter(|cell| cell.bg == style.bg.unwrap());
        cells.map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn replaced_characters_are_drawn_as_warnings() {
        let (buffer, used) = draw(Label::new("a\x1b[31mb\u{202E}c", Style::new()), 40);
        assert_eq!(used, 15);
        assert_eq!(with_style(&buffer, Theme::dark().warning), "^[⟨202E⟩");
    }

    #[test]
    fn matches_are_set_off_also_when_cut_away() {
        let theme = Theme::dark();
        let matched = [2..4, 8..9];
        let label = Label::new("abcdefghij", Style::new()).with_matched(&matched, &theme);
        assert_eq!(with_style(&draw(label, 10).0, theme.matched), "cdi");
        assert_eq!(with_style(&draw(label, 6).0, theme.matched), "cd…");
    }

    #[test]
    fn an_area_outside_the_buffer_is_left_alone() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        let label = Label::new("abc", Style::new().fg(Color::Red));
        assert_eq!(label.draw(Rect::new(5, 5, 9, 1), &mut buffer, &Theme::plain()), 0);
        assert_eq!(label.draw(Rect::new(1, 0, 9, 1), &mut buffer, &Theme::plain()), 1);
        assert_eq!(buffer[(1, 0)].symbol(), "…");
    }

    proptest! {
        #[test]
        fn no_cell_holds_a_character_that_acts(text: String, columns in 0_u16..40) {
            let (buffer, used) = draw(Label::new(&text, Style::new()), columns);
            prop_assert!(used <= columns);
            for cell in &buffer.content {
                prop_assert_eq!(text::sanitize(cell.symbol()), cell.symbol());
            }
        }

        #[test]
        fn as_many_columns_are_used_as_counted(text: String) {
            let columns = text::columns(&text);
            prop_assume!(columns < 400);
            let (_, used) = draw(Label::new(&text, Style::new()), 400);
            prop_assert_eq!(usize::from(used), columns);
        }
    }
}
