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
    pass_value(text, at).ok()
}

/// The end of the value, or how far its brackets made sense.
fn pass_value(text: &str, at: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = at;
    loop {
        match *bytes.get(at).ok_or(at)? {
            b'"' => at = skip_string(bytes, at).ok_or(bytes.len())?,
            bracket @ (b'{' | b'[') => {
                // In ASCII each closing bracket stands two after its opening one.
                open.push(bracket + 2);
                at += 1;
            }
            bracket @ (b'}' | b']') => {
                open.pop().filter(|&expected| expected == bracket).ok_or(at)?;
                at += 1;
            }
            _ if open.is_empty() => {
                let is_end =
                    |&b: &u8| matches!(b, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
                return Ok(bytes[at..].iter().position(is_end).map_or(bytes.len(), |n| at + n));
            }
            _ => at += 1,
        }
        if open.is_empty() {
            return Ok(at);
        }
    }
}

/// How many bytes of a text may still be looked at in vain, behind values that do not close.
///
/// Without an end to it, a text of nothing but opening brackets would be passed once for each.
#[derive(Debug)]
pub(crate) struct Lookahead(usize);

impl Lookahead {
    /// For one text: a few times its length.
    pub(crate) fn over(text: &str) -> Self {
        Self((4 * text.len()).max(1 << 20))
    }

    /// Whether there is none left.
    pub(crate) fn is_spent(&self) -> bool {
        self.0 == 0
    }

    /// [`skip_value`], or `None` when too much was looked at before.
    pub(crate) fn skip_value(&mut self, text: &str, at: usize) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        pass_value(text, at).map_err(|end| self.spend(end - at)).ok()
    }

    /// The start of what comes after the broken object at `at`, from the place `from` on: an object
    /// that begins as it does, or one that begins a line.
    ///
    /// What is no object or list ends before the next object. Objects inside of others are indented, if they begin a line at all.
    pub(crate) fn next_after(&mut self, text: &str, at: usize, from: usize) -> Option<usize> {
        if !matches!(text.as_bytes().get(at), Some(b'{' | b'[')) {
            return memchr::memchr(b'{', text.as_bytes().get(from..)?).map(|length| from + length);
        }
        let name = first_name(text, at).unwrap_or("eventVersion".into());
        let alike = if self.is_spent() { None } else { next_object(text, from, &name) };
        let end = alike.unwrap_or(text.len());
        let line = memchr::memmem::find(text.as_bytes().get(from..end)?, b"\n{");
        let next = line.map(|length| from + length + 1).or(alike);
        self.spend(end - next.unwrap_or(from));
        next
    }

    /// Counts bytes that were looked at in vain.
    pub(crate) fn spend(&mut self, n_bytes: usize) {
        self.0 = self.0.saturating_sub(n_bytes);
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

/// The text of the string that opens at `at`; `None` when there is none or it is not valid.
///
/// Half of a surrogate pair, which is no character, becomes U+FFFD.
pub(crate) fn string(text: &str, at: usize) -> Option<Cow<'_, str>> {
    if text.as_bytes().get(at) != Some(&b'"') {
        return None;
    }
    let raw = text.get(at..skip_string(text.as_bytes(), at)?)?;
    if !raw.contains('\\') {
        return Some(Cow::Borrowed(&raw[1..raw.len() - 1]));
    }
    let read = serde_json::from_str::<String>(raw).ok();
    read.or_else(|| serde_json::from_str(&without_lone_surrogates(raw)).ok()).map(Cow::Owned)
}

/// Writes U+FFFD for each `\u` escape that is half of a surrogate pair; all places stay the same.
pub(crate) fn without_lone_surrogates(raw: &str) -> String {
    let unit = |at: usize| {
        let escape = raw.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok()
    };
    let mut mended = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        mended.push_str(&raw[at..at + found]);
        at += found;
        let length = match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                mended.push_str("\\ufffd");
                at += 6;
                continue;
            }
            _ => 1 + raw[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&raw[at..at + length]);
        at += length;
    }
    mended + &raw[at..]
}

