//! Output of `aws cloudtrail lookup-events` and of the SDKs' calls of that name.
//!
//! Whole pages `{"Events":[…],"NextToken":…}`, also one after the other, single entries as JSON
//! lines, or what `--query 'Events[].CloudTrailEvent'` leaves, as a list or line by line. The record is a text in
//! `CloudTrailEvent`; the members beside it only repeat what it says.

use super::head::Head;
use super::unwrapping::Unwrapping;

const RECORD: &str = "CloudTrailEvent";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let object = &head.object;
    let entry = object.first_of("Events");
    object.has(RECORD)
        || entry.has(RECORD)
        || entry.has("EventId")
        || is_page_of_none(head)
        || head.first_element() == Some(b'"')
        || is_line_of_text(head)
}

/// A text in quotes that holds an object.
fn is_line_of_text(head: &Head<'_>) -> bool {
    let text = head.text[head.start..].strip_prefix('"');
    text.is_some_and(|text| text.trim_start().starts_with("{\\"))
}

fn is_page_of_none(head: &Head<'_>) -> bool {
    head.inside("Events").is_some_and(|events| matches!(events.first_element(), Some(b']')))
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    for name in ["Events", RECORD] {
        if let Some(at) = head.object.value(name) {
            return unwrapping.value(head.text, at);
        }
    }
}
