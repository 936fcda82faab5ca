//! Events as text, the same for both front ends: a table, JSON lines, CSV, TSV.
//!
//! [`Selection::write`] takes rows in the order in which they are to come out. Text goes to a
//! [`Medium`]: what a terminal gets is made harmless, whatever the form; what a file or a pipe gets
//! is as the log has it, but for tables, which are for people. Opens nothing, keeps nothing.

mod cell_texts;
mod cells;
mod columns;
mod json_lines;
mod sourced;
mod table;

use std::borrow::Cow;
use std::io::{self, Write};

pub use cells::Cells;
pub use columns::{Columns, ListColumn, MOST_WIDTH};
pub use table::{Align, Column, LONGEST_NAMES, Table};

use crate::query::Operand;
use crate::query::flags::flags;
use crate::store::{Field, RowId, Snapshot};
use crate::text::{Cut, sanitize};
use cell_texts::each_row;

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Aligned columns, for people.
    Table,
    /// The records' own JSON, one a line.
    JsonLines,
    /// Comma-separated, with a header; safe to open in a spreadsheet.
    Csv,
    /// Tab-separated, with a header; `\t`, `\n`, `\r`, `\\` stand for those characters.
    Tsv,
}

/// Where the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A file or a pipe: for programs.
    File,
    /// A screen.
    Terminal {
        /// Its width.
        columns: usize,
    },
}

impl Medium {
    /// The text as this medium may get it.
    pub fn fit(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::File => Cow::Borrowed(text),
            Self::Terminal { .. } => sanitize(text),
        }
    }
}

/// The columns of a table unless others are asked for.
pub const DEFAULT_COLUMNS: &[Field] = &[
    Field::Time,
    Field::Actor,
    Field::Service,
    Field::EventName,
    Field::SourceIp,
    Field::Result,
    Field::Target,
    Field::Region,
    Field::Account,
];

/// Events to be written.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'s> {
    /// Where they are.
    pub snapshot: &'s Snapshot,
    /// Which, in order.
    pub rows: &'s [RowId],
    /// What of them; JSON lines have all of it.
    pub columns: &'s [Operand],
}

impl Selection<'_> {
    /// Writes the events.
    pub fn write(&self, form: Form, medium: Medium, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.contains(&Operand::Field(Field::Flag)) {
            flags(self.snapshot);
        }
        match form {
            Form::Table => self.write_table(medium, out),
            Form::JsonLines => json_lines::write(self.snapshot, self.rows, medium, out),
            Form::Csv => self.write_cells(&mut Cells::csv(medium, out)),
            Form::Tsv => self.write_cells(&mut Cells::tsv(medium, out)),
        }
    }

    fn write_cells(&self, cells: &mut Cells<'_>) -> io::Result<()> {
        cells.row(self.columns.iter().map(Operand::name))?;
        each_row(self.snapshot, self.rows, self.columns, |_, texts| {
            cells.row(texts.iter().map(|text| Cow::Borrowed(&**text)))
        })?;
        cells.flush()
    }

    fn write_table(&self, medium: Medium, out: &mut dyn Write) -> io::Result<()> {
        let table = Table::new(self.columns(self.columns)?, medium);
        table.header(out)?;
        each_row(self.snapshot, self.rows, self.columns, |_, texts| table.row(texts, out))
    }

    /// Columns as wide as their values; of paths, as those of the first rows.
    fn columns(&self, of: &[Operand]) -> io::Result<Vec<Column>> {
        let paths: Vec<Operand> =
            of.iter().filter(|column| matches!(column, Operand::Path(_))).cloned().collect();
        let mut measured: Vec<Column> =
            paths.iter().map(|path| Column::new(&path.name()).cut_in_the_middle()).collect();
        if !paths.is_empty() {
            let rows = &self.rows[..self.rows.len().min(cell_texts::WINDOW)];
            each_row(self.snapshot, rows, &paths, |_, texts| {
                measured.iter_mut().zip(texts).for_each(|(column, text)| column.widen(text));
                Ok(())
            })?;
        }
        let mut measured = measured.into_iter();
        let column = |of: &Operand| match of {
            Operand::Field(field) => self.column(*field),
            Operand::Path(_) => measured.next().unwrap_or_default(),
        };
        Ok(of.iter().map(column).collect())
    }

    fn column(&self, field: Field) -> Column {
        let mut column = Column::new(field.spec().title);
        if field == Field::Time {
            column.least = usize::MAX;
        }
        if matches!(
            field,
            Field::Target | Field::Arn | Field::PrincipalId | Field::EventId | Field::File
        ) {
            column.cut = Cut::Middle;
        }
        self.measure(field, &mut column);
        column
    }

    /// Widens `column` to the field's widest value; each distinct value is looked at once.
    fn measure(&self, field: Field, column: &mut Column) {
        let Some(view) = self.snapshot.view(field) else {
            for &row in self.rows.iter().take(MOST_MEASURED) {
                column.widen(&self.snapshot.text(row, field));
            }
            return;
        };
        let mut is_used = vec![false; view.values.len()];
        self.rows.iter().for_each(|&row| is_used[view.code(row) as usize] = true);
        let values = view.values.iter().filter(|(code, _)| is_used[*code as usize]);
        values.for_each(|(_, text)| column.widen(text));
    }
}

/// Times and event ids are all as wide as the first few.
const MOST_MEASURED: usize = 1000;
