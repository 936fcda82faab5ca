//! trailglass: a keyboard-driven terminal explorer for AWS CloudTrail.

pub mod cli;
pub mod export;
pub mod ingest;
pub mod query;
pub mod record;
pub mod store;
pub mod text;
pub mod time;
pub mod tui;
