//! What the Sources view says of a file: its line, and the lines below the list.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ingest::{FileReport, Key, Status};
use crate::query::{ByFile, FileSums};
use crate::store::Snapshot;
use crate::text;
use crate::time::{Timestamp, Zone};
use crate::tui::data::LoadState;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

pub(crate) const COLUMNS: &[(&str, Width, Align)] = &[
    ("STATUS", Width::Fixed(10), Align::Left),
    ("FILE", Width::Fill { min: 24, weight: 1 }, Align::Left),
    ("EVENTS", Width::Fixed(9), Align::Right),
    ("COPIES", Width::Fixed(7), Align::Right),
    ("REFUSED", Width::Fixed(7), Align::Right),
    ("LEFT OUT", Width::Fixed(8), Align::Right),
    ("BYTES", Width::Fixed(8), Align::Right),
    ("SHAPE", Width::Fixed(16), Align::Left),
    ("FIRST", Width::Fixed(19), Align::Left),
    ("LAST", Width::Fixed(19), Align::Left),
    ("ACCOUNT", Width::Fixed(14), Align::Left),
    ("REGION", Width::Fixed(16), Align::Left),
];

pub(crate) fn columns() -> Vec<Column> {
    let column = |&(title, width, align): &(&str, Width, Align)| Column {
        title: title.to_owned(),
        width,
        align,
    };
    COLUMNS.iter().map(column).collect()
}

/// What the events tell of a file.
type Counted = (Arc<Snapshot>, ByFile);

fn sums(report: &FileReport, counted: Option<&Counted>) -> FileSums {
    counted.map(|(snapshot, by_file)| by_file.sums(snapshot, report.file)).unwrap_or_default()
}

/// The line of a file.
pub(crate) fn row<'a>(
    report: &'a FileReport,
    counted: Option<&Counted>,
    (zone, theme): (Zone, &Theme),
) -> Row<'a> {
    let sums = sums(report, counted);
    let time = |time: Option<Timestamp>| match time {
        Some(time) => format!("{} {}", zone.date(time), zone.clock(time)),
        None => String::new(),
    };
    let values = |field: fn(&ByFile, &Snapshot, crate::store::FileId) -> Vec<String>| {
        counted.map(|(snapshot, by_file)| field(by_file, snapshot, report.file)).unwrap_or_default()
    };
    let key = Key::of(&report.path);
    let account = told(key.account, &values(accounts));
    let region = told(key.region, &values(regions));
    let shape = match report.n_members {
        0 => report.shape.to_owned(),
        n => format!("{}, {} files", report.shape, text::count(u64::from(n))),
    };
    let texts = [
        report.status.text().to_owned(),
        String::new(),
        text::count(u64::from(sums.n_events)),
        text::count(u64::from(sums.n_copies)),
        text::count(report.n_rejected),
        text::count(u64::from(report.n_narrowed)),
        text::bytes(report.n_bytes),
        shape,
        time(sums.first),
        time(sums.last),
        account,
        region,
    ];
    let (style, mark) = match report.status {
        Status::Read | Status::Container => (theme.read, ""),
        status if status.is_failure() => (theme.error, "!"),
        _ => (theme.faint, ""),
    };
    Row { cells: cells(texts, report), style, mark }
}

/// The cells; the path is cut in the middle, since files differ at the end.
fn cells(texts: [String; 12], report: &FileReport) -> Vec<Cell<'_>> {
    let mut cells: Vec<Cell<'_>> = texts.into_iter().map(Cell::from).collect();
    cells[1] = Cell { text: (&*report.path).into(), cut: Cut::Middle, ..Cell::default() };
    cells
}

fn accounts(by_file: &ByFile, snapshot: &Snapshot, file: crate::store::FileId) -> Vec<String> {
    by_file.accounts(snapshot, file).into_iter().map(str::to_owned).collect()
}

fn regions(by_file: &ByFile, snapshot: &Snapshot, file: crate::store::FileId) -> Vec<String> {
    by_file.regions(snapshot, file).into_iter().map(str::to_owned).collect()
}

/// What key and events say in one cell: `≠` where they differ, `+2` for two more.
fn told(key: Option<&str>, events: &[String]) -> String {
    match (key, events) {
        (Some(key), []) => key.to_owned(),
        (None, []) => String::new(),
        (Some(key), [only]) if key != only => format!("{only} ≠"),
        (_, [only]) => only.clone(),
        (_, [first, rest @ ..]) => format!("{first} +{}", rest.len()),
    }
}

