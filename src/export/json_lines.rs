//! The events' own JSON, one record a line, at the speed of inflating their files.
//!
//! Rows in time order jump among files. They are taken in windows; within a window each file is
//! inflated once, files side by side, and the lines are printed in the order of the rows.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use super::Medium;
use crate::store::{Lost, RowId, Snapshot};

/// The first window is small, so that the first lines come at once; each is twice the one before.
const FIRST_ROWS: usize = 1 << 10;
const MOST_ROWS: usize = 1 << 17;

/// A window is full with this much JSON, however few its rows: it is held in memory. In an order that
/// scatters rows, each window inflates nearly every file again, so that small windows are slow.
const MOST_BYTES: usize = 128 << 20;

/// Writes the records of `rows` in order, each minified on a line of its own.
pub(crate) fn write(
    snapshot: &Snapshot,
    rows: &[RowId],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rest = rows;
    let mut n_rows = FIRST_ROWS;
    while !rest.is_empty() {
        let (window, after) = rest.split_at(window_len(snapshot, rest, n_rows));
        write_window(snapshot, window, medium, out)?;
        rest = after;
        n_rows = (n_rows * 2).min(MOST_ROWS);
    }
    Ok(())
}

fn window_len(snapshot: &Snapshot, rows: &[RowId], most_rows: usize) -> usize {
    let mut n_bytes = 0;
    let fits = |row: &&RowId| {
        n_bytes += snapshot.json_len(**row);
        n_bytes <= MOST_BYTES
    };
    rows.iter().take(most_rows).take_while(fits).count().max(1)
}

/// The lines that come from one file, one after the other.
struct FileLines {
    text: Vec<u8>,
    /// Position of the line in the window, and its place in the text.
    places: Vec<(usize, Range<usize>)>,
}

fn write_window(
    snapshot: &Snapshot,
    rows: &[RowId],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut by_file: Vec<(u32, usize)> =
        rows.iter().map(|&row| snapshot.file_index(row)).zip(0..).collect();
    by_file.sort_unstable();
    let files: Vec<&[(u32, usize)]> = by_file.chunk_by(|a, b| a.0 == b.0).collect();
    let files: Result<Vec<FileLines>, Lost> =
        files.into_par_iter().map(|places| file_lines(snapshot, rows, places)).collect();
    let files = files.map_err(io::Error::other)?;
    let mut lines: Vec<&[u8]> = vec![&[]; rows.len()];
    for file in &files {
        for (position, range) in &file.places {
            lines[*position] = &file.text[range.clone()];
        }
    }
    lines.into_iter().try_for_each(|line| write_line(line, medium, out))
}

fn write_line(line: &[u8], medium: Medium, out: &mut dyn Write) -> io::Result<()> {
    match medium {
        Medium::File => out.write_all(line)?,
        Medium::Terminal { .. } => {
            out.write_all(medium.fit(&String::from_utf8_lossy(line)).as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

fn file_lines(
    snapshot: &Snapshot,
    rows: &[RowId],
    places: &[(u32, usize)],
) -> Result<FileLines, Lost> {
    let file = places.first().and_then(|(file, _)| snapshot.file(*file));
    let file = file.unwrap_or_else(|| unreachable!("every event comes from a file that is held"));
    let inflated = file.text()?;
    let n_bytes = places.iter().map(|(_, position)| snapshot.json_len(rows[*position])).sum();
    let mut text = Vec::with_capacity(n_bytes);
    let mut lines = Vec::with_capacity(places.len());
    for &(_, position) in places {
        let start = text.len();
        minify(snapshot.json_in(rows[position], &inflated), &mut text);
        lines.push((position, start..text.len()));
    }
    Ok(FileLines { text, places: lines })
}

/// Appends `json` without its insignificant white space; every other byte stays as it is.
fn minify(json: &str, out: &mut Vec<u8>) {
    let mut rest = json.as_bytes();
    while let Some(quote) = memchr::memchr(b'"', rest) {
        push_without_space(&rest[..quote], out);
        let end = quote + string_len(&rest[quote..]);
        out.extend_from_slice(&rest[quote..end]);
        rest = &rest[end..];
    }
    push_without_space(rest, out);
}

fn push_without_space(between: &[u8], out: &mut Vec<u8>) {
    out.extend(between.iter().filter(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')));
}

/// The length of the string that opens at the start, with its quotes.
fn string_len(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn minified(json: &str) -> String {
        let mut out = Vec::new();
        minify(json, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_white_space_between_tokens_goes() {
        let check = |json, expected| assert_eq!(minified(json), expected);
        check("{ \"a\" :\r\n\t[ 1.50e+2 , \"b c\" ] }", r#"{"a":[1.50e+2,"b c"]}"#);
        check(r#"{"b":1, "a":2, "b":3}"#, r#"{"b":1,"a":2,"b":3}"#);
        check(r#"" \" \\" "#, r#"" \" \\""#);
        check(r#"["\u0041\/ é", -0]"#, r#"["\u0041\/ é",-0]"#);
        check("", "");
    }

    #[test]
    fn text_that_is_no_json_does_not_panic() {
        for text in ["\"", "\"\\", "{\"a", "\"\\\"", "\\"] {
            minified(text);
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            r#"[ \t\n"\\a-z{}\[\],:é]{0,12}"#.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[ a-c\"\\\\]{0,3}", inner, 0..5)
                    .prop_map(Value::from_iter),
            ]
        })
    }

    proptest! {
        #[test]
        fn minified_json_is_the_same_json_on_one_line(value in any_json()) {
            let compact = serde_json::to_string(&value).unwrap();
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(&minified(&pretty), &compact);
            prop_assert_eq!(&minified(&compact), &compact);
            prop_assert_eq!(serde_json::from_str::<Value>(&minified(&pretty)).unwrap(), value);
        }
    }
}
