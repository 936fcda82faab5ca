//! How an event looks in a list: its colour, its mark, its time.

use ratatui::style::Style;

use crate::store::{Field, OK, RowId, Snapshot};
use crate::time::Timestamp;
use crate::tui::theme::Theme;

/// What an event is, for its colour; the first that holds counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    is_failed: bool,
    is_root: bool,
    is_sign_in: bool,
    is_service: bool,
    is_write: bool,
}

impl Look {
    /// Of the event in a row.
    pub fn of(snapshot: &Snapshot, row: RowId) -> Self {
        let text = |field| snapshot.text(row, field);
        let event_type = text(Field::EventType);
        Self {
            is_failed: is_failed(snapshot, row),
            is_root: text(Field::IdentityType) == "Root",
            is_sign_in: event_type.eq_ignore_ascii_case("AwsConsoleSignIn"),
            is_service: text(Field::MadeBy) != "principal",
            is_write: text(Field::Access) == "write",
        }
    }

    /// Of the whole row.
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self { is_failed: true, .. } => theme.error,
            Self { is_sign_in: true, .. } => theme.sign_in,
            Self { is_service: true, .. } => theme.service,
            Self { is_write: true, .. } => theme.write,
            _ => theme.read,
        }
    }

    /// Of the actor's cell, when it has one of its own.
    pub fn actor_style(self, theme: &Theme) -> Option<Style> {
        self.is_root.then_some(theme.root)
    }

    /// A glyph that says the same without colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self { is_failed: true, .. } => "×",
            Self { is_root: true, .. } => "#",
            Self { is_sign_in: true, .. } => "→",
            Self { is_write: true, .. } => "+",
            _ => "",
        }
    }
}

/// Whether the call failed.
pub fn is_failed(snapshot: &Snapshot, row: RowId) -> bool {
    snapshot.text(row, Field::Result) != OK
}

/// As much of a time as tells the events of a snapshot apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStyle {
    /// `12:23:06`.
    Clock,
    /// `07-10 12:23:06`.
    Day,
    /// `2023-07-10 12:23:06`.
    Year,
}

impl TimeStyle {
    /// For the events of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let Some((first, last)) = snapshot.span() else { return Self::Clock };
        let (first, last) = (first.date(), last.date());
        if first == last {
            Self::Clock
        } else if first[..4] == last[..4] {
            Self::Day
        } else {
            Self::Year
        }
    }

    /// Terminal columns.
    pub fn width(self) -> u16 {
        match self {
            Self::Clock => 8,
            Self::Day => 14,
            Self::Year => 19,
        }
    }

    /// A time, or dashes for an event without one.
    pub fn text(self, time: Option<Timestamp>) -> String {
        let Some(time) = time else { return "-".repeat(usize::from(self.width())) };
        match self {
            Self::Clock => time.clock(),
            Self::Day => format!("{} {}", &time.date()[5..], time.clock()),
            Self::Year => format!("{} {}", time.date(), time.clock()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_long_as_its_column() {
        let time = Timestamp::parse("2023-07-10T12:23:06Z");
        for style in [TimeStyle::Clock, TimeStyle::Day, TimeStyle::Year] {
            for time in [time, None] {
                assert_eq!(style.text(time).len(), usize::from(style.width()));
            }
        }
    }
}
