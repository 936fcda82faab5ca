//! How numbers are written in JSON: `4.2e1` reads as 42.0.

/// Characters of a number of which no digit is lost.
pub(crate) const LONGEST_NUMBER: usize = 15;

/// Whether a number can hold the byte.
pub(crate) fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.eE".contains(&byte)
}

/// Whether a number may be there that reads otherwise than it is written: `4.2e1` is 42.0.
pub(crate) fn has_respelt_number(json: &[u8]) -> bool {
    memchr::memchr3_iter(b':', b',', b'[', json).any(|at| {
        let rest = &json[at + 1..];
        let number = match rest.first() {
            Some(byte) if byte.is_ascii_digit() || *byte == b'-' => rest,
            Some(byte) if byte.is_ascii_whitespace() || *byte == b'\\' => after_space(rest),
            _ => return false,
        };
        let length = number.iter().take_while(|&&byte| is_of_number(byte)).count();
        !reads_as_written(&number[..length])
    })
}

/// What stands behind the white space that a text begins with; line breaks are escaped in an
/// embedded document, once for each time that it is embedded.
fn after_space(text: &[u8]) -> &[u8] {
    let is_space = |(at, byte): (usize, &u8)| match byte {
        b'\\' => true,
        b'n' | b'r' | b't' => at > 0 && text[at - 1] == b'\\',
        byte => byte.is_ascii_whitespace(),
    };
    &text[text.iter().enumerate().take_while(|&next| is_space(next)).count()..]
}

/// Whether a number surely reads as it is written; what begins no number does.
///
/// The shortest decimal of a number is the one that was written, up to 15 digits and without zeros
/// at its end. Small ones are given an exponent.
pub(crate) fn reads_as_written(number: &[u8]) -> bool {
    if !number.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') {
        return true;
    }
    let is_plain = number.iter().all(|byte| byte.is_ascii_digit() || b"-.".contains(byte));
    let is_small = [b"-0".as_slice(), b"0.000"].iter().any(|start| number.starts_with(start));
    let has_short_end = match number.iter().position(|&byte| byte == b'.') {
        Some(point) => number[point + 1..] == *b"0" || !number.ends_with(b"0"),
        None => true,
    };
    is_plain && !is_small && has_short_end && number.len() <= LONGEST_NUMBER
}
