//! Times in filters: moments, periods and distances from the last event.
//!
//! There is no clock here: `-2h` counts back from the last event of the data, so that an answer does
//! not depend on the day it is asked.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime};

use crate::store::Snapshot;
use crate::time::{TimeRange, Timestamp};

/// A moment, absolute or counted from the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This second.
    At(Timestamp),
    /// So many seconds before the last event.
    BeforeLast(u32),
}

/// Events from `from` up to, not including, `until`; one of them is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeTerm {
    /// The first moment that belongs to the range.
    pub from: Option<Moment>,
    /// The first moment after the range.
    pub until: Option<Moment>,
}

impl TimeTerm {
    /// The range of an absolute time range; `None` when it has no end at all.
    pub fn from_range(range: TimeRange) -> Option<Self> {
        let (from, until) = (range.from.map(Moment::At), range.until.map(Moment::At));
        (from.is_some() || until.is_some()).then_some(Self { from, until })
    }

    /// The one second that `text` names.
    pub(crate) fn second(text: &str) -> Option<Self> {
        let at = Timestamp::parse(text)?;
        Some(Self { from: Some(Moment::At(at)), until: Some(Moment::At(at.plus(1))) })
    }

    /// The absolute range in a snapshot.
    pub fn range(&self, snapshot: &Snapshot) -> TimeRange {
        let last = snapshot.span().map(|(_, last)| last);
        let resolve = |moment: Moment| match moment {
            Moment::At(time) => Some(time),
            Moment::BeforeLast(seconds) => last.map(|last| last.plus(-i64::from(seconds))),
        };
        TimeRange { from: self.from.and_then(resolve), until: self.until.and_then(resolve) }
    }
}

/// How a time or a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `:` and `=`; never of numbers, which are texts then.
    Is,
    /// `<`.
    Below,
    /// `<=`.
    AtMost,
    /// `>`.
    Above,
    /// `>=`.
    AtLeast,
}

impl Comparison {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether `value` compares so with `bound`.
    pub(crate) fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Is => value.total_cmp(&bound).is_eq(),
            Self::Below => value < bound,
            Self::AtMost => value <= bound,
            Self::Above => value > bound,
            Self::AtLeast => value >= bound,
        }
    }
}

/// Reads the value of a time term; the error says what was expected.
pub(crate) fn parse_time_term(comparison: Comparison, text: &str) -> Result<TimeTerm, String> {
    if let (Comparison::Is, Some((from, until))) = (comparison, text.split_once("..")) {
        return parse_range(from.trim(), until.trim());
    }
    let period = Period::parse(text)?;
    let (start, end) = (Some(period.start), period.end);
    let term = |from, until| TimeTerm { from, until };
    Ok(match comparison {
        Comparison::Is => term(start, end),
        Comparison::Below => term(None, start),
        Comparison::AtLeast => term(start, None),
        Comparison::AtMost => term(None, end.or(start)),
        Comparison::Above => term(end.or(start), None),
    })
}

fn parse_range(from: &str, until: &str) -> Result<TimeTerm, String> {
    let moment = |text: &str| match text {
        "" => Ok(None),
        text => Period::parse(text).map(|period| Some(period.start)),
    };
    match (moment(from)?, moment(until)?) {
        (None, None) => Err("expected a time before or after `..`".to_owned()),
        (from, until) => Ok(TimeTerm { from, until }),
    }
}

/// What a time as written covers: a date a day, `T12:05` a minute. A distance has no end.
struct Period {
    start: Moment,
    end: Option<Moment>,
}

impl Period {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(distance) = text.strip_prefix('-') {
            let seconds = parse_distance(distance)
                .ok_or("expected a distance such as `-30m`, `-2h` or `-7d`")?;
            return Ok(Self { start: Moment::BeforeLast(seconds), end: None });
        }
        let (start, end) = parse_period(text)
            .ok_or("expected a time such as `2023-07-10`, `2023-07-10T12:00` or `-2h`")?;
        Ok(Self { start: Moment::At(start), end: Some(Moment::At(end)) })
    }
}

/// `90s`, `5m`, `2h`, `7d`, `2w`, and chains of them: `1h30m`.
fn parse_distance(text: &str) -> Option<u32> {
    let mut total: u32 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let n_digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u32 = rest[..n_digits].parse().ok()?;
        let unit = match rest.as_bytes()[n_digits] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86_400,
            b'w' => 7 * 86_400,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[n_digits + 1..];
    }
    (!text.is_empty()).then_some(total)
}

