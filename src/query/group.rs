//! Groups of rows by the values of one or several fields, as a tree.
//!
//! Each row gets the number of its full key; all is counted by these numbers and then folded into
//! the levels above. Distinct counts are folded as sets of pairs, since sums would count twice what
//! two children share.

use rayon::prelude::*;

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Expr, Term};
use super::filter::{failed, writes};
use super::flags::{self, FlagSet};
use super::group_key::{Level, Tree, assign};
use super::moment::TimeTerm;
use super::pairs::Pairs;
use crate::store::{ABSENT, Field, Marks, RowId, Snapshot};
use crate::time::{TimeRange, Timestamp};

/// Rows that agree in the first fields of a grouping, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// One code for each level of the key; [`ABSENT`] for no value. For times the day since 1970
    /// plus one, for event ids the row plus one.
    pub codes: Vec<u32>,
    /// One text for each level of the key, as shown; `""` for no value. Not sanitised.
    pub labels: Vec<String>,
    /// Number of events.
    pub events: u32,
    /// Calls that change something.
    pub writes: u32,
    /// Calls that failed.
    pub errors: u32,
    /// Distinct source addresses.
    pub source_ips: u32,
    /// Distinct event names.
    pub event_names: u32,
    /// The flags that begin with one of its events; none until flags have been found.
    pub flags: FlagSet,
    /// Time of the first event; `None` when none has a time.
    pub first: Option<Timestamp>,
    /// Time of the last event.
    pub last: Option<Timestamp>,
    /// Events over the span of the snapshot in buckets of equal length, oldest first.
    pub spark: Vec<u32>,
    /// The groups of the next field, most events first, then in the order of a sort by this field;
    /// empty for a full key.
    pub children: Vec<Group>,
}

impl Group {
    /// Whether every call failed.
    pub fn is_all_failed(&self) -> bool {
        self.errors == self.events
    }

    /// The key's last text; `""` for no value.
    pub fn label(&self) -> &str {
        self.labels.last().map_or("", String::as_str)
    }

    /// The groups below that are full keys, in order of the tree; a full key is its own.
    pub fn full_keys(&self) -> Vec<&Self> {
        if self.children.is_empty() { vec![self] } else { full_keys(&self.children) }
    }
}

/// The groups that are full keys, in order of the tree.
pub fn full_keys(groups: &[Group]) -> Vec<&Group> {
    groups.iter().flat_map(Group::full_keys).collect()
}

/// Groups the rows of `matched` by the fields of `by`; `spark` gets `n_buckets` counts.
///
/// Rows without a value are a group of their own. Times group by day. `None` when `cancel` was
/// raised.
pub fn group(
    snapshot: &Snapshot,
    matched: &Bitset,
    by: &[Field],
    n_buckets: usize,
    cancel: &Cancel,
) -> Option<Vec<Group>> {
    let levels: Vec<Level<'_>> = by.iter().map(|&field| Level::new(snapshot, field)).collect();
    if levels.is_empty() {
        return Some(Vec::new());
    }
    let (tree, keys) = assign(&levels, matched, cancel)?;
    let mut counts = Counts::of_rows(snapshot, matched, &keys, tree.n_keys(), n_buckets, cancel)?;
    let mut by_level = Vec::new();
    for level in (0..levels.len()).rev() {
        cancel.check()?;
        let above = (level > 0).then(|| {
            let parents = tree.parents(level);
            counts.folded(&parents, tree.n_nodes(level - 1))
        });
        by_level.push(counts.into_groups(snapshot));
        match above {
            Some(above) => counts = above,
            None => break,
        }
    }
    by_level.reverse();
    Some(grow(&tree, &levels, by_level))
}

/// Events whose values in the fields of `by` have these codes, as in [`Group::codes`].
///
/// With fewer codes than fields: a group that is no full key.
pub fn group_filter(snapshot: &Snapshot, by: &[Field], codes: &[u32]) -> Expr {
    let terms = by.iter().zip(codes).map(|(&field, &code)| match (field, code) {
        (_, ABSENT) => Expr::absent(field),
        (Field::Time, code) => day(code).unwrap_or_else(|| Expr::absent(field)),
        (Field::Flag, code) => flags::exactly(snapshot, code),
        (Field::EventId, code) => Expr::value_term(snapshot, field, RowId(code - 1)),
        (field, code) => Expr::code_term(snapshot, field, code),
    });
    terms.fold(Expr::all(), Expr::and)
}

