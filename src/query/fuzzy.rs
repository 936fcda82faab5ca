//! Fuzzy matching of one word against one value: does the value match it *well*?
//!
//! Letters in the right order are not enough: over a long user agent nearly any word finds its
//! letters somewhere. A value matches when the word stands in it as it is, or when the word's letters
//! can be laid over the value so that
//!
//! - the first letter begins a word of the value (after a separator, or at a hump of camelCase),
//! - every next letter follows at once, or begins the next word of the value (for every six letters
//!   one word may be left out), or comes after up to [`MOST_SKIPPED`] letters left out inside a word,
//! - such gaps inside a word number at most a fifth of the letters, and the words touched at most
//!   half of them, rounded up,
//!
//! or when the letters are the first letters of the value's first words (`gci`: `GetCallerIdentity`).
//! `SkimMatcherV2` ranks what matches; see [`score`](super::score).

use std::ops::Range;

use memchr::{memchr2, memchr2_iter};

/// Letters of a word of the value that one gap may leave out: `crt` for `Create`.
const MOST_SKIPPED: usize = 3;

/// A longer word or value is only looked for as it is.
const MOST_LETTERS: usize = 64;
const LONGEST_VALUE: usize = 1024;

/// Hostile values can make the search branch; real ones end within a few dozen steps.
const MOST_STEPS: u32 = 10_000;

/// A word to look for.
#[derive(Debug, Clone)]
pub(crate) struct FuzzyWord {
    letters: Vec<char>,
    /// The letters when all are ASCII, as nearly always.
    bytes: Option<Vec<u8>>,
}

/// A letter of a value.
#[derive(Debug, Clone, Copy)]
struct Letter {
    byte: usize,
    folded: char,
    is_start: bool,
}

impl FuzzyWord {
    pub(crate) fn new(text: &str) -> Self {
        let bytes = text.is_ascii().then(|| text.to_ascii_lowercase().into_bytes());
        Self { letters: text.chars().map(fold).collect(), bytes }
    }

