//! The log file that a trail delivers and Event history downloads: `{"Records":[…]}`.
//!
//! Several of these objects may follow each other, with or without white space between.

use super::head::Head;
use super::records::Reading;
use super::scan;

/// The one member of a log file.
const RECORDS: &str = "Records";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.has(RECORDS)
}

pub(crate) fn read(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = Some(head.start);
    while let Some(start) = at {
        at = read_object(head.text, start, reading);
    }
}

/// Reads the object at `at`; the answer is where the next one begins.
fn read_object(text: &str, at: usize, reading: &mut Reading<'_>) -> Option<usize> {
    let at = scan::skip_space(text, at);
    if text.as_bytes().get(at) != Some(&b'{') {
        if at < text.len() {
            reading.fault(at, "text after the end of the JSON", "");
        }
        return None;
    }
    let records = scan::members(text, at).find(|member| member.name == RECORDS);
    let Some(records) = records else {
        reading.fault(at, "an object without `Records` among log files", "");
        return scan::skip_value(text, at);
    };
    let end = match text.as_bytes().get(records.value) {
        Some(b'[') => reading.array(text, records.value)?,
        Some(_) => {
            if !text[records.value..].starts_with("null") {
                reading.fault(records.value, "`Records` is no list", "");
            }
            scan::skip_value(text, records.value)?
        }
        None => {
            reading.fault(
                records.value,
                "the file ends before its records",
                "copy it from its source again",
            );
            return None;
        }
    };
    close_object(text, end, reading)
}

/// Passes what follows `Records` in its object.
fn close_object(text: &str, at: usize, reading: &mut Reading<'_>) -> Option<usize> {
    let mut at = scan::skip_space(text, at);
    while text.as_bytes().get(at) == Some(&b',') {
        let name = scan::skip_value(text, scan::skip_space(text, at + 1))?;
        let colon = scan::skip_space(text, name);
        let value = scan::skip_value(text, scan::skip_space(text, colon + 1))?;
        at = scan::skip_space(text, value);
    }
    if text.as_bytes().get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    reading.fault(
        at,
        "the object around the records does not close",
        "all records before it were read",
    );
    None
}
