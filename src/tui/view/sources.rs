//! The files that were read, what was refused, and why.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use super::source_cells::{COLUMNS, columns, draw_findings, row};
use crate::ingest::{FileReport, Status};
use crate::query::{ByFile, Expr, Operand, Term, Test};
use crate::store::{Field, MEMBER_SEPARATOR, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Hit, Row, Table, TableState};

/// Lines for what is known of the selected file.
const FINDINGS: u16 = 6;

/// The list of files; those that were not read wholly come first.
#[derive(Debug, Default)]
pub struct SourcesView {
    table: TableState,
    order: Order,
    /// What each file gave, and the events that were counted.
    counted: Option<(Arc<Snapshot>, ByFile)>,
    counting: Option<Arc<Snapshot>>,
    height: usize,
}

impl SourcesView {
    /// Brings the list up to date with what was read; the answer is a count to be made.
    ///
    /// Only other events are counted anew, not other answers about them.
    pub fn follow(&mut self, data: &Data) -> Option<Job> {
        self.order.follow(data);
        let snapshot = &data.shown.snapshot;
        let is_it = |held: &Arc<Snapshot>| Arc::ptr_eq(held, snapshot);
        let is_known = self.counted.as_ref().is_some_and(|(counted, _)| is_it(counted))
            || self.counting.as_ref().is_some_and(is_it);
        (!is_known).then(|| {
            self.counting = Some(Arc::clone(snapshot));
            Job::Count { snapshot: Arc::clone(snapshot) }
        })
    }

    /// Takes a count.
    pub fn counted(&mut self, snapshot: Arc<Snapshot>, by_file: ByFile) {
        self.counting = None;
        self.counted = Some((snapshot, by_file));
    }

    fn selected<'d>(&self, data: &'d Data) -> Option<&'d FileReport> {
        data.reports.get(self.order.get(self.table.selected)?)
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

    /// The file under the cursor, with its events; of a container, those of its members.
    pub fn grip(&self, data: &Data) -> Grip {
        let Some(report) = self.selected(data) else { return Grip::default() };
        let term = match report.status {
            Status::Container => {
                let beginning = format!("{}{MEMBER_SEPARATOR}", report.path);
                Expr::Term(Term::Field(Field::File, Test::Prefix(beginning)))
            }
            _ => Expr::term(Field::File, &report.path),
        };
        let column = Some(Operand::Field(Field::File));
        Grip { term: Some(term), value: report.path.to_string(), event: None, column }
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

    /// Draws the list and what is known of the selected file.
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
        let counted = self.counted.as_ref();
        let (mut state, zone) = (self.table.clone(), data.times.zone);
        let cursor = self.widget(&columns, theme).draw(list, buffer, &mut state, |line| {
            let report = self.order.get(line).and_then(|index| data.reports.get(index));
            report.map_or_else(Row::default, |report| row(report, counted, (zone, theme)))
        });
        self.table = state;
        if let Some(report) = self.selected(data) {
            draw_findings((report, counted), findings, buffer, (&data.load, theme));
        }
        cursor
    }

    fn widget<'a>(
        &self,
        columns: &'a [crate::tui::widget::table::Column],
        theme: &'a Theme,
    ) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.order.len(), has_focus: true, theme }
    }
}

fn parts(area: Rect) -> [Rect; 2] {
    let height = if area.height >= FINDINGS + 8 { FINDINGS } else { 0 };
    let list = Rect { height: area.height - height, ..area };
    [list, Rect { y: list.bottom(), height, ..area }]
}

/// Positions in the list of reports, in the order shown: failures, logs, the rest, each by file.
///
/// Reports come by the hundred thousand and nearly in order: each is put in its place once.
#[derive(Debug, Default)]
struct Order {
    kinds: [Vec<u32>; 3],
    n_replacements: u32,
}

impl Order {
    fn follow(&mut self, data: &Data) {
        if self.n_replacements != data.n_replacements {
            *self = Self { n_replacements: data.n_replacements, ..Self::default() };
        }
        for index in self.len()..data.reports.len() {
            let report = &data.reports[index];
            let kind = match report.status {
                status if status.is_failure() => 0,
                Status::Read | Status::Container => 1,
                _ => 2,
            };
            let is_before = |&other: &u32| data.reports[other as usize].file < report.file;
            let kind = &mut self.kinds[kind];
            // Reports come nearly in order.
            let n_after = kind.iter().rev().take(64).take_while(|other| !is_before(other)).count();
            let at =
                if n_after < 64 { kind.len() - n_after } else { kind.partition_point(is_before) };
            kind.insert(at, u32::try_from(index).unwrap_or(u32::MAX));
        }
    }

    fn len(&self) -> usize {
        self.kinds.iter().map(Vec::len).sum()
    }

    fn get(&self, mut line: usize) -> Option<usize> {
        for kind in &self.kinds {
            match kind.get(line) {
                Some(&index) => return Some(index as usize),
                None => line -= kind.len(),
            }
        }
        None
    }
}
