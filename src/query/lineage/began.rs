//! Links and beginnings in words, the same for both front ends. Not sanitised.

use super::super::session::{SessionId, Sessions};
use super::link::Link;
use super::{Grant, Lineage, Origin};
use crate::record::IssueKind;
use crate::store::{ABSENT, Field, RowId, Snapshot};

impl Lineage {
    /// How a session began, in a few words: `AssumeRole by bob, key id`.
    pub fn began(&self, snapshot: &Snapshot, sessions: &Sessions, id: SessionId) -> String {
        match self.origin(sessions, id) {
            Origin::Issued(link) => {
                let mut text = self.call(snapshot, sessions, link);
                if !link.rule.is_certain() {
                    text = format!("perhaps {text}");
                }
                text
            }
            Origin::Ambiguous([link]) => {
                format!("a ring with {}", sessions.label(snapshot, link.parent))
            }
            Origin::Ambiguous(links) => {
                let mut parents: Vec<SessionId> = links.iter().map(|link| link.parent).collect();
                parents.sort_unstable();
                parents.dedup();
                let names = parents.iter().take(3).map(|&id| sessions.label(snapshot, id));
                let names: Vec<String> = names.collect();
                let evidence = links[0].rule.text();
                format!("one of {}: {}, {evidence}", parents.len(), names.join(", "))
            }
            Origin::Outside => "issued outside the data".to_owned(),
            Origin::Itself => String::new(),
        }
    }

    /// The call of a link, who made it, and the evidence: `AssumeRole by bob, key id`.
    pub fn call(&self, snapshot: &Snapshot, sessions: &Sessions, link: &Link) -> String {
        let by = sessions.label(snapshot, link.parent);
        let evidence = link.rule.text();
        match link.grant.map(|id| self.grant(id)) {
            Some(grant) => {
                let call = snapshot.text(grant.row, Field::EventName);
                format!("{call} by {by}, {evidence}")
            }
            None => format!("for {by}, {evidence}"),
        }
    }

    /// Whether the sign-in that began the session used MFA, `Yes` or `No`; `""` when it is not said.
    pub fn sign_in_mfa<'s>(&self, snapshot: &'s Snapshot, id: SessionId) -> &'s str {
        let grants = self.links(id).iter().filter_map(|link| Some(self.grant(link.grant?)));
        let mut sign_ins = grants.filter(|grant| grant.kind == IssueKind::SignIn);
        sign_ins.next().map_or("", |grant| grant.issued(snapshot).name)
    }
}

impl Lineage {
    /// What the session says of MFA, and what its sign-in said when that differs; `""` for nothing.
    pub fn mfa(&self, snapshot: &Snapshot, sessions: &Sessions, id: SessionId) -> String {
        let session = match sessions.text(snapshot, id, Field::Mfa) {
            "true" => "yes",
            "false" => "no",
            other => other,
        };
        match self.sign_in_mfa(snapshot, id) {
            "" => session.to_owned(),
            sign_in if sign_in.eq_ignore_ascii_case(session) => session.to_owned(),
            sign_in => format!("{session}, sign-in {}", sign_in.to_lowercase()),
        }
    }

    /// The link by which the credential of an event was issued: of a session with several keys the
    /// one that is about the event's key; else the best. `None` where [`Lineage::origin`] has no
    /// single one.
    pub fn issuer_of_row(
        &self,
        snapshot: &Snapshot,
        sessions: &Sessions,
        row: RowId,
    ) -> Option<&Link> {
        let id = sessions.of_row(snapshot, row);
        let key = snapshot.view(Field::AccessKey).map_or(ABSENT, |view| view.code(row));
        match self.origin(sessions, id) {
            Origin::Issued(best) => {
                let is_of_key =
                    |link: &&Link| key != ABSENT && link.key == key && link.rule == best.rule;
                Some(self.links(id).iter().find(is_of_key).unwrap_or(best))
            }
            _ => None,
        }
    }
}

impl Grant {
    /// What was issued, in a few words: `key AKIA…`, `user bob`.
    pub fn thing(&self, snapshot: &Snapshot) -> String {
        let issued = self.issued(snapshot);
        let named = |what: &str, name: &str, id: &str| match (name, id) {
            ("", "") => what.to_owned(),
            ("", id) => format!("{what} {id}"),
            (name, _) => format!("{what} {name}"),
        };
        match self.kind {
            IssueKind::Token => {
                let (_, name) = issued.principal.split_once(':').unwrap_or(("", issued.name));
                let target = snapshot.text(self.row, Field::Target);
                let role = target.rsplit('/').next().filter(|_| target.contains(":role/"));
                match role {
                    Some(role) => format!("session {role}/{name}"),
                    None => named("session", name, issued.key),
                }
            }
            IssueKind::SignIn | IssueKind::Switch => "console session".to_owned(),
            IssueKind::Key if issued.name.is_empty() => named("key", issued.key, ""),
            IssueKind::Key => format!("key {} of {}", issued.key, issued.name),
            IssueKind::Password => match issued.name {
                "" => "password of its own".to_owned(),
                name => format!("password of {name}"),
            },
            IssueKind::User => named("user", issued.name, issued.principal),
            IssueKind::Role => named("role", issued.name, issued.principal),
            IssueKind::Instance => named("instance", issued.name, ""),
        }
    }
}
