//! The shapes that a file's text can have, told apart by content.
//!
//! [`read`] asks each row of [`FORMATS`] in turn whether the text is its shape; the first that says
//! yes reads it. A shape that is itself JSON of records is read where it stands. One that wraps
//! records, in strings, cells or envelopes, is unwrapped first: [`unwrap`] makes the same text of
//! plain records from it again when an event's JSON is fetched. What no row knows is refused or
//! skipped, with the reason.

mod bare_records;
mod base64_text;
mod cells;
mod columns;
mod digest;
mod elastic;
mod event_bridge;
mod event_history;
mod head;
mod lake_results;
mod log_export;
mod log_file;
mod log_insights;
mod log_messages;
mod lookalike;
mod lookup_events;
mod lookup_yaml;
mod members;
mod other_json;
mod payload;
mod printed;
mod query_results;
mod query_rows;
mod queue_messages;
mod record_cells;
mod records;
mod result_set;
mod scan;
mod splunk;
mod text_records;
mod unwrapping;
mod values;
mod wrapped;

use super::report::{FileReport, Status};
use head::Head;
use records::Reading;
pub(crate) use records::Reading as RecordSink;
use scan::Lookahead;
use unwrapping::Unwrapping;

/// A shape: how it is recognised and read.
struct Format {
    name: &'static str,
    matches: fn(&Head<'_>) -> bool,
    read: Read,
}

/// How a shape is read.
enum Read {
    /// Records as they stand in the file's text.
    InPlace(fn(&Head<'_>, &mut Reading<'_>)),
    /// An object around records: alone, one after the other, in a list, or in another layer.
    Layer(fn(&Head<'_>, &mut Unwrapping<'_, '_>)),
    /// Records in the rows of a table or the lines of a text that is no JSON.
    Text(fn(&Head<'_>, &mut Unwrapping<'_, '_>)),
}

/// Every shape that is known, the most particular first; the last row takes any JSON.
const FORMATS: &[Format] = &[
    Format { name: "digest file", matches: digest::matches, read: Read::InPlace(values::read) },
    Format {
        name: "SNS or SQS messages",
        matches: queue_messages::matches,
        read: Read::Layer(queue_messages::open),
    },
    Format { name: "log file", matches: log_file::matches, read: Read::InPlace(values::read) },
    Format {
        name: "records",
        matches: bare_records::is_record,
        read: Read::InPlace(bare_records::read),
    },
    Format {
        name: "array of records",
        matches: bare_records::is_array,
        read: Read::InPlace(values::read),
    },
    Format {
        name: "lookup-events",
        matches: lookup_events::matches,
        read: Read::Layer(lookup_events::open),
    },
    Format {
        name: "EventBridge events",
        matches: event_bridge::matches,
        read: Read::Layer(event_bridge::open),
    },
    Format {
        name: "CloudWatch Logs messages",
        matches: log_messages::matches,
        read: Read::Layer(log_messages::open),
    },
    Format {
        name: "Logs Insights results",
        matches: log_insights::matches,
        read: Read::Layer(log_insights::open),
    },
    Format {
        name: "CloudTrail Lake results",
        matches: lake_results::matches,
        read: Read::Layer(lake_results::open),
    },
    Format {
        name: "rows of a query",
        matches: query_rows::matches,
        read: Read::Layer(query_rows::open),
    },
    Format {
        name: "Athena result set",
        matches: result_set::matches,
        read: Read::Layer(result_set::open),
    },
    Format { name: "Splunk results", matches: splunk::matches, read: Read::Layer(splunk::open) },
    Format {
        name: "Elasticsearch documents",
        matches: elastic::matches,
        read: Read::Layer(elastic::open),
    },
    Format { name: "wrapped records", matches: wrapped::matches, read: Read::Layer(wrapped::open) },
    Format {
        name: "CloudWatch Logs export",
        matches: log_export::matches,
        read: Read::InPlace(log_export::read),
    },
    Format {
        name: "CSV of records",
        matches: record_cells::matches,
        read: Read::Text(record_cells::open),
    },
    Format {
        name: "Event history CSV",
        matches: event_history::matches,
        read: Read::Text(event_history::open),
    },
    Format {
        name: "CSV of a query",
        matches: query_results::matches,
        read: Read::Text(query_results::open),
    },
    Format {
        name: "lookup-events as YAML",
        matches: lookup_yaml::matches,
        read: Read::Text(lookup_yaml::open),
    },
    Format {
        name: "base64 of records",
        matches: base64_text::matches,
        read: Read::Text(base64_text::open),
    },
    Format {
        name: "records in a text",
        matches: text_records::matches,
        read: Read::Text(text_records::open),
    },
    Format { name: "", matches: other_json::matches, read: Read::Layer(other_json::open) },
];

/// Reads a file's text into `reading`, whose report then says what it was.
pub(crate) fn read(text: &str, reading: &mut Reading<'_>) {
    let head = Head::new(text);
    reading.lookahead = Lookahead::over(text);
    match format_of(&head) {
        Some(format) => {
            reading.report.shape = format.name;
            match format.read {
                Read::InPlace(read) => read(&head, reading),
                Read::Layer(_) | Read::Text(_) => {
                    reading.is_unwrapped = true;
                    unwrap_into(&head, format, Some(reading));
                }
            }
        }
        None => lookalike::refuse(&head, reading),
    }
    conclude(&head, &mut reading.report);
}

/// The records of a text that wraps them, each on a line of its own.
///
/// Places of events that were read from such a text count bytes of this one.
pub(crate) fn unwrap(text: &str) -> String {
    let head = Head::new(text);
    format_of(&head).map_or_else(String::new, |format| unwrap_into(&head, format, None))
}

fn format_of(head: &Head<'_>) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.matches)(head))
}

/// Whether it is of a shape that can be read.
fn is_known(head: &Head<'_>) -> bool {
    format_of(head).is_some_and(|format| !format.name.is_empty())
}

fn unwrap_into(head: &Head<'_>, format: &Format, reading: Option<&mut Reading<'_>>) -> String {
    let mut unwrapping = Unwrapping::new(head.text, reading);
    match format.read {
        Read::Layer(_) => unwrapping.sequence(head.text, head.start),
        Read::Text(open) => open(head, &mut unwrapping),
        Read::InPlace(_) => {}
    }
    unwrapping.into_text()
}

/// Says how the reading ended, and in which lines the findings are.
fn conclude(head: &Head<'_>, report: &mut FileReport) {
    if report.status == Status::Read && report.n_rejected > 0 {
        report.status = if report.n_records > 0 { Status::Damaged } else { Status::Refused };
    }
    if report.status == Status::Refused {
        report.shape = lookalike::of(head).unwrap_or(report.shape);
    }
    if report.shape.is_empty() && report.n_records > 0 {
        report.shape = "records among other JSON";
    }
    let bytes = head.text.as_bytes();
    for diagnostic in &mut report.diagnostics {
        let before = diagnostic.byte.and_then(|byte| bytes.get(..usize::try_from(byte).ok()?));
        diagnostic.line =
            before.map(|before| 1 + memchr::memchr_iter(b'\n', before).count() as u64);
    }
}

#[cfg(test)]
mod tests;
