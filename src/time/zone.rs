//! Time zones: in which the interface shows what is recorded in UTC.
//!
//! Names and rules are compiled in, so that a case reads alike on every machine. Only [`Zone::local`]
//! asks the system, and a zone of rules without a name ([`Zone::System`]) asks it for each time.

use std::fmt;

use chrono::{FixedOffset, Local, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::Timestamp;

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// As CloudTrail writes times.
    #[default]
    Utc,
    /// Always the same distance from UTC.
    Fixed(FixedOffset),
    /// By the rules of a place.
    Named(Tz),
    /// By the system's own rules, which have no name.
    System,
}

/// How times are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimesShown {
    /// In which zone.
    pub zone: Zone,
    /// Whether rows show the time since the row before instead of the time of day.
    pub is_delta: bool,
}

impl TimesShown {
    /// The next way to show times: UTC, `chosen`, since the row before, and UTC again.
    pub fn next(self, chosen: Zone) -> Self {
        match (self.is_delta, self.zone) {
            (true, _) => Self::default(),
            (false, Zone::Utc) if chosen != Zone::Utc => Self { zone: chosen, is_delta: false },
            (false, zone) => Self { zone, is_delta: true },
        }
    }
}

impl Zone {
    /// Reads `UTC`, `local`, `Europe/Berlin` in any case, `+02:00`, `-0330`, `+2`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("local") {
            return Some(Self::local());
        }
        if ["utc", "z"].iter().any(|utc| text.eq_ignore_ascii_case(utc)) {
            return Some(Self::Utc);
        }
        if text.starts_with(['+', '-']) {
            return offset(text).map(Self::of_offset);
        }
        TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(text)).map(|&z| named(z))
    }

    /// The zone of the system: that of `TZ`, else the one that is set up.
    pub fn local() -> Self {
        let of_name = |name: &str| name.parse::<Tz>().ok().map(named);
        match std::env::var("TZ") {
            Ok(name) => {
                let name = name.trim_start_matches(':');
                let name = name.rsplit_once("zoneinfo/").map_or(name, |(_, name)| name);
                if name.is_empty() { Self::Utc } else { of_name(name).unwrap_or(Self::System) }
            }
            Err(_) => {
                let name = iana_time_zone::get_timezone().ok();
                name.and_then(|name| of_name(&name)).unwrap_or(Self::System)
            }
        }
    }

    fn of_offset(offset: FixedOffset) -> Self {
        if offset.local_minus_utc() == 0 { Self::Utc } else { Self::Fixed(offset) }
    }

    /// Seconds to add to UTC at this time.
    pub fn offset_seconds(self, time: Timestamp) -> i32 {
        let utc = utc(time);
        match self {
            Self::Utc => 0,
            Self::Fixed(offset) => offset.local_minus_utc(),
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc).fix().local_minus_utc(),
            Self::System => Local.offset_from_utc_datetime(&utc).fix().local_minus_utc(),
        }
    }

    fn here(self, time: Timestamp) -> NaiveDateTime {
        utc(time) + TimeDelta::seconds(i64::from(self.offset_seconds(time)))
    }

    /// The date, `2023-07-10`.
    pub fn date(self, time: Timestamp) -> String {
        self.here(time).format("%Y-%m-%d").to_string()
    }

    /// The time of day, `11:42:18`.
    pub fn clock(self, time: Timestamp) -> String {
        self.here(time).format("%H:%M:%S").to_string()
    }

    /// Date, time of day and distance from UTC, `2023-07-10T13:42:18+02`; `Z` in UTC.
    pub fn moment(self, time: Timestamp) -> String {
        match self {
            Self::Utc => time.to_string(),
            _ => format!("{}T{}{}", self.date(time), self.clock(time), self.offset_text(time)),
        }
    }

    /// The distance from UTC at a time, as short as it can be: `+02`, `-03:30`.
    pub fn offset_text(self, time: Timestamp) -> String {
        offset_text(self.offset_seconds(time))
    }

    /// Whether a clock shows some times between these twice, or is set on or back.
    pub fn changes_between(self, first: Timestamp, last: Timestamp) -> bool {
        const WEEK: i64 = 7 * 86400;
        if matches!(self, Self::Utc | Self::Fixed(_)) {
            return false;
        }
        let offset = self.offset_seconds(first);
        // Changes are weeks apart; two years of them show whether there are any.
        let steps = (1..=104).map(|week| first.plus(week * WEEK)).take_while(|&time| time < last);
        steps.chain([last]).any(|time| self.offset_seconds(time) != offset)
    }
}

/// As [`Zone::parse`] reads it.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => f.write_str("UTC"),
            Self::Fixed(offset) => f.write_str(&offset_text(offset.local_minus_utc())),
            Self::Named(zone) => f.write_str(zone.name()),
            Self::System => f.write_str("local"),
        }
    }
}

