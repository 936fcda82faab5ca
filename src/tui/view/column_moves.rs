//! Changes of the columns: moved, hidden, frozen, wider; pure, on the columns alone.

use crate::export::{Columns, ListColumn, MOST_WIDTH};
use crate::query::Operand;
use crate::tui::action::Action;

/// Columns of the screen that a press on `<` or `>` takes or gives.
const STEP: u16 = 2;

/// The narrowest that keys make a column.
const LEAST_WIDTH: u16 = 2;

/// Moves, hides or freezes the column at `at`; the answer is where the cursor goes.
///
/// `visible` are the columns that do not stand back, in order, `at` among them: moves go past the
/// others.
pub fn rearrange(columns: &mut Columns, visible: &[usize], at: usize, action: Action) -> usize {
    let position = visible.iter().position(|&column| column == at);
    let neighbour = |by: isize| {
        position.and_then(|p| p.checked_add_signed(by)).and_then(|p| visible.get(p)).copied()
    };
    let target = match action {
        Action::MoveColumnLeft => neighbour(-1),
        Action::MoveColumnRight => neighbour(1),
        _ => None,
    };
    if let Some(target) = target {
        columns.all.swap(at, target);
        return target;
    }
    match action {
        Action::HideColumn if visible.len() > 1 && at < columns.all.len() => {
            columns.all.remove(at);
            columns.frozen = columns.frozen.map(|frozen| frozen - usize::from(at < frozen));
            at.min(columns.all.len() - 1)
        }
        Action::FreezeColumns => {
            columns.frozen = Some(if columns.n_frozen() == at + 1 { 0 } else { at + 1 });
            at
        }
        _ => at,
    }
}

/// The width after a press on `<` or `>`; `now` is the present one.
pub fn resized(now: u16, action: Action) -> u16 {
    match action {
        Action::NarrowerColumn => now.saturating_sub(STEP).max(LEAST_WIDTH),
        _ => now.saturating_add(STEP).min(MOST_WIDTH),
    }
}

/// The columns for `operands`: those that were there keep their widths.
pub fn chosen(columns: &Columns, operands: Vec<Operand>) -> Columns {
    let width = |of: &Operand| columns.all.iter().find(|held| held.of == *of)?.width;
    let mut next = Columns::of(operands);
    for column in &mut next.all {
        *column = ListColumn { width: width(&column.of), of: column.of.clone() };
    }
    next.frozen = columns.frozen.map(|frozen| frozen.min(next.all.len()));
    next.folds = columns.folds;
    next
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{FIELDS, Field};

    fn named(text: &str) -> Columns {
        Columns::parse(text).unwrap()
    }

    #[track_caller]
    fn check(before: &str, at: usize, action: Action, expected: &str) {
        let mut columns = named(before);
        let visible: Vec<usize> = (0..columns.all.len()).collect();
        let cursor = rearrange(&mut columns, &visible, at, action);
        assert_eq!(format!("{columns} {cursor}"), expected);
    }

    #[test]
    fn a_column_is_moved_hidden_and_frozen_and_the_cursor_goes_along() {
        check("time,who,name", 1, Action::MoveColumnRight, "eventTime,eventName,actor 2");
        check("time,who,name", 2, Action::MoveColumnRight, "eventTime,actor,eventName 2");
        check("time,who", 1, Action::MoveColumnLeft, "actor,eventTime 0");
        check("time,who", 1, Action::HideColumn, "eventTime 0");
        check("time,who,/,name", 0, Action::HideColumn, "actor,/,eventName 0");
        check("time", 0, Action::HideColumn, "eventTime 0");
        check("time,who,name", 1, Action::FreezeColumns, "eventTime,actor,/,eventName 1");
        check("time,who,/,name", 1, Action::FreezeColumns, "/,eventTime,actor,eventName 1");
    }

    #[test]
    fn a_move_goes_past_columns_that_stand_back() {
        let mut columns = named("who,time,name");
        assert_eq!(rearrange(&mut columns, &[0, 2], 0, Action::MoveColumnRight), 2);
        assert_eq!(columns.to_string(), "eventName,eventTime,actor");
    }

    #[test]
    fn chosen_columns_keep_their_widths() {
        let operands = |text: &str| named(text).operands().cloned().collect::<Vec<Operand>>();
        let next = |before: &str, text: &str| chosen(&named(before), operands(text)).to_string();
        assert_eq!(next("time,who:9", "who,ip"), "actor:9,sourceIPAddress");
        assert_eq!(next("time,who,/,ip", "who,ip,time"), "actor,sourceIPAddress,/,eventTime");
        assert_eq!(next("time,who", "who,time"), "actor,eventTime");
    }

    proptest! {
        #[test]
        fn right_and_left_again_changes_nothing(
            fields in prop::sample::subsequence(
                FIELDS.iter().map(|spec| spec.field).collect::<Vec<Field>>(), 2..9,
            ),
            hidden in prop::collection::vec(any::<bool>(), 9),
            frozen in prop::option::of(0..9usize),
            at in any::<prop::sample::Index>(),
        ) {
            let mut columns = Columns::of(fields.iter().copied().map(Operand::Field));
            columns.frozen = frozen.map(|frozen| frozen.min(fields.len()));
            let visible: Vec<usize> = (0..fields.len()).filter(|&at| !hidden[at]).collect();
            prop_assume!(visible.len() > 1);
            let at = visible[at.index(visible.len() - 1)];
            let before = columns.clone();
            let moved = rearrange(&mut columns, &visible, at, Action::MoveColumnRight);
            prop_assert_ne!(&columns, &before);
            prop_assert_eq!(rearrange(&mut columns, &visible, moved, Action::MoveColumnLeft), at);
            prop_assert_eq!(columns, before);
        }

        #[test]
        fn narrower_takes_back_what_wider_gave(now in LEAST_WIDTH..MOST_WIDTH - STEP) {
            let wider = resized(now, Action::WiderColumn);
            prop_assert_eq!(resized(wider, Action::NarrowerColumn), now);
        }
    }
}
