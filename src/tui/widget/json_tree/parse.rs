//! JSON text to nodes in document order.
//!
//! `serde_json` decides whether the text is valid; the walk after it only finds where values begin
//! and end, so numbers and repeated keys stay as written. A string that holds an object or an
//! array gets that as its one child, with a text of its own to point into.

use std::ops::Range;

use crate::text;
use crate::tui::widget::json_tree::token;

/// Values nested deeper are kept as raw text.
const MAX_DEPTH: usize = 128;
/// Keys are padded to the longest of their siblings, but not beyond this.
const MAX_KEY_COLUMNS: usize = 28;

/// The nodes of a text and the texts that they point into.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// In document order: a node's descendants follow it. Never empty.
    pub(crate) nodes: Vec<Node>,
    /// The text itself, then the decoded ones of strings that hold JSON.
    pub(crate) sources: Vec<Box<str>>,
    /// Why the text could not be read.
    pub(crate) note: Option<String>,
}

/// One value.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The index of the parent; the root is its own.
    pub(crate) parent: usize,
    /// The index after the last descendant.
    pub(crate) end: usize,
    /// Ancestors.
    pub(crate) depth: usize,
    /// Children.
    pub(crate) n_children: usize,
    /// How wide the keys of the children that show a value on their own line are, at most.
    pub(crate) key_columns: usize,
    /// What it is called by its parent.
    pub(crate) key: Key,
    /// What it is.
    pub(crate) kind: Kind,
    /// Which of the texts it points into.
    pub(crate) source: usize,
    /// Its text there.
    pub(crate) span: Range<usize>,
}

/// What a parent calls a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// The root.
    Root,
    /// In an object; decoded.
    Name(Box<str>),
    /// In an array.
    Index(usize),
    /// In a string that holds JSON.
    Embedded {
        /// Whether the string is URL-encoded.
        is_encoded: bool,
    },
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// Not read: not JSON, or nested too deep.
    Raw,
}

impl Document {
    /// Reads a text; see [`Document::note`] for what could not be read.
    pub(crate) fn parse(raw: &str) -> Self {
        let mut document = Self { sources: vec![raw.into()], ..Self::default() };
        if let Err(error) = token::is_valid(raw) {
            document.note = Some(format!("not readable as JSON: {error}"));
            document.push(Key::Root, (Kind::Raw, 0..raw.len()), (0, 0, 0));
        } else {
            let at = token::skip_space(raw.as_bytes(), 0);
            let mut cursor = Cursor { text: raw, at, source: 0 };
            document.read(&mut cursor, Key::Root, (0, 0));
        }
        document
    }

    /// The text of a node as it was written.
    pub(crate) fn text(&self, node: &Node) -> &str {
        &self.sources[node.source][node.span.clone()]
    }

    /// The nodes right below one.
    pub(crate) fn children(&self, index: usize) -> Vec<usize> {
        let end = self.nodes[index].end;
        let next = |&at: &usize| Some(self.nodes[at].end).filter(|&next| next < end);
        let first = Some(index + 1).filter(|&first| first < end);
        std::iter::successors(first, next).collect()
    }

    /// Reads the value at the cursor and what is in it; the cursor goes to its end.
    fn read(&mut self, cursor: &mut Cursor<'_>, key: Key, (parent, depth): (usize, usize)) {
        let start = cursor.at;
        let kind = cursor.kind(depth);
        let index = self.push(key, (kind, start..start), (parent, depth, cursor.source));
        let is_open = matches!(kind, Kind::Object | Kind::Array);
        if is_open {
            self.read_members(cursor, kind, index);
        } else {
            cursor.at = cursor.end();
        }
        self.nodes[index].span.end = cursor.at;
        if kind == Kind::String && depth + 1 < MAX_DEPTH {
            self.read_embedded(&cursor.text[start..cursor.at], index);
        }
        self.close(index);
    }