/// `Etc/UTC` and its like are UTC.
fn named(zone: Tz) -> Zone {
    match zone {
        Tz::UTC
        | Tz::Etc__UTC
        | Tz::Etc__UCT
        | Tz::Etc__Universal
        | Tz::Etc__Zulu
        | Tz::UCT
        | Tz::Universal
        | Tz::Zulu => Zone::Utc,
        zone => Zone::Named(zone),
    }
}

fn utc(time: Timestamp) -> NaiveDateTime {
    chrono::DateTime::from_timestamp(i64::from(time.seconds()), 0).unwrap_or_default().naive_utc()
}

/// Reads `+02:00`, `-0330`, `+2`.
fn offset(text: &str) -> Option<FixedOffset> {
    let (is_west, digits) = (text.starts_with('-'), text.get(1..)?);
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 1 | 2) => (digits, "0"),
        (None, 4) => digits.split_at_checked(2)?,
        (None, _) => return None,
    };
    let number = |digits: &str, most: i32| {
        let is_plain =
            (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| is_plain && *number <= most)
    };
    let seconds = number(hours, 23)? * 3600 + number(minutes, 59)? * 60;
    FixedOffset::east_opt(if is_west { -seconds } else { seconds })
}

fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{sign}{hours:02}"),
        (hours, minutes) => format!("{sign}{hours:02}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[track_caller]
    fn check(zone: &str, at: &str, expected: &str) {
        let (zone, at) = (Zone::parse(zone).unwrap(), time(at));
        let shown = format!("{} {} {}", zone.date(at), zone.clock(at), zone.offset_text(at));
        assert_eq!(shown, expected);
    }

    #[test]
    fn times_are_those_of_the_zone_on_both_sides_of_a_change() {
        check("Europe/Berlin", "2025-03-30T00:59:59Z", "2025-03-30 01:59:59 +01");
        check("Europe/Berlin", "2025-03-30T01:00:00Z", "2025-03-30 03:00:00 +02");
        check("Europe/Berlin", "2025-10-26T00:30:00Z", "2025-10-26 02:30:00 +02");
        check("Europe/Berlin", "2025-10-26T01:30:00Z", "2025-10-26 02:30:00 +01");
        check("america/new_york", "2025-11-02T05:59:59Z", "2025-11-02 01:59:59 -04");
        check("America/New_York", "2025-11-02T06:00:00Z", "2025-11-02 01:00:00 -05");
        check("Australia/Lord_Howe", "2025-04-05T15:00:00Z", "2025-04-06 01:30:00 +10:30");
        check("-0330", "2025-01-01T00:00:00Z", "2024-12-31 20:30:00 -03:30");
        check("+2", "2025-01-01T23:00:00Z", "2025-01-02 01:00:00 +02");
        check("utc", "2025-01-01T23:00:00Z", "2025-01-01 23:00:00 +00");
    }

    #[test]
    fn zones_are_printed_as_they_are_read() {
        for (text, printed) in [
            ("z", "UTC"),
            ("Etc/UTC", "UTC"),
            ("europe/berlin", "Europe/Berlin"),
            ("+00:00", "UTC"),
            ("+05:45", "+05:45"),
            ("-3", "-03"),
        ] {
            let zone = Zone::parse(text).unwrap();
            assert_eq!(zone.to_string(), printed);
            assert_eq!(Zone::parse(printed), Some(zone));
        }
        for text in ["", "Berlin", "+", "+24", "+02:60", "+2:", "+020", "Mars/Phobos", "+1:2:3"] {
            assert_eq!(Zone::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_change_of_the_clock_is_seen_in_a_day_and_in_years() {
        let changes = |zone: &str, first: &str, last: &str| {
            Zone::parse(zone).unwrap().changes_between(time(first), time(last))
        };
        let (before, after) = ("2025-03-30T00:30:00Z", "2025-03-30T02:00:00Z");
        assert!(changes("Europe/Berlin", before, after));
        assert!(!changes("+01:00", before, after));
        assert!(!changes("Asia/Tokyo", "2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z"));
        // The same offset at both ends, another one between them.
        assert!(changes("Europe/Berlin", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"));
        assert!(!changes("Europe/Berlin", "2025-06-01T00:00:00Z", "2025-09-01T00:00:00Z"));
    }

    #[test]
    fn each_press_shows_times_in_another_way_and_the_last_leads_back() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let walk = |chosen| {
            let mut shown = TimesShown::default();
            let mut ways = Vec::new();
            for _ in 0..3 {
                shown = shown.next(chosen);
                ways.push((shown.zone, shown.is_delta));
            }
            ways
        };
        assert_eq!(walk(berlin), [(berlin, false), (berlin, true), (Zone::Utc, false)]);
        assert_eq!(walk(Zone::Utc), [(Zone::Utc, true), (Zone::Utc, false), (Zone::Utc, true)]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_zone_or_not(text in "[-+a-zA-Z/0-9:ä ]{0,8}") {
            if let Some(zone) = Zone::parse(&text) {
                prop_assert_eq!(Zone::parse(&zone.to_string()), Some(zone));
            }
        }
    }
}
