//! JSON of no known shape: refused value by value, so that what follows one is still read.

use super::head::Head;
use super::lookalike;
use super::unwrapping::Unwrapping;

pub(crate) fn matches(head: &Head<'_>) -> bool {
    head.is_json()
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    unwrapping.reject(head.start, lookalike::reason(head), "point at the log files themselves");
}
