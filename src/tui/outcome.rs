//! What a view or an overlay asks of the app.

use crate::config::{Change, SavedView};
use crate::query::{Expr, Operand, SortKey, TimeTerm};
use crate::store::{EventPlace, Field};

use super::action::{Action, ViewKind};

/// A wish of a view; the app alone changes data and other views.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Keep events that also pass this.
    Narrow(Expr),
    /// Add this value to those that the filter keeps of a field, or take it out.
    Choose(Field, Expr),
    /// Drop all filters but this.
    Replace(Expr),
    /// Keep also events that pass this, by the last filter.
    Widen(Expr),
    /// Keep only events that also pass this, by the last filter.
    Tighten(Expr),
    /// Keep only events of this range of time, instead of any other; all times when `None`.
    Between(Option<TimeTerm>),
    /// Open the search with this text.
    Edit(String),
    /// Show this event among its neighbours.
    LookAround(EventPlace),
    /// Select this event in the list.
    Select(EventPlace),
    /// Go to this node of the history.
    GoTo(usize),
    /// Show events in this order.
    Sort(Vec<SortKey>),
    /// Bring a view to the top.
    Show(ViewKind),
    /// Copy `text`, which is `what`.
    Copy {
        /// What it is, for the message.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// Show these columns in the event list.
    Columns(Vec<Operand>),
    /// Show one more column in the event list.
    AddColumn(Operand),
    /// Ask for the fields whose values are listed beside the events.
    PickFacets(Vec<Field>),
    /// List the values of these fields beside the events.
    Facets(Vec<Field>),
    /// Ask for fields to group by.
    AskGroupBy(Vec<Field>),
    /// Group by these fields.
    GroupBy(Vec<Field>),
    /// Show a saved view.
    OpenView(SavedView),
    /// Change the saved views.
    Configure(Change),
    /// The text of the search changed.
    Draft(String),
    /// The search filters, or highlights, whatever it did not before.
    Turn,
    /// The search is done: keep it as a filter.
    Commit,
    /// The search is given up: as it was before.
    Abandon,
    /// Close the overlay.
    Close,
    /// Close the overlay and do this.
    Run(Action),
    /// Tell the user.
    Say(String),
}
