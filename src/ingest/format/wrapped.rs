//! Records that other pipelines wrap: in `message`, `detail`, `data` and their like.
//!
//! A wrapper is known by what it holds: a record, a log file, or another known wrapper, as an object
//! or as a text.

use super::head::Head;
use super::unwrapping::Unwrapping;
use super::{is_known, lookalike};

/// Members that are looked into, in this order.
const NAMES: [&str; 15] = [
    "message", "Message", "detail", "data", "event", "record", "log", "body", "records", "events",
    "results", "items", "value", "payload", "raw",
];

pub(crate) fn matches(head: &Head<'_>) -> bool {
    // A log file in a list.
    head.object.has("Records") || holding(head).is_some()
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    match holding(head).and_then(|name| head.object.value(name)) {
        Some(at) => unwrapping.value(head.text, at),
        None => unwrapping.reject(head.start, lookalike::reason(head), ""),
    }
}

/// The member that holds something that can be read.
fn holding(head: &Head<'_>) -> Option<&'static str> {
    NAMES.into_iter().find(|name| head.inside(name).is_some_and(|inner| is_readable(&inner)))
}

fn is_readable(inner: &Head<'_>) -> bool {
    match inner.first_byte {
        Some(b'{' | b'[') => is_known(inner),
        // Of a text no more is looked at than whether it is an object's.
        Some(b'"') => {
            let text = inner.text[inner.start + 1..].trim_start();
            text.starts_with('{')
        }
        _ => false,
    }
}
