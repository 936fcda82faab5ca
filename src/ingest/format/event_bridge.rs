//! Events as EventBridge delivers them: the record is `detail`.
//!
//! EventBridge hands on the events of all services in the same envelope; those that are not
//! "… via CloudTrail" are refused by their `detail-type`.

use super::head::Head;
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.object.has_all(&["detail-type", "detail"])
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let kind = head.object.string("detail-type").unwrap_or_default();
    match head.object.value("detail") {
        Some(at)
            if kind.ends_with("via CloudTrail")
                || head.object.object("detail").has("eventVersion") =>
        {
            unwrapping.value(head.text, at);
        }
        _ => {
            let reason = format!("EventBridge event `{kind}`, not from CloudTrail");
            unwrapping.reject(head.start, reason, "");
        }
    }
}
