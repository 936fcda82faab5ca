//! From identities to sessions.

use std::cmp::Ordering;

use hashbrown::HashMap;

use super::kind::{SessionKind, Traits};
use super::{NONE, Session, SessionId, Sessions};
use crate::query::expr::Expr;
use crate::record::IssueKind;
use crate::record::identity::Credential;
use crate::store::{ABSENT, Field, FieldView, RowId, Snapshot};
use crate::time::Timestamp;

/// What makes a session distinct: its class of credential, and codes of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    class: Credential,
    by: By,
}

/// Codes of the values that events of one session have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Key(u32),
    Principal(Who),
    /// Principal, and `creationDate` as text.
    Start(Who, u32),
    /// Principal and key, for want of a `creationDate`.
    KeyOf(Who, u32),
}

/// A principal, by its unique id, else by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Id(u32),
    Actor(u32),
}

/// What identities say of sessions, by code of the identity.
struct Identities<'s> {
    snapshot: &'s Snapshot,
    credentials: Vec<Credential>,
    tallies: Vec<Seen>,
}

/// Rows of one identity, or of one session.
#[derive(Debug, Clone, Copy)]
struct Seen {
    n_events: u32,
    first: u32,
    last: u32,
    is_console: bool,
}

impl Seen {
    const NOTHING: Self = Self { n_events: 0, first: u32::MAX, last: 0, is_console: false };

    fn add(&mut self, other: Self) {
        self.n_events += other.n_events;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.is_console |= other.is_console;
    }
}

/// Finds the sessions of a snapshot.
pub(super) fn group(snapshot: &Snapshot) -> Sessions {
    let identities = Identities::new(snapshot);
    let keys = identities.keys();
    let mut numbers: HashMap<Key, u32> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut of_identity = vec![NONE; keys.len()];
    for (identity, key) in (0..).zip(&keys).filter_map(|(i, key)| Some((i, (*key)?))) {
        let next = u32::try_from(groups.len()).unwrap_or(NONE);
        let number = *numbers.entry(key).or_insert(next);
        if number == next {
            groups.push(Group::new(key));
        }
        identities.add(&mut groups[number as usize], identity);
        of_identity[identity as usize] = number;
    }
    let mut by_start = starts(snapshot, &groups);
    sign_ins(snapshot, &by_start, &mut groups);
    let mut order: Vec<u32> = (0..u32::try_from(groups.len()).unwrap_or(NONE)).collect();
    order.sort_by(|&a, &b| identities.order(&groups[a as usize], &groups[b as usize]));
    let mut places = vec![NONE; groups.len()];
    for (&number, place) in order.iter().zip(0..) {
        places[number as usize] = place;
    }
    for number in of_identity.iter_mut().filter(|number| **number != NONE) {
        *number = places[*number as usize];
    }
    by_start.values_mut().for_each(|id| *id = SessionId(places[id.index()]));
    let all = order.iter().map(|&n| identities.session(&mut groups[n as usize])).collect();
    Sessions { all, of_identity, by_start }
}

/// A session that is being put together.
struct Group {
    key: Key,
    seen: Seen,
    keys: Vec<u32>,
    /// The identity that speaks for all: the first in order of texts.
    identity: u32,
    /// The one of its class that says most.
    credential: Credential,
    is_delivered: bool,
    is_forwarded: bool,
    /// Whether some of its records have no `creationDate` and are known by their key.
    is_joined: bool,
}

impl Group {
    fn new(key: Key) -> Self {
        Self {
            key,
            seen: Seen::NOTHING,
            keys: Vec::new(),
            identity: NONE,
            credential: key.class,
            is_delivered: false,
            is_forwarded: true,
            is_joined: false,
        }
    }
}

/// Temporary credentials by principal and second; of two that agree in both, the first.
fn starts(snapshot: &Snapshot, groups: &[Group]) -> HashMap<(u32, u32), SessionId> {
    let starts = snapshot.view(Field::SessionStart);
    let mut by_start = HashMap::new();
    for (index, group) in groups.iter().enumerate() {
        if let (By::Start(Who::Id(principal), code), Some(starts)) = (group.key.by, starts)
            && let Some(time) = Timestamp::parse(starts.values.text(code))
        {
            by_start.entry((principal, time.seconds())).or_insert(SessionId::from_index(index));
        }
    }
    by_start
}

/// A console session begins with a sign-in of the same principal, at its `creationDate`.
fn sign_ins(snapshot: &Snapshot, by_start: &HashMap<(u32, u32), SessionId>, groups: &mut [Group]) {
    let Some(principals) = snapshot.view(Field::PrincipalId) else { return };
    let issued = (0..snapshot.n_issued()).map(|index| snapshot.issued(index));
    for sign_in in issued.filter(|issued| issued.kind == IssueKind::SignIn) {
        let Some(time) = snapshot.time(sign_in.row) else { continue };
        let principal = principals.code(sign_in.row);
        if let Some(id) = by_start.get(&(principal, time.seconds())).filter(|_| principal != ABSENT)
        {
            groups[id.index()].seen.is_console = true;
        }
    }
}

