//! x
pub mod dictionary;
