//! Finding what was issued again among the sessions: each rule in turn, none guesses.

use std::hash::Hash;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::super::session::{Session, SessionId, SessionKind, Sessions};
use super::grant::{Grant, GrantId};
use super::in_use::{Moment, Span, in_use};
use super::link::{Link, Rule};
use crate::record::IssueKind;
use crate::store::{ABSENT, Field, Issued, RowId, Snapshot};
use crate::time::Timestamp;

/// A console session lasts twelve hours at most; after that nothing is switched from it.
const LONGEST_CONSOLE_SECONDS: u32 = 12 * 60 * 60;

/// A value with more issuers than this identifies nothing: published logs put one key or id in the
/// place of all. It also keeps the number of links linear.
const MOST_ISSUERS: usize = 8;

/// All links, in no order; some may be there twice.
pub(super) fn links(snapshot: &Snapshot, sessions: &Sessions, grants: &[Grant]) -> Vec<Link> {
    let by_key = HashSet::default();
    let mut search = Search { snapshot, sessions, grants, links: Vec::new(), by_key };
    search.keys();
    search.times();
    search.names();
    search.same_principals();
    search.switches();
    search.links
}

struct Search<'s> {
    snapshot: &'s Snapshot,
    sessions: &'s Sessions,
    grants: &'s [Grant],
    links: Vec<Link>,
    /// What was found by its key, so that no weaker evidence is added.
    by_key: HashSet<(SessionId, GrantId), RandomState>,
}

/// Sessions by a value that some grant names.
type Named<K> = HashMap<K, Vec<SessionId>>;

