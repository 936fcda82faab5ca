//! The shapes that a file's text can have, told apart by content.
//!
//! [`read`] asks each row of [`FORMATS`] in turn whether the text is its shape; the first that says
//! yes reads it. What no row knows is refused or skipped, with the reason.

mod bare_records;
mod digest;
mod log_file;
mod records;
mod scan;

use std::borrow::Cow;

use super::diagnostic::Diagnostic;
use super::report::Status;
use records::Reading;
pub(crate) use records::Reading as RecordSink;

/// What is looked at to find the shape: the first value of the text.
pub(crate) struct Head<'t> {
    text: &'t str,
    /// Where the first value begins.
    start: usize,
    first_byte: Option<u8>,
    /// Names of its members, when it is an object; few are needed.
    names: Vec<Cow<'t, str>>,
}

impl<'t> Head<'t> {
    /// Later members do not tell a shape, and an object can have millions.
    const MOST_NAMES: usize = 32;

    fn new(text: &'t str) -> Self {
        let start = scan::skip_space(text, usize::from(text.starts_with('\u{feff}')) * 3);
        let first_byte = text.as_bytes().get(start).copied();
        let mut names = Vec::new();
        if first_byte == Some(b'{') {
            for member in scan::members(text, start).take(Self::MOST_NAMES) {
                let is_log = member.name == log_file::RECORDS;
                names.push(member.name);
                if is_log {
                    break;
                }
            }
        }
        Self { text, start, first_byte, names }
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|held| held == name)
    }
}

/// A shape: how it is recognised and read.
struct Format {
    name: &'static str,
    matches: fn(&Head<'_>) -> bool,
    read: fn(&Head<'_>, &mut Reading<'_>),
}

/// Every shape that is known, the most particular first.
const FORMATS: &[Format] = &[
    Format { name: "digest file", matches: digest::matches, read: digest::read },
    Format { name: "log file", matches: log_file::matches, read: log_file::read },
    Format {
        name: "array of records",
        matches: bare_records::is_array,
        read: bare_records::read_array,
    },
    Format { name: "records", matches: bare_records::is_record, read: bare_records::read },
];

/// Reads a file's text into `reading`, whose report then says what it was.
pub(crate) fn read(text: &str, reading: &mut Reading<'_>) {
    let head = Head::new(text);
    match FORMATS.iter().find(|format| (format.matches)(&head)) {
        Some(format) => {
            reading.report.shape = format.name;
            (format.read)(&head, reading);
        }
        None => refuse(&head, reading),
    }
    let report = &mut reading.report;
    if report.status == Status::Read && report.n_rejected > 0 {
        report.status = if report.n_records > 0 { Status::Damaged } else { Status::Refused };
    }
}

/// Says what a text of no known shape is.
fn refuse(head: &Head<'_>, reading: &mut Reading<'_>) {
    let path = reading.report.path.clone();
    match head.first_byte {
        None => reading.report.status = Status::Empty,
        Some(b'{') => {
            reading.report.status = Status::Refused;
            let names: Vec<&str> = head.names.iter().take(6).map(AsRef::as_ref).collect();
            let reason = match names.as_slice() {
                [] => "no CloudTrail records in it: an object without members".to_owned(),
                names => {
                    format!("no CloudTrail records in it: an object with {}", names.join(", "))
                }
            };
            reading.report.add(Diagnostic::of_file(
                &path,
                reason,
                "point at the log files themselves",
            ));
        }
        Some(_) => reading.report.status = Status::Skipped,
    }
}

#[cfg(test)]
mod tests;
