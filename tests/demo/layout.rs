//! From events to log files: which trail, when delivered, under which name, in which order.

use std::collections::BTreeMap;

use crate::demo::call::Place;
use crate::demo::cast::{PAYMENTS, SHOP, VIRGINIA};
use crate::demo::clock::{MINUTE, Moment};
use crate::demo::random::Random;
use crate::demo::record::Event;

/// Events that reach the bucket twice, as happens: an account and region, and the files to take
/// one from. The second copy lies in the file after.
const TWICE: &[(&str, &str, &[usize])] =
    &[(SHOP, VIRGINIA, &[1, 4, 6, 8, 11]), (PAYMENTS, VIRGINIA, &[4])];

/// How many `TWICE` are.
pub(crate) const N_TWICE: usize = 6;

/// The soonest and the latest delivery after an event.
pub(crate) const LAG: (i64, i64) = (3 * MINUTE, 10 * MINUTE);
const STEP: i64 = 5 * MINUTE;

/// A log file: where it lies, when it came, what it holds.
pub(crate) struct LogFile {
    pub(crate) stream: Stream,
    pub(crate) delivered: Moment,
    pub(crate) path: String,
    pub(crate) content: String,
    pub(crate) oldest: Moment,
    pub(crate) newest: Moment,
}

/// What one trail delivers for one account and region.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stream {
    pub(crate) account: &'static str,
    pub(crate) region: &'static str,
    /// The payments account has a trail of its own for data events.
    pub(crate) is_data: bool,
}

struct Batch {
    delivered: Moment,
    events: Vec<Written>,
}

/// An event, and its place in the order of writing.
#[derive(Clone)]
struct Written {
    order: usize,
    event: Event,
}

/// Packs `events` into files, oldest delivery first within each stream.
pub(crate) fn pack(events: Vec<Event>) -> Vec<LogFile> {
    let mut streams: BTreeMap<Stream, Vec<Written>> = BTreeMap::new();
    for (order, event) in events.into_iter().enumerate() {
        streams.entry(Stream::of(&event)).or_default().push(Written { order, event });
    }
    let mut files = Vec::new();
    for (stream, mut events) in streams {
        events.sort_by_key(|written| written.event.time);
        let mut batches = deliver(events);
        deliver_twice(stream, &mut batches);
        files.extend(batches.into_iter().map(|batch| LogFile::new(stream, batch)));
    }
    files
}

impl Stream {
    fn of(event: &Event) -> Self {
        let Place { account, region } = event.place;
        Self { account, region, is_data: event.is_data && account == PAYMENTS }
    }
}

/// Cuts sorted events into as few deliveries as the lag allows.
fn deliver(events: Vec<Written>) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for written in events {
        let time = written.event.time;
        match batches.last_mut() {
            Some(batch) if time + LAG.0 <= batch.delivered => batch.events.push(written),
            _ => {
                let delivered = (time + LAG.1).floor(STEP);
                batches.push(Batch { delivered, events: vec![written] });
            }
        }
    }
    batches
}

fn deliver_twice(stream: Stream, batches: &mut [Batch]) {
    let rows = TWICE.iter().filter(|(account, region, _)| {
        (*account, *region, false) == (stream.account, stream.region, stream.is_data)
    });
    for index in rows.flat_map(|(_, _, files)| *files) {
        let events = &batches[*index].events;
        let again = events[events.len() / 2].clone();
        batches[index + 1].events.push(again);
    }
}

impl LogFile {
    fn new(stream: Stream, mut batch: Batch) -> Self {
        let Stream { account, region, is_data } = stream;
        let delivered = batch.delivered;
        let mut random =
            Random::named(&format!("{account} {region} {is_data} {}", delivered.iso()));
        let folder = delivered.format("%Y/%m/%d");
        let stamp = delivered.format("%Y%m%dT%H%MZ");
        let unique = random.letters(16);
        let path = format!(
            "AWSLogs/{account}/CloudTrail/{region}/{folder}/\
             {account}_CloudTrail_{region}_{stamp}_{unique}.json.gz"
        );
        let times = batch.events.iter().map(|written| written.event.time);
        let (oldest, newest) = (times.clone().min().unwrap(), times.max().unwrap());
        // Caller by caller: nobody promises the order of time, and most real files lack it.
        batch.events.sort_by_key(|written| written.order);
        let records: Vec<_> = batch.events.iter().map(|written| written.event.to_json()).collect();
        let content = format!("{{\"Records\":[{}]}}", records.join(","));
        Self { stream, delivered, path, content, oldest, newest }
    }
}
