//! The demo case: an invented CloudTrail bucket of two accounts, made the same on every machine.
//!
//! `cast` names who exists, `identity` and `record` write them down as CloudTrail does, `catalog` and
//! `noise` let ordinary work happen, `signin` and `sagemaker` add people and data science, `story`
//! hides a theft in it. `layout` packs the events into log files, `digest` sums these up. Nothing
//! reads a clock or a foreign random source.

pub(crate) mod bucket;
pub(crate) mod call;
pub(crate) mod cast;
pub(crate) mod catalog;
pub(crate) mod clock;
pub(crate) mod digest;
pub(crate) mod identity;
pub(crate) mod layout;
pub(crate) mod noise;
pub(crate) mod plunder;
pub(crate) mod random;
pub(crate) mod record;
pub(crate) mod sagemaker;
pub(crate) mod sha256;
pub(crate) mod signin;
pub(crate) mod story;
pub(crate) mod sts;

use std::collections::BTreeMap;

use cast::PAYMENTS;
use clock::Moment;
use record::Event;

/// Every file of the case: its path in the bucket, and its content before compression.
pub(crate) fn files() -> BTreeMap<String, String> {
    let parts = [noise::events(), signin::events(), sagemaker::events(), story::events()];
    let events = parts.into_iter().flatten().filter(is_recorded).collect();
    let logs = layout::pack(events);
    let mut files: BTreeMap<_, _> = digest::digests(&logs).into_iter().collect();
    files.extend(logs.into_iter().map(|log| (log.path, log.content)));
    files
}

/// A stopped trail records nothing; the trail for data events was not stopped.
fn is_recorded(event: &Event) -> bool {
    let is_stopped = event.time > Moment::at(story::LOGGING_STOPPED)
        && event.time < Moment::at(story::LOGGING_STARTED);
    !(is_stopped && event.place.account == PAYMENTS && !event.is_data)
}
