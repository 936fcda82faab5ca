//! The log file that a trail delivers and Event history downloads: `{"Records":[…]}`.
//!
//! Several of these objects may follow each other.

use super::head::Head;
use super::records::Reading;
use super::scan;

/// The one member of a log file.
const RECORDS: &str = "Records";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.has(RECORDS)
}

/// Reads the object at `at`; the answer is where reading goes on.
pub(crate) fn read_object(text: &str, at: usize, reading: &mut Reading<'_>) -> Option<usize> {
    let records = scan::members(text, at).find(|member| member.name == RECORDS)?;
    let end = match text.as_bytes().get(records.value) {
        Some(b'[') => reading.array(text, records.value)?,
        Some(b'{') => {
            reading.fault(records.value, "`Records` is no list", "");
            return Some(records.value);
        }
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
    Some(close_object(text, end, reading))
}

/// Passes what follows `Records` in its object; the answer is where reading goes on.
fn close_object(text: &str, at: usize, reading: &mut Reading<'_>) -> usize {
    let mut at = scan::skip_space(text, at);
    while text.as_bytes().get(at) == Some(&b',') {
        let Some(end) = skip_member(text, at + 1) else { break };
        at = scan::skip_space(text, end);
    }
    if text.as_bytes().get(at) == Some(&b'}') {
        return at + 1;
    }
    reading.fault(
        at,
        "the object around the records does not close",
        "all records before it were read",
    );
    at
}

/// The end of the member that begins at or behind `at`.
fn skip_member(text: &str, at: usize) -> Option<usize> {
    let name = scan::skip_space(text, at);
    let end = scan::skip_value(text, name).filter(|_| text[name..].starts_with('"'))?;
    let colon = scan::skip_space(text, end);
    scan::skip_value(text, scan::skip_space(text, colon + 1))
}
