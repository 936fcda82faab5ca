//! The interactive front end.

pub mod theme;
pub mod widget;
