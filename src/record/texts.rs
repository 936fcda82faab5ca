//! A few texts of a JSON value, found by path in one pass.
//!
//! By hand while the value is what trails write; where it surprises, through [`Node`], whose word
//! counts. To build a [`Node`] of every answer that holds credentials cost 3 % of a load.

use std::borrow::Cow;

use super::node::Node;
use super::scan::json;

/// The members that lead to a text.
pub(crate) type Path = &'static [&'static str];

/// The texts at the ends of `paths`; `""` where there is none. `json` is one JSON value.
pub(crate) fn texts<const N: usize>(json: &str, paths: [Path; N]) -> [Cow<'_, str>; N] {
    let mut found = [None; N];
    match walk(json, 0, json::DEEPEST, paths.map(Some), &mut found) {
        Some(_) => found.map(|text| Cow::Borrowed(text.unwrap_or(""))),
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

/// Passes the value at `at`, to which the paths have led that are left in `paths`.
fn walk<'a, const N: usize>(
    text: &'a str,
    at: usize,
    room: u8,
    paths: [Option<Path>; N],
    found: &mut [Option<&'a str>; N],
) -> Option<usize> {
    let is_wanted = |path: &Option<Path>| path.is_some_and(<[_]>::is_empty);
    match json::byte(text, at)? {
        b'{' => {
            let room = room.checked_sub(1)?;
            json::object(text, at, |name, name_at, at| {
                let name = name.is_plain.then(|| name.raw(text, name_at))?;
                let below = paths.map(|path| match path?.split_first()? {
                    (first, rest) if *first == name => Some(rest),
                    _ => None,
                });
                if below.iter().all(Option::is_none) {
                    return json::value(text, at, room);
                }
                // Of members with one name the last counts.
                for (found, _) in found.iter_mut().zip(below).filter(|(_, path)| path.is_some()) {
                    *found = None;
                }
                walk(text, at, room, below, found)
            })
        }
        b'"' => {
            let string = json::string(text, at)?;
            for (found, _) in found.iter_mut().zip(paths).filter(|(_, path)| is_wanted(path)) {
                *found = Some(string.is_plain.then(|| string.raw(text, at))?);
            }
            Some(string.end)
        }
        b'n' | b'[' => json::value(text, at, room),
        // How a number or a boolean reads as text is not decided here.
        _ if paths.iter().any(is_wanted) => None,
        _ => json::value(text, at, room),
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
