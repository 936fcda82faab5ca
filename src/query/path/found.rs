//! A value that a path arrived at, and the text of all of them.

use std::borrow::Cow;

use serde_json::Value;

use super::tree::{Reached, arrive};
use crate::query::number::reads_as_written;

/// What stands at a path of a record, as one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathText {
    /// A string as it is; a number, a boolean, an object or an array as JSON; several values as an
    /// array of them; `""` when there is nothing.
    pub text: String,
    /// Whether it is one value, or none: a filter can ask for it.
    pub is_single: bool,
}

/// A value, as far as anybody had to read it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found<'t> {
    /// As it stands in the record.
    Written(&'t str),
    /// Read whole.
    Read(Value),
}

/// Values that one text names at most.
pub(crate) const MOST_TOGETHER: usize = 1000;

impl<'t> Found<'t> {
    /// Tells `passes` what it is, and what is in an array, until it answers `true`.
    pub(crate) fn arrive(&self, passes: &mut dyn FnMut(Reached<'_>) -> bool) -> bool {
        match self {
            Self::Read(value) => arrive(value, passes),
            Self::Written(json) if json.starts_with('{') => passes(Reached::Container),
            Self::Written(json) => match plain(json) {
                Some(text) => !text.is_empty() && passes(Reached::Text(text.into())),
                None => read(json).is_some_and(|value| arrive(&value, passes)),
            },
        }
    }

    /// Whether it is `null` or `""`.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            Self::Written(json) => matches!(*json, "null" | "\"\""),
            Self::Read(value) => value.is_null() || value.as_str() == Some(""),
        }
    }

    fn is_container(&self) -> bool {
        match self {
            Self::Written(json) => json.starts_with(['{', '[']),
            Self::Read(value) => value.is_object() || value.is_array(),
        }
    }

    fn into_text(self) -> Cow<'t, str> {
        let value = match self {
            Self::Written(json) => match plain(json) {
                Some(text) => return text.into(),
                None => read(json),
            },
            Self::Read(value) => Some(value),
        };
        match value {
            None => Cow::Borrowed(""),
            Some(Value::String(text)) => text.into(),
            Some(value) => value.to_string().into(),
        }
    }

    fn into_value(self) -> Option<Value> {
        match self {
            Self::Written(json) => read(json),
            Self::Read(value) => Some(value),
        }
    }
}

/// One text for all values at a path, and whether it is one value or none; with `null` and `""`
/// nothing is there.
pub(crate) fn told<'t>(found: impl Iterator<Item = Found<'t>>) -> (Cow<'t, str>, bool) {
    let mut found = found.filter(|found| !found.is_nothing()).take(MOST_TOGETHER);
    let Some(first) = found.next() else { return (Cow::Borrowed(""), true) };
    match found.next() {
        None => {
            let is_single = !first.is_container();
            (first.into_text(), is_single)
        }
        Some(second) => {
            let all = [first, second].into_iter().chain(found);
            let all = Value::Array(all.filter_map(Found::into_value).collect());
            (all.to_string().into(), false)
        }
    }
}

/// The text of a string, a number or a boolean that is written as it reads.
fn plain(json: &str) -> Option<&str> {
    match json.as_bytes().first()? {
        b'"' if memchr::memchr(b'\\', json.as_bytes()).is_none() => Some(&json[1..json.len() - 1]),
        b't' | b'f' => Some(json),
        b'0'..=b'9' | b'-' if reads_as_written(json.as_bytes()) => Some(json),
        _ => None,
    }
}

fn read(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok()
}
