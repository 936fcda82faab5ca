//! A text looked for in many records at once.
//!
//! One pass goes over the text of a whole file, and each hit is given to the record that it lies in;
//! what stands between records, or across their ends, is no hit. A text in any case is found by the
//! three bytes of it that are rarest in logs, in all their spellings, and then compared.

use std::ops::Range;

use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use crate::store::RowId;

/// A row with the place of its JSON in the text of its file, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) row: RowId,
}

impl Record {
    /// Its JSON, in the text of its file.
    pub(crate) fn json(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A text to look for.
#[derive(Debug)]
pub(crate) enum Needle {
    /// Byte for byte.
    Exact(Box<memmem::Finder<'static>>),
    /// ASCII in any case.
    AnyCase {
        /// In lower case.
        text: Vec<u8>,
        /// Finds a part of it, in any case.
        part: Box<Regex>,
        /// Where the part begins.
        at: usize,
    },
    /// Other letters in any case.
    Folded(Box<Regex>),
}

/// Length of the part that is looked for: eight spellings are what a vector search takes at once.
const PART: usize = 3;

impl Needle {
    /// As a search means it: in any case, unless `text` has a capital.
    pub(crate) fn of_search(text: &str) -> Self {
        if text.chars().any(char::is_uppercase) { Self::exact(text) } else { Self::any_case(text) }
    }

    /// In any case.
    pub(crate) fn any_case(text: &str) -> Self {
        if !text.is_ascii() {
            return folded(text, true).map_or_else(|| Self::exact(text), Self::Folded);
        }
        let text = text.to_ascii_lowercase();
        let at = rarest_part(text.as_bytes());
        let part = &text[at..text.len().min(at + PART)];
        match folded(part, false) {
            Some(part) if text.bytes().any(|byte| byte.is_ascii_lowercase()) => {
                Self::AnyCase { part, at, text: text.into_bytes() }
            }
            _ => Self::exact(&text),
        }
    }

    fn exact(text: &str) -> Self {
        Self::Exact(Box::new(memmem::Finder::new(text).into_owned()))
    }

    /// Whether the text is there.
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        self.find(text).is_some()
    }

    /// Every place of the text; places may overlap.
    pub(crate) fn places<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.find(text.get(from..)?)?;
            let place = from + found.start..from + found.end;
            from = place.start + 1;
            Some(place)
        })
    }

    /// The first place of the text.
    fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        match self {
            Self::Exact(finder) => {
                finder.find(text).map(|start| start..start + finder.needle().len())
            }
            Self::AnyCase { text: wanted, part, at } => {
                let mut from = *at;
                while let Some(found) = part.find(text.get(from..)?) {
                    let start = from + found.start() - at;
                    let here = text.get(start..start + wanted.len())?;
                    if here.eq_ignore_ascii_case(wanted) {
                        return Some(start..start + wanted.len());
                    }
                    from += found.start() + 1;
                }
                None
            }
            Self::Folded(regex) => regex.find(text).map(|found| found.range()),
        }
    }

    /// The records of `among` that hold the text; `among` is in order of place in `text`.
    pub(crate) fn records(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        let (Some(first), Some(last)) = (among.first(), among.last()) else { return Vec::new() };
        let n_wanted: usize = among.iter().map(|record| record.end - record.start).sum();
        if n_wanted * 2 < last.end - first.start {
            let holds = |record: &&Record| {
                text.get(record.start..record.end).is_some_and(|json| self.find(json).is_some())
            };
            return among.iter().filter(holds).copied().collect();
        }
        let text = &text[..text.len().min(last.end)];
        let mut found = Vec::new();
        let (mut from, mut next) = (first.start, 0);
        while let Some(hit) = text.get(from..).and_then(|rest| self.find(rest)) {
            let hit = from + hit.start..from + hit.end;
            next += among[next..].partition_point(|record| record.end < hit.end);
            let Some(record) = among.get(next) else { break };
            from = if record.start <= hit.start {
                found.push(*record);
                next += 1;
                record.end
            } else {
                hit.start + 1
            };
        }
        found
    }
}

