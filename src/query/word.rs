//! One term of a filter: how words, marks and values are written.

use super::cursor::Cursor;
use super::expr::Test;
use super::foreign;
use super::matcher::compile_regex;
use super::syntax::SyntaxError;

impl<'t> Cursor<'t> {
    /// The text after `*`: a word, without a second `*` at its end, or a quoted text.
    pub(crate) fn record_text(&mut self) -> Result<String, SyntaxError> {
        let start = self.place();
        self.take("*");
        let text = if self.is_at("\"") {
            self.quoted()?
        } else {
            self.raw_word().trim_end_matches('*').to_owned()
        };
        if text.is_empty() {
            return Err(SyntaxError::new(start, self.place(), "expected a word after `*`"));
        }
        self.end_of_word()?;
        Ok(text)
    }

    /// A test as it is written without a field.
    pub(crate) fn search_test(&mut self) -> Result<Test, SyntaxError> {
        let test = match self.peek() {
            Some('"') => {
                let start = self.place();
                let text = self.filled_quoted()?;
                if self.is_at(":") || self.is_at("=") {
                    let reason = format!("a name stands without quotes: `{text}:…`");
                    return Err(SyntaxError::new(start, self.place(), reason));
                }
                if self.take("$") { Test::Suffix(text) } else { Test::Contains(text) }
            }
            Some('=') if self.is_at("=\"") => {
                self.take("=");
                Test::Exact(self.filled_quoted()?)
            }
            _ => match self.marked_test("")? {
                Some(test) => test,
                None => {
                    let (start, rest) = (self.place(), self.rest());
                    let word = self.raw_word();
                    if let Some(reason) = foreign::word(word, rest) {
                        return Err(SyntaxError::new(start, start + word.len(), reason));
                    }
                    bare_test(word, Test::Fuzzy)
                }
            },
        };
        self.end_of_word()?;
        Ok(test)
    }

    /// A test as it is written after `name:`; `None` for "no value".
    pub(crate) fn value_test(&mut self, name: &str) -> Result<Option<Test>, SyntaxError> {
        let start = self.place();
        if self.take("(") {
            return self.list(start).map(Some);
        }
        if self.is_at_delimiter() {
            return Err(SyntaxError::new(start, start, "expected a value"));
        }
        let is_bare = self.peek().is_none_or(|mark| !"\"'~^/".contains(mark));
        let refused = is_bare.then(|| foreign::value(name, self.word_ahead())).flatten();
        if let Some(reason) = refused {
            return Err(SyntaxError::new(start, start + self.word_ahead().len(), reason));
        }
        let test = self.single_value("")?;
        self.end_of_word()?;
        Ok(test)
    }

    /// A time, in quotes or not; `2023-07-10 12:00` is one.
    pub(crate) fn time_text(&mut self) -> Result<String, SyntaxError> {
        if self.is_at("\"") {
            return self.quoted();
        }
        let mut text = self.raw_word().to_owned();
        while is_date(text.rsplit("..").next().unwrap_or_default()) {
            let end = self.place();
            self.skip_space();
            if !is_clock(self.word_ahead()) {
                self.go_to(end);
                break;
            }
            text = format!("{text}T{}", self.raw_word());
        }
        Ok(text)
    }

    /// `(a,b,…)`, the parenthesis taken already.
    fn list(&mut self, start: usize) -> Result<Test, SyntaxError> {
        let mut tests = Vec::new();
        loop {
            self.skip_space();
            if self.is_at("@") {
                return Err(self.error_here("a field to compare with stands alone, not in a list"));
            }
            if self.is_at_delimiter() || self.is_at(",") {
                let end = self.place();
                let reason =
                    if end == self.text().len() { "unclosed `(`" } else { "expected a value" };
                let byte = if end == self.text().len() { start } else { end };
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
            let is_or = self.keyword_ahead() == Some("or");
            if is_or {
                self.raw_word();
            } else if !self.take(",") {
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
        let word = self.unquoted(self.place(), also_ends)?;
        Ok(Some(if word == "*" { Test::Present } else { bare_test(word, Test::Equals) }))
    }

    /// `'word`, `^word`, `^word$`, `~word`, `/re/`; `None` when no such mark stands here.
    fn marked_test(&mut self, also_ends: &str) -> Result<Option<Test>, SyntaxError> {
        let start = self.place();
        let test = match self.peek() {
            Some('/') => Test::Regex(self.regex()?),
            // `=~/…/`, as other languages write it.
            Some('~') if self.rest()[1..].trim_start().starts_with('/') => {
                self.take("~");
                self.skip_space();
                Test::Regex(self.regex()?)
            }
            Some('\'') => Test::Contains(self.operand(also_ends)?.0),
            Some('~') => Test::Fuzzy(self.operand(also_ends)?.0),
            Some('^') => match self.operand_or_end(also_ends)? {
                (text, true) => Test::Equals(text),
                (text, false) => Test::Prefix(text),
            },
            _ => return Ok(None),
        };
        debug_assert!(self.place() > start, "a mark was taken");
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
        let start = self.place();
        let mark = &self.text()[start..=start];
        self.go_to(start + 1);
        if self.is_at("\"") {
            return self.filled_quoted().map(|text| (text, true));
        }
        let word = self.unquoted(start, also_ends)?;
        if word.is_empty() {
            let reason = format!("expected a word after `{mark}`");
            return Err(SyntaxError::new(start, start + 1, reason));
        }
        Ok((word.to_owned(), false))
    }

    /// The word that stands here; quotes that are none here are an error from `start` on.
    fn unquoted(&mut self, start: usize, also_ends: &str) -> Result<&'t str, SyntaxError> {
        let word = self.word_until(also_ends);
        match foreign::quotes(word) {
            Some(reason) => Err(SyntaxError::new(start, self.place(), reason)),
            None => Ok(word),
        }
    }

    /// `/…/`, with `\/` for a slash.
    fn regex(&mut self) -> Result<String, SyntaxError> {
        let start = self.place();
        let mut source = String::new();
        let mut is_escaped = false;
        for (offset, char) in self.rest().char_indices().skip(1) {
            match char {
                '/' if !is_escaped => {
                    self.go_to(start + offset + 1);
                    return match compile_regex(&source) {
                        Ok(_) if source.is_empty() => {
                            let reason = "expected a regular expression between the slashes";
                            Err(SyntaxError::new(start, self.place(), reason))
                        }
                        Ok(_) => Ok(source),
                        Err(reason) => Err(SyntaxError::new(start, self.place(), reason)),
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
        Err(SyntaxError::new(start, self.text().len(), reason))
    }
}

/// `2023-07-10`, where a time of day may follow after a space.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// `12:00`, and what follows it in a range.
fn is_clock(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 5 && bytes[2] == b':' && bytes[0].is_ascii_digit() && bytes[1].is_ascii_digit()
}

/// A word without a mark: `post$`, `Create*`, or what `plain` makes of it.
fn bare_test(word: &str, plain: impl Fn(String) -> Test) -> Test {
    match word.strip_suffix('$') {
        Some(shorter) if !shorter.is_empty() => Test::Suffix(shorter.to_owned()),
        _ if word.contains(['*', '?']) => Test::Glob(word.to_owned()),
        _ => plain(word.to_owned()),
    }
}
