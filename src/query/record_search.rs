//! Terms that need the records' JSON: a text anywhere in it, a value at a path.
//!
//! Files are inflated in parallel, each once, and dropped again: nothing is kept. Only files with
//! rows that are still wanted are read. Each record is searched by itself, so that what stands
//! between records is never found.

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};
use serde_json::Value;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Test;
use super::matcher::Matcher;
use crate::store::{RowId, Snapshot};

/// Rows of `among` whose JSON holds `text`: in any case, unless `text` has a capital.
pub(crate) fn containing(
    snapshot: &Snapshot,
    text: &str,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let is_any_case = !text.chars().any(char::is_uppercase);
    let finder = memchr::memmem::Finder::new(text);
    match literal(text).filter(|_| is_any_case) {
        Some(regex) => search(snapshot, among, cancel, |json| regex.is_match(json.as_bytes())),
        None => search(snapshot, among, cancel, |json| finder.find(json.as_bytes()).is_some()),
    }
}

/// Rows of `among` that have a value at `path` which passes.
pub(crate) fn at_path(
    snapshot: &Snapshot,
    path: &str,
    test: &Test,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let matcher = Matcher::new(test);
    let path: Vec<&str> = path.trim_start_matches('.').split('.').collect();
    // Parsing costs a hundred times more than seeing that the last name is not there at all.
    let name = path.last().filter(|name| name.parse::<usize>().is_err());
    let name = name.and_then(|name| literal(&format!("\"{name}\"")));
    search(snapshot, among, cancel, |json| {
        name.as_ref().is_none_or(|name| name.is_match(json.as_bytes()))
            && serde_json::from_str(json).is_ok_and(|json| value_passes(&json, &path, &matcher))
    })
}

/// The text as it is, in any case.
fn literal(text: &str) -> Option<Regex> {
    let mut builder = RegexBuilder::new(&regex::escape(text));
    builder.case_insensitive(true).unicode(!text.is_ascii()).build().ok()
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

/// Rows of `among` whose JSON passes.
fn search(
    snapshot: &Snapshot,
    among: &Bitset,
    cancel: &Cancel,
    passes: impl Fn(&str) -> bool + Sync,
) -> Option<Bitset> {
    let mut rows: Vec<(u32, RowId)> =
        among.iter().map(|row| (snapshot.file_index(row), row)).collect();
    rows.par_sort_unstable();
    let files: Vec<&[(u32, RowId)]> = rows.chunk_by(|(a, _), (b, _)| a == b).collect();
    let found_in = |rows: &&[(u32, RowId)]| {
        let file = rows.first().and_then(|(file, _)| snapshot.file(*file));
        let text = match file {
            // A file that is lost remembers it, and `Snapshot::lost` tells.
            Some(file) if !cancel.is_cancelled() => file.text().unwrap_or_default(),
            _ => return Vec::new(),
        };
        let is_found = |row: &RowId| passes(snapshot.json_in(*row, &text));
        rows.iter().map(|(_, row)| *row).filter(is_found).collect::<Vec<RowId>>()
    };
    let found: Vec<Vec<RowId>> = files.par_iter().with_max_len(1).map(found_in).collect();
    cancel.check()?;
    let mut set = Bitset::new(snapshot.len());
    for row in found.into_iter().flatten() {
        set.insert(row);
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

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
