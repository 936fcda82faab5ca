//! All events in memory: columns of small codes, each distinct value stored once.
//!
//! Readers build [`Segment`]s; [`assemble()`] merges them into a [`Snapshot`], which is immutable and
//! shared by every query. A row of a snapshot is an event; rows are in time order, ties by file and
//! place in the file, undated events last. The JSON of an event stays in its file's own compressed
//! bytes and is fetched on demand.
//!
//! A field's values are found by code. Where several fields say parts of one thing (all that
//! `userIdentity` says), rows hold one code for the thing and a *lens* maps it to the field's value:
//! `value = lens[codes[row]]`. What can be told from a value alone (the program from a user agent, the
//! network of an address) is derived once for each distinct value and read through a lens too.

mod assemble;
mod batch;
mod codes;
mod decode;
mod derived;
mod dictionary;
mod duplicates;
mod event_id;
pub mod field;
mod geo;
pub mod inflate;
mod issue;
mod marks;
mod original;
mod pieces;
mod place;
mod provenance;
mod raw;
mod recent;
mod reopen;
mod segment;

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

pub use assemble::{assemble, assemble_last};
pub use codes::Codes;
pub use decode::{Utf16, decode};
pub use dictionary::{ABSENT, Values};
pub use field::{FIELDS, Field};
pub use geo::{Geo, GeoDatabase, NoGeo};
pub use issue::Issued;
pub use marks::{Baseline, Evidence, EvidenceOf, Marks};
pub use original::{Lost, Spill};
pub use place::{Duplicate, EventPlace, FileId};
pub use provenance::{Numbering, Provenance};
pub use raw::{HeldFile, LARGEST_FILE, MEMBER_SEPARATOR, TextCache, split_member};
pub use segment::{FAILURE, OK, Segment, SegmentBuilder};

use derived::Derived;
use event_id::{EventId, IdOrder};
use field::{Column, Place};
use issue::Issues;
use segment::UNDATED;

use crate::time::{TimeRange, Timestamp};

/// A row of a snapshot: the position of an event in time order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u32);

impl RowId {
    /// The row at `index`; a snapshot holds fewer than 2³² rows.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The position, for slices.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All events read so far, immutable.
#[derive(Debug)]
pub struct Snapshot {
    times: Vec<u32>,
    event_ids: Vec<EventId>,
    odd_ids: Vec<(u32, Box<str>)>,
    offsets: Vec<u32>,
    lengths: Vec<u32>,
    columns: Vec<Codes>,
    values: Vec<Values>,
    parts: Vec<Values>,
    part_lenses: Vec<Vec<u32>>,
    /// By derivation.
    derived: Vec<Derived>,
    error_lens: Vec<u32>,
    /// Files with events, in order; a row's code in the column of files is the position plus one.
    file_ids: Vec<FileId>,
    files: Vec<Arc<HeldFile>>,
    /// Files whose bytes are not in memory.
    n_elsewhere: usize,
    duplicates: Vec<Duplicate>,
    /// Events that correct others, with the id of the other one.
    corrections: Vec<(RowId, Box<str>)>,
    issues: Issues,
    ranks: Vec<OnceLock<Vec<u32>>>,
    totals: Vec<OnceLock<Vec<u32>>>,
    id_order: OnceLock<IdOrder>,
    baseline: Baseline,
    marks: OnceLock<Marks>,
}

impl Default for Snapshot {
    fn default() -> Self {
        assemble(&[])
    }
}

/// A field whose values have codes.
#[derive(Debug, Clone, Copy)]
pub struct FieldView<'s> {
    /// One code for each row; a value's code only when there is no lens.
    pub codes: &'s Codes,
    /// Maps a row's code to the value's code.
    pub lens: Option<&'s [u32]>,
    /// The values by code.
    pub values: &'s Values,
}

impl<'s> FieldView<'s> {
    /// The code of the row's value; [`ABSENT`] when it has none.
    pub fn code(&self, row: RowId) -> u32 {
        let code = self.codes.get(row.index());
        self.lens.map_or(code, |lens| lens[code as usize])
    }

