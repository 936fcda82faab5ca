//! The lineage of one session as a tree: who issued it, up to the root, and what it issued.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::cells::Case;
use crate::query::Expr;
use crate::query::lineage::{Line, LineKind, Told, Traced, rails};
use crate::query::session::SessionId;
use crate::store::{EventPlace, Field};
use crate::text;
use crate::tui::action::Action;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::TimeStyle;
use crate::tui::view::levers::Grip;
use crate::tui::view::list_moves::move_in_list;
use crate::tui::view::pane_title;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Hit, Row, Table, TableState, Width};

/// The tree of one session.
#[derive(Debug, Default)]
pub(crate) struct Branch {
    asked: Option<(SessionId, Arc<Traced>)>,
    lines: Vec<Line>,
    rails: Vec<String>,
    table: TableState,
    height: usize,
}

impl Branch {
    /// The session whose tree must be asked for: another one, or the same in other data.
    pub(crate) fn wants(
        &mut self,
        id: Option<SessionId>,
        traced: &Arc<Traced>,
    ) -> Option<SessionId> {
        let Some(id) = id else {
            *self = Self::default();
            return None;
        };
        if self.is_of(id, traced) {
            return None;
        }
        self.asked = Some((id, Arc::clone(traced)));
        Some(id)
    }

    fn is_of(&self, id: SessionId, traced: &Arc<Traced>) -> bool {
        self.asked.as_ref().is_some_and(|(asked, of)| *asked == id && Arc::ptr_eq(of, traced))
    }

    /// Takes the tree; that of a session which is selected no more is dropped.
    pub(crate) fn took(&mut self, id: SessionId, traced: &Arc<Traced>, lines: Vec<Line>) {
        if !self.is_of(id, traced) {
            return;
        }
        self.rails = rails(&lines);
        let is_it = |line: &Line| matches!(line.kind, LineKind::Session(of, _) if of == id);
        self.table = TableState {
            selected: lines.iter().position(is_it).unwrap_or(0),
            ..TableState::default()
        };
        self.table.center(self.height);
        self.lines = lines;
    }

    /// The line under the cursor.
    pub(crate) fn line(&self) -> Option<Line> {
        self.lines.get(self.table.selected).copied()
    }

    /// The line under the cursor in words.
    pub(crate) fn told(&self, case: &Case<'_>) -> Option<Told> {
        Some(Told::new(case.snapshot, case.traced, &case.tallies.each, &self.line()?))
    }

    /// The event that issued what the line shows; without one the session's first.
    pub(crate) fn issuer(&self, case: &Case<'_>) -> Option<EventPlace> {
        self.told(case)?.row.map(|row| case.snapshot.place(row))
    }

    /// What the cursor is on: the events of the line's session, or the event that issued a thing.
    pub(crate) fn grip(&self, case: &Case<'_>) -> Grip {
        let Some(told) = self.told(case) else { return Grip::default() };
        let event = told.row.map(|row| case.snapshot.place(row));
        let of_session = told.session.map(|id| case.traced.sessions.filter(case.snapshot, id));
        let of_event = told.row.map(|row| Expr::value_term(case.snapshot, Field::EventId, row));
        match self.table.column {
            0 => {
                Grip { term: of_session.or(of_event), value: told.label, event, ..Grip::default() }
            }
            _ => Grip { term: of_event.or(of_session), value: told.how, event, ..Grip::default() },
        }
    }

    /// Moves the cursor; `false` when the action is no move.
    pub(crate) fn step(&mut self, action: Action) -> bool {
        move_in_list(&mut self.table, action, (self.lines.len(), 4), self.height)
    }

    /// The mouse pressed at a place; `true` when it did so on the line under the cursor.
    pub(crate) fn click(
        &mut self,
        area: Rect,
        position: Position,
        theme: &Theme,
        times: TimeStyle,
    ) -> bool {
        let columns = columns(times);
        let hit = self.widget(&columns, true, theme).hit(below_title(area), &self.table, position);
        matches!(hit, Some(Hit::Cell { row, column }) if self.table.point(row, column))
    }

    /// The wheel turned.
    pub(crate) fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
    }

    fn widget<'a>(&self, columns: &'a [Column], has_focus: bool, theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.lines.len(), has_focus, theme }
    }

    /// Draws a title and the tree.
    pub(crate) fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        (case, times, has_focus): (&Case<'_>, TimeStyle, bool),
        theme: &Theme,
    ) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let body = below_title(area);
        self.height = Table::body_height(body);
        let columns = columns(times);
        let mut state = self.table.clone();
        let cursor = self.widget(&columns, has_focus, theme).draw(body, buffer, &mut state, |at| {
            let told = Told::new(case.snapshot, case.traced, &case.tallies.each, &self.lines[at]);
            self.row(at, &told, (case, times), theme)
        });
        self.table = state;
        pane_title(area, buffer, &format!("LINEAGE {}", self.title(case)), has_focus, theme);
        cursor.filter(|_| has_focus)
    }

    fn title(&self, case: &Case<'_>) -> String {
        let Some((id, _)) = self.asked else { return String::new() };
        let label = case.traced.sessions.label(case.snapshot, id);
        let n_above = case.traced.lineage.ancestors(id).len() - 1;
        let n_below = self.lines.len().saturating_sub(n_above + 1);
        format!("{label}  {n_above} above, {n_below} lines beside and below")
    }

    fn row(
        &self,
        at: usize,
        told: &Told,
        (case, times): (&Case<'_>, TimeStyle),
        theme: &Theme,
    ) -> Row<'static> {
        let is_weak = match self.lines[at].kind {
            LineKind::Session(_, link) => link.is_some_and(|link| !link.rule.is_certain()),
            LineKind::Perhaps(..) | LineKind::Forwarded { .. } => true,
            _ => false,
        };
        let is_asked = self.asked.as_ref().is_some_and(|(id, _)| told.session == Some(*id));
        let time = told.first.and_then(|row| case.snapshot.time(row));
        let events = told.n_events.map_or_else(String::new, |n| text::count(u64::from(n)));
        let label = format!("{}{}", self.rails[at], told.label);
        let weak = is_weak.then_some(theme.faint);
        let cells = vec![
            Cell { cut: Cut::Middle, ..Cell::from(label) },
            Cell { style: weak, ..Cell::from(told.how.clone()) },
            Cell::from(told.kind),
            Cell::from(if told.first.is_some() { times.text(time) } else { String::new() }),
            Cell::from(events),
        ];
        let style = match told.session {
            _ if is_asked => theme.header,
            Some(_) => theme.read,
            None => theme.faint,
        };
        let mark = match (is_asked, is_weak) {
            (true, _) => "●",
            (false, true) => "?",
            _ => "",
        };
        Row { cells, style, mark }
    }
}

fn columns(times: TimeStyle) -> Vec<Column> {
    vec![
        Column::new("CREDENTIAL", Width::Fill { min: 20, weight: 2 }, Align::Left),
        Column::new("HOW, AND THE EVIDENCE", Width::Fill { min: 16, weight: 2 }, Align::Left),
        Column::new("KIND", Width::Fixed(15), Align::Left),
        Column::new("TIME", Width::Fixed(times.width()), Align::Left),
        Column::new("EVENTS", Width::Fixed(7), Align::Right),
    ]
}

/// The first line has the title.
fn below_title(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}
