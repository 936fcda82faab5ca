//! Where the tokens of JSON text end.
//!
//! All functions but [`is_valid`] expect text that is valid; with other text they answer something
//! within it.

use serde::de::IgnoredAny;

/// Whether the whole text is one JSON value; of any depth, since nothing is kept.
pub(crate) fn is_valid(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<IgnoredAny>(text).map(|_| ())
}

/// The first byte at or after `at` that is not white space.
pub(crate) fn skip_space(bytes: &[u8], at: usize) -> usize {
    skip_while(bytes, at, |byte| byte.is_ascii_whitespace())
}

/// The end of the string whose opening quote is at `at`.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(n) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        if bytes[at + n] == b'"' {
            return at + n + 1;
        }
        at += n + 2;
    }
    bytes.len()
}

/// The end of the number or literal that begins at `at`.
pub(crate) fn scalar_end(bytes: &[u8], at: usize) -> usize {
    skip_while(bytes, at, |byte| !byte.is_ascii_whitespace() && !b",:[]{}\"".contains(&byte))
}

/// The end of the object or array that begins at `at`.
pub(crate) fn container_end(bytes: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

fn skip_while(bytes: &[u8], at: usize, is_skipped: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|&&byte| is_skipped(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_where_they_do() {
        let bytes = br#"{"a\"}":[1,{"b":"]"}],"c":-1e5 }x"#;
        assert_eq!(string_end(bytes, 1), 7);
        assert_eq!(container_end(bytes, 8), 21);
        assert_eq!(container_end(bytes, 0), 32);
        assert_eq!(scalar_end(bytes, 26), 30);
        assert_eq!(skip_space(bytes, 30), 31);
        assert_eq!([string_end(b"\"ab\\", 0), container_end(b"[[", 0)], [4, 2]);
    }
}