/// The start of the next object whose first member is called `name`, at or after `at`.
pub(crate) fn next_object(text: &str, at: usize, name: &str) -> Option<usize> {
    // In bytes: `at` need not be the boundary of a character.
    let bytes = text.as_bytes();
    let first_member = format!("\"{name}\"");
    let mut from = at;
    loop {
        let found = from + memchr::memmem::find(bytes.get(from..)?, first_member.as_bytes())?;
        let before = bytes[from.max(at)..found].trim_ascii_end();
        if before.ends_with(b"{") {
            return Some(from.max(at) + before.len() - 1);
        }
        from = found + first_member.len();
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

/// Where the list opens of a log file whose object opens at `at`: `{"Records":[`.
pub(crate) fn list_of_records(text: &str, at: usize) -> Option<usize> {
    let name_at = skip_space(text, at + 1);
    let is_log_file = text.as_bytes().get(name_at..)?.starts_with(b"\"Records\"");
    let list = is_log_file.then(|| member(text, name_at)).flatten()?.value;
    (text.as_bytes().get(list) == Some(&b'[')).then_some(list)
}

/// The name of the first member of the object at `at`.
fn first_name(text: &str, at: usize) -> Option<Cow<'_, str>> {
    let is_object = text.as_bytes().get(at) == Some(&b'{');
    is_object.then(|| members(text, at).next()).flatten().map(|member| member.name)
}

/// Where the elements of the list that opens at `at` begin, until the text makes no sense.
pub(crate) fn elements(text: &str, at: usize) -> impl Iterator<Item = usize> {
    let mut next = (text.as_bytes().get(at) == Some(&b'[')).then(|| skip_space(text, at + 1));
    std::iter::from_fn(move || {
        let at = next.take().filter(|&at| text.as_bytes().get(at) != Some(&b']'))?;
        let end = skip_space(text, skip_value(text, at)?);
        let is_more = text.as_bytes().get(end) == Some(&b',');
        next = is_more.then(|| skip_space(text, end + 1));
        Some(at)
    })
}

/// A text as what it says, a number or anything else as written; `None` for `null`.
pub(crate) fn scalar(text: &str, at: usize) -> Option<Cow<'_, str>> {
    string(text, at).or_else(|| {
        let raw = text.get(at..skip_value(text, at)?)?;
        (raw != "null").then_some(Cow::Borrowed(raw))
    })
}

/// The member whose name opens at `at`.
fn member(text: &str, at: usize) -> Option<Member<'_>> {
    if text.as_bytes().get(at) != Some(&b'"') {
        return None;
    }
    let name = string(text, at)?;
    let end = skip_string(text.as_bytes(), at)?;
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
    fn looking_ahead_in_vain_has_an_end() {
        let text = "[".repeat(2 << 20);
        let mut lookahead = Lookahead::over(&text);
        for _ in 0..4 {
            assert!(!lookahead.is_spent());
            assert_eq!(lookahead.skip_value(&text, 0), None);
        }
        assert!(lookahead.is_spent());
    }

    #[test]
    fn members_are_listed_without_reading_their_values() {
        let text = r#" { "a" : [1,2] , "\u0062":{"c":1}, "d": "cut"#;
        let names: Vec<String> = members(text, 1).map(|m| m.name.into_owned()).collect();
        assert_eq!(names, ["a", "b", "d"]);
        let values: Vec<usize> = members(text, 1).map(|m| m.value).collect();
        assert_eq!(&text[values[0]..=values[0]], "[");
        assert_eq!(elements("[ 1, [2],{}]", 0).collect::<Vec<_>>(), [2, 5, 9]);
        assert_eq!(elements("[]", 0).count() + elements("{", 0).count(), 0);
        assert_eq!(scalar("[null]", 1), None);
        assert_eq!(scalar("[1.50]", 1).as_deref(), Some("1.50"));
    }

    #[test]
    fn the_next_record_is_found_behind_damage() {
        assert_eq!(next_object("\u{e9}{\"a\"", 1, "a"), Some(2));
        let text = r#"{"a":"1.0", x "y":"a" }, { "a":"1.0"}"#;
        assert_eq!(next_object(text, 1, "a"), text.rfind('{'));
        assert_eq!(next_object("nothing", 0, "a"), None);
        let next = |text: &str| Lookahead::over(text).next_after(text, 0, 1);
        assert_eq!(next("{\"a\":[\n {\n{\"b\":1}"), Some(10));
        assert_eq!(next("{\"a\":[ {\"a\":1}\n{}"), Some(7));
    }

    #[test]
    fn a_string_that_is_no_text_is_mended_or_none() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(string(text, 0).as_deref(), expected, "{text}");
        };
        check(r#""a b""#, Some("a b"));
        check(r#""a\n\u00e9\ud83d\ude00""#, Some("a\n\u{e9}\u{1f600}"));
        check(r#""\ud83dx\\ud800\ude00""#, Some("\u{fffd}x\\ud800\u{fffd}"));
        check(r#""\x""#, None);
        check(r#""a"#, None);
        check("1", None);
    }
}
