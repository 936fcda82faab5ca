//! Records without a log file around them: one, many one after the other, or an array.
//!
//! Many one after the other are JSON lines, pretty-printed objects back to back, or objects without
//! any separator, as Firehose writes them.

use super::{Head, Reading, scan};

/// Members that only event records have together.
pub(super) fn is_record(head: &Head<'_>) -> bool {
    head.has("eventVersion") && (head.has("eventName") || head.has("eventType"))
}

pub(super) fn is_array(head: &Head<'_>) -> bool {
    head.first_byte == Some(b'[')
}

pub(super) fn read(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = head.start;
    while at < head.text.len() {
        let Some(end) = reading.record(head.text, at) else { return };
        at = scan::skip_space(head.text, end);
    }
}

pub(super) fn read_array(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = head.start;
    while head.text.as_bytes().get(at) == Some(&b'[') {
        let Some(end) = reading.array(head.text, at) else { return };
        at = scan::skip_space(head.text, end);
    }
    if at < head.text.len() {
        reading.fault(at, "text after the end of the JSON", "");
    }
}
