//! Records without a log file around them: one, many one after the other, or an array.
//!
//! Many one after the other are JSON lines, pretty-printed objects back to back, or objects without
//! any separator, as Firehose writes them.

use super::head::Head;
use super::records::Reading;
use super::{scan, values};

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
    let text = head.text;
    let mut at = head.start;
    // Each object is taken for a record without a look at what else it could be.
    while text.as_bytes().get(at) == Some(&b'{') && scan::list_of_records(text, at).is_none() {
        let Some(end) = reading.record(text, at) else { return };
        at = values::next_value(text, end);
    }
    values::read_from(text, at, reading);
}
