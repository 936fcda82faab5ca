//! What two events beside each other say: which they are, and the lines of the table.

use std::time::Duration;

use ratatui::style::Style;

use super::{DiffView, Line};
use crate::store::{Field, RowId, Snapshot};
use crate::text;
use crate::time::{Timestamp, Zone};
use crate::tui::data::Shown;
use crate::tui::theme::Theme;
use crate::tui::widget::json_diff::{Change, Side};
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

impl DiffView {
    pub(crate) fn head(&self, snapshot: &Snapshot, zone: Zone) -> [String; 2] {
        let none = || [" no event is chosen: d in the list of events".to_owned(), String::new()];
        let Some(places) = self.places else { return none() };
        let (Some(before), Some(after)) = (snapshot.find(places.0), snapshot.find(places.1)) else {
            return none();
        };
        let text = |row, field| snapshot.text(row, field);
        let event = |row: RowId| {
            let when = snapshot.time(row).map_or("no time".to_owned(), |time| zone.moment(time));
            let (name, service) = (text(row, Field::EventName), text(row, Field::Service));
            format!("{when}  {service}:{name} by {}", text(row, Field::Actor))
        };
        let found = match (&self.diff, &self.lost) {
            (_, Some(lost)) => lost.clone(),
            (None, None) => "…".to_owned(),
            (Some(diff), None) => match diff.n_changes() {
                0 => "nothing differs but what always does".to_owned(),
                1 => "1 difference".to_owned(),
                n => format!("{} differences", text::count(n as u64)),
            },
        };
        let delta = since(snapshot.time(before), snapshot.time(after));
        [format!(" − {}", event(before)), format!(" + {}  {delta}  {found}", event(after))]
    }

    pub(crate) fn row<'a>(&self, index: usize, shown: &Shown, theme: &Theme) -> Row<'a> {
        let (Some(&line), Some(diff)) = (self.lines.get(index), &self.diff) else {
            return Row::default();
        };
        let (at, sides): (usize, &[Side]) = match line {
            Line::Same(first, n) => {
                let indent = "  ".repeat(diff.entries()[first].depth);
                let text = format!("{indent}… {} the same", text::count(n as u64));
                return Row { cells: vec![text.into()], style: theme.faint, mark: "" };
            }
            Line::Both(at) => (at, &[Side::Before, Side::After]),
            Line::One(at, Side::Before) => (at, &[Side::Before]),
            Line::One(at, Side::After) => (at, &[Side::After]),
        };
        let entry = &diff.entries()[at];
        let (mark, style) = look(line, entry.change, theme);
        let style = if entry.is_volatile { theme.faint } else { style };
        let fold = if entry.has_members { "▾ " } else { "" };
        let key = format!("{}{fold}{}", "  ".repeat(entry.depth), diff.key(at));
        let value = |side: &Side| match diff.value(at, *side) {
            // What is within stands below.
            Some(_) if entry.has_members => String::new(),
            Some(value) if diff.is_text(at, *side) => format!("\"{value}\""),
            Some(value) => value,
            None => String::new(),
        };
        if self.is_wide {
            let cell = |side| {
                let text = value(side);
                let matched = shown.highlighter.ranges_in_json(&text);
                Cell { text: text.into(), matched, cut: Cut::Middle, style: None }
            };
            let cells = std::iter::once(Cell::from(key)).chain(sides.iter().map(cell)).collect();
            return Row { cells, style, mark };
        }
        let value = sides.iter().rev().map(value).find(|value| !value.is_empty());
        let text = value.map_or_else(|| key.clone(), |value| format!("{key}: {value}"));
        let matched = shown.highlighter.ranges_in_json(&text);
        let cell = Cell { text: text.into(), matched, cut: Cut::Middle, style: None };
        Row { cells: vec![cell], style, mark }
    }
}

/// The sign and the style of a line.
fn look(line: Line, change: Change, theme: &Theme) -> (&'static str, Style) {
    match (line, change) {
        (Line::One(_, Side::Before), _) | (_, Change::Removed) => ("−", theme.error),
        (Line::One(_, Side::After), _) | (_, Change::Added) => ("+", theme.json_string),
        (_, Change::Changed) => ("~", theme.write),
        (_, Change::Reordered) => ("↕", theme.write),
        (_, Change::Same) => ("", theme.read),
    }
}

/// The time from one event to a later one: `+1h 02m`.
fn since(before: Option<Timestamp>, after: Option<Timestamp>) -> String {
    let (Some(before), Some(after)) = (before, after) else { return "+?".to_owned() };
    let seconds = u64::from(after.seconds().saturating_sub(before.seconds()));
    format!("+{}", text::duration(Duration::from_secs(seconds)))
}

pub(crate) fn columns(is_wide: bool) -> Vec<Column> {
    let column = |title: &str, min, weight| Column {
        title: title.to_owned(),
        width: Width::Fill { min, weight },
        align: Align::Left,
    };
    if is_wide {
        vec![column("MEMBER", 24, 2), column("BEFORE", 20, 3), column("AFTER", 20, 3)]
    } else {
        vec![column("MEMBER: − BEFORE, + AFTER", 10, 1)]
    }
}
