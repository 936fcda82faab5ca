//! One source file: its module, its tokens, which of them are tests, and the paths that it names.

use std::path::Path;

use crate::architecture::token::{Token, tokens};

/// A file of the project.
#[derive(Debug)]
pub(crate) struct Source {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// `["tui", "widget", "table"]`; empty for `src/lib.rs`, `["main"]` for `src/main.rs`.
    pub(crate) module: Vec<String>,
}

/// A path that a source names, in a `use` or in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Whole: of this crate from its root, of others with the crate's name.
    pub(crate) path: Vec<String>,
    pub(crate) is_of_this_crate: bool,
    pub(crate) is_glob: bool,
    pub(crate) is_test: bool,
    pub(crate) line: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), module: module_of(path) }
    }

    /// Every file below `src`, in the order of their paths.
    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = walkdir::WalkDir::new(root.join("src")).sort_by_file_name();
        let mut sources = Vec::new();
        for file in files.into_iter().map(Result::unwrap) {
            if file.path().extension().is_some_and(|extension| extension == "rs") {
                let path = file.path().strip_prefix(root).unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(file.path()).unwrap();
                sources.push(Self::new(&path.replace('\\', "/"), &text));
            }
        }
        assert!(!sources.is_empty(), "no sources below {}", root.display());
        sources
    }

    /// Whether the whole file is a test.
    pub(crate) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// The tokens, each with whether it belongs to a test.
    pub(crate) fn tokens(&self) -> Vec<(Token<'_>, bool)> {
        let tokens = tokens(&self.text);
        let mut is_test = vec![self.is_test(); tokens.len()];
        for start in 0..tokens.len() {
            if texts(&tokens[start..]).take(7).eq(["#", "[", "cfg", "(", "test", ")", "]"]) {
                let end = start + 7 + item_length(&tokens[start + 7..]);
                is_test[start..end].fill(true);
            }
        }
        tokens.into_iter().zip(is_test).collect()
    }

    /// Every path of two or more parts, and every import.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let tokens = self.tokens();
        let plain: Vec<Token<'_>> = tokens.iter().map(|(token, _)| *token).collect();
        let mut scope = Scope { module: self.module.clone(), ends: Vec::new(), depth: 0 };
        let mut references = Vec::new();
        let mut at = 0;
        while at < plain.len() {
            scope.enter_or_leave(&plain[at..]);
            let (used, length) = if plain[at].text == "use" {
                use_tree(&plain[at + 1..])
            } else {
                inline_path(&plain, at)
            };
            for (path, line) in used {
                references.push(scope.resolve(path, line, tokens[at].1));
            }
            at += 1 + length;
        }
        references
    }
}

