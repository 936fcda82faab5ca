//! Rows of cells with a character between them: CSV and TSV.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Medium;

/// Writes rows of cells.
pub struct Cells<'w> {
    medium: Medium,
    kind: Kind<'w>,
}

enum Kind<'w> {
    Csv(Box<csv::Writer<&'w mut dyn Write>>),
    Tsv(&'w mut dyn Write),
}

impl<'w> Cells<'w> {
    /// Comma-separated, quoted where needed; no cell is a formula to a spreadsheet.
    pub fn csv(medium: Medium, out: &'w mut dyn Write) -> Self {
        Self { medium, kind: Kind::Csv(Box::new(csv::Writer::from_writer(out))) }
    }

    /// Tab-separated; tabs, line ends and backslashes in cells are written `\t`, `\n`, `\r`, `\\`.
    pub fn tsv(medium: Medium, out: &'w mut dyn Write) -> Self {
        Self { medium, kind: Kind::Tsv(out) }
    }

    /// Writes a row.
    pub fn row<'c>(&mut self, cells: impl Iterator<Item = Cow<'c, str>>) -> io::Result<()> {
        let medium = self.medium;
        match &mut self.kind {
            Kind::Csv(writer) => {
                for cell in cells {
                    writer.write_field(&*medium.fit(&unarmed(&cell))).map_err(to_io)?;
                }
                writer.write_record(None::<&[u8]>).map_err(to_io)
            }
            Kind::Tsv(out) => {
                for (index, cell) in cells.enumerate() {
                    out.write_all(if index > 0 { b"\t" } else { b"" })?;
                    out.write_all(medium.fit(&escaped(&cell)).as_bytes())?;
                }
                out.write_all(b"\n")
            }
        }
    }

    /// Hands on what is still held.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.kind {
            Kind::Csv(writer) => writer.flush(),
            Kind::Tsv(out) => out.flush(),
        }
    }
}

/// The error below the one of the CSV writer: its kind says whether a pipe was closed.
fn to_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A cell that a spreadsheet would take for a formula, made into text with a leading `'`.
///
/// Log text is written by attackers, and `=HYPERLINK(…)` in a user agent would run on opening.
fn unarmed(cell: &str) -> Cow<'_, str> {
    match cell.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => Cow::Owned(format!("'{cell}")),
        _ => Cow::Borrowed(cell),
    }
}

fn escaped(cell: &str) -> Cow<'_, str> {
    if !cell.contains(['\t', '\n', '\r', '\\']) {
        return Cow::Borrowed(cell);
    }
    let escaped = cell.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n");
    Cow::Owned(escaped.replace('\r', "\\r"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Medium = Medium::Terminal { columns: 80 };

    fn check(is_csv: bool, medium: Medium, row: &str) {
        let mut out = Vec::new();
        let make = if is_csv { Cells::csv } else { Cells::tsv };
        let mut cells = make(medium, &mut out);
        let hostile = ["=1+1", "-a", "x\ty", "\u{202E}\x1b[2J", "q\"r,\ns", "b\\c"];
        cells.row(hostile.into_iter().map(Cow::Borrowed)).unwrap();
        cells.flush().unwrap();
        drop(cells);
        assert_eq!(String::from_utf8(out).unwrap(), row);
    }

    #[test]
    fn a_file_gets_cells_as_they_are_but_no_formulas() {
        check(true, Medium::File, "'=1+1,'-a,x\ty,\u{202E}\x1b[2J,\"q\"\"r,\ns\",b\\c\n");
        check(false, Medium::File, "=1+1\t-a\tx\\ty\t\u{202E}\x1b[2J\tq\"r,\\ns\tb\\\\c\n");
    }

    #[test]
    fn a_terminal_gets_nothing_that_acts_on_it() {
        check(true, TERMINAL, "'=1+1,'-a,x␉y,⟨202E⟩^[[2J,\"q\"\"r,␊s\",b\\c\n");
        check(false, TERMINAL, "=1+1\t-a\tx\\ty\t⟨202E⟩^[[2J\tq\"r,\\ns\tb\\\\c\n");
    }

    #[test]
    fn every_sign_that_starts_a_formula_is_disarmed() {
        for cell in ["=a", "+a", "-a", "@a", "\ta", "\ra"] {
            assert_eq!(unarmed(cell), format!("'{cell}"));
        }
        assert_eq!(unarmed("a=b"), "a=b");
    }

    struct ClosedPipe;

    impl Write for ClosedPipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_as_such() {
        let mut out = ClosedPipe;
        let mut cells = Cells::csv(Medium::File, &mut out);
        let wide = "x".repeat(1 << 20);
        let error = cells.row([Cow::Borrowed(&*wide)].into_iter()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
