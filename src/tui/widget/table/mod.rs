//! A table that asks for the rows it shows and no others.
//!
//! ratatui's own table wants all rows at each draw. This one holds no rows: [`Table::draw`] brings
//! the scroll offsets in order, then calls for each visible row once. The selection is a row and
//! a column, so that every value can be pointed at. Before each row stand two columns: a pointer
//! and the row's mark.

mod layout;
mod state;

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text;
pub use crate::text::Cut;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::scrollbar;
pub use crate::tui::widget::table::layout::{Align, Column, Width};
use crate::tui::widget::table::layout::{Layout, Slot};
pub use crate::tui::widget::table::state::TableState;

/// Columns of the pointer and the mark.
const GUTTER: u16 = 2;

/// One row, as the table asks for it.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    /// One for each column, in their order; missing ones are empty.
    pub cells: Vec<Cell<'a>>,
    /// The style of the whole row.
    pub style: Style,
    /// One column wide, drawn after the pointer: `★`, `!` or nothing.
    pub mark: &'static str,
}

/// One value.
#[derive(Debug, Clone, Default)]
pub struct Cell<'a> {
    /// The text as it was found; the table makes it safe.
    pub text: Cow<'a, str>,
    /// Over the row's style.
    pub style: Option<Style>,
    /// Bytes of `text` to set off as matches.
    pub matched: Vec<Range<usize>>,
    /// Where to cut when it is too wide.
    pub cut: Cut,
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Cell<'a> {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// What is drawn, apart from the place.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The columns, left to right.
    pub columns: &'a [Column],
    /// How many of them, from the left, stay when the others scroll.
    pub n_frozen: usize,
    /// How many rows there are.
    pub n_rows: usize,
    /// Whether keys go here: without, the cell cursor is not drawn.
    pub has_focus: bool,
    /// The styles.
    pub theme: &'a Theme,
}

/// What is at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// The header of a column.
    Header {
        /// Its index.
        column: usize,
    },
    /// A cell, or the gutter when there is no column.
    Cell {
        /// The row's index.
        row: usize,
        /// The column's index.
        column: Option<usize>,
    },
}

