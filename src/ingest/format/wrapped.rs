//! Records that other pipelines wrap: in `message`, `detail`, `data` and their like, or in members of
//! any other name.
//!
//! A wrapper is known by what it holds: a record, a log file, or another known wrapper, as an object
//! or as a text.

use super::head::Head;
use super::text_records::has_sign;
use super::unwrapping::Unwrapping;
use super::{is_known, lookalike};

/// Members that are looked into, in this order.
const NAMES: [&str; 15] = [
    "message", "Message", "detail", "data", "event", "record", "log", "body", "records", "events",
    "results", "items", "value", "payload", "raw",
];

pub(crate) fn matches(head: &Head<'_>) -> bool {
    // A log file in a list.
    head.object.has("Records") || !holding(head).is_empty()
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let holding = holding(head);
    if holding.is_empty() {
        unwrapping.reject(head.start, lookalike::reason(head), "");
    }
    for name in holding {
        if let Some(at) = head.object.value(&name) {
            unwrapping.value(head.text, at);
        }
    }
}

/// The member that is called so and holds something that can be read, else all that hold a record.
fn holding(head: &Head<'_>) -> Vec<String> {
    let is_readable = |name: &str| head.inside(name).is_some_and(|inner| is_readable(&inner));
    let usual = NAMES.into_iter().find(|name| is_readable(name));
    usual.map_or_else(
        || {
            let names = head.object.names().filter(|name| {
                // Many things are lists of texts.
                let value = head.inside(name).and_then(|inner| inner.value());
                value.is_some_and(has_sign) && is_readable(name)
            });
            names.map(str::to_owned).collect()
        },
        |name| vec![name.to_owned()],
    )
}

fn is_readable(inner: &Head<'_>) -> bool {
    match inner.first_byte {
        Some(b'{' | b'[') => is_known(inner),
        // Of a text no more is looked at than whether it is an object's, plain or as base64.
        Some(b'"') => {
            let text = inner.text[inner.start + 1..].trim_start();
            ["{", "H4sI", "eyJ", "ewo"].iter().any(|front| text.starts_with(front))
        }
        _ => false,
    }
}
