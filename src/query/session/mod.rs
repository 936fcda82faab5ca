//! Sessions: each credential that signed events, with the events that it signed.
//!
//! Every event is signed with one credential, so every event belongs to exactly one session. What
//! makes a session distinct depends on the credential (CloudTrail user guide, "userIdentity
//! element"; the console's many keys were counted in real logs):
//!
//! | credential | session |
//! |---|---|
//! | long-term key | the key |
//! | password | the principal: its sign-ins |
//! | temporary | principal and `creationDate`, **not** the key: one console sign-in mints many keys, an instance gets several keys at once |
//! | temporary, without `creationDate` | the session that has its key, else the key |
//! | a service's, an identity provider's, another account's, none | the principal as far as it shows |
//!
//! All of this is in `userIdentity`, so a session is found for each distinct identity, and a row's
//! through its identity: no column of its own. Calls that a service made for the principal (forward
//! access sessions) have a key and a `creationDate` of their own; a session of nothing else is
//! [`SessionKind::Forwarded`].
//!
//! [`Sessions`] says what there is, once for a snapshot; [`tally()`] counts the rows of a filter by
//! session. Who issued a session is the question of [`lineage`](super::lineage). Sessions are in order
//! of their first events, ties by what they are called: how the files came does not show.

mod grouping;
mod kind;
mod tally;

use grouping::Key;
pub use kind::SessionKind;
pub use tally::{RowsBySession, Tallies, Tally, tally};

use hashbrown::HashMap;

use super::expr::Expr;
use crate::store::{ABSENT, Field, RowId, Snapshot};
use crate::time::Timestamp;

/// A session of a snapshot, by its position in order of first events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u32);

impl SessionId {
    /// The session at `index`.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The position, for slices.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A credential that signed events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What kind of credential.
    pub kind: SessionKind,
    /// Whether it is used in the console: a sign-in began it, or its records say so.
    pub is_console: bool,
    /// The code of one of its identities: whatever holds for all of them is read there.
    pub(crate) identity: u32,
    /// When it was issued, by `creationDate`.
    pub start: Option<Timestamp>,
    /// Its keys, in order of their texts: codes of [`Field::AccessKey`].
    pub keys: Box<[u32]>,
    /// The first of its events.
    pub first: RowId,
    /// The last of its events.
    pub last: RowId,
    /// Number of its events.
    pub n_events: u32,
    /// What makes it distinct.
    pub(crate) key: Key,
    /// Whether some of its records have no `creationDate` and are known by their key.
    pub(crate) is_joined: bool,
}

/// All sessions of a snapshot.
#[derive(Debug, Default)]
pub struct Sessions {
    all: Vec<Session>,
    /// By code of the identity; [`NONE`] for identities without an event.
    of_identity: Vec<u32>,
    /// Temporary credentials by principal (its code) and second of issue.
    by_start: HashMap<(u32, u32), SessionId>,
}

/// No session.
const NONE: u32 = u32::MAX;

impl Sessions {
    /// Finds all sessions, in two passes over the rows.
    pub fn new(snapshot: &Snapshot) -> Self {
        grouping::group(snapshot)
    }

    /// Number of sessions.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The session called `id`.
    pub fn get(&self, id: SessionId) -> &Session {
        &self.all[id.index()]
    }

    /// All sessions, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        (0..).map(SessionId).zip(&self.all)
    }

    /// The session of an event.
    pub fn of_row(&self, snapshot: &Snapshot, row: RowId) -> SessionId {
        let identities = snapshot.view(Field::PrincipalId).map(|view| view.codes.get(row.index()));
        SessionId(identities.map_or(NONE, |code| self.of_identity[code as usize]))
    }

    /// A session by the code of an identity that has events.
    pub(crate) fn of_identity(&self, identity: u32) -> SessionId {
        SessionId(self.of_identity[identity as usize])
    }

    /// A session by the code of an identity; `None` for one without events.
    pub(crate) fn find_identity(&self, identity: u32) -> Option<SessionId> {
        self.of_identity.get(identity as usize).copied().filter(|&id| id != NONE).map(SessionId)
    }

    /// The temporary credentials of a principal, by its code, that were issued at `time`; else a
    /// second later or earlier, since clocks of services differ.
    pub(crate) fn started_at(&self, principal: u32, time: Timestamp) -> Option<SessionId> {
        if principal == ABSENT {
            return None;
        }
        let seconds = time.seconds();
        [seconds, seconds.saturating_add(1), seconds.saturating_sub(1)]
            .iter()
            .find_map(|&second| self.by_start.get(&(principal, second)).copied())
    }

    /// A text that all events of the session have in common.
    pub fn text<'s>(&self, snapshot: &'s Snapshot, id: SessionId, field: Field) -> &'s str {
        let code = self.code(snapshot, id, field);
        snapshot.view(field).map_or("", |view| view.values.text(code))
    }

    /// The code of what [`text`](Self::text) gives.
    pub fn code(&self, snapshot: &Snapshot, id: SessionId, field: Field) -> u32 {
        let identity = self.get(id).identity;
        let lens = snapshot.view(field).and_then(|view| view.lens);
        lens.map_or(ABSENT, |lens| lens[identity as usize])
    }

    /// The ids of the session's keys.
    pub fn keys<'s>(&self, snapshot: &'s Snapshot, id: SessionId) -> Vec<&'s str> {
        let Some(view) = snapshot.view(Field::AccessKey) else { return Vec::new() };
        self.get(id).keys.iter().map(|&code| view.values.text(code)).collect()
    }

    /// What the session is called: `actor`, `role/session name`, and so on. Not sanitised.
    pub fn label(&self, snapshot: &Snapshot, id: SessionId) -> String {
        let text = |field| self.text(snapshot, id, field);
        match (text(Field::Actor), text(Field::Session)) {
            (actor, "") => actor.to_owned(),
            (actor, session) => format!("{actor}/{session}"),
        }
    }

    /// The filter that finds exactly the session's events.
    pub fn filter(&self, snapshot: &Snapshot, id: SessionId) -> Expr {
        grouping::filter(snapshot, self.get(id))
    }
}

#[cfg(test)]
mod tests;
