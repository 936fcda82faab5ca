//! Where the values to choose from stand: beside the list, over it, or instead of it.

use ratatui::layout::Rect;

/// From this width on there is room beside the list; below it the values stand over the list.
const BESIDE: u16 = 100;

/// Where the values stand and where the events; the first may stand over the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetAreas {
    /// The values, border included; empty when they do not show.
    pub pane: Rect,
    /// The events.
    pub rest: Rect,
}

/// How much of the view the values take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// Nothing.
    Hidden,
    /// The side of the list.
    Side,
    /// All, while they have the focus.
    Whole,
}

impl FacetAreas {
    /// The parts of the view of events in `area`.
    pub fn of(area: Rect, extension: Extension, has_focus: bool) -> Self {
        let none = Rect { width: 0, height: 0, ..area };
        let is_small = area.width < 40 || area.height < 6;
        let over = |pane| Self { pane, rest: area };
        if has_focus && (extension == Extension::Whole || is_small) {
            return over(area);
        }
        if extension != Extension::Side || is_small {
            return over(none);
        }
        if area.width < BESIDE {
            return over(if has_focus { Rect { width: 40, ..area } } else { none });
        }
        let width = (area.width / 4).clamp(30, 44);
        let pane = Rect { width, ..area };
        let rest = Rect { x: pane.right(), width: area.width - width, ..area };
        Self { pane, rest }
    }

    /// Whether the last column tells the values from the events.
    pub(crate) fn has_border(&self) -> bool {
        self.pane != self.rest && self.pane.width > 1
    }

    /// The line of the title, and the lines below it.
    pub(crate) fn inner(&self) -> (Rect, Rect) {
        let pane = self.pane;
        let right = u16::from(self.has_border());
        let title = Rect { height: pane.height.min(1), width: pane.width - right, ..pane };
        let list = Rect { y: title.bottom(), height: pane.height - title.height, ..title };
        (title, list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(extension: Extension, (width, height): (u16, u16), expected: [(u16, u16); 2]) {
        let area = Rect::new(0, 2, width, height);
        let widths = [true, false].map(|has_focus| {
            let areas = FacetAreas::of(area, extension, has_focus);
            (areas.pane.width, areas.rest.width)
        });
        assert_eq!(widths, expected);
    }

    #[test]
    fn they_stand_beside_the_list_where_there_is_room() {
        check(Extension::Side, (120, 30), [(30, 90), (30, 90)]);
        check(Extension::Side, (400, 30), [(44, 356), (44, 356)]);
        check(Extension::Hidden, (120, 30), [(0, 120), (0, 120)]);
    }

    #[test]
    fn on_a_narrow_screen_they_stand_over_the_list_while_they_have_the_focus() {
        check(Extension::Side, (80, 20), [(40, 80), (0, 80)]);
        check(Extension::Side, (39, 20), [(39, 39), (0, 39)]);
        check(Extension::Side, (1, 1), [(1, 1), (0, 1)]);
    }

    #[test]
    fn a_column_is_counted_over_the_whole_view() {
        check(Extension::Whole, (120, 30), [(120, 120), (0, 120)]);
        check(Extension::Whole, (30, 5), [(30, 30), (0, 30)]);
    }
}
