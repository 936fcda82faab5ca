//! Rows in aligned columns, for people.
//!
//! Text is sanitised wherever it goes: a line end inside a cell would break the table. A terminal's
//! columns shrink to fit its width, and what has no room leaves as a whole; elsewhere nothing is cut,
//! and a very wide cell pushes its row.

use std::io::{self, Write};

use super::Medium;
use crate::text::{self, Cut};

/// Where a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// A column: its title and how it is laid out.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Where its cells stand.
    pub align: Align,
    /// Where a cell too wide is cut.
    pub cut: Cut,
    /// Columns that it keeps however narrow the terminal, if it has them.
    pub least: usize,
    /// Columns that it takes at most in a file; wider cells push their row.
    pub most: usize,
    /// When it leaves a terminal that is too narrow for all: the lowest first, `None` never.
    pub leaves: Option<u8>,
    /// Columns that its widest cell takes.
    width: usize,
}

impl Column {
    /// A column of text, as wide as its title.
    pub fn new(title: &str) -> Self {
        let width = text::columns(title);
        let (least, most) = (LEAST_WIDTH, MOST_PADDING);
        Self { title: title.to_owned(), least, most, width, ..Self::default() }
    }

    /// A column of numbers, as wide as its title; numbers are never cut.
    pub fn of_numbers(title: &str) -> Self {
        Self { align: Align::Right, least: usize::MAX, ..Self::new(title) }
    }

    /// The same column with its cells cut in the middle: they differ at the end.
    pub fn cut_in_the_middle(self) -> Self {
        Self { cut: Cut::Middle, ..self }
    }

    /// Makes room for `cell`.
    pub fn widen(&mut self, cell: &str) {
        self.width = self.width.max(text::columns(cell));
    }

    /// The same column, which keeps `least` columns however narrow the terminal.
    pub fn at_least(self, least: usize) -> Self {
        Self { least, ..self }
    }

    /// The same column, which is `most` columns wide in a file where it has cells so wide.
    pub fn padded_to(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The same column, which leaves a terminal that is too narrow for all, the lowest `rank` first.
    pub fn leaves(self, rank: u8) -> Self {
        Self { leaves: Some(rank), ..self }
    }

    fn kept(&self) -> usize {
        self.width.min(self.least)
    }
}

/// A cell narrower than this says too little; rather, the last columns leave the screen.
const LEAST_WIDTH: usize = 9;

/// In a file, wider cells push their row: one long user agent must not pad a million rows.
const MOST_PADDING: usize = 60;

/// For names of credentials: those of role and session have 64 letters each, below the strokes of a
/// tree.
pub const LONGEST_NAMES: usize = 160;

const GAP: &str = "  ";

/// Columns that fit their medium.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    /// Whether the medium has room for each.
    shows: Vec<bool>,
    medium: Medium,
}

impl Table {
    /// Fits `columns`, which were widened for all cells, to the medium.
    pub fn new(mut columns: Vec<Column>, medium: Medium) -> Self {
        let mut shows = vec![true; columns.len()];
        match medium {
            Medium::File => {
                for column in &mut columns {
                    column.width = column.width.min(column.most.max(column.kept()));
                }
            }
            Medium::Terminal { columns: n_columns } => {
                shows = those_with_room(&columns, n_columns);
                let most = most_width(&columns, &shows, n_columns);
                for column in &mut columns {
                    column.width = column.width.min(most.max(column.kept()));
                }
            }
        }
        Self { columns, shows, medium }
    }

    /// Writes titles and rows in columns as wide as these need; says what a terminal has no room for.
    pub fn write_whole<T: AsRef<str>, const N: usize>(
        mut columns: Vec<Column>,
        rows: &[[T; N]],
        medium: Medium,
        out: &mut dyn Write,
    ) -> io::Result<Option<String>> {
        for row in rows {
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.widen(cell.as_ref()));
        }
        let table = Self::new(columns, medium);
        table.header(out)?;
        rows.iter().try_for_each(|row| table.row(row, out))?;
        Ok(table.left_out())
    }

    /// Says which columns a terminal has no room for; `None` when it has room for all.
    pub fn left_out(&self) -> Option<String> {
        let columns = self.columns.iter().zip(&self.shows);
        let titles: Vec<&str> = columns
            .filter(|(_, shows)| !**shows)
            .map(|(column, _)| column.title.as_str())
            .collect();
        let is_any = !titles.is_empty();
        is_any.then(|| {
            format!("no room here for {}: a wider terminal or a pipe shows all", titles.join(", "))
        })
    }

    /// Writes the titles.
    pub fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        self.row(&titles, out)
    }

    /// Writes a row, one cell for each column.
    pub fn row(&self, cells: &[impl AsRef<str>], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        let left = self.columns.iter().zip(&self.shows).zip(cells).filter(|((_, s), _)| **s);
        for (index, ((column, _), cell)) in left.enumerate() {
            line.push_str(if index > 0 { GAP } else { "" });
            let cell = match self.medium {
                Medium::File => text::sanitize(cell.as_ref()),
                Medium::Terminal { .. } => match column.cut {
                    Cut::End => text::truncate_end(cell.as_ref(), column.width),
                    Cut::Middle => text::truncate_middle(cell.as_ref(), column.width),
                },
            };
            let padding = " ".repeat(column.width.saturating_sub(text::columns(&cell)));
            let (first, last) = match column.align {
                Align::Left => (&*cell, padding.as_str()),
                Align::Right => (padding.as_str(), &*cell),
            };
            line.push_str(first);
            line.push_str(last);
        }
        self.line(line.trim_end(), out)
    }

    /// Writes a line of its own, as wide as the medium allows.
    pub fn line(&self, line: &str, out: &mut dyn Write) -> io::Result<()> {
        let line = match self.medium {
            Medium::File => text::sanitize(line),
            Medium::Terminal { columns } => text::truncate_end(line, columns),
        };
        writeln!(out, "{line}")
    }
}

