//! Merging segments into one snapshot: one set of dictionaries, each event once, in time order.
//!
//! The order of the answer does not depend on the order of the segments: rows are first put in
//! order of file and place, then by time. Of an event delivered twice the first place stays.

use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;
use rayon::prelude::*;

use super::codes::Codes;
use super::derived;
use super::dictionary::{ABSENT, Dictionary, Values};
use super::duplicates::find_duplicates;
use super::event_id::EventId;
use super::field::{Column, FIELDS, Part};
use super::issue::Issues;
use super::segment::{FAILURE, IdentityCodes, OK, Run, Segment};
use super::{Duplicate, FileId, HeldFile, RowId, Snapshot};

/// Merges segments; cheap enough to be done again while more are read (about 0.3 µs an event).
pub fn assemble(segments: &[Arc<Segment>]) -> Snapshot {
    let layout = Layout::new(segments);
    let (event_ids, times) = layout.ids_and_times();
    let issues = layout.issues();
    assemble_in(&layout, &event_ids, &times, issues)
}

/// Merges segments that nobody needs afterwards: what has been copied of them is dropped at once,
/// which is a sixth of the memory that a load takes at most.
pub fn assemble_last(mut segments: Vec<Arc<Segment>>) -> Snapshot {
    let layout = Layout::new(&segments);
    let (event_ids, times) = layout.ids_and_times();
    let issues = layout.issues();
    let Layout { runs, firsts, n_rows, .. } = layout;
    for segment in segments.iter_mut().filter_map(Arc::get_mut) {
        segment.event_ids = Vec::new();
        segment.times = Vec::new();
        segment.issues = Issues::default();
    }
    let layout = Layout { segments: &segments, runs, firsts, n_rows };
    assemble_in(&layout, &event_ids, &times, issues)
}

fn assemble_in(
    layout: &Layout<'_>,
    event_ids: &[EventId],
    times: &[u32],
    issues: Issues,
) -> Snapshot {
    let segments = layout.segments;
    let accounts = merge(segments, Column::Account);
    let n_accounts = accounts.values.len();
    let account_codes =
        layout.concat(|s| &s.columns[Column::Account as usize], &accounts.maps, n_accounts);
    let odd_ids = layout.odd_ids();
    let (is_duplicate, pairs) = find_duplicates(event_ids, &account_codes, &odd_ids);
    let keys = time_order(times, &is_duplicate);
    #[expect(clippy::cast_possible_truncation, reason = "the low half is the ordinal")]
    let order: Vec<u32> = keys.par_iter().map(|&key| key as u32).collect();

    let mut duplicates: Vec<Duplicate> =
        pairs.iter().map(|&pair| layout.duplicate(pair, &keys, times)).collect();
    duplicates.sort_unstable();
    let corrections = layout.corrections(&keys, times);
    drop(keys);
    let identities = merge_identities(segments);
    let (file_codes, files) = layout.files();
    let paths = Values::from_texts(files.iter().map(|file| &*file.path));
    let identity = || {
        let n_values = identities.codes.len();
        layout
            .concat(|s| &s.columns[Column::Identity as usize], &identities.maps, n_values)
            .pick(&order)
    };
    let ((mut columns, rows), (identity, (file, account))) = rayon::join(
        || {
            rayon::join(
                || plain_columns(layout, &order),
                || Rows::new(layout, &order, times, event_ids),
            )
        },
        || {
            rayon::join(identity, || {
                rayon::join(|| file_codes.pick(&order), || account_codes.pick(&order))
            })
        },
    );
    columns.set(Column::Identity, identity, Values::default());
    columns.set(Column::File, file, paths);
    columns.set(Column::Account, account, accounts.values);
    let lenses = Lenses::new(&columns, &identities);
    let derived = derived::derive(&columns.values);
    Snapshot {
        odd_ids: rows.odd_ids(&order, &odd_ids),
        times: rows.times,
        event_ids: rows.event_ids,
        offsets: rows.offsets,
        lengths: rows.lengths,
        columns: columns.codes,
        values: columns.values,
        parts: identities.parts,
        part_lenses: lenses.parts,
        derived,
        error_lens: lenses.error,
        file_ids: layout.runs.iter().map(|(_, run)| run.file).collect(),
        n_elsewhere: files.iter().filter(|file| file.is_elsewhere()).count(),
        files,
        duplicates,
        corrections,
        issues: issues.pick(&order),
        ranks: FIELDS.iter().map(|_| OnceLock::new()).collect(),
        totals: FIELDS.iter().map(|_| OnceLock::new()).collect(),
        id_order: OnceLock::new(),
    }
}

