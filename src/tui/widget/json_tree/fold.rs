//! Folding, and remembering folds from one text to the next.

use std::collections::HashMap;

use crate::tui::widget::json_tree::tree::JsonTree;

/// What was folded and unfolded, by path: carries over when another event is shown.
#[derive(Debug, Clone, Default)]
pub struct FoldMemory {
    is_folded: HashMap<String, bool>,
}

impl JsonTree {
    /// Whether the line has something to fold.
    pub fn is_foldable(&self, line: usize) -> bool {
        self.node(line).is_some_and(|node| node.n_children > 0)
    }

    /// Whether the line hides something.
    pub fn is_folded(&self, line: usize) -> bool {
        self.node_index(line).is_some_and(|index| self.folded[index])
    }

    /// Folds the line; returns whether anything changed. Lines up to this one keep their numbers.
    pub fn fold(&mut self, line: usize) -> bool {
        self.set(line, true)
    }

    /// Unfolds the line; returns whether anything changed.
    pub fn unfold(&mut self, line: usize) -> bool {
        self.set(line, false)
    }

    /// Folds or unfolds the line; returns whether anything changed.
    pub fn toggle(&mut self, line: usize) -> bool {
        let is_folded = self.is_folded(line);
        self.set(line, !is_folded)
    }

    /// Folds everything.
    pub fn fold_all(&mut self) {
        self.fold_to_level(1);
    }

    /// Unfolds everything, also the JSON within strings.
    pub fn unfold_all(&mut self) {
        self.folded.fill(false);
        self.arrange();
    }

    /// Shows this many levels, at least one, and folds those below.
    pub fn fold_to_level(&mut self, n_levels: u8) {
        let n_levels = usize::from(n_levels.max(1));
        let first = self.node(0).map_or(0, |node| node.depth);
        for (node, is_folded) in self.document.nodes.iter().zip(&mut self.folded) {
            *is_folded = node.n_children > 0 && node.depth + 1 >= first + n_levels;
        }
        self.arrange();
    }

    /// Notes which paths are folded and which are not.
    pub fn remember(&self, memory: &mut FoldMemory) {
        for index in self.foldable() {
            memory.is_folded.insert(self.path_of(index), self.folded[index]);
        }
    }

    /// Folds and unfolds as noted; paths never noted stay as they are.
    pub fn recall(&mut self, memory: &FoldMemory) {
        for index in self.foldable().collect::<Vec<_>>() {
            if let Some(&is_folded) = memory.is_folded.get(&self.path_of(index)) {
                self.folded[index] = is_folded;
            }
        }
        self.arrange();
    }

    /// The root cannot be folded away unless it has a line.
    fn foldable(&self) -> impl Iterator<Item = usize> {
        let first = self.node_index(0).unwrap_or(0);
        let nodes = self.document.nodes.iter().enumerate().skip(first);
        nodes.filter(|(_, node)| node.n_children > 0).map(|(index, _)| index)
    }

    fn set(&mut self, line: usize, is_folded: bool) -> bool {
        let Some(index) = self.node_index(line).filter(|_| self.is_foldable(line)) else {
            return false;
        };
        let is_change = self.folded[index] != is_folded;
        self.folded[index] = is_folded;
        self.arrange();
        is_change
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::widget::json_tree::parse::tests::json;

    const RAW: &str = r#"{"a": {"b": {"c": 1}}, "d": [1, 2], "e": "[3]"}"#;

    fn keys(tree: &JsonTree) -> String {
        (0..tree.lines()).map(|line| tree.key(line)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn folds_hide_what_is_below() {
        let mut tree = JsonTree::parse(RAW);
        assert_eq!(keys(&tree), "a b c d [0] [1] e");
        assert!(tree.fold(0) && !tree.fold(0));
        assert_eq!(keys(&tree), "a d [0] [1] e");
        assert!(tree.unfold(4) && tree.is_foldable(4));
        assert_eq!(keys(&tree), "a d [0] [1] e ⟨json⟩ [0]");
        assert!(!tree.toggle(2) && !tree.toggle(99) && tree.toggle(0));
        assert_eq!(keys(&tree), "a b c d [0] [1] e ⟨json⟩ [0]");
    }

    #[test]
    fn levels_are_counted_from_the_first_line() {
        let mut tree = JsonTree::parse(RAW);
        tree.fold_all();
        assert_eq!(keys(&tree), "a d e");
        tree.fold_to_level(2);
        assert_eq!(keys(&tree), "a b d [0] [1] e ⟨json⟩");
        tree.unfold_all();
        assert_eq!(keys(&tree), "a b c d [0] [1] e ⟨json⟩ [0]");
        let mut bare = JsonTree::parse(r#""[1]""#);
        bare.fold_to_level(2);
        assert_eq!(bare.lines(), 2);
    }

    #[test]
    fn folds_carry_over_by_path() {
        let mut memory = FoldMemory::default();
        let mut tree = JsonTree::parse(RAW);
        tree.fold(0);
        tree.unfold(4);
        tree.remember(&mut memory);
        let mut next = JsonTree::parse(r#"{"x": [0], "e": "[9]", "a": {"b": 2}}"#);
        next.recall(&memory);
        assert_eq!(keys(&next), "x [0] e ⟨json⟩ [0] a");
        next.unfold(5);
        next.remember(&mut memory);
        tree.recall(&memory);
        assert!(!tree.is_folded(0));
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_recalled(value in json(), folds in prop::collection::vec(0_usize..30, 0..9)) {
            let mut tree = JsonTree::parse(&value.to_string());
            for line in folds {
                tree.toggle(line);
            }
            let mut memory = FoldMemory::default();
            tree.remember(&mut memory);
            let mut again = JsonTree::parse(&value.to_string());
            again.recall(&memory);
            prop_assert_eq!(again.folded, tree.folded);
        }
    }
}