/// Columns that the columns which show take, when cells are cut to `most`.
fn total(columns: &[Column], shows: &[bool], most: usize) -> usize {
    let left = || columns.iter().zip(shows).filter(|(_, shows)| **shows);
    let widths = left().map(|(column, _)| column.width.min(most.max(column.kept())));
    widths.sum::<usize>() + GAP.len() * left().count().saturating_sub(1)
}

/// Which columns show, when as many leave as must for the rest to fit into `n_columns`.
fn those_with_room(columns: &[Column], n_columns: usize) -> Vec<bool> {
    let mut shows = vec![true; columns.len()];
    let mut leaving: Vec<(u8, usize)> =
        (0..).zip(columns).filter_map(|(at, column)| Some((column.leaves?, at))).collect();
    leaving.sort_unstable();
    for (_, at) in leaving {
        if total(columns, &shows, 0) <= n_columns {
            break;
        }
        shows[at] = false;
    }
    shows
}

/// The widest that cells may be for the columns that show to fit into `n_columns`; 0 if they cannot.
fn most_width(columns: &[Column], shows: &[bool], n_columns: usize) -> usize {
    let total = |most: usize| total(columns, shows, most);
    let widest = columns.iter().map(|column| column.width).max().unwrap_or(0).min(n_columns);
    (0..=widest).rev().find(|&most| total(most) <= n_columns).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(medium: Medium, rows: &[[&str; 3]]) -> Vec<String> {
        let mut columns =
            vec![Column::new("WHO"), Column::of_numbers("EVENTS"), Column::new("WHAT")];
        for row in rows {
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.widen(cell));
        }
        let table = Table::new(columns, medium);
        let mut out = Vec::new();
        table.header(&mut out).unwrap();
        for row in rows {
            table.row(row, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_aligned_and_lines_end_with_text() {
        let lines = drawn(Medium::File, &[["ann", "1,234", "x"], ["日本", "5", ""]]);
        assert_eq!(lines, ["WHO   EVENTS  WHAT", "ann    1,234  x", "日本       5"]);
    }

    #[test]
    fn a_terminal_gets_harmless_lines_of_its_width_at_most() {
        let hostile = "\x1b]0;x\u{7}\u{202E}a\nlong text that goes on and on".to_owned();
        for columns in 0..60 {
            let lines = drawn(Medium::Terminal { columns }, &[[&hostile, "12", &hostile]]);
            assert_eq!(lines.len(), 2);
            for line in lines {
                assert!(text::columns(&line) <= columns, "{columns}: {line}");
                assert!(!line.contains(['\x1b', '\u{7}', '\u{202E}']), "{line}");
            }
        }
    }

    #[test]
    fn numbers_stay_whole_while_text_is_cut() {
        let long = "a".repeat(40);
        let lines = drawn(Medium::Terminal { columns: 31 }, &[[&long, "1,234,567", &long]]);
        assert_eq!(lines[1], "aaaaaaaa…  1,234,567  aaaaaaaa…");
    }

    #[test]
    fn what_has_no_room_leaves_as_a_whole_in_its_order() {
        let columns = || {
            let mut columns = vec![
                Column::new("WHO").at_least(12),
                Column::of_numbers("EVENTS").leaves(2),
                Column::new("WHAT").leaves(1),
            ];
            let row = ["a-name-of-many-letters", "1,234", "some words"];
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.widen(cell));
            columns
        };
        let check = |n_columns: usize, expected: &str, left_out: Option<&str>| {
            let table = Table::new(columns(), Medium::Terminal { columns: n_columns });
            let mut out = Vec::new();
            table.row(&["a-name-of-many-letters", "1,234", "some words"], &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}\n"), "{n_columns}");
            assert_eq!(table.left_out().as_deref(), left_out, "{n_columns}");
        };
        check(42, "a-name-of-many-letters   1,234  some words", None);
        check(31, "a-name-of-m…   1,234  some wor…", None);
        let what = "no room here for WHAT: a wider terminal or a pipe shows all";
        check(30, "a-name-of-many-letters   1,234", Some(what));
        check(20, "a-name-of-m…   1,234", Some(what));
        let both = "no room here for EVENTS, WHAT: a wider terminal or a pipe shows all";
        check(19, "a-name-of-many-let…", Some(both));
    }

    #[test]
    fn a_column_can_be_padded_to_more_than_the_usual() {
        let mut columns = vec![Column::new("WHO").padded_to(LONGEST_NAMES), Column::new("WHAT")];
        let long = "a".repeat(100);
        columns[0].widen(&long);
        let table = Table::new(columns, Medium::File);
        let mut out = Vec::new();
        table.row(&[&long, "x"], &mut out).unwrap();
        table.row(&["b", "y"], &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        assert!(lines.lines().all(|line| line.len() == 103), "{lines}");
    }

    #[test]
    fn a_wide_cell_in_a_file_is_whole_and_pushes_only_its_row() {
        let long = "a".repeat(100);
        let lines = drawn(Medium::File, &[[&long, "1", "x"], ["b", "2", "y"]]);
        assert!(lines[1].starts_with(&long));
        assert_eq!(lines[2].len(), MOST_PADDING + 2 + 6 + 2 + 1);
    }
}
