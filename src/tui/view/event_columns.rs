//! The columns of the event list: which, how wide, in which order they sort.

use super::event_cells::TimeStyle;
use crate::query::{SortBy, SortKey};
use crate::store::{Field, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::widget::table::{Align, Column, Width};

/// The order after a press on a column's key: ascending, descending, none.
///
/// [`Action::SortAdd`] keeps the other keys, [`Action::SortMatch`] sorts by how well the search
/// matches.
pub fn next_order(action: Action, field: Field, present: &[SortKey]) -> Vec<SortKey> {
    let by = if action == Action::SortMatch { SortBy::Match } else { SortBy::Field(field) };
    let next = match present.iter().find(|key| key.key == by) {
        // The best match first is the only order of matches that helps.
        None => Some(SortKey { key: by, descending: by == SortBy::Match }),
        Some(key) if !key.descending => Some(SortKey { key: by, descending: true }),
        Some(_) => None,
    };
    let mut sort = present.to_vec();
    match (action, sort.iter().position(|key| key.key == by)) {
        (Action::SortAdd, Some(position)) => {
            sort.splice(position..=position, next);
        }
        (Action::SortAdd, None) => sort.extend(next),
        _ => sort = next.into_iter().collect(),
    }
    sort
}

/// Moves or hides the column at `at`; the answer is where the cursor goes.
pub fn rearrange(columns: &mut Vec<Field>, at: usize, action: Action) -> usize {
    match action {
        Action::MoveColumnLeft if at > 0 => {
            columns.swap(at, at - 1);
            at - 1
        }
        Action::MoveColumnRight if at + 1 < columns.len() => {
            columns.swap(at, at + 1);
            at + 1
        }
        Action::HideColumn if columns.len() > 1 => {
            columns.remove(at);
            at.min(columns.len() - 1)
        }
        _ => at,
    }
}

/// The columns as the table wants them: the sort's sign in the title, as wide as their values.
pub fn headers(columns: &[Field], data: &Data) -> Vec<Column> {
    let times = TimeStyle::of(&data.shown.snapshot);
    let column = |&field: &Field| {
        let spec = field.spec();
        let key = data.sort().iter().position(|key| key.key == SortBy::Field(field));
        let sign = match key.map(|position| (position, data.sort()[position].descending)) {
            None if field == Field::Time && data.sort().is_empty() => " ▲".to_owned(),
            None => String::new(),
            Some((0, descending)) => if descending { " ▼" } else { " ▲" }.to_owned(),
            Some((position, descending)) => {
                format!(" {}{}", if descending { "▼" } else { "▲" }, position + 1)
            }
        };
        let title = format!("{}{sign}", spec.title);
        let natural = natural_width(&data.shown.snapshot, field, spec.width).max(title.len());
        let natural = u16::try_from(natural).unwrap_or(u16::MAX);
        let width = match field {
            Field::Time => Width::Fixed(times.width()),
            Field::Target | Field::UserAgent | Field::Arn | Field::File => {
                Width::Fill { min: natural.min(20), weight: 3 }
            }
            Field::Actor | Field::EventName => Width::Fill { min: natural.min(16), weight: 2 },
            Field::Result => Width::Fill { min: natural.min(8), weight: 1 },
            _ => Width::Fixed(natural),
        };
        Column { title, width, align: Align::Left }
    };
    columns.iter().map(column).collect()
}

/// The width of a field's longest value, at most `most`; looks no further once that is reached.
fn natural_width(snapshot: &Snapshot, field: Field, most: u16) -> usize {
    let most = usize::from(most);
    let Some(view) = snapshot.view(field) else { return most };
    let mut widest = 0;
    for (_, text) in view.values.iter() {
        widest = widest.max(text.len().min(most));
        if widest == most {
            break;
        }
    }
    widest
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: fn(Field) -> SortKey =
        |field| SortKey { key: SortBy::Field(field), descending: false };
    const DOWN: fn(Field) -> SortKey =
        |field| SortKey { key: SortBy::Field(field), descending: true };

    #[test]
    fn a_column_sorts_up_then_down_then_not_at_all() {
        let press = |present: &[SortKey]| next_order(Action::Sort, Field::Actor, present);
        assert_eq!(press(&[]), [UP(Field::Actor)]);
        assert_eq!(press(&[UP(Field::Actor)]), [DOWN(Field::Actor)]);
        assert_eq!(press(&[DOWN(Field::Actor)]), []);
        assert_eq!(press(&[UP(Field::Region)]), [UP(Field::Actor)]);
    }

    #[test]
    fn another_column_is_added_behind_the_first() {
        let press = |present: &[SortKey]| next_order(Action::SortAdd, Field::Actor, present);
        assert_eq!(press(&[UP(Field::Region)]), [UP(Field::Region), UP(Field::Actor)]);
        let both = [DOWN(Field::Actor), UP(Field::Region)];
        assert_eq!(press(&both), [UP(Field::Region)]);
    }

    #[test]
    fn the_last_column_cannot_be_hidden_and_the_cursor_goes_along() {
        let mut columns = vec![Field::Time, Field::Actor];
        assert_eq!(rearrange(&mut columns, 1, Action::MoveColumnLeft), 0);
        assert_eq!(columns, [Field::Actor, Field::Time]);
        assert_eq!(rearrange(&mut columns, 1, Action::HideColumn), 0);
        assert_eq!(rearrange(&mut columns, 0, Action::HideColumn), 0);
        assert_eq!(columns, [Field::Actor]);
    }
}
