//! CSV with a column of whole records: `_raw` of Splunk, `eventjson` of CloudTrail Lake, `@message`
//! of Logs Insights, `event.original` of Elasticsearch, or any other that holds them.

use super::cells::Table;
use super::head::Head;
use super::is_known;
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

/// Rows that are looked at for a column of another name.
const MOST_ROWS: usize = 4;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    Table::new(head).is_some_and(|table| column(head, &table).is_some())
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let Some(table) = Table::new(head) else { return };
    let Some(column) = column(head, &table) else { return };
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

/// The column of records: by its name, else by what the first rows hold.
fn column(head: &Head<'_>, table: &Table<'_>) -> Option<usize> {
    table.column(NAMES).or_else(|| {
        let rows = Table::new(head)?.take(MOST_ROWS).filter_map(|row| row.cells.ok());
        rows.into_iter().find_map(|cells| cells.iter().position(|cell| is_object(cell)))
    })
}

fn is_object(cell: &str) -> bool {
    let head = Head::new(cell);
    head.first_byte == Some(b'{') && is_known(&head)
}
