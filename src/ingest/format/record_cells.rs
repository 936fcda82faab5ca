//! CSV with a column of whole records: `_raw` of Splunk, `eventjson` of CloudTrail Lake, `@message`
//! of Logs Insights, `event.original` of Elasticsearch.

use super::cells::Table;
use super::head::Head;
use super::unwrapping::Unwrapping;

const NAMES: &[&str] = &[
    "_raw",
    "eventjson",
    "@message",
    "CloudTrailEvent",
    "event.original",
    "_source.event.original",
    "message",
];

pub(crate) fn matches(head: &Head<'_>) -> bool {
    Table::new(head).is_some_and(|table| table.column(NAMES).is_some())
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let Some(table) = Table::new(head) else { return };
    let Some(column) = table.column(NAMES) else { return };
    for row in table {
        if unwrapping.is_stopped() {
            return;
        }
        match row.cells {
            Ok(cells) => unwrapping.nested(&cells[column], row.at),
            Err(reason) => unwrapping.reject(row.at, reason, "the rows around it were read"),
        }
    }
}
