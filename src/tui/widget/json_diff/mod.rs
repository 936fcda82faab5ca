//! What two JSON texts differ in, member by member.
//!
//! [`JsonDiff::new`] lays two trees over each other: members of an object by name, elements of an
//! array by what identifies them (`pair`), else by place. An entry is a value that stands on one
//! side or on both; entries are in document order, what went where it stood, what came after its
//! neighbour. JSON within strings is compared as JSON. Numbers are compared as they are written.
//! Linear in both texts; never fails, since [`JsonTree`] does not.

mod pair;

use crate::tui::widget::json_tree::{JsonTree, Key, Kind};
use pair::pairs;

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is the same.
    Same,
    /// It is another one, or something within is.
    Changed,
    /// Its elements are the same in another order.
    Reordered,
    /// It came.
    Added,
    /// It went.
    Removed,
}

/// A value on one side or on both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How deep it is; 0 for members of the root.
    pub depth: usize,
    /// What became of it.
    pub change: Change,
    /// Whether it is expected to differ, or all that differs within is.
    pub is_volatile: bool,
    /// Whether values stand within it.
    pub has_members: bool,
    /// The position after the last entry within it.
    pub end: usize,
    before: Option<usize>,
    after: Option<usize>,
}

/// Two texts laid over each other.
#[derive(Debug, Clone)]
pub struct JsonDiff {
    before: JsonTree,
    after: JsonTree,
    entries: Vec<Entry>,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was.
    Before,
    /// What is.
    After,
}

impl JsonDiff {
    /// Compares two texts; members with an `is_volatile` name are expected to differ.
    pub fn new(before: &str, after: &str, is_volatile: fn(&str) -> bool) -> Self {
        let (before, after) = (JsonTree::parse(before), JsonTree::parse(after));
        let mut walk = Walk { before: &before, after: &after, is_volatile, entries: Vec::new() };
        walk.both((0, 0), 0, false);
        let entries = walk.entries;
        Self { before, after, entries }
    }

    /// All values, the whole text first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Values that came, went or changed without being expected to, those within others not told twice.
    pub fn n_changes(&self) -> usize {
        let is_told = |entry: &&Entry| match entry.change {
            Change::Same => false,
            Change::Changed => !entry.has_members,
            Change::Reordered | Change::Added | Change::Removed => true,
        };
        let is_leaf_of_change = |entry: &&Entry| is_told(entry) && !entry.is_volatile;
        let mut n = 0;
        let mut at = 0;
        while let Some(entry) = self.entries.get(at) {
            n += usize::from(is_leaf_of_change(&entry));
            let is_whole = matches!(entry.change, Change::Added | Change::Removed);
            at = if is_whole { entry.end } else { at + 1 };
        }
        n
    }

    /// What an entry is called.
    pub fn key(&self, at: usize) -> String {
        self.side_of(at, None)
            .map_or(String::new(), |(tree, node)| tree.document.nodes[node].key.shown())
    }

    /// The value on a side: a string's text, of everything else the JSON in one line; `None` when it
    /// is not there.
    pub fn value(&self, at: usize, side: Side) -> Option<String> {
        let (tree, node) = self.side_of(at, Some(side))?;
        Some(tree.value_of(&tree.document.nodes[node]))
    }

    /// Whether the value on a side is a text, so that `"1"` is not taken for 1.
    pub fn is_text(&self, at: usize, side: Side) -> bool {
        let found = self.side_of(at, Some(side));
        found.is_some_and(|(tree, node)| tree.document.nodes[node].kind == Kind::String)
    }

    /// The members' names on the way to a value, outermost first.
    pub fn names(&self, at: usize) -> Vec<String> {
        self.side_of(at, None).map_or(Vec::new(), |(tree, node)| tree.names_of(node))
    }

    /// Where the value is, as a jq filter.
    pub fn path(&self, at: usize) -> String {
        self.side_of(at, None).map_or(String::new(), |(tree, node)| tree.path_of(node))
    }

