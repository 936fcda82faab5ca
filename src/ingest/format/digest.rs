//! Digest files, which a trail writes beside its logs to prove them: they hold no events.

use super::head::Head;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.has("digestStartTime") && head.has("logFiles")
}
