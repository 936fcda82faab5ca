//! Where an event comes from, for whoever wants to look at the file: path, member, record, byte.
//!
//! The number of a record is not stored. It is one more than the records of the same file before it:
//! events, copies of events, and records that are no events here ([`HeldFile::gaps`]).
//!
//! [`HeldFile::gaps`]: super::HeldFile::gaps

use rayon::prelude::*;

use super::{Duplicate, RowId, Snapshot};

/// A place of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'s> {
    /// Path of the file on disk.
    pub file: &'s str,
    /// Name of the member, when the file is a container; `""` else.
    pub member: &'s str,
    /// Number of the record in the file or member, from 1.
    pub record: u32,
    /// Where the record's JSON begins in the text of the file or member, bytes.
    pub byte: u32,
}

impl Snapshot {
    /// Every place of an event: the one that counts, then its copies in order.
    ///
    /// Looks at all rows once.
    pub fn provenance(&self, row: RowId) -> Vec<Provenance<'_>> {
        let first = (self.file_index(row), self.offsets[row.index()]);
        let copies = self
            .duplicates_of(row)
            .iter()
            .filter_map(|copy| Some((self.find_file(copy.file)?, copy.offset)));
        let places: Vec<(u32, u32)> = std::iter::once(first).chain(copies).collect();
        let before = self.counts_before(&places);
        let place = |(&(file, byte), before)| self.place_of(file, byte, before);
        places.iter().zip(before).map(place).collect()
    }

    /// The numbers of all records, for many events at once: eight bytes an event while it is held.
    pub fn numbering(&self) -> Numbering<'_> {
        let event = |row: usize| {
            let row = RowId::from_index(row);
            (self.file_index(row), self.offsets[row.index()], row.0)
        };
        let n_events = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let copies = self.duplicates.iter().zip(n_events..);
        let copy =
            |(copy, at): (&Duplicate, u32)| Some((self.find_file(copy.file)?, copy.offset, at));
        let mut places: Vec<(u32, u32, u32)> = (0..self.len()).map(event).collect();
        places.extend(copies.filter_map(copy));
        places.par_sort_unstable();
        let mut before = vec![0; places.len()];
        for file in places.chunk_by(|a, b| a.0 == b.0) {
            for ((.., at), n_before) in file.iter().zip(0..) {
                before[*at as usize] = n_before;
            }
        }
        Numbering { snapshot: self, before }
    }

    fn place_of(&self, file: u32, byte: u32, n_before: u32) -> Provenance<'_> {
        let held = &self.files[file as usize];
        let n_gaps = held.gaps.partition_point(|&gap| gap <= n_before);
        let n_gaps = u32::try_from(n_gaps).unwrap_or(u32::MAX);
        let (path, member) = held.parts();
        Provenance { file: path, member, record: n_before.saturating_add(n_gaps) + 1, byte }
    }

    /// For each place, the number of events and copies before it in its file.
    fn counts_before(&self, places: &[(u32, u32)]) -> Vec<u32> {
        let mut counts = vec![0; places.len()];
        let mut count = |file: u32, offset: u32| {
            for ((own_file, own_offset), count) in places.iter().zip(&mut counts) {
                *count += u32::from(*own_file == file && offset < *own_offset);
            }
        };
        for row in (0..self.len()).map(RowId::from_index) {
            count(self.file_index(row), self.offsets[row.index()]);
        }
        for copy in &self.duplicates {
            if let Some(file) = self.find_file(copy.file) {
                count(file, copy.offset);
            }
        }
        counts
    }

    /// The event that a row corrects, by its id, as far as the row is such a record
    /// (`addendum.reason` is `UPDATED_DATA`).
    pub fn corrects(&self, row: RowId) -> Option<&str> {
        let found = self.corrections.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(&self.corrections[found].1)
    }

    /// The rows that correct this one.
    pub fn corrected_by(&self, row: RowId) -> Vec<RowId> {
        if self.corrections.is_empty() {
            return Vec::new();
        }
        let id = self.event_id(row);
        let is_own = |(other, corrected): &&(RowId, Box<str>)| **corrected == *id && *other != row;
        self.corrections.iter().filter(is_own).map(|(row, _)| *row).collect()
    }
}

/// The number of every record of a snapshot.
#[derive(Debug)]
pub struct Numbering<'s> {
    snapshot: &'s Snapshot,
    /// Events and copies before each one in its file: by row, then by copy.
    before: Vec<u32>,
}

