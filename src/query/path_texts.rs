//! What stands at paths in the records of some rows: cells of a list, an export.

use std::collections::HashMap;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::needle::Record;
use super::path::{Path, PathReader, PathText};
use super::reading::Reading;
use crate::store::{RowId, Snapshot};

/// The texts at `paths`, in their order, in the records of `rows`; `None` when `cancel` was raised.
///
/// Rows of a file that is lost are missing.
pub fn path_texts(
    snapshot: &Snapshot,
    rows: &[RowId],
    paths: &[Path],
    cancel: &Cancel,
) -> Option<HashMap<RowId, Vec<PathText>>> {
    let mut wanted = Bitset::new(snapshot.len());
    for &row in rows {
        wanted.insert(row);
    }
    let reader = PathReader::new(paths);
    let mut all = HashMap::with_capacity(rows.len());
    let reading = Reading { snapshot, rows: &wanted, newest_first: false };
    reading.run(
        cancel,
        |text, records| {
            let texts = |record: &Record| (record.row, reader.texts(record.json(text)));
            records.iter().map(texts).collect()
        },
        |found, _| all.extend(found),
    )?;
    Some(all)
}