/// What is no column of codes, by row.
struct Rows {
    times: Vec<u32>,
    event_ids: Vec<EventId>,
    offsets: Vec<u32>,
    lengths: Vec<u32>,
}

impl Rows {
    /// From times and ids by ordinal, and what else the segments have.
    fn new(layout: &Layout<'_>, order: &[u32], times: &[u32], event_ids: &[EventId]) -> Self {
        let ((times, event_ids), (offsets, lengths)) = rayon::join(
            || rayon::join(|| pick(times, order), || pick(event_ids, order)),
            || {
                rayon::join(
                    || pick(&layout.gather_all(|s| &s.offsets), order),
                    || pick(&layout.gather_all(|s| &s.lengths), order),
                )
            },
        );
        Self { times, event_ids, offsets, lengths }
    }

    /// Texts of ids that are no UUIDs, by row, from those by ordinal.
    fn odd_ids(&self, order: &[u32], odd_ids: &HashMap<u32, &str>) -> Vec<(u32, Box<str>)> {
        let odd_rows =
            self.event_ids.iter().zip(order).zip(0..).filter(|((id, _), _)| id.is_hash());
        odd_rows
            .filter_map(|((_, ordinal), row)| Some((row, (*odd_ids.get(ordinal)?).into())))
            .collect()
    }
}

fn pick<T: Copy + Send + Sync>(source: &[T], order: &[u32]) -> Vec<T> {
    order.par_iter().map(|&ordinal| source[ordinal as usize]).collect()
}

/// Where each row stands before sorting: an ordinal counts rows by file, then place.
struct Layout<'s> {
    segments: &'s [Arc<Segment>],
    /// Segment and run, by file.
    runs: Vec<(usize, Run)>,
    /// The ordinal of each run's first row.
    firsts: Vec<u32>,
    n_rows: usize,
}

impl<'s> Layout<'s> {
    fn new(segments: &'s [Arc<Segment>]) -> Self {
        let runs_of = |(index, segment): (usize, &'s Arc<Segment>)| {
            segment.runs.iter().map(move |&run| (index, run))
        };
        let mut runs: Vec<(usize, Run)> = segments.iter().enumerate().flat_map(runs_of).collect();
        runs.sort_unstable_by_key(|(index, run)| {
            (run.file, segments[*index].offsets[run.first_row as usize])
        });
        let next_first = |next: &mut u32, (_, run): &(usize, Run)| {
            let first = *next;
            *next += run.n_rows;
            Some(first)
        };
        let firsts = runs.iter().scan(0, next_first).collect();
        let n_rows = segments.iter().map(|segment| segment.len()).sum();
        Self { segments, runs, firsts, n_rows }
    }

    /// Ids and times in order of ordinals.
    fn ids_and_times(&self) -> (Vec<EventId>, Vec<u32>) {
        rayon::join(|| self.gather_all(|s| &s.event_ids), || self.gather_all(|s| &s.times))
    }