impl<'s> Numbering<'s> {
    /// The place of an event that counts.
    pub fn first(&self, row: RowId) -> Provenance<'s> {
        let (file, byte) = (self.snapshot.file_index(row), self.snapshot.offsets[row.index()]);
        self.snapshot.place_of(file, byte, self.before[row.index()])
    }

    /// The places of its copies.
    pub fn copies(&self, row: RowId) -> impl Iterator<Item = Provenance<'s>> {
        let snapshot = self.snapshot;
        let copies = snapshot.duplicates_of(row);
        let at = snapshot.duplicates.partition_point(|copy| copy.of < row);
        copies.iter().zip(&self.before[snapshot.len() + at..]).filter_map(move |(copy, &before)| {
            Some(snapshot.place_of(snapshot.find_file(copy.file)?, copy.offset, before))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::tests::{event, snapshot};
    use super::super::{FileId, HeldFile, SegmentBuilder, assemble};
    use super::*;
    use crate::record::EventRecord;

    fn numbers(places: &[Provenance<'_>]) -> Vec<String> {
        places.iter().map(|place| format!("{} {}", place.file, place.record)).collect()
    }

    #[test]
    fn records_are_counted_in_the_order_of_their_file() {
        let (a, b, c) = (event("a", "05"), event("b", "01"), event("c", "03"));
        let snapshot = snapshot(&[&[&a, &b], &[&b, &a, &c]]);
        // In time order: b, c, a.
        let numbering = snapshot.numbering();
        for row in [RowId(0), RowId(1), RowId(2)] {
            let mut places = vec![numbering.first(row)];
            places.extend(numbering.copies(row));
            assert_eq!(places, snapshot.provenance(row));
        }
        assert_eq!(numbers(&snapshot.provenance(RowId(0))), ["0.json 2", "1.json 1"]);
        assert_eq!(numbers(&snapshot.provenance(RowId(1))), ["1.json 3"]);
        assert_eq!(numbers(&snapshot.provenance(RowId(2))), ["0.json 1", "1.json 2"]);
    }

    #[test]
    fn records_that_are_no_events_are_counted_too() {
        let mut builder = SegmentBuilder::default();
        builder.begin_file(FileId::default());
        builder.pass_over();
        builder.pass_over();
        for (offset, is_gap_behind) in [(10, true), (20, false), (30, true)] {
            let mut record = EventRecord::from_json(r#"{"eventName":"a"}"#).unwrap();
            builder.push(&mut record, offset, 1);
            if is_gap_behind {
                builder.pass_over();
            }
        }
        builder.end_file(|| HeldFile::new("a.json", b"".into()));
        let snapshot = assemble(&[Arc::new(builder.seal())]);
        let records: Vec<u32> =
            (0..3).map(|row| snapshot.provenance(RowId(row))[0].record).collect();
        assert_eq!(records, [3, 5, 6]);
    }

    #[test]
    fn a_correction_and_what_it_corrects_know_each_other() {
        let addendum = |reason: &str| {
            format!(
                r#"{{"eventName":"late","eventID":"l","eventTime":"2025-03-11T11:00:00Z",
                    "addendum":{{"reason":"{reason}","originalEventID":"a"}}}}"#
            )
        };
        let snapshot = snapshot(&[&[&event("a", "05"), &addendum("UPDATED_DATA")]]);
        assert_eq!((snapshot.corrects(RowId(0)), snapshot.corrects(RowId(1))), (None, Some("a")));
        assert_eq!(snapshot.corrected_by(RowId(0)), [RowId(1)]);
        assert_eq!(snapshot.corrected_by(RowId(1)), []);
        let again = assemble(&[Arc::new(snapshot.to_segment(|_| true))]);
        assert_eq!(again.corrects(RowId(1)), Some("a"));
    }

    #[test]
    fn a_late_delivery_corrects_nothing() {
        let late = r#"{"eventName":"late","addendum":{"reason":"DELIVERY_DELAY"}}"#;
        let odd = r#"{"eventName":"odd","addendum":"UPDATED_DATA"}"#;
        let snapshot = snapshot(&[&[late, odd]]);
        assert!((0..2).all(|row| snapshot.corrects(RowId(row)).is_none()));
    }
}
