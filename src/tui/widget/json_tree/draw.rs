//! Drawing the visible lines of a JSON tree.
//!
//! A line is: indentation, fold sign, key padded to its siblings, value. What is folded shows how
//! many members it has and what they begin with. A value too wide is cut, or wrapped below its own
//! start. Strings are shown decoded, within quotes.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::{self, Cut};
use crate::tui::theme::Theme;
use crate::tui::widget::json_tree::parse::Kind;
use crate::tui::widget::json_tree::row::Row;
use crate::tui::widget::json_tree::tree::JsonTree;
use crate::tui::widget::label::Label;
use crate::tui::widget::scrollbar;

/// Columns before a note.
const GAP: u16 = 2;

/// Where the user is in the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JsonState {
    /// The selected line.
    pub selected: usize,
    /// The first visible line.
    pub offset: usize,
    /// How many rows of the selected value are scrolled off, when it is taller than the pane.
    pub skip: usize,
    /// Whether long values are wrapped instead of cut.
    pub wraps: bool,
}

impl JsonState {
    /// Moves the selection down, or up when negative, and stops at the ends.
    pub fn move_lines(&mut self, delta: isize, n_lines: usize) {
        self.select(self.selected.saturating_add_signed(delta).min(n_lines.saturating_sub(1)));
    }

    /// Scrolls down, or up when negative, whatever is selected: that is the first visible line then.
    pub fn scroll_lines(&mut self, delta: isize, n_lines: usize) {
        self.offset = self.offset.saturating_add_signed(delta).min(n_lines.saturating_sub(1));
        self.select(self.offset);
    }

    /// Selects a line; one past the end is brought back at the next draw or move.
    pub fn select(&mut self, line: usize) {
        self.selected = line;
        self.skip = 0;
    }

    /// Scrolls within a value taller than the pane; the next draw stops at its ends.
    pub fn scroll_value(&mut self, delta: isize) {
        self.skip = self.skip.saturating_add_signed(delta);
    }
}

/// What is drawn, apart from the place.
#[derive(Debug, Clone, Copy)]
pub struct JsonView<'a> {
    /// The tree.
    pub tree: &'a JsonTree,
    /// The styles.
    pub theme: &'a Theme,
    /// Whether keys go here: without, no line is set off.
    pub has_focus: bool,
    /// Remarks to the right of the values of some lines, where there is room.
    pub notes: &'a [(usize, String)],
}

