//! JSON text laid out anew, token by token: order, repeated keys and numbers stay as written.

use crate::tui::widget::json_tree::token;

/// Deeper levels are not indented further: hostile nesting would make gigabytes of spaces.
const MAX_INDENT: usize = 128;

/// Two spaces a level, as for copying; text that is not JSON is returned as it is.
pub fn pretty(raw: &str) -> String {
    if token::is_valid(raw).is_ok() { lay_out(raw, true) } else { raw.to_owned() }
}

/// The text without white space between tokens; it must be valid JSON.
pub(crate) fn compact(raw: &str) -> String {
    lay_out(raw, false)
}

fn lay_out(raw: &str, has_lines: bool) -> String {
    let bytes = raw.as_bytes();
    let mut out = String::with_capacity(raw.len() * if has_lines { 2 } else { 1 });
    let mut depth = 0_usize;
    let mut at = token::skip_space(bytes, 0);
    while let Some(&byte) = bytes.get(at) {
        let end = token_end(bytes, at);
        let next = token::skip_space(bytes, end);
        let is_open = matches!(byte, b'{' | b'[');
        let is_close = matches!(byte, b'}' | b']');
        let is_next_close = matches!(bytes.get(next), Some(b'}' | b']'));
        depth = if is_close { depth.saturating_sub(1) } else { depth + usize::from(is_open) };
        out.push_str(&raw[at..end]);
        if has_lines {
            match byte {
                b':' => out.push(' '),
                b',' => new_line(&mut out, depth),
                _ if is_open && is_next_close => {}
                _ if is_open => new_line(&mut out, depth),
                _ if is_next_close => new_line(&mut out, depth - 1),
                _ => {}
            }
        }
        at = next;
    }
    out
}

fn token_end(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'"' => token::string_end(bytes, at),
        b'{' | b'}' | b'[' | b']' | b',' | b':' => at + 1,
        _ => token::scalar_end(bytes, at),
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(MAX_INDENT)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::widget::json_tree::parse::tests::json;

    #[test]
    fn order_repeats_and_numbers_stay() {
        let raw = r#" {"b":1.10,"a":[ ],"b":{"c":[1E5,"x, {y}: "]},"d":{}} "#;
        let expected = "{\n  \"b\": 1.10,\n  \"a\": [],\n  \"b\": {\n    \"c\": [\n      1E5,\n      \"x, {y}: \"\n    ]\n  },\n  \"d\": {}\n}";
        assert_eq!(pretty(raw), expected);
        assert_eq!(compact(raw), r#"{"b":1.10,"a":[],"b":{"c":[1E5,"x, {y}: "]},"d":{}}"#);
    }

    #[test]
    fn what_is_not_json_is_returned_as_it_is() {
        assert_eq!(pretty("{\"a\": tru}"), "{\"a\": tru}");
        assert_eq!(pretty(""), "");
    }

    #[test]
    fn hostile_nesting_stays_small() {
        let raw = "[".repeat(20_000) + &"]".repeat(20_000);
        assert!(pretty(&raw).len() < 20_000_000);
    }

    proptest! {
        #[test]
        fn the_value_is_the_same(value in json()) {
            for text in [pretty(&value.to_string()), compact(&format!("{value:#}"))] {
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&text).unwrap(), &value);
            }
            prop_assert_eq!(pretty(&value.to_string()), format!("{value:#}"));
        }
    }
}
