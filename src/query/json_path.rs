//! A test of the values at a path in a record's JSON.
//!
//! Parsing costs a hundred times more than seeing that the path's last name, or a text that the value
//! must hold, is not in the record at all: only the others are parsed.

use std::ops::Range;

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
        Self { name: needle_of(path), path: path.clone(), matcher: Matcher::new(test), texts }
    }

    /// The records of `among` that have such a value; `among` is in order of place in `text`.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let mut records = candidates(self.name.as_ref(), text, among);
        records.retain(|record| self.is_in(json_of(text, *record)));
        records
    }

    fn is_worth_parsing(&self, json: &[u8]) -> bool {
        self.texts.is_empty()
            || self.texts.iter().any(|text| text.may_be_in(json))
            || is_coded(json)
    }

    fn is_in(&self, json: &[u8]) -> bool {
        let mut passes = |reached: Reached<'_>| match reached {
            Reached::Text(found) => self.matcher.is_match(&found),
            Reached::Container => matches!(self.matcher, Matcher::Present),
        };
        self.is_worth_parsing(json)
            && serde_json::from_slice(json).is_ok_and(|json| self.path.any(&json, &mut passes))
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

/// Characters of a number of which no digit is lost.
const LONGEST_NUMBER: usize = 15;

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.eE".contains(&byte)
}

/// Whether a number may be there that reads otherwise than it is written: `4.2e1` is 42.0.
fn has_respelt_number(json: &[u8]) -> bool {
    memchr::memchr3_iter(b':', b',', b'[', json).any(|at| {
        let rest = &json[at + 1..];
        let number = match rest.first() {
            Some(byte) if byte.is_ascii_digit() || *byte == b'-' => rest,
            Some(byte) if byte.is_ascii_whitespace() || *byte == b'\\' => after_space(rest),
            _ => return false,
        };
        let length = number.iter().take_while(|&&byte| is_of_number(byte)).count();
        !reads_as_written(&number[..length])
    })
}

/// What stands behind the white space that a text begins with; line breaks are escaped in an
/// embedded document, once for each time that it is embedded.
fn after_space(text: &[u8]) -> &[u8] {
    let is_space = |(at, byte): (usize, &u8)| match byte {
        b'\\' => true,
        b'n' | b'r' | b't' => at > 0 && text[at - 1] == b'\\',
        byte => byte.is_ascii_whitespace(),
    };
    &text[text.iter().enumerate().take_while(|&next| is_space(next)).count()..]
}

/// Whether a number surely reads as it is written; what begins no number does.
///
/// The shortest decimal of a number is the one that was written, up to 15 digits and without zeros
/// at its end. Small ones are given an exponent.
fn reads_as_written(number: &[u8]) -> bool {
    if !number.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') {
        return true;
    }
    let is_plain = number.iter().all(|byte| byte.is_ascii_digit() || b"-.".contains(byte));
    let is_small = [b"-0".as_slice(), b"0.000"].iter().any(|start| number.starts_with(start));
    let has_short_end = match number.iter().position(|&byte| byte == b'.') {
        Some(point) => number[point + 1..] == *b"0" || !number.ends_with(b"0"),
        None => true,
    };
    is_plain && !is_small && has_short_end && number.len() <= LONGEST_NUMBER
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
            assert_eq!(path.is_worth_parsing(json.as_bytes()), expected == 1, "{test} in {json}");
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
