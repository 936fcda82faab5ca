//! The explorer without a terminal: keys in, screens out.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its case has failed")]

#[path = "tui/mod.rs"]
mod tui;
