//! The files that were read, what was refused, and why.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::ingest::{FileReport, Status};
use crate::query::Expr;
use crate::store::{Field, FileId};
use crate::text;
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Hit, Row, Table, TableState, Width};

const COLUMNS: &[(&str, Width, Align)] = &[
    ("STATUS", Width::Fixed(10), Align::Left),
    ("FILE", Width::Fill { min: 24, weight: 1 }, Align::Left),
    ("SHAPE", Width::Fixed(16), Align::Left),
    ("EVENTS", Width::Fixed(9), Align::Right),
    ("COPIES", Width::Fixed(8), Align::Right),
    ("REFUSED", Width::Fixed(8), Align::Right),
    ("BYTES", Width::Fixed(9), Align::Right),
];

/// Lines for what is wrong with the selected file.
const FINDINGS: u16 = 6;

/// The list of files; those that were not read wholly come first.
#[derive(Debug, Default)]
pub struct SourcesView {
    table: TableState,
    /// Positions in the list of reports, in the order shown.
    order: Vec<usize>,
    /// Copies of events in each file, by its number.
    copies: HashMap<FileId, u64>,
    generation: Option<u64>,
    height: usize,
}

impl SourcesView {
    /// Brings the list up to date with what was read.
    pub fn follow(&mut self, data: &Data) {
        if self.order.len() != data.reports.len() {
            self.order = (0..data.reports.len()).collect();
            self.order.sort_by_key(|&index| {
                let report = &data.reports[index];
                let is_log = report.status == Status::Read;
                (!report.status.is_failure(), !is_log, report.file)
            });
        }
        if self.generation != Some(data.shown.generation) {
            self.generation = Some(data.shown.generation);
            self.copies.clear();
            for copy in data.shown.snapshot.duplicates() {
                *self.copies.entry(copy.file).or_default() += 1;
            }
        }
    }

    fn selected<'d>(&self, data: &'d Data) -> Option<&'d FileReport> {
        self.order.get(self.table.selected).and_then(|&index| data.reports.get(index))
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        let outcomes: Vec<Outcome> = match action {
            Action::Open => self.grip(data).term.map(drill).unwrap_or_default(),
            Action::CopyValue | Action::CopyRow => {
                let text = self.selected(data)?.path.to_string();
                vec![Outcome::Copy { what: "path", text }]
            }
            _ => {
                let size = (self.order.len(), COLUMNS.len());
                return move_in_list(&mut self.table, action, size, self.height).then(Vec::new);
            }
        };
        Some(outcomes)
    }

    /// The file under the cursor.
    pub fn grip(&self, data: &Data) -> Grip {
        let Some(report) = self.selected(data) else { return Grip::default() };
        let term = Some(Expr::term(Field::File, &report.path));
        Grip { term, value: report.path.to_string(), event: None }
    }

    /// The mouse pressed at a place.
    pub fn click(&mut self, area: Rect, position: Position, theme: &Theme) {
        let columns = columns();
        let [list, _] = parts(area);
        if let Some(Hit::Cell { row, .. }) =
            self.widget(&columns, theme).hit(list, &self.table, position)
        {
            self.table.select(row);
        }
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.order.len());
    }

    /// Draws the list and what was found in the selected file.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let [list, findings] = parts(area);
        self.height = Table::body_height(list);
        let columns = columns();
        let mut state = self.table.clone();
        let cursor = self.widget(&columns, theme).draw(list, buffer, &mut state, |line| {
            self.order.get(line).map_or_else(Row::default, |&index| {
                let report = &data.reports[index];
                row(report, self.copies.get(&report.file).copied().unwrap_or(0), theme)
            })
        });
        self.table = state;
        if let Some(report) = self.selected(data) {
            draw_findings(report, findings, buffer, theme);
        }
        cursor
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.order.len(), has_focus: true, theme }
    }
}

fn parts(area: Rect) -> [Rect; 2] {
    let height = if area.height >= FINDINGS + 8 { FINDINGS } else { 0 };
    let list = Rect { height: area.height - height, ..area };
    [list, Rect { y: list.bottom(), height, ..area }]
}

fn columns() -> Vec<Column> {
    let column = |&(title, width, align): &(&str, Width, Align)| Column {
        title: title.to_owned(),
        width,
        align,
    };
    COLUMNS.iter().map(column).collect()
}

fn row<'a>(report: &'a FileReport, n_copies: u64, theme: &Theme) -> Row<'a> {
    let cells = vec![
        report.status.text().into(),
        Cell { text: (&*report.path).into(), cut: Cut::Middle, ..Cell::default() },
        report.shape.into(),
        text::count(report.n_records.saturating_sub(n_copies)).into(),
        text::count(n_copies).into(),
        text::count(report.n_rejected).into(),
        text::bytes(report.n_bytes).into(),
    ];
    let (style, mark) = match report.status {
        Status::Read => (theme.read, ""),
        status if status.is_failure() => (theme.error, "!"),
        _ => (theme.faint, ""),
    };
    Row { cells, style, mark }
}

fn draw_findings(report: &FileReport, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut lines = area.rows();
    let Some(rule) = lines.next() else { return };
    for position in rule.positions() {
        buffer[position].set_symbol("─").set_style(theme.faint);
    }
    Label::new(&report.path, theme.header).draw(lines.next().unwrap_or_default(), buffer, theme);
    if report.diagnostics.is_empty() {
        let said = match report.status {
            Status::Read => "every record was read",
            Status::Digest => "a digest file: it proves log files and holds no events",
            Status::Empty => "no bytes, as the placeholder objects of S3",
            Status::Skipped => "no JSON",
            _ => "",
        };
        Label::new(said, theme.faint).draw(lines.next().unwrap_or_default(), buffer, theme);
    }
    let n_shown = report.diagnostics.len().min(usize::from(area.height.saturating_sub(2)));
    let n_more = (report.diagnostics.len() - n_shown) as u64 + report.n_more_diagnostics;
    for (diagnostic, line) in report.diagnostics.iter().zip(lines) {
        let text = diagnostic.to_string();
        let text = text.strip_prefix(&format!("{}: ", report.path)).unwrap_or(&text);
        Label::new(text, theme.error).draw(line, buffer, theme);
    }
    if n_more > 0 && rule.width > 30 {
        let said = format!(" {} more ", text::count(n_more));
        buffer.set_string(rule.right() - rule.width / 3, rule.y, said, theme.error);
    }
}
