//! A test of the values at a path in a record's JSON.
//!
//! To see that the path's last name, or a text that the value must hold, is not in the record at all
//! costs less than any reading: only the others are read.

use std::ops::Range;

use super::expr::Test;
use super::matcher::Matcher;
use super::needle::{Needle, Record};
use super::number::{LONGEST_NUMBER, has_respelt_number, is_of_number};
use super::path::{Path, PathReader, Reached, is_coded};

/// A path with the test of what stands there.
pub(crate) struct JsonPath {
    reader: PathReader,
    matcher: Matcher,
    /// What a value that passes holds, in one of these spellings; nothing is known without any.
    texts: Vec<Literal>,
}

/// A text that a value must hold.
struct Literal {
    needle: Needle,
    /// Whether it may be a part of a number, which has many spellings.
    is_in_numbers: bool,
    /// Whether the value is nothing else.
    is_whole: bool,
    /// Whether no number but the one that is written so reads so: a whole number. Those with a
    /// fraction or an exponent read with a point or an `e`.
    is_read_as_written: bool,
}

impl JsonPath {
    /// The values at `path` that pass `test`.
    pub(crate) fn new(path: &Path, test: &Test) -> Self {
        let texts = literals(test).unwrap_or_default();
        let reader = PathReader::new(std::slice::from_ref(path));
        Self { reader, matcher: Matcher::new(test), texts }
    }

    /// The records of `among` that have such a value; `among` is in order of place in `text`.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let mut records = self.reader.candidates(text, among);
        records.retain(|record| self.is_in(record.json(text)));
        records
    }

    fn is_worth_reading(&self, json: &[u8]) -> bool {
        self.texts.is_empty()
            || self.texts.iter().any(|text| text.may_be_in(json))
            || is_coded(json)
    }

    fn is_in(&self, json: &[u8]) -> bool {
        let passes = |_, reached: Reached<'_>| match reached {
            Reached::Text(found) => self.matcher.is_match(&found),
            Reached::Container => matches!(self.matcher, Matcher::Present),
        };
        self.is_worth_reading(json) && self.reader.any(json, passes)
    }
}

impl Literal {
    fn new(text: &str, is_whole: bool) -> Option<Self> {
        // What JSON must escape has another spelling.
        let is_plain =
            text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
        is_plain.then(|| Self {
            needle: Needle::any_case(text),
            is_in_numbers: text.bytes().all(is_of_number),
            is_whole,
            is_read_as_written: is_whole
                && text.len() <= LONGEST_NUMBER
                && text.bytes().all(|byte| byte.is_ascii_digit()),
        })
    }

    fn may_be_in(&self, json: &[u8]) -> bool {
        if !self.is_in_numbers {
            return self.needle.is_in(json);
        }
        // A few digits stand in every record, as a part of something.
        let is_there = if self.is_whole {
            self.needle.places(json).any(|place| is_value(json, &place))
        } else {
            self.needle.is_in(json)
        };
        is_there || (!self.is_read_as_written && has_respelt_number(json))
    }
}

/// Whether what stands at a place can be a whole string or number: also in a document that is
/// embedded as a string, with its quotes and line breaks escaped.
fn is_value(json: &[u8], place: &Range<usize>) -> bool {
    let before = json[..place.start].last();
    let is_escape = || place.start >= 2 && json[place.start - 2] == b'\\';
    let is_start = before.is_none_or(|byte| match byte {
        b'"' | b':' | b',' | b'[' => true,
        b'n' | b'r' | b't' => is_escape(),
        byte => byte.is_ascii_whitespace(),
    });
    let is_end = |byte: &u8| b"\",}]\\".contains(byte) || byte.is_ascii_whitespace();
    is_start && json.get(place.end).is_none_or(is_end)
}

/// Texts of which a value that passes holds at least one; `None` when there is none to look for.
fn literals(wanted: &Test) -> Option<Vec<Literal>> {
    let one = |text: &str, is_whole| Literal::new(text, is_whole).map(|literal| vec![literal]);
    match wanted {
        Test::Contains(text) | Test::Prefix(text) | Test::Suffix(text) => one(text, false),
        Test::Equals(text) | Test::Exact(text) => one(text, true),
        Test::OneOf(tests) => {
            let all: Option<Vec<Vec<Literal>>> = tests.iter().map(literals).collect();
            all.map(|all| all.into_iter().flatten().collect())
        }
        Test::Glob(pattern) => one(pattern.split(['*', '?']).max_by_key(|part| part.len())?, false),
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
        let embedded = |test: &str, inner: &str, expected| {
            let json = serde_json::json!({ "a": inner }).to_string();
            let path = JsonPath::new(&Path::parse("any").unwrap(), &Test::Equals(test.to_owned()));
            let records = [Record { start: 0, end: json.len(), row: RowId(0) }];
            assert_eq!(path.records(json.as_bytes(), &records).len(), expected, "{test} in {json}");
            assert_eq!(path.is_worth_reading(json.as_bytes()), expected == 1, "{test} in {json}");
        };
        embedded("42", "[\n42]", 1);
        embedded("42", "{\"b\": \"42\"}", 1);
        embedded("42.0", "[\r\n\t4.2e1]", 1);
        embedded("42", &serde_json::json!({ "b": "[\n42\n]" }).to_string(), 1);
        embedded("42.0", &serde_json::json!({ "b": "[\n4.2e1\n]" }).to_string(), 1);
        embedded("42", "[142, 420, 7]", 0);
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
        check("42", r#"{"a":[142, 42]}"#, 1);
        check("42", r#"{"a":"42"}"#, 1);
        check("42", r#"{"a":142}"#, 0);
        check("42", r#"{"a":42.0}"#, 0);
        check("42.0", r#"{"a":42.0}"#, 1);
        check("42.0", r#"{"a": 4.2e1}"#, 1);
        check("-0.0", r#"{"a":-0}"#, 1);
        check("1e+20", r#"{"a":100000000000000000000}"#, 1);
    }
}
