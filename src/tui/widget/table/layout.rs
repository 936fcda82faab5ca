//! Which columns of a table are shown, where, and how wide.

/// Columns of the screen between two cells.
const GAP: u16 = 2;

/// One column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header, with its sort glyph if any.
    pub title: String,
    /// How wide it is.
    pub width: Width,
    /// Where its text stands.
    pub align: Align,
}

impl Column {
    /// A column under a fixed header.
    pub fn new(title: &str, width: Width, align: Align) -> Self {
        Self { title: title.to_owned(), width, align }
    }
}

/// The width of a column, in terminal columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Always the same.
    Fixed(u16),
    /// At least `min`, and of the room left a part by `weight`.
    Fill {
        /// The least.
        min: u16,
        /// Compared with those of the other columns of this kind.
        weight: u16,
    },
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left: text.
    #[default]
    Left,
    /// At the right: numbers.
    Right,
}

/// A column's place on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Its index.
    pub(crate) column: usize,
    /// The first column of the screen, from the left of the room.
    pub(crate) x: u16,
    /// In columns of the screen; may be 0.
    pub(crate) width: u16,
}

/// The columns and the room for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout<'a> {
    /// The columns, left to right.
    pub(crate) columns: &'a [Column],
    /// How many of them, from the left, are always shown.
    pub(crate) n_frozen: usize,
    /// Columns of the screen.
    pub(crate) room: u16,
}

impl Layout<'_> {
    /// The first scrolled column that shows the `selected` one whole and is nearest to `wanted`.
    pub(crate) fn first_column(&self, wanted: usize, selected: usize) -> usize {
        let n_columns = self.columns.len();
        let n_frozen = self.n_frozen();
        if self.is_fitting() {
            return n_frozen;
        }
        if selected < n_frozen {
            return wanted.clamp(n_frozen, n_columns.max(n_frozen));
        }
        let selected = selected.min(n_columns - 1);
        let least = self.columns[selected].width.least();
        let is_whole = |slot: &Slot| slot.column == selected && slot.width >= least;
        let mut firsts = n_frozen..selected;
        let first = firsts.find(|&first| self.slots(first).iter().any(is_whole));
        wanted.clamp(first.unwrap_or(selected), selected)
    }

    /// The frozen columns, as far as they leave half of the room to the others.
    pub(crate) fn n_frozen(&self) -> usize {
        let mut used = 0_u32;
        let is_small = |column: &&Column| {
            used += u32::from(column.width.least()) + u32::from(GAP);
            used * 2 <= u32::from(self.room)
        };
        self.columns.iter().take(self.n_frozen).take_while(is_small).count()
    }

    fn is_fitting(&self) -> bool {
        let least = |column: &Column| u32::from(column.width.least()) + u32::from(GAP);
        let all = self.columns.iter().map(least).sum::<u32>();
        all.saturating_sub(u32::from(GAP)) <= u32::from(self.room)
    }

    fn fills(&self, column: usize) -> bool {
        self.columns[column].width.weight() > 0
    }

    /// Places the columns that fit; the last may be narrower than it wants to be when no other
    /// column has a use for its room.
    pub(crate) fn slots(&self, first_column: usize) -> Vec<Slot> {
        let n_frozen = self.n_frozen();
        let mut slots = Vec::new();
        let mut used = 0_u16;
        for column in (0..n_frozen).chain(first_column.max(n_frozen)..self.columns.len()) {
            if used >= self.room {
                break;
            }
            let least = self.columns[column].width.least();
            let width = least.min(self.room - used);
            if width < least && slots.iter().any(|slot: &Slot| self.fills(slot.column)) {
                // The columns that fill make more of the room than a column cut to a few letters.
                break;
            }
            slots.push(Slot { column, x: 0, width });
            used = used.saturating_add(width).saturating_add(GAP);
        }
        self.share_out(&mut slots, self.room.saturating_sub(used.saturating_sub(GAP)));
        let mut x = 0_u16;
        for slot in &mut slots {
            slot.x = x;
            x = x.saturating_add(slot.width).saturating_add(GAP);
        }
        slots
    }

    /// Gives the room left to the columns that fill, by weight; the last takes the rest.
    fn share_out(&self, slots: &mut [Slot], mut left: u16) {
        let weight = |slot: &Slot| u32::from(self.columns[slot.column].width.weight());
        let mut weights = slots.iter().map(weight).sum::<u32>();
        for slot in slots {
            let weight = weight(slot);
            if weight > 0 {
                let share = u16::try_from(u32::from(left) * weight / weights).unwrap_or(left);
                slot.width += share;
                left -= share;
                weights -= weight;
            }
        }
    }
}

impl Width {
    /// The least it takes.
    pub fn least(self) -> u16 {
        match self {
            Self::Fixed(width) | Self::Fill { min: width, .. } => width,
        }
    }

    fn weight(self) -> u16 {
        match self {
            Self::Fixed(_) => 0,
            Self::Fill { weight, .. } => weight,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns(widths: &[Width]) -> Vec<Column> {
        let column = |&width| Column { title: String::new(), width, align: Align::Left };
        widths.iter().map(column).collect()
    }

    #[track_caller]
    fn check(widths: &[Width], room: u16, n_frozen: usize, first: usize, expected: &[[u16; 3]]) {
        let layout = Layout { columns: &columns(widths), n_frozen, room };
        let slots = layout.slots(first).into_iter();
        let found = slots.map(|s| [u16::try_from(s.column).unwrap(), s.x, s.width]);
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    const FILL: Width = Width::Fill { min: 4, weight: 1 };

    #[test]
    fn room_left_goes_to_the_columns_that_fill() {
        check(&[Width::Fixed(8), FILL], 20, 0, 0, &[[0, 0, 8], [1, 10, 10]]);
        check(&[FILL, FILL], 15, 0, 0, &[[0, 0, 6], [1, 8, 7]]);
        check(&[Width::Fixed(8)], 20, 0, 0, &[[0, 0, 8]]);
    }

    #[test]
    fn the_last_column_may_be_cut() {
        check(&[Width::Fixed(8), Width::Fixed(8)], 12, 0, 0, &[[0, 0, 8], [1, 10, 2]]);
        check(&[Width::Fixed(8), Width::Fixed(8)], 9, 0, 1, &[[1, 0, 8]]);
    }

    #[test]
    fn frozen_columns_stay_unless_they_take_too_much() {
        let widths = [Width::Fixed(3); 4];
        check(&widths, 14, 1, 2, &[[0, 0, 3], [2, 5, 3], [3, 10, 3]]);
        check(&widths, 6, 1, 2, &[[2, 0, 3], [3, 5, 1]]);
    }

    proptest! {
        #[test]
        fn the_selected_column_is_shown(
            widths in prop::collection::vec(1_u16..30, 1..12), room in 1_u16..80,
            n_frozen in 0_usize..4, wanted in 0_usize..14, selected in 0_usize..12,
        ) {
            let widths = widths.into_iter().map(Width::Fixed).collect::<Vec<_>>();
            let selected = selected.min(widths.len() - 1);
            let layout = Layout { columns: &columns(&widths), n_frozen, room };
            let slots = layout.slots(layout.first_column(wanted, selected));
            let slot = slots.iter().find(|slot| slot.column == selected);
            prop_assert!(slot.is_some_and(|s| s.width == widths[selected].least().min(s.width)));
            prop_assert!(slots.iter().all(|slot| slot.x + slot.width <= room));
        }
    }
}
