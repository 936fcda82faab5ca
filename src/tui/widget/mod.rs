//! Reusable drawing pieces that know nothing of event records.
//!
//! Each draws into a ratatui buffer within an area of any size, also an empty one, and changes
//! nothing but scroll offsets. Text of any origin may be handed over: it passes [`crate::text`]
//! on its way to the screen, in [`label`] for the most part.

pub mod bars;
pub mod json_diff;
pub mod json_tree;
pub mod label;
pub mod line_edit;
pub mod scrollbar;
pub mod table;
