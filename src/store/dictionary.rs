//! Distinct values, each stored once.
//!
//! A [`Dictionary`] turns text into small codes while a segment is built; what stays in memory
//! afterwards is its [`Values`], one byte arena without the hash table. Code 0 is always the absent
//! value, which reads as `""`.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// The code of "the record has no such value".
pub const ABSENT: u32 = 0;

/// Longest text kept of one value, bytes; CloudTrail's own limit for a user agent is 1,024.
///
/// The record's JSON keeps the whole text.
const LONGEST: usize = 4096;

/// The texts of one field by code.
///
/// A value has a key, which makes it distinct, and a label, which is shown. They are the same text
/// but for actors, whose key is a unique id and whose label is a name that can be used again.
#[derive(Debug, Clone)]
pub struct Values {
    arena: String,
    ends: Vec<u32>,
    labels: Vec<Box<str>>,
}

impl Default for Values {
    fn default() -> Self {
        Self { arena: String::new(), ends: vec![0], labels: Vec::new() }
    }
}

impl Values {
    /// Number of codes, the absent one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no value but the absent one.
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    /// What makes the value distinct; `""` for [`ABSENT`].
    pub fn key(&self, code: u32) -> &str {
        &self.arena[self.place(code)]
    }

    /// The key for comparison, without a look whether it is cut between characters.
    fn key_bytes(&self, code: u32) -> &[u8] {
        &self.arena.as_bytes()[self.place(code)]
    }

    fn place(&self, code: u32) -> Range<usize> {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] as usize };
        start..self.ends[code] as usize
    }

    /// What is shown; `""` for [`ABSENT`].
    pub fn text(&self, code: u32) -> &str {
        match self.labels.get(code as usize) {
            Some(label) if !label.is_empty() => label,
            _ => self.key(code),
        }
    }

    /// All codes with their shown text, the absent one included.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|code| (code, self.text(code)))
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.arena.capacity()
            + self.ends.capacity() * 4
            + self.labels.iter().map(|l| l.len() + 16).sum::<usize>()
    }

    /// Values whose codes are their positions plus one; the texts may repeat.
    pub(crate) fn from_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut values = Self::default();
        for text in texts {
            // Past 4 GiB a text reads as empty, but keeps its code.
            if values.push(text).is_none() {
                values.push("");
            }
        }
        values
    }

    fn push(&mut self, key: &str) -> Option<u32> {
        let end = u32::try_from(self.arena.len() + key.len()).ok()?;
        let code = u32::try_from(self.ends.len()).ok()?;
        self.arena.push_str(key);
        self.ends.push(end);
        Some(code)
    }

    /// Of two names for one key the first in byte order stays, so that the order in which files
    /// were read does not show.
    fn name(&mut self, code: u32, label: &str) {
        let index = code as usize;
        if self.labels.len() <= index {
            self.labels.resize(index + 1, Box::default());
        }
        let held = &mut self.labels[index];
        if held.is_empty() || label < &**held {
            *held = label.into();
        }
    }
}

/// Gives each distinct text a code, in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    values: Values,
    table: HashTable<u32>,
    hasher: RandomState,
}