impl JsonView<'_> {
    /// Draws the visible lines and brings the scroll offsets in order.
    ///
    /// `highlight` gets each key and each value without quotes, and answers with the bytes to set
    /// off. Returns where the selected line's key begins, for the terminal's cursor.
    pub fn draw(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut JsonState,
        highlight: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Option<Position> {
        let whole = area.intersection(buffer.area);
        if whole.is_empty() {
            return None;
        }
        let area = self.inner(whole);
        self.scroll(area, state);
        let selected = state.selected.min(self.tree.lines() - 1);
        let mut left = area;
        let mut cursor = None;
        for line in state.offset..self.tree.lines() {
            if left.is_empty() {
                break;
            }
            let mut row = Row::new(self.tree, line, left, state.wraps);
            row.value_rows.drain(..if line == state.offset { state.skip } else { 0 });
            row.area.height = row.n_rows().min(left.height);
            if line == selected {
                let style = if self.has_focus { self.theme.row } else { Style::new() };
                buffer.set_style(row.area, style);
                cursor = Some(Position::new(row.key_span.start.min(area.right() - 1), left.y));
            }
            self.draw_line(&row, buffer, &highlight);
            left = below(left, row.area.height);
        }
        if area != whole {
            scrollbar::draw(whole, buffer, self.tree.lines(), state.offset, self.theme);
        }
        cursor
    }

    /// The line at a place of the screen, in the tree as it was last drawn.
    pub fn line_at(&self, area: Rect, state: &JsonState, position: Position) -> Option<usize> {
        let mut left = self.inner(area);
        for line in state.offset..self.tree.lines() {
            let skip = if line == state.offset { state.skip } else { 0 };
            let height = self.height(line, left, state.wraps).saturating_sub(skip);
            let height = u16::try_from(height).unwrap_or(u16::MAX).min(left.height);
            if (Rect { height, ..left }).contains(position) {
                return Some(line);
            }
            left = below(left, height);
        }
        None
    }

    /// Leaves a column to the scroll bar when there is one.
    fn inner(&self, area: Rect) -> Rect {
        let has_bar = self.tree.lines() > usize::from(area.height) && area.width > 1;
        Rect { width: area.width - u16::from(has_bar), ..area }
    }

    /// Scrolls no more than is needed to see the selected line whole.
    fn scroll(&self, area: Rect, state: &mut JsonState) {
        let last_line = self.tree.lines() - 1;
        let selected = state.selected.min(last_line);
        let least = self.first_before(selected, area, state.wraps);
        let greatest = self.first_before(last_line, area, state.wraps).max(least);
        state.offset = state.offset.clamp(least, selected).min(greatest);
        let is_top = state.offset == selected;
        let height = if is_top { self.height(selected, area, state.wraps) } else { 0 };
        state.skip = state.skip.min(height.saturating_sub(usize::from(area.height)));
    }

    /// The first line that can stand at the top while `line` is seen whole.
    fn first_before(&self, line: usize, area: Rect, wraps: bool) -> usize {
        let mut left = usize::from(area.height);
        let is_fitting = |&line: &usize| {
            let height = self.height(line, area, wraps);
            let is_fitting = height <= left;
            left = left.saturating_sub(height);
            is_fitting
        };
        (0..=line).rev().take_while(is_fitting).last().unwrap_or(line)
    }

    fn height(&self, line: usize, area: Rect, wraps: bool) -> usize {
        if wraps { Row::new(self.tree, line, area, wraps).value_rows.len().max(1) } else { 1 }
    }

    fn draw_line(
        &self,
        row: &Row<'_>,
        buffer: &mut Buffer,
        highlight: &impl Fn(&str) -> Vec<Range<usize>>,
    ) {
        let matched = highlight(&row.key);
        let key = Label::new(&row.key, self.theme.json_key).with_matched(&matched, self.theme);
        let sign = Label::new(row.sign, self.theme.faint);
        let tag = Label::new(&row.tag, self.theme.faint);
        for (label, span) in [(sign, &row.sign_span), (key, &row.key_span), (tag, &row.tag_span)] {
            let width = span.end - span.start;
            let area = Rect { x: span.start, width, height: 1, ..row.area };
            label.draw(area.intersection(row.area), buffer, self.theme);
        }
        let end = self.draw_value(row, buffer, highlight);
        self.draw_note(row, end, buffer);
    }

    /// Returns the column after the value's first row.
    fn draw_value(
        &self,
        row: &Row<'_>,
        buffer: &mut Buffer,
        highlight: &impl Fn(&str) -> Vec<Range<usize>>,
    ) -> u16 {
        let matched = match row.node.kind {
            Kind::String => {
                let inner = row.value.get(1..row.value.len().saturating_sub(1));
                highlight(inner.unwrap_or_default())
                    .into_iter()
                    .map(|m| m.start + 1..m.end + 1)
                    .collect()
            }
            _ => highlight(&row.value),
        };
        let style = self.value_style(row);
        let mut end = row.value_x;
        for (index, (range, line)) in row.value_rows.iter().zip(row.area.rows()).enumerate() {
            let matched = shifted(&matched, range.start);
            let text = &row.value[range.clone()];
            let label = Label { cut: cut_of(text), ..Label::new(text, style) };
            let area = from(line, row.value_x);
            let used = label.with_matched(&matched, self.theme).draw(area, buffer, self.theme);
            end = if index == 0 { row.value_x + used } else { end };
        }
        end
    }

    fn value_style(&self, row: &Row<'_>) -> Style {
        match row.node.kind {
            Kind::String => self.theme.json_string,
            Kind::Number => self.theme.json_number,
            Kind::Literal => self.theme.json_literal,
            Kind::Object | Kind::Array => self.theme.faint,
            Kind::Raw => Style::new(),
        }
    }

    fn draw_note(&self, row: &Row<'_>, end: u16, buffer: &mut Buffer) {
        let Some((_, note)) = self.notes.iter().find(|(line, _)| *line == row.line) else { return };
        let area = from(Rect { height: 1, ..row.area }, end.saturating_add(GAP));
        if usize::from(area.width) >= text::columns(note) {
            Label::new(note, self.theme.faint).draw(area, buffer, self.theme);
        }
    }
}

