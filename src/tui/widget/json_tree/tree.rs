//! The tree: which lines there are, what stands on them, and the ways between them.
//!
//! Lines are numbered from 0 over what the folds leave visible. The root has a line only when it
//! is not an object or array with members. Questions about a line past the end get an empty
//! answer.

use crate::tui::widget::json_tree::parse::{self, Document, Key, Kind, Node};
use crate::tui::widget::json_tree::pretty;

/// JSON text with folds.
#[derive(Debug, Clone)]
pub struct JsonTree {
    pub(crate) document: Document,
    /// For each node; leaves are never folded.
    pub(crate) folded: Vec<bool>,
    /// The node of each line.
    visible: Vec<usize>,
}

impl JsonTree {
    /// Reads a text with everything unfolded but the JSON within strings.
    ///
    /// Text that cannot be read is one leaf; [`JsonTree::note`] says why. Values nested deeper
    /// than 128 levels are kept as text.
    pub fn parse(raw: &str) -> Self {
        let document = Document::parse(raw);
        let holds_json = |node: &Node| node.kind == Kind::String && node.n_children > 0;
        let folded = document.nodes.iter().map(holds_json).collect();
        let mut tree = Self { document, folded, visible: Vec::new() };
        tree.arrange();
        tree
    }

    /// Why the text could not be read as JSON.
    pub fn note(&self) -> Option<&str> {
        self.document.note.as_deref()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.visible.len()
    }

    /// How deep a line is indented; 0 for members of the root.
    pub fn level(&self, line: usize) -> usize {
        let n_hidden = usize::from(self.has_hidden_root());
        self.node(line).map_or(0, |node| node.depth - n_hidden)
    }

    /// What the parent calls the line's value: a name, `[0]`, `⟨json⟩`, or nothing for the root.
    pub fn key(&self, line: usize) -> String {
        self.node(line).map(|node| node.key.shown()).unwrap_or_default()
    }

    /// The value: a string's text without quotes, of everything else the JSON in one line.
    pub fn value(&self, line: usize) -> String {
        self.node(line).map(|node| self.value_of(node)).unwrap_or_default()
    }

    /// Where the value is, as a jq filter: `.resources[0].ARN`, `.a.["xsi:type"]`,
    /// `.policyDocument | fromjson | .Version`.
    pub fn path(&self, line: usize) -> String {
        self.visible.get(line).map(|&index| self.path_of(index)).unwrap_or_default()
    }

    /// The members' names on the way to a line, outermost first: the path without the places in
    /// arrays, and as if embedded documents were no strings.
    pub fn names(&self, line: usize) -> Vec<String> {
        self.node_index(line).map_or(Vec::new(), |index| self.names_of(index))
    }

    pub(crate) fn names_of(&self, index: usize) -> Vec<String> {
        let nodes = &self.document.nodes;
        let parent = |&index: &usize| (index > 0).then(|| nodes[index].parent);
        let way = std::iter::successors(Some(index), parent);
        let name = |index: usize| match &nodes[index].key {
            Key::Name(name) => Some(name.to_string()),
            Key::Root | Key::Index(_) | Key::Embedded { .. } => None,
        };
        let mut names: Vec<String> = way.filter_map(name).collect();
        names.reverse();
        names
    }

    /// The line with this path; unfolds what hides it. Of repeated keys, the first.
    pub fn reveal(&mut self, path: &str) -> Option<usize> {
        let index = (0..self.document.nodes.len()).find(|&index| self.path_of(index) == path)?;
        self.reveal_node(index)
    }

    /// The next line whose key or value satisfies `is_match`, also within folds, which open.
    ///
    /// Searches from `line`, without it, to the end and then from the start; backwards when
    /// `is_forward` is false. Objects and arrays have an empty value here.
    pub fn find(
        &mut self,
        line: usize,
        is_forward: bool,
        is_match: impl Fn(&str, &str) -> bool,
    ) -> Option<usize> {
        let n_nodes = self.document.nodes.len();
        let from = self.visible.get(line).copied()?;
        let step = if is_forward { 1 } else { n_nodes - 1 };
        let first = usize::from(self.has_hidden_root());
        let found = (1..=n_nodes).map(|n| (from + n * step) % n_nodes).find(|&index| {
            let node = &self.document.nodes[index];
            let is_inner = matches!(node.kind, Kind::Object | Kind::Array);
            let value = if is_inner { String::new() } else { self.value_of(node) };
            index >= first && is_match(&node.key.shown(), &value)
        });
        self.reveal_node(found?)
    }

