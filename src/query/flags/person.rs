//! Whose calls rules look at: those of people and programs, not of AWS services on their own.

use crate::query::session::{SessionId, SessionKind, Sessions};
use crate::store::{ABSENT, Field, FieldView, RowId, Snapshot};

/// Sessions, and which identities are a matter of the rules.
pub(super) struct People {
    pub(super) sessions: Sessions,
    /// The kind of each identity's session; `None` for identities without events.
    kinds: Vec<Option<SessionKind>>,
}

impl People {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let sessions = Sessions::new(snapshot);
        let mut kinds = vec![None; snapshot.n_identities()];
        for (identity, kind) in (0..).zip(&mut kinds) {
            *kind = sessions.find_identity(identity).map(|id| sessions.get(id).kind);
        }
        Self { sessions, kinds }
    }

    /// Number of identities.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    pub(super) fn kind(&self, identity: u32) -> Option<SessionKind> {
        self.kinds[identity as usize]
    }

    /// The session of an identity that has events.
    pub(super) fn session(&self, identity: u32) -> SessionId {
        self.sessions.of_identity(identity)
    }

    /// Whether somebody signed, be it in another account, and not a service for its own ends.
    pub(super) fn is_person(&self, identity: u32) -> bool {
        self.kind(identity).is_some_and(|kind| {
            !matches!(
                kind,
                SessionKind::Service
                    | SessionKind::ServiceLinkedRole
                    | SessionKind::Forwarded
                    | SessionKind::ProviderToken
            )
        })
    }
}

/// A field of `userIdentity` by code of the identity.
pub(super) struct ByIdentity<'s>(FieldView<'s>);

impl<'s> ByIdentity<'s> {
    /// `field` is a part of `userIdentity`.
    pub(super) fn new(snapshot: &'s Snapshot, field: Field) -> Option<Self> {
        snapshot.view(field).map(Self)
    }

    pub(super) fn code(&self, identity: u32) -> u32 {
        self.0.lens.map_or(ABSENT, |lens| lens[identity as usize])
    }

    pub(super) fn text(&self, identity: u32) -> &'s str {
        self.0.values.text(self.code(identity))
    }

    /// The code of a row's identity.
    pub(super) fn of_row(&self, row: RowId) -> u32 {
        self.0.codes.get(row.index())
    }

    /// Number of values.
    pub(super) fn n_values(&self) -> usize {
        self.0.values.len()
    }
}
