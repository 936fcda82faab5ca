//! Bytes of a log as text: UTF-8, or the UTF-16 that PowerShell's `>` writes.

/// Bytes of a log as text; what cannot be text becomes U+FFFD, so that the rest can be read.
///
/// UTF-16 is known by its byte order mark, or without one by the zero bytes of its first
/// characters. The answer is UTF-8 either way, and places in it are counted so.
pub fn decode(bytes: Vec<u8>) -> String {
    match Utf16::of(&bytes) {
        Some(utf16) => utf16.decode(&bytes),
        None => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// A byte order of UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utf16 {
    /// The low byte first, as on Windows.
    Little,
    /// The high byte first.
    Big,
}

impl Utf16 {
    /// The byte order of `bytes`; `None` when they are not clearly UTF-16.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            // Or two ASCII characters, as every shape begins. UTF-8 text has no zero bytes.
            [0xff, 0xfe, ..] | [1..0x80, 0, 1..0x80, 0, ..] => Some(Self::Little),
            [0xfe, 0xff, ..] | [0, 1..0x80, 0, 1..0x80, ..] => Some(Self::Big),
            _ => None,
        }
    }

    /// The text without its byte order mark; a lone surrogate or half a unit becomes U+FFFD.
    fn decode(self, bytes: &[u8]) -> String {
        let (units, half) = bytes.as_chunks::<2>();
        let units = units.iter().map(|&unit| match self {
            Self::Little => u16::from_le_bytes(unit),
            Self::Big => u16::from_be_bytes(unit),
        });
        let mut text = String::with_capacity(bytes.len() / 2 + 2);
        let characters = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}'));
        text.extend(characters.skip_while(|&c| c == '\u{feff}'));
        if !half.is_empty() {
            text.push('\u{fffd}');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(text: &str, order: Utf16) -> Vec<u8> {
        let units = text.encode_utf16();
        match order {
            Utf16::Little => units.flat_map(u16::to_le_bytes).collect(),
            Utf16::Big => units.flat_map(u16::to_be_bytes).collect(),
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_lose_the_rest() {
        assert_eq!(decode(b"a\xffb".to_vec()), "a\u{fffd}b");
    }

    #[test]
    fn utf16_is_known_with_a_mark_and_without() {
        for order in [Utf16::Little, Utf16::Big] {
            assert_eq!(decode(encoded("\u{feff}{\"é😀\":1}", order)), "{\"é😀\":1}");
            assert_eq!(decode(encoded("[{\"é\":1}]", order)), "[{\"é\":1}]");
        }
    }

    #[test]
    fn utf16_that_is_cut_or_broken_keeps_the_rest() {
        let mut bytes = encoded("\u{feff}ab", Utf16::Little);
        bytes.extend([0x00, 0xd8, b'c', 0, 7]);
        assert_eq!(decode(bytes), "ab\u{fffd}c\u{fffd}");
    }

    #[test]
    fn a_short_file_and_a_binary_one_are_no_utf16() {
        for bytes in [&b""[..], b"a", b"{}", b"a\0", b"\0\0\0\0", b"MZ\0\0"] {
            assert_eq!(Utf16::of(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn utf16_gives_the_text_back(text in "[ -~]{2}\\PC{0,40}") {
            for order in [Utf16::Little, Utf16::Big] {
                prop_assert_eq!(&decode(encoded(&text, order)), &text);
            }
        }
    }
}
