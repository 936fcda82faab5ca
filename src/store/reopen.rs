//! A snapshot as a segment again, so that more can be merged with it.
//!
//! The segments of a load are dropped when they are merged; keeping them for a reload that may never
//! come would cost their memory twice.

use std::sync::Arc;

use rayon::prelude::*;

use super::codes::Codes;
use super::dictionary::Values;
use super::field::{Column, Part};
use super::place::FileId;
use super::segment::{IdentityCodes, Run, Segment};
use super::{RowId, Snapshot};

/// A record of the segment to be: its file's position, its place, the row that has its values.
type Origin = (u32, u32, u32, RowId);

impl Snapshot {
    /// Everything of the files that `is_kept` names, copies of events among it.
    ///
    /// Merged alone it gives this snapshot again when all files are kept. A copy whose first place
    /// goes becomes the event; its columns are those of the event, which is the same by definition.
    pub fn to_segment(&self, is_kept: impl Fn(FileId) -> bool) -> Segment {
        let is_kept: Vec<bool> = self.file_ids.iter().map(|&file| is_kept(file)).collect();
        let origins = self.origins(&is_kept);
        let rows: Vec<usize> = origins.iter().map(|(.., row)| row.index()).collect();
        let order: Vec<u32> = origins.iter().map(|(.., row)| row.0).collect();
        let mut columns: Vec<Codes> =
            self.columns.par_iter().map(|column| column.pick(&order)).collect();
        // A segment's files are in its runs.
        columns[Column::File as usize] = Codes::default();
        let mut values = self.values.clone();
        values[Column::File as usize] = Values::default();
        let parts = self.parts.clone();
        let corrections = if self.corrections.is_empty() {
            Vec::new()
        } else {
            let of = |(row, at): (RowId, u32)| Some((at, self.corrects(row)?.into()));
            origins.iter().map(|(.., row)| *row).zip(0..).filter_map(of).collect()
        };
        Segment {
            corrections,
            issues: self.issues.clone().pick(&order),
            times: rows.iter().map(|&row| self.times[row]).collect(),
            event_ids: rows.iter().map(|&row| self.event_ids[row]).collect(),
            odd_ids: self.odd_ids_of(&origins),
            offsets: origins.iter().map(|(_, offset, ..)| *offset).collect(),
            lengths: origins.iter().map(|(_, _, length, _)| *length).collect(),
            columns: into_array(columns),
            values: into_array(values),
            identities: self.identities(),
            parts: into_array(parts),
            runs: self.runs(&origins),
            files: self
                .file_ids
                .iter()
                .copied()
                .zip(self.files.iter().map(Arc::clone))
                .zip(&is_kept)
                .filter_map(|(file, is_kept)| is_kept.then_some(file))
                .collect(),
        }
    }

    /// All records in order of file and place.
    fn origins(&self, is_kept: &[bool]) -> Vec<Origin> {
        let event = |row: RowId| {
            (self.file_index(row), self.offsets[row.index()], self.lengths[row.index()], row)
        };
        let copies = self.duplicates.iter().filter_map(|copy| {
            Some((self.find_file(copy.file)?, copy.offset, copy.length, copy.of))
        });
        let events = (0..self.len()).map(RowId::from_index).map(event);
        let mut origins: Vec<Origin> =
            events.chain(copies).filter(|(file, ..)| is_kept[*file as usize]).collect();
        origins.par_sort_unstable();
        origins
    }

    fn odd_ids_of(&self, origins: &[Origin]) -> Vec<(u32, Box<str>)> {
        let odd =
            origins.iter().zip(0..).filter(|((.., row), _)| self.event_ids[row.index()].is_hash());
        odd.map(|((.., row), at)| (at, self.event_id(*row).into())).collect()
    }

    fn identities(&self) -> Vec<IdentityCodes> {
        let n_identities = self.part_lenses.first().map_or(0, Vec::len);
        let identity = |code: usize| {
            let mut parts = [0; Part::COUNT];
            for (part, lens) in parts.iter_mut().zip(&self.part_lenses) {
                *part = lens[code];
            }
            parts
        };
        (0..n_identities).map(identity).collect()
    }

    fn runs(&self, origins: &[Origin]) -> Vec<Run> {
        let mut first_row = 0;
        let run = |records: &[Origin]| {
            let n_rows = u32::try_from(records.len()).unwrap_or(u32::MAX);
            let run = Run { file: self.file_ids[records[0].0 as usize], first_row, n_rows };
            first_row += n_rows;
            run
        };
        origins.chunk_by(|a, b| a.0 == b.0).map(run).collect()
    }
}

fn into_array<T: std::fmt::Debug, const N: usize>(values: Vec<T>) -> [T; N] {
    values.try_into().unwrap_or_else(|_| unreachable!("a snapshot has all columns"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event, names, snapshot};
    use super::super::{TextCache, assemble};
    use super::*;

    #[test]
    fn everything_comes_back() {
        let (a, b) = (event("a", "05"), event("b", "01"));
        let odd = r#"{"eventName":"undated"}"#;
        let before = snapshot(&[&[odd, &a], &[&b, &a], &[&a]]);
        let after = assemble(&[Arc::new(before.to_segment(|_| true))]);
        assert_eq!(names(&after), names(&before));
        assert_eq!(after.duplicates(), before.duplicates());
        let mut cache = TextCache::default();
        for row in (0..before.len()).map(RowId::from_index) {
            assert_eq!(after.place(row), before.place(row));
            assert_eq!(after.event_id(row), before.event_id(row));
            assert_eq!(after.json(row, &mut cache).unwrap(), before.json(row, &mut cache).unwrap());
        }
    }

    #[test]
    fn a_copy_takes_the_place_of_an_event_whose_file_goes() {
        let (a, b) = (event("a", "05"), event("b", "01"));
        let before = snapshot(&[&[&a], &[&b], &[&b, &a], &[&a]]);
        let kept = before.to_segment(|file| file.walk > 0);
        let after = assemble(&[Arc::new(kept)]);
        assert_eq!(names(&after), ["b", "a"]);
        assert_eq!(after.place(RowId(1)).file, FileId::of_file(2));
        assert_eq!(after.json(RowId(1), &mut TextCache::default()).unwrap(), a);
        assert_eq!(after.duplicates().len(), 2);
    }
}
