//! Rows of a query as JSON objects, as Athena unloads them: `{"eventname":…,"useridentity":{…}}`.
//!
//! Their columns have no case, where records have one. The column `eventjson` holds a whole record.

use super::columns::{Column, synthesize};
use super::head::Head;
use super::scan;
use super::unwrapping::Unwrapping;

/// Two of these make a row of an event.
const COLUMNS: [&str; 4] = ["eventname", "eventsource", "eventtime", "eventid"];

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let object = &head.object;
    object.has("eventjson") || COLUMNS.iter().filter(|name| object.has(name)).count() > 1
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let text = head.text;
    if let Some(record) = head.object.string("eventjson").filter(|record| !record.is_empty()) {
        return unwrapping.nested(&record, head.start);
    }
    let cells = scan::members(text, head.start).filter_map(|member| {
        Some((Column::named(&member.name), scan::scalar(text, member.value)?))
    });
    let cells: Vec<_> = cells.collect();
    let pairs = cells.iter().map(|(column, value)| (column, &**value));
    unwrapping.partial(&synthesize(pairs), head.start);
}
