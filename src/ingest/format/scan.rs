//! Finding one's way in JSON text that may be broken: by brackets and quotes only.
//!
//! Nothing here judges JSON; serde does. These steps find where a value ends when serde cannot say.

use std::borrow::Cow;

/// The first byte at or after `at` that is no white space, comma included or not.
pub(crate) fn skip_space(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at.min(text.len())..];
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// The end of the value that begins at `at`; `None` when the text ends first or brackets do not
/// match.
///
/// Objects and arrays end at their bracket, strings at their quote, anything else before the next
/// comma, bracket or white space.
pub(crate) fn skip_value(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = at;
    loop {
        match *bytes.get(at)? {
            b'"' => at = skip_string(bytes, at)?,
            bracket @ (b'{' | b'[') => {
                // In ASCII each closing bracket stands two after its opening one.
                open.push(bracket + 2);
                at += 1;
            }
            bracket @ (b'}' | b']') => {
                open.pop().filter(|&expected| expected == bracket)?;
                at += 1;
            }
            _ if open.is_empty() => {
                let is_end =
                    |&b: &u8| matches!(b, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
                return Some(bytes[at..].iter().position(is_end).map_or(bytes.len(), |n| at + n));
            }
            _ => at += 1,
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

/// The byte after the string that opens at `at`.
fn skip_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The start of the next text that looks like an event record, at or after `at`.
pub(crate) fn next_record(text: &str, at: usize) -> Option<usize> {
    const FIRST_MEMBER: &[u8] = b"\"eventVersion\"";
    // In bytes: `at` need not be the boundary of a character.
    let bytes = text.as_bytes();
    let mut from = at;
    loop {
        let found = from + memchr::memmem::find(bytes.get(from..)?, FIRST_MEMBER)?;
        let before = bytes[at..found].trim_ascii_end();
        if before.ends_with(b"{") {
            return Some(at + before.len() - 1);
        }
        from = found + FIRST_MEMBER.len();
    }
}

/// A member of an object: its name and where its value begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member<'t> {
    pub(crate) name: Cow<'t, str>,
    pub(crate) value: usize,
}

/// The members of the object that opens at `at`, until the text makes no sense.
///
/// A value is passed only when the next member is asked for: it can be all there is in a file.
pub(crate) fn members(text: &str, at: usize) -> impl Iterator<Item = Member<'_>> {
    let mut name_at = Some(skip_space(text, at + 1));
    let mut value_at = None;
    std::iter::from_fn(move || {
        if let Some(value) = value_at.take() {
            let end = skip_space(text, skip_value(text, value)?);
            let is_more = text.as_bytes().get(end) == Some(&b',');
            name_at = is_more.then(|| skip_space(text, end + 1));
        }
        let member = member(text, name_at.take()?)?;
        value_at = Some(member.value);
        Some(member)
    })
}

/// The member whose name opens at `at`.
fn member(text: &str, at: usize) -> Option<Member<'_>> {
    if text.as_bytes().get(at) != Some(&b'"') {
        return None;
    }
    let end = skip_string(text.as_bytes(), at)?;
    let raw = text.get(at..end)?;
    let name = if raw.contains('\\') {
        Cow::Owned(serde_json::from_str(raw).ok()?)
    } else {
        Cow::Borrowed(&raw[1..raw.len() - 1])
    };
    let colon = skip_space(text, end);
    let is_member = text.as_bytes().get(colon) == Some(&b':');
    is_member.then(|| Member { name, value: skip_space(text, colon + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_its_bracket_closes() {
        let check = |text: &str, expected| assert_eq!(skip_value(text, 0), expected, "{text}");
        check(r#"{"a":"}\"]"},1"#, Some(12));
        check("[1,[2]] x", Some(7));
        check("12, 3", Some(2));
        check("12", Some(2));
        check(r#""a\\" "#, Some(5));
        check(r#"{"a":"#, None);
        check(r#""a\"#, None);
        check("]", None);
        check(r#"{"a":1]"#, None);
    }

    #[test]
    fn members_are_listed_without_reading_their_values() {
        let text = r#" { "a" : [1,2] , "\u0062":{"c":1}, "d": "cut"#;
        let names: Vec<String> = members(text, 1).map(|m| m.name.into_owned()).collect();
        assert_eq!(names, ["a", "b", "d"]);
        let values: Vec<usize> = members(text, 1).map(|m| m.value).collect();
        assert_eq!(&text[values[0]..=values[0]], "[");
    }

    #[test]
    fn the_next_record_is_found_behind_damage() {
        assert_eq!(next_record("\u{e9}{\"eventVersion\"", 1), Some(2));
        let text = r#"{"eventVersion":"1.0", x "y":"eventVersion" }, { "eventVersion":"1.0"}"#;
        assert_eq!(next_record(text, 1), text.rfind('{'));
        assert_eq!(next_record("nothing", 0), None);
    }
}