/// First second of a period and first second after it.
fn parse_period(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Some(time) = Timestamp::parse(text) {
        return Some((time, time.plus(1)));
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let start = date.and_hms_opt(0, 0, 0)?;
        return Some((timestamp(start)?, timestamp(start.checked_add_days(Days::new(1))?)?));
    }
    let text = &text.strip_suffix('Z').unwrap_or(text).replacen(' ', "T", 1);
    if let Ok(time) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S") {
        return Some((timestamp(time)?, timestamp(time)?.plus(1)));
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M") {
        return Some((timestamp(time)?, timestamp(time)?.plus(60)));
    }
    let (date, hour) = text.split_once('T')?;
    let hour = hour.parse().ok().filter(|_| hour.len() == 2)?;
    let time = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?.and_hms_opt(hour, 0, 0)?;
    Some((timestamp(time)?, timestamp(time)?.plus(3600)))
}

fn timestamp(time: NaiveDateTime) -> Option<Timestamp> {
    Timestamp::from_seconds(time.and_utc().timestamp())
}

/// Prints as shortly as it parses back: `time>=2023-07-10T12:00`.
impl fmt::Display for TimeTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(Moment::At(from)), Some(Moment::At(until))) if until == from.plus(1) => {
                write!(f, "time:{from}")
            }
            (Some(from @ Moment::At(_)), None) => write!(f, "time>={from}"),
            (None, Some(until @ Moment::At(_))) => write!(f, "time<{until}"),
            (from, until) => {
                f.write_str("time:")?;
                from.map_or(Ok(()), |from| from.fmt(f))?;
                f.write_str("..")?;
                until.map_or(Ok(()), |until| until.fmt(f))
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = match self {
            Self::BeforeLast(seconds) => return write_distance(f, *seconds),
            Self::At(time) => time.seconds(),
        };
        let form = match seconds {
            seconds if seconds % 86_400 == 0 => "%Y-%m-%d",
            seconds if seconds % 60 == 0 => "%Y-%m-%dT%H:%M",
            _ => "%Y-%m-%dT%H:%M:%SZ",
        };
        let time = DateTime::from_timestamp(i64::from(seconds), 0).unwrap_or_default();
        write!(f, "{}", time.format(form))
    }
}

fn write_distance(f: &mut fmt::Formatter<'_>, seconds: u32) -> fmt::Result {
    match seconds {
        0 => f.write_str("-0s"),
        s if s % 86_400 == 0 => write!(f, "-{}d", s / 86_400),
        s if s % 3600 == 0 => write!(f, "-{}h", s / 3600),
        s if s % 60 == 0 => write!(f, "-{}m", s / 60),
        s => write!(f, "-{s}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(comparison: Comparison, text: &str, expected: &str) {
        let printed = match parse_time_term(comparison, text) {
            Ok(term) => term.to_string(),
            Err(reason) => reason,
        };
        assert_eq!(printed, expected, "{text}");
    }

    #[test]
    fn a_time_covers_what_it_leaves_out() {
        use Comparison::{Above, AtLeast, AtMost, Below, Is};
        check(Is, "2023-07-10", "time:2023-07-10..2023-07-11");
        check(Is, "2023-07-10T12", "time:2023-07-10T12:00..2023-07-10T13:00");
        check(Is, "2023-07-10T12:05", "time:2023-07-10T12:05..2023-07-10T12:06");
        check(Is, "2023-07-10T12:05:09Z", "time:2023-07-10T12:05:09Z");
        check(Is, "2023-07-10T12:05:09", "time:2023-07-10T12:05:09Z");
        check(AtLeast, "2023-07-10", "time>=2023-07-10");
        check(Above, "2023-07-10", "time>=2023-07-11");
        check(Below, "2023-07-10", "time<2023-07-10");
        check(AtMost, "2023-07-10", "time<2023-07-11");
    }

    #[test]
    fn a_distance_counts_back_from_the_last_event() {
        check(Comparison::Is, "-2h..", "time:-2h..");
        check(Comparison::Is, "-2h", "time:-2h..");
        check(Comparison::AtLeast, "-1h30m", "time:-90m..");
        check(Comparison::Is, "-3d..-2d", "time:-3d..-2d");
    }

    #[test]
    fn what_is_no_time_says_what_was_expected() {
        check(Comparison::Is, "..", "expected a time before or after `..`");
        check(Comparison::Is, "-2", "expected a distance such as `-30m`, `-2h` or `-7d`");
        let expected = "expected a time such as `2023-07-10`, `2023-07-10T12:00` or `-2h`";
        for text in ["12:05", "2023-13-01", "yesterday", "2023-07-10T1"] {
            check(Comparison::Is, text, expected);
        }
    }
}
