//! One line of a JSON tree laid out: what stands in it, and where.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::text;
use crate::tui::widget::json_tree::parse::{Kind, Node};
use crate::tui::widget::json_tree::tree::JsonTree;

/// Columns of the fold sign.
const SIGN: u16 = 2;
/// Columns between key and value.
const GAP: u16 = 2;
/// Previews are for the eye; no pane shows more.
const MAX_PREVIEW_BYTES: usize = 400;

/// A line laid out; spans are columns of the screen, within `area`.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// Its number.
    pub(crate) line: usize,
    /// What it shows.
    pub(crate) node: &'a Node,
    /// The place; the caller gives it its height.
    pub(crate) area: Rect,
    /// `▸`, `▾` or nothing.
    pub(crate) sign: &'static str,
    /// Where the fold sign stands.
    pub(crate) sign_span: Range<u16>,
    /// Empty for the root.
    pub(crate) key: String,
    /// The room for the key: padded to that of its siblings.
    pub(crate) key_span: Range<u16>,
    /// What stands between key and value: `{3}`, `⟨json⟩`, or why something could not be read.
    pub(crate) tag: String,
    /// The room for the tag.
    pub(crate) tag_span: Range<u16>,
    /// A value, or what a folded one begins with.
    pub(crate) value: String,
    /// Where each row of the value begins.
    pub(crate) value_x: u16,
    /// The bytes of the value on each row.
    pub(crate) value_rows: Vec<Range<usize>>,
}

impl<'a> Row<'a> {
    /// Lays out a line that exists, into the width of `area`.
    pub(crate) fn new(tree: &'a JsonTree, line: usize, area: Rect, wraps: bool) -> Self {
        let node = tree.node(line).unwrap_or(&tree.document.nodes[0]);
        let is_folded = tree.is_folded(line);
        let (key, tag) = (node.key.shown(), tag(tree, node, is_folded));
        let value = value(tree, node, is_folded);

        let level = u16::try_from(tree.level(line)).unwrap_or(u16::MAX);
        let sign_x = area.x + level.saturating_mul(2).min(area.width / 2);
        let key_x = sign_x.saturating_add(SIGN).min(area.right());
        let room = area.right() - key_x;
        let key_end = key_x + key_columns(tree, node, &key).min(room - room / 3);
        let tag_x = key_end + u16::from(key_end > key_x && key_end < area.right());
        let tag_end = tag_x + to_u16(text::columns(&tag)).min((area.right() - tag_x) / 2);
        let before = if tag_end > tag_x { tag_end } else { key_end };
        let gap = if before > key_x { GAP } else { 0 };
        let value_x = before.saturating_add(gap).min(area.right());

        let columns = usize::from(area.right() - value_x).max(1);
        let value_rows = wrapped(&value, if wraps { columns } else { usize::MAX });
        Self {
            line,
            node,
            area,
            sign: sign(node, is_folded),
            sign_span: sign_x..key_x,
            key,
            key_span: key_x..key_end,
            tag,
            tag_span: tag_x..tag_end,
            value,
            value_x,
            value_rows,
        }
    }

    /// How many rows it takes; at least one.
    pub(crate) fn n_rows(&self) -> u16 {
        to_u16(self.value_rows.len().max(1))
    }
}

fn sign(node: &Node, is_folded: bool) -> &'static str {
    match (node.n_children, is_folded) {
        (0, _) => "",
        (_, true) => "▸",
        (_, false) => "▾",
    }
}

/// As wide as the keys of its siblings, when values stand beside them.
fn key_columns(tree: &JsonTree, node: &Node, key: &str) -> u16 {
    let is_inline = node.n_children == 0 || node.kind == Kind::String;
    let padded = if is_inline { tree.document.nodes[node.parent].key_columns } else { 0 };
    let is_root = key.is_empty() && node.depth == 0;
    if is_root { 0 } else { to_u16(text::columns(key).max(padded)) }
}

fn tag(tree: &JsonTree, node: &Node, is_folded: bool) -> String {
    match node.kind {
        Kind::String if is_folded => String::from("⟨json⟩"),
        Kind::Object if is_folded => format!("{{{}}}", node.n_children),
        Kind::Array if is_folded => format!("[{}]", node.n_children),
        Kind::Raw => tree.note().unwrap_or("nested too deep").to_owned(),
        _ => String::new(),
    }
}

fn value(tree: &JsonTree, node: &Node, is_folded: bool) -> String {
    match node.kind {
        // The JSON in it stands below.
        Kind::String if node.n_children > 0 && !is_folded => String::new(),
        Kind::String => format!("\"{}\"", tree.value_of(node)),
        Kind::Object | Kind::Array if node.n_children == 0 => tree.value_of(node),
        Kind::Object | Kind::Array if is_folded => preview(tree.document.text(node)),
        Kind::Object | Kind::Array => String::new(),
        _ => tree.value_of(node),
    }
}

/// What the members begin with, without the brackets.
fn preview(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_PREVIEW_BYTES.min(text.len() - 1));
    text[1..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wrapped(value: &str, columns: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    while start < value.len() {
        let rest = &value[start..];
        let n_bytes = match columns {
            usize::MAX => rest.len(),
            _ => text::prefix_within(rest, columns),
        };
        // A cluster wider than the pane still gets its row.
        let end = start + n_bytes.max(rest.chars().next().map_or(1, char::len_utf8));
        rows.push(start..end);
        start = end;
    }
    rows
}

fn to_u16(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_value_keeps_a_third_of_a_narrow_pane() {
        let tree = JsonTree::parse(r#"{"sessionCredentialFromConsole": "true"}"#);
        let row = Row::new(&tree, 0, Rect::new(0, 0, 20, 1), false);
        assert_eq!((row.key_span, row.value_x), (2..14, 16));
    }

    #[test]
    fn previews_are_short() {
        assert_eq!(preview("{\n  \"a\": 1,\n  \"b\": 2\n}"), "\"a\": 1, \"b\": 2");
        assert!(preview(&format!("[{}]", "1,".repeat(9_999))).len() <= MAX_PREVIEW_BYTES);
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing(value: String, columns in 1_usize..9) {
            let rows = wrapped(&value, columns);
            let joined = rows.iter().map(|row| &value[row.clone()]).collect::<String>();
            prop_assert_eq!(joined, value);
        }
    }
}