/// The lines below the list: the path, what it gave, what was found, and the sums of all files.
pub(crate) fn draw_findings(
    (report, counted): (&FileReport, Option<&Counted>),
    area: Rect,
    buffer: &mut Buffer,
    (load, theme): (&LoadState, &Theme),
) {
    let mut rows = area.rows();
    let Some(rule) = rows.next() else { return };
    for position in rule.positions() {
        buffer[position].set_symbol("─").set_style(theme.faint);
    }
    Label::new(&totals(load, counted), theme.faint).draw(inner(rule), buffer, theme);
    let n_rows = usize::from(area.height.saturating_sub(1));
    let lines = lines(report, counted, theme);
    let n_findings = lines.len() as u64 + report.n_more_diagnostics;
    for (index, ((text, style), place)) in lines.iter().zip(rows).enumerate() {
        let is_last = index + 1 == n_rows && n_findings > n_rows as u64;
        if is_last {
            let said = format!("… {} more", text::count(n_findings - index as u64));
            Label::new(&said, theme.error).draw(place, buffer, theme);
        } else {
            Label::new(text, *style).draw(place, buffer, theme);
        }
    }
}

fn inner(rule: Rect) -> Rect {
    Rect { x: rule.x + 2, width: rule.width.saturating_sub(2), ..rule }
}

/// The sums over all files; records are events, copies, refused and left out.
fn totals(load: &LoadState, counted: Option<&Counted>) -> String {
    let (n_events, n_copies) = counted.map_or((0, 0), |(snapshot, _)| {
        (snapshot.len() as u64, snapshot.duplicates().len() as u64)
    });
    let [records, events, copies, rejected, narrowed] = [
        load.n_records + load.n_rejected + load.n_narrowed,
        n_events,
        n_copies,
        load.n_rejected,
        load.n_narrowed,
    ]
    .map(text::count);
    let left_out = match load.n_left_out {
        0 => String::new(),
        n => format!(", {} files left out", text::count(n)),
    };
    format!(
        " {} files: {records} records = {events} events + {copies} copies + {rejected} refused + \
         {narrowed} left out{left_out} ",
        text::count(load.n_files)
    )
}

fn lines(report: &FileReport, counted: Option<&Counted>, theme: &Theme) -> Vec<(String, Style)> {
    let (file, member) = report.parts();
    let mut lines = vec![(file.to_owned(), theme.header)];
    if !member.is_empty() {
        lines.push((format!("member {member}"), theme.header));
    }
    let said = what(report.status);
    if report.diagnostics.is_empty() && !said.is_empty() {
        lines.push((said.to_owned(), theme.faint));
    }
    lines.extend(contents(report, counted).map(|text| (text, theme.read)));
    let style = if report.status.is_failure() { theme.error } else { theme.warning };
    let prefix = format!("{}: ", report.path);
    lines.extend(report.diagnostics.iter().map(|diagnostic| {
        let text = diagnostic.to_string();
        (text.strip_prefix(&prefix).unwrap_or(&text).to_owned(), style)
    }));
    lines
}

fn what(status: Status) -> &'static str {
    match status {
        Status::Read => "every record was read",
        Status::Digest => "a digest file: it proves log files and holds no events",
        Status::Empty => "no bytes, as the placeholder objects of S3",
        Status::Skipped => "a text without records",
        Status::Container => "a container: each file in it has a line of its own",
        _ => "",
    }
}

/// First and last event, accounts and regions, by the key and by the events.
fn contents(report: &FileReport, counted: Option<&Counted>) -> Option<String> {
    let (snapshot, by_file) = counted?;
    let sums = by_file.sums(snapshot, report.file);
    let (first, last) = sums.first.zip(sums.last)?;
    let key = Key::of(&report.path);
    let side = |name: &str, key: Option<&str>, values: Vec<&str>| {
        let values = values.join(", ");
        match key {
            Some(key) if key != values => format!("  {name} {values} (key: {key})"),
            _ if values.is_empty() => String::new(),
            _ => format!("  {name} {values}"),
        }
    };
    let account = side("account", key.account, by_file.accounts(snapshot, report.file));
    let region = side("region", key.region, by_file.regions(snapshot, report.file));
    Some(format!("events from {first} to {last}{account}{region}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_events_are_told_in_one_cell() {
        let check = |key: Option<&str>, events: &[&str], expected: &str| {
            let events: Vec<String> = events.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(told(key, &events), expected);
        };
        check(None, &[], "");
        check(Some("a"), &[], "a");
        check(Some("a"), &["a"], "a");
        check(Some("a"), &["b"], "b ≠");
        check(None, &["a", "b", "c"], "a +2");
    }
}