impl<'s> Search<'s> {
    fn grants(&self) -> impl Iterator<Item = (GrantId, &'s Grant, Issued<'s>)> + use<'s> {
        let snapshot = self.snapshot;
        let numbered = (0..).map(GrantId).zip(self.grants);
        numbered.map(|(id, grant)| (id, grant, grant.issued(snapshot)))
    }

    fn add(&mut self, child: SessionId, id: GrantId, rule: Rule, key: u32) {
        let parent = self.grants[id.index()].by;
        if parent != child {
            self.links.push(Link { child, parent, grant: Some(id), rule, key });
        }
    }

    /// By the key that the call returned.
    fn keys(&mut self) {
        let mut n_issuers: HashMap<&str, usize> = HashMap::new();
        for (.., issued) in self.grants().filter(|(.., issued)| is_key(issued.key)) {
            *n_issuers.entry(issued.key).or_default() += 1;
        }
        let believed = n_issuers.into_iter().filter(|(_, n_issuers)| *n_issuers <= MOST_ISSUERS);
        let mut users: HashMap<&str, Vec<(SessionId, u32)>> =
            believed.map(|(key, _)| (key, Vec::new())).collect();
        let Some(keys) = self.snapshot.view(Field::AccessKey) else { return };
        for (id, session) in self.sessions.iter() {
            for &code in &session.keys {
                if let Some(users) = users.get_mut(keys.values.text(code)) {
                    users.push((id, code));
                }
            }
        }
        for (id, _, issued) in self.grants() {
            for &(child, key) in users.get(issued.key).into_iter().flatten() {
                if self.agrees(child, issued.principal) {
                    self.by_key.insert((child, id));
                    self.add(child, id, Rule::Key, key);
                }
            }
        }
    }

    /// Whether the session may be of this principal.
    fn agrees(&self, session: SessionId, principal: &str) -> bool {
        let own = self.sessions.text(self.snapshot, session, Field::PrincipalId);
        principal.is_empty() || own.is_empty() || own == principal
    }

    /// By principal and second of issue.
    fn times(&mut self) {
        let Some(principals) = self.snapshot.view(Field::PrincipalId) else { return };
        let codes: HashMap<&str, u32> =
            principals.values.iter().map(|(c, text)| (text, c)).collect();
        let mut found = Vec::new();
        for (id, grant, issued) in self.grants() {
            let rule = match grant.kind {
                IssueKind::Token => Rule::SessionAndTime,
                IssueKind::SignIn => Rule::SignIn,
                _ => continue,
            };
            let Some(time) = grant.time(self.snapshot) else { continue };
            let principal = match issued.principal {
                "" if rule == Rule::SignIn || issued.name.is_empty() => principals.code(grant.row),
                principal => codes.get(principal).copied().unwrap_or(ABSENT),
            };
            if let Some(child) = self.sessions.started_at(principal, time)
                && self.fits(child, &issued, time)
            {
                found.push((child, id, rule));
            }
        }
        found.extend(self.named_sessions());
        found.retain(|(child, id, _)| !self.by_key.contains(&(*child, *id)));
        for (child, id, rule) in found {
            self.add(child, id, rule, 0);
        }
    }

    /// Whether a session that began about then can be what was issued: one that uses other keys
    /// only if it began in that very second.
    fn fits(&self, child: SessionId, issued: &Issued<'_>, time: Timestamp) -> bool {
        let session = self.sessions.get(child);
        session.keys.is_empty() || !is_key(issued.key) || session.start == Some(time)
    }

    /// Role sessions of calls that do not say the principal, by role, session name and second.
    fn named_sessions(&self) -> Vec<(SessionId, GrantId, Rule)> {
        let unnamed = || {
            self.grants().filter(|(_, grant, issued)| {
                grant.kind == IssueKind::Token
                    && issued.principal.is_empty()
                    && !issued.name.is_empty()
            })
        };
        let named = |issued: &Issued<'s>, grant: &Grant| {
            let role = self.snapshot.view(Field::Target).map_or("", |view| view.text(grant.row));
            Some((role, issued.name, grant.time(self.snapshot)?))
        };
        let wanted = unnamed().filter_map(|(_, grant, issued)| named(&issued, grant));
        let found = self.named(wanted, |id, session| {
            let text = |field| self.sessions.text(self.snapshot, id, field);
            Some((text(Field::Issuer), text(Field::Session), session.start?))
        });
        let mut links = Vec::new();
        for (id, grant, issued) in unnamed() {
            let Some((role, name, time)) = named(&issued, grant) else { continue };
            let children = found.get(&(role, name, time)).into_iter().flatten();
            links.extend(children.map(|&child| (child, id, Rule::SessionAndTime)));
        }
        links
    }

    /// Sessions by a value, for the values that are wanted.
    fn named<K: Eq + Hash>(
        &self,
        wanted: impl Iterator<Item = K>,
        value: impl Fn(SessionId, &Session) -> Option<K>,
    ) -> Named<K> {
        let mut named: Named<K> = wanted.map(|key| (key, Vec::new())).collect();
        if named.is_empty() {
            return named;
        }
        for (id, session) in self.sessions.iter() {
            if let Some(sessions) = value(id, session).and_then(|key| named.get_mut(&key)) {
                sessions.push(id);
            }
        }
        named
    }

    /// By the unique id or the name of what the call made.
    fn names(&mut self) {
        let of_kind = |kind| self.grants().filter(move |(_, grant, _)| grant.kind == kind);
        let instances = self.named(
            of_kind(IssueKind::Instance).map(|(.., issued)| issued.name),
            |id, session| {
                let name = self.sessions.text(self.snapshot, id, Field::Session);
                (session.kind == SessionKind::InstanceRole).then_some(name)
            },
        );
        let actors = self.snapshot.view(Field::Actor);
        let made = of_kind(IssueKind::User).chain(of_kind(IssueKind::Role));
        let principals = self.named(made.map(|(.., issued)| issued.principal), |_, session| {
            let view = actors?;
            let code = view.lens?[session.identity as usize];
            Some(view.values.key(code)).filter(|key| !key.is_empty())
        });
        let passwords = self.named(
            of_kind(IssueKind::Password).map(|(_, grant, issued)| self.user(grant, &issued)),
            |id, session| {
                let text = |field| self.sessions.text(self.snapshot, id, field);
                let user = (text(Field::IdentityAccount), text(Field::Actor));
                (session.kind == SessionKind::Password).then_some(user)
            },
        );
        let mut n_issuers: HashMap<(Rule, &str, &str), usize> = HashMap::new();
        for (id, grant, issued) in self.grants() {
            let (rule, children) = match grant.kind {
                IssueKind::Instance => (Rule::Instance, instances.get(issued.name)),
                IssueKind::User => (Rule::User, principals.get(issued.principal)),
                IssueKind::Role => (Rule::Role, principals.get(issued.principal)),
                IssueKind::Password => {
                    (Rule::PasswordOf, passwords.get(&self.user(grant, &issued)))
                }
                _ => continue,
            };
            let issuers = n_issuers.entry((rule, issued.principal, issued.name)).or_default();
            *issuers += 1;
            // Of passwords the last one counts, and few users have one name.
            let is_believed = match rule {
                Rule::PasswordOf => children.is_none_or(|users| users.len() <= MOST_ISSUERS),
                _ => *issuers <= MOST_ISSUERS,
            };
            for &child in children.into_iter().flatten().filter(|_| is_believed) {
                if self.is_before(grant, child) {
                    self.add(child, id, rule, 0);
                }
            }
        }
    }

    /// Account and name of the user whose password was set; without a name it is the caller's.
    fn user(&self, grant: &Grant, issued: &Issued<'s>) -> (&'s str, &'s str) {
        let text = |field| self.snapshot.view(field).map_or("", |view| view.text(grant.row));
        let name = if issued.name.is_empty() { text(Field::Actor) } else { issued.name };
        (text(Field::Account), name)
    }

    /// Whether the call came before the session's first event.
    fn is_before(&self, grant: &Grant, child: SessionId) -> bool {
        let first = self.snapshot.time(self.sessions.get(child).first);
        match (grant.time(self.snapshot), first) {
            (Some(time), Some(first)) => time <= first.plus(1),
            _ => false,
        }
    }

    /// Calls by services, and what another account's principal did: the same principal, used then.
    fn same_principals(&mut self) {
        let is_seen_only = |session: &Session| {
            matches!(session.kind, SessionKind::Forwarded | SessionKind::OtherAccount)
        };
        let moments: Vec<Moment> = self
            .sessions
            .iter()
            .filter(|(_, session)| is_seen_only(session))
            .filter_map(|(id, session)| {
                let time = session.start.or_else(|| self.snapshot.time(session.first))?;
                let group = self.code(session, Field::PrincipalId)?;
                Some(Moment { group, second: time.seconds(), number: id.0 })
            })
            .collect();
        let spans = self.spans(Field::PrincipalId, 1, |session| !is_seen_only(session));
        let mut found = Vec::new();
        in_use(spans, moments, |number, parent| found.push((SessionId(number), parent)));
        self.links.extend(found.into_iter().map(|(child, parent)| Link {
            child,
            parent,
            grant: None,
            rule: Rule::SamePrincipal,
            key: 0,
        }));
    }

    /// The console's `SwitchRole`, which is recorded by the role: from whom, by ARN.
    fn switches(&mut self) {
        let Some(arns) = self.snapshot.view(Field::Arn) else { return };
        let codes: HashMap<&str, u32> = arns.values.iter().map(|(code, arn)| (arn, code)).collect();
        let moment = |(id, grant, issued): (GrantId, &Grant, Issued<'_>)| {
            let group = *codes.get(issued.name).filter(|code| **code != ABSENT)?;
            let second = grant.time(self.snapshot)?.seconds();
            (grant.kind == IssueKind::Switch).then_some(Moment { group, second, number: id.0 })
        };
        let moments: Vec<Moment> = self.grants().filter_map(moment).collect();
        let can_switch = |session: &Session| {
            use SessionKind::{Forwarded, LongTermKey, Password};
            !matches!(session.kind, LongTermKey | Password | Forwarded)
        };
        let spans = self.spans(Field::Arn, LONGEST_CONSOLE_SECONDS, can_switch);
        let mut found = Vec::new();
        in_use(spans, moments, |number, parent| found.push((GrantId(number), parent)));
        for (id, parent) in found {
            let child = self.grants[id.index()].by;
            if child != parent {
                let rule = Rule::SwitchedFrom;
                self.links.push(Link { child, parent, grant: Some(id), rule, key: 0 });
            }
        }
    }

    /// When sessions were in use, by a value; `after` their last event for some seconds more.
    fn spans(&self, field: Field, after: u32, is_in: impl Fn(&Session) -> bool) -> Vec<Span> {
        let seconds = |row: RowId| self.snapshot.time(row).map(Timestamp::seconds);
        let span = |(session, held): (SessionId, &Session)| {
            let group = self.code(held, field)?;
            let first = seconds(held.first)?.saturating_sub(1);
            let from = held.start.map_or(first, |start| first.min(start.seconds()));
            let until = seconds(held.last)?.saturating_add(after);
            Some(Span { group, from, until, session })
        };
        self.sessions.iter().filter(|(_, held)| is_in(held)).filter_map(span).collect()
    }

    fn code(&self, session: &Session, field: Field) -> Option<u32> {
        let lens = self.snapshot.view(field)?.lens?;
        Some(lens[session.identity as usize]).filter(|&code| code != ABSENT)
    }
}

/// Whether a text can be the id of one key: published logs put one word in the place of all.
fn is_key(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
