//! A test of the values at a path in a record's JSON.

use serde_json::Value;

use super::expr::Test;
use super::matcher::Matcher;
use super::needle::{Needle, Record};

/// A path with the test of what stands there.
pub(crate) struct JsonPath {
    names: Vec<String>,
    matcher: Matcher,
    /// The last name as JSON has it; parsing costs a hundred times more than seeing that it is not
    /// there at all.
    name: Option<Needle>,
    /// What a value that passes holds, in one of these spellings; nothing is known without any.
    texts: Vec<Needle>,
}

impl JsonPath {
    /// `requestParameters.userName`, with or without a dot before it.
    pub(crate) fn new(path: &str, test: &Test) -> Self {
        let names: Vec<String> =
            path.trim_start_matches('.').split('.').map(str::to_owned).collect();
        let name = names.last().filter(|name| name.parse::<usize>().is_err());
        let name = name.map(|name| Needle::any_case(&format!("\"{name}\"")));
        let texts = literals(test).unwrap_or_default();
        let texts = texts.into_iter().map(Needle::any_case).collect();
        Self { name, names, matcher: Matcher::new(test), texts }
    }

    /// The records of `among` that have such a value; `among` is in order of place in `text`.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let passes = |record: &Record| {
            let json = text.get(record.start..record.end).unwrap_or_default();
            self.may_hold(json)
                && serde_json::from_slice(json)
                    .is_ok_and(|json| value_passes(&json, &names, &self.matcher))
        };
        let mut records = match &self.name {
            Some(name) => name.records(text, among),
            None => among.to_vec(),
        };
        records.retain(passes);
        records
    }

    /// Whether a value that passes can be in the record.
    ///
    /// A text can be written with escapes, and letters beyond ASCII can be letters of ASCII in
    /// another case: such records are read.
    fn may_hold(&self, json: &[u8]) -> bool {
        let is_escaped = |at| matches!(json.get(at + 1), Some(b'u' | b'/'));
        self.texts.is_empty()
            || self.texts.iter().any(|text| text.is_in(json))
            || !json.is_ascii()
            || memchr::memchr_iter(b'\\', json).any(is_escaped)
    }
}

/// Texts of which a value that passes holds at least one; `None` when there is none to look for.
fn literals(wanted: &Test) -> Option<Vec<&str>> {
    // A number has many spellings, and what JSON must escape has another one.
    let is_plain = |text: &str| {
        text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
            && text
                .bytes()
                .any(|byte| byte.is_ascii_alphabetic() && !byte.eq_ignore_ascii_case(&b'e'))
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
        Test::Fuzzy(_) | Test::Glob(_) | Test::Regex(_) | Test::Present => None,
    }
}

fn value_passes(value: &Value, path: &[&str], matcher: &Matcher) -> bool {
    match (path.split_first(), value) {
        (Some((name, rest)), Value::Object(members)) => members
            .iter()
            .filter(|(member, _)| member.eq_ignore_ascii_case(name))
            .any(|(_, value)| value_passes(value, rest, matcher)),
        (Some((index, rest)), Value::Array(elements)) => match index.parse::<usize>() {
            Ok(index) => elements.get(index).is_some_and(|v| value_passes(v, rest, matcher)),
            Err(_) => elements.iter().any(|element| value_passes(element, path, matcher)),
        },
        (Some(_), _) | (None, Value::Null) => false,
        (None, Value::String(text)) => matcher.is_match(text),
        (None, Value::Bool(_) | Value::Number(_)) => matcher.is_match(&value.to_string()),
        (None, Value::Array(elements)) => {
            matches!(matcher, Matcher::Present)
                || elements.iter().any(|element| value_passes(element, path, matcher))
        }
        (None, Value::Object(_)) => matches!(matcher, Matcher::Present),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowId;

    #[test]
    fn a_value_is_found_however_it_is_written() {
        let check = |test: &str, json: &str, expected| {
            let path = JsonPath::new("a", &Test::Equals(test.to_owned()));
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
    }

    #[test]
    fn a_path_reaches_through_arrays_and_any_type() {
        let json = serde_json::json!({
            "a": {"B": "text", "n": 7, "yes": true, "none": null, "list": [{"x": 1}, {"x": "two"}]}
        });
        let check = |path: &str, test: &str, expected| {
            let path: Vec<&str> = path.split('.').collect();
            let matcher = Matcher::new(&Test::Equals(test.to_owned()));
            assert_eq!(value_passes(&json, &path, &matcher), expected, "{path:?} {test}");
        };
        check("a.b", "TEXT", true);
        check("a.n", "7", true);
        check("a.yes", "true", true);
        check("a.none", "null", false);
        check("a.list.x", "two", true);
        check("a.list.0.x", "1", true);
        check("a.list.0.x", "two", false);
        check("a.missing", "x", false);
    }
}
