//! What a text means: a key, an event, a user, a role, an ARN, an instance.

use super::super::session::{SessionId, Sessions};
use super::{GrantId, Lineage};
use crate::store::{ABSENT, Field, FieldView, Snapshot};

/// What a tree is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Sessions, with all that hangs below them.
    pub sessions: Vec<SessionId>,
    /// Things that were issued and that no session shows.
    pub grants: Vec<GrantId>,
}

impl Wanted {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.grants.is_empty()
    }
}

/// Where a session's texts are looked for.
const FIELDS: [Field; 7] = [
    Field::AccessKey,
    Field::PrincipalId,
    Field::Arn,
    Field::Issuer,
    Field::Actor,
    Field::Session,
    Field::SourceIdentity,
];

/// What has `text` as key, id, ARN or name, letter by letter; of an event id what the event issued,
/// else what signed the event.
pub fn find(snapshot: &Snapshot, sessions: &Sessions, lineage: &Lineage, text: &str) -> Wanted {
    let mut wanted = Wanted::default();
    if text.is_empty() {
        return wanted;
    }
    for row in snapshot.rows_with_id(text) {
        let grants: Vec<GrantId> = lineage.grants_of_row(row).collect();
        let issued = grants.iter().flat_map(|&id| lineage.links_of_grant(id));
        let n_before = wanted.sessions.len();
        wanted.sessions.extend(issued.map(|link| link.child));
        if grants.is_empty() {
            wanted.sessions.push(sessions.of_row(snapshot, row));
        } else if wanted.sessions.len() == n_before {
            wanted.grants.extend(grants);
        }
    }
    let views: Vec<(Field, FieldView<'_>)> =
        FIELDS.iter().filter_map(|&field| Some((field, snapshot.view(field)?))).collect();
    let meant: Vec<(Field, FieldView<'_>, u32)> = views
        .into_iter()
        .flat_map(|(field, view)| {
            let codes = view.values.iter().filter(move |(code, shown)| {
                *code != ABSENT && (*shown == text || view.values.key(*code) == text)
            });
            codes.map(move |(code, _)| (field, view, code)).collect::<Vec<_>>()
        })
        .collect();
    for (id, session) in sessions.iter() {
        let is_meant = meant.iter().any(|(field, view, code)| match (field, view.lens) {
            (Field::AccessKey, _) => session.keys.contains(code),
            (_, Some(lens)) => lens[session.identity as usize] == *code,
            (_, None) => false,
        });
        if is_meant || (text.contains('/') && sessions.label(snapshot, id) == text) {
            wanted.sessions.push(id);
        }
    }
    for (id, grant) in lineage.grants() {
        let issued = grant.issued(snapshot);
        let is_meant = [issued.key, issued.principal, issued.name].contains(&text);
        if is_meant && lineage.links_of_grant(id).next().is_none() {
            wanted.grants.push(id);
        }
    }
    wanted.sessions.sort_unstable();
    wanted.sessions.dedup();
    wanted.grants.sort_unstable();
    wanted.grants.dedup();
    wanted
}
