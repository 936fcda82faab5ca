//! A small JSON value that borrows its texts: what `userIdentity` is read from.
//!
//! `serde_json::Value` owns every text and name and puts members into a tree; for the identities of
//! many small files that was a tenth of a load.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value, as far as anybody asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'a> {
    /// A string, a number or a boolean, as text.
    Text(Cow<'a, str>),
    /// An object; of members with one name the last counts.
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
    /// `null` or an array.
    Other,
}

impl<'a> Node<'a> {
    /// The value at the end of a path through objects.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node<'a>> {
        path.iter().try_fold(self, |node, name| match node {
            Self::Object(members) => {
                members.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value)
            }
            Self::Text(_) | Self::Other => None,
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        let number = Number::from_f64(value);
        Ok(number.map_or(Node::Other, |number| Node::Text(Cow::Owned(number.to_string()))))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(8);
        while let Some(Node::Text(name)) = map.next_key()? {
            members.push((name, map.next_value()?));
        }
        Ok(Node::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_path_as_text() {
        let json =
            r#"{"a":{"b":"x","\u0062c":7,"n":null,"f":1.0,"l":["x"],"t":true},"a2":1,"a2":-2}"#;
        let node: Node<'_> = serde_json::from_str(json).unwrap();
        let check = |path: &[&str], expected: Option<&str>| match (node.at(path), expected) {
            (Some(Node::Text(text)), Some(expected)) => assert_eq!(text, expected),
            (Some(Node::Other) | None, None) => {}
            (found, _) => panic!("{path:?}: {found:?}"),
        };
        check(&["a", "b"], Some("x"));
        check(&["a", "bc"], Some("7"));
        check(&["a", "f"], Some("1.0"));
        check(&["a", "t"], Some("true"));
        check(&["a2"], Some("-2"));
        check(&["a", "n"], None);
        check(&["a", "l"], None);
        check(&["a", "b", "c"], None);
        check(&["missing"], None);
    }
}