    fn read_members(&mut self, cursor: &mut Cursor<'_>, kind: Kind, index: usize) {
        let depth = self.nodes[index].depth + 1;
        cursor.at += 1;
        for n in 0.. {
            cursor.skip(b",");
            if cursor.byte().is_none_or(|byte| matches!(byte, b'}' | b']')) {
                break;
            }
            let key = match kind {
                Kind::Object => Key::Name(cursor.key()),
                _ => Key::Index(n),
            };
            self.read(cursor, key, (index, depth));
        }
        cursor.at = (cursor.at + 1).min(cursor.text.len());
    }

    fn read_embedded(&mut self, token: &str, index: usize) {
        let Some((text, is_encoded)) = embedded(token) else { return };
        let source = self.sources.len();
        let depth = self.nodes[index].depth + 1;
        self.sources.push(Box::default());
        let at = token::skip_space(text.as_bytes(), 0);
        let mut cursor = Cursor { text: &text, at, source };
        self.read(&mut cursor, Key::Embedded { is_encoded }, (index, depth));
        self.sources[source] = text.into();
    }

    fn push(
        &mut self,
        key: Key,
        (kind, span): (Kind, Range<usize>),
        (parent, depth, source): (usize, usize, usize),
    ) -> usize {
        let index = self.nodes.len();
        let (end, n_children, key_columns) = (index + 1, 0, 0);
        self.nodes.push(Node {
            parent,
            end,
            depth,
            n_children,
            key_columns,
            key,
            kind,
            source,
            span,
        });
        index
    }

    /// Tells the parent of a node whose descendants are complete.
    fn close(&mut self, index: usize) {
        let end = self.nodes.len();
        let node = &mut self.nodes[index];
        node.end = end;
        let is_inline = node.n_children == 0 || node.kind == Kind::String;
        let columns = if is_inline { text::columns(&node.key.shown()) } else { 0 };
        let parent = node.parent;
        if parent != index {
            let parent = &mut self.nodes[parent];
            parent.n_children += 1;
            parent.key_columns = parent.key_columns.max(columns.min(MAX_KEY_COLUMNS));
        }
    }
}

impl Key {
    /// As it stands before the value.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Name(name) => name.to_string(),
            Self::Index(index) => format!("[{index}]"),
            Self::Embedded { .. } => String::from("⟨json⟩"),
        }
    }
}

/// A place in one of the texts.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    source: usize,
}

impl Cursor<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes past white space and the bytes of `also`.
    fn skip(&mut self, also: &[u8]) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace() || also.contains(&byte)) {
            self.at += 1;
        }
    }

    fn kind(&self, depth: usize) -> Kind {
        match self.byte() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => Kind::Raw,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f' | b'n') => Kind::Literal,
            _ => Kind::Number,
        }
    }

    /// Reads a key and the colon after it.
    fn key(&mut self) -> Box<str> {
        let end = token::string_end(self.text.as_bytes(), self.at);
        let key = decode(&self.text[self.at..end]);
        self.at = end;
        self.skip(b":");
        key.into()
    }

    /// The end of the value at the cursor.
    fn end(&self) -> usize {
        let bytes = self.text.as_bytes();
        match self.byte() {
            Some(b'"') => token::string_end(bytes, self.at),
            Some(b'{' | b'[') => token::container_end(bytes, self.at),
            _ => token::scalar_end(bytes, self.at),
        }
    }
}

/// The text of a string token; one with half a surrogate pair stays as it was written.
pub(crate) fn decode(token: &str) -> String {
    let inner = || token.trim_matches('"').to_owned();
    serde_json::from_str(token).unwrap_or_else(|_| inner())
}

/// The object or array that a string token holds, and whether it was URL-encoded.
fn embedded(token: &str) -> Option<(String, bool)> {
    // Most strings end here, before anything is allocated.
    memchr::memchr3(b'{', b'[', b'%', token.as_bytes()).or_else(|| token.find("\\u"))?;
    let decoded = decode(token);
    if is_filled_container(&decoded) {
        return Some((decoded, false));
    }
    let is_encoded = ["%7B", "%7b", "%5B", "%5b"].iter().any(|open| decoded.starts_with(open));
    let text = String::from_utf8(percent_decoded(&decoded).filter(|_| is_encoded)?).ok()?;
    is_filled_container(&text).then_some((text, true))
}

