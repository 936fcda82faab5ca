//! What is wrong in the file, and where.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::text::sanitize;

/// Something that is wrong in the file; what it should have changed stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// Line and column, both from 1, columns in characters; `None` when it is the whole file.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what was expected.
    pub reason: String,
}

/// `config.toml:3:9: …`, fit for a terminal.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display().to_string();
        f.write_str(&sanitize(&path))?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", sanitize(&self.reason))
    }
}

/// A text of the file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// Its bytes in the file, quotes included.
    pub(crate) span: Range<usize>,
    /// Whether the file has it literally, between quotes of one character.
    pub(crate) is_plain: bool,
}

impl Text {
    /// The byte of the file where the byte `at` of the text stands, as far as that is known.
    pub(crate) fn byte(&self, at: usize) -> usize {
        if self.is_plain { self.span.start + 1 + at.min(self.text.len()) } else { self.span.start }
    }
}

/// Line and column of a byte of a text, both from 1.
pub(crate) fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters() {
        let text = "a\né = 日x";
        assert_eq!(line_and_column(text, 0), (1, 1));
        assert_eq!(line_and_column(text, text.find('x').unwrap()), (2, 6));
        assert_eq!(line_and_column(text, text.len() + 9), (2, 7));
    }

    #[test]
    fn a_mistake_cannot_harm_the_terminal() {
        let mistake =
            Mistake { path: "a\u{1b}.toml".into(), at: Some((3, 9)), reason: "no \u{7}".into() };
        assert_eq!(mistake.to_string(), "a^[.toml:3:9: no ^G");
    }
}