    /// The line of the next value with the same parent.
    pub fn next_sibling(&self, line: usize) -> Option<usize> {
        let node = self.node(line)?;
        let next = self.document.nodes.get(node.end)?;
        self.line_of(node.end).filter(|_| next.parent == node.parent)
    }

    /// The line of the value before with the same parent.
    pub fn previous_sibling(&self, line: usize) -> Option<usize> {
        let parent = self.node(line)?.parent;
        let is_sibling =
            |&before: &usize| self.document.nodes[self.visible[before]].parent == parent;
        let is_inner = |before: &usize| self.visible[*before] > parent;
        (0..line).rev().take_while(is_inner).find(is_sibling)
    }

    /// The line of the parent.
    pub fn parent(&self, line: usize) -> Option<usize> {
        let index = *self.visible.get(line)?;
        let parent = self.document.nodes[index].parent;
        self.line_of(parent).filter(|_| parent != index)
    }

    pub(crate) fn node(&self, line: usize) -> Option<&Node> {
        self.visible.get(line).map(|&index| &self.document.nodes[index])
    }

    pub(crate) fn node_index(&self, line: usize) -> Option<usize> {
        self.visible.get(line).copied()
    }

    pub(crate) fn value_of(&self, node: &Node) -> String {
        let text = self.document.text(node);
        match node.kind {
            Kind::String => parse::decode(text),
            Kind::Raw => text.to_owned(),
            _ => pretty::compact(text),
        }
    }

    pub(crate) fn path_of(&self, index: usize) -> String {
        let nodes = &self.document.nodes;
        let parent = |&index: &usize| (index > 0).then(|| nodes[index].parent);
        let mut line = std::iter::successors(Some(index), parent).collect::<Vec<_>>();
        line.reverse();
        let mut path = String::new();
        for index in line {
            extend_path(&mut path, &nodes[index].key);
        }
        if path.is_empty() { String::from(".") } else { path }
    }

    /// Numbers the lines anew; to be called when a fold has changed.
    pub(crate) fn arrange(&mut self) {
        self.visible.clear();
        let mut index = usize::from(self.has_hidden_root());
        while let Some(node) = self.document.nodes.get(index) {
            self.visible.push(index);
            index = if self.folded[index] { node.end } else { index + 1 };
        }
    }

    fn has_hidden_root(&self) -> bool {
        let root = &self.document.nodes[0];
        root.n_children > 0 && root.kind != Kind::String
    }

    /// The line of a node that no fold hides.
    fn line_of(&self, index: usize) -> Option<usize> {
        self.visible.binary_search(&index).ok()
    }

    fn reveal_node(&mut self, index: usize) -> Option<usize> {
        let mut above = index;
        while above > 0 {
            above = self.document.nodes[above].parent;
            self.folded[above] = false;
        }
        self.arrange();
        self.line_of(index)
    }
}

fn extend_path(path: &mut String, key: &Key) {
    let is_fresh = path.is_empty() || path.ends_with("fromjson");
    if path.ends_with("fromjson") {
        path.push_str(" | ");
    }
    match key {
        Key::Root => {}
        Key::Index(index) => {
            path.push_str(if is_fresh { "." } else { "" });
            path.extend(["[", &index.to_string(), "]"]);
        }
        Key::Name(name) if is_plain(name) => path.extend([".", name]),
        Key::Name(name) => {
            let quoted = serde_json::Value::from(&**name).to_string();
            path.extend([".[", &quoted, "]"]);
        }
        Key::Embedded { is_encoded } => {
            path.push_str(if is_fresh { "." } else { "" });
            path.push_str(if *is_encoded { " | @urid | fromjson" } else { " | fromjson" });
        }
    }
}

