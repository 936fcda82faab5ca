//! Values one after the other, read where they stand: log files, records, arrays of records.
//!
//! Whoever puts files together mixes them, with commas or lines of text between.

use super::super::report::Status;
use super::digest;
use super::head::Head;
use super::log_file;
use super::records::{CUT, Reading};
use super::scan;
use super::text_records::{PART, has_sign, known_object};

/// Reads a file of log files, arrays or digests.
pub(crate) fn read(head: &Head<'_>, reading: &mut Reading<'_>) {
    read_from(head.text, head.start, reading);
    if digest::matches(head) && reading.report.n_found() == 0 {
        let status = &mut reading.report.status;
        *status = if *status == Status::Read { Status::Digest } else { *status };
    }
}

/// Reads all values from `at` on; what is none of them is told.
pub(crate) fn read_from(text: &str, at: usize, reading: &mut Reading<'_>) {
    let mut at = next_value(text, at);
    while at < text.len() {
        let end = match text.as_bytes()[at] {
            b'{' => read_object(text, at, reading),
            b'[' => reading.array(text, at),
            _ => pass_text(text, at, reading),
        };
        let Some(end) = end else { return };
        at = next_value(text, end);
    }
}

/// Behind spaces, and commas that values cut out of an array keep.
pub(crate) fn next_value(text: &str, at: usize) -> usize {
    let at = scan::skip_space(text, at);
    if text.as_bytes().get(at) == Some(&b',') { scan::skip_space(text, at + 1) } else { at }
}

fn read_object(text: &str, at: usize, reading: &mut Reading<'_>) -> Option<usize> {
    let head = Head::at(text, at);
    if log_file::matches(&head) {
        log_file::read_object(text, at, reading)
    } else if digest::matches(&head) {
        scan::skip_value(text, at)
    } else {
        reading.record(text, at)
    }
}

/// Tells a text that is no value; the answer is where one begins behind it: an object that a row
/// knows, or any that begins a line.
fn pass_text(text: &str, at: usize, reading: &mut Reading<'_>) -> Option<usize> {
    let line = memchr::memmem::find(&text.as_bytes()[at..], b"\n{").map(|length| at + length + 1);
    let end = line.unwrap_or(text.len());
    let known = known_object(text, (at, end), &mut reading.lookahead);
    let next = known.map(|(start, _)| start).or(line);
    match next {
        _ if has_sign(&text[at..next.unwrap_or(text.len())]) => reading.reject(at, PART, CUT),
        Some(_) => reading.fault(at, "text between the records", "the records around were read"),
        None => reading.fault(at, "text after the end of the JSON", ""),
    }
    next
}
