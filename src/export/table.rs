//! Rows in aligned columns, for people.
//!
//! Text is sanitised wherever it goes: a line end inside a cell would break the table. A terminal's
//! columns shrink to fit its width; elsewhere nothing is cut, and a very wide cell pushes its row.

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
    /// Columns that its widest cell takes.
    width: usize,
}

impl Column {
    /// A column of text, as wide as its title.
    pub fn new(title: &str) -> Self {
        let width = text::columns(title);
        Self { title: title.to_owned(), least: LEAST_WIDTH, width, ..Self::default() }
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

    fn kept(&self) -> usize {
        self.width.min(self.least)
    }
}

/// A cell narrower than this says too little; rather, the last columns leave the screen.
const LEAST_WIDTH: usize = 9;

/// In a file, wider cells push their row: one long user agent must not pad a million rows.
const MOST_PADDING: usize = 60;

const GAP: &str = "  ";

/// Columns that fit their medium.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    medium: Medium,
}

impl Table {
    /// Fits `columns`, which were widened for all cells, to the medium.
    pub fn new(mut columns: Vec<Column>, medium: Medium) -> Self {
        let most = match medium {
            Medium::File => MOST_PADDING,
            Medium::Terminal { columns: n_columns } => most_width(&columns, n_columns),
        };
        for column in &mut columns {
            column.width = column.width.min(most.max(column.kept()));
        }
        Self { columns, medium }
    }

    /// Writes the titles.
    pub fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        self.row(&titles, out)
    }

    /// Writes a row, one cell for each column.
    pub fn row(&self, cells: &[impl AsRef<str>], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for (index, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
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

/// The widest that cells may be for all columns to fit into `n_columns`; 0 if they cannot.
fn most_width(columns: &[Column], n_columns: usize) -> usize {
    let gaps = GAP.len() * columns.len().saturating_sub(1);
    let total = |most: usize| {
        let widths = columns.iter().map(|column| column.width.min(most.max(column.kept())));
        widths.sum::<usize>() + gaps
    };
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
    fn a_wide_cell_in_a_file_is_whole_and_pushes_only_its_row() {
        let long = "a".repeat(100);
        let lines = drawn(Medium::File, &[[&long, "1", "x"], ["b", "2", "y"]]);
        assert!(lines[1].starts_with(&long));
        assert_eq!(lines[2].len(), MOST_PADDING + 2 + 6 + 2 + 1);
    }
}
