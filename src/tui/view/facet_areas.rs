//! Where the values to choose from stand: beside the list, over it, or instead of it.

use ratatui::layout::Rect;

use super::facets::FacetsView;

/// From this width on there is room beside the list; below it the values stand over the list.
const BESIDE: u16 = 100;

/// Where the values stand and where the events; the first may stand over the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetAreas {
    /// The values, frame or border included; empty when they do not show.
    pub pane: Rect,
    /// The events.
    pub rest: Rect,
    /// Whether the values stand over the events.
    pub is_over: bool,
}

impl FacetAreas {
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

impl FacetsView {
    /// The parts of the view of events in `area`.
    pub fn areas(&self, area: Rect, has_focus: bool) -> FacetAreas {
        let none = Rect { width: 0, height: 0, ..area };
        let is_small = area.width < 40 || area.height < 6;
        let over = |pane| FacetAreas { pane, rest: area, is_over: true };
        if has_focus && (self.counted.is_some() || is_small) {
            return over(area);
        }
        if !self.is_open || is_small {
            return over(none);
        }
        if area.width < BESIDE {
            return over(if has_focus { Rect { width: 40, ..area } } else { none });
        }
        let width = (area.width / 4).clamp(30, 44);
        let pane = Rect { width, ..area };
        let rest = Rect { x: pane.right(), width: area.width - width, ..area };
        FacetAreas { pane, rest, is_over: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Field;

    #[track_caller]
    fn check(is_open: bool, (width, height): (u16, u16), expected: [(u16, u16); 2]) {
        let mut facets = FacetsView::default();
        facets.is_open = is_open;
        let area = Rect::new(0, 2, width, height);
        let widths = [true, false].map(|has_focus| {
            let areas = facets.areas(area, has_focus);
            (areas.pane.width, areas.rest.width)
        });
        assert_eq!(widths, expected);
    }

    #[test]
    fn they_stand_beside_the_list_where_there_is_room() {
        check(true, (120, 30), [(30, 90), (30, 90)]);
        check(true, (400, 30), [(44, 356), (44, 356)]);
        check(false, (120, 30), [(0, 120), (0, 120)]);
    }

    #[test]
    fn on_a_narrow_screen_they_stand_over_the_list_while_they_have_the_focus() {
        check(true, (80, 20), [(40, 80), (0, 80)]);
        check(true, (39, 20), [(39, 39), (0, 39)]);
        check(true, (1, 1), [(1, 1), (0, 1)]);
    }

    #[test]
    fn a_column_is_counted_over_the_whole_view() {
        let mut facets = FacetsView::default();
        facets.count(Field::Actor).unwrap();
        let area = Rect::new(0, 2, 120, 30);
        assert_eq!(facets.areas(area, true).pane, area);
    }
}
