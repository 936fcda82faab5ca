//! A one-line editor: text, cursor, scrolling.
//!
//! The text is kept as typed, except that a line break becomes a space; it is sanitised when
//! drawn. The cursor always stands between two clusters. Keys are those of a shell.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;

/// The editor's state.
#[derive(Debug, Clone, Default)]
pub struct LineEdit {
    text: String,
    /// A byte index between clusters.
    cursor: usize,
    /// The byte index of the first visible cluster.
    first: usize,
}

/// What can be done to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Insert at the cursor; line breaks become spaces.
    Insert(String),
    /// Delete the cluster before the cursor.
    DeleteBefore,
    /// Delete the cluster after the cursor.
    DeleteAfter,
    /// Delete back to the start of the word.
    DeleteWord,
    /// Delete everything before the cursor.
    DeleteToStart,
    /// Delete everything after the cursor.
    DeleteToEnd,
    /// Move one cluster to the left.
    Left,
    /// Move one cluster to the right.
    Right,
    /// Move to the start of the word.
    WordLeft,
    /// Move past the end of the word.
    WordRight,
    /// Move to the start of the line.
    Start,
    /// Move to the end of the line.
    End,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditOutcome {
    /// The text is another.
    Changed,
    /// An editing key that left the text alone.
    Moved,
    /// Not an editing key.
    Ignored,
}

