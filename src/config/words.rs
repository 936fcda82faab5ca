//! Words of a command line as a shell has them: put into quotes, and taken out of them.

use std::ffi::OsStr;

use crate::text;

/// A word as a shell takes it for one word: plain, in quotes, or with its bytes named.
///
/// Log text stands in filters. What a terminal would not show as it is goes into `$'…'`, as bash, zsh,
/// ksh and POSIX of 2024 read it: pasted, it cannot do anything on the way to the shell.
pub fn quoted(word: &OsStr) -> String {
    let bytes = word.as_encoded_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-+./:,@%=".contains(byte);
    match word.to_str() {
        // At the start of a word, zsh reads `=` as the path of a command.
        Some(text) if bytes.iter().all(is_plain) && !matches!(bytes, [] | [b'=', ..]) => {
            text.to_owned()
        }
        Some(text) if text::sanitize(text) == text => format!("'{}'", text.replace('\'', r"'\''")),
        _ => {
            let named = |&byte: &u8| match byte {
                b'\'' | b'\\' => format!("\\{}", char::from(byte)),
                b' '..=b'~' => char::from(byte).to_string(),
                // Three digits, always: what follows cannot become part of it.
                _ => format!("\\{byte:03o}"),
            };
            format!("$'{}'", bytes.iter().map(named).collect::<String>())
        }
    }
}

/// The words of a line, as a shell takes it apart; nothing in it is carried out or looked up.
///
/// Fails with what is wrong: a quote that is not closed, or bytes that are no text.
pub(crate) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.peek().is_none() {
            return Ok(words);
        }
        let mut word = Vec::new();
        while let Some(c) = rest.next_if(|c| !c.is_whitespace()) {
            match c {
                '\'' => until('\'', &mut rest, &mut word, |_, _, _| false)?,
                '"' => until('"', &mut rest, &mut word, escaped_in_quotes)?,
                '$' if rest.next_if_eq(&'\'').is_some() => {
                    until('\'', &mut rest, &mut word, named)?;
                }
                '\\' => push(rest.next().ok_or("a `\\` ends the line")?, &mut word),
                c => push(c, &mut word),
            }
        }
        words.push(String::from_utf8(word).map_err(|_| "a word that is no text (UTF-8)")?);
    }
}

type Rest<'l> = std::iter::Peekable<std::str::Chars<'l>>;

fn push(c: char, word: &mut Vec<u8>) {
    word.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Takes what stands before the closing quote; `escape` takes what a character before it begins.
fn until(
    quote: char,
    rest: &mut Rest<'_>,
    word: &mut Vec<u8>,
    escape: fn(char, &mut Rest<'_>, &mut Vec<u8>) -> bool,
) -> Result<(), String> {
    while let Some(c) = rest.next() {
        if c == quote {
            return Ok(());
        }
        if !escape(c, rest, word) {
            push(c, word);
        }
    }
    Err(format!("a quote {quote} is not closed"))
}

fn escaped_in_quotes(c: char, rest: &mut Rest<'_>, word: &mut Vec<u8>) -> bool {
    let escaped = (c == '\\').then(|| rest.next_if(|c| "\"\\$`".contains(*c))).flatten();
    escaped.inspect(|&c| push(c, word)).is_some()
}

/// Within `$'…'`: up to three octal digits name a byte.
fn named(c: char, rest: &mut Rest<'_>, word: &mut Vec<u8>) -> bool {
    if c != '\\' {
        return false;
    }
    let mut byte = 0_u32;
    let mut n_digits = 0;
    while n_digits < 3
        && let Some(digit) = rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8))
    {
        byte = byte * 8 + digit;
        n_digits += 1;
    }
    if n_digits > 0 {
        word.push(u8::try_from(byte & 0xff).unwrap_or(0));
        return true;
    }
    match rest.next() {
        Some('n') => word.push(b'\n'),
        Some('t') => word.push(b'\t'),
        Some('r') => word.push(b'\r'),
        Some(c) => push(c, word),
        None => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        assert_eq!(quoted(OsStr::new(word)), expected);
    }

    #[test]
    fn a_word_is_quoted_as_little_as_is_safe() {
        check("./logs/2025", "./logs/2025");
        check("", "''");
        check("actor:bob name:Get*", "'actor:bob name:Get*'");
        check("it's $(reboot) `x` !!", r"'it'\''s $(reboot) `x` !!'");
        check("~/a", "'~/a'");
        check("--since=-7d", "--since=-7d");
        check("=ls", "'=ls'");
        check("caf\u{e9}", "'caf\u{e9}'");
    }

    #[test]
    fn what_a_terminal_would_obey_is_named() {
        check("a\u{1b}]52;c;\u{7}1'\\", r"$'a\033]52;c;\0071\'\\'");
        check("a\nb", r"$'a\012b'");
        check("\u{202e}txt", r"$'\342\200\256txt'");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_named_by_its_bytes() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(quoted(OsStr::from_bytes(b"log\xff0")), r"$'log\3770'");
        assert_eq!(split(r"$'log\3770'"), Err("a word that is no text (UTF-8)".to_owned()));
    }

    #[test]
    fn a_line_falls_apart_as_in_a_shell() {
        let check = |line: &str, expected: &[&str]| {
            assert_eq!(split(line).unwrap(), expected, "{line}");
        };
        check("  ", &[]);
        check("a  -f 'b c'd", &["a", "-f", "b cd"]);
        check(r#""a \" \x $y" '' \'"#, &[r#"a " \x $y"#, "", "'"]);
        check(r"$'\t\0601\x'", &["\t01x"]);
        assert_eq!(split("a 'b").unwrap_err(), "a quote ' is not closed");
        assert_eq!(split("a \\").unwrap_err(), "a `\\` ends the line");
    }

    proptest! {
        #[test]
        fn what_was_quoted_comes_out_whole(words in prop::collection::vec(any::<String>(), 0..4)) {
            let line: Vec<String> = words.iter().map(|word| quoted(OsStr::new(word))).collect();
            prop_assert_eq!(split(&line.join(" ")), Ok(words));
        }
    }
}
