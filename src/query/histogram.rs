//! Counting rows by time.
//!
//! Buckets are half-open, `[start, start + width)`, and aligned to the Unix epoch. Rows without a
//! readable time are counted in `Histogram::undated`, never dropped. Reads no clock: rows are in time
//! order, so that a bucket is a range of rows.

use super::bitset::Bitset;
use super::filter::row_range;
use crate::store::{RowId, Snapshot};
use crate::time::{TimeRange, Timestamp};

const MINUTE: u32 = 60;
const HOUR: u32 = 3600;
const DAY: u32 = 86_400;

/// Widths that people read easily, seconds.
const WIDTHS: &[u32] = &[
    1,
    2,
    3,
    5,
    6,
    10,
    15,
    20,
    30,
    MINUTE,
    2 * MINUTE,
    3 * MINUTE,
    5 * MINUTE,
    6 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    20 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY,
    3640 * DAY,
    // The whole of what a timestamp holds.
    u32::MAX,
];

/// Counts by time, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Start of the first bucket.
    pub start: Timestamp,
    /// Length of a bucket, seconds, at least 1.
    pub width: u32,
    /// Rows in each bucket.
    pub counts: Vec<u32>,
    /// Failed calls among them.
    pub errors: Vec<u32>,
    /// Calls among them that change something and did not fail.
    pub writes: Vec<u32>,
    /// Rows without a readable time, in no bucket.
    pub undated: u32,
}

impl Histogram {
    /// Start of the bucket at `index`.
    pub fn time_of(&self, index: usize) -> Timestamp {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        self.start.plus(index.saturating_mul(i64::from(self.width)))
    }

    /// The bucket that holds `time`; `None` outside.
    pub fn bucket_of(&self, time: Timestamp) -> Option<usize> {
        let seconds = time.seconds().checked_sub(self.start.seconds())?;
        let index = (seconds / self.width) as usize;
        (index < self.counts.len()).then_some(index)
    }
}

/// Counts the rows of `matched` in `range` in at most `most_buckets` buckets of equal width.
///
/// `failed` are the failed calls among them and `written` the others that change something, as in
/// [`Answer`](super::Answer). An open end of the range is the end of the data. Without dated rows there are no buckets.
pub fn histogram(
    snapshot: &Snapshot,
    (matched, failed, written): (&Bitset, &Bitset, &Bitset),
    range: TimeRange,
    most_buckets: usize,
) -> Histogram {
    let end = RowId::from_index(snapshot.len());
    let undated = matched.count_range(RowId::from_index(snapshot.n_dated()), end);
    let mut histogram = Histogram {
        start: snapshot.span().map_or(Timestamp::MAX, |(first, _)| first),
        width: 1,
        counts: Vec::new(),
        errors: Vec::new(),
        writes: Vec::new(),
        undated: to_u32(undated),
    };
    let Some((from, until)) = bounds(snapshot, range) else { return histogram };
    let (width, n_buckets) = layout(from, until, most_buckets.max(1));
    histogram.width = width;
    histogram.start =
        Timestamp::from_seconds(i64::from(from - from % width)).unwrap_or(Timestamp::MAX);
    let (first, last) = row_range(snapshot, range);
    for index in 0..n_buckets {
        let bucket = TimeRange {
            from: Some(histogram.time_of(index)),
            until: Some(histogram.time_of(index + 1)),
        };
        let (start, end) = row_range(snapshot, bucket);
        // The last bucket a timestamp can have ends with the data.
        let end = if index + 1 == n_buckets { last } else { end.min(last) };
        histogram.counts.push(to_u32(matched.count_range(start.max(first), end)));
        histogram.errors.push(to_u32(failed.count_range(start.max(first), end)));
        histogram.writes.push(to_u32(written.count_range(start.max(first), end)));
    }
    histogram
}

/// First and last second to show.
fn bounds(snapshot: &Snapshot, range: TimeRange) -> Option<(u32, u32)> {
    let (first, last) = snapshot.span()?;
    let from = range.from.unwrap_or(first).seconds();
    let until = range.until.map_or(last.seconds(), |until| until.seconds().saturating_sub(1));
    (from <= until).then_some((from, until))
}

/// The narrowest nice width that needs no more buckets than allowed, and their number.
fn layout(from: u32, until: u32, most_buckets: usize) -> (u32, usize) {
    let n_buckets = |width: u32| (until / width - from / width) as usize + 1;
    let width = WIDTHS.iter().copied().find(|&width| n_buckets(width) <= most_buckets);
    let width = width.unwrap_or(u32::MAX);
    (width, n_buckets(width))
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_nice_and_buckets_aligned() {
        let check = |from, until, most, expected| {
            assert_eq!(layout(from, until, most), expected, "{from}..{until} in {most}");
        };
        check(0, 0, 1, (1, 1));
        check(0, 59, 60, (1, 60));
        check(0, 60, 60, (2, 31));
        check(59, 60, 1, (120, 1));
        check(86_399, 86_400, 2, (1, 2));
    }
}
