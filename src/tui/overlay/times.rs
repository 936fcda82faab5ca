//! The prompt for a range of time: from and to, a distance back, or around the selected event.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::query::{Comparison, Moment, TimeTerm, parse_time_term};
use crate::time::{TimeRange, Timestamp};
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::line_edit::{EditOutcome, LineEdit};

/// What is wrong with a range, and which bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    bytes: Range<usize>,
    reason: String,
}

/// The line being typed.
#[derive(Debug)]
pub struct TimePrompt {
    line: LineEdit,
    /// The time of the selected event.
    around: Option<Timestamp>,
}

impl TimePrompt {
    /// Empty; `around` is the time of the selected event.
    pub fn new(around: Option<Timestamp>) -> Self {
        Self { line: LineEdit::new(""), around }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        let is_control_c =
            key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => vec![Outcome::Close],
            _ if is_control_c => vec![Outcome::Close],
            KeyCode::Enter => match read(self.line.text(), self.around) {
                Ok(term) => vec![Outcome::Between(term)],
                Err(_) => Vec::new(),
            },
            _ => {
                let (EditOutcome::Changed | EditOutcome::Moved | EditOutcome::Ignored) =
                    self.line.key(key);
                Vec::new()
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.line.paste(text);
    }

    /// Draws the prompt, what it means so far, and how ranges are written.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let place = popup::centered(area, 76, 7);
        let title = "TIME RANGE in UTC ─ Enter keeps, Esc closes";
        let inner = popup::draw(place, buffer, theme, title);
        let (said, style, bytes) = match read(self.line.text(), self.around) {
            Ok(None) => ("empty: no limit".to_owned(), theme.faint, None),
            Ok(Some(term)) => (term.to_string(), theme.read, None),
            Err(fault) => (fault.reason, theme.error, Some(fault.bytes)),
        };
        let around = self.around.map_or("no event".to_owned(), |time| time.to_string());
        let notes = [
            (said, style),
            ("-2h  the last two hours of the data     -3d..-2d".to_owned(), theme.faint),
            (format!("±5m  around the selected event, {around}"), theme.faint),
            ("09:30..10:15 that day   2025-03-11   2025-03-11T22:00..".to_owned(), theme.faint),
        ];
        for ((note, style), row) in notes.iter().zip(inner.rows().skip(1)) {
            Label::new(note, *style).draw(row, buffer, theme);
        }
        let line = Rect { height: inner.height.min(1), ..inner };
        self.line.draw(line, buffer, theme, bytes)
    }
}

/// The range that `text` names; `None` for no limit at all.
fn read(text: &str, around: Option<Timestamp>) -> Result<Option<TimeTerm>, Fault> {
    let typed = text.trim();
    let start = text.len() - text.trim_start().len();
    if typed.is_empty() {
        return Ok(None);
    }
    let fault = |part: &str, at: usize, reason: &str| {
        let at = start + at;
        Fault { bytes: at..at + part.len(), reason: reason.to_owned() }
    };
    if let Some(distance) = typed.strip_prefix('±').or_else(|| typed.strip_prefix("+-")) {
        let term = parse_time_term(Comparison::AtLeast, &format!("-{distance}"));
        let Ok(Some(Moment::BeforeLast(seconds))) = term.map(|term| term.from) else {
            return Err(fault(typed, 0, "expected a distance such as `±30s`, `±5m` or `±2h`"));
        };
        let Some(time) = around else {
            return Err(fault(typed, 0, "no event with a time is selected"));
        };
        let (from, until) = (time.plus(-i64::from(seconds)), time.plus(i64::from(seconds) + 1));
        return Ok(TimeTerm::from_range(TimeRange { from: Some(from), until: Some(until) }));
    }
    let moment = |part: &str, at: usize| {
        let expanded = with_day(part, around);
        parse_time_term(Comparison::Is, &expanded).map_err(|reason| fault(part, at, &reason))
    };
    let Some((from, until)) = typed.split_once("..") else { return moment(typed, 0).map(Some) };
    let side = |part: &str, at: usize| match part {
        "" => Ok(None),
        part => moment(part, at).map(|term| term.from),
    };
    let term = TimeTerm { from: side(from, 0)?, until: side(until, from.len() + 2)? };
    match (term.from, term.until) {
        (None, None) => Err(fault(typed, 0, "expected a time before or after `..`")),
        (Some(Moment::At(first)), Some(Moment::At(end))) if end <= first => {
            Err(fault(until, from.len() + 2, "ends before it begins"))
        }
        (Some(Moment::BeforeLast(first)), Some(Moment::BeforeLast(end))) if end >= first => {
            Err(fault(until, from.len() + 2, "ends before it begins"))
        }
        _ => Ok(Some(term)),
    }
}

/// A time of day gets the day of the selected event.
fn with_day(part: &str, around: Option<Timestamp>) -> String {
    let is_clock = part.len() >= 5
        && part.as_bytes()[2] == b':'
        && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    match around {
        Some(time) if is_clock => format!("{}T{part}", time.date()),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let around = Timestamp::parse("2025-03-11T10:00:30Z");
        let said = match read(text, around) {
            Ok(term) => term.map_or(String::new(), |term| term.to_string()),
            Err(fault) => format!("{} | {}", &text[fault.bytes], fault.reason),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn a_range_is_written_in_many_ways() {
        check("", "");
        check(" -2h ", "time:-2h..");
        check("-3d..-2d", "time:-3d..-2d");
        check("±5m", "time:2025-03-11T09:55:30Z..2025-03-11T10:05:31Z");
        check("+-30s", "time:2025-03-11T10:00..2025-03-11T10:01:01Z");
        check("09:30..10:15", "time:2025-03-11T09:30..2025-03-11T10:15");
        check("09:30:10", "time:2025-03-11T09:30:10Z");
        check("2025-03-11", "time:2025-03-11..2025-03-12");
        check("..2025-03-11", "time<2025-03-11");
        check("22:00..", "time>=2025-03-11T22:00");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        check("..", ".. | expected a time before or after `..`");
        check("±5", "±5 | expected a distance such as `±30s`, `±5m` or `±2h`");
        check("10:15..09:30", "09:30 | ends before it begins");
        check("-1d..-2d", "-2d | ends before it begins");
        let expected = "expected a time such as `2023-07-10`, `2023-07-10T12:00` or `-2h`";
        check(" 09:30..soon", &format!("soon | {expected}"));
        check("é9:30", &format!("é9:30 | {expected}"));
        let fault = read("±5m", None).unwrap_err();
        assert_eq!(fault.reason, "no event with a time is selected");
    }

    proptest! {
        #[test]
        fn a_fault_is_a_part_of_any_text(text in "[-±+.:0-9T é🦀hmd]{0,12}", has_event: bool) {
            let around = Timestamp::parse("2025-03-11T10:00:30Z").filter(|_| has_event);
            if let Err(fault) = read(&text, around) {
                prop_assert!(text.get(fault.bytes).is_some());
            }
        }
    }
}
