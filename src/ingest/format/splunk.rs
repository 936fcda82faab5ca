//! What Splunk exports: the event as it came in stands in `_raw`.
//!
//! JSON lines `{"preview":false,"result":{"_raw":…}}`, `{"results":[{"_raw":…}]}`, or arrays of
//! `{"_raw":…}` as other pipelines write them too. Results of a preview come again and are passed over.

use super::head::Head;
use super::unwrapping::Unwrapping;

const RAW: &str = "_raw";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let object = &head.object;
    object.has(RAW)
        || object.object("result").has(RAW)
        || object.first_of("results").has(RAW)
        || (object.has("preview") && (object.has("result") || object.has("lastrow")))
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let object = &head.object;
    let is_preview =
        object.value("preview").is_some_and(|at| head.text.as_bytes()[at..].starts_with(b"true"));
    if is_preview {
        return;
    }
    for name in [RAW, "result", "results"] {
        if let Some(at) = object.value(name) {
            return unwrapping.value(head.text, at);
        }
    }
}
