//! Taking records out of what wraps them.
//!
//! Records in strings, cells and envelopes become one text of plain records, each on a line of its
//! own, so that their places can be held as those of a log file are. The same text gives the same
//! lines, always: an event's JSON is fetched by unwrapping its file again. A wrapper can stand in
//! another one, as an EventBridge event in a line of Splunk; each is recognised by the rows of
//! [`FORMATS`].

use super::head::Head;
use super::records::{CUT, Reading, Unwrapped};
use super::scan::{self, Lookahead};
use super::{FORMATS, Read, lookalike, payload};
use crate::store::LARGEST_FILE;

/// The records found so far.
pub(crate) struct Unwrapping<'r, 'b> {
    /// Records as plain JSON, each followed by a line feed; empty when they go to `reading`, or a
    /// large file would be in memory twice.
    text: String,
    /// Length of that text, also when it is not kept.
    n_bytes: usize,
    /// Where records and findings go; `None` when only the text is wanted.
    reading: Option<&'r mut Reading<'b>>,
    /// Byte in the file's own text where the string or cell begins that is being looked at.
    inside: Option<usize>,
    depth: u8,
    /// How far the file's own text is accounted for.
    reached: usize,
    n_findings: u64,
    is_stopped: bool,
    lookahead: Lookahead,
    /// How much base64 texts may still inflate to, all together.
    most_decoded: usize,
}

impl<'r, 'b> Unwrapping<'r, 'b> {
    /// Objects, lists and texts in each other: four wrappers in one another are 17 of them.
    const MOST_LEVELS: u8 = 24;

    /// Most that one base64 text may inflate to; CloudWatch Logs sends less than 10 MB at a time.
    const LARGEST_PAYLOAD: usize = 64 << 20;

    /// For the text `text` of a file.
    pub(crate) fn new(text: &str, reading: Option<&'r mut Reading<'b>>) -> Self {
        Self {
            text: String::new(),
            n_bytes: 0,
            reading,
            inside: None,
            depth: 0,
            reached: 0,
            n_findings: 0,
            is_stopped: false,
            lookahead: Lookahead::over(text),
            most_decoded: LARGEST_FILE,
        }
    }

    /// The records' text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Takes the records of values one after the other, with or without white space between.
    pub(crate) fn sequence(&mut self, text: &str, at: usize) {
        let mut at = scan::skip_space(text, at);
        while at < text.len() && !self.is_stopped {
            at = scan::skip_space(text, self.item(text, at, Self::value));
        }
    }

    /// Takes the records of the list at `at`; `null` is a list of none.
    pub(crate) fn list(&mut self, text: &str, at: usize) {
        self.each(text, at, Self::value);
    }

    /// Takes the rows of the list at `at`, each of which is a list too.
    pub(crate) fn rows(&mut self, text: &str, at: usize, take: fn(&mut Self, &str, usize)) {
        self.each(text, at, |unwrapping, text, row| {
            if unwrapping.lookahead.skip_value(text, row).is_some() {
                take(unwrapping, text, row);
            } else {
                unwrapping.reject(row, "not valid JSON: it does not end", CUT);
            }
        });
    }

    fn each(&mut self, text: &str, at: usize, take: impl Fn(&mut Self, &str, usize) + Copy) {
        if text.as_bytes().get(at) != Some(&b'[') {
            if !text[at..].starts_with("null") {
                self.reject(at, "a list of records was expected", "");
            }
            return;
        }
        let mut at = at + 1;
        while !self.is_stopped {
            at = scan::skip_space(text, at);
            match text.as_bytes().get(at) {
                Some(b',') => at += 1,
                Some(b']') => return self.reach(at + 1),
                None | Some(b'}') => {
                    return self.fault(at, "the list of records does not end", CUT);
                }
                Some(_) => at = self.item(text, at, take),
            }
        }
    }

    /// Takes the records of the value at `at`, whatever it is.
    pub(crate) fn value(&mut self, text: &str, at: usize) {
        if self.depth == Self::MOST_LEVELS {
            return self.reject(at, "wrapped too many times", "unwrap it once");
        }
        self.depth += 1;
        match text.as_bytes().get(at) {
            Some(b'{') => self.object(text, at),
            Some(b'[') => self.list(text, at),
            Some(b'"') => self.string(text, at),
            _ => self.reject(at, "not a JSON object", ""),
        }
        self.depth -= 1;
    }

    /// Takes the record at `at`, as it stands there.
    pub(crate) fn record(&mut self, text: &str, at: usize) {
        // Brackets decide, not whether it can be read: unwrapping alone must find the same.
        match self.lookahead.skip_value(text, at) {
            Some(end) => {
                self.push(&text[at..end], at, false);
                self.reach(end);
            }
            None => self.reject(at, "not valid JSON: it does not end", CUT),
        }
    }

