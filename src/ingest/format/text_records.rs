//! Records among other text: lines of syslog, `lookup-events` as text, notes around a paste, a file
//! whose first line is cut.
//!
//! Each object that another row knows is taken, wherever it stands in a line. What else the lines
//! say is passed over and they are counted, but a line with a part of a record is a reject.

use serde::de::IgnoredAny;

use super::head::Head;
use super::is_known;
use super::lookalike;
use super::records::CUT;
use super::scan::Lookahead;
use super::unwrapping::Unwrapping;

/// Each record has one of these, at the beginning or near the end; in a string its quotes can be
/// escaped.
const SIGNS: [&str; 2] = ["\"eventVersion", "\"eventID"];

/// What is wrong with a text that has a sign of a record and no record.
pub(crate) const PART: &str = "a part of a record";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    // Most texts are told by their words, without a look at brackets.
    if head.is_json() || !has_sign(head.text) || lookalike::of(head).is_some() {
        return false;
    }
    let (mut at, mut lookahead) = (head.start, Lookahead::over(head.text));
    while let Some((start, end)) = known_object(head.text, (at, head.text.len()), &mut lookahead) {
        // Programs have objects that look like records too.
        if serde_json::from_str::<IgnoredAny>(&head.text[start..end]).is_ok() {
            return true;
        }
        at = end;
    }
    false
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let text = head.text;
    let mut lookahead = Lookahead::over(text);
    let mut passed_over: Option<(usize, u64)> = None;
    let mut at = head.start;
    while at < text.len() && !unwrapping.is_stopped() {
        let start = at;
        let mut end = line_end(text, at);
        let mut has_object = false;
        while let Some((object, object_end)) = known_object(text, (at, end), &mut lookahead) {
            has_object = true;
            unwrapping.value(text, object);
            at = object_end;
            end = line_end(text, at);
        }
        let line = &text[start..end];
        if !has_object && has_sign(line) {
            unwrapping.reject(start, PART, CUT);
        } else if !has_object && !line.trim().is_empty() {
            passed_over = passed_over.map_or(Some((start, 1)), |(first, n)| Some((first, n + 1)));
        }
        at = end + 1;
    }
    if let Some((first, n_lines)) = passed_over {
        let lines = if n_lines == 1 { "line" } else { "lines" };
        let reason = format!("{n_lines} {lines} of other text, here the first");
        unwrapping.note(first, reason, "the records around were read");
    }
}

/// Whether there is a record in it, or a part of one.
pub(crate) fn has_sign(text: &str) -> bool {
    SIGNS.iter().any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

/// Where the first object begins and ends that begins from `at` to `end` and that another row knows.
pub(crate) fn known_object(
    text: &str,
    (mut at, end): (usize, usize),
    lookahead: &mut Lookahead,
) -> Option<(usize, usize)> {
    loop {
        at += memchr::memchr(b'{', text.as_bytes().get(at..end)?)?;
        match lookahead.skip_value(text, at) {
            Some(object_end) if is_known(&Head::at(text, at)) => return Some((at, object_end)),
            Some(object_end) => {
                // The lines of a large one are looked into all the same.
                lookahead.spend(object_end - at);
                at = object_end;
            }
            None => at += 1,
        }
    }
}