impl LineEdit {
    /// An editor of `text` with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.apply(Edit::Insert(text.to_owned()));
        line
    }

    /// The text as it stands.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte index of the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Replaces a part, as a completion does; the cursor is put after it.
    ///
    /// A range that does not lie on characters of the text is widened or cut so that it does.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end.max(start));
        let with = one_line(with);
        self.text.replace_range(start..end, &with);
        self.put_cursor(start + with.len());
    }

    /// Carries out one edit; returns whether the text is another.
    pub fn apply(&mut self, edit: Edit) -> bool {
        let (at, end) = (self.cursor, self.text.len());
        match edit {
            Edit::Insert(text) => self.insert(&text),
            Edit::DeleteBefore => self.delete(self.before()..at),
            Edit::DeleteAfter => self.delete(at..self.after()),
            Edit::DeleteWord => self.delete(self.word_before()..at),
            Edit::DeleteToStart => self.delete(0..at),
            Edit::DeleteToEnd => self.delete(at..end),
            Edit::Left => self.move_to(self.before()),
            Edit::Right => self.move_to(self.after()),
            Edit::WordLeft => self.move_to(self.word_before()),
            Edit::WordRight => self.move_to(self.word_after()),
            Edit::Start => self.move_to(0),
            Edit::End => self.move_to(end),
        }
    }

    /// Inserts pasted text.
    pub fn paste(&mut self, text: &str) -> EditOutcome {
        if self.insert(text) { EditOutcome::Changed } else { EditOutcome::Moved }
    }

    /// Carries out the edit bound to a key.
    pub fn key(&mut self, key: KeyEvent) -> EditOutcome {
        let Some(edit) = edit_of(key) else { return EditOutcome::Ignored };
        if self.apply(edit) { EditOutcome::Changed } else { EditOutcome::Moved }
    }

    fn insert(&mut self, text: &str) -> bool {
        let text = one_line(text);
        self.text.insert_str(self.cursor, &text);
        self.put_cursor(self.cursor + text.len());
        !text.is_empty()
    }

    fn delete(&mut self, range: Range<usize>) -> bool {
        let is_change = !range.is_empty();
        let start = range.start;
        self.text.replace_range(range, "");
        self.put_cursor(start);
        is_change
    }

    fn move_to(&mut self, cursor: usize) -> bool {
        self.cursor = cursor;
        false
    }

    /// An inserted or bared mark joins the cluster before it: the cursor goes to that one's end.
    fn put_cursor(&mut self, wanted: usize) {
        let ends = self.text.grapheme_indices(true).map(|(at, cluster)| at + cluster.len());
        self.cursor = std::iter::once(0).chain(ends).find(|&end| end >= wanted).unwrap_or(0);
    }

    fn before(&self) -> usize {
        let last = self.text[..self.cursor].grapheme_indices(true).next_back();
        last.map_or(0, |(index, _)| index)
    }

    fn after(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    /// Words are set apart by white space, as `^w` has it in a shell.
    fn word_before(&self) -> usize {
        let clusters = self.text[..self.cursor].grapheme_indices(true).rev();
        let word = clusters.skip_while(|&(_, c)| is_space(c)).take_while(|&(_, c)| !is_space(c));
        word.last().map_or(0, |(index, _)| index)
    }

    fn word_after(&self) -> usize {
        let clusters = self.text[self.cursor..].grapheme_indices(true);
        let word = clusters.skip_while(|&(_, c)| is_space(c)).take_while(|&(_, c)| !is_space(c));
        word.last().map_or(self.text.len(), |(index, c)| self.cursor + index + c.len())
    }

    /// Draws into the first row of `area`; returns where the terminal's cursor belongs.
    ///
    /// The bytes of `error` are underlined; an empty range marks the place after the text, or the
    /// character at it. Returns `None` for an empty area.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
        error: Option<Range<usize>>,
    ) -> Option<Position> {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return None;
        }
        self.scroll(usize::from(area.width));
        let n_marker = u16::from(self.first > 0 && area.width > 1);
        let error = error.map(|error| error.start..error.end.max(error.start + 1));
        let is_error_left = error.as_ref().is_some_and(|error| error.start < self.first);
        let error_style = theme.error.add_modifier(Modifier::UNDERLINED);
        if n_marker > 0 {
            let style = if is_error_left { error_style } else { theme.faint };
            buffer.set_string(area.x, area.y, "…", style);
        }
        let area = Rect { x: area.x + n_marker, width: area.width - n_marker, ..area };
        let shown = Shown { text: &self.text, first: self.first };
        shown.draw(area, buffer, theme, error.map(|range| (range, error_style)));
        let column = u16::try_from(text::columns(&self.text[self.first..self.cursor]));
        let x = area.x + column.unwrap_or(u16::MAX).min(area.width - 1);
        Some(Position::new(x, area.y))
    }

    /// Moves `first` no more than is needed to see the cursor and the `…` beside it.
    fn scroll(&mut self, width: usize) {
        self.first = self.text.floor_char_boundary(self.first.min(self.cursor));
        let n_after = usize::from(self.cursor < self.text.len());
        while self.first < self.cursor {
            let n_marker = usize::from(self.first > 0);
            let n_columns = text::columns(&self.text[self.first..self.cursor]);
            if n_columns + n_marker + n_after < width {
                break;
            }
            let next = self.text[self.first..].graphemes(true).next();
            // Seen from within a run of flags, the next cluster may reach past the cursor.
            self.first = self.cursor.min(self.first + next.map_or(1, str::len));
        }
    }
}

/// The visible end of the line.
struct Shown<'a> {
    text: &'a str,
    first: usize,
}

impl Shown<'_> {
    fn draw(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
        error: Option<(Range<usize>, Style)>,
    ) {
        let (range, matched_style) = error.unwrap_or_default();
        let start = range.start.saturating_sub(self.first);
        let matched = start..range.end.saturating_sub(self.first);
        let mut label = Label::new(&self.text[self.first..], Style::new());
        if !matched.is_empty() {
            label = Label { matched: std::slice::from_ref(&matched), matched_style, ..label };
        }
        let used = label.draw(area, buffer, theme);
        if range.end > self.text.len() && used < area.width {
            buffer.set_string(area.x + used, area.y, " ", matched_style);
        }
    }
}

