//! Messages of SNS and SQS, as `receive-message` prints them and as Lambda gets them, and of Kinesis.
//!
//! What a message says is a text in `body`, `Body` or `Message`; it can be an EventBridge event, a
//! message of the other kind, or a notification, which is refused by name.

use super::head::{Head, Object};
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    is_message(&head.object)
        || (head.object.has("Records") && is_message(&head.object.first_of("Records")))
        || is_message(&head.object.first_of("Messages"))
}

fn is_message(object: &Object<'_>) -> bool {
    object.has_all(&["messageId", "body"])
        || object.has_all(&["MessageId", "Body"])
        || object.has_all(&["TopicArn", "Message"])
        || object.has("Sns")
        || object.has_all(&["SequenceNumber", "Data"])
        || object.object("kinesis").has("data")
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let object = &head.object;
    let names = ["Records", "Messages", "body", "Body", "Message", "Sns", "Data"];
    let inner = names.iter().find_map(|name| object.value(name));
    match object.object("kinesis").value("data").or(inner) {
        Some(at) => unwrapping.value(head.text, at),
        None => unwrapping.reject(head.start, "a message that says nothing", ""),
    }
}
