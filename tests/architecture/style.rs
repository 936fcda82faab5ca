//! The parts of the style that are a matter of text.

use crate::architecture::source::Source;
use crate::architecture::table::place;
use crate::architecture::token::Token;

/// Longest file, lines without its tests.
const LONGEST: usize = 600;

/// Globs that are made for it: traits that give methods, and what property tests are written in.
const PRELUDES: &[(&str, bool)] = &[("rayon::prelude", false), ("proptest::prelude", true)];

/// Beginnings of paths that only exist on the machine of whoever wrote them.
const OUTSIDE: &[&str] = &["../shared", "/work/"];

/// Shared mutable state, unsafe code, exceptions to lints without a reason.
pub(crate) fn forbidden(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        let tokens: Vec<Token<'_>> = source.tokens().into_iter().map(|(token, _)| token).collect();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
            if let Some(fault) = fault(before, &tokens[at..]) {
                broken.push(format!("{fault} {}", place(source, token.line)));
            }
        }
    }
    broken
}

/// What is wrong with the beginning of `tokens`, which follow the token `before`.
fn fault(before: &str, tokens: &[Token<'_>]) -> Option<String> {
    let next = tokens.get(1).map_or("", |token| token.text);
    match (tokens[0].text, next) {
        ("Arc", "<") => {
            let mut argument = tokens[2..].iter().map(|token| token.text);
            let lock = argument.find(|text| matches!(*text, "<" | ">" | "Mutex" | "RwLock"))?;
            matches!(lock, "Mutex" | "RwLock")
                .then(|| format!("`Arc<{lock}>`: state has one owner"))
        }
        ("static", "mut") => Some("`static mut`".to_owned()),
        ("unsafe", _) => Some("`unsafe`".to_owned()),
        // In an attribute of its own or at the end of a `cfg_attr`; else it is a function.
        (level @ ("allow" | "expect"), "(") if matches!(before, "[" | ",") => {
            let mut arguments =
                tokens.iter().map(|token| token.text).take_while(|text| *text != ")");
            let is_explained = arguments.any(|text| text == "reason");
            (!is_explained).then(|| format!("`{level}` without a reason"))
        }
        _ => None,
    }
}

/// Imports of everything.
pub(crate) fn globs(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        let is_above = |path: &[String]| {
            // In a file of tests `super` is the file's own parent, else the file itself.
            path == source.module || source.is_test() && source.module.starts_with(path)
        };
        for glob in source.references().into_iter().filter(|reference| reference.is_glob) {
            let root = if glob.is_of_this_crate { "crate::" } else { "" };
            let name = format!("{root}{}", glob.path.join("::"));
            let is_prelude = |(prelude, in_tests): &(&str, bool)| {
                *prelude == name && (glob.is_test || !in_tests)
            };
            let is_super = glob.is_of_this_crate && glob.is_test && is_above(&glob.path);
            if !is_super && !PRELUDES.iter().any(is_prelude) {
                broken.push(format!("glob import of `{name}` {}", place(source, glob.line)));
            }
        }
    }
    broken
}

/// Files that are too long, or do not say what they are.
pub(crate) fn files(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let n_lines = source.text.lines().count() - n_test_lines(source);
        if n_lines > LONGEST {
            let place = place(source, 1);
            broken.push(format!(
                "{n_lines} lines without the tests; look for the second subject {place}"
            ));
        }
        if !source.text.starts_with("//! ") {
            broken.push(format!("begins without `//!` {}", place(source, 1)));
        }
    }
    broken
}

/// Lines from the first to the last token of each test.
fn n_test_lines(source: &Source) -> usize {
    let tokens = source.tokens();
    let tests = tokens.chunk_by(|(_, a), (_, b)| a == b).filter(|chunk| chunk[0].1);
    tests.map(|chunk| chunk[chunk.len() - 1].0.line + 1 - chunk[0].0.line).sum()
}

/// Mentions of places outside the repository, comments and texts included.
///
/// Tests may look there for more data; they pass without it.
pub(crate) fn outside(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (line, number) in source.text.lines().zip(1..) {
            for named in OUTSIDE.iter().filter(|named| line.contains(**named)) {
                let place = place(source, number);
                broken.push(format!("names `{named}`, outside the repository {place}"));
            }
        }
    }
    broken
}
