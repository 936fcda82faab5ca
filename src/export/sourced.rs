//! Events with where they were read: file, member of a container, number of the record.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Cells, Column, Form, Medium, Selection, Table, json_lines};
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
    fn fields(&self) -> impl Iterator<Item = Field> + Clone {
        self.columns.iter().copied().filter(|&field| field != Field::File)
    }

    fn sourced_cells(&self, numbering: &Numbering<'_>, cells: &mut Cells<'_>) -> io::Result<()> {
        let names = self.fields().map(|field| field.spec().name);
        cells.row(names.chain(COLUMNS).map(Cow::Borrowed))?;
        for &row in self.rows {
            let texts = self.fields().map(|field| self.snapshot.text(row, field));
            cells.row(texts.chain(place_cells(numbering, row)))?;
        }
        cells.flush()
    }

    fn sourced_table(
        &self,
        numbering: &Numbering<'_>,
        medium: Medium,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let fields: Vec<Field> = self.fields().collect();
        let mut columns: Vec<Column> = fields.iter().map(|&field| self.column(field)).collect();
        columns.extend(["FILE", "MEMBER"].map(|title| Column::new(title).cut_in_the_middle()));
        columns.push(Column::of_numbers("RECORD"));
        let n_fields = fields.len();
        for &row in self.rows {
            let cells = place_cells(numbering, row);
            columns[n_fields..]
                .iter_mut()
                .zip(cells)
                .for_each(|(column, cell)| column.widen(&cell));
        }
        let table = Table::new(columns, medium);
        table.header(out)?;
        for &row in self.rows {
            let texts = fields.iter().map(|&field| self.snapshot.text(row, field));
            let cells: Vec<Cow<'_, str>> = texts.chain(place_cells(numbering, row)).collect();
            table.row(&cells, out)?;
        }
        Ok(())
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
