//! Results of a CloudTrail Lake query: `{"QueryResultRows":[[{"eventid":…},{"eventname":…}],…]}`.
//!
//! A row is a list of objects with one member each. The column `eventjson` holds a whole record.

use std::borrow::Cow;

use super::columns::{Column, synthesize};
use super::head::Head;
use super::scan;
use super::unwrapping::Unwrapping;

const ROWS: &str = "QueryResultRows";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.object.has(ROWS)
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let Some(rows) = head.object.value(ROWS) else { return };
    unwrapping.rows(head.text, rows, read_row);
}

fn read_row(unwrapping: &mut Unwrapping<'_, '_>, text: &str, row: usize) {
    let mut cells: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for at in scan::elements(text, row) {
        for member in scan::members(text, at) {
            if let Some(value) = scan::scalar(text, member.value) {
                if member.name.eq_ignore_ascii_case("eventjson") && !value.is_empty() {
                    return unwrapping.nested(&value, row);
                }
                cells.push((member.name, value));
            }
        }
    }
    let columns: Vec<Column> = cells.iter().map(|(name, _)| Column::named(name)).collect();
    let pairs = columns.iter().zip(cells.iter().map(|(_, value)| &**value));
    unwrapping.partial(&synthesize(pairs), row);
}
