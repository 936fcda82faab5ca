//! How an event looks in a list: its colour, its mark, its time.

use ratatui::style::Style;

use crate::record::MadeBy;
use crate::store::{Field, OK, RowId, Snapshot};
use crate::time::Timestamp;
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
}

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
        Self { kind, is_root: text(Field::IdentityType) == "Root" }
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
            Kind::Failed => "×",
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

/// Whether the call changes something.
pub fn is_write(snapshot: &Snapshot, row: RowId) -> bool {
    snapshot.text(row, Field::Access) == "write"
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

    /// Terminal columns of [`short_text`](Self::short_text).
    pub fn short_width(self) -> u16 {
        match self {
            Self::Clock => 8,
            Self::Day => 11,
            Self::Year => 16,
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
                assert_eq!(style.short_text(time).len(), usize::from(style.short_width()));
            }
        }
    }
}