    /// A column of all segments in order of ordinals.
    fn gather_all<T: Copy + 's>(&self, column: impl Fn(&'s Segment) -> &'s Vec<T>) -> Vec<T> {
        let mut all = Vec::with_capacity(self.n_rows);
        for (index, run) in &self.runs {
            let rows = run.first_row as usize..(run.first_row + run.n_rows) as usize;
            all.extend_from_slice(&column(&self.segments[*index])[rows]);
        }
        all
    }

    /// A column of codes in order of ordinals, each segment's codes mapped to common ones, of which
    /// there are `n_values`.
    ///
    /// As narrow as they allow: the rows are picked from it out of order, from the cache if it fits.
    fn concat(
        &self,
        column: impl Fn(&'s Segment) -> &'s Codes,
        maps: &[Vec<u32>],
        n_values: usize,
    ) -> Codes {
        let mut all = Codes::with_room(self.n_rows, n_values);
        for (index, run) in &self.runs {
            let rows = run.first_row as usize..(run.first_row + run.n_rows) as usize;
            all.extend_mapped(column(&self.segments[*index]), rows, &maps[*index]);
        }
        all
    }

    /// Ids that are no UUIDs, by ordinal.
    fn odd_ids(&self) -> HashMap<u32, &'s str> {
        let mut odd = HashMap::new();
        let mut ordinal = 0;
        for (index, run) in &self.runs {
            let ids = &self.segments[*index].odd_ids;
            let first = ids.partition_point(|(row, _)| *row < run.first_row);
            for (row, text) in
                ids[first..].iter().take_while(|(row, _)| *row < run.first_row + run.n_rows)
            {
                odd.insert(ordinal + (row - run.first_row), &**text);
            }
            ordinal += run.n_rows;
        }
        odd
    }

    /// What the events issued, by ordinal.
    fn issues(&self) -> Issues {
        let issues: Vec<&Issues> = self.segments.iter().map(|segment| &segment.issues).collect();
        let runs = self.runs.iter().zip(&self.firsts);
        let run = |((index, run), first): (&(usize, Run), &u32)| {
            (*index, run.first_row, run.n_rows, *first)
        };
        Issues::merged(&issues, runs.map(run))
    }

    /// Events that correct others, by row; copies are left out.
    fn corrections(&self, keys: &[u64], times: &[u32]) -> Vec<(RowId, Box<str>)> {
        let mut corrections = Vec::new();
        for ((index, run), first) in self.runs.iter().zip(&self.firsts) {
            let all = &self.segments[*index].corrections;
            let from = all.partition_point(|(row, _)| *row < run.first_row);
            let own = all[from..].iter().take_while(|(row, _)| *row < run.first_row + run.n_rows);
            for (row, original) in own {
                let ordinal = first + (row - run.first_row);
                let found = keys.binary_search(&sort_key(times[ordinal as usize], ordinal));
                corrections.extend(found.map(|row| (RowId::from_index(row), original.clone())));
            }
        }
        corrections.sort_unstable();
        corrections
    }

    /// A code for each row, and the files in order; the code is the file's position plus one.
    fn files(&self) -> (Codes, Vec<Arc<HeldFile>>) {
        let all = self.segments.iter().flat_map(|segment| &segment.files);
        let mut files: Vec<&(FileId, Arc<HeldFile>)> = all.collect();
        files.sort_unstable_by_key(|(file, _)| *file);
        let mut codes = Codes::with_room(self.n_rows, files.len() + 1);
        for ((_, run), code) in self.runs.iter().zip(1..) {
            codes.extend_same(code, run.n_rows as usize);
        }
        (codes, files.into_iter().map(|(_, held)| Arc::clone(held)).collect())
    }

    /// The row of the kept event and the place of the copy, from their ordinals.
    fn duplicate(&self, (copy, kept): (u32, u32), keys: &[u64], times: &[u32]) -> Duplicate {
        let key = sort_key(times[kept as usize], kept);
        let row =
            keys.binary_search(&key).unwrap_or_else(|_| unreachable!("a kept event has a row"));
        let at = self.firsts.partition_point(|&first| first <= copy) - 1;
        let (index, run) = self.runs[at];
        let row_in_segment = (run.first_row + copy - self.firsts[at]) as usize;
        let segment = &self.segments[index];
        let (offset, length) = (segment.offsets[row_in_segment], segment.lengths[row_in_segment]);
        Duplicate { of: RowId::from_index(row), file: run.file, offset, length }
    }
}

fn sort_key(time: u32, ordinal: u32) -> u64 {
    u64::from(time) << 32 | u64::from(ordinal)
}

