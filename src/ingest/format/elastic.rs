//! Documents of Elasticsearch: search answers, hits, and their sources as JSON lines.
//!
//! The AWS integration can keep the record as it came, as a text in `event.original`. A document
//! without it holds the record in other words (ECS) and is refused.

use super::head::Head;
use super::unwrapping::Unwrapping;

/// The record's text when names of nested members are written with dots.
const DOTTED: &str = "event.original";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let object = &head.object;
    object.object("hits").has("hits")
        || object.has("_source")
        || object.has(DOTTED)
        || object.object("event").has("original")
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let object = &head.object;
    let hits = object.object("hits").value("hits");
    let source = || object.value("_source").or_else(|| object.value(DOTTED));
    let original = || object.object("event").value("original");
    if let Some(at) = hits.or_else(source).or_else(original) {
        unwrapping.value(head.text, at);
    }
}
