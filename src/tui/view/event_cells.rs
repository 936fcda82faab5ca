//! How an event looks in a list: its colour, its mark, its time.

use std::fmt::Write;

use ratatui::style::Style;

use crate::query::flags::FlagSet;
use crate::record::MadeBy;
use crate::store::{Field, OK, RowId, Snapshot};
use crate::text;
use crate::time::{Timestamp, Zone};
use crate::tui::data::{Data, Shown};
use crate::tui::theme::Theme;

/// What an event is, for its colour; the first that holds counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failed,
    SignIn,
    Service,
    Write,
    Read,
}

/// How an event looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    kind: Kind,
    is_root: bool,
    is_flagged: bool,
}

/// Stands before what is conspicuous.
pub const FLAGGED: &str = "!";

/// Stands before a failed call that is conspicuous.
pub const FLAGGED_FAILED: &str = "¡";

/// Stands before a failed call.
pub const FAILED: &str = "×";

impl Look {
    /// Of the event in a row.
    pub fn of(snapshot: &Snapshot, row: RowId) -> Self {
        let text = |field| snapshot.text(row, field);
        let kind = if is_failed(snapshot, row) {
            Kind::Failed
        } else if text(Field::EventType).eq_ignore_ascii_case("AwsConsoleSignIn") {
            Kind::SignIn
        } else if text(Field::MadeBy) != MadeBy::Principal.text() {
            Kind::Service
        } else if is_write(snapshot, row) {
            Kind::Write
        } else {
            Kind::Read
        };
        let is_root = text(Field::IdentityType) == "Root";
        Self { kind, is_root, is_flagged: is_flagged(snapshot, row) }
    }

    /// Of the whole row.
    pub fn style(self, theme: &Theme) -> Style {
        match self.kind {
            Kind::Failed => theme.error,
            Kind::SignIn => theme.sign_in,
            Kind::Service => theme.service,
            Kind::Write => theme.write,
            Kind::Read => theme.read,
        }
    }

    /// Of the actor's cell, when it has one of its own.
    pub fn actor_style(self, theme: &Theme) -> Option<Style> {
        self.is_root.then_some(theme.root)
    }

    /// A glyph that says the same without colour.
    pub fn mark(self) -> &'static str {
        match self.kind {
            Kind::Failed if self.is_flagged => FLAGGED_FAILED,
            _ if self.is_flagged => FLAGGED,
            Kind::Failed => FAILED,
            _ if self.is_root => "#",
            Kind::SignIn => "→",
            Kind::Write => "+",
            Kind::Service | Kind::Read => "",
        }
    }
}

/// Whether the call failed, as far as the record says.
pub fn is_failed(snapshot: &Snapshot, row: RowId) -> bool {
    !matches!(&*snapshot.text(row, Field::Result), "" | OK)
}

/// Whether a flag that is worth a look begins with the event: thousands can have the same one.
pub fn is_flagged(snapshot: &Snapshot, row: RowId) -> bool {
    FlagSet::begins(snapshot, row).is_conspicuous()
}

/// How many events after a position, or before it, repeat a flag that began elsewhere, and how to
/// see them; `""` for none.
pub fn flags_repeated(shown: &Shown, position: usize, is_forward: bool) -> String {
    let rows = &shown.answer.rows;
    let side = if is_forward { position + 1..rows.len() } else { 0..position };
    let rows = rows.get(side).unwrap_or_default().iter();
    let has_flag = |row: &&RowId| FlagSet::of_row(&shown.snapshot, **row).is_conspicuous();
    match rows.filter(has_flag).count() as u64 {
        0 => String::new(),
        n => {
            let events = text::count_of(n, "event repeats", "events repeat");
            format!("; {events} a flag that began elsewhere: flag:* keeps them")
        }
    }
}

/// Whether the call changes something.
pub fn is_write(snapshot: &Snapshot, row: RowId) -> bool {
    snapshot.text(row, Field::Access) == "write"
}

/// As much of a date as tells the events of a snapshot apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DatePart {
    /// `12:23:06`.
    None,
    /// `07-10 12:23:06`.
    Day,
    /// `2023-07-10 12:23:06`.
    Year,
}

/// As much of a time as tells the events of a snapshot apart, in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeStyle {
    date: DatePart,
    zone: Zone,
    /// Columns for the distance from UTC, 0 while the clock is not set on or back: then a time of
    /// day can mean two moments.
    offset_width: u16,
}

