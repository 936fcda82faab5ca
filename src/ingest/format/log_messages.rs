//! Records as messages of a CloudWatch Logs group.
//!
//! Subscriptions deliver `{"messageType":…,"logEvents":[{"message":…}]}`, to Lambda as base64 gzip
//! in `awslogs.data`; `filter-log-events` and `get-log-events` print `{"events":[{"message":…}]}`.
//! Each message is the text of a record. Control messages hold none and are passed over.

use super::head::Head;
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    let object = &head.object;
    object.has_all(&["messageType", "logEvents"])
        || object.object("awslogs").has("data")
        || object.first_of("events").has_all(&["message", "timestamp"])
        || (object.has("events")
            && ["searchedLogStreams", "nextForwardToken"].iter().any(|name| object.has(name)))
        || object.has_all(&["message", "timestamp", "ingestionTime"])
        || object.has_all(&["message", "timestamp", "id"])
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let object = &head.object;
    if object.string("messageType").as_deref() == Some("CONTROL_MESSAGE") {
        return;
    }
    let awslogs = object.object("awslogs");
    let inner = ["logEvents", "events", "message"].iter().find_map(|name| object.value(name));
    match awslogs.value("data").or(inner) {
        Some(at) => unwrapping.value(head.text, at),
        None => unwrapping.reject(head.start, "a log event without a message", ""),
    }
}
