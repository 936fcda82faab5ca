//! A foldable view of JSON text that shows the text as it was written.
//!
//! [`JsonTree::parse`] reads the text once into nodes in document order that point into it, so
//! that the order of keys, repeated keys and the spelling of numbers survive. The tree knows lines:
//! what is folded has one. [`JsonView`] draws the visible ones. Strings that hold JSON themselves,
//! also URL-encoded, can be unfolded too. Never fails: text that cannot be read is one leaf.

mod draw;
mod fold;
mod parse;
mod pretty;
mod row;
mod token;
mod tree;

pub use crate::tui::widget::json_tree::draw::{JsonState, JsonView};
pub use crate::tui::widget::json_tree::fold::FoldMemory;
#[cfg(test)]
pub(crate) use crate::tui::widget::json_tree::parse::tests::json;
pub(crate) use crate::tui::widget::json_tree::parse::{Key, Kind};
pub use crate::tui::widget::json_tree::pretty::pretty;
pub use crate::tui::widget::json_tree::tree::JsonTree;