impl TimeStyle {
    /// For the events of a snapshot.
    pub fn of(snapshot: &Snapshot, zone: Zone) -> Self {
        let Some((first, last)) = snapshot.span() else {
            return Self { date: DatePart::None, zone, offset_width: 0 };
        };
        let offset_width = if zone.changes_between(first, last) { OFFSET_WIDTH } else { 0 };
        let (first, last) = (zone.date(first), zone.date(last));
        let date = if first == last {
            DatePart::None
        } else if first[..4] == last[..4] {
            DatePart::Day
        } else {
            DatePart::Year
        };
        Self { date, zone, offset_width }
    }

    /// Terminal columns.
    pub fn width(self) -> u16 {
        let date = match self.date {
            DatePart::None => 0,
            DatePart::Day => 6,
            DatePart::Year => 11,
        };
        date + 8 + self.offset_width
    }

    /// Terminal columns of [`short_text`](Self::short_text).
    pub fn short_width(self) -> u16 {
        match self.date {
            DatePart::None => 8,
            DatePart::Day => 11,
            DatePart::Year => 16,
        }
    }

    /// As [`text`](Self::text), to the minute where there is a date before it.
    pub fn short_text(self, time: Option<Timestamp>) -> String {
        let mut text = self.text(time);
        text.truncate(usize::from(self.short_width()));
        text
    }

    /// A time, or dashes for an event without one.
    pub fn text(self, time: Option<Timestamp>) -> String {
        let Some(time) = time else { return "-".repeat(usize::from(self.width())) };
        let (date, clock) = (self.zone.date(time), self.zone.clock(time));
        let mut text = match self.date {
            DatePart::None => clock,
            DatePart::Day => format!("{} {clock}", &date[5..]),
            DatePart::Year => format!("{date} {clock}"),
        };
        if self.offset_width > 0 {
            let width = usize::from(self.offset_width);
            write!(text, "{:<width$}", self.zone.offset_text(time))
                .unwrap_or_else(|_| unreachable!("writing to memory cannot fail"));
        }
        text
    }
}

/// Of `+02` and `-03:30`.
const OFFSET_WIDTH: u16 = 6;

/// How the times of rows look: of day, or since the row before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowTimes {
    style: TimeStyle,
    is_delta: bool,
}

impl RowTimes {
    /// As the user wants them.
    pub fn of(data: &Data) -> Self {
        let style = TimeStyle::of(&data.shown.snapshot, data.times.zone);
        Self { style, is_delta: data.times.is_delta }
    }

    /// Terminal columns.
    pub fn width(self) -> u16 {
        if self.is_delta { 8 } else { self.style.width() }
    }

    /// The time of the event at a position of the list.
    pub fn text(self, shown: &Shown, position: usize) -> String {
        let time = |position: usize| shown.snapshot.time(shown.row(position)?);
        if !self.is_delta {
            return self.style.text(time(position));
        }
        let Some(before) = position.checked_sub(1) else { return "·".to_owned() };
        match (time(before), time(position)) {
            (Some(before), Some(time)) => {
                delta(i64::from(time.seconds()) - i64::from(before.seconds()))
            }
            _ => "-".to_owned(),
        }
    }
}

/// `+6s`, `-1m05s`, `+2h03m`, `+12d04h`.
fn delta(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let s = seconds.unsigned_abs();
    match s {
        0..60 => format!("{sign}{s}s"),
        60..3600 => format!("{sign}{}m{:02}s", s / 60, s % 60),
        3600..86400 => format!("{sign}{}h{:02}m", s / 3600, s / 60 % 60),
        _ => format!("{sign}{}d{:02}h", s / 86400, s / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_long_as_its_column() {
        let time = Timestamp::parse("2023-07-10T12:23:06Z");
        for date in [DatePart::None, DatePart::Day, DatePart::Year] {
            for (zone, offset_width) in [("utc", 0), ("europe/berlin", 6), ("-03:30", 6)] {
                let zone = Zone::parse(zone).unwrap();
                let style = TimeStyle { date, zone, offset_width };
                for time in [time, None] {
                    assert_eq!(style.text(time).len(), usize::from(style.width()));
                    assert_eq!(style.short_text(time).len(), usize::from(style.short_width()));
                }
            }
        }
    }

    #[test]
    fn a_distance_in_time_has_its_two_largest_units() {
        let texts = [0, 6, -65, 7384, 1_051_200, i64::from(u32::MAX)].map(delta);
        assert_eq!(texts, ["+0s", "+6s", "-1m05s", "+2h03m", "+12d04h", "+49710d06h"]);
    }
}