fn is_filled_container(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = token::skip_space(bytes, 0);
    let is_open = matches!(bytes.get(at), Some(b'{' | b'['));
    let next = token::skip_space(bytes, at + 1);
    is_open && !matches!(bytes.get(next), Some(b'}' | b']')) && token::is_valid(text).is_ok()
}

/// Returns `None` when a percent sign is not followed by two hexadecimal digits.
fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut out = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|d| d.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        out.extend_from_slice(&part.as_bytes()[2..]);
    }
    Some(out)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Any JSON value, also with keys that look like paths.
    pub(crate) fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            Just(Value::from(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}"#)),
            Just(Value::from("%7B%22a%22%3A%5B1%5D%7D")),
        ];
        let key = prop_oneof!["[a-z]{1,3}", "[.\\[\\]\"| 0]{0,4}", any::<String>()];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// One line a node: depth, key, kind, text.
    fn outline(raw: &str) -> String {
        let document = Document::parse(raw);
        let line = |node: &Node| {
            let text = document.text(node);
            format!("{}{} {:?} {text}", "-".repeat(node.depth), node.key.shown(), node.kind)
        };
        document.nodes.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nodes_follow_the_text() {
        let raw = r#" { "b": 1.10, "a": [true, "x"], "b": {} } "#;
        let expected = r#" Object { "b": 1.10, "a": [true, "x"], "b": {} }
-b Number 1.10
-a Array [true, "x"]
--[0] Literal true
--[1] String "x"
-b Object {}"#;
        assert_eq!(outline(raw), expected);
    }

    #[test]
    fn strings_that_hold_json_have_it_as_a_child() {
        let raw = r#"{"p":"{\"a\": [1]}","q":"%5B%22x%22%5D","r":"{}","s":"100% {sure}"}"#;
        let shown = outline(raw);
        assert!(shown.contains("--⟨json⟩ Object {\"a\": [1]}\n---a Array [1]"), "{shown}");
        assert!(shown.contains("--⟨json⟩ Array [\"x\"]\n---[0] String \"x\""), "{shown}");
        assert!(shown.ends_with("-r String \"{}\"\n-s String \"100% {sure}\""), "{shown}");
    }

    #[test]
    fn unreadable_text_is_one_leaf_with_a_note() {
        let document = Document::parse("{\"a\":1,}");
        assert_eq!(document.nodes.len(), 1);
        assert_eq!(document.nodes[0].kind, Kind::Raw);
        assert!(document.note.is_some_and(|note| note.contains("column 8")));
        assert_eq!(Document::parse("").nodes.len(), 1);
    }

    #[test]
    fn what_is_too_deep_stays_text() {
        let raw = "[".repeat(5_000) + &"]".repeat(5_000);
        let document = Document::parse(&raw);
        assert_eq!(document.nodes.len(), MAX_DEPTH + 1);
        assert_eq!(document.nodes[MAX_DEPTH].kind, Kind::Raw);
    }

    #[test]
    fn half_a_surrogate_pair_stays_as_written() {
        assert_eq!(decode(r#""a\ud800b""#), r"a\ud800b");
        assert_eq!(decode(r#""\u0041\n""#), "A\n");
    }

    proptest! {
        #[test]
        fn any_text_will_do(raw: String, value in json(), cut in 0_usize..200) {
            Document::parse(&raw);
            let text = value.to_string();
            Document::parse(&text[..text.floor_char_boundary(cut)]);
        }

        #[test]
        fn every_value_has_its_text(value in json()) {
            let document = Document::parse(&value.to_string());
            for node in &document.nodes {
                let child = serde_json::from_str::<Value>(document.text(node)).unwrap();
                let n_members = child.as_object().map_or(0, serde_json::Map::len)
                    + child.as_array().map_or(0, Vec::len);
                prop_assert!(node.kind == Kind::String || n_members == node.n_children);
            }
        }
    }
}