    /// Whether the value matches well.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.is_subsequence_of(text)
            && (self.is_plainly_in(text) || self.lay_over(&letters(text)).is_some())
    }

    /// The parts of the value that the word's letters lie on; `None` when it does not match.
    pub(crate) fn ranges(&self, text: &str) -> Option<Vec<Range<usize>>> {
        if !self.is_subsequence_of(text) {
            return None;
        }
        let letters = letters(text);
        let end = |at: usize| letters.get(at + 1).map_or(text.len(), |next| next.byte);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for at in self.lay_over(&letters)? {
            match ranges.last_mut() {
                Some(last) if last.end == letters[at].byte => last.end = end(at),
                _ => ranges.push(letters[at].byte..end(at)),
            }
        }
        Some(ranges)
    }

    /// Whether the letters come in this order: false for nearly all values, and cheap.
    fn is_subsequence_of(&self, text: &str) -> bool {
        let Some(bytes) = &self.bytes else {
            let mut chars = text.chars().map(fold);
            return self.letters.iter().all(|letter| chars.any(|char| char == *letter));
        };
        let mut rest = text.as_bytes();
        bytes.iter().all(|&byte| {
            let found = memchr2(byte, byte.to_ascii_uppercase(), rest);
            rest = found.map_or(rest, |at| &rest[at + 1..]);
            found.is_some()
        })
    }

    /// Whether the word stands in the text as it is; unknown (`false`) for letters beyond ASCII.
    fn is_plainly_in(&self, text: &str) -> bool {
        let Some((&first, bytes)) = self.bytes.as_ref().and_then(|bytes| bytes.split_first())
        else {
            return false;
        };
        let text = text.as_bytes();
        memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| {
            let rest = text.get(at + 1..=at + bytes.len());
            rest.is_some_and(|rest| rest.eq_ignore_ascii_case(bytes))
        })
    }

    /// Positions of the letters in the value.
    fn lay_over(&self, value: &[Letter]) -> Option<Vec<usize>> {
        let n_letters = self.letters.len();
        if let Some(start) = self.whole(value) {
            return Some((start..start + n_letters).collect());
        }
        if n_letters > MOST_LETTERS || value.len() > LONGEST_VALUE {
            return None;
        }
        let mut search = Search { word: &self.letters, value, steps_left: MOST_STEPS };
        let first = *self.letters.first()?;
        let starts = (0..value.len()).filter(|&at| value[at].is_start && value[at].folded == first);
        let budget =
            Budget { gaps: n_letters / 5, words: (n_letters - 1) / 2, left_out: n_letters / 6 };
        for start in starts {
            let mut found = vec![start];
            if search.extend(&mut found, budget) {
                return Some(found);
            }
        }
        self.initials(value)
    }

    /// Where the word stands as it is, at the start of a word if possible.
    fn whole(&self, value: &[Letter]) -> Option<usize> {
        let stands_at =
            |at: &usize| self.letters.iter().zip(&value[*at..]).all(|(a, b)| *a == b.folded);
        let last = value.len().checked_sub(self.letters.len())?;
        let mut places = (0..=last).filter(stands_at);
        let first = places.next()?;
        if value.get(first)?.is_start {
            return Some(first);
        }
        Some(places.find(|&at| value[at].is_start).unwrap_or(first))
    }

    fn initials(&self, value: &[Letter]) -> Option<Vec<usize>> {
        let is_initial = |at: &usize| value[*at].is_start && value[*at].folded.is_alphanumeric();
        let found: Vec<usize> =
            (0..value.len()).filter(is_initial).take(self.letters.len()).collect();
        let is_same = found.len() == self.letters.len()
            && self.letters.iter().zip(&found).all(|(letter, at)| *letter == value[*at].folded);
        (is_same && found.len() > 2).then_some(found)
    }
}

/// How far a match may still be from the word as it is.
#[derive(Clone, Copy)]
struct Budget {
    /// Gaps inside words.
    gaps: usize,
    /// Jumps to the start of a later word.
    words: usize,
    /// Words left out by these jumps.
    left_out: usize,
}

struct Search<'w> {
    word: &'w [char],
    value: &'w [Letter],
    steps_left: u32,
}

impl Search<'_> {
    /// Places the letters that follow those placed in `found`.
    fn extend(&mut self, found: &mut Vec<usize>, budget: Budget) -> bool {
        let (Some(&wanted), Some(&last)) = (self.word.get(found.len()), found.last()) else {
            return true;
        };
        let Some(steps_left) = self.steps_left.checked_sub(1) else { return false };
        self.steps_left = steps_left;
        self.place(found, last + 1, wanted, budget)
            || self.jump(found, last, wanted, budget)
            || self.leave_gap(found, last, wanted, budget)
    }

    fn place(&mut self, found: &mut Vec<usize>, at: usize, wanted: char, budget: Budget) -> bool {
        if self.value.get(at).is_none_or(|letter| letter.folded != wanted) {
            return false;
        }
        found.push(at);
        let is_placed = self.extend(found, budget);
        if !is_placed {
            found.pop();
        }
        is_placed
    }

    fn jump(&mut self, found: &mut Vec<usize>, last: usize, wanted: char, budget: Budget) -> bool {
        let Some(words) = budget.words.checked_sub(1) else { return false };
        let value = self.value;
        let is_start = |at: &usize| {
            value[*at].is_start && value[*at].folded.is_alphanumeric() == wanted.is_alphanumeric()
        };
        let starts = (last + 1..value.len()).filter(is_start).take(budget.left_out + 1);
        starts.zip(0..).any(|(at, n_left_out)| {
            let left_out = budget.left_out - n_left_out;
            self.place(found, at, wanted, Budget { words, left_out, ..budget })
        })
    }

    fn leave_gap(
        &mut self,
        found: &mut Vec<usize>,
        last: usize,
        wanted: char,
        budget: Budget,
    ) -> bool {
        let Some(gaps) = budget.gaps.checked_sub(1) else { return false };
        let end = (last + 2 + MOST_SKIPPED).min(self.value.len());
        let value = self.value;
        (last + 1..end)
            .take_while(|&at| !value[at].is_start)
            .any(|at| self.place(found, at, wanted, Budget { gaps, ..budget }))
    }
}

