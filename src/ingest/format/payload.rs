//! Bytes in a text: base64, as Lambda and Kinesis hand on what CloudWatch Logs compresses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::store;
use crate::store::inflate::{Inflater, is_gzip};

/// The JSON that a text stands for, at most `most` bytes of it; `None` when it is not coded.
pub(crate) fn decode(text: &str, most: usize) -> Option<Result<String, String>> {
    if !is_like(text) {
        return None;
    }
    let mut bytes = STANDARD.decode(text).ok()?;
    if is_gzip(&bytes) {
        let inflated = Inflater::default().gunzip(&bytes, most);
        if let Some(damage) = inflated.damage {
            return Some(Err(damage.to_string()));
        }
        bytes = inflated.bytes;
    }
    let text = store::decode(bytes);
    text.trim_start().starts_with(['{', '[']).then_some(Ok(text))
}

/// Whether a text begins as base64 of gzip, an object or a list does; not every word is base64.
pub(crate) fn is_like(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    (text.starts_with("H4sI") || text.starts_with(['e', 'W', 'I', 'C', 'D']))
        && text.len() > 8
        && text.bytes().take(64).all(is_sign)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn coded(text: &str) -> String {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        STANDARD.encode(encoder.finish().unwrap())
    }

    #[test]
    fn base64_is_decoded_with_and_without_gzip() {
        assert_eq!(decode(&coded(r#"{"a":1}"#), 9), Some(Ok(r#"{"a":1}"#.to_owned())));
        assert_eq!(decode(&STANDARD.encode("[12345678]"), 9), Some(Ok("[12345678]".to_owned())));
        assert_eq!(decode(&STANDARD.encode(" {\"a\":1}"), 9), Some(Ok(" {\"a\":1}".to_owned())));
    }

    #[test]
    fn words_are_no_base64() {
        for text in ["", "eventName", "Wort", "{}", "event"] {
            assert_eq!(decode(text, 9), None, "{text}");
        }
    }

    #[test]
    fn a_bomb_and_a_cut_are_told() {
        let bomb = coded(&"{".repeat(10_000));
        assert_eq!(decode(&bomb, 99), Some(Err("inflates to more than 99 bytes".to_owned())));
        let cut = &bomb[..bomb.len() - 16];
        assert_eq!(decode(cut, 99_999), Some(Err("gzip ends early".to_owned())));
    }
}