impl Table<'_> {
    /// How many rows `area` shows; an area of one row has no header.
    pub fn body_height(area: Rect) -> usize {
        usize::from(area.height - header_height(area))
    }

    /// Draws the visible part and brings the scroll offsets in order.
    ///
    /// `row` is asked once for each visible row, top to bottom, with an index below `n_rows`.
    /// Returns where the selected cell begins, for the terminal's cursor.
    pub fn draw<'r>(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut TableState,
        mut row: impl FnMut(usize) -> Row<'r>,
    ) -> Option<Position> {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return None;
        }
        let body = body_of(area);
        state.scroll_rows(usize::from(body.height), self.n_rows);
        let layout = self.layout(area);
        state.first_column = layout.first_column(state.first_column, state.column);
        let slots = slots_in(area, layout, state);
        if header_height(area) > 0 {
            self.draw_header(area, buffer, state, &slots);
        }
        for (index, line) in (state.offset..self.n_rows).zip(body.rows()) {
            self.draw_row(line, buffer, (state, index), &row(index), &slots);
        }
        scrollbar::draw(body, buffer, self.n_rows, state.offset, self.theme);
        let row = self.n_rows.checked_sub(1)?.min(state.selected);
        let line = body.rows().nth(row.checked_sub(state.offset)?)?;
        let slot = slots.iter().find(|slot| slot.column == state.column);
        let x = slot.map_or(area.x, |slot| slot.x);
        Some(Position::new(x.min(area.right() - 1), line.y))
    }

    /// What `position` points at, in the table as it was last drawn.
    pub fn hit(&self, area: Rect, state: &TableState, position: Position) -> Option<Hit> {
        let slots = slots_in(area, self.layout(area), state);
        let is_in = |slot: &&Slot| (slot.x..slot.x + slot.width).contains(&position.x);
        let column = slots.iter().find(is_in).map(|slot| slot.column);
        let body = body_of(area);
        if !area.contains(position) {
            return None;
        }
        if position.y < body.y {
            return column.map(|column| Hit::Header { column });
        }
        let row = state.offset + usize::from(position.y - body.y);
        (row < self.n_rows).then_some(Hit::Cell { row, column })
    }

    /// How wide a column stands in the table as it was last drawn; `None` while it is off the screen.
    pub fn width_of(&self, area: Rect, state: &TableState, column: usize) -> Option<u16> {
        let slots = self.layout(area).slots(state.first_column);
        slots.iter().find(|slot| slot.column == column).map(|slot| slot.width)
    }

    /// The room for cells is without gutter and scroll bar.
    fn layout(&self, area: Rect) -> Layout<'_> {
        let has_bar = self.n_rows > usize::from(body_of(area).height);
        let room = area.width.saturating_sub(GUTTER + u16::from(has_bar));
        Layout { columns: self.columns, n_frozen: self.n_frozen, room }
    }

    fn draw_header(&self, area: Rect, buffer: &mut Buffer, state: &TableState, slots: &[Slot]) {
        for slot in slots {
            let column = &self.columns[slot.column];
            let cell = Rect { x: slot.x, width: slot.width, height: 1, ..area };
            let label = Label::new(&column.title, self.theme.header);
            draw_aligned(&label, column.align, cell, buffer, self.theme);
        }
        if state.first_column > self.layout(area).n_frozen() {
            buffer.set_stringn(area.x, area.y, "‹", 1, self.theme.header);
        }
        if slots.last().is_none_or(|last| last.column + 1 < self.columns.len()) {
            buffer.set_stringn(area.right() - 1, area.y, "›", 1, self.theme.header);
        }
    }

    fn draw_row(
        &self,
        line: Rect,
        buffer: &mut Buffer,
        (state, index): (&TableState, usize),
        row: &Row<'_>,
        slots: &[Slot],
    ) {
        let is_selected = index == state.selected.min(self.n_rows - 1);
        let style = if is_selected { row.style.patch(self.theme.row) } else { row.style };
        buffer.set_style(line, style);
        let pointer = if is_selected { "▶" } else { " " };
        buffer.set_stringn(line.x, line.y, pointer, 1, self.pointer_style());
        let mark = Rect { x: line.x + 1, width: GUTTER - 1, ..line }.intersection(line);
        Label::new(row.mark, style).draw(mark, buffer, self.theme);
        let column = state.column.min(self.columns.len().saturating_sub(1));
        for slot in slots {
            let Some(cell) = row.cells.get(slot.column) else { continue };
            let area = Rect { x: slot.x, width: slot.width, ..line };
            let is_cursor = is_selected && self.has_focus && slot.column == column;
            self.draw_cell(area, buffer, (cell, self.columns[slot.column].align), is_cursor);
        }
    }

    fn pointer_style(&self) -> Style {
        if self.has_focus { self.theme.focus } else { self.theme.faint }
    }

    fn draw_cell(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        (cell, align): (&Cell<'_>, Align),
        is_cursor: bool,
    ) {
        let own = cell.style.unwrap_or_default();
        let style = if is_cursor { own.patch(self.theme.cell) } else { own };
        let label = Label { cut: cell.cut, ..Label::new(&cell.text, style) };
        let label = label.with_matched(&cell.matched, self.theme);
        let text = draw_aligned(&label, align, area, buffer, self.theme);
        if is_cursor {
            draw_cursor(area, text, buffer, own, self.theme);
        }
    }
}

/// The slots as they stand on the screen.
fn slots_in(area: Rect, layout: Layout<'_>, state: &TableState) -> Vec<Slot> {
    let mut slots = layout.slots(state.first_column);
    for slot in &mut slots {
        slot.x = slot.x.saturating_add(area.x + GUTTER);
    }
    slots
}

