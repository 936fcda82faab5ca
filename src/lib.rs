//! trailglass: a keyboard-driven terminal explorer for AWS CloudTrail.

pub mod text;
pub mod tui;
