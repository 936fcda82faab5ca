//! Digest files, which a trail writes beside its logs to prove them: they hold no events.

use super::super::report::Status;
use super::head::Head;
use super::records::Reading;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.has("digestStartTime") && head.has("logFiles")
}

pub(crate) fn read(_: &Head<'_>, reading: &mut Reading<'_>) {
    reading.report.status = Status::Digest;
}
