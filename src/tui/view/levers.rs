//! What a value under the cursor can do, alike in every view.
//!
//! A view says what its cursor is on, a [`Grip`]; [`pull`] turns an action on it into wishes.

use crate::query::{Expr, Operand, Path, Step, Term, TimeTerm};
use crate::store::{EventPlace, Field};
use crate::time::TimeRange;
use crate::tui::action::{Action, ViewKind};
use crate::tui::outcome::Outcome;

/// What the cursor is on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grip {
    /// The events with this value; `None` where there is no single value.
    pub term: Option<Expr>,
    /// The value as the record has it.
    pub value: String,
    /// The event that the value was found in, when it is one.
    pub event: Option<EventPlace>,
    /// Where such a value stands in every event, if it does.
    pub column: Option<Operand>,
}

/// How far around an event one looks in time, seconds.
const NEAR: i64 = 300;

/// The wishes of a lever pulled on what the cursor is on; `None` when the action is no lever.
pub fn pull(action: Action, grip: impl FnOnce() -> Grip) -> Option<Vec<Outcome>> {
    let wish: fn(Grip) -> Option<Outcome> = match action {
        Action::Include => |grip| grip.term.map(Outcome::Narrow),
        Action::Exclude => |grip| grip.term.map(|term| Outcome::Narrow(term.negated())),
        Action::Only => |grip| grip.term.map(Outcome::Replace),
        Action::OrValue => |grip| grip.term.map(Outcome::Widen),
        Action::AndNotValue => |grip| grip.term.map(|term| Outcome::Tighten(term.negated())),
        Action::EditValue => |grip| grip.term.map(|term| Outcome::Edit(term.to_string())),
        Action::CopyFilter => |grip| {
            let text = grip.term?.to_string();
            Some(Outcome::Copy { what: "filter", text })
        },
        Action::Naming => |grip| Expr::naming(&grip.value).map(Outcome::Replace),
        Action::AsColumn => |grip| grip.column.map(Outcome::AddColumn),
        Action::NearInTime => |grip| {
            let time = grip.event?.time?;
            between(TimeRange { from: Some(time.plus(-NEAR)), until: Some(time.plus(NEAR + 1)) })
        },
        Action::FromHere => {
            |grip| between(TimeRange { from: Some(grip.event?.time?), until: None })
        }
        Action::Neighbours => |grip| grip.event.map(Outcome::LookAround),
        _ => return None,
    };
    let is_of_event = matches!(action, Action::NearInTime | Action::FromHere | Action::Neighbours);
    let reason = if is_of_event {
        "no single event with a time here: choose one in the list"
    } else if action == Action::AsColumn {
        "nothing here is a column of the list"
    } else {
        "no filter for this: choose a single value"
    };
    Some(vec![wish(grip()).unwrap_or_else(|| Outcome::Say(reason.to_owned()))])
}

fn between(range: TimeRange) -> Option<Outcome> {
    TimeTerm::from_range(range).map(|term| Outcome::Narrow(Expr::Term(Term::Time(term))))
}

/// A leaf of an event's JSON as a filter: by field where a field has it, else by JSON path.
///
/// `names` are the members' names on the way. Arrays are looked through: the value may stand at any
/// place.
pub fn leaf_term(names: Vec<String>, value: &str) -> Option<Expr> {
    match Field::named(&names.join(".")) {
        Some(field) => Some(Expr::term(field, value)),
        None => Some(Expr::at_path(Path::from_steps(names.into_iter().map(Step::Name))?, value)),
    }
}

/// Opens the events that pass `term`.
pub fn drill(term: Expr) -> Vec<Outcome> {
    vec![Outcome::Narrow(term), Outcome::Show(ViewKind::Events)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::store::{Field, FileId};
    use crate::time::Timestamp;

    fn check(action: Action, expected: &str) {
        let time = Timestamp::parse("2025-03-11T10:00:00Z");
        let grip = Grip {
            term: parse("name:\"CreateUser\"").ok(),
            value: "CreateUser".to_owned(),
            event: Some(EventPlace { time, file: FileId::default(), offset: 0 }),
            column: Some(Operand::Field(Field::EventName)),
        };
        let outcomes = pull(action, || grip).map(|outcomes| format!("{:?}", texts(&outcomes)));
        assert_eq!(outcomes.as_deref(), Some(expected).filter(|text| !text.is_empty()));
    }

    fn texts(outcomes: &[Outcome]) -> Vec<String> {
        let text = |outcome: &Outcome| match outcome {
            Outcome::Narrow(expr) => format!("narrow {expr}"),
            Outcome::Replace(expr) => format!("replace {expr}"),
            Outcome::Tighten(expr) => format!("tighten {expr}"),
            Outcome::Edit(text) => format!("edit {text}"),
            other => format!("{other:?}"),
        };
        outcomes.iter().map(text).collect()
    }

    #[test]
    fn each_lever_has_its_wish() {
        check(Action::Exclude, r#"["narrow !name:\"CreateUser\""]"#);
        check(Action::AndNotValue, r#"["tighten !name:\"CreateUser\""]"#);
        check(Action::EditValue, r#"["edit name:\"CreateUser\""]"#);
        check(Action::Naming, r#"["replace any:'CreateUser"]"#);
        let near = r#"["narrow time:2025-03-11T09:55..2025-03-11T10:05:01Z"]"#;
        check(Action::NearInTime, near);
        check(Action::FromHere, r#"["narrow time>=2025-03-11T10:00"]"#);
        check(Action::AsColumn, r#"["AddColumn(Field(EventName))"]"#);
        check(Action::Down, "");
    }

    #[test]
    fn without_a_value_a_lever_says_so() {
        for action in [Action::Include, Action::Naming, Action::Neighbours] {
            let outcomes = pull(action, Grip::default).unwrap();
            assert!(matches!(outcomes[..], [Outcome::Say(_)]), "{action:?}");
        }
    }
}
