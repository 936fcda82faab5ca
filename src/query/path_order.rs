//! The order of rows by what stands at a path of their records.
//!
//! Each file's texts are made distinct beside the others', so that a text is kept once and rows hold
//! its number.

use std::borrow::Cow;
use std::cmp::Ordering;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::needle::Record;
use super::path::{Path, PathReader};
use super::reading::{Reading, Searched};
use crate::store::{RowId, Snapshot};

/// Texts with their numbers, in order of first appearance.
type Numbers<T> = HashMap<T, u32, RandomState>;

/// What stands at the path in one file; rows with nothing there are left out.
struct FileTexts {
    texts: Vec<String>,
    /// Rows with the position of their text.
    rows: Vec<(RowId, u32)>,
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
    let reader = PathReader::new(std::slice::from_ref(path));
    let mut codes = vec![0; snapshot.len()];
    let mut numbers: Numbers<String> = HashMap::default();
    numbers.insert(String::new(), 0);
    let reading = Reading { snapshot, rows, newest_first: false };
    let read = |text: &[u8], records: &[Record]| vec![FileTexts::read(&reader, text, records)];
    reading.run(cancel, read, |files, searched| {
        for FileTexts { texts, rows } in files {
            let of_file: Vec<u32> =
                texts.into_iter().map(|text| number_of(&mut numbers, text)).collect();
            for (row, text) in rows {
                codes[row.index()] = of_file[text as usize];
            }
        }
        progress(searched);
    })?;
    let ranks = ranks(numbers);
    cancel.check()?;
    codes.par_iter_mut().with_min_len(0x1_0000).for_each(|code| *code = ranks[*code as usize]);
    Some(codes)
}

impl FileTexts {
    fn read(reader: &PathReader, text: &[u8], records: &[Record]) -> Self {
        let mut numbers: Numbers<Cow<'_, str>> = HashMap::default();
        let mut rows = Vec::new();
        for record in reader.candidates(text, records) {
            let found = reader.text(record.json(text));
            if !found.is_empty() {
                rows.push((record.row, number_of(&mut numbers, found)));
            }
        }
        let mut texts = vec![String::new(); numbers.len()];
        for (text, number) in numbers {
            texts[number as usize] = text.into_owned();
        }
        Self { texts, rows }
    }
}

fn number_of<T: std::hash::Hash + Eq>(numbers: &mut Numbers<T>, text: T) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(text).or_insert(next)
}

/// The rank of each text, by its number.
fn ranks(numbers: Numbers<String>) -> Vec<u32> {
    let mut texts: Vec<(Option<f64>, String, u32)> =
        numbers.into_iter().map(|(text, code)| (number(&text), text, code)).collect();
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
