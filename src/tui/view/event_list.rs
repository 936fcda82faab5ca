//! The list of events itself: rows of cells under their titles.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::column_moves::resized;
use super::event_cells::{Look, RowTimes};
use super::event_columns::headers;
use super::path_cells::{PathCell, PathCells};
use super::shown_columns::ShownColumns;
use crate::export::{ListColumn, MOST_WIDTH};
use crate::query::{Expr, Operand, Path};
use crate::store::{EventPlace, Field, RowId};
use crate::text::{self, Cut};
use crate::tui::action::Action;
use crate::tui::data::{Data, Shown};
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Cell, Column, Hit, Row, Table, TableState};

/// Stands in a cell that is being fetched.
const AWAITED: &str = "…";

/// Stands before an event that was chosen.
const CHOSEN: &str = "✓";

/// Stands in a cell whose file is no longer what was read.
const LOST: &str = "(lost)";

/// The list.
#[derive(Debug, Default)]
pub struct EventList {
    /// The columns and the cursor among them.
    pub columns: ShownColumns,
    pub(crate) table: TableState,
    pub(crate) cells: PathCells,
    /// Where it was drawn last.
    area: Rect,
}

impl EventList {
    /// Changes the columns; `false` when the action is none that does.
    pub fn change(&mut self, action: Action, data: &Data) -> bool {
        match action {
            Action::NarrowerColumn | Action::WiderColumn => {
                let now = self.drawn_width(data);
                self.columns.set_width(Some(resized(now, action)));
            }
            Action::FitColumn => {
                let fitting = Some(self.fitting_width(data));
                let is_again = self.columns.current_column().width == fitting;
                self.columns.set_width(fitting.filter(|_| !is_again));
            }
            _ => return self.columns.change(action),
        }
        true
    }

    /// How wide the column of the cursor was drawn.
    fn drawn_width(&self, data: &Data) -> u16 {
        let theme = Theme::plain();
        let (visible, state) = (self.columns.visible(), self.state());
        let columns = headers(&self.columns_of(&visible), data);
        let table = self.table_of(&columns, &visible, &data.shown, (&theme, true));
        let drawn = table.width_of(self.area, &state, state.column);
        drawn.or(columns.get(state.column).map(|column| column.width.least())).unwrap_or(1)
    }

    /// As wide as the cells on the screen, title included.
    fn fitting_width(&self, data: &Data) -> u16 {
        let (shown, column) = (&data.shown, self.columns.current_column());
        let times = RowTimes::of(data);
        let title = headers(&[column], data);
        let title = title.first().map_or(0, |column| text::columns(&column.title));
        let cells = self.rows_on_screen(shown).map(|position| {
            let cell = self.cell(shown, position, &column.of, times);
            text::columns(&cell.text)
        });
        let widest = cells.max().unwrap_or(0).max(title);
        let room = self.area.width.saturating_sub(4).max(1);
        u16::try_from(widest).unwrap_or(u16::MAX).clamp(1, room.min(MOST_WIDTH))
    }

    fn rows_on_screen(&self, shown: &Shown) -> Range<usize> {
        let n_rows = shown.answer.rows.len();
        let end = self.table.offset + Table::body_height(self.area);
        self.table.offset.min(n_rows)..end.min(n_rows)
    }

    /// Asks for cells of paths on the screen or near it that are lacking.
    pub fn follow(&mut self, shown: &Shown) -> Option<Job> {
        let height = Table::body_height(self.area).max(1);
        let (selected, offset) = (self.table.selected, self.table.offset);
        // Where the list scrolls to is known when it is drawn: the cursor is within a page of it.
        let visible = if (offset..offset + height).contains(&selected) {
            offset..offset + height
        } else {
            selected.saturating_sub(height)..selected + height
        };
        let near = visible.start.saturating_sub(height)..visible.end + height;
        let paths = self.columns.all().operands().filter_map(path_of);
        self.cells.follow(paths, (visible, near), shown)
    }

    /// The text of an event in a column, as the record has it; `None` while it is being fetched.
    pub fn text<'s>(&'s self, shown: &'s Shown, row: RowId, of: &Operand) -> Option<Cow<'s, str>> {
        match of {
            Operand::Field(field) => Some(shown.snapshot.text(row, *field)),
            Operand::Path(path) => match self.cells.get(shown.snapshot.place(row), path) {
                PathCell::Found(found) => Some(Cow::Borrowed(&found.text)),
                PathCell::Lost => Some(Cow::Borrowed("")),
                PathCell::Awaited => None,
            },
        }
    }

    /// The events with the value of the cell under the cursor; `None` when it is not one value.
    pub fn term(&self, shown: &Shown, row: RowId) -> Option<Expr> {
        match self.columns.operand() {
            Operand::Field(field) => Some(Expr::value_term(&shown.snapshot, *field, row)),
            Operand::Path(path) => match self.cells.get(shown.snapshot.place(row), path) {
                PathCell::Found(found) if found.is_single => {
                    Some(Expr::at_path(path.clone(), &found.text))
                }
                _ => None,
            },
        }
    }

    /// The table's state, counted in columns that are shown.
    fn state(&self) -> TableState {
        let current = self.columns.current();
        let column = self.columns.visible().iter().position(|&at| at == current).unwrap_or(0);
        TableState { column, ..self.table.clone() }
    }

    fn columns_of(&self, visible: &[usize]) -> Vec<&ListColumn> {
        visible.iter().map(|&at| &self.columns.all().all[at]).collect()
    }

