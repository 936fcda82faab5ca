//! A box over the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear, Widget};

use crate::tui::theme::Theme;

/// A box of at most this size in the middle of `area`.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 2;
    Rect { x, y, width, height }
}

/// Clears `area` and draws a frame with a title; the answer is the space within.
pub fn draw(area: Rect, buffer: &mut Buffer, theme: &Theme, title: &str) -> Rect {
    Clear.render(area, buffer);
    let block = Block::bordered().title(format!(" {title} ")).border_style(theme.focus);
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}