/// The text as it is, in any case.
fn folded(text: &str, is_unicode: bool) -> Option<Box<Regex>> {
    let mut builder = RegexBuilder::new(&regex::escape(text));
    builder.case_insensitive(true).unicode(is_unicode).build().ok().map(Box::new)
}

/// Where the part stands that logs hold least often.
fn rarest_part(text: &[u8]) -> usize {
    let commonness = |part: &[u8]| part.iter().map(|&byte| commonness(byte)).sum::<usize>();
    let parts = text.windows(PART).map(commonness).enumerate();
    parts.min_by_key(|(_, commonness)| *commonness).map_or(0, |(at, _)| at)
}

/// How often a byte stands in logs, roughly: the letters of English, between the marks of JSON.
fn commonness(byte: u8) -> usize {
    const RAREST_FIRST: &[u8] = b"\x00qjxzkvybwhgfpumldcnsotriae";
    match byte.to_ascii_lowercase() {
        byte @ b'a'..=b'z' => RAREST_FIRST.iter().position(|&letter| letter == byte).unwrap_or(0),
        b'0'..=b'9' | b'-' => 24,
        b'"' | b':' | b',' | b'.' | b'/' => 28,
        b'{' | b'}' | b' ' | b'_' | b'[' | b']' => 16,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Records of `texts` with `between` between them, and the file's text.
    fn file(texts: &[&str], between: &str) -> (String, Vec<Record>) {
        let mut text = between.to_owned();
        let mut records = Vec::new();
        for (part, row) in texts.iter().zip(0..) {
            let start = text.len();
            text.push_str(part);
            records.push(Record { start, end: text.len(), row: RowId(row) });
            text.push_str(between);
        }
        (text, records)
    }

    fn found(needle: &Needle, text: &str, among: &[Record]) -> Vec<u32> {
        needle.records(text.as_bytes(), among).iter().map(|record| record.row.0).collect()
    }

    #[test]
    fn a_text_is_found_in_the_record_that_holds_it() {
        let (text, records) = file(&["one Mallory", "two", "MALLORY, mallory", "", "ma"], "llory");
        let check = |needle: &str, expected: &[u32]| {
            assert_eq!(found(&Needle::of_search(needle), &text, &records), expected, "{needle}");
        };
        check("mallory", &[0, 2]);
        check("Mallory", &[0]);
        check("llory", &[0, 2]);
        check("m", &[0, 2, 4]);
        check(", ", &[2]);
        check("TWO", &[]);
        check("äö", &[]);
    }

    #[test]
    fn letters_beyond_ascii_have_case_too() {
        let (text, records) = file(&["GRÖSSE", "größe", "Größe"], " ");
        assert_eq!(found(&Needle::of_search("größe"), &text, &records), [1, 2]);
        assert_eq!(found(&Needle::of_search("Größe"), &text, &records), [2]);
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_looking_at_each_record_finds(
            texts in prop::collection::vec("[abAB\"k. ]{0,12}", 1..20), between in "[ab,]{0,3}",
            needle in "[abkAB\". ]{1,5}", skipped in prop::collection::vec(any::<bool>(), 20),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (text, records) = file(&texts, &between);
            let among: Vec<Record> = records.into_iter().zip(skipped)
                .filter(|(_, is_skipped)| !is_skipped).map(|(record, _)| record).collect();
            let is_any_case = needle == needle.to_lowercase();
            let holds = |record: &&Record| {
                let json = &text[record.start..record.end];
                if is_any_case { json.to_lowercase().contains(&needle) } else { json.contains(&needle) }
            };
            let expected: Vec<u32> = among.iter().filter(holds).map(|record| record.row.0).collect();
            prop_assert_eq!(found(&Needle::of_search(&needle), &text, &among), expected);
        }
    }
}