/// Whether jq takes the name without quotes.
fn is_plain(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::tui::widget::json_tree::parse::tests::json;

    const RAW: &str = r#"{
        "userIdentity": {"type": "IAMUser", "sessionContext": {"attributes": {"mfa": "false"}}},
        "resources": [{"ARN": "arn:aws:s3:::b", "xsi:type": 1.0}],
        "policy": "{\"Version\": [1]}",
        "n": null
    }"#;

    fn paths(tree: &JsonTree) -> Vec<String> {
        (0..tree.lines()).map(|line| tree.path(line)).collect()
    }

    #[test]
    fn paths_are_filters_of_jq() {
        let mut tree = JsonTree::parse(RAW);
        let expected = [
            ".userIdentity",
            ".userIdentity.type",
            ".userIdentity.sessionContext",
            ".userIdentity.sessionContext.attributes",
            ".userIdentity.sessionContext.attributes.mfa",
            ".resources",
            ".resources[0]",
            ".resources[0].ARN",
            r#".resources[0].["xsi:type"]"#,
            ".policy",
            ".n",
        ];
        assert_eq!(paths(&tree), expected);
        assert_eq!(tree.reveal(".policy | fromjson | .Version[0]"), Some(12));
        assert_eq!(tree.path(10), ".policy | fromjson");
        assert_eq!(tree.names(12), ["policy", "Version"]);
        assert_eq!(tree.names(8), ["resources", "xsi:type"]);
        assert_eq!(JsonTree::parse("[[1]]").path(1), ".[0][0]");
        assert_eq!(JsonTree::parse("1").path(0), ".");
        assert_eq!(tree.path(99), "");
    }

    #[test]
    fn values_are_text_or_one_line_of_json() {
        let tree = JsonTree::parse(RAW);
        assert_eq!((tree.key(1), tree.value(1)), ("type".into(), "IAMUser".into()));
        assert_eq!(tree.value(6), r#"{"ARN":"arn:aws:s3:::b","xsi:type":1.0}"#);
        assert_eq!((tree.key(6), tree.value(8)), ("[0]".into(), "1.0".into()));
        assert_eq!((tree.level(0), tree.level(4)), (0, 3));
    }

    #[test]
    fn relatives_are_found() {
        let tree = JsonTree::parse(RAW);
        assert_eq!((tree.next_sibling(0), tree.next_sibling(1)), (Some(5), Some(2)));
        assert_eq!((tree.next_sibling(4), tree.next_sibling(10)), (None, None));
        assert_eq!((tree.previous_sibling(5), tree.previous_sibling(2)), (Some(0), Some(1)));
        assert_eq!((tree.previous_sibling(1), tree.previous_sibling(0)), (None, None));
        assert_eq!((tree.parent(4), tree.parent(0), tree.parent(99)), (Some(3), None, None));
    }

    #[test]
    fn a_search_opens_folds_and_goes_round() {
        let mut tree = JsonTree::parse(RAW);
        let is_version = |key: &str, _: &str| key == "Version";
        assert_eq!(tree.find(0, true, is_version), Some(11));
        assert_eq!(tree.find(11, true, |_, value| value == "IAMUser"), Some(1));
        assert_eq!(tree.find(1, false, |key, _| key == "n"), Some(13));
        assert_eq!(tree.find(1, true, |_, value| value == "IAMUser"), Some(1));
        assert_eq!(tree.find(1, true, |_, _| false), None);
    }

    #[test]
    fn a_bare_value_has_a_line() {
        for (raw, value) in [("\"a\"", "a"), ("{}", "{}"), (" 1 ", "1"), ("no", "no"), ("", "")] {
            let tree = JsonTree::parse(raw);
            assert_eq!((tree.lines(), tree.value(0), tree.level(0)), (1, value.into(), 0));
        }
        assert_eq!(JsonTree::parse(r#""[1]""#).lines(), 1);
        assert!(JsonTree::parse("no").note().is_some());
    }

    proptest! {
        #[test]
        fn each_line_has_a_path_of_its_own(value in json()) {
            let mut tree = JsonTree::parse(&value.to_string());
            tree.folded.fill(false);
            tree.arrange();
            let paths = paths(&tree);
            prop_assert_eq!(paths.iter().collect::<HashSet<_>>().len(), paths.len());
            for (line, path) in paths.iter().enumerate() {
                prop_assert_eq!(tree.reveal(path), Some(line));
                let next = tree.next_sibling(line);
                prop_assert!(next.is_none_or(|next| tree.previous_sibling(next) == Some(line)));
            }
        }
    }
}