/// Time and ordinal of each event that stays, sorted; undated events come last.
fn time_order(times: &[u32], is_duplicate: &[bool]) -> Vec<u64> {
    let mut keys: Vec<u64> = times
        .iter()
        .zip(is_duplicate)
        .zip(0..)
        .filter(|((_, is_duplicate), _)| !**is_duplicate)
        .map(|((&time, _), ordinal)| sort_key(time, ordinal))
        .collect();
    // Stable only in name, since no two keys are equal: of rayon's sorts it is the one that finds
    // what is in order already, as the records of most files are.
    keys.par_sort();
    keys
}

/// A column's common values and each segment's way to them.
struct Merged {
    values: Values,
    maps: Vec<Vec<u32>>,
}

fn merge(segments: &[Arc<Segment>], column: Column) -> Merged {
    merge_values(segments.iter().map(|segment| &segment.values[column as usize]))
}

fn merge_values<'s>(values: impl Iterator<Item = &'s Values>) -> Merged {
    let mut all = Dictionary::default();
    let maps = values.map(|values| all.absorb(values)).collect();
    Merged { values: all.into_values(), maps }
}

struct MergedIdentities {
    parts: Vec<Values>,
    codes: Vec<IdentityCodes>,
    maps: Vec<Vec<u32>>,
}

/// Identities that differ only in what is no part (the key order, say) become one.
fn merge_identities(segments: &[Arc<Segment>]) -> MergedIdentities {
    let parts: Vec<Merged> = (0..Part::COUNT)
        .into_par_iter()
        .map(|part| merge_values(segments.iter().map(|segment| &segment.parts[part])))
        .collect();
    let mut known: HashMap<IdentityCodes, u32> = HashMap::new();
    let mut codes = Vec::new();
    let mut map_segment = |index: usize, segment: &Segment| {
        let common = |local: &IdentityCodes| {
            let mut identity = [ABSENT; Part::COUNT];
            for (part, merged) in parts.iter().enumerate() {
                identity[part] = merged.maps[index][local[part] as usize];
            }
            *known.entry(identity).or_insert_with(|| {
                codes.push(identity);
                u32::try_from(codes.len() - 1).unwrap_or(ABSENT)
            })
        };
        segment.identities.iter().map(common).collect()
    };
    let maps = segments.iter().enumerate().map(|(i, segment)| map_segment(i, segment)).collect();
    MergedIdentities { parts: parts.into_iter().map(|merged| merged.values).collect(), codes, maps }
}

struct Columns {
    codes: Vec<Codes>,
    values: Vec<Values>,
}

impl Columns {
    fn set(&mut self, column: Column, codes: Codes, values: Values) {
        self.codes[column as usize] = codes;
        self.values[column as usize] = values;
    }
}

/// Every plain column; identity, file and account are set by the caller.
fn plain_columns(layout: &Layout<'_>, order: &[u32]) -> Columns {
    let is_plain = |column: usize| {
        ![Column::Identity, Column::File, Column::Account].iter().any(|&c| c as usize == column)
    };
    let (codes, values) = (0..Column::COUNT)
        .into_par_iter()
        .map(|column| {
            if !is_plain(column) {
                return (Codes::default(), Values::default());
            }
            let merged = merge_values(layout.segments.iter().map(|s| &s.values[column]));
            let n_values = merged.values.len();
            let source = layout.concat(|segment| &segment.columns[column], &merged.maps, n_values);
            (source.pick(order), merged.values)
        })
        .unzip();
    Columns { codes, values }
}

/// Fields that are read through another column and have no values of their own.
struct Lenses {
    parts: Vec<Vec<u32>>,
    error: Vec<u32>,
}

impl Lenses {
    fn new(columns: &Columns, identities: &MergedIdentities) -> Self {
        let part = |part: usize| identities.codes.iter().map(|codes| codes[part]).collect();
        let results = &columns.values[Column::Result as usize];
        let error = results
            .iter()
            .map(|(code, result)| if matches!(result, OK | FAILURE) { ABSENT } else { code })
            .collect();
        Self { parts: (0..Part::COUNT).map(part).collect(), error }
    }
}
