//! The time of the case: seconds since the Unix epoch, and the ways CloudTrail writes them.
//!
//! Nothing here asks what time it is.

use std::ops::Add;

use chrono::{DateTime, Utc};

/// A second of the case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Moment(i64);

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 3600;

impl Moment {
    /// Reads `2025-03-11T07:00:00Z`.
    pub(crate) fn at(text: &str) -> Self {
        Self(DateTime::parse_from_rfc3339(text).unwrap().timestamp())
    }

    /// `2025-03-11T07:00:00Z`, the form of `eventTime`.
    pub(crate) fn iso(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%SZ")
    }

    /// `Mar 11, 2025, 7:00:00 AM`, the form of `expiration` and `createDate`.
    pub(crate) fn prose(self) -> String {
        self.format("%b %-d, %Y, %-I:%M:%S %p")
    }

    pub(crate) fn format(self, pattern: &str) -> String {
        DateTime::<Utc>::from_timestamp(self.0, 0).unwrap().format(pattern).to_string()
    }

    /// The latest multiple of `step` seconds at or before this moment.
    pub(crate) fn floor(self, step: i64) -> Self {
        Self(self.0.div_euclid(step) * step)
    }

    /// The hour of the day in UTC, 0 to 23.
    pub(crate) fn hour(self) -> i64 {
        self.0.div_euclid(HOUR).rem_euclid(24)
    }
}

impl Add<i64> for Moment {
    type Output = Self;

    fn add(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}