fn day(code: u32) -> Option<Expr> {
    let start = i64::from(code - 1) * 86_400;
    let range = TimeRange {
        from: Timestamp::from_seconds(start),
        until: Timestamp::from_seconds(start + 86_400),
    };
    TimeTerm::from_range(range).map(|term| Expr::Term(Term::Time(term)))
}

/// What is counted for each node of one level.
struct Counts {
    groups: Vec<Tally>,
    n_buckets: usize,
    sparks: Vec<u32>,
    source_ips: Pairs,
    event_names: Pairs,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    events: u32,
    writes: u32,
    errors: u32,
    flags: FlagSet,
    /// First and last row with a time.
    dated: Option<(RowId, RowId)>,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.writes += other.writes;
        self.errors += other.errors;
        self.flags.0 |= other.flags.0;
        self.dated = match (self.dated, other.dated) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (dated, other) => dated.or(other),
        };
    }
}

impl Counts {
    fn new(n_nodes: usize, n_buckets: usize, n_values: (usize, usize)) -> Self {
        Self {
            groups: vec![Tally::default(); n_nodes],
            n_buckets,
            sparks: vec![0; n_nodes * n_buckets],
            source_ips: Pairs::new(n_nodes, n_values.0),
            event_names: Pairs::new(n_nodes, n_values.1),
        }
    }

    fn of_rows(
        snapshot: &Snapshot,
        matched: &Bitset,
        keys: &[u32],
        n_keys: usize,
        n_buckets: usize,
        cancel: &Cancel,
    ) -> Option<Self> {
        let (ips, names) = (snapshot.view(Field::SourceIp)?, snapshot.view(Field::EventName)?);
        let (failed, writes) = (failed(snapshot), writes(snapshot));
        let n_values = (ips.values.len(), names.values.len());
        let Self { mut groups, mut sparks, mut source_ips, mut event_names, .. } =
            Self::new(n_keys, n_buckets, n_values);
        let buckets = Buckets::new(snapshot, n_buckets);
        let keyed = || matched.iter().zip(keys.iter().copied());
        let marks = snapshot.marks();
        let mut begins = marks.map_or(&[][..], Marks::all_begins).iter().peekable();
        let tally = || {
            for (row, key) in keyed() {
                check_now_and_then(row, cancel)?;
                let index = key as usize;
                while begins.next_if(|(begin, _)| *begin < row).is_some() {}
                let flags = begins.next_if(|(begin, _)| *begin == row).map_or(0, |(_, set)| *set);
                let time = snapshot.time(row);
                groups[index].add(&Tally {
                    events: 1,
                    writes: u32::from(writes.contains(row)),
                    errors: u32::from(failed.contains(row)),
                    flags: FlagSet(flags),
                    dated: time.map(|_| (row, row)),
                });
                if let Some(bucket) = time.and_then(|time| buckets.of(time)) {
                    sparks[index * n_buckets + bucket] += 1;
                }
            }
            Some(())
        };
        let pair = || {
            for (row, key) in keyed() {
                check_now_and_then(row, cancel)?;
                source_ips.insert(key, ips.code(row));
                event_names.insert(key, names.code(row));
            }
            Some(())
        };
        let (is_tallied, is_paired) = rayon::join(tally, pair);
        is_tallied.and(is_paired)?;
        Some(Self { groups, n_buckets, sparks, source_ips, event_names })
    }

    /// The same counts for the level above.
    fn folded(&self, parents: &[u32], n_parents: usize) -> Self {
        let n_values = (self.source_ips.n_values(), self.event_names.n_values());
        let mut above = Self::new(n_parents, self.n_buckets, n_values);
        for (index, &parent) in parents.iter().enumerate() {
            let parent = parent as usize;
            above.groups[parent].add(&self.groups[index]);
            let spark = &self.sparks[index * self.n_buckets..][..self.n_buckets];
            let parents_spark = &mut above.sparks[parent * self.n_buckets..][..self.n_buckets];
            parents_spark.iter_mut().zip(spark).for_each(|(sum, count)| *sum += count);
        }
        self.source_ips.fold_into(&mut above.source_ips, parents);
        self.event_names.fold_into(&mut above.event_names, parents);
        above
    }

