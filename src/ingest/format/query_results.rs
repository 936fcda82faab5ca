//! Results of a query as CSV: Athena, CloudTrail Lake, Logs Insights.
//!
//! The columns are those that were asked for, in lower case or with dots. Structures are JSON or as
//! the engine prints them.

use super::cells::Table;
use super::columns::{Column, read_rows};
use super::head::Head;
use super::unwrapping::Unwrapping;

/// Two of these make a table of events.
const MEMBERS: [&str; 4] = ["eventName", "eventSource", "eventTime", "eventID"];

pub(crate) fn matches(head: &Head<'_>) -> bool {
    table(head).is_some()
}

fn table<'t>(head: &Head<'t>) -> Option<Table<'t>> {
    Table::find(head, |table| {
        let columns: Vec<Column> = table.names.iter().map(|name| Column::named(name)).collect();
        let has = |member: &&&str| columns.iter().any(|column| column.is(member));
        MEMBERS.iter().filter(has).count() > 1
    })
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    if let Some(table) = table(head) {
        read_rows(table, unwrapping);
    }
}
