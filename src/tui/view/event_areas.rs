//! Where the list and the detail stand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::theme::Theme;

/// From this width on the detail stands beside the list.
const WIDE: u16 = 180;

/// The parts of the view on the screen; what is hidden has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// The list.
    pub list: Rect,
    /// The line or column between.
    pub border: Rect,
    /// The detail.
    pub detail: Rect,
}

/// What has the whole view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// List and detail share it.
    Nothing,
    /// The list.
    List,
    /// The detail.
    Detail,
}

impl Areas {
    /// The parts of `area`; on a small one the detail shows only while it has the focus.
    pub fn of(area: Rect, cover: Cover, is_in_detail: bool) -> Self {
        let none = Rect { width: 0, height: 0, ..area };
        let is_small = area.height < 14 || area.width < 60;
        if cover == Cover::Detail || (is_in_detail && is_small) {
            return Self { list: none, border: none, detail: area };
        }
        if cover == Cover::List || is_small {
            return Self { list: area, border: none, detail: none };
        }
        if area.width >= WIDE {
            let width = area.width * 2 / 5;
            let list = Rect { width: area.width - width - 1, ..area };
            let border = Rect { x: list.right(), width: 1, ..area };
            return Self { list, border, detail: Rect { x: border.right(), width, ..area } };
        }
        let height = (area.height * 2 / 5).max(6);
        let list = Rect { height: area.height - height - 1, ..area };
        let border = Rect { y: list.bottom(), height: 1, ..area };
        Self { list, border, detail: Rect { y: border.bottom(), height, ..area } }
    }
}

/// Draws the line between list and detail, with the keys that work there.
pub fn draw_border(area: Rect, buffer: &mut Buffer, (theme, is_in_detail): (&Theme, bool)) {
    let style = if is_in_detail { theme.focus } else { theme.faint };
    let glyph = if area.width > 1 { "─" } else { "│" };
    for position in area.positions() {
        buffer[position].set_symbol(glyph).set_style(style);
    }
    if area.width > 20 {
        let hint = if is_in_detail {
            " DETAIL ─ Space fold  o all  y copy  f full  Esc list "
        } else {
            " DETAIL ─ Enter focus  J/K scroll  f full  p hide "
        };
        buffer.set_stringn(area.x + 1, area.y, hint, usize::from(area.width - 2), style);
    }
}
