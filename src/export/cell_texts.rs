//! The cells of rows: fields from memory, paths from the records, a window of rows at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use crate::query::{Cancel, Operand, Path, PathText, path_texts};
use crate::store::{RowId, Snapshot};

/// Rows whose paths are read at a time, and whose texts are held: of each window every file is
/// inflated once.
pub(crate) const WINDOW: usize = 1 << 14;

/// Gives the cells of each row to `each`, in order.
///
/// Fails also when the file that a path must be read from is lost.
pub(crate) fn each_row<'s>(
    snapshot: &'s Snapshot,
    rows: &[RowId],
    columns: &[Operand],
    mut each: impl FnMut(RowId, &[Cow<'s, str>]) -> io::Result<()>,
) -> io::Result<()> {
    let paths: Vec<Path> = columns.iter().filter_map(path_of).cloned().collect();
    let window = if paths.is_empty() { rows.len().max(1) } else { WINDOW };
    let mut cells: Vec<Cow<'s, str>> = Vec::with_capacity(columns.len());
    for rows in rows.chunks(window) {
        let mut texts = read(snapshot, rows, &paths)?;
        for &row in rows {
            let mut at_paths = texts.remove(&row).unwrap_or_default().into_iter();
            cells.clear();
            cells.extend(columns.iter().map(|column| match column {
                Operand::Field(field) => snapshot.text(row, *field),
                Operand::Path(_) => Cow::Owned(at_paths.next().unwrap_or_default().text),
            }));
            each(row, &cells)?;
        }
    }
    Ok(())
}

fn path_of(column: &Operand) -> Option<&Path> {
    match column {
        Operand::Path(path) => Some(path),
        Operand::Field(_) => None,
    }
}

fn read(
    snapshot: &Snapshot,
    rows: &[RowId],
    paths: &[Path],
) -> io::Result<HashMap<RowId, Vec<PathText>>> {
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    // Nobody raises the flag, so there is always an answer.
    let texts = path_texts(snapshot, rows, paths, &Cancel::new()).unwrap_or_default();
    match snapshot.lost().first() {
        Some(lost) if texts.len() < rows.len() => Err(io::Error::other((*lost).clone())),
        _ => Ok(texts),
    }
}