fn below(area: Rect, height: u16) -> Rect {
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// The part of a row from column `x` on.
fn from(row: Rect, x: u16) -> Rect {
    let x = x.clamp(row.x, row.right());
    Rect { x, width: row.right() - x, ..row }
}

/// ARNs and ids differ at the end; sentences and JSON matter from the start.
fn cut_of(value: &str) -> Cut {
    if value.contains([' ', '{', '%']) { Cut::End } else { Cut::Middle }
}

fn shifted(ranges: &[Range<usize>], by: usize) -> Vec<Range<usize>> {
    let shift = |range: &Range<usize>| range.start.saturating_sub(by)..range.end.saturating_sub(by);
    ranges.iter().filter(|range| range.end > by).map(shift).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Color;

    use super::*;
    use crate::tui::widget::json_tree::parse::tests::json;

    const RAW: &str = r#"{
        "requestParameters": {"userName": "bob\u001b", "passwordResetRequired": false, "o": {}},
        "responseElements": {"a": [1], "b": 2}, "policy": "{\"Version\": 1}"}"#;

    struct Screen {
        tree: JsonTree,
        state: JsonState,
        notes: Vec<(usize, String)>,
    }

    impl Screen {
        fn new(raw: &str) -> Self {
            let (tree, state) = (JsonTree::parse(raw), JsonState::default());
            Self { tree, state, notes: Vec::new() }
        }

        fn draw(&mut self, width: u16, height: u16) -> (String, Buffer) {
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            let theme = Theme::dark();
            let view =
                JsonView { tree: &self.tree, theme: &theme, has_focus: true, notes: &self.notes };
            view.draw(area, &mut buffer, &mut self.state, |text| {
                text.match_indices("bob").map(|(at, m)| at..at + m.len()).collect()
            });
            let line = |row: Rect| {
                let cells = row.columns().map(|at| buffer[(at.x, at.y)].symbol());
                cells.collect::<String>().trim_end().to_owned()
            };
            (area.rows().map(line).collect::<Vec<_>>().join("\n"), buffer)
        }
    }

    #[test]
    fn keys_are_aligned_and_folds_show_what_is_in_them() {
        let mut screen = Screen::new(RAW);
        screen.tree.fold(4);
        screen.notes.push((1, "15 events".into()));
        let (shown, buffer) = screen.draw(60, 6);
        let expected = r#"▾ requestParameters
    userName               "bob^["  15 events
    passwordResetRequired  false
    o                      {}
▸ responseElements {2}  "a": [1], "b": 2
▸ policy ⟨json⟩  "{"Version": 1}""#;
        assert_eq!(shown, expected);
        assert_eq!(buffer[(31, 1)].bg, Color::LightYellow, "^[ warns");
        assert_eq!(buffer[(28, 1)].bg, Color::Yellow, "bob matches");
        assert_eq!(buffer[(50, 0)].bg, Theme::dark().row.bg.unwrap());
    }

    #[test]
    fn long_values_are_cut_or_wrapped() {
        let mut screen = Screen::new(r#"{"key": "0123456789", "k": 1}"#);
        assert_eq!(screen.draw(16, 4).0, "  key  \"01…6789\"\n  k    1\n\n");
        screen.state.wraps = true;
        let expected = "  key  \"01234567\n       89\"\n  k    1\n";
        assert_eq!(screen.draw(16, 4).0, expected);
        assert_eq!(screen.draw(16, 1).0, "  key  \"0123456▐");
        screen.state.scroll_value(9);
        assert_eq!(screen.draw(16, 1).0, "  key  789\"    ▐");
        screen.state.move_lines(1, 2);
        assert_eq!(screen.draw(16, 2).0, "  k    1\n");
    }

    #[test]
    fn unreadable_text_is_shown_with_the_reason() {
        let (shown, _) = Screen::new("{oops").draw(60, 1);
        assert_eq!(shown, "  not readable as JSON: key mu…  {oops");
    }

    #[test]
    fn the_selected_line_is_scrolled_into_view() {
        let mut screen = Screen::new(RAW);
        screen.state.select(7);
        let (shown, _) = screen.draw(40, 3);
        assert_eq!(screen.state.offset, 5);
        assert!(shown.contains("b  2"), "{shown}");
        screen.state.select(99);
        screen.draw(40, 3);
        assert_eq!((screen.state.selected, screen.state.offset), (99, 6));
        screen.draw(40, 30);
        assert_eq!(screen.state.offset, 0);
    }

    #[test]
    fn json_in_a_string_stands_below_it() {
        let mut screen = Screen::new(r#"{"policy": "{\"Version\": 1}"}"#);
        assert_eq!(screen.draw(40, 1).0, "▸ policy ⟨json⟩  \"{\"Version\": 1}\"");
        screen.tree.unfold_all();
        assert_eq!(screen.draw(40, 3).0, "▾ policy\n  ▾ ⟨json⟩\n      Version  1");
    }

    #[test]
    fn a_click_finds_the_line() {
        let mut screen = Screen::new(r#"{"key": "0123456789", "k": 1}"#);
        screen.state.wraps = true;
        let theme = Theme::plain();
        let view = JsonView { tree: &screen.tree, theme: &theme, has_focus: true, notes: &[] };
        let area = Rect::new(0, 0, 16, 4);
        let at = |y| view.line_at(area, &screen.state, Position::new(3, y));
        assert_eq!([at(0), at(1), at(2), at(3)], [Some(0), Some(0), Some(1), None]);
    }

    proptest! {
        #[test]
        fn any_tree_fits_any_area(
            value in json(), width in 0_u16..40, height in 0_u16..6, wraps: bool,
            selected in 0_usize..50, offset: usize, skip: usize,
        ) {
            let mut screen = Screen::new(&value.to_string());
            screen.tree.unfold_all();
            screen.tree.fold(3);
            screen.state = JsonState { selected, offset, skip, wraps };
            let (_, buffer) = screen.draw(width, height);
            for cell in &buffer.content {
                prop_assert_eq!(text::sanitize(cell.symbol()), cell.symbol());
            }
        }
    }
}