fn module_of(path: &str) -> Vec<String> {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

fn texts<'s>(tokens: &'s [Token<'_>]) -> impl Iterator<Item = &'s str> {
    tokens.iter().map(|token| token.text)
}

/// Number of tokens up to the `;` or the closing brace that ends the item.
fn item_length(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0;
    for (index, text) in texts(tokens).enumerate() {
        match text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(text, ";" | "}") {
            return index + 1;
        }
    }
    tokens.len()
}

/// Which module a place in a file belongs to: the file's own, or one written inside it.
struct Scope {
    module: Vec<String>,
    /// Depth of braces outside of each inner module.
    ends: Vec<usize>,
    depth: usize,
}

impl Scope {
    fn enter_or_leave(&mut self, tokens: &[Token<'_>]) {
        match tokens {
            [token, ..] if token.text == "{" => self.depth += 1,
            [token, ..] if token.text == "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.ends.last() == Some(&self.depth) {
                    self.ends.pop();
                    self.module.pop();
                }
            }
            [keyword, name, brace, ..] if keyword.text == "mod" && brace.text == "{" => {
                self.ends.push(self.depth);
                self.module.push(name.text.to_owned());
            }
            _ => {}
        }
    }

    /// Makes a path as written a whole one.
    fn resolve(&self, mut path: Vec<String>, line: usize, is_test: bool) -> Reference {
        let is_glob = path.last().is_some_and(|part| part == "*");
        if is_glob {
            path.pop();
        }
        let first = path.first().map_or("", String::as_str);
        let base = match first {
            "crate" => Some(Vec::new()),
            "trailglass" if self.module == ["main"] => Some(Vec::new()),
            "self" | "super" => Some(self.module.clone()),
            _ => None,
        };
        let is_of_this_crate = base.is_some();
        if let Some(mut base) = base {
            for part in path {
                match part.as_str() {
                    "crate" | "trailglass" | "self" => {}
                    "super" => {
                        base.pop();
                    }
                    _ => base.push(part),
                }
            }
            path = base;
        }
        Reference { path, is_of_this_crate, is_glob, is_test, line }
    }
}

type Found = (Vec<(Vec<String>, usize)>, usize);

/// The path that starts at `at`, if one does, and how many tokens to skip.
fn inline_path(tokens: &[Token<'_>], at: usize) -> Found {
    let is_start = is_name(tokens[at].text) && (at == 0 || tokens[at - 1].text != "::");
    let mut path = vec![tokens[at].text.to_owned()];
    let mut length = 0;
    while let Some([colons, name]) = tokens.get(at + length + 1..at + length + 3)
        && colons.text == "::"
        && is_name(name.text)
    {
        path.push(name.text.to_owned());
        length += 2;
    }
    if is_start && length > 0 { (vec![(path, tokens[at].line)], length) } else { (Vec::new(), 0) }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// All paths of a `use`, whose tokens follow, and the number of tokens up to its `;`.
fn use_tree(tokens: &[Token<'_>]) -> Found {
    let mut found = Vec::new();
    let mut prefix: Vec<String> = Vec::new();
    // Length of the prefix outside of each open brace.
    let mut outer: Vec<usize> = Vec::new();
    let mut is_renamed = false;
    let mut is_open = false;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => {
                outer.push(prefix.len());
                is_open = false;
            }
            "," | "}" | ";" => {
                if is_open {
                    found.push((prefix.clone(), token.line));
                }
                (is_open, is_renamed) = (false, false);
                prefix.truncate(outer.last().copied().unwrap_or(0));
                if token.text == "}" {
                    prefix.truncate(outer.pop().unwrap_or(0));
                }
            }
            "as" => is_renamed = true,
            "::" | "#" => {}
            name if !is_renamed => {
                prefix.push(name.to_owned());
                is_open = true;
            }
            _ => {}
        }
        if token.text == ";" {
            return (found, index + 1);
        }
    }
    (found, tokens.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let references = Source::new("src/a/b.rs", text).references();
        let paths: Vec<String> = references
            .iter()
            .map(|reference| {
                let root = if reference.is_of_this_crate { "crate::" } else { "" };
                let glob = if reference.is_glob { "::*" } else { "" };
                format!("{root}{}{glob}", reference.path.join("::"))
            })
            .collect();
        assert_eq!(paths, expected);
    }

    #[test]
    fn a_use_is_all_of_its_leaves() {
        check(
            "use std::{fmt, io::{self, Write as _}, *};",
            &["std::fmt", "std::io::self", "std::io::Write", "std::*"],
        );
        check("pub(crate) use super::c::{D, E,};", &["crate::a::c::D", "crate::a::c::E"]);
        check("use {ratatui::style, crate::x};", &["ratatui::style", "crate::x"]);
    }

    #[test]
    fn a_path_in_an_expression_counts() {
        check(
            "let x: Vec<crate::c::D> = std::fs::read(self::e::F);",
            &["crate::c::D", "std::fs::read", "crate::a::b::e::F"],
        );
        check("Vec::<crate::c::D>::new()", &["crate::c::D"]);
    }

    #[test]
    fn super_counts_from_the_inner_module() {
        check(
            "mod x { fn f() { super::g::h() } } use super::y;",
            &["crate::a::b::g::h", "crate::a::y"],
        );
    }

    #[test]
    fn tests_are_marked() {
        let text =
            "use a::b; #[cfg(test)] use c::d; #[cfg(test)] mod tests { use e::f; } use g::h;";
        let marks: Vec<bool> = Source::new("src/a/b.rs", text)
            .references()
            .iter()
            .map(|reference| reference.is_test)
            .collect();
        assert_eq!(marks, [false, true, true, false]);
    }
}
