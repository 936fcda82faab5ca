//! One term of a filter: how words, marks and values are written.

use super::cursor::Cursor;
use super::expr::Test;
use super::matcher::compile_regex;
use super::syntax::SyntaxError;

impl Cursor<'_> {
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
        let start = self.place();
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
        let start = self.place();
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
        let word = self.word_until(also_ends);
        if word.is_empty() {
            let reason = format!("expected a word after `{mark}`");
            return Err(SyntaxError::new(start, start + 1, reason));
        }
        Ok((word.to_owned(), false))
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

/// A word without a mark: `post$`, `Create*`, or what `plain` makes of it.
fn bare_test(word: &str, plain: impl Fn(String) -> Test) -> Test {
    match word.strip_suffix('$') {
        Some(shorter) if !shorter.is_empty() => Test::Suffix(shorter.to_owned()),
        _ if word.contains(['*', '?']) => Test::Glob(word.to_owned()),
        _ => plain(word.to_owned()),
    }
}
