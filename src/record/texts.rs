//! A few texts of a JSON value, found by path in one pass.
//!
//! By hand while the value is what trails write; where it surprises, through [`Node`], whose word
//! counts. To build a [`Node`] of every answer that holds credentials cost 3 % of a load.

use std::borrow::Cow;

use super::node::Node;
use super::scan::json;

/// The members that lead to a text.
pub(crate) type Path = &'static [&'static str];

/// The texts at the ends of `paths`, which are fewer than 32; `""` where there is none. `json` is one
/// JSON value.
pub(crate) fn texts<const N: usize>(json: &str, paths: [Path; N]) -> [Cow<'_, str>; N] {
    let mut walk = Walk { json, paths, found: [None; N] };
    match walk.value(0, json::DEEPEST, 0, (1 << N) - 1) {
        Some(_) => walk.found.map(|text| Cow::Borrowed(text.unwrap_or(""))),
        None => by_node(json, paths),
    }
}

fn by_node<const N: usize>(json: &str, paths: [Path; N]) -> [Cow<'_, str>; N] {
    let node: Node<'_> = serde_json::from_str(json).unwrap_or(Node::Other);
    paths.map(|path| match node.at(path) {
        Some(Node::Text(text)) => text.clone(),
        _ => Cow::Borrowed(""),
    })
}

/// A pass over a value.
struct Walk<'a, const N: usize> {
    json: &'a str,
    paths: [Path; N],
    found: [Option<&'a str>; N],
}

impl<'a, const N: usize> Walk<'a, N> {
    /// Passes the value at `at`, to which the first `depth` members of the `live` paths, a bit each,
    /// have led.
    fn value(&mut self, at: usize, room: u8, depth: usize, live: u32) -> Option<usize> {
        let text = self.json;
        match json::byte(text, at)? {
            b'{' => {
                let room = room.checked_sub(1)?;
                json::object(text, at, |name, name_at, at| {
                    let name = name.is_plain.then(|| name.raw(text, name_at))?;
                    match self.below(name, depth, live) {
                        0 => json::value(text, at, room),
                        below => self.value(at, room, depth + 1, below),
                    }
                })
            }
            b'"' => {
                let string = json::string(text, at)?;
                let ended = self.ended(depth, live);
                if ended != 0 {
                    let raw = string.is_plain.then(|| string.raw(text, at))?;
                    self.set(ended, Some(raw));
                }
                Some(string.end)
            }
            b'n' | b'[' => json::value(text, at, room),
            // How a number or a boolean reads as text is not decided here.
            _ if self.ended(depth, live) != 0 => None,
            _ => json::value(text, at, room),
        }
    }

    /// The paths that go on with `name`; what they found before counts no more, since of members with
    /// one name the last does.
    fn below(&mut self, name: &str, depth: usize, live: u32) -> u32 {
        let mut below = 0;
        for (index, path) in self.paths.iter().enumerate() {
            let goes_on = path.get(depth).is_some_and(|member| *member == name);
            below |= u32::from(goes_on) << index;
        }
        below &= live;
        if below != 0 {
            self.set(below, None);
        }
        below
    }

    fn ended(&self, depth: usize, live: u32) -> u32 {
        let ends = self.paths.iter().enumerate().filter(|(_, path)| path.len() == depth);
        ends.fold(0, |ended, (index, _)| ended | 1 << index) & live
    }

    fn set(&mut self, paths: u32, text: Option<&'a str>) {
        for (index, found) in self.found.iter_mut().enumerate() {
            if paths >> index & 1 == 1 {
                *found = text;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATHS: [Path; 4] = [&["a"], &["a", "b"], &["c", "a"], &["c", "b", "a"]];

    fn check(json: &str, expected: [&str; 4]) {
        assert_eq!(texts(json, PATHS), expected, "{json}");
        assert_eq!(by_node(json, PATHS), expected, "{json}");
    }

    #[test]
    fn texts_are_found_where_the_paths_lead() {
        check(r#"{"a":"1","c":{"a":"2","b":{"a":"3"}}}"#, ["1", "", "2", "3"]);
        check(r#"{"a":{"b":"x"},"c":[{"a":"2"}]}"#, ["", "x", "", ""]);
        check(r#"{"a":7,"c":{"a":true,"b":null}}"#, ["7", "", "true", ""]);
        check(r#"{"\u0061":"n","c":{"a":"q\"q"}}"#, ["n", "", "q\"q", ""]);
        check("null", [""; 4]);
        check(r#""HIDDEN_DUE_TO_SECURITY_REASONS""#, [""; 4]);
    }

    #[test]
    fn of_a_repeated_member_the_last_counts() {
        check(r#"{"a":"1","a":"2","c":{"a":"x"},"c":{"b":{}}}"#, ["2", "", "", ""]);
        check(r#"{"a":"1","a":{"b":"2"}}"#, ["", "2", "", ""]);
    }

    fn value() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "\"x\"", "\"y\\n\"", "12", "-0", "1e3", "true", "null", "[]", "{}", "\"\"",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
            let member = (prop::sample::select(vec!["a", "b", "c", "\\u0061"]), inner);
            prop::collection::vec(member, 0..4).prop_map(|members| {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            })
        })
    }

    proptest! {
        #[test]
        fn both_ways_find_the_same(json in value()) {
            prop_assert_eq!(texts(&json, PATHS), by_node(&json, PATHS));
        }
    }
}
