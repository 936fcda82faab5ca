//! What was issued: one entry for each thing, however many accounts recorded the action.

use hashbrown::HashMap;

use super::super::session::{SessionId, SessionKind, Sessions};
use crate::record::IssueKind;
use crate::store::{Field, Issued, RowId, Snapshot};
use crate::time::Timestamp;

/// A grant, by its position in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantId(pub u32);

impl GrantId {
    /// The position, for slices.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One thing that one action issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The event: of two records of one action the one that says more of the caller.
    pub row: RowId,
    /// The record of the same action in the other account.
    pub copy: Option<RowId>,
    /// What kind of thing.
    pub kind: IssueKind,
    /// What signed the call.
    pub by: SessionId,
    /// Whether a service called in its own name.
    pub is_by_service: bool,
    /// The position of the thing among all that the snapshot's events issued.
    pub(crate) issued: u32,
}

impl Grant {
    /// The thing as the record names it.
    pub fn issued<'s>(&self, snapshot: &'s Snapshot) -> Issued<'s> {
        snapshot.issued(self.issued as usize)
    }

    /// When it was issued.
    pub fn time(&self, snapshot: &Snapshot) -> Option<Timestamp> {
        snapshot.time(self.row)
    }
}

/// All grants, in order of time, then of event ids, then as the event has them.
pub(super) fn grants(snapshot: &Snapshot, sessions: &Sessions) -> Vec<Grant> {
    let mut merged = Merged { snapshot, sessions, grants: Vec::with_capacity(snapshot.n_issued()) };
    let (mut by_shared, mut by_key) = (HashMap::new(), HashMap::new());
    for index in 0..snapshot.n_issued() {
        let issued = snapshot.issued(index);
        let next = merged.grants.len();
        let shared = (issued.shared, issued.kind, issued.key, issued.name);
        if issued.shared != 0 {
            let other = *by_shared.entry(shared).or_insert(next);
            if other != next {
                merged.merge(other, index);
                continue;
            }
        }
        if issued.kind == IssueKind::Token && !issued.key.is_empty() {
            let other = *by_key.entry(issued.key).or_insert(next);
            if other != next && merged.is_outside_view(other, issued.row) {
                merged.merge(other, index);
                continue;
            }
        }
        merged.grants.push(merged.grant(index));
    }
    let Merged { mut grants, .. } = merged;
    grants.sort_unstable_by_key(|grant| {
        let time = grant.time(snapshot).map_or(u32::MAX, Timestamp::seconds);
        (time, snapshot.event_number(grant.row), grant.issued)
    });
    grants
}

struct Merged<'s> {
    snapshot: &'s Snapshot,
    sessions: &'s Sessions,
    grants: Vec<Grant>,
}

impl Merged<'_> {
    fn grant(&self, index: usize) -> Grant {
        let issued = self.snapshot.issued(index);
        let by = self.sessions.of_row(self.snapshot, issued.row);
        Grant {
            row: issued.row,
            copy: None,
            kind: issued.kind,
            by,
            is_by_service: self.sessions.get(by).kind == SessionKind::Service,
            issued: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }

    /// The action of a grant has another record. A third one, of a further account, adds nothing.
    fn merge(&mut self, other: usize, index: usize) {
        let (held, found) = (self.grants[other], self.grant(index));
        let (mut best, second) =
            if self.rank(&found) < self.rank(&held) { (found, held) } else { (held, found) };
        best.copy = held.copy.or(Some(second.row));
        self.grants[other] = best;
    }

    /// What says more of the caller comes first.
    fn rank(&self, grant: &Grant) -> (bool, bool, u128) {
        let session = self.sessions.get(grant.by);
        let is_outside = session.kind == SessionKind::OtherAccount;
        (is_outside, session.keys.is_empty(), self.snapshot.event_number(grant.row))
    }

    /// Whether two records that name one key are of one call: one account only sees that the other's
    /// principal called.
    fn is_outside_view(&self, other: usize, row: RowId) -> bool {
        let other = self.grants[other];
        let kind = |row| self.sessions.get(self.sessions.of_row(self.snapshot, row)).kind;
        let is_outside = |row| kind(row) == SessionKind::OtherAccount;
        let principal = |row| self.snapshot.text(row, Field::PrincipalId);
        is_outside(other.row) != is_outside(row)
            && principal(other.row) == principal(row)
            && match (self.snapshot.time(other.row), self.snapshot.time(row)) {
                (Some(a), Some(b)) => a.seconds().abs_diff(b.seconds()) <= 1,
                _ => false,
            }
    }
}
