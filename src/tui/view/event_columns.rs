//! The columns of the event list: which, how wide, in which order they sort.

use super::event_cells::RowTimes;
use crate::export::ListColumn;
use crate::query::{Operand, Path, SortBy, SortKey};
use crate::store::{Field, Snapshot};
use crate::text;
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::widget::table::{Align, Column, Width};

/// The order after a press on a column's key: ascending, descending, none.
///
/// [`Action::SortAdd`] keeps the other keys, [`Action::SortMatch`] sorts by how well the search
/// matches.
pub fn next_order(action: Action, column: &Operand, present: &[SortKey]) -> Vec<SortKey> {
    let by = if action == Action::SortMatch { SortBy::Match } else { column.clone().into() };
    let at = present.iter().position(|key| key.key == by);
    let next = match at.map(|at| present[at].descending) {
        // The best match first is the only order of matches that helps.
        None => Some(SortKey { descending: by == SortBy::Match, key: by }),
        Some(false) => Some(SortKey { descending: true, key: by }),
        Some(true) => None,
    };
    let mut sort = present.to_vec();
    match (action, at) {
        (Action::SortAdd, Some(position)) => {
            sort.splice(position..=position, next);
        }
        (Action::SortAdd, None) => sort.extend(next),
        _ => sort = next.into_iter().collect(),
    }
    sort
}

/// The columns as the table wants them: the sort's sign in the title, as wide as their values.
pub fn headers(columns: &[&ListColumn], data: &Data) -> Vec<Column> {
    let times = RowTimes::of(data);
    let mut paths: Vec<&Path> = Vec::new();
    for column in columns {
        if let Operand::Path(path) = &column.of {
            paths.push(path);
        }
    }
    let header = |column: &&ListColumn| {
        let name = match &column.of {
            Operand::Field(Field::Time) if data.times.is_delta => "+Δ".to_owned(),
            Operand::Field(field) => field.spec().title.to_owned(),
            Operand::Path(path) => path.short_name(&paths),
        };
        let title = format!("{name}{}", sort_sign(&column.of, data.sort()));
        let natural = match &column.of {
            Operand::Field(field) => width_of(*field, &title, times, data),
            Operand::Path(_) => {
                let least = text::columns(&title).clamp(8, 20);
                Width::Fill { min: u16::try_from(least).unwrap_or(20), weight: 2 }
            }
        };
        let is_delta = data.times.is_delta && column.of == Operand::Field(Field::Time);
        let align = if is_delta { Align::Right } else { Align::Left };
        Column { title, width: column.width.map_or(natural, Width::Fixed), align }
    };
    columns.iter().map(header).collect()
}

/// Which way a column sorts, and after how many others.
fn sort_sign(column: &Operand, sort: &[SortKey]) -> String {
    let by = SortBy::from(column.clone());
    let key = sort.iter().position(|key| key.key == by);
    match key.map(|position| (position, sort[position].descending)) {
        None if by == SortBy::Field(Field::Time) && sort.is_empty() => " ▲".to_owned(),
        None => String::new(),
        Some((0, descending)) => if descending { " ▼" } else { " ▲" }.to_owned(),
        Some((position, descending)) => {
            format!(" {}{}", if descending { "▼" } else { "▲" }, position + 1)
        }
    }
}

fn width_of(field: Field, title: &str, times: RowTimes, data: &Data) -> Width {
    let natural = natural_width(&data.shown.snapshot, field, field.spec().width);
    let natural = u16::try_from(natural.max(title.len())).unwrap_or(u16::MAX);
    match field {
        Field::Time => Width::Fixed(times.width()),
        Field::Target | Field::UserAgent | Field::Arn | Field::File => {
            Width::Fill { min: natural.min(20), weight: 3 }
        }
        Field::Actor | Field::EventName => Width::Fill { min: natural.min(16), weight: 2 },
        Field::Result => Width::Fill { min: natural.min(8), weight: 1 },
        _ => Width::Fixed(natural),
    }
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

    const ACTOR: Operand = Operand::Field(Field::Actor);
    const UP: fn(Field) -> SortKey =
        |field| SortKey { key: SortBy::Field(field), descending: false };
    const DOWN: fn(Field) -> SortKey =
        |field| SortKey { key: SortBy::Field(field), descending: true };

    #[test]
    fn a_column_sorts_up_then_down_then_not_at_all() {
        let press = |present: &[SortKey]| next_order(Action::Sort, &ACTOR, present);
        assert_eq!(press(&[]), [UP(Field::Actor)]);
        assert_eq!(press(&[UP(Field::Actor)]), [DOWN(Field::Actor)]);
        assert_eq!(press(&[DOWN(Field::Actor)]), []);
        assert_eq!(press(&[UP(Field::Region)]), [UP(Field::Actor)]);
    }

    #[test]
    fn another_column_is_added_behind_the_first() {
        let press = |present: &[SortKey]| next_order(Action::SortAdd, &ACTOR, present);
        assert_eq!(press(&[UP(Field::Region)]), [UP(Field::Region), UP(Field::Actor)]);
        let both = [DOWN(Field::Actor), UP(Field::Region)];
        assert_eq!(press(&both), [UP(Field::Region)]);
    }
}