/// Lower case, one character for one; what is not ASCII never becomes ASCII.
fn fold(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    char.to_lowercase().next().filter(|lower| !lower.is_ascii()).unwrap_or(char)
}

fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((byte, char)) = chars.next() {
        let is_before_lower = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        let is_hump = char.is_uppercase() && (before.is_lowercase() || is_before_lower);
        let is_start = !char.is_alphanumeric() || !before.is_alphanumeric() || is_hump;
        letters.push(Letter { byte, folded: fold(char), is_start });
        before = char;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(word: &str, text: &str, expected: bool) {
        assert_eq!(FuzzyWord::new(word).is_match(text), expected, "{word} in {text}");
    }

    #[test]
    fn abbreviations_find_what_they_mean() {
        for (word, text) in [
            ("decr", "Decrypt"),
            ("crtacckey", "CreateAccessKey"),
            ("asumrole", "AssumeRole"),
            ("asumrole", "AssumeRoleWithSAML"),
            ("bertjan", "bert-jan"),
            ("crtuser", "CreateUser"),
            ("stplog", "StopLogging"),
            ("dlflow", "DeleteFlowLogs"),
            ("gci", "GetCallerIdentity"),
            ("crtkey", "CreateAccessKey"),
            ("USER", "CreateUser"),
            ("ser", "CreateUser"),
            ("192.0.2", "192.0.2.17"),
            ("größe", "tabelle-Größe"),
        ] {
            check(word, text, true);
        }
    }

    #[test]
    fn scattered_letters_are_no_match() {
        for (word, text) in [
            ("decr", "DescribeInstances"),
            ("decr", "DescribeSecurityGroups"),
            ("decr", "DescribeInstanceCreditSpecifications"),
            ("decr", "aws-sdk-go-v2/1.3.2 os/darwin lang/go/1.17 exec-env/cr"),
            ("decr", "d1e2c3r4-0000-4abc-8def-00112233445f"),
            ("stplog", "list-types/policy/slow"),
            ("asumrole", "arn:aws:sts::111122223333:user-manager/orole"),
            ("crtuser", "ConsoleRoot"),
            ("ab", "a-b"),
        ] {
            check(word, text, false);
        }
    }

    #[test]
    fn ranges_say_where_the_letters_lie() {
        let check = |word: &str, text: &str, expected: &[&str]| {
            let ranges = FuzzyWord::new(word).ranges(text).unwrap();
            let parts: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
            assert_eq!(parts, expected, "{word} in {text}");
        };
        check("crtacckey", "CreateAccessKey", &["Cr", "t", "Acc", "Key"]);
        check("key", "monkeyKey", &["Key"]);
        check("ößx", "tabelle-ÖßX", &["ÖßX"]);
    }

    proptest! {
        #[test]
        fn a_part_of_a_value_finds_it(text in "[a-zA-Z0-9:/äÖ. -]{1,40}", from in 0..40usize, n in 1..20usize) {
            let word: String = text.chars().skip(from % text.chars().count()).take(n).collect();
            prop_assert!(FuzzyWord::new(&word).is_match(&text));
        }

        #[test]
        fn repeated_letters_end_soon(n in 1..1000usize, letters in 1..60usize) {
            let word = FuzzyWord::new(&format!("{}b", "a".repeat(letters)));
            prop_assert!(!word.is_match(&"a-".repeat(n)));
        }
    }
}
