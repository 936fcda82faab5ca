//! Output of `aws athena get-query-results`: `{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":…}]}]}}`.
//!
//! The first row holds the names of the columns.

use std::borrow::Cow;

use super::columns::{Column, synthesize};
use super::head::{Head, Object};
use super::scan;
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.object.object("ResultSet").has("Rows")
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let text = head.text;
    let Some(rows) = head.object.object("ResultSet").value("Rows") else { return };
    let mut rows = scan::elements(text, rows);
    let names = rows.next().map(|row| cells(text, row)).unwrap_or_default();
    let names: Vec<Cow<'_, str>> = names.into_iter().map(Option::unwrap_or_default).collect();
    let columns: Vec<Column> = names.iter().map(|name| Column::named(name)).collect();
    let record = names.iter().position(|name| name == "eventjson");
    for row in rows {
        if unwrapping.is_stopped() {
            return;
        }
        let cells = cells(text, row);
        if cells.len() != columns.len() {
            let reason = format!("{} values under {} columns", cells.len(), columns.len());
            unwrapping.reject(row, reason, "the rows around it were read");
        } else if let Some(json) = record.and_then(|at| cells[at].as_deref()) {
            unwrapping.nested(json, row);
        } else {
            let pairs = columns.iter().zip(&cells);
            let pairs = pairs.filter_map(|(column, cell)| Some((column, cell.as_deref()?)));
            unwrapping.partial(&synthesize(pairs), row);
        }
    }
}

/// The values of a row; one that is null is an empty object.
fn cells(text: &str, row: usize) -> Vec<Option<Cow<'_, str>>> {
    let data = Object::at(text, row).value("Data");
    let cells = data.into_iter().flat_map(|data| scan::elements(text, data));
    cells.map(|cell| Object::at(text, cell).scalar("VarCharValue")).collect()
}
