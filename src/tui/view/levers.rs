//! What a value under the cursor can do, alike in every view.

use crate::query::Expr;
use crate::tui::action::{Action, ViewKind};
use crate::tui::outcome::Outcome;

/// The wish of a lever pulled on the events that pass `term`; `None` when the action is no lever.
pub fn lever(action: Action, term: Expr) -> Option<Outcome> {
    Some(match action {
        Action::Include => Outcome::Narrow(term),
        Action::Exclude => Outcome::Narrow(term.negated()),
        Action::Only => Outcome::Replace(vec![term]),
        Action::CopyFilter => Outcome::Copy { what: "filter", text: term.to_string() },
        _ => return None,
    })
}

/// Opens the events that pass `term`.
pub fn drill(term: Expr) -> Vec<Outcome> {
    vec![Outcome::Narrow(term), Outcome::Show(ViewKind::Events)]
}