    fn table_of<'a>(
        &self,
        columns: &'a [Column],
        visible: &[usize],
        shown: &Shown,
        (theme, has_focus): (&'a Theme, bool),
    ) -> Table<'a> {
        let n_frozen = visible.iter().filter(|&&at| at < self.columns.all().n_frozen()).count();
        Table { columns, n_frozen, n_rows: shown.answer.rows.len(), has_focus, theme }
    }

    /// Draws the list; the answer is where the terminal's cursor belongs.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        (theme, has_focus): (&Theme, bool),
        chosen: &[EventPlace],
    ) -> Option<Position> {
        self.area = area;
        let (visible, mut state) = (self.columns.visible(), self.state());
        let shown_columns = self.columns_of(&visible);
        let columns = headers(&shown_columns, data);
        let table = self.table_of(&columns, &visible, &data.shown, (theme, has_focus));
        let times = RowTimes::of(data);
        let cursor = table.draw(area, buffer, &mut state, |position| {
            let cell = |&at: &usize| {
                let of = &self.columns.all().all[at].of;
                self.styled(&data.shown, position, of, (theme, times))
            };
            let cells = visible.iter().map(cell).collect();
            row_of(&data.shown, position, cells, (theme, chosen))
        });
        let n_back = self.columns.all().all.len() - visible.len();
        self.table = state;
        if Table::body_height(area) < usize::from(area.height) {
            draw_n_back(n_back, Rect { height: 1, ..area }, buffer, theme);
        }
        cursor
    }

    /// What a place of the screen points at, and a header's column gets the cursor.
    pub fn point(
        &mut self,
        area: Rect,
        position: Position,
        data: &Data,
        theme: &Theme,
    ) -> Option<Hit> {
        let visible = self.columns.visible();
        let shown_columns = self.columns_of(&visible);
        let columns = headers(&shown_columns, data);
        let table = self.table_of(&columns, &visible, &data.shown, (theme, true));
        let hit = table.hit(area, &self.state(), position)?;
        let column = match hit {
            Hit::Header { column } => Some(column),
            Hit::Cell { column, .. } => column,
        };
        self.columns.point(column);
        Some(hit)
    }

    fn styled<'s>(
        &'s self,
        shown: &'s Shown,
        position: usize,
        of: &Operand,
        (theme, times): (&Theme, RowTimes),
    ) -> Cell<'s> {
        let mut cell = self.cell(shown, position, of, times);
        let Some(row) = shown.row(position) else { return cell };
        match of {
            Operand::Field(field) => {
                cell.matched = shown.highlighter.ranges(*field, &cell.text);
                if *field == Field::Actor {
                    cell.style = Look::of(&shown.snapshot, row).actor_style(theme);
                }
            }
            Operand::Path(path) => match self.cells.get(shown.snapshot.place(row), path) {
                PathCell::Found(_) => {
                    cell.matched = shown.highlighter.ranges_in_json(&cell.text);
                }
                PathCell::Lost => cell.style = Some(theme.warning),
                PathCell::Awaited => cell.style = Some(theme.faint),
            },
        }
        cell
    }

    fn cell<'s>(
        &'s self,
        shown: &'s Shown,
        position: usize,
        of: &Operand,
        times: RowTimes,
    ) -> Cell<'s> {
        let Some(row) = shown.row(position) else { return Cell::default() };
        let (text, cut) = match of {
            Operand::Field(Field::Time) => (times.text(shown, position).into(), Cut::End),
            Operand::Field(field) => {
                let is_read_from_start = matches!(field, Field::UserAgent | Field::EventName);
                let cut = if is_read_from_start { Cut::End } else { Cut::Middle };
                (shown.snapshot.text(row, *field), cut)
            }
            Operand::Path(path) => match self.cells.get(shown.snapshot.place(row), path) {
                PathCell::Found(found) => {
                    let cut = if found.is_single { Cut::Middle } else { Cut::End };
                    (Cow::Borrowed(found.text.as_str()), cut)
                }
                PathCell::Lost => (LOST.into(), Cut::End),
                PathCell::Awaited => (AWAITED.into(), Cut::End),
            },
        };
        Cell { text, cut, ..Cell::default() }
    }
}

fn row_of<'s>(
    shown: &Shown,
    position: usize,
    cells: Vec<Cell<'s>>,
    (theme, chosen): (&Theme, &[EventPlace]),
) -> Row<'s> {
    let Some(row) = shown.row(position) else { return Row::default() };
    let look = Look::of(&shown.snapshot, row);
    let style: Style = if shown.is_dimmed(row) { theme.faint } else { look.style(theme) };
    let is_chosen = !chosen.is_empty() && chosen.contains(&shown.snapshot.place(row));
    Row { cells, style, mark: if is_chosen { CHOSEN } else { look.mark() } }
}

fn path_of(operand: &Operand) -> Option<&Path> {
    match operand {
        Operand::Path(path) => Some(path),
        Operand::Field(_) => None,
    }
}

/// At the end of the titles: how many columns stand back; shorter or not at all where a title is.
fn draw_n_back(n_back: usize, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    if n_back == 0 {
        return;
    }
    for said in [format!("({n_back} const)"), format!("({n_back})")] {
        let width = u16::try_from(said.len()).unwrap_or(u16::MAX);
        // The last column of the screen says that there are more columns.
        let Some(x) = (area.right() - 1).checked_sub(width).filter(|&x| x > area.x + 2) else {
            continue;
        };
        let place = Rect { x, width, ..area };
        let around = Rect { x: x - 1, width: width + 1, ..area };
        if around.positions().all(|at| buffer[at].symbol() == " ") {
            Label::new(&said, theme.faint).draw(place, buffer, theme);
            return;
        }
    }
}
