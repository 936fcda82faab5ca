//! Event history downloaded as CSV from the console.
//!
//! It has 16 columns. It lacks error messages, request parameters, response elements and all of
//! `userIdentity` but name and key, so that its records lack them too. Spreadsheets save it with
//! other separators and change account numbers and times, which is told and never mended.

use super::cells::Table;
use super::columns::{Column, read_rows};
use super::head::Head;
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    table(head).is_some()
}

fn table<'t>(head: &Head<'t>) -> Option<Table<'t>> {
    Table::find(head, |table| {
        let columns: Vec<Column> = table.names.iter().map(|name| Column::named(name)).collect();
        let has = |member: &str| columns.iter().any(|column| column.is(member));
        // Only the console writes names with spaces.
        has("eventName") && has("eventTime") && table.column(&["event name"]).is_some()
    })
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    if let Some(table) = table(head) {
        read_rows(table, unwrapping);
    }
}
