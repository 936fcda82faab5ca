//! One term of a filter: how words, quotes, operators and values are written.

use std::net::IpAddr;

use super::expr::Test;
use super::matcher::compile_regex;
use super::syntax::SyntaxError;

/// Members of a record that a path can start with; the others are fields.
///
/// Source: CloudTrail user guide, "record contents". Any other member is reached by a leading dot.
const MEMBERS: &[&str] = &[
    "additionalEventData",
    "addendum",
    "apiVersion",
    "edgeDeviceDetails",
    "errorMessage",
    "eventContext",
    "eventVersion",
    "insightDetails",
    "managementEvent",
    "requestID",
    "requestParameters",
    "resources",
    "responseElements",
    "serviceEventDetails",
    "sessionCredentialFromConsole",
    "sharedEventID",
    "tlsDetails",
    "userIdentity",
];

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

/// Longer ones first.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("!=", Operator::IsNot),
    (":", Operator::Is),
    ("=", Operator::Is),
    (">", Operator::Above),
    ("<", Operator::Below),
];

impl Operator {
    /// As usually written.
    pub(crate) fn text(self) -> &'static str {
        let written = OPERATORS.iter().find(|(_, operator)| *operator == self);
        written.map_or(":", |(text, _)| text)
    }
}

/// The path as printed when `name` is one: a known member, with or without more, or `.anything`.
pub(crate) fn known_path(name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix('.') {
        return (!rest.is_empty()).then(|| name.to_owned());
    }
    let (member, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    let known = MEMBERS.iter().find(|known| known.eq_ignore_ascii_case(member))?;
    Some(format!("{known}{rest}"))
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

    fn rest(&self) -> &'t str {
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
        let word = self.word_ahead();
        ["and", "or", "not"].into_iter().find(|keyword| keyword.eq_ignore_ascii_case(word))
    }

    fn word_ahead(&self) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find(is_delimiter).unwrap_or(rest.len())]
    }

    /// Takes `name:` and the like, where a value may follow.
    pub(crate) fn name_and_operator(&mut self) -> Option<(&'t str, Operator)> {
        let rest = self.rest();
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        let name = &rest[..rest.find(|c| !is_of_name(c))?];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let after = &rest[name.len()..];
        let (text, operator) =
            OPERATORS.iter().find(|(text, _)| is_name && after.starts_with(text))?;
        self.place += name.len() + text.len();
        Some((name, *operator))
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

    pub(crate) fn raw_or_quoted(&mut self) -> Result<String, SyntaxError> {
        if self.is_at("\"") { self.quoted() } else { Ok(self.raw_word().to_owned()) }
    }

    /// The text after `*`: a word, without a second `*` at its end, or a quoted text.
    pub(crate) fn record_text(&mut self) -> Result<String, SyntaxError> {
        let start = self.place;
        self.take("*");
        let text = match self.is_at("\"") {
            true => self.quoted()?,
            false => self.raw_word().trim_end_matches('*').to_owned(),
        };
        if text.is_empty() {
            return Err(SyntaxError::new(start, self.place, "expected a word after `*`"));
        }
        self.end_of_word()?;
        Ok(text)
    }

    /// A test as it is written without a field.
    pub(crate) fn search_test(&mut self) -> Result<Test, SyntaxError> {
        let test = match self.peek() {
            Some('"') => {
                let text = self.filled_quoted()?;
                if self.take("$") { Test::Suffix(text) } else { Test::Contains(text) }
            }
            Some('=') if self.is_at("=\"") => {
                self.take("=");
                Test::Exact(self.filled_quoted()?)
            }
            _ => match self.marked_test("")? {
                Some(test) => test,
                None => bare_test(self.raw_word(), Test::Fuzzy),
            },
        };
        self.end_of_word()?;
        Ok(test)
    }

    /// A test as it is written after `field:`; `None` for "no value".
    pub(crate) fn value_test(&mut self) -> Result<Option<Test>, SyntaxError> {
        let start = self.place;
        if self.take("(") {
            return self.list(start).map(Some);
        }
        if self.is_at_delimiter() {
            return Err(SyntaxError::new(start, start, "expected a value"));
        }
        let test = self.single_value("")?;
        self.end_of_word()?;
        Ok(test)
    }

    /// `(a,b,…)`, the parenthesis taken already.
    fn list(&mut self, start: usize) -> Result<Test, SyntaxError> {
        let mut tests = Vec::new();
        loop {
            self.skip_space();
            if self.is_at_delimiter() || self.is_at(",") {
                let end = self.place;
                let reason =
                    if end == self.text.len() { "unclosed `(`" } else { "expected a value" };
                let byte = if end == self.text.len() { start } else { end };
                return Err(SyntaxError::new(byte, byte + 1, reason));
            }
            match self.single_value(",")? {
                Some(test) => tests.push(test),
                None => return Err(self.error_here("expected a value")),
            }
            self.skip_space();
            if self.take(")") {
                break;
            }
            if !self.take(",") {
                return Err(match self.peek() {
                    None => SyntaxError::new(start, start + 1, "unclosed `(`"),
                    Some(_) => self.error_here("expected `,` or `)`"),
                });
            }
        }
        self.end_of_word()?;
        Ok(if tests.len() == 1 { tests.remove(0) } else { Test::OneOf(tests) })
    }

    /// One value; `also_ends` are further characters that end a word.
    fn single_value(&mut self, also_ends: &str) -> Result<Option<Test>, SyntaxError> {
        if self.is_at("\"") {
            let text = self.quoted()?;
            return Ok(match (text.is_empty(), self.take("$")) {
                (true, _) => None,
                (false, true) => Some(Test::Suffix(text)),
                (false, false) => Some(Test::Exact(text)),
            });
        }
        if let Some(test) = self.marked_test(also_ends)? {
            return Ok(Some(test));
        }
        Ok(Some(match self.word_until(also_ends) {
            "*" => Test::Present,
            word => bare_test(word, Test::Equals),
        }))
    }

    /// `'word`, `^word`, `^word$`, `~word`, `/re/`; `None` when no such mark stands here.
    fn marked_test(&mut self, also_ends: &str) -> Result<Option<Test>, SyntaxError> {
        let start = self.place;
        let test = match self.peek() {
            Some('/') => Test::Regex(self.regex()?),
            Some('\'') => Test::Contains(self.operand(also_ends)?.0),
            Some('~') => Test::Fuzzy(self.operand(also_ends)?.0),
            Some('^') => match self.operand_or_end(also_ends)? {
                (text, true) => Test::Equals(text),
                (text, false) => Test::Prefix(text),
            },
            _ => return Ok(None),
        };
        debug_assert!(self.place > start, "a mark was taken");
        Ok(Some(test))
    }

    fn operand_or_end(&mut self, also_ends: &str) -> Result<(String, bool), SyntaxError> {
        let (text, is_quoted) = self.operand(also_ends)?;
        Ok(match text.strip_suffix('$') {
            _ if is_quoted => (text, self.take("$")),
            Some(shorter) if !shorter.is_empty() => (shorter.to_owned(), true),
            _ => (text, false),
        })
    }

    /// The word or quoted text after a mark of one byte, and whether it was quoted.
    fn operand(&mut self, also_ends: &str) -> Result<(String, bool), SyntaxError> {
        let start = self.place;
        let mark = &self.text[start..=start];
        self.place += 1;
        if self.is_at("\"") {
            return self.filled_quoted().map(|text| (text, true));
        }
        let word = self.word_until(also_ends);
        if word.is_empty() {
            let reason = format!("expected a word after `{mark}`");
            return Err(SyntaxError::new(start, start + 1, reason));
        }
        Ok((word.to_owned(), false))
    }

    fn word_until(&mut self, also_ends: &str) -> &'t str {
        let rest = self.rest();
        let ends = |c: char| is_delimiter(c) || also_ends.contains(c);
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.place += word.len();
        word
    }

    fn filled_quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.place;
        let text = self.quoted()?;
        match text.is_empty() {
            true => Err(SyntaxError::new(start, self.place, "expected a text between the quotes")),
            false => Ok(text),
        }
    }

    /// `"…"`, with `\"` and `\\` inside.
    fn quoted(&mut self) -> Result<String, SyntaxError> {
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

    /// `/…/`, with `\/` for a slash.
    fn regex(&mut self) -> Result<String, SyntaxError> {
        let start = self.place;
        let mut source = String::new();
        let mut is_escaped = false;
        for (offset, char) in self.rest().char_indices().skip(1) {
            match char {
                '/' if !is_escaped => {
                    self.place += offset + 1;
                    return match compile_regex(&source) {
                        Ok(_) if source.is_empty() => {
                            let reason = "expected a regular expression between the slashes";
                            Err(SyntaxError::new(start, self.place, reason))
                        }
                        Ok(_) => Ok(source),
                        Err(reason) => Err(SyntaxError::new(start, self.place, reason)),
                    };
                }
                '/' => {
                    source.pop();
                    source.push('/');
                    is_escaped = false;
                }
                char => {
                    source.push(char);
                    is_escaped = char == '\\' && !is_escaped;
                }
            }
        }
        let reason = "unclosed `/`; quote a word that begins with a slash";
        Err(SyntaxError::new(start, self.text.len(), reason))
    }

    fn end_of_word(&self) -> Result<(), SyntaxError> {
        if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Ok(());
        }
        Err(self.error_here("expected a space"))
    }
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || c == '(' || c == ')'
}

/// A word without a mark: `post$`, `Create*`, or what `plain` makes of it.
fn bare_test(word: &str, plain: impl Fn(String) -> Test) -> Test {
    match word.strip_suffix('$') {
        Some(shorter) if !shorter.is_empty() => Test::Suffix(shorter.to_owned()),
        _ if word.contains(['*', '?']) => Test::Glob(word.to_owned()),
        _ => plain(word.to_owned()),
    }
}
