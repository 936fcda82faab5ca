//! What ends a command before its work is done.

use std::io;
use std::path::PathBuf;

use crate::query::SyntaxError;
use crate::text::{columns, sanitize};

/// Why a command ended early; the caller chooses the exit code by it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was typed makes no sense; may have several lines. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// The output could not be written. Exit code 1.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// None of the paths is there. Exit code 1.
    #[error("{}", not_there(.0))]
    NotThere(Vec<PathBuf>),
    /// The explorer could not start or go on. Exit code 1.
    #[error("{}", sanitize(&format!("{:#}", .0)))]
    Explorer(anyhow::Error),
}

fn not_there(paths: &[PathBuf]) -> String {
    let names: Vec<String> =
        paths.iter().map(|path| sanitize(&path.display().to_string()).into_owned()).collect();
    format!("{}: no such file or directory; check the path", names.join(", "))
}

/// A syntax error under the text that has it.
///
/// ```text
/// query: unclosed `"` at byte 10
///   eventName="Get
///             ^^^^
/// ```
pub(crate) fn query_failure(what: &str, typed: &str, error: &SyntaxError) -> Failure {
    let floor = |byte: usize| typed.floor_char_boundary(byte.min(typed.len()));
    let (start, end) = (floor(error.byte), floor(error.end.max(error.byte)));
    let indent = columns(&typed[..start]);
    let n_wrong = columns(&typed[start..end]).max(1);
    Failure::Usage(format!(
        "{what}: {}\n  {}\n  {}{}",
        sanitize(&error.to_string()),
        sanitize(typed),
        " ".repeat(indent),
        "^".repeat(n_wrong)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, byte: usize, end: usize, expected: &str) {
        let error = SyntaxError { byte, end, reason: "wrong".into() };
        let shown = query_failure("query", typed, &error).to_string();
        assert_eq!(shown, format!("query: wrong at byte {byte}\n{expected}"));
    }

    #[test]
    fn the_caret_stands_under_the_error() {
        check("a b", 2, 3, "  a b\n    ^");
        check("a (b", 2, 4, "  a (b\n    ^^");
        check("ab", 2, 2, "  ab\n    ^");
    }

    #[test]
    fn carets_count_columns_and_never_split_a_character() {
        check("日本 x", 7, 8, "  日本 x\n       ^");
        check("\x1b x", 2, 3, "  ^[ x\n     ^");
        check("é", 1, 9, "  é\n  ^");
    }
}
