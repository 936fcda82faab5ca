//! Reading records one by one, whatever holds them; a bad one costs only itself.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::diagnostic::Diagnostic;
use super::super::narrow::Narrow;
use super::super::report::{FileReport, Status};
use super::scan::{self, Lookahead};
use crate::record::{EventRecord, NotAnEvent};
use crate::store::SegmentBuilder;

/// A file being read: where its records go and what is said about it.
pub(crate) struct Reading<'b> {
    builder: &'b mut SegmentBuilder,
    pub(crate) report: FileReport,
    cancel: &'b AtomicBool,
    narrow: &'b Narrow,
    /// Whether places count bytes of the unwrapped text.
    pub(crate) is_unwrapped: bool,
    pub(crate) lookahead: Lookahead,
}

/// A record taken out of what wraps it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unwrapped<'t> {
    /// Its JSON.
    pub(crate) json: &'t str,
    /// Place of the JSON in the unwrapped text.
    pub(crate) offset: usize,
    /// Byte in the file's own text, for whoever looks there.
    pub(crate) origin: usize,
    /// Whether `json` stands at `origin` as it is, not inside of a string or a cell.
    pub(crate) is_plain: bool,
    /// Whether it was put together from columns, which can lack what records have.
    pub(crate) is_partial: bool,
}

impl<'b> Reading<'b> {
    pub(crate) fn new(
        builder: &'b mut SegmentBuilder,
        report: FileReport,
        cancel: &'b AtomicBool,
        narrow: &'b Narrow,
    ) -> Self {
        let lookahead = Lookahead::over("");
        Self { builder, report, cancel, narrow, is_unwrapped: false, lookahead }
    }

    /// Reads the value at `at` as a record; the answer is where reading goes on.
    ///
    /// `None` when there is nothing more to read, or reading was cancelled.
    pub(crate) fn record(&mut self, text: &str, at: usize) -> Option<usize> {
        if self.is_cancelled() {
            return None;
        }
        self.attempt(text, at).or_else(|| self.resume(text, at))
    }

    /// Reads the value at `at` as a record; the answer is its end, `None` when it is no JSON.
    pub(crate) fn attempt(&mut self, text: &str, at: usize) -> Option<usize> {
        let mut record = EventRecord::default();
        match record.read_front(&text[at..], |rest| self.builder.known_identity(rest)) {
            Ok(n_bytes) => {
                self.push(&mut record, at, n_bytes);
                Some(at + n_bytes)
            }
            Err(_) if let Some(list) = scan::list_of_records(text, at) => {
                self.fault(at, "a log file begins where a record was expected", CUT);
                Some(list + 1)
            }
            Err((reason, Some(n_bytes))) => {
                self.refuse(&reason, at, true);
                Some(at + n_bytes)
            }
            Err((reason, None)) => {
                let end = self.lookahead.skip_value(text, at);
                if end.is_some_and(|end| self.has_mended(&text[at..end], at, false)) {
                    return end;
                }
                self.refuse(&reason, at, true);
                None
            }
        }
    }

    /// Whether the record could be read with U+FFFD where it has halves of surrogate pairs, which
    /// JSON allows and no text can hold.
    fn has_mended(&mut self, json: &str, at: usize, is_partial: bool) -> bool {
        if !json.contains("\\u") {
            return false;
        }
        let mended = scan::without_lone_surrogates(json);
        match EventRecord::from_front(&mended) {
            Ok((mut record, n_bytes)) => {
                record.is_partial = is_partial;
                self.push(&mut record, at, n_bytes);
                true
            }
            Err(_) => false,
        }
    }

    /// Reads a record that was taken out of what wraps it; its text ends with it.
    pub(crate) fn unwrapped(&mut self, unwrapped: Unwrapped<'_>) {
        let Unwrapped { json, offset, origin, is_plain, is_partial } = unwrapped;
        let mut record = EventRecord::default();
        match record.read_front(json, |rest| self.builder.known_identity(rest)) {
            Ok(n_bytes) => {
                record.is_partial = is_partial;
                self.push(&mut record, offset, n_bytes);
            }
            Err((reason, _)) => {
                if !self.has_mended(json, offset, is_partial) {
                    self.refuse(&reason, origin, is_plain);
                }
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

    /// Whether the reader of the data has asked to end.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Notes a fault that is in no record.
    pub(crate) fn fault(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        self.report.status = Status::Damaged;
        self.note(at, reason, remedy);
    }

    /// Says something that costs no record.
    pub(crate) fn note(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        let mut diagnostic = Diagnostic::of_file(&self.report.path, reason, remedy);
        diagnostic.byte = Some(at as u64);
        self.report.add(diagnostic);
    }

    /// Counts what stands in the place of a record and is none.
    pub(crate) fn reject(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        self.report.n_rejected += 1;
        self.builder.pass_over();
        self.report.add(Diagnostic {
            path: self.report.path.clone(),
            record: Some(self.report.n_found()),
            byte: Some(at as u64),
            line: None,
            reason: reason.into(),
            remedy,
        });
    }

    fn push(&mut self, record: &mut EventRecord<'_>, at: usize, n_bytes: usize) {
        // Texts are limited to less than 4 GiB before they come here.
        let place = u32::try_from(at).ok().zip(u32::try_from(n_bytes).ok());
        let (offset, length) = place.unwrap_or_else(|| unreachable!("a bounded text"));
        if self.narrow.keeps(record) {
            self.builder.push(record, offset, length);
            self.report.n_records += 1;
        } else {
            self.builder.pass_over();
            self.report.n_narrowed += 1;
        }
    }

    /// Counts a record that could not be read; a place inside of it counts where it is plain.
    fn refuse(&mut self, reason: &NotAnEvent, at: usize, is_plain: bool) {
        let (byte, remedy) = match reason {
            NotAnEvent::Syntax { byte, reason } if reason.starts_with("EOF") => (*byte, CUT),
            NotAnEvent::Syntax { byte, .. } => (*byte, "the records around it were read"),
            NotAnEvent::Notification(_) => (0, "point at the log file that it announces"),
            NotAnEvent::NotAnObject | NotAnEvent::NoEventMembers => (0, ""),
        };
        self.reject(if is_plain { at + byte } else { at }, reason.to_string(), remedy);
    }

    /// Where reading goes on after a record that is no JSON: behind its brackets if they match and
    /// a list goes on there, else at the next text that looks like a record.
    fn resume(&mut self, text: &str, at: usize) -> Option<usize> {
        // A bracket or comma in the place of a value is passed, or reading would stay there.
        let end = self.lookahead.skip_value(text, at).filter(|&end| end > at);
        let end = end.map(|end| scan::skip_space(text, end));
        match end {
            Some(end) if matches!(text.as_bytes().get(end), None | Some(b',' | b']' | b'{')) => {
                Some(end)
            }
            _ => {
                let next = self.lookahead.next_after(text, at, at + 1);
                if next.is_none() && !is_end(&text[at..]) {
                    self.fault(at, "no other record was found behind this one", CUT);
                }
                next
            }
        }
    }
}

/// Whether nothing else begins in the text of a record.
fn is_end(text: &str) -> bool {
    !text.contains("\n{") && !text.contains("},{") && !text.contains("}, {")
}

/// What helps when the end of a file is missing.
pub(crate) const CUT: &str = "the file is cut off; copy it from its source again";
