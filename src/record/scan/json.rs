//! Passing JSON by hand: checks all that `serde_json` checks, builds nothing.
//!
//! Each step takes the text and a place in it and answers with the place behind what it passed;
//! `None` means that `serde_json` must look, not that the text is wrong. Strings are passed sixteen
//! bytes at a time.

use wide::u8x16;

/// Values nested deeper than this are left to `serde_json`, whose own limit is 128.
pub(crate) const DEEPEST: u8 = 64;

/// A string, as it stands in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted {
    /// The place behind the closing quote.
    pub(crate) end: usize,
    /// Whether there is no escape in it.
    pub(crate) is_plain: bool,
}

impl Quoted {
    /// What is between the quotes of the string that opens at `at`.
    pub(crate) fn raw(self, text: &str, at: usize) -> &str {
        &text[at + 1..self.end - 1]
    }
}

/// Passes the value at `at`, which may hold `room` more levels of objects and arrays.
pub(crate) fn value(text: &str, at: usize, room: u8) -> Option<usize> {
    match byte(text, at)? {
        b'"' => Some(string(text, at)?.end),
        b'{' => {
            let room = room.checked_sub(1)?;
            object(text, at, |_, _, at| value(text, at, room))
        }
        b'[' => {
            let room = room.checked_sub(1)?;
            array(text, at, |at| value(text, at, room))
        }
        b't' => literal(text, at, "true"),
        b'f' => literal(text, at, "false"),
        b'n' => literal(text, at, "null"),
        _ => number(text, at),
    }
}

/// Passes the object that opens at `at`; `member` gets each name, its place and that of its value,
/// and passes the value.
pub(crate) fn object(
    text: &str,
    at: usize,
    mut member: impl FnMut(Quoted, usize, usize) -> Option<usize>,
) -> Option<usize> {
    members(text, at, |at| {
        let (name, end) = name(text, at)?;
        member(name, at, space(text, end))
    })
}

/// Passes the object that opens at `at`; `member` passes each member from the quote of its name to
/// the end of its value.
pub(crate) fn members(
    text: &str,
    at: usize,
    mut member: impl FnMut(usize) -> Option<usize>,
) -> Option<usize> {
    let mut at = space(text, at + 1);
    if byte(text, at)? == b'}' {
        return Some(at + 1);
    }
    loop {
        let end = space(text, member(at)?);
        match byte(text, end)? {
            b',' => at = space(text, end + 1),
            b'}' => return Some(end + 1),
            _ => return None,
        }
    }
}

/// The name that opens at `at`, and the place behind its colon.
pub(crate) fn name(text: &str, at: usize) -> Option<(Quoted, usize)> {
    let name = string(text, at)?;
    let colon = space(text, name.end);
    (byte(text, colon)? == b':').then_some((name, colon + 1))
}

/// Passes the array that opens at `at`; `element` passes the value at its place.
pub(crate) fn array(
    text: &str,
    at: usize,
    mut element: impl FnMut(usize) -> Option<usize>,
) -> Option<usize> {
    let mut at = space(text, at + 1);
    if byte(text, at)? == b']' {
        return Some(at + 1);
    }
    loop {
        let end = space(text, element(at)?);
        match byte(text, end)? {
            b',' => at = space(text, end + 1),
            b']' => return Some(end + 1),
            _ => return None,
        }
    }
}

/// The byte at `at`; `None` at the end of the text.
pub(crate) fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// The place of the next byte that is no white space.
pub(crate) fn space(text: &str, at: usize) -> usize {
    let mut at = at;
    while matches!(byte(text, at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        at += 1;
    }
    at
}

/// Passes `word`.
fn literal(text: &str, at: usize, word: &str) -> Option<usize> {
    let end = at + word.len();
    (text.as_bytes().get(at..end)? == word.as_bytes()).then_some(end)
}

/// Passes a number: RFC 8259, section 6.
pub(crate) fn number(text: &str, at: usize) -> Option<usize> {
    let mut at = at + usize::from(byte(text, at) == Some(b'-'));
    at = match byte(text, at)? {
        b'0' => at + 1,
        _ => digits(text, at)?,
    };
    if byte(text, at) == Some(b'.') {
        at = digits(text, at + 1)?;
    }
    if matches!(byte(text, at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(byte(text, at + 1), Some(b'+' | b'-')));
        at = digits(text, at)?;
    }
    Some(at)
}

/// Passes one digit or more.
fn digits(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let n_digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (n_digits > 0).then_some(at + n_digits)
}

/// The string that opens at `at`.
pub(crate) fn string(text: &str, at: usize) -> Option<Quoted> {
    if byte(text, at)? != b'"' {
        return None;
    }
    let end = plain(text, at + 1);
    match byte(text, end)? {
        b'"' => Some(Quoted { end: end + 1, is_plain: true }),
        _ => escaped(text, end),
    }
}

/// The rest of a string from its first escape.
#[cold]
fn escaped(text: &str, at: usize) -> Option<Quoted> {
    let mut end = at;
    loop {
        match byte(text, end)? {
            b'"' => return Some(Quoted { end: end + 1, is_plain: false }),
            b'\\' => end = plain(text, escape(text, end + 1)?),
            _ => return None,
        }
    }
}

/// Passes what follows a backslash; which characters `\u` makes is not looked at.
fn escape(text: &str, at: usize) -> Option<usize> {
    match byte(text, at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => {
            let digits = text.as_bytes().get(at + 1..at + 5)?;
            digits.iter().all(u8::is_ascii_hexdigit).then_some(at + 5)
        }
        _ => None,
    }
}

/// The place of the next byte that does not stand for itself in a string.
fn plain(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while let Some(block) = bytes.get(at..at + BLOCK).and_then(|block| block.try_into().ok()) {
        let special = special(block);
        if special != 0 {
            return at + special.trailing_zeros() as usize;
        }
        at += BLOCK;
    }
    let tail = bytes.get(at..).unwrap_or_default();
    at + tail.iter().take_while(|byte| !matches!(byte, 0..b' ' | b'"' | b'\\')).count()
}

/// Bytes looked at together.
const BLOCK: usize = 16;

/// A bit for each byte that is a quote, a backslash or a control character, the first one lowest.
fn special(block: [u8; BLOCK]) -> u32 {
    let block = u8x16::new(block);
    let is_control = block.min(u8x16::splat(b' ' - 1)).simd_eq(block);
    let is = |byte: u8| block.simd_eq(u8x16::splat(byte));
    (is_control | is(b'"') | is(b'\\')).to_bitmask()
}
