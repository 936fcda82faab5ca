//! A thin bar that tells how much of a list is shown, and which part.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::theme::Theme;

const THUMB: &str = "▐";

/// Draws into the last column of `area`, whose height is the number of visible rows.
///
/// Draws nothing when all rows are visible.
pub fn draw(area: Rect, buffer: &mut Buffer, n_rows: usize, offset: usize, theme: &Theme) {
    let area = area.intersection(buffer.area);
    let height = usize::from(area.height);
    if area.is_empty() || n_rows <= height {
        return;
    }
    let size = (height * height / n_rows).max(1);
    let n_hidden = n_rows - height;
    let start = offset.min(n_hidden) * (height - size) / n_hidden;
    let rows = area.rows().skip(start).take(size);
    for row in rows {
        buffer.set_string(area.right() - 1, row.y, THUMB, theme.faint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(n_rows: usize, offset: usize, expected: &str) {
        let area = Rect::new(0, 0, 1, 4);
        let mut buffer = Buffer::empty(area);
        draw(area, &mut buffer, n_rows, offset, &Theme::plain());
        let shown = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_thumb_reaches_both_ends() {
        check(4, 0, "    ");
        check(8, 0, "▐▐  ");
        check(8, 4, "  ▐▐");
        check(1_000_000, 0, "▐   ");
        check(1_000_000, 500_000, " ▐  ");
        check(1_000_000, usize::MAX, "   ▐");
    }
}
