//! A place in the text of a filter, and what is read there letter by letter.

use std::net::IpAddr;

use super::path;
use super::syntax::SyntaxError;

/// What stands between a field and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// Longer ones first; of several with one meaning the usual one last.
const OPERATORS: &[(&str, Operator)] = &[
    ("==", Operator::Is),
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("!=", Operator::IsNot),
    ("=", Operator::Is),
    (":", Operator::Is),
    (">", Operator::Above),
    ("<", Operator::Below),
];

impl Operator {
    /// As usually written.
    pub(crate) fn text(self) -> &'static str {
        let written = OPERATORS.iter().rfind(|(_, operator)| *operator == self);
        written.map_or(":", |(text, _)| text)
    }
}

/// A place in the text of a filter.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    place: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, place: 0 }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    pub(crate) fn place(&self) -> usize {
        self.place
    }

    pub(crate) fn go_to(&mut self, place: usize) {
        self.place = place;
    }

    pub(crate) fn rest(&self) -> &'t str {
        &self.text[self.place..]
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn is_at(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(crate) fn take(&mut self, text: &str) -> bool {
        let is_there = self.is_at(text);
        if is_there {
            self.place += text.len();
        }
        is_there
    }

    pub(crate) fn skip_space(&mut self) {
        self.place = self.text.len() - self.rest().trim_start().len();
    }

    pub(crate) fn is_at_space(&self) -> bool {
        self.peek().is_some_and(char::is_whitespace)
    }

    /// Whether a word cannot go on here.
    pub(crate) fn is_at_delimiter(&self) -> bool {
        self.peek().is_none_or(is_delimiter)
    }

    pub(crate) fn error_here(&self, reason: impl Into<String>) -> SyntaxError {
        let n_bytes = self.peek().map_or(0, char::len_utf8);
        SyntaxError::new(self.place, self.place + n_bytes, reason)
    }

    /// The keyword that stands here as a word of its own.
    pub(crate) fn keyword_ahead(&self) -> Option<&'static str> {
        keyword(self.word_ahead())
    }

    pub(crate) fn word_ahead(&self) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find(is_delimiter).unwrap_or(rest.len())]
    }

    /// Takes a name that a value may follow: one of a field, a path, or any word before an operator.
    /// `$.name`, as some write paths, is `.name`.
    pub(crate) fn leading_name(&mut self) -> Option<&'t str> {
        let dollar = usize::from(self.is_at("$."));
        let rest = &self.rest()[dollar..];
        let (_, length) = path::read(rest)?;
        let name = &rest[..length];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        is_name.then(|| {
            self.place += dollar + length;
            name
        })
    }

    /// Takes an operator that stands right here.
    pub(crate) fn operator(&mut self) -> Option<Operator> {
        let (text, operator) = OPERATORS.iter().find(|(text, _)| self.is_at(text))?;
        self.place += text.len();
        Some(*operator)
    }

    /// Takes words that stand here after a space, one after the other; all of them or none.
    pub(crate) fn take_words(&mut self, words: &[&str]) -> bool {
        let start = self.place;
        for word in words {
            let is_apart = self.is_at_space();
            self.skip_space();
            if !is_apart || !self.word_ahead().eq_ignore_ascii_case(word) {
                self.place = start;
                return false;
            }
            self.place += word.len();
        }
        true
    }

    /// Takes the name of a field or a path; `""` when none stands here.
    pub(crate) fn name(&mut self) -> &'t str {
        let length = path::read(self.rest()).map_or(0, |(_, length)| length);
        let name = &self.rest()[..length];
        self.place += length;
        name
    }

    /// Whether the word at `start` is an IPv6 address.
    pub(crate) fn is_address(&self, start: usize) -> bool {
        let word = Cursor { text: self.text, place: start }.word_ahead();
        word.parse::<IpAddr>().is_ok()
    }

    /// Takes what stands here up to the next delimiter.
    pub(crate) fn raw_word(&mut self) -> &'t str {
        let word = self.word_ahead();
        self.place += word.len();
        word
    }

    pub(crate) fn word_until(&mut self, also_ends: &str) -> &'t str {
        let rest = self.rest();
        let ends = |c: char| is_delimiter(c) || also_ends.contains(c);
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.place += word.len();
        word
    }

    pub(crate) fn filled_quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.place;
        let text = self.quoted()?;
        if text.is_empty() {
            return Err(SyntaxError::new(start, self.place, "expected a text between the quotes"));
        }
        Ok(text)
    }

    /// `"…"`, with `\"` and `\\` inside.
    pub(crate) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.place;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((offset, char)) = chars.next() {
            match char {
                '"' => {
                    self.place += offset + 1;
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                },
                char => text.push(char),
            }
        }
        Err(SyntaxError::new(start, self.text.len(), "unclosed `\"`"))
    }

    pub(crate) fn end_of_word(&self) -> Result<(), SyntaxError> {
        if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Ok(());
        }
        Err(self.error_here("expected a space"))
    }
}

/// The keyword that a word is, by its usual name.
pub(crate) fn keyword(word: &str) -> Option<&'static str> {
    const KEYWORDS: &[(&str, &str)] =
        &[("and", "and"), ("&&", "and"), ("or", "or"), ("||", "or"), ("not", "not")];
    let found = KEYWORDS.iter().find(|(spelt, _)| spelt.eq_ignore_ascii_case(word));
    found.map(|(_, keyword)| *keyword)
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || c == '(' || c == ')'
}