impl Dictionary {
    /// The code of `text`; `""` is [`ABSENT`].
    ///
    /// Past 4 GiB of distinct text the value is [`ABSENT`] too; its record keeps it.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return ABSENT;
        }
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let hash = self.hasher.hash_one(text);
        let is_it = |&code: &u32| self.values.key_bytes(code) == text.as_bytes();
        if let Some(&code) = self.table.find(hash, is_it) {
            return code;
        }
        let Some(code) = self.values.push(text) else { return ABSENT };
        let (values, hasher) = (&self.values, &self.hasher);
        self.table.insert_unique(hash, code, |&code| hasher.hash_one(values.key(code)));
        code
    }

    /// Hands out the codes of `texts`, the same as [`intern`](Self::intern) one after the other.
    ///
    /// The place of a text in memory is known only by looking into another place. Each such step
    /// is taken for all texts before the next, so that the processor waits for many at once.
    pub(crate) fn intern_all<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str> + Clone,
        mut give: impl FnMut(u32),
    ) {
        let hashes: Vec<u64> = texts.clone().map(|text| self.hasher.hash_one(text)).collect();
        // The first that can be it mostly is; when it is not, `intern` finds the right one.
        let guess = |&hash: &u64| self.table.find(hash, |_| true).copied().unwrap_or(ABSENT);
        let guesses: Vec<u32> = hashes.iter().map(guess).collect();
        for (text, guess) in texts.zip(guesses) {
            give(if self.is(guess, text) { guess } else { self.intern(text) });
        }
    }

    /// Whether `code` is that of `text`.
    pub(crate) fn is(&self, code: u32, text: &str) -> bool {
        self.values.key_bytes(code) == text.as_bytes()
    }

    /// The code of `key`, shown as `label`.
    pub(crate) fn intern_labelled(&mut self, key: &str, label: &str) -> u32 {
        let code = self.intern(key);
        if code != ABSENT && !label.is_empty() {
            let label = &label[..label.floor_char_boundary(LONGEST)];
            self.values.name(code, label);
        }
        code
    }

    /// Takes over every value of `other`; the answer maps its codes to codes here.
    pub(crate) fn absorb(&mut self, other: &Values) -> Vec<u32> {
        let has_labels = !other.labels.is_empty();
        (0..other.len())
            .map(|code| {
                let code = u32::try_from(code).unwrap_or(ABSENT);
                if has_labels {
                    let label = other.labels.get(code as usize).map_or("", |label| &**label);
                    self.intern_labelled(other.key(code), label)
                } else {
                    self.intern(other.key(code))
                }
            })
            .collect()
    }

    /// Ends the building: the table goes, the texts stay.
    pub(crate) fn into_values(mut self) -> Values {
        self.values.arena.shrink_to_fit();
        self.values.ends.shrink_to_fit();
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_code_and_the_empty_text_is_absent() {
        let mut dictionary = Dictionary::default();
        let codes = ["", "a", "b", "a", ""].map(|text| dictionary.intern(text));
        assert_eq!(codes, [0, 1, 2, 1, 0]);
        let values = dictionary.into_values();
        assert_eq!(values.iter().collect::<Vec<_>>(), [(0, ""), (1, "a"), (2, "b")]);
    }

    #[test]
    fn many_texts_get_the_codes_that_one_by_one_would_get() {
        let texts: Vec<String> = (0..2000).map(|n| (n * n % 701).to_string()).collect();
        let mut all = ["", "ü"].into_iter().chain(texts.iter().map(String::as_str)).cycle();
        let (mut one_by_one, mut together) = (Dictionary::default(), Dictionary::default());
        for n_texts in [1, 2, 100, 3000] {
            let batch: Vec<&str> = all.by_ref().take(n_texts).collect();
            let mut codes = Vec::new();
            together.intern_all(batch.iter().copied(), |code| codes.push(code));
            let expected: Vec<u32> = batch.iter().map(|text| one_by_one.intern(text)).collect();
            assert_eq!(codes, expected);
        }
    }

    #[test]
    fn one_key_with_two_names_stays_one_value_whatever_the_order() {
        for names in [["bob", "alice"], ["alice", "bob"]] {
            let mut dictionary = Dictionary::default();
            let codes = names.map(|name| dictionary.intern_labelled("AIDA1", name));
            assert_eq!(codes, [1, 1]);
            assert_eq!(dictionary.into_values().text(1), "alice");
        }
    }

    #[test]
    fn absorbing_maps_codes_and_keeps_names() {
        let mut one = Dictionary::default();
        one.intern_labelled("AIDA2", "bob");
        one.intern_labelled("AIDA1", "alice");
        let mut all = Dictionary::default();
        all.intern_labelled("AIDA1", "alice");
        assert_eq!(all.absorb(&one.into_values()), [0, 2, 1]);
        assert_eq!(all.into_values().text(2), "bob");
    }

    #[test]
    fn a_very_long_value_is_cut_at_a_character() {
        let mut dictionary = Dictionary::default();
        let code = dictionary.intern(&"ü".repeat(5000));
        assert_eq!(dictionary.into_values().key(code).len(), LONGEST);
    }
}
