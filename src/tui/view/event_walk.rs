//! Ways from one event to others: the next that is wanted, those of the same actor, key, session,
//! its correction.

use crate::query::{Correction, Expr, Term, TimeTerm};
use crate::store::{EventPlace, Field, RowId, Snapshot};
use crate::time::{TimeRange, Timestamp};
use crate::tui::action::{Action, ViewKind};
use crate::tui::data::{Data, Shown};
use crate::tui::outcome::Outcome;

/// The next position after `at` that is wanted, or before it, and whether it lies round the end;
/// `at` itself comes last.
pub fn next_position(
    n_rows: usize,
    at: usize,
    is_forward: bool,
    is_wanted: impl Fn(usize) -> bool,
) -> Option<(usize, bool)> {
    let at = at.min(n_rows.checked_sub(1)?);
    let step = if is_forward { 1 } else { n_rows - 1 };
    let position = (1..=n_rows).map(|n| (at + n * step) % n_rows).find(|&p| is_wanted(p))?;
    let is_round = if is_forward { position <= at } else { position >= at };
    Some((position, is_round))
}

/// Says that a walk from one `what` to the next went on round the end.
pub fn said_round(what: &str, (is_round, is_forward): (bool, bool)) -> Vec<Outcome> {
    let (last, first) =
        if is_forward { ("after the last", "first") } else { ("before the first", "last") };
    let said = || Outcome::Say(format!("{last} {what}, on from the {first}"));
    is_round.then(said).into_iter().collect()
}

/// The position of the first row at or after a time; the last row when there is none.
pub fn nearest(shown: &Shown, time: Option<Timestamp>) -> Option<usize> {
    let rows = &shown.answer.rows;
    let last = rows.len().checked_sub(1)?;
    let Some(time) = time else { return Some(last) };
    let at = shown.snapshot.first_at(time);
    let is_in_order = rows.is_sorted();
    Some(if is_in_order { rows.partition_point(|&row| row < at).min(last) } else { 0 })
}

/// Keeps the events with the same actor, key or address.
pub fn same(action: Action, snapshot: &Snapshot, row: RowId) -> Vec<Outcome> {
    let (field, name) = match action {
        Action::SameActor => (Field::Actor, "actor"),
        Action::SameKey => (Field::AccessKey, "access key"),
        _ => (Field::SourceIp, "address"),
    };
    if snapshot.text(row, field).is_empty() {
        return vec![Outcome::Say(format!("this event has no {name}"))];
    }
    vec![Outcome::Narrow(Expr::value_term(snapshot, field, row))]
}

/// The position of the event that corrects this one or is corrected by it; else why there is none.
pub fn way_to_correction(correction: Option<&Correction>, data: &Data) -> Result<usize, String> {
    let Some(correction) = correction else {
        return Err("this event corrects none, and none of those read corrects it".to_owned());
    };
    let shown = &data.shown;
    let Some(row) = correction.place.and_then(|place| shown.snapshot.find(place)) else {
        return Err(format!("event {} was not read", correction.event_id));
    };
    let position = shown.answer.rows.iter().position(|&other| other == row);
    position.ok_or_else(|| match data.filters().around {
        Some(_) => "that event is not among these neighbours; Esc leaves them".to_owned(),
        None => "filters hide that event; 0 switches them off".to_owned(),
    })
}

/// Goes to an event in the list: among those shown, or among its neighbours where filters hide it.
pub fn way_to_event(data: &Data, place: EventPlace, said: String) -> Vec<Outcome> {
    let shown = &data.shown;
    let is_shown = shown.snapshot.find(place).is_some_and(|row| shown.answer.matched.contains(row));
    if is_shown {
        let show = Outcome::Show(ViewKind::Events);
        return vec![show, Outcome::Select(place), Outcome::Say(said)];
    }
    let said = format!("{said}; filters hide it, so among its neighbours: Esc leaves them");
    vec![Outcome::Show(ViewKind::Events), Outcome::LookAround(place), Outcome::Say(said)]
}

/// What the access key of an event did from there on.
pub fn follow(snapshot: &Snapshot, row: RowId) -> Vec<Outcome> {
    if snapshot.text(row, Field::AccessKey).is_empty() {
        return vec![Outcome::Say("this event has no access key".to_owned())];
    }
    let key = Expr::value_term(snapshot, Field::AccessKey, row);
    let range = TimeRange { from: snapshot.time(row), until: None };
    let since = TimeTerm::from_range(range).map(|term| Expr::Term(Term::Time(term)));
    vec![Outcome::Replace(since.into_iter().fold(key, Expr::and))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_is_looked_for_round_the_end_and_at_last_where_one_is() {
        let check = |at, is_forward, wanted: &[usize], expected| {
            let found = next_position(5, at, is_forward, |position| wanted.contains(&position));
            assert_eq!(found, expected, "{at} {is_forward} {wanted:?}");
        };
        check(1, true, &[1, 3], Some((3, false)));
        check(3, true, &[1, 3], Some((1, true)));
        check(1, false, &[1, 3], Some((3, true)));
        check(3, false, &[1, 3], Some((1, false)));
        check(3, true, &[3], Some((3, true)));
        check(9, true, &[0], Some((0, true)));
        check(2, true, &[], None);
        assert_eq!(next_position(0, 0, true, |_| true), None);
    }
}