    /// Takes the record that was put together from the columns of the row at `at`.
    pub(crate) fn partial(&mut self, json: &str, at: usize) {
        self.push(json, at, true);
    }

    /// Takes the records of a text that stands, in one or another coding, at `at`.
    pub(crate) fn nested(&mut self, nested: &str, at: usize) {
        let inner = nested.trim_start_matches('\u{feff}').trim();
        if self.depth == Self::MOST_LEVELS {
            return self.reject(at, "wrapped too many times", "unwrap it once");
        }
        if inner.starts_with(['{', '[']) {
            return self.inside(inner, at);
        }
        match payload::decode(inner, self.most_decoded.min(Self::LARGEST_PAYLOAD)) {
            Some(Ok(decoded)) => {
                self.most_decoded -= decoded.len().min(self.most_decoded);
                self.inside(&decoded, at);
            }
            Some(Err(damage)) => self.reject(at, damage, "take it from its source again"),
            None => self.reject(at, lookalike::reason_of_text(inner), ""),
        }
    }

    fn inside(&mut self, text: &str, at: usize) {
        let outer = self.inside.replace(self.origin(at));
        self.depth += 1;
        self.sequence(text, 0);
        self.depth -= 1;
        self.inside = outer;
    }

    /// Counts what stands in the place of a record and is none.
    pub(crate) fn reject(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        self.n_findings += 1;
        let origin = self.origin(at);
        if let Some(reading) = &mut self.reading {
            reading.reject(origin, reason, remedy);
        }
    }

    /// Notes a fault that is in no record, or does not cost it.
    pub(crate) fn fault(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        self.n_findings += 1;
        let origin = self.origin(at);
        if let Some(reading) = &mut self.reading {
            reading.fault(origin, reason, remedy);
        }
    }

    /// Says something that costs no record.
    pub(crate) fn note(&mut self, at: usize, reason: impl Into<String>, remedy: &'static str) {
        let origin = self.origin(at);
        if let Some(reading) = &mut self.reading {
            reading.note(origin, reason, remedy);
        }
    }

    /// Whether reading was cancelled or the limit was reached.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Takes the records of one of several values; the answer is where the next one begins.
    fn item(
        &mut self,
        text: &str,
        at: usize,
        take: impl Fn(&mut Self, &str, usize) + Copy,
    ) -> usize {
        let n_findings = self.n_findings;
        if let Some(end) = self.lookahead.skip_value(text, at) {
            take(self, text, at);
            self.reach(end);
            return end.max(at + 1);
        }
        if self.lookahead.is_spent() {
            self.is_stopped = true;
            self.fault(at, "too much of it does not close; the rest was not read", CUT);
            return text.len();
        }
        // What is complete inside of it can still be taken.
        take(self, text, at);
        if self.n_findings == n_findings {
            self.fault(at, "it does not end", CUT);
        }
        if self.inside.is_some() {
            return text.len();
        }
        let from = self.reached.max(at + 1);
        self.lookahead.next_after(text, at, from).unwrap_or(text.len())
    }

    fn object(&mut self, text: &str, at: usize) {
        let head = Head::at(text, at);
        let format = FORMATS.iter().find(|format| (format.matches)(&head));
        match format.map(|format| &format.read) {
            Some(Read::Layer(open)) => open(&head, self),
            Some(Read::InPlace(_)) => match head.object.value("Records") {
                Some(records) => self.list(text, records),
                None => self.record(text, at),
            },
            Some(Read::Text(_)) | None => {
                unreachable!("texts are no objects, the last row takes any")
            }
        }
    }

    fn string(&mut self, text: &str, at: usize) {
        match scan::string(text, at) {
            Some(string) => self.nested(&string, at),
            None => self.reject(at, "not valid JSON: a string that cannot be read", ""),
        }
    }

    fn push(&mut self, json: &str, at: usize, is_partial: bool) {
        let (origin, offset) = (self.origin(at), self.n_bytes);
        if offset + json.len() >= LARGEST_FILE {
            self.is_stopped = true;
            return self.fault(at, format!("more than {LARGEST_FILE} bytes"), "split the file");
        }
        self.n_bytes += json.len() + 1;
        let Some(reading) = &mut self.reading else {
            self.text.push_str(json);
            self.text.push('\n');
            return;
        };
        if reading.is_cancelled() {
            self.is_stopped = true;
        } else {
            let is_plain = self.inside.is_none() && !is_partial;
            reading.unwrapped(Unwrapped { json, offset, origin, is_plain, is_partial });
        }
    }

    /// The byte of the file's own text that stands for `at`.
    fn origin(&self, at: usize) -> usize {
        self.inside.unwrap_or(at)
    }

    fn reach(&mut self, end: usize) {
        if self.inside.is_none() {
            self.reached = self.reached.max(end);
        }
    }
}
