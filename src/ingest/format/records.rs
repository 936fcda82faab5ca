//! Reading records one by one, whatever holds them; a bad one costs only itself.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::diagnostic::Diagnostic;
use super::super::narrow::Narrow;
use super::super::report::{FileReport, Status};
use super::scan;
use crate::record::{EventRecord, NotAnEvent};
use crate::store::SegmentBuilder;

/// A file being read: where its records go and what is said about it.
pub(crate) struct Reading<'b> {
    pub(crate) builder: &'b mut SegmentBuilder,
    pub(crate) report: FileReport,
    pub(crate) cancel: &'b AtomicBool,
    pub(crate) narrow: &'b Narrow,
}

impl Reading<'_> {
    /// Reads the value at `at` as a record; the answer is where reading goes on.
    ///
    /// `None` when there is nothing more to read, or reading was cancelled.
    pub(crate) fn record(&mut self, text: &str, at: usize) -> Option<usize> {
        if self.cancel.load(Ordering::Relaxed) {
            return None;
        }
        let mut record = EventRecord::default();
        match record.read_front(&text[at..], |rest| self.builder.known_identity(rest)) {
            Ok(n_bytes) => {
                // Texts are limited to less than 4 GiB before they come here.
                let place = u32::try_from(at).ok().zip(u32::try_from(n_bytes).ok());
                let (offset, length) = place.unwrap_or_else(|| unreachable!("a bounded text"));
                if self.narrow.keeps(&record) {
                    self.builder.push(&mut record, offset, length);
                    self.report.n_records += 1;
                } else {
                    self.builder.pass_over();
                    self.report.n_narrowed += 1;
                }
                Some(at + n_bytes)
            }
            Err((reason, Some(n_bytes))) => {
                self.reject(at, &reason);
                Some(at + n_bytes)
            }
            Err((reason, None)) => {
                self.reject(at, &reason);
                resume(text, at)
            }
        }
    }

    /// Reads the records of the array that opens at `at`; the answer is the byte after it.
    pub(crate) fn array(&mut self, text: &str, at: usize) -> Option<usize> {
        let mut at = at + 1;
        loop {
            at = scan::skip_space(text, at);
            match text.as_bytes().get(at) {
                Some(b']') => return Some(at + 1),
                Some(b',') => at += 1,
                Some(_) => at = self.record(text, at)?,
                None => {
                    self.fault(at, "the list of records does not end", CUT);
                    return None;
                }
            }
        }
    }

    /// Notes a fault that is in no record.
    pub(crate) fn fault(&mut self, at: usize, reason: &str, remedy: &'static str) {
        self.report.status = Status::Damaged;
        let mut diagnostic = Diagnostic::of_file(&self.report.path, reason, remedy);
        diagnostic.byte = Some(at as u64);
        self.report.add(diagnostic);
    }

    fn reject(&mut self, at: usize, reason: &NotAnEvent) {
        self.report.n_rejected += 1;
        self.builder.pass_over();
        let (byte, remedy) = match reason {
            NotAnEvent::Syntax { byte, reason } if reason.starts_with("EOF") => (at + byte, CUT),
            NotAnEvent::Syntax { byte, .. } => (at + byte, "the records around it were read"),
            NotAnEvent::Notification(_) => (at, "point at the log file that it announces"),
            NotAnEvent::NotAnObject | NotAnEvent::NoEventMembers => (at, ""),
        };
        self.report.add(Diagnostic {
            path: self.report.path.clone(),
            record: Some(self.report.n_found()),
            byte: Some(byte as u64),
            reason: reason.to_string(),
            remedy,
        });
    }
}

const CUT: &str = "the file is cut off; copy it from its source again";

/// Where reading goes on after a record that is no JSON: behind its brackets if they match and a
/// list goes on there, else at the next text that looks like a record.
fn resume(text: &str, at: usize) -> Option<usize> {
    let end = scan::skip_value(text, at).map(|end| scan::skip_space(text, end));
    match end {
        Some(end) if matches!(text.as_bytes().get(end), None | Some(b',' | b']' | b'{')) => {
            Some(end)
        }
        _ => scan::next_record(text, at + 1),
    }
}
