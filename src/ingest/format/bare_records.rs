//! Records without a log file around them: one, many one after the other, or an array.
//!
//! Many one after the other are JSON lines, pretty-printed objects back to back, or objects without
//! any separator, as Firehose writes them.

use super::head::Head;
use super::records::Reading;
use super::scan;

/// Two of these make a record that somebody has shortened.
const MEMBERS: [&str; 5] = ["eventName", "eventSource", "eventTime", "eventID", "userIdentity"];

pub(crate) fn is_record(head: &Head<'_>) -> bool {
    head.first_byte == Some(b'{') && is_record_like(head)
}

/// Whether it is an array of nothing, or of what looks like records at its beginning.
pub(crate) fn is_array(head: &Head<'_>) -> bool {
    head.first_byte == Some(b'[')
        && (matches!(head.first_element(), None | Some(b']')) || is_record_like(head))
}

fn is_record_like(head: &Head<'_>) -> bool {
    head.object.has("eventVersion")
        || MEMBERS.iter().filter(|name| head.object.has(name)).count() > 1
}

pub(crate) fn read(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = head.start;
    while at < head.text.len() {
        let Some(end) = reading.record(head.text, at) else { return };
        at = scan::skip_space(head.text, end);
        // Records cut out of an array keep their commas.
        if head.text.as_bytes().get(at) == Some(&b',') {
            at = scan::skip_space(head.text, at + 1);
        }
    }
}

pub(crate) fn read_array(head: &Head<'_>, reading: &mut Reading<'_>) {
    let mut at = head.start;
    while head.text.as_bytes().get(at) == Some(&b'[') {
        let Some(end) = reading.array(head.text, at) else { return };
        at = scan::skip_space(head.text, end);
    }
    if at < head.text.len() {
        reading.fault(at, "text after the end of the JSON", "");
    }
}
