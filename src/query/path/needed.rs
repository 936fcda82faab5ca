//! A name that every record with a value at a path holds: records without it need not be read.

use super::{Path, Step};
use crate::query::needle::{Needle, Record};

/// Finds the last name of `path`; `None` when it may have more than one spelling.
pub(crate) fn needle_of(path: &Path) -> Option<Needle> {
    let name = path.steps().iter().rev().find_map(|step| match step {
        Step::Name(name) if name.parse::<usize>().is_err() => Some(name.as_str()),
        _ => None,
    });
    name.filter(|name| is_never_escaped(name)).map(Needle::any_case)
}

/// The records of `among` that hold a name or may hold it in another spelling; `among` is in order of
/// place in `text`.
pub(crate) fn candidates(name: &Needle, text: &[u8], among: &[Record]) -> Vec<Record> {
    let found = name.records(text, among);
    let mut found = found.iter().peekable();
    let may_hold =
        |record: &&Record| found.next_if_eq(record).is_some() || is_coded(record.json(text));
    among.iter().filter(may_hold).copied().collect()
}

/// Whether a text stands in JSON, and in URL-encoded JSON, as it is.
fn is_never_escaped(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Whether a text can be written otherwise: with escapes of JSON or of URLs, or with letters beyond
/// ASCII, which can be letters of ASCII in another case.
pub(crate) fn is_coded(json: &[u8]) -> bool {
    let is_escape = |at: usize| matches!(json.get(at + 1), Some(b'u' | b'/'));
    let is_open = |at: usize| matches!(json.get(at + 1..at + 3), Some([b'7' | b'5', b'B' | b'b']));
    !json.is_ascii()
        || memchr::memchr_iter(b'\\', json).any(is_escape)
        || memchr::memchr_iter(b'%', json).any(is_open)
}
