//! Why an event is conspicuous, in lines that fit.

use ratatui::style::Style;

use crate::query::flags::{Reason, Severity, reasons};
use crate::store::{RowId, Snapshot};
use crate::text;
use crate::time::Zone;
use crate::tui::theme::Theme;

/// A line of a reason.
pub struct FlagLine {
    /// The flag, in the first line of its reason.
    pub label: &'static str,
    /// As much of the reason as fits. Not sanitised.
    pub text: String,
    /// The style of the text: how much the flag says.
    pub style: fn(&Theme) -> Style,
}

/// Room that a reason gets at least.
const LEAST_ROOM: usize = 12;

/// The flags of an event with their reasons, each in as many lines as it needs.
pub fn flag_lines(snapshot: &Snapshot, row: RowId, zone: Zone, width: usize) -> Vec<FlagLine> {
    reasons(snapshot, row, zone).iter().flat_map(|reason| lines(reason, width)).collect()
}

fn lines(reason: &Reason, width: usize) -> Vec<FlagLine> {
    let spec = reason.flag.spec();
    let style: fn(&Theme) -> Style = match spec.severity {
        Severity::Alarm => |theme| theme.error,
        Severity::Warning => |theme| theme.warning,
        Severity::Note => |theme| theme.read,
    };
    let indent = "  ";
    let room = width.saturating_sub(spec.name.len() + 1).max(LEAST_ROOM);
    let mut texts = wrap(&reason.text, room, width.saturating_sub(indent.len())).into_iter();
    let first = texts.next().unwrap_or_default().to_owned();
    let more = texts.map(|text| FlagLine { label: "", text: format!("{indent}{text}"), style });
    std::iter::once(FlagLine { label: spec.name, text: first, style }).chain(more).collect()
}

/// Breaks a text between words; the first line has room of its own. A longer word is broken too.
fn wrap(text: &str, first: usize, others: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let room = if lines.is_empty() { first } else { others.max(LEAST_ROOM) };
        let fits = text::prefix_within(rest, room);
        let is_end = rest.as_bytes().get(fits).is_none_or(|&next| next == b' ');
        let space = rest[..fits].rfind(' ').filter(|&at| at > 0 && !is_end);
        let end = space.unwrap_or(fits);
        // A character that is wider than the room would hold up the rest for ever.
        let end = if end == 0 { rest.len() } else { end };
        lines.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrap("one two three four five", 7, 10), ["one two", "three four", "five"]);
        assert_eq!(wrap("abcdefghijklmnop q", 4, 4), ["abcd", "efghijklmnop", "q"]);
        assert_eq!(wrap("äöüäöüäöü äöü", 9, 4), ["äöüäöüäöü", "äöü"]);
        assert!(wrap("", 4, 4).is_empty());
    }
}
