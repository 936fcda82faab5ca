//! Base64 alone in a file: what CloudWatch Logs hands to Lambda or Kinesis, kept as it came.
//!
//! One text, also in lines of equal length, or one text a line.

use super::head::Head;
use super::payload;
use super::unwrapping::Unwrapping;

/// Most bytes that are inflated to find out whether it is base64.
const MOST_OF_FIRST: usize = 64 << 20;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let line = head.first_line(usize::MAX);
    // The look at the first line spares a look at the whole of each other text.
    payload::is_like(line) && (is_coded(line) || is_coded(&joined(head)))
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let first = head.first_line(usize::MAX);
    if !is_coded(first) {
        return unwrapping.nested(&joined(head), head.start);
    }
    let mut at = head.start;
    for line in head.text[head.start..].split_inclusive('\n') {
        if unwrapping.is_stopped() {
            return;
        }
        if !line.trim().is_empty() {
            unwrapping.nested(line, at);
        }
        at += line.len();
    }
}

fn is_coded(text: &str) -> bool {
    matches!(payload::decode(text, MOST_OF_FIRST), Some(Ok(_)))
}

/// The whole, which was cut into lines.
fn joined(head: &Head<'_>) -> String {
    head.text[head.start..].split_ascii_whitespace().collect()
}
