//! Results of CloudWatch Logs Insights: `{"results":[[{"field":…,"value":…},…],…]}`, and what the
//! console saves as JSON: `[{"@timestamp":…,"@message":…},…]`, the message as a text or an object.
//!
//! A row with the field `@message` holds a whole record, any other the columns that were asked for.

use std::borrow::Cow;

use super::columns::{Column, synthesize};
use super::head::{Head, Object};
use super::scan;
use super::unwrapping::Unwrapping;

/// The field that holds a whole record.
const MESSAGE: &str = "@message";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    if head.object.has(MESSAGE) {
        return true;
    }
    let Some(results) = head.inside("results") else { return false };
    results.object_of_rows().has_all(&["field", "value"])
        || (results.first_element() == Some(b']') && head.has("statistics"))
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    if let Some(message) = head.object.value(MESSAGE) {
        return unwrapping.value(head.text, message);
    }
    let Some(results) = head.object.value("results") else { return };
    unwrapping.rows(head.text, results, read_row);
}

fn read_row(unwrapping: &mut Unwrapping<'_, '_>, text: &str, row: usize) {
    let mut cells: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for at in scan::elements(text, row) {
        let cell = Object::at(text, at);
        if let (Some(name), Some(value)) = (cell.string("field"), cell.scalar("value")) {
            if name == MESSAGE {
                return unwrapping.nested(&value, row);
            }
            cells.push((name, value));
        }
    }
    // `@timestamp`, `@ptr` and their like say nothing about the record.
    cells.retain(|(name, _)| !name.starts_with('@'));
    let columns: Vec<Column> = cells.iter().map(|(name, _)| Column::named(name)).collect();
    let pairs = columns.iter().zip(cells.iter().map(|(_, value)| &**value));
    unwrapping.partial(&synthesize(pairs), row);
}