impl<'s> Identities<'s> {
    fn new(snapshot: &'s Snapshot) -> Self {
        let view = snapshot.view(Field::Credential);
        let kinds: Vec<Credential> = view.map_or_else(Vec::new, |view| {
            view.values.iter().map(|(_, text)| Credential::from_text(text)).collect()
        });
        let lens = view.and_then(|view| view.lens).unwrap_or_default();
        let credentials = lens.iter().map(|&code| kinds[code as usize]).collect();
        Self { snapshot, credentials, tallies: seen(snapshot) }
    }

    /// The key of each identity that has events.
    fn keys(&self) -> Vec<Option<Key>> {
        let mut keys: Vec<Option<Key>> = (0..)
            .zip(&self.credentials)
            .map(|(identity, &credential)| {
                (self.tallies[identity as usize].n_events > 0)
                    .then(|| self.key(identity, credential))
            })
            .collect();
        // A record without `creationDate` belongs to the session that has its key elsewhere.
        let mut started: HashMap<(Credential, Who, u32), Option<By>> = HashMap::new();
        for (identity, key) in (0..).zip(&keys) {
            if let Some(Key { class, by: by @ By::Start(who, _) }) = *key {
                let same = started.entry((class, who, self.code(identity, Field::AccessKey)));
                same.and_modify(|held| *held = held.filter(|held| *held == by)).or_insert(Some(by));
            }
        }
        for key in keys.iter_mut().flatten() {
            if let By::KeyOf(who, code) = key.by
                && let Some(Some(by)) = started.get(&(key.class, who, code))
            {
                key.by = *by;
            }
        }
        keys
    }

    fn key(&self, identity: u32, credential: Credential) -> Key {
        let code = |field| self.code(identity, field);
        let actor = Who::Actor(code(Field::Actor));
        let who = match code(Field::PrincipalId) {
            ABSENT => actor,
            id => Who::Id(id),
        };
        let (key, start) = (code(Field::AccessKey), code(Field::SessionStart));
        let by = match credential {
            Credential::LongTermKey | Credential::Root | Credential::Unknown if key != ABSENT => {
                By::Key(key)
            }
            Credential::Root | Credential::Password => By::Principal(who),
            _ if !is_temporary(credential) => By::Principal(actor),
            _ if start != ABSENT => By::Start(who, start),
            _ if key != ABSENT => By::KeyOf(who, key),
            _ => By::Principal(who),
        };
        Key { class: class(credential), by }
    }

    fn code(&self, identity: u32, field: Field) -> u32 {
        let lens = self.snapshot.view(field).and_then(|view| view.lens);
        lens.map_or(ABSENT, |lens| lens[identity as usize])
    }

    fn text(&self, identity: u32, field: Field) -> &'s str {
        let view = self.snapshot.view(field);
        view.map_or("", |view| view.values.text(self.code(identity, field)))
    }

    fn add(&self, group: &mut Group, identity: u32) {
        group.seen.add(self.tallies[identity as usize]);
        group.keys.push(self.code(identity, Field::AccessKey));
        if self.credentials[identity as usize] != group.key.class {
            group.credential = self.credentials[identity as usize];
        }
        group.is_delivered |= self.code(identity, Field::RoleDelivery) != ABSENT;
        group.is_forwarded &= self.code(identity, Field::InvokedBy) != ABSENT;
        group.is_joined |= self.code(identity, Field::SessionStart) == ABSENT;
        if group.identity == NONE || self.texts(identity) < self.texts(group.identity) {
            group.identity = identity;
        }
    }

    /// What tells the identities of one session apart, and is no key.
    fn texts(&self, identity: u32) -> [&'s str; 4] {
        [Field::Arn, Field::Issuer, Field::IdentityAccount, Field::InvokedBy]
            .map(|field| self.text(identity, field))
    }

    /// Sessions by time, then by what they are called, so that the order of files does not show.
    fn order(&self, a: &Group, b: &Group) -> Ordering {
        let time = |group: &Group| {
            self.snapshot.time(RowId(group.seen.first)).map_or(u32::MAX, Timestamp::seconds)
        };
        let names = |group: &Group| {
            [
                Field::Actor,
                Field::Session,
                Field::PrincipalId,
                Field::SessionStart,
                Field::Credential,
            ]
            .map(|field| self.text(group.identity, field))
        };
        let keys = |group: &Group| {
            let key = |&code: &u32| {
                self.snapshot.view(Field::AccessKey).map_or("", |view| view.values.text(code))
            };
            group.keys.iter().map(key).min()
        };
        let actor = |group: &Group| {
            let view = self.snapshot.view(Field::Actor);
            view.map_or("", |view| view.values.key(self.code(group.identity, Field::Actor)))
        };
        time(a)
            .cmp(&time(b))
            .then_with(|| names(a).cmp(&names(b)))
            .then_with(|| actor(a).cmp(actor(b)))
            .then_with(|| keys(a).cmp(&keys(b)))
    }

    fn session(&self, group: &mut Group) -> Session {
        let identity = group.identity;
        let Seen { n_events, first, last, is_console } = group.seen;
        let keys = std::mem::take(&mut group.keys);
        let keys = self.sorted_keys(keys);
        let kind = SessionKind::of(&Traits {
            credential: match (group.credential, group.key.by) {
                (Credential::Root, By::Key(_)) => Credential::LongTermKey,
                (credential, _) => credential,
            },
            role: self.text(identity, Field::Actor),
            issuer: self.text(identity, Field::Issuer),
            session: self.text(identity, Field::Session),
            is_delivered: group.is_delivered,
            is_forwarded: group.is_forwarded,
            is_console,
        });
        let start = match group.key.by {
            By::Start(_, code) => self
                .snapshot
                .view(Field::SessionStart)
                .and_then(|view| Timestamp::parse(view.values.text(code))),
            _ => None,
        };
        let (first, last) = (RowId(first), RowId(last));
        let (key, is_joined) = (group.key, group.is_joined);
        Session { kind, is_console, identity, start, keys, first, last, n_events, key, is_joined }
    }

    fn sorted_keys(&self, mut keys: Vec<u32>) -> Box<[u32]> {
        keys.retain(|&code| code != ABSENT);
        if let Some(view) = self.snapshot.view(Field::AccessKey) {
            keys.sort_unstable_by_key(|&code| view.values.text(code));
        }
        keys.dedup();
        keys.into()
    }
}

