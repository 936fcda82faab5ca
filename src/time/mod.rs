//! Moments and ranges at CloudTrail's resolution: whole seconds, UTC; and zones to show them in.
//!
//! Reads no clock.

mod zone;

use std::fmt;

pub use zone::{TimesShown, Zone};

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Seconds since the Unix epoch, UTC; holds 1970-01-01 to 2106-02-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u32);

impl Timestamp {
    /// The largest value a timestamp can have; the store uses the number above it for "no time".
    pub const MAX: Self = Self(u32::MAX - 1);

    /// From seconds since the epoch; `None` outside the range that a timestamp holds.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        u32::try_from(seconds).ok().filter(|&s| s <= Self::MAX.0).map(Self)
    }

    /// Seconds since the epoch.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// Reads `2023-07-10T11:42:18Z`, any RFC 3339 time, or the basic form `20131102T010628Z`.
    ///
    /// Fractions of a second are dropped. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(seconds) = utc_seconds(text.as_bytes()) {
            return Self::from_seconds(seconds);
        }
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Self::from_seconds(time.timestamp());
        }
        let basic = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok()?;
        Self::from_seconds(basic.and_utc().timestamp())
    }

    /// The date part, `2023-07-10`.
    pub fn date(self) -> String {
        self.to_string()[..10].to_owned()
    }

    /// The time of day, `11:42:18`.
    pub fn clock(self) -> String {
        self.to_string()[11..19].to_owned()
    }

    /// `seconds` later (earlier when negative), kept within the range of a timestamp.
    pub fn plus(self, seconds: i64) -> Self {
        let moved = i64::from(self.0).saturating_add(seconds).clamp(0, i64::from(Self::MAX.0));
        Self(u32::try_from(moved).unwrap_or(Self::MAX.0))
    }
}

/// Prints as CloudTrail does: `2023-07-10T11:42:18Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::from_timestamp(i64::from(self.0), 0).unwrap_or_default();
        write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

/// From `from` up to, not including, `until`; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeRange {
    /// The first moment that belongs to the range.
    pub from: Option<Timestamp>,
    /// The first moment after the range.
    pub until: Option<Timestamp>,
}

impl TimeRange {
    /// Whether `time` lies in the range.
    pub fn contains(&self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time < until)
    }
}

/// The one form that nearly every record has, without a general parser: 5 ns instead of 28.
fn utc_seconds(text: &[u8]) -> Option<i64> {
    let [
        y0,
        y1,
        y2,
        y3,
        b'-',
        mo0,
        mo1,
        b'-',
        d0,
        d1,
        b'T',
        h0,
        h1,
        b':',
        mi0,
        mi1,
        b':',
        s0,
        s1,
        b'Z',
    ] = *text
    else {
        return None;
    };
    let two = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
    };
    let year = i32::try_from(two(y0, y1)? * 100 + two(y2, y3)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, two(mo0, mo1)?, two(d0, d1)?)?;
    let time = date.and_hms_opt(two(h0, h1)?, two(mi0, mi1)?, two(s0, s1)?)?;
    Some(time.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Timestamp::parse(text).map(|t| t.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn every_spelling_of_a_time_is_read() {
        check("2023-07-10T11:42:18Z", Some("2023-07-10T11:42:18Z"));
        check("2021-11-18T09:41:02-08:00", Some("2021-11-18T17:41:02Z"));
        check("2023-07-10T11:42:18.750Z", Some("2023-07-10T11:42:18Z"));
        check("20131102T010628Z", Some("2013-11-02T01:06:28Z"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "yesterday", "2023-02-30T00:00:00Z", "1969-12-31T23:59:59Z", "2023-07-10"]
        {
            check(text, None);
        }
    }

    #[test]
    fn a_range_is_half_open() {
        let at = |s| Timestamp::from_seconds(s);
        let range = TimeRange { from: at(10), until: at(20) };
        let inside = [9, 10, 19, 20].map(|s| range.contains(at(s).unwrap()));
        assert_eq!(inside, [false, true, true, false]);
    }
}