fn is_space(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

fn one_line(text: &str) -> String {
    text.trim_end_matches(['\r', '\n']).replace("\r\n", " ").replace(['\r', '\n'], " ")
}

fn edit_of(key: KeyEvent) -> Option<Edit> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let has_control = key.modifiers.contains(KeyModifiers::CONTROL);
    let has_alt = key.modifiers.contains(KeyModifiers::ALT);
    match (key.code, has_control, has_alt) {
        // Both together are AltGr on Windows.
        (KeyCode::Char(c), false, false) | (KeyCode::Char(c), true, true) => {
            Some(Edit::Insert(c.to_string()))
        }
        (KeyCode::Char(c), true, false) => control_edit(c),
        (KeyCode::Char('b'), ..) | (KeyCode::Left, true, _) | (KeyCode::Left, _, true) => {
            Some(Edit::WordLeft)
        }
        (KeyCode::Char('f'), ..) | (KeyCode::Right, true, _) | (KeyCode::Right, _, true) => {
            Some(Edit::WordRight)
        }
        (KeyCode::Backspace, true, _) | (KeyCode::Backspace, _, true) => Some(Edit::DeleteWord),
        (code, ..) => plain_edit(code),
    }
}

fn control_edit(c: char) -> Option<Edit> {
    match c {
        'a' => Some(Edit::Start),
        'b' => Some(Edit::Left),
        'd' => Some(Edit::DeleteAfter),
        'e' => Some(Edit::End),
        'f' => Some(Edit::Right),
        'h' => Some(Edit::DeleteBefore),
        'k' => Some(Edit::DeleteToEnd),
        'u' => Some(Edit::DeleteToStart),
        'w' => Some(Edit::DeleteWord),
        _ => None,
    }
}