/// Role sessions are one class: not every record of a federated one says that it is.
fn class(credential: Credential) -> Credential {
    match credential {
        Credential::FederatedRoleSession => Credential::RoleSession,
        Credential::AssumedRoot => Credential::RootSession,
        other => other,
    }
}

fn is_temporary(credential: Credential) -> bool {
    matches!(
        credential,
        Credential::RootSession
            | Credential::AssumedRoot
            | Credential::UserSession
            | Credential::RoleSession
            | Credential::FederatedRoleSession
            | Credential::FederatedUserSession
    )
}

/// Counts the rows of each identity.
fn seen(snapshot: &Snapshot) -> Vec<Seen> {
    let mut seen = vec![Seen::NOTHING; snapshot.n_identities()];
    let views = [Field::PrincipalId, Field::Console, Field::EventType].map(|f| snapshot.view(f));
    let [Some(identities), Some(console), Some(types)] = views else { return seen };
    let says = |view: FieldView<'_>, word: &str| -> Vec<bool> {
        view.values.iter().map(|(_, text)| text.eq_ignore_ascii_case(word)).collect()
    };
    let (is_console, is_action) = (says(console, "true"), says(types, "AwsConsoleAction"));
    for row in (0..snapshot.len()).map(RowId::from_index) {
        let identity = &mut seen[identities.codes.get(row.index()) as usize];
        identity.add(Seen {
            n_events: 1,
            first: row.0,
            last: row.0,
            is_console: is_console[console.codes.get(row.index()) as usize]
                || is_action[types.codes.get(row.index()) as usize],
        });
    }
    seen
}

/// The filter that finds the events of a session.
pub(super) fn filter(snapshot: &Snapshot, session: &Session) -> Expr {
    let key = session.key;
    let term = |field, code| Expr::code_term(snapshot, field, code);
    let who = |who| match who {
        Who::Id(code) => term(Field::PrincipalId, code),
        Who::Actor(code) => term(Field::PrincipalId, ABSENT).and(term(Field::Actor, code)),
    };
    let common = match key.by {
        By::Key(code) => term(Field::AccessKey, code),
        By::Principal(Who::Actor(code)) if !is_temporary(key.class) => term(Field::Actor, code),
        By::Principal(principal) => {
            let absent = [Field::AccessKey, Field::SessionStart].map(|f| term(f, ABSENT));
            absent.into_iter().fold(who(principal), Expr::and)
        }
        By::Start(principal, code) => {
            let unsaid = session.keys.iter().map(|&key| term(Field::AccessKey, key));
            let unsaid = unsaid.reduce(Expr::or).map(|k| k.and(term(Field::SessionStart, ABSENT)));
            let started = term(Field::SessionStart, code);
            who(principal).and(match unsaid.filter(|_| session.is_joined) {
                Some(unsaid) => started.or(unsaid),
                None => started,
            })
        }
        By::KeyOf(principal, code) => {
            who(principal).and(term(Field::AccessKey, code)).and(term(Field::SessionStart, ABSENT))
        }
    };
    common.and(credentials(snapshot, key.class))
}

/// Events with a credential of the class.
fn credentials(snapshot: &Snapshot, of: Credential) -> Expr {
    let Some(view) = snapshot.view(Field::Credential) else { return Expr::all() };
    let all = view.values.iter().filter(|(_, text)| class(Credential::from_text(text)) == of);
    let terms = all.filter(|(code, _)| *code != ABSENT);
    let terms = terms.map(|(code, _)| Expr::code_term(snapshot, Field::Credential, code));
    terms.reduce(Expr::or).unwrap_or_else(Expr::all)
}
