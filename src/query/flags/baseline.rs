//! Rules that compare an actor with the actor's own past: the first time of something.
//!
//! The past is the baseline; what comes after it is measured against it, what comes before it is
//! not looked at. An actor that the baseline does not have has no past: only the actor is new then,
//! not each thing that it does.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::person::{ByIdentity, People};
use super::{Flag, Found, pair, second};
use crate::query::filter::row_range;
use crate::store::{ABSENT, Evidence, EvidenceOf, Field, FieldView, RowId, Snapshot};
use crate::time::TimeRange;

/// What can be new of an actor.
const RULES: [(Flag, Field); 3] = [
    (Flag::NewApi, Field::EventName),
    (Flag::NewAddress, Field::SourceIp),
    (Flag::NewRegion, Field::Region),
];

/// When a pair was first seen: in the baseline, or at a second after it.
const USUAL: u32 = 0;

pub(super) fn find<'s>(snapshot: &'s Snapshot, people: &People) -> Found<'s> {
    let mut found = Found::new(snapshot);
    if let Some(range) = snapshot.baseline() {
        let parts = Parts::new(snapshot, people, range);
        // Every snapshot has these fields.
        let _ = parts.and_then(|parts| parts.find(&mut found));
    }
    found
}

struct Parts<'s> {
    snapshot: &'s Snapshot,
    people: &'s People,
    actors: ByIdentity<'s>,
    /// Rows of the baseline, and rows after it.
    usual: std::ops::Range<u32>,
    later: std::ops::Range<u32>,
    /// Events of each actor in the baseline.
    n_usual: Vec<u32>,
}

impl<'s> Parts<'s> {
    fn new(snapshot: &'s Snapshot, people: &'s People, range: TimeRange) -> Option<Self> {
        let actors = ByIdentity::new(snapshot, Field::Actor)?;
        let (from, until) = row_range(snapshot, range);
        let after = TimeRange { from: range.until, until: None };
        let later = match range.until {
            Some(_) => row_range(snapshot, after),
            None => (until, until),
        };
        let mut n_usual = vec![0; actors.n_values()];
        for row in (from.0..until.0).map(RowId) {
            n_usual[actors.code(actors.of_row(row)) as usize] += 1;
        }
        let (usual, later) = (from.0..until.0, later.0.0..later.1.0);
        Some(Self { snapshot, people, actors, usual, later, n_usual })
    }

    fn find(&self, found: &mut Found<'_>) -> Option<()> {
        self.new_actors(found);
        for (flag, field) in RULES {
            let view = self.snapshot.view(field)?;
            self.new_values(flag, view, found);
        }
        Some(())
    }

    /// The actor of a row, where it is somebody.
    fn actor(&self, row: RowId) -> Option<u32> {
        let identity = self.actors.of_row(row);
        let actor = self.actors.code(identity);
        (actor != ABSENT && self.people.is_person(identity)).then_some(actor)
    }

    fn new_actors(&self, found: &mut Found<'_>) {
        let mut firsts = vec![u32::MAX; self.n_usual.len()];
        for row in self.later.clone().map(RowId) {
            let Some(actor) = self.actor(row) else { continue };
            let second = second(self.snapshot, row);
            let first = &mut firsts[actor as usize];
            *first = second.min(*first);
            if *first == second && self.n_usual[actor as usize] == 0 {
                found.add(Flag::NewActor, row, u64::from(actor));
            }
        }
    }

    fn new_values(&self, flag: Flag, view: FieldView<'_>, found: &mut Found<'_>) {
        let mut firsts: HashMap<u64, u32, RandomState> = HashMap::default();
        for row in self.usual.clone().map(RowId) {
            let Some(actor) = self.actor(row) else { continue };
            firsts.insert(pair(actor, view.code(row)), USUAL);
        }
        // An address is one: what a service calls itself is none of the actor's.
        let networks = self.snapshot.view(Field::Network).filter(|_| flag == Flag::NewAddress);
        let mut identities: HashMap<u32, Vec<u32>, RandomState> = HashMap::default();
        let mut is_listed = vec![false; self.people.len()];
        for row in self.later.clone().map(RowId) {
            let value = view.code(row);
            let Some(actor) = self.actor(row).filter(|_| value != ABSENT) else { continue };
            let is_address = networks.is_none_or(|view| view.code(row) != ABSENT);
            if self.n_usual[actor as usize] == 0 || !is_address {
                continue;
            }
            let second = second(self.snapshot, row);
            if *firsts.entry(pair(actor, value)).or_insert(second) != second {
                continue;
            }
            found.add(flag, row, pair(actor, value));
            let identity = self.actors.of_row(row);
            if !std::mem::replace(&mut is_listed[identity as usize], true) {
                identities.entry(actor).or_default().push(identity);
            }
        }
        for (actor, identities) in identities {
            let evidence = Evidence { rows: Vec::new(), n: self.n_usual[actor as usize] };
            found.evidence.push(EvidenceOf { flag: flag as usize, identities, evidence });
        }
    }
}