fn plain_edit(code: KeyCode) -> Option<Edit> {
    match code {
        KeyCode::Backspace => Some(Edit::DeleteBefore),
        KeyCode::Delete => Some(Edit::DeleteAfter),
        KeyCode::Left => Some(Edit::Left),
        KeyCode::Right => Some(Edit::Right),
        KeyCode::Home => Some(Edit::Start),
        KeyCode::End => Some(Edit::End),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn control(c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
    }

    fn draw(line: &mut LineEdit, width: u16, error: Option<Range<usize>>) -> (String, Buffer, u16) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let cursor = line.draw(area, &mut buffer, &Theme::dark(), error);
        let shown = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        (shown, buffer, cursor.unwrap_or_default().x)
    }

    #[test]
    fn keys_edit_as_in_a_shell() {
        let mut line = LineEdit::new("eventName:Get* error:*");
        assert_eq!(line.key(control('w')), EditOutcome::Changed);
        assert_eq!(line.text(), "eventName:Get* ");
        assert_eq!(line.key(control('a')), EditOutcome::Moved);
        assert_eq!(line.key(KeyEvent::from(KeyCode::Char('!'))), EditOutcome::Changed);
        assert_eq!((line.text(), line.cursor()), ("!eventName:Get* ", 1));
        assert_eq!(line.key(control('k')), EditOutcome::Changed);
        assert_eq!(line.key(control('u')), EditOutcome::Changed);
        assert_eq!(line.key(KeyEvent::from(KeyCode::Backspace)), EditOutcome::Moved);
        assert_eq!(line.key(KeyEvent::from(KeyCode::Enter)), EditOutcome::Ignored);
        assert_eq!(line.key(control('r')), EditOutcome::Ignored);
        assert_eq!(line.text(), "");
    }

    #[test]
    fn clusters_are_deleted_whole() {
        let mut line = LineEdit::new("ae\u{301}日");
        assert!(line.apply(Edit::DeleteBefore));
        assert!(line.apply(Edit::DeleteBefore));
        assert_eq!(line.text(), "a");
        line.apply(Edit::Insert("e".into()));
        line.apply(Edit::Insert("\u{301}".into()));
        line.apply(Edit::Left);
        assert_eq!(line.cursor(), 1);
    }

    #[test]
    fn a_paste_stays_on_one_line() {
        let mut line = LineEdit::new("");
        assert_eq!(line.paste("a\r\nb\nc\n"), EditOutcome::Changed);
        assert_eq!(line.text(), "a b c");
    }

    #[test]
    fn a_part_is_replaced() {
        let mut line = LineEdit::new("name:Cr error:*");
        line.replace(5..7, "CreateUser");
        assert_eq!((line.text(), line.cursor()), ("name:CreateUser error:*", 15));
        line.replace(90..99, "!");
        assert_eq!(line.text(), "name:CreateUser error:*!");
    }

    #[test]
    fn the_line_scrolls_to_the_cursor() {
        let mut line = LineEdit::new("0123456789");
        assert_eq!(draw(&mut line, 6, None).0, "…6789 ");
        line.apply(Edit::Start);
        let (shown, _, cursor) = draw(&mut line, 6, None);
        assert_eq!((shown.as_str(), cursor), ("01234…", 0));
        for _ in 0..6 {
            line.apply(Edit::Right);
        }
        let (shown, _, cursor) = draw(&mut line, 6, None);
        assert_eq!((shown.as_str(), cursor), ("…3456…", 4));
    }

    #[test]
    fn an_empty_area_is_left_alone() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 2));
        let area = Rect { height: 0, ..buffer.area };
        assert_eq!(LineEdit::new("a").draw(area, &mut buffer, &Theme::plain(), None), None);
        assert_eq!(buffer, Buffer::empty(buffer.area));
    }

    #[test]
    fn flags_that_pair_anew_do_not_break_scrolling() {
        let mut line = LineEdit::new("0a🇦🇦");
        let insert = |text: &str| Edit::Insert(text.into());
        let edits = [Edit::Start, insert("®"), Edit::Right, insert("🇦"), Edit::DeleteAfter];
        for edit in edits {
            draw(&mut line, 1, None);
            line.apply(edit);
        }
        assert_eq!(draw(&mut line, 1, None).2, 0);
    }

    #[test]
    fn an_error_is_underlined_also_at_the_end() {
        let underlined = |buffer: &Buffer| {
            let cells = buffer.content.iter().enumerate();
            cells
                .filter(|(_, c)| c.modifier.contains(Modifier::UNDERLINED))
                .map(|(x, _)| x)
                .collect::<Vec<_>>()
        };
        let mut line = LineEdit::new("name:(a");
        assert_eq!(underlined(&draw(&mut line, 20, Some(5..6)).1), [5]);
        assert_eq!(underlined(&draw(&mut line, 20, Some(7..7)).1), [7]);
        assert_eq!(underlined(&draw(&mut line, 5, Some(0..1)).1), [0]);
    }

    fn edits() -> impl Strategy<Value = Edit> {
        prop_oneof![
            "\\PC{0,3}|[\u{300}-\u{305}🇦-🇿\n]".prop_map(Edit::Insert),
            prop::sample::select(vec![
                Edit::DeleteBefore,
                Edit::DeleteAfter,
                Edit::DeleteWord,
                Edit::Left,
                Edit::Right,
                Edit::WordLeft,
                Edit::WordRight,
                Edit::Start,
                Edit::End,
            ]),
        ]
    }

    proptest! {
        #[test]
        fn the_cursor_stands_between_clusters(
            edits in prop::collection::vec(edits(), 0..40), width in 0_u16..12,
        ) {
            let mut line = LineEdit::default();
            for edit in edits {
                let before = line.text().to_owned();
                let is_changed = line.apply(edit);
                prop_assert!(is_changed || before == line.text());
                let mut starts = line.text().grapheme_indices(true).map(|(index, _)| index);
                let is_end = line.cursor() == line.text().len();
                prop_assert!(is_end || starts.any(|start| start == line.cursor()));
                let (_, _, cursor) = draw(&mut line, width, Some(1..2));
                prop_assert!(cursor < width.max(1));
            }
        }
    }
}