    /// The groups of this level, without keys and children.
    fn into_groups(mut self, snapshot: &Snapshot) -> Vec<Group> {
        let n_groups = self.groups.len();
        let (source_ips, event_names) =
            rayon::join(|| self.source_ips.counts(n_groups), || self.event_names.counts(n_groups));
        let group = |(index, tally): (usize, &Tally)| Group {
            events: tally.events,
            writes: tally.writes,
            errors: tally.errors,
            flags: tally.flags,
            source_ips: source_ips[index],
            event_names: event_names[index],
            first: tally.dated.and_then(|(first, _)| snapshot.time(first)),
            last: tally.dated.and_then(|(_, last)| snapshot.time(last)),
            spark: self.sparks[index * self.n_buckets..][..self.n_buckets].to_vec(),
            ..Group::default()
        };
        self.groups.par_iter().enumerate().with_min_len(MIN_GROUPS).map(group).collect()
    }
}

/// Groups that one task makes at least.
const MIN_GROUPS: usize = 256;

/// Looking at the flag at each row would cost more than the row.
fn check_now_and_then(row: RowId, cancel: &Cancel) -> Option<()> {
    if row.index().is_multiple_of(0x1_0000) { cancel.check() } else { Some(()) }
}

/// The span of a snapshot in parts of equal length.
struct Buckets {
    first: u32,
    n_seconds: u64,
    n_parts: u64,
}

impl Buckets {
    fn new(snapshot: &Snapshot, n_buckets: usize) -> Self {
        let span = snapshot.span().map(|(first, last)| (first.seconds(), last.seconds()));
        let (first, last) = span.unwrap_or((0, 0));
        Self { first, n_seconds: u64::from(last - first) + 1, n_parts: n_buckets as u64 }
    }

    fn of(&self, time: Timestamp) -> Option<usize> {
        let seconds = u64::from(time.seconds().checked_sub(self.first)?);
        let bucket = seconds * self.n_parts / self.n_seconds;
        usize::try_from(bucket).ok().filter(|_| self.n_parts > 0)
    }
}

/// Puts the groups of each level under those of the level above, sorted, with their keys.
fn grow(tree: &Tree, levels: &[Level<'_>], by_level: Vec<Vec<Group>>) -> Vec<Group> {
    let mut below: Vec<Vec<Group>> = Vec::new();
    for (level, groups) in by_level.into_iter().enumerate().rev() {
        let n_above = if level > 0 { tree.n_nodes(level - 1) } else { 1 };
        let mut here: Vec<Vec<Group>> = vec![Vec::new(); n_above];
        let mut children = below.into_iter();
        let mut groups = groups;
        groups.par_iter_mut().enumerate().with_min_len(MIN_GROUPS).for_each(|(index, group)| {
            group.codes = tree.codes(level, index);
            group.labels =
                group.codes.iter().zip(levels).map(|(&code, level)| level.label(code)).collect();
        });
        for group in &mut groups {
            group.children = children.next().unwrap_or_default();
        }
        for index in in_order(&groups, &levels[level]) {
            here[tree.parent(level, index)].push(std::mem::take(&mut groups[index]));
        }
        below = here;
    }
    below.into_iter().next().unwrap_or_default()
}

/// Most events first, then by value, then as they were found.
///
/// Numbers are sorted, not groups: half a million labels compared took longer than all the counting.
fn in_order(groups: &[Group], level: &Level<'_>) -> Vec<usize> {
    let key = |(index, group): (usize, &Group)| {
        let rank = group.codes.last().map_or(0, |&code| level.rank(code));
        (u64::from(u32::MAX - group.events) << 32 | u64::from(rank), index)
    };
    let mut keys: Vec<(u64, usize)> = groups.iter().enumerate().map(key).collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_filter() {
        assert_eq!(day(1).unwrap().to_string(), "time:1970-01-01..1970-01-02");
    }
}
