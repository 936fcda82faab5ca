//! Every shape of input: each has a file of tests with good, odd and broken examples, all invented.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its case has failed")]

#[path = "formats/mod.rs"]
mod formats;
#[path = "support/mod.rs"]
mod support;
