//! What stands at paths in the records of some rows: cells of a list, an export, an order.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;
use serde_json::Value;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::json_path::{is_coded, json_of, needle_of};
use super::needle::{Needle, Record};
use super::path::{Path, PathText};
use super::reading::{Reading, Searched};
use crate::store::{RowId, Snapshot};

/// The texts at `paths`, in their order, in the records of `rows`; `None` when `cancel` was raised.
///
/// Rows of a file that is lost are missing.
pub fn path_texts(
    snapshot: &Snapshot,
    rows: &[RowId],
    paths: &[Path],
    cancel: &Cancel,
) -> Option<HashMap<RowId, Vec<PathText>>> {
    let mut wanted = Bitset::new(snapshot.len());
    for &row in rows {
        wanted.insert(row);
    }
    let readers: Vec<Reader<'_>> = paths.iter().map(Reader::new).collect();
    let mut all = HashMap::with_capacity(rows.len());
    let reading = Reading { snapshot, rows: &wanted, newest_first: false };
    reading.run(
        cancel,
        |text, records| {
            let texts = |record: &Record| (record.row, texts_in(&readers, json_of(text, *record)));
            records.iter().map(texts).collect()
        },
        |found, _| all.extend(found),
    )?;
    Some(all)
}

/// A path with a name that every record with a value there holds.
struct Reader<'p> {
    path: &'p Path,
    name: Option<Needle>,
}

impl<'p> Reader<'p> {
    fn new(path: &'p Path) -> Self {
        Self { path, name: needle_of(path) }
    }

    /// To see that a name is lacking costs a hundredth of parsing.
    fn may_be_in(&self, json: &[u8]) -> bool {
        self.name.as_ref().is_none_or(|name| name.is_in(json)) || is_coded(json)
    }
}

fn texts_in(readers: &[Reader<'_>], json: &[u8]) -> Vec<PathText> {
    let nothing = || PathText { text: String::new(), is_single: true };
    let mut record: Option<Value> = None;
    let mut text = |reader: &Reader<'_>| {
        if !reader.may_be_in(json) {
            return nothing();
        }
        let record =
            record.get_or_insert_with(|| serde_json::from_slice(json).unwrap_or(Value::Null));
        reader.path.text(record)
    };
    readers.iter().map(&mut text).collect()
}

/// Positions of the values at a path in sorted order, for each row of the snapshot: no value first,
/// then numbers, then texts by bytes. Only `rows` are read; `progress` is told how far that is.
pub(crate) fn path_ranks(
    snapshot: &Snapshot,
    rows: &Bitset,
    path: &Path,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Searched),
) -> Option<Vec<u32>> {
    let reader = [Reader::new(path)];
    let mut codes = vec![0; snapshot.len()];
    let mut by_text: HashMap<String, u32> = HashMap::from([(String::new(), 0)]);
    let reading = Reading { snapshot, rows, newest_first: false };
    let read = |text: &[u8], records: &[Record]| {
        let text_of = |record: &Record| {
            let text = texts_in(&reader, json_of(text, *record)).pop().unwrap_or_default().text;
            (!text.is_empty()).then_some((record.row, text))
        };
        records.iter().filter_map(text_of).collect::<Vec<(RowId, String)>>()
    };
    reading.run(cancel, read, |found, searched| {
        for (row, text) in found {
            let next = u32::try_from(by_text.len()).unwrap_or(u32::MAX);
            codes[row.index()] = *by_text.entry(text).or_insert(next);
        }
        progress(searched);
    })?;
    let ranks = ranks(by_text);
    cancel.check()?;
    codes.par_iter_mut().with_min_len(0x1_0000).for_each(|code| *code = ranks[*code as usize]);
    Some(codes)
}

/// The rank of each text, by its number.
fn ranks(by_text: HashMap<String, u32>) -> Vec<u32> {
    let mut texts: Vec<(Option<f64>, String, u32)> =
        by_text.into_iter().map(|(text, code)| (number(&text), text, code)).collect();
    texts.par_sort_unstable_by(|a, b| {
        let by_kind = match (a.0, b.0) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_kind.then_with(|| a.1.cmp(&b.1))
    });
    let mut ranks = vec![0; texts.len()];
    // Nothing has the first rank, which no text shares.
    let others = texts.iter().filter(|(_, text, _)| !text.is_empty());
    others.zip(1..).for_each(|((_, _, code), rank)| ranks[*code as usize] = rank);
    ranks
}

fn number(text: &str) -> Option<f64> {
    let begins_so = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    text.parse().ok().filter(|_| begins_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_paths_are_read_at_once_and_what_is_not_there_is_nothing() {
        let paths = [".a.b", ".c", ".list", ".list[*].x", ".none"].map(|p| Path::parse(p).unwrap());
        let readers: Vec<Reader<'_>> = paths.iter().map(Reader::new).collect();
        let json = r#"{"a":{"b":"text"},"c":{"d":[1,true]},"list":[{"x":1},{"x":"y"}],"none":""}"#;
        let found = texts_in(&readers, json.as_bytes());
        let found: Vec<(&str, bool)> =
            found.iter().map(|found| (found.text.as_str(), found.is_single)).collect();
        let expected = [
            ("text", true),
            (r#"{"d":[1,true]}"#, false),
            (r#"[{"x":1},{"x":"y"}]"#, false),
            (r#"[1,"y"]"#, false),
            ("", true),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_comes_before_numbers_and_numbers_before_texts() {
        let texts = ["b", "10", "9", "", "-1.5", "B", "nan"];
        let by_text = texts.iter().map(|&text| text.to_owned()).zip(0..).collect();
        let ranks = ranks(by_text);
        let mut sorted: Vec<usize> = (0..texts.len()).collect();
        sorted.sort_by_key(|&at| ranks[at]);
        let sorted: Vec<&str> = sorted.into_iter().map(|at| texts[at]).collect();
        assert_eq!(sorted, ["", "-1.5", "9", "10", "B", "b", "nan"]);
    }
}
