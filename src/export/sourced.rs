//! Events with where they were read: file, member of a container, number of the record.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::cell_texts::each_row;
use super::{Cells, Column, Form, Medium, Selection, Table, json_lines};
use crate::query::Operand;
use crate::store::{Field, Numbering, Provenance, RowId};

/// The columns behind the others.
const COLUMNS: [&str; 3] = ["file", "member", "record"];

/// Lines that are held at a time.
const WINDOW: usize = 1 << 14;

/// A line of JSON.
#[derive(Serialize)]
struct Line<'s> {
    #[serde(flatten)]
    place: Place<'s>,
    copies: Vec<Place<'s>>,
    event: &'s RawValue,
}

#[derive(Serialize)]
struct Place<'s> {
    file: &'s str,
    member: Option<&'s str>,
    record: u32,
    byte: u32,
}

impl<'s> From<Provenance<'s>> for Place<'s> {
    fn from(from: Provenance<'s>) -> Self {
        let member = Some(from.member).filter(|member| !member.is_empty());
        Self { file: from.file, member, record: from.record, byte: from.byte }
    }
}

impl Selection<'_> {
    /// Writes the events with where they were read: three more columns, or an object around each
    /// record, which also names the places of its copies.
    pub fn write_with_provenance(
        &self,
        form: Form,
        medium: Medium,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let numbering = self.snapshot.numbering();
        match form {
            Form::Table => self.sourced_table(&numbering, medium, out),
            Form::JsonLines => self.sourced_lines(&numbering, medium, out),
            Form::Csv => self.sourced_cells(&numbering, &mut Cells::csv(medium, out)),
            Form::Tsv => self.sourced_cells(&numbering, &mut Cells::tsv(medium, out)),
        }
    }

    /// The columns asked for, without the path that comes anyway.
    fn columns_apart(&self) -> Vec<Operand> {
        let is_other = |column: &&Operand| **column != Operand::Field(Field::File);
        self.columns.iter().filter(is_other).cloned().collect()
    }

    fn sourced_cells(&self, numbering: &Numbering<'_>, cells: &mut Cells<'_>) -> io::Result<()> {
        let columns = self.columns_apart();
        cells.row(columns.iter().map(Operand::name).chain(COLUMNS.map(Cow::Borrowed)))?;
        each_row(self.snapshot, self.rows, &columns, |row, texts| {
            let texts = texts.iter().map(|text| Cow::Borrowed(&**text));
            cells.row(texts.chain(place_cells(numbering, row)))
        })?;
        cells.flush()
    }

    fn sourced_table(
        &self,
        numbering: &Numbering<'_>,
        medium: Medium,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let shown = self.columns_apart();
        let mut columns = self.columns(&shown)?;
        columns.extend(["FILE", "MEMBER"].map(|title| Column::new(title).cut_in_the_middle()));
        columns.push(Column::of_numbers("RECORD"));
        let n_fields = shown.len();
        for &row in self.rows {
            let cells = place_cells(numbering, row);
            columns[n_fields..]
                .iter_mut()
                .zip(cells)
                .for_each(|(column, cell)| column.widen(&cell));
        }
        let table = Table::new(columns, medium);
        table.header(out)?;
        each_row(self.snapshot, self.rows, &shown, |row, texts| {
            let cells: Vec<Cow<'_, str>> =
                texts.iter().cloned().chain(place_cells(numbering, row)).collect();
            table.row(&cells, out)
        })
    }

    fn sourced_lines(
        &self,
        numbering: &Numbering<'_>,
        medium: Medium,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for rows in self.rows.chunks(WINDOW) {
            let mut lines = Vec::new();
            json_lines::write(self.snapshot, rows, Medium::File, &mut lines)?;
            for (&row, line) in rows.iter().zip(lines.split(|&byte| byte == b'\n')) {
                let event: &RawValue = serde_json::from_slice(line)?;
                let copies = numbering.copies(row).map(Place::from).collect();
                let line = Line { place: numbering.first(row).into(), copies, event };
                let line = serde_json::to_string(&line)?;
                writeln!(out, "{}", medium.fit(&line))?;
            }
        }
        Ok(())
    }
}

fn place_cells<'s>(numbering: &Numbering<'s>, row: RowId) -> [Cow<'s, str>; 3] {
    let place = numbering.first(row);
    [place.file.into(), place.member.into(), place.record.to_string().into()]
}