    /// The row's value as shown; `""` when it has none.
    pub fn text(&self, row: RowId) -> &'s str {
        self.values.text(self.code(row))
    }

    /// Counts by value code from counts by the rows' codes.
    pub fn fold_by_value(&self, by_code: Vec<u32>) -> Vec<u32> {
        let Some(lens) = self.lens else { return by_code };
        let mut by_value = vec![0; self.values.len()];
        for (&value, count) in lens.iter().zip(by_code) {
            by_value[value as usize] += count;
        }
        by_value
    }

    /// A table over the rows' codes from one over value codes.
    pub fn through_lens<T: Clone>(&self, by_value: Vec<T>) -> Vec<T> {
        match self.lens {
            Some(lens) => lens.iter().map(|&code| by_value[code as usize].clone()).collect(),
            None => by_value,
        }
    }
}

impl Snapshot {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// When the event happened; `None` when the record has no readable time.
    pub fn time(&self, row: RowId) -> Option<Timestamp> {
        let time = self.times[row.index()];
        (time != UNDATED).then(|| Timestamp::from_seconds(i64::from(time))).flatten()
    }

    /// Number of events with a readable time; the others are the last rows.
    pub fn n_dated(&self) -> usize {
        self.times.partition_point(|&time| time != UNDATED)
    }