fn header_height(area: Rect) -> u16 {
    u16::from(area.height > 1)
}

fn body_of(area: Rect) -> Rect {
    let n_header = header_height(area);
    Rect { y: area.y + n_header, height: area.height - n_header, ..area }
}

/// Returns the part of `area` that the text takes.
fn draw_aligned(
    label: &Label<'_>,
    align: Align,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) -> Rect {
    let n_free = match align {
        Align::Left => 0,
        Align::Right => {
            let columns = text::columns(label.text);
            area.width.saturating_sub(u16::try_from(columns).unwrap_or(u16::MAX))
        }
    };
    let area = Rect { x: area.x + n_free, width: area.width - n_free, ..area };
    let width = label.draw(area, buffer, theme);
    Rect { width, ..area }
}

/// Half blocks beside the text, so that the cell shows without colour too; an empty cell gets one
/// column of the cell style.
fn draw_cursor(area: Rect, text: Rect, buffer: &mut Buffer, style: Style, theme: &Theme) {
    if text.width == 0 {
        buffer.set_style(Rect { width: area.width.min(1), ..area }, theme.cell);
    }
    let width = text.width.max(1);
    let mut put = |x: u16, glyph| {
        if let Some(cell) = buffer.cell_mut((x, text.y))
            && cell.symbol() == " "
        {
            cell.set_symbol(glyph).set_style(style);
        }
    };
    put(text.x.saturating_sub(1), "▐");
    put(text.x.saturating_add(width), "▌");
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    fn columns() -> Vec<Column> {
        let column = |title: &str, width, align| Column { title: title.into(), width, align };
        vec![
            column("TIME ▲", Width::Fixed(8), Align::Left),
            column("EVENT", Width::Fill { min: 10, weight: 1 }, Align::Left),
            column("N", Width::Fixed(5), Align::Right),
        ]
    }

    fn row(index: usize) -> Row<'static> {
        let cells = vec!["12:15:03".into(), format!("Get{index}").into(), index.to_string().into()];
        Row { cells, mark: if index == 1 { "★" } else { "" }, ..Row::default() }
    }

    fn draw(state: &mut TableState, n_rows: usize, width: u16, height: u16) -> (String, Buffer) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let (columns, theme) = (columns(), Theme::dark());
        let table =
            Table { columns: &columns, n_frozen: 0, n_rows, has_focus: true, theme: &theme };
        table.draw(area, &mut buffer, state, |index| {
            assert!(index < n_rows);
            row(index)
        });
        let line = |row: Rect| {
            let cells = row.columns().map(|at| buffer[(at.x, at.y)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        (area.rows().map(line).collect::<Vec<_>>().join("\n"), buffer)
    }

    #[test]
    fn rows_have_a_pointer_a_mark_and_a_cell_cursor() {
        let mut state = TableState { selected: 1, column: 1, ..TableState::default() };
        let (shown, buffer) = draw(&mut state, 2, 30, 4);
        let expected = [
            "  TIME ▲    EVENT            N",
            "  12:15:03  Get0             0",
            "▶★12:15:03 ▐Get1▌            1",
            "",
        ];
        assert_eq!(shown, expected.join("\n"));
        assert_eq!(buffer[(12, 2)].modifier, Theme::dark().cell.add_modifier);
        assert_eq!(buffer[(2, 2)].bg, Theme::dark().row.bg.unwrap());
    }

    #[test]
    fn only_visible_rows_are_asked_for() {
        let mut state = TableState { selected: 900, ..TableState::default() };
        let mut asked = Vec::new();
        let area = Rect::new(0, 0, 30, 4);
        let (columns, theme) = (columns(), Theme::plain());
        let table =
            Table { columns: &columns, n_frozen: 0, n_rows: 1_000, has_focus: true, theme: &theme };
        table.draw(area, &mut Buffer::empty(area), &mut state, |index| {
            asked.push(index);
            row(index)
        });
        assert_eq!(asked, [898, 899, 900]);
    }

    #[test]
    fn the_selected_column_is_scrolled_into_view() {
        let mut state = TableState { column: 2, ..TableState::default() };
        assert_eq!(
            draw(&mut state, 1, 19, 2).0,
            "‹ EVENT           N\n▶ Get0           ▐0".to_owned()
        );
        state.column = 0;
        assert_eq!(
            draw(&mut state, 1, 19, 2).0,
            "  TIME ▲    EVENT ›\n▶▐12:15:03▌ Get0".to_owned()
        );
    }

    #[test]
    fn a_selection_past_the_end_is_drawn_at_the_end() {
        let mut state = TableState { selected: 99, offset: 98, ..TableState::default() };
        let (shown, _) = draw(&mut state, 2, 12, 3);
        assert!(shown.contains("▶★12:15:03"), "{shown}");
        assert_eq!((state.selected, state.offset), (99, 0));
    }

    #[test]
    fn what_is_pointed_at_is_what_was_drawn() {
        let area = Rect::new(0, 0, 30, 4);
        let (columns, theme) = (columns(), Theme::plain());
        let table =
            Table { columns: &columns, n_frozen: 0, n_rows: 2, has_focus: true, theme: &theme };
        let state = TableState::default();
        let hit = |x, y| table.hit(area, &state, Position::new(x, y));
        assert_eq!(hit(3, 0), Some(Hit::Header { column: 0 }));
        assert_eq!(hit(13, 2), Some(Hit::Cell { row: 1, column: Some(1) }));
        assert_eq!(hit(0, 1), Some(Hit::Cell { row: 0, column: None }));
        assert_eq!([hit(3, 3), hit(3, 9)], [None, None]);
    }

    #[test]
    #[ignore = "a measurement: cargo test --release --lib -- --ignored table"]
    fn a_screen_is_drawn_well_below_a_frame() {
        let area = Rect::new(0, 0, 200, 50);
        let mut buffer = Buffer::empty(area);
        let columns = (0..5).flat_map(|_| columns()).collect::<Vec<_>>();
        let theme = Theme::dark();
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: 99_999,
            has_focus: true,
            theme: &theme,
        };
        let start = Instant::now();
        for selected in 0..1_000 {
            let mut state = TableState { selected, ..TableState::default() };
            table.draw(area, &mut buffer, &mut state, |index| Row {
                cells: (0..5).flat_map(|_| row(index).cells).collect(),
                ..Row::default()
            });
        }
        let each = start.elapsed() / 1_000;
        assert!(each.as_micros() < 800, "{each:?}");
    }

    proptest! {
        #[test]
        fn any_area_and_text_will_do(
            text: String, width in 0_u16..40, height in 0_u16..6, n_rows in 0_usize..9,
            selected: usize, column: usize, offset: usize, first_column: usize,
        ) {
            let mut state = TableState { selected, offset, column, first_column };
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            let (columns, theme) = (columns(), Theme::dark());
            let table =
                Table { columns: &columns, n_frozen: 1, n_rows, has_focus: true, theme: &theme };
            let cell = Cell::from(&*text);
            let cursor = table.draw(area, &mut buffer, &mut state, |_| Row {
                cells: vec![cell.clone(), cell.clone(), Cell { cut: Cut::Middle, ..cell.clone() }],
                ..Row::default()
            });
            prop_assert_eq!(cursor.is_some(), n_rows > 0 && !area.is_empty());
            prop_assert!(cursor.is_none_or(|cursor| area.contains(cursor)));
            prop_assert_eq!((state.selected, state.column), (selected, column));
            for cell in &buffer.content {
                prop_assert_eq!(text::sanitize(cell.symbol()), cell.symbol());
            }
        }
    }
}
