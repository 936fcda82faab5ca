//! Rust text split into words and signs; comments are dropped, literals are one token each.

/// A word, a sign (`::` is one), a lifetime, or `""` in place of any literal but numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) text: &'t str,
    /// From 1.
    pub(crate) line: usize,
}

/// Splits a file.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, shown) = measure(rest, first);
        let (taken, after) = rest.split_at(length);
        match shown {
            Shown::Nothing => {}
            Shown::Literal => tokens.push(Token { text: "\"\"", line }),
            Shown::Text => tokens.push(Token { text: taken, line }),
        }
        line += taken.matches('\n').count();
        rest = after;
    }
    tokens
}

enum Shown {
    Nothing,
    Literal,
    Text,
}

/// Length in bytes of what `rest` begins with, and what becomes of it.
fn measure(rest: &str, first: char) -> (usize, Shown) {
    if first.is_whitespace() {
        (first.len_utf8(), Shown::Nothing)
    } else if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), Shown::Nothing)
    } else if rest.starts_with("/*") {
        (block_comment(rest), Shown::Nothing)
    } else if let Some(length) = literal(rest) {
        (length, Shown::Literal)
    } else if is_word(first) || first == '\'' {
        let name = &rest[first.len_utf8()..];
        let end = name.find(|c| !is_word(c)).unwrap_or(name.len());
        (first.len_utf8() + end, Shown::Text)
    } else if rest.starts_with("::") {
        (2, Shown::Text)
    } else {
        (first.len_utf8(), Shown::Text)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of the string or character that `rest` begins with; `None` when it begins with neither.
fn literal(rest: &str) -> Option<usize> {
    let body = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - body.len();
    if prefix > 1 {
        return None;
    }
    if body.starts_with('"') {
        return Some(prefix + quoted(body, '"'));
    }
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = &raw[..raw.len() - raw.trim_start_matches('#').len()];
        let inner = raw[hashes.len()..].strip_prefix('"')?;
        let close = format!("\"{hashes}");
        let end = inner.find(&close).map_or(inner.len(), |at| at + close.len());
        return Some(rest.len() - inner.len() + end);
    }
    let character = body.strip_prefix('\'')?.chars().next()?;
    let is_closed = body[1 + character.len_utf8()..].starts_with('\'');
    (character == '\\' || is_closed).then(|| prefix + quoted(body, '\''))
}

/// Length of a text between quotes, with both.
fn quoted(body: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in body.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let texts: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
        assert_eq!(texts.join(" "), expected);
    }

    #[test]
    fn comments_are_dropped_and_literals_are_hidden() {
        check("a/* b /* c */ d */e // f\ng", "a e g");
        check(r#"a = "b \" c" + b"d" + c"e";"#, r#"a = "" + "" + "" ;"#);
        check(r###"r##"a "# b"## + br"\" + r#type"###, r#""" + "" + r # type"#);
    }

    #[test]
    fn characters_are_told_from_lifetimes() {
        check(r"'a' '\'' b'\\' '\u{1f}' 'é'", r#""" "" "" "" """#);
        check("&'a str 'outer: loop 'static mut", "& 'a str 'outer : loop 'static mut");
    }

    #[test]
    fn words_that_begin_like_literals_are_words() {
        check("break crate bc cr r b c rest::x", "break crate bc cr r b c rest :: x");
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let lines: Vec<usize> = tokens("a\n/*\n*/ b \"\n\" c").iter().map(|t| t.line).collect();
        assert_eq!(lines, [1, 3, 3, 4]);
    }
}
