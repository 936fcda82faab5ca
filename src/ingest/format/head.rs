//! What is looked at to find a shape: the beginning of a value.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::scan::{self, Member};

/// The first value of a text, or a value inside of another one.
pub(crate) struct Head<'t> {
    pub(crate) text: &'t str,
    /// Where the value begins.
    pub(crate) start: usize,
    pub(crate) first_byte: Option<u8>,
    /// The members of the object, or of the first object of an array.
    pub(crate) object: Object<'t>,
    /// How many values were looked into to find it.
    level: u8,
}

impl<'t> Head<'t> {
    /// Wrappers are looked into no deeper than this to find out what they are.
    const MOST_LEVELS: u8 = 4;

    /// The beginning of a file's text.
    pub(crate) fn new(text: &'t str) -> Self {
        Self::at(text, usize::from(text.starts_with('\u{feff}')) * 3)
    }

    /// The beginning of the value at or after `at`.
    pub(crate) fn at(text: &'t str, at: usize) -> Self {
        let start = scan::skip_space(text, at);
        let first_byte = text.as_bytes().get(start).copied();
        let first = match first_byte {
            Some(b'[') => scan::skip_space(text, start + 1),
            _ => start,
        };
        Self { text, start, first_byte, object: Object::at(text, first), level: 0 }
    }

    /// The beginning of a member's value; `None` when there is no such member, or too deep.
    pub(crate) fn inside(&self, name: &str) -> Option<Self> {
        let at = self.object.value(name).filter(|_| self.level < Self::MOST_LEVELS)?;
        Some(Self { level: self.level + 1, ..Self::at(self.text, at) })
    }

    /// The text of the value; `None` when it does not end.
    pub(crate) fn value(&self) -> Option<&'t str> {
        self.text.get(self.start..scan::skip_value(self.text, self.start)?)
    }

    /// Whether it begins as JSON does; a line such as `[INFO] started` does not.
    pub(crate) fn is_json(&self) -> bool {
        match (self.first_byte, self.first_element()) {
            (Some(b'{'), _) | (Some(b'['), None | Some(b'{' | b'[' | b'"' | b']')) => true,
            (Some(b'['), Some(_)) => {
                let at = scan::skip_space(self.text, self.start + 1);
                let Some(end) = scan::skip_value(self.text, at) else { return true };
                match self.text.as_bytes().get(scan::skip_space(self.text, end)) {
                    None | Some(b',') => true,
                    Some(b']') => serde_json::from_str::<IgnoredAny>(&self.text[at..end]).is_ok(),
                    Some(_) => false,
                }
            }
            _ => false,
        }
    }

    /// Whether it is an object that has the member.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.first_byte == Some(b'{') && self.object.has(name)
    }

    /// The first byte of the first element of an array.
    pub(crate) fn first_element(&self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        (self.first_byte == Some(b'['))
            .then(|| bytes.get(scan::skip_space(self.text, self.start + 1)).copied())?
    }

    /// The first object of the first element, where that is a list.
    pub(crate) fn object_of_rows(&self) -> Object<'t> {
        let row = match self.first_element() {
            Some(b'[') => scan::skip_space(self.text, self.start + 1),
            _ => usize::MAX,
        };
        let first = row.checked_add(1).map(|at| scan::skip_space(self.text, at));
        Object::at(self.text, first.unwrap_or(usize::MAX))
    }

    /// The first line from the first byte that is no white space, not more than `most` bytes of it.
    pub(crate) fn first_line(&self, most: usize) -> &'t str {
        let rest = &self.text[self.start..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        rest[..rest.floor_char_boundary(end.min(most))].trim_end_matches('\r')
    }
}

/// An object's first members, found by brackets and quotes; nothing says that it is valid JSON.
pub(crate) struct Object<'t> {
    text: &'t str,
    members: Vec<Member<'t>>,
}

impl<'t> Object<'t> {
    /// Later members do not tell a shape, and an object can have millions.
    const MOST_MEMBERS: usize = 64;

    /// Members that settle what the object is. What follows can be long and is not looked at.
    const DECISIVE: [&'static str; 2] = ["Records", "eventVersion"];

    /// The object at `at`; without members when there is none.
    pub(crate) fn at(text: &'t str, at: usize) -> Self {
        let mut members = Vec::new();
        if text.as_bytes().get(at) == Some(&b'{') {
            for member in scan::members(text, at).take(Self::MOST_MEMBERS) {
                let is_decisive = Self::DECISIVE.contains(&&*member.name);
                members.push(member);
                if is_decisive {
                    break;
                }
            }
        }
        Self { text, members }
    }

    /// The names in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| &*member.name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|held| held == name)
    }

    /// Whether it has all of `names`.
    pub(crate) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Where the member's value begins.
    pub(crate) fn value(&self, name: &str) -> Option<usize> {
        self.members.iter().find(|member| member.name == name).map(|member| member.value)
    }

    /// The first byte of the member's value.
    pub(crate) fn first_byte(&self, name: &str) -> Option<u8> {
        self.text.as_bytes().get(self.value(name)?).copied()
    }

    /// The member's value when it is a text.
    pub(crate) fn string(&self, name: &str) -> Option<Cow<'t, str>> {
        scan::string(self.text, self.value(name)?)
    }

    /// The member's value as text, unless it is `null`.
    pub(crate) fn scalar(&self, name: &str) -> Option<Cow<'t, str>> {
        scan::scalar(self.text, self.value(name)?)
    }

    /// The member's value when it is an object, else an object without members.
    pub(crate) fn object(&self, name: &str) -> Self {
        Self::at(self.text, self.value(name).unwrap_or(usize::MAX))
    }

    /// The first element of the member's list when it is an object, else one without members.
    pub(crate) fn first_of(&self, name: &str) -> Self {
        let first = match self.first_byte(name) {
            Some(b'[') => self.value(name).map(|at| scan::skip_space(self.text, at + 1)),
            _ => None,
        };
        Self::at(self.text, first.unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_array_shows_its_first_object() {
        let head = Head::new("\u{feff} [ {\"a\":{\"b\":\"c\\n\"},\"d\":[{\"e\":1}]} ]");
        assert_eq!((head.first_byte, head.first_element()), (Some(b'['), Some(b'{')));
        assert_eq!(head.object.object("a").string("b").as_deref(), Some("c\n"));
        assert!(head.object.first_of("d").has("e"));
        assert!(!head.has("a") && head.object.has_all(&["a", "d"]));
    }

    #[test]
    fn nothing_is_looked_at_behind_a_decisive_member() {
        let head = Head::new(r#"{"a":1,"eventVersion":"1.08","b":2}"#);
        assert_eq!(head.object.names().collect::<Vec<_>>(), ["a", "eventVersion"]);
    }

    #[test]
    fn what_is_not_there_is_empty() {
        for text in ["", "x", "[", "{", "[1", r#"{"a"#, r#"{"a":"#] {
            let head = Head::new(text);
            assert!(head.object.object("a").value("b").is_none(), "{text}");
            assert!(head.object.string("a").is_none(), "{text}");
        }
        assert_eq!(Head::new("\n é1\r\nb").first_line(2), "é");
        assert_eq!(Head::new("ab\r\nb").first_line(9), "ab");
    }
}
