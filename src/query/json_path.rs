//! A test of the values at a path in a record's JSON.
//!
//! Parsing costs a hundred times more than seeing that the path's last name, or a text that the value
//! must hold, is not in the record at all: only the others are parsed.

use super::expr::Test;
use super::matcher::Matcher;
use super::needle::{Needle, Record};
use super::path::{Path, Reached};

/// A path with the test of what stands there.
pub(crate) struct JsonPath {
    path: Path,
    matcher: Matcher,
    /// The last name.
    name: Option<Needle>,
    /// What a value that passes holds, in one of these spellings; nothing is known without any.
    texts: Vec<Needle>,
}

impl JsonPath {
    /// The values at `path` that pass `test`.
    pub(crate) fn new(path: &Path, test: &Test) -> Self {
        let texts = literals(test).unwrap_or_default();
        Self {
            name: needle_of(path),
            path: path.clone(),
            matcher: Matcher::new(test),
            texts: texts.into_iter().map(Needle::any_case).collect(),
        }
    }

    /// The records of `among` that have such a value; `among` is in order of place in `text`.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let mut records = candidates(self.name.as_ref(), text, among);
        records.retain(|record| self.is_in(json_of(text, *record)));
        records
    }

    fn is_in(&self, json: &[u8]) -> bool {
        let may_hold = self.texts.is_empty()
            || self.texts.iter().any(|text| text.is_in(json))
            || is_coded(json);
        let mut passes = |reached: Reached<'_>| match reached {
            Reached::Text(found) => self.matcher.is_match(&found),
            Reached::Container => matches!(self.matcher, Matcher::Present),
        };
        may_hold && serde_json::from_slice(json).is_ok_and(|json| self.path.any(&json, &mut passes))
    }
}

/// Finds a name that every record with a value at the path holds.
pub(crate) fn needle_of(path: &Path) -> Option<Needle> {
    path.needed_name().map(Needle::any_case)
}

/// The records of `among` that hold a name, if one is needed, or may hold it in another spelling.
pub(crate) fn candidates(name: Option<&Needle>, text: &[u8], among: &[Record]) -> Vec<Record> {
    let Some(name) = name else { return among.to_vec() };
    let found = name.records(text, among);
    let mut found = found.iter().peekable();
    let may_hold =
        |record: &&Record| found.next_if_eq(record).is_some() || is_coded(json_of(text, **record));
    among.iter().filter(may_hold).copied().collect()
}

/// The record's JSON in the text of its file.
pub(crate) fn json_of(text: &[u8], record: Record) -> &[u8] {
    text.get(record.start..record.end).unwrap_or_default()
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

/// Texts of which a value that passes holds at least one; `None` when there is none to look for.
fn literals(wanted: &Test) -> Option<Vec<&str>> {
    // A number has many spellings, and what JSON must escape has another one.
    let is_in_numbers = |text: &str| {
        let is_of_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        text.bytes().all(is_of_number) && text.matches('.').count() < 2
    };
    let is_plain = |text: &str| {
        text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
            && !is_in_numbers(text)
    };
    match wanted {
        Test::Contains(text)
        | Test::Prefix(text)
        | Test::Suffix(text)
        | Test::Equals(text)
        | Test::Exact(text) => is_plain(text).then(|| vec![text.as_str()]),
        Test::OneOf(tests) => {
            let all: Option<Vec<Vec<&str>>> = tests.iter().map(literals).collect();
            all.map(|all| all.into_iter().flatten().collect())
        }
        Test::Glob(pattern) => {
            let longest = pattern.split(['*', '?']).max_by_key(|part| part.len())?;
            is_plain(longest).then(|| vec![longest])
        }
        Test::Fuzzy(_) | Test::Regex(_) | Test::Present | Test::Number(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowId;

    #[test]
    fn a_value_is_found_however_it_is_written() {
        let check = |test: &str, json: &str, expected| {
            let path = JsonPath::new(&Path::parse(".a").unwrap(), &Test::Equals(test.to_owned()));
            let records = [Record { start: 0, end: json.len(), row: RowId(0) }];
            assert_eq!(path.records(json.as_bytes(), &records).len(), expected, "{test} in {json}");
        };
        check("bob", r#"{"a":"Bob"}"#, 1);
        check("bob", r#"{"a":"alice","b":"bob"}"#, 0);
        check("bob", r#"{"a":"alice"}"#, 0);
        check("bob", r#"{"a":"\u0062ob"}"#, 1);
        check("x/y", r#"{"a":"x\/y"}"#, 1);
        check("mask", r#"{"a":"maſK"}"#, 1);
        check("100.0", r#"{"a":1e2}"#, 1);
        check("true", r#"{"a":true}"#, 1);
        check("bob", r#"{"\u0061":"bob"}"#, 1);
        check("192.0.2.7", r#"{"a":["192.0.2.7"]}"#, 1);
    }
}
