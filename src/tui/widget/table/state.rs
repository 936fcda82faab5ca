//! Where the user is in a table: pure movement, clamped at the ends.

/// Where the user is in the table. The table's view owns it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableState {
    /// The selected row.
    pub selected: usize,
    /// The first visible row.
    pub offset: usize,
    /// The selected column.
    pub column: usize,
    /// The first visible column, not counting frozen ones.
    pub first_column: usize,
}

impl TableState {
    /// Moves the selection down, or up when negative, and stops at the ends.
    pub fn move_rows(&mut self, delta: isize, n_rows: usize) {
        self.selected = self.selected.saturating_add_signed(delta).min(n_rows.saturating_sub(1));
    }

    /// Moves by screens of `height` rows, less one row to keep one's place.
    pub fn page(&mut self, n_screens: isize, height: usize, n_rows: usize) {
        let step = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        let delta = n_screens.saturating_mul(step);
        self.offset = self.offset.saturating_add_signed(delta);
        self.move_rows(delta, n_rows);
    }

    /// Selects the first row.
    pub fn to_top(&mut self) {
        self.selected = 0;
    }

    /// Selects the last row.
    pub fn to_bottom(&mut self, n_rows: usize) {
        self.selected = n_rows.saturating_sub(1);
    }

    /// Moves the cell cursor to the right, or to the left when negative.
    pub fn move_columns(&mut self, delta: isize, n_columns: usize) {
        self.column = self.column.saturating_add_signed(delta).min(n_columns.saturating_sub(1));
    }

    /// Selects a row; one past the end is brought back at the next draw or move.
    pub fn select(&mut self, row: usize) {
        self.selected = row;
    }

    /// Takes a click on a cell, or between cells; `true` when its row was selected already.
    pub fn point(&mut self, row: usize, column: Option<usize>) -> bool {
        let is_again = self.selected == row;
        self.selected = row;
        self.column = column.unwrap_or(self.column);
        is_again
    }

    /// Scrolls so that the selected row stands in the middle of `height` rows.
    pub fn center(&mut self, height: usize) {
        self.offset = self.selected.saturating_sub(height / 2);
    }

    /// Scrolls no more than is needed to see the selection, and leaves no room unused at the end.
    pub(crate) fn scroll_rows(&mut self, height: usize, n_rows: usize) {
        let selected = self.selected.min(n_rows.saturating_sub(1));
        let least = (selected + 1).saturating_sub(height.max(1));
        self.offset = self.offset.clamp(least, selected).min(n_rows.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_table_keeps_everything_at_zero() {
        let mut state = TableState::default();
        state.move_rows(5, 0);
        state.page(3, 10, 0);
        state.to_bottom(0);
        state.move_columns(4, 0);
        state.scroll_rows(10, 0);
        assert_eq!(state, TableState::default());
    }

    #[test]
    fn the_selection_stops_at_the_ends() {
        let mut state = TableState::default();
        state.move_rows(-1, 5);
        assert_eq!(state.selected, 0);
        state.move_rows(isize::MAX, 5);
        assert_eq!(state.selected, 4);
        state.to_top();
        state.page(1, 3, 5);
        assert_eq!(state.selected, 2);
        state.move_columns(9, 3);
        state.move_columns(-1, 3);
        assert_eq!(state.column, 1);
    }

    #[test]
    fn a_click_beside_the_cells_keeps_the_column() {
        let mut state = TableState::default();
        assert!(!state.point(3, Some(2)));
        assert!(state.point(3, None));
        assert_eq!((state.selected, state.column), (3, 2));
    }

    #[test]
    fn centring_scrolls_and_stops_at_the_ends() {
        let mut state = TableState { selected: 50, ..TableState::default() };
        state.center(10);
        state.scroll_rows(10, 100);
        assert_eq!(state.offset, 45);
        state.select(99);
        state.center(10);
        state.scroll_rows(10, 100);
        assert_eq!(state.offset, 90);
    }

    proptest! {
        #[test]
        fn scrolling_shows_the_selection_and_moves_least(
            selected in 0_usize..200, offset in 0_usize..200, height in 1_usize..50,
            n_rows in 1_usize..150,
        ) {
            let mut state = TableState { selected, offset, ..TableState::default() };
            state.scroll_rows(height, n_rows);
            let shown = selected.min(n_rows - 1);
            prop_assert!((state.offset..state.offset + height).contains(&shown));
            prop_assert!(state.offset + height <= n_rows || state.offset == 0);
            let once = state.clone();
            state.scroll_rows(height, n_rows);
            prop_assert_eq!(state, once);
        }
    }
}