    /// First and last time; `None` when no event has one.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let n_dated = self.n_dated();
        let last = self.time(RowId::from_index(n_dated.checked_sub(1)?))?;
        Some((self.time(RowId(0))?, last))
    }

    /// The first row at or after `time`.
    pub fn first_at(&self, time: Timestamp) -> RowId {
        RowId::from_index(self.times.partition_point(|&t| t < time.seconds()))
    }

    /// The codes and values of a field; `None` for times and event ids, which have none.
    pub fn view(&self, field: Field) -> Option<FieldView<'_>> {
        let column = |column: Column| &self.columns[column as usize];
        Some(match field.spec().place {
            Place::Time | Place::EventId => return None,
            Place::Marks => {
                let (codes, values) = self.marks.get()?.column();
                FieldView { codes, lens: None, values }
            }
            Place::Column(at) => {
                FieldView { codes: column(at), lens: None, values: &self.values[at as usize] }
            }
            Place::Part(part) => FieldView {
                codes: column(Column::Identity),
                lens: Some(&self.part_lenses[part as usize]),
                values: &self.parts[part as usize],
            },
            Place::Derived(derivation) => {
                let derived = &self.derived[derivation as usize];
                FieldView {
                    codes: column(derivation.column()),
                    lens: Some(&derived.lens),
                    values: &derived.values,
                }
            }
            Place::ErrorCode => FieldView {
                codes: column(Column::Result),
                lens: Some(&self.error_lens),
                values: &self.values[Column::Result as usize],
            },
        })
    }

    /// A field's value as shown; `""` when the event has none. Not sanitised.
    pub fn text(&self, row: RowId, field: Field) -> Cow<'_, str> {
        match self.view(field) {
            Some(view) => Cow::Borrowed(view.text(row)),
            None if field == Field::Time => {
                self.time(row).map_or(Cow::Borrowed(""), |time| Cow::Owned(time.to_string()))
            }
            None if field == Field::EventId => self.event_id(row),
            None => Cow::Borrowed(""),
        }
    }

    /// `eventID`; `""` when the record has none.
    pub fn event_id(&self, row: RowId) -> Cow<'_, str> {
        let id = self.event_ids[row.index()];
        if !id.is_hash() {
            return Cow::Owned(id.to_text());
        }
        let found = self.odd_ids.binary_search_by_key(&row.0, |(held, _)| *held);
        Cow::Borrowed(found.map_or("", |index| &self.odd_ids[index].1))
    }

    /// `eventID` as a number, 0 for none: equal where ids are, and an order that no file decides.
    pub(crate) fn event_number(&self, row: RowId) -> u128 {
        self.event_ids[row.index()].0
    }

    /// All rows with this `eventID`; several when several accounts received it.
    pub fn rows_with_id(&self, text: &str) -> Vec<RowId> {
        let (id, _) = EventId::from_text(text);
        let is_it = |row: &RowId| self.event_ids[row.index()] == id && self.event_id(*row) == text;
        (0..self.len()).map(RowId::from_index).filter(is_it).collect()
    }

    /// Positions of a field's values in sorted order, by code: addresses and networks by number, text
    /// by bytes.
    ///
    /// Made at the first use and kept; empty for a field without codes.
    pub fn ranks(&self, field: Field) -> &[u32] {
        let Some(view) = self.view(field) else { return &[] };
        self.ranks[field as usize].get_or_init(|| {
            let mut codes: Vec<u32> = view.values.iter().map(|(code, _)| code).collect();
            if matches!(field, Field::SourceIp | Field::Network | Field::Asn) {
                codes.sort_by_cached_key(|&code| {
                    let text = view.values.text(code);
                    (number_of(text).ok_or(text), view.values.key(code))
                });
            } else {
                codes.sort_unstable_by_key(|&code| (view.values.text(code), view.values.key(code)));
            }
            let mut ranks = vec![0; codes.len()];
            for (code, rank) in codes.into_iter().zip(0..) {
                ranks[code as usize] = rank;
            }
            ranks
        })
    }

    /// The rows in order of their `eventID`, as text; rows of one id stay in time order.
    ///
    /// Made at the first use and kept.
    pub fn by_event_id(&self) -> impl Iterator<Item = RowId> {
        self.id_order().rows.iter().copied().map(RowId)
    }

    /// Whether some events have one `eventID`.
    pub fn has_repeated_ids(&self) -> bool {
        self.id_order().has_repeated
    }

    fn id_order(&self) -> &IdOrder {
        self.id_order.get_or_init(|| IdOrder::new(&self.event_ids, &self.odd_ids))
    }

    /// Whether two events have one `eventID`.
    pub fn has_same_id(&self, a: RowId, b: RowId) -> bool {
        self.event_ids[a.index()] == self.event_ids[b.index()]
            && self.event_id(a) == self.event_id(b)
    }

    /// Adds what databases of the user's say of the addresses: one look for each distinct address.
    ///
    /// Without any the fields are there and have no value.
    pub fn locate(&mut self, geo: &Geo) {
        derived::locate(&mut self.derived, &self.values[Column::SourceIp as usize], geo);
    }

    /// Says what flags compare events with; to be said before anybody asks for flags.
    pub fn set_baseline(&mut self, baseline: Baseline) {
        self.baseline = baseline;
        self.marks = OnceLock::new();
    }

    /// The time that flags compare events with; `None` when there is nothing to compare with.
    pub fn baseline(&self) -> Option<TimeRange> {
        self.baseline.range(self.span()?)
    }

    /// The flags of all events, found by `find` at the first use and kept. Without them the field of
    /// flags has no values.
    pub fn marks_or(&self, find: impl FnOnce() -> Marks) -> &Marks {
        self.marks.get_or_init(find)
    }

    /// The flags of all events, if they have been found.
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.get()
    }

    /// How many events have each of a field's values, by code; empty for a field without codes.
    ///
    /// Made at the first use and kept.
    pub fn totals(&self, field: Field) -> &[u32] {
        let Some(view) = self.view(field) else { return &[] };
        self.totals[field as usize].get_or_init(|| {
            let by_code = view.codes.counts(view.lens.map_or(view.values.len(), <[u32]>::len));
            view.fold_by_value(by_code)
        })
    }

    /// Where the event stands.
    pub fn place(&self, row: RowId) -> EventPlace {
        let file = self.file_ids[self.file_index(row) as usize];
        EventPlace { time: self.time(row), file, offset: self.offsets[row.index()] }
    }

    /// The row of the event at `place`; `None` when it is a copy of another one here.
    pub fn find(&self, place: EventPlace) -> Option<RowId> {
        let time = place.time.map_or(UNDATED, Timestamp::seconds);
        let first = self.times.partition_point(|&t| t < time);
        let mut rows = (first..self.len()).map(RowId::from_index);
        rows.by_ref()
            .take_while(|row| self.times[row.index()] == time)
            .find(|&row| self.place(row) == place)
    }

    /// Position of the event's file among the files of this snapshot.
    pub fn file_index(&self, row: RowId) -> u32 {
        self.columns[Column::File as usize].get(row.index()) - 1
    }

    /// The position of `file` in this snapshot; `None` when no event of it stays.
    pub fn find_file(&self, file: FileId) -> Option<u32> {
        let index = self.file_ids.binary_search(&file).ok()?;
        u32::try_from(index).ok()
    }

    /// The file at a position in this snapshot.
    pub fn file(&self, index: u32) -> Option<&Arc<HeldFile>> {
        self.files.get(index as usize)
    }

    /// The files with their positions, in order.
    pub fn files(&self) -> impl Iterator<Item = (u32, &Arc<HeldFile>)> {
        (0..).zip(&self.files)
    }

    /// Files that were wanted again and are no longer what was read: no search finds anything in them.
    pub fn lost(&self) -> Vec<&Lost> {
        if self.n_elsewhere == 0 {
            return Vec::new();
        }
        self.files.iter().filter_map(|file| file.lost()).collect()
    }

    /// What the files are called in every snapshot of the run, by position.
    pub fn file_ids(&self) -> &[FileId] {
        &self.file_ids
    }

    /// The event's JSON as its file has it, through a cache of inflated files.
    ///
    /// Fails when the file is not held in memory and is no longer what it was.
    pub fn json(&self, row: RowId, cache: &mut TextCache) -> Result<String, Lost> {
        let index = self.file_index(row) as usize;
        let start = self.offsets[row.index()] as usize;
        let range = start..start + self.json_len(row);
        cache.part((self.file_ids[index], &self.files[index]), range)
    }

    /// Length of the event's JSON in its file's text, bytes.
    pub fn json_len(&self, row: RowId) -> usize {
        self.lengths[row.index()] as usize
    }

    /// The event's JSON in the text of its file.
    pub fn json_in<'t>(&self, row: RowId, text: &'t str) -> &'t str {
        let start = self.offsets[row.index()] as usize;
        let end = start + self.lengths[row.index()] as usize;
        text.get(start..end).unwrap_or("")
    }

    /// Copies of events, by event.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// Copies of one event.
    pub fn duplicates_of(&self, row: RowId) -> &[Duplicate] {
        let first = self.duplicates.partition_point(|copy| copy.of < row);
        let last = self.duplicates.partition_point(|copy| copy.of <= row);
        &self.duplicates[first..last]
    }

    /// Number of things that events issued: credentials, and what credentials are for.
    pub fn n_issued(&self) -> usize {
        self.issues.len()
    }

    /// One thing that an event issued; `index` is below [`n_issued`](Self::n_issued), rows ascend.
    pub fn issued(&self, index: usize) -> Issued<'_> {
        self.issues.get(index)
    }

    /// Number of distinct identities: the codes of rows in every field of `userIdentity`.
    pub fn n_identities(&self) -> usize {
        self.part_lenses.first().map_or(0, Vec::len)
    }

    /// Bytes held for columns and values, and for the files' own bytes.
    pub fn heap_bytes(&self) -> (usize, usize) {
        let columns: usize = self.columns.iter().map(Codes::heap_bytes).sum();
        let values: usize = self.values.iter().chain(&self.parts).map(Values::heap_bytes).sum();
        let files = self.files.iter().map(|file| file.heap_bytes()).sum();
        let derived: usize = self.derived.iter().map(Derived::heap_bytes).sum();
        let issues = self.issues.heap_bytes() + self.marks.get().map_or(0, Marks::heap_bytes);
        (columns + values + derived + issues + self.len() * (4 + 16 + 4 + 4), files)
    }
}

/// What sorts a value that is a number in its text: `192.0.2.7`, `192.0.2.0/24`, `AS64496`.
fn number_of(text: &str) -> Option<(bool, u128)> {
    let text = text.split('/').next().unwrap_or(text);
    if let Some(number) = text.strip_prefix("AS").and_then(|number| number.parse().ok()) {
        return Some((false, number));
    }
    Some(match text.parse().ok()? {
        IpAddr::V4(address) => (false, u128::from(u32::from(address))),
        IpAddr::V6(address) => (true, u128::from(address)),
    })
}

#[cfg(test)]
mod tests;