    /// The tree and the node of an entry on a side; without a side, where it is.
    fn side_of(&self, at: usize, side: Option<Side>) -> Option<(&JsonTree, usize)> {
        let entry = self.entries.get(at)?;
        let before = entry.before.map(|node| (&self.before, node));
        let after = entry.after.map(|node| (&self.after, node));
        match side {
            Some(Side::Before) => before,
            Some(Side::After) => after,
            None => after.or(before),
        }
    }
}

/// Lays one tree over the other.
struct Walk<'t> {
    before: &'t JsonTree,
    after: &'t JsonTree,
    is_volatile: fn(&str) -> bool,
    entries: Vec<Entry>,
}

impl Walk<'_> {
    /// A value that stands on both sides.
    fn both(&mut self, (before, after): (usize, usize), depth: usize, is_volatile: bool) {
        let (a, b) = (&self.before.document.nodes[before], &self.after.document.nodes[after]);
        let is_volatile = is_volatile || self.is_named_volatile(&b.key);
        let at = self.push((Some(before), Some(after)), depth, is_volatile);
        let children = |tree: &JsonTree, node| tree.document.children(node);
        let (here, there) = (children(self.before, before), children(self.after, after));
        let kind = a.kind;
        let is_same = || kind == b.kind && self.before.value_of(a) == self.after.value_of(b);
        if kind != b.kind || here.is_empty() || there.is_empty() {
            // What has members on one side only, or is of another kind, is another value.
            self.entries[at].change = if is_same() { Change::Same } else { Change::Changed };
            return;
        }
        let pairs = pairs(kind, (self.before, &here), (self.after, &there));
        // Members of an object have no order; JSON in a string can be spelt otherwise.
        let or_else = match kind {
            Kind::Array if !pairs.iter().filter_map(|pair| pair.1).is_sorted() => Change::Reordered,
            Kind::String if !is_same() => Change::Changed,
            _ => Change::Same,
        };
        for pair in pairs {
            match pair {
                (Some(before), Some(after)) => self.both((before, after), depth + 1, is_volatile),
                (Some(node), None) => self.one((Side::Before, node), depth + 1, is_volatile),
                (None, Some(node)) => self.one((Side::After, node), depth + 1, is_volatile),
                (None, None) => {}
            }
        }
        self.close(at, or_else);
    }

    /// A value that stands on one side, with all within it.
    fn one(&mut self, (side, node): (Side, usize), depth: usize, is_volatile: bool) {
        let tree = if side == Side::Before { self.before } else { self.after };
        let is_volatile = is_volatile || self.is_named_volatile(&tree.document.nodes[node].key);
        let (nodes, change) = match side {
            Side::Before => ((Some(node), None), Change::Removed),
            Side::After => ((None, Some(node)), Change::Added),
        };
        let at = self.push(nodes, depth, is_volatile);
        for child in tree.document.children(node) {
            self.one((side, child), depth + 1, is_volatile);
        }
        let (end, n_within) = (self.entries.len(), self.entries.len() - at - 1);
        let entry = &mut self.entries[at];
        (entry.change, entry.end, entry.has_members) = (change, end, n_within > 0);
    }

    /// What is within an entry is there: what became of the entry follows; `or_else` when nothing
    /// within differs.
    fn close(&mut self, at: usize, or_else: Change) {
        let within = &self.entries[at + 1..];
        let differs = |entry: &&Entry| entry.change != Change::Same;
        let is_changed = within.iter().any(|entry| differs(&entry));
        let is_unexpected = within.iter().any(|entry| differs(&entry) && !entry.is_volatile);
        let end = self.entries.len();
        let entry = &mut self.entries[at];
        entry.end = end;
        entry.has_members = true;
        entry.is_volatile |= is_changed && !is_unexpected;
        entry.change = if is_changed { Change::Changed } else { or_else };
    }

    fn push(
        &mut self,
        (before, after): (Option<usize>, Option<usize>),
        depth: usize,
        is_volatile: bool,
    ) -> usize {
        let at = self.entries.len();
        let (change, end) = (Change::Same, at + 1);
        let depth = depth.saturating_sub(1);
        let has_members = false;
        self.entries.push(Entry { depth, change, is_volatile, has_members, end, before, after });
        at
    }

    fn is_named_volatile(&self, key: &Key) -> bool {
        matches!(key, Key::Name(name) if (self.is_volatile)(name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::tui::widget::json_tree::json;

    fn diff(before: &str, after: &str) -> JsonDiff {
        JsonDiff::new(before, after, |name| name == "eventID")
    }

    /// What differs, a line each: path, sign, value.
    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let diff = diff(before, after);
        let lines = diff.entries().iter().enumerate().filter_map(|(at, entry)| {
            let sign = match entry.change {
                Change::Same => return None,
                Change::Changed if entry.has_members => return None,
                Change::Changed => "~",
                Change::Reordered => "%",
                Change::Added => "+",
                Change::Removed => "-",
            };
            let value = |side| diff.value(at, side).unwrap_or_default();
            let volatile = if entry.is_volatile { " volatile" } else { "" };
            let values = format!("{}|{}", value(Side::Before), value(Side::After));
            Some(format!("{} {sign} {values}{volatile}", diff.path(at)))
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn members_are_paired_by_name() {
        check(
            r#"{"a":1,"b":{"x":1.10,"y":[]},"c":"s"}"#,
            r#"{"c":"s","b":{"y":[],"x":1.1,"z":null},"d":true}"#,
            &[".a - 1|", ".b.x ~ 1.10|1.1", ".b.z + |null", ".d + |true"],
        );
    }

    #[test]
    fn elements_are_paired_by_what_identifies_them() {
        check(
            r#"[{"key":"team","value":"a"},{"key":"cost","value":"1"}]"#,
            r#"[{"key":"new","value":"n"},{"key":"cost","value":"2"},{"key":"team","value":"a"}]"#,
            &[
                ".[0] + |{\"key\":\"new\",\"value\":\"n\"}",
                ".[0].key + |new",
                ".[0].value + |n",
                ".[1].value ~ 1|2",
            ],
        );
        check(r#"["a","b"]"#, r#"["c","a","b"]"#, &[".[0] + |c"]);
        check(r#"["a","b"]"#, r#"["b","a"]"#, &[". % [\"a\",\"b\"]|[\"b\",\"a\"]"]);
        check(r#"[{"v":1},{"v":2}]"#, r#"[{"v":1},{"v":3}]"#, &[".[1].v ~ 2|3"]);
    }

    #[test]
    fn what_is_of_another_kind_is_another_value() {
        check(r#"{"a":"1"}"#, r#"{"a":1}"#, &[".a ~ 1|1"]);
        check(r#"{"a":{"b":1}}"#, r#"{"a":null}"#, &[".a ~ {\"b\":1}|null"]);
        check(r#"{"a":[]}"#, r#"{"a":[1]}"#, &[".a ~ []|[1]"]);
        assert!(diff(r#"{"a":"1"}"#, r#"{"a":1}"#).is_text(1, Side::Before));
    }

    #[test]
    fn json_within_strings_is_compared_as_json() {
        check(
            r#"{"policy":"{\"Effect\":\"Deny\",\"Action\":[\"a\",\"b\"]}"}"#,
            r#"{"policy":"{\"Effect\":\"Allow\",\"Action\":[\"a\",\"b\"]}"}"#,
            &[".policy | fromjson | .Effect ~ Deny|Allow"],
        );
        check(r#"{"p":"{\"a\":1}"}"#, r#"{"p":"{\"a\": 1}"}"#, &[]);
    }

    #[test]
    fn what_is_expected_to_differ_is_told_apart() {
        check(
            r#"{"eventID":"1","b":{"eventID":"2"}}"#,
            r#"{"eventID":"3","b":{"eventID":"4"}}"#,
            &[".eventID ~ 1|3 volatile", ".b.eventID ~ 2|4 volatile"],
        );
        let diff = diff(r#"{"eventID":"1","b":1,"c":{"d":[1]}}"#, r#"{"eventID":"3","b":2}"#);
        assert_eq!(diff.n_changes(), 2);
    }

    #[test]
    fn repeated_names_and_unreadable_text_will_do() {
        check(r#"{"a":1,"a":2}"#, r#"{"a":1,"a":3,"a":4}"#, &[".a ~ 2|3", ".a + |4"]);
        check("{", "{}", &[". ~ {|{}"]);
        let deep = "[".repeat(5_000) + &"]".repeat(5_000);
        assert_eq!(diff(&deep, &deep).n_changes(), 0);
    }

    /// What is the same from before, everything else from after, where it stands there.
    fn applied(diff: &JsonDiff, at: usize) -> Option<Value> {
        let entry = &diff.entries[at];
        let after = &diff.after.document.nodes[entry.after?];
        let side = if entry.change == Change::Same { Side::Before } else { Side::After };
        let (tree, node) = diff.side_of(at, Some(side))?;
        let text = |tree: &JsonTree, node: usize| {
            let node = &tree.document.nodes[node];
            serde_json::from_str::<Value>(tree.document.text(node)).unwrap()
        };
        if !entry.has_members || after.kind == Kind::String || entry.change == Change::Same {
            return Some(text(tree, node));
        }
        let mut within = Vec::new();
        let mut child = at + 1;
        while child < entry.end {
            if let Some(value) = applied(diff, child) {
                within.push((diff.entries[child].after, diff.key(child), value));
            }
            child = diff.entries[child].end;
        }
        within.sort_by_key(|(place, ..)| *place);
        let values = within.into_iter();
        Some(match after.kind {
            Kind::Array => values.map(|(_, _, value)| value).collect(),
            _ => Value::Object(values.map(|(_, key, value)| (key, value)).collect()),
        })
    }

    fn turned(change: Change) -> Change {
        match change {
            Change::Added => Change::Removed,
            Change::Removed => Change::Added,
            other => other,
        }
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(value in json()) {
            let text = value.to_string();
            let diff = diff(&text, &text);
            prop_assert!(diff.entries().iter().all(|entry| entry.change == Change::Same));
            prop_assert_eq!(diff.n_changes(), 0);
        }

        #[test]
        fn what_differs_makes_the_other_text(before in json(), after in json()) {
            let diff = diff(&before.to_string(), &after.to_string());
            prop_assert_eq!(applied(&diff, 0), Some(after));
        }

        #[test]
        fn the_other_way_round_is_the_mirror(before in json(), after in json()) {
            let (before, after) = (before.to_string(), after.to_string());
            let shown = |diff: &JsonDiff, is_turned: bool| {
                let line = |(at, entry): (usize, &Entry)| {
                    let change = if is_turned { turned(entry.change) } else { entry.change };
                    let (a, b) = if is_turned { (entry.after, entry.before) } else { (entry.before, entry.after) };
                    (a, b, format!("{change:?} {}", diff.key(at)).replace(char::is_numeric, ""))
                };
                let mut lines: Vec<_> = diff.entries().iter().enumerate().map(line).collect();
                lines.sort();
                lines
            };
            prop_assert_eq!(shown(&diff(&before, &after), false), shown(&diff(&after, &before), true));
        }

        #[test]
        fn a_changed_member_is_the_only_change(value in json(), more in "[a-z]{4}") {
            let before = serde_json::json!({"same": value, "x": 1});
            let after = serde_json::json!({"same": value, "x": 1, "y": more});
            let diff = diff(&before.to_string(), &after.to_string());
            prop_assert_eq!(diff.n_changes(), 1);
        }
    }
}
