//! One subject with several values: a session with its networks, a key with its programs.
//!
//! The first value of a subject is its own, every other one is conspicuous. First is the earliest
//! second, and within a second the value that is first by name: the order of records decides nothing.

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::{Flag, Found, pair, second};
use crate::store::{Evidence, EvidenceOf, RowId, Snapshot};

/// An event that speaks for a subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    /// Whose value it is.
    pub(super) subject: u32,
    /// The value, by code.
    pub(super) value: u32,
    /// The identity that signed.
    pub(super) identity: u32,
    /// What is named of several events of a value in one second: the one of the lowest rank.
    pub(super) name: u32,
    /// Whether the value is the subject's own before all that do not say so.
    pub(super) is_own: bool,
}

/// Values that a reason names.
const MOST_NAMED: usize = 4;

#[derive(Debug, Clone, Copy)]
struct First {
    rank: (bool, u32, u32, u32),
    value: u32,
    row: RowId,
}

/// The event that a value is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    second: u32,
    value: u32,
    name: u32,
    row: RowId,
}

#[derive(Debug)]
struct Others {
    own: RowId,
    named: Vec<Named>,
    identities: HashSet<u32, RandomState>,
}

/// Flags the events whose value is not the first of their subject.
///
/// `ranks` are the positions of the values in order of their texts. Evidence is the first event of
/// the own value, then the first of each other one; all are counted, the first few named.
pub(super) fn find(
    snapshot: &Snapshot,
    (flag, n_subjects): (Flag, usize),
    ranks: &[u32],
    sign: impl Fn(RowId) -> Option<Sign>,
    found: &mut Found<'_>,
) {
    let firsts = firsts(snapshot, n_subjects, ranks, &sign);
    let mut others: HashMap<u32, Others, RandomState> = HashMap::default();
    let mut seen: HashMap<(u32, u32), Named, RandomState> = HashMap::default();
    for row in (0..snapshot.n_dated()).map(RowId::from_index) {
        let Some(Sign { subject, value, identity, name, .. }) = sign(row) else { continue };
        let Some(first) = firsts[subject as usize].filter(|first| first.value != value) else {
            continue;
        };
        found.add(flag, row, pair(subject, value));
        let of_subject = others.entry(subject).or_insert_with(|| Others::new(first.row));
        of_subject.identities.insert(identity);
        let named =
            Named { second: second(snapshot, row), value: ranks[value as usize], name, row };
        let held = seen.entry((subject, value)).or_insert(named);
        *held = named.min(*held);
    }
    for ((subject, _), named) in seen {
        others.entry(subject).and_modify(|of_subject| of_subject.named.push(named));
    }
    for (_, Others { own, mut named, identities }) in others {
        named.sort_unstable();
        let n = u32::try_from(named.len() + 1).unwrap_or(u32::MAX);
        let rows = std::iter::once(own).chain(named.iter().map(|named| named.row));
        let evidence = Evidence { rows: rows.take(MOST_NAMED).collect(), n };
        let identities = identities.into_iter().collect();
        found.evidence.push(EvidenceOf { flag: flag as usize, identities, evidence });
    }
}

impl Others {
    fn new(own: RowId) -> Self {
        Self { own, named: Vec::new(), identities: HashSet::default() }
    }
}

fn firsts(
    snapshot: &Snapshot,
    n_subjects: usize,
    ranks: &[u32],
    sign: impl Fn(RowId) -> Option<Sign>,
) -> Vec<Option<First>> {
    let mut firsts: Vec<Option<First>> = vec![None; n_subjects];
    for row in (0..snapshot.n_dated()).map(RowId::from_index) {
        let Some(Sign { subject, value, name, is_own, .. }) = sign(row) else { continue };
        let held = &mut firsts[subject as usize];
        let rank = (!is_own, second(snapshot, row), ranks[value as usize], name);
        if held.is_none_or(|held| rank < held.rank) {
            *held = Some(First { rank, value, row });
        }
    }
    firsts
}
