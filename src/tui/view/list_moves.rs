//! Moving in a list of rows, alike in every view.

use crate::tui::action::Action;
use crate::tui::widget::table::TableState;

/// Moves the selection; `false` when the action is no move.
///
/// `height` is the number of rows that show.
pub fn move_in_list(
    state: &mut TableState,
    action: Action,
    (n_rows, n_columns): (usize, usize),
    height: usize,
) -> bool {
    let half = isize::try_from(height / 2).unwrap_or(1).max(1);
    match action {
        Action::Down => state.move_rows(1, n_rows),
        Action::Up => state.move_rows(-1, n_rows),
        Action::HalfDown => state.move_rows(half, n_rows),
        Action::HalfUp => state.move_rows(-half, n_rows),
        Action::PageDown => state.page(1, height, n_rows),
        Action::PageUp => state.page(-1, height, n_rows),
        Action::Top => state.to_top(),
        Action::Bottom => state.to_bottom(n_rows),
        Action::Center => state.center(height),
        Action::Left => state.move_columns(-1, n_columns),
        Action::Right => state.move_columns(1, n_columns),
        _ => return false,
    }
    true
}
