//! One identity: what it did when, from where and with what, what it made, who was there too.
//!
//! [`Portrait::new`] reads the rows of an actor once, on codes. Counts are of a range of time; what
//! is new is what the actor has in it and did not have before it. What the filters say does not
//! matter: the page is about the actor, not about a question.

mod sheet;
mod totals;

pub use sheet::{Leads, Sheet, SheetLine};
pub use totals::Totals;

use hashbrown::{HashMap, HashSet};

use super::cancel::Cancel;
use super::filter::{failed, row_range, with_code, writes};
use super::histogram::{Histogram, histogram};
use super::lineage::{GrantId, Traced};
use super::session::SessionId;
use super::{Bitset, Expr};
use crate::store::{ABSENT, Field, RowId, Snapshot};
use crate::time::TimeRange;

/// What is told of an actor, value by value.
pub const FACTS: &[Field] = &[
    Field::SourceIp,
    Field::AccessKey,
    Field::AgentFamily,
    Field::UserAgent,
    Field::Region,
    Field::EventSource,
    Field::EventName,
    Field::ErrorCode,
];

/// What lanes can be of.
pub const LANES: [Field; 3] = [Field::SourceIp, Field::AccessKey, Field::AgentFamily];

/// Lanes that are told; the rest is one more.
const MOST_LANES: usize = 6;

/// An actor's value in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// The value.
    pub code: u32,
    /// Its events with it.
    pub totals: Totals,
    /// Whether the actor did not have it before the range; `false` where there is no time before.
    pub is_new: bool,
}

/// Another actor at an address of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The other actor.
    pub actor: u32,
    /// The address that most of its events came from, of those of this actor.
    pub address: u32,
    /// Its events from addresses of this actor.
    pub totals: Totals,
}

/// A value over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The value; `None` for the rest of them.
    pub code: Option<u32>,
    /// Whether the actor did not have it before the range.
    pub is_new: bool,
    /// Its events by time.
    pub counts: Histogram,
}

/// All about one actor.
#[derive(Debug, Clone, Default)]
pub struct Portrait {
    /// Number of its events in the range.
    pub events: u32,
    /// Failed calls among them.
    pub errors: u32,
    /// Calls among them that change something.
    pub writes: u32,
    /// The first and the last of them.
    pub ends: Option<(RowId, RowId)>,
    /// Its events before the range: what new things are new against.
    pub before: u32,
    /// Its values in each of [`FACTS`], most events first.
    pub facts: Vec<(Field, Vec<Fact>)>,
    /// Its sessions with events in the range, with what these come to.
    pub sessions: Vec<(SessionId, Totals)>,
    /// What its calls in the range issued: keys, users, roles, sessions, instances.
    pub issued: Vec<GrantId>,
    /// Its successful `Create…` calls in the range, other than those that issued something.
    pub created: Vec<RowId>,
    /// Who else used its addresses in the range, most events first.
    pub neighbours: Vec<Neighbour>,
    /// Over time, most events first; the last may be the rest.
    pub lanes: Vec<Lane>,
}

/// What is asked of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The actor, a code of [`Field::Actor`].
    pub actor: u32,
    /// Which of its events.
    pub range: TimeRange,
    /// What lanes are of, and the most buckets of each.
    pub lanes: (Field, usize),
}

impl Portrait {
    /// Reads the actor's rows; `None` when `cancel` was raised.
    pub fn new(
        snapshot: &Snapshot,
        traced: &Traced,
        wanted: Wanted,
        cancel: &Cancel,
    ) -> Option<Self> {
        let all = with_code(snapshot, Field::Actor, wanted.actor);
        let (start, end) = row_range(snapshot, wanted.range);
        // Without a range rows without a time count too.
        let is_whole = wanted.range == TimeRange::default();
        let is_in = |row: &RowId| is_whole || (*row >= start && *row < end);
        let rows: Vec<RowId> = all.iter().filter(is_in).collect();
        let before: Vec<RowId> = match wanted.range.from {
            Some(_) => all.iter().take_while(|row| *row < start).collect(),
            None => Vec::new(),
        };
        cancel.check()?;
        let (failed, writes) = (failed(snapshot), writes(snapshot));
        let count = |of: &Bitset| to_u32(rows.iter().filter(|row| of.contains(**row)).count());
        let tell =
            Teller { snapshot, rows: &rows, before: &before, failed: &failed, writes: &writes };
        let facts: Vec<(Field, Vec<Fact>)> =
            FACTS.iter().map(|&field| (field, tell.facts(field))).collect();
        cancel.check()?;
        let sessions = tell.sessions(traced);
        let issued = tell.issued(traced, &sessions);
        let addresses = tell.facts(Field::SourceIp);
        Some(Self {
            events: to_u32(rows.len()),
            errors: count(&failed),
            writes: count(&writes),
            ends: rows.first().copied().zip(rows.last().copied()),
            before: to_u32(before.len()),
            created: tell.created(traced, &issued),
            sessions,
            issued,
            neighbours: tell.neighbours(&addresses, wanted.actor, (is_whole, start, end)),
            lanes: tell.lanes(&facts, wanted, cancel)?,
            facts,
        })
    }
}

/// The actors that `text` means: by name, unique id, ARN, principal or key, letter by letter; codes
/// of [`Field::Actor`], in order of their ids.
pub fn actors_named(snapshot: &Snapshot, text: &str) -> Vec<u32> {
    let Some(actors) = snapshot.view(Field::Actor) else { return Vec::new() };
    let is_text = |values: &crate::store::Values, code: u32| {
        code != ABSENT && (values.text(code) == text || values.key(code) == text)
    };
    let mut found: Vec<u32> = actors
        .values
        .iter()
        .map(|(code, _)| code)
        .filter(|&code| is_text(actors.values, code))
        .collect();
    if found.is_empty()
        && let Some(identities) = actors.lens
    {
        for field in [Field::AccessKey, Field::Arn, Field::PrincipalId] {
            let Some(view) = snapshot.view(field) else { continue };
            let Some(lens) = view.lens else { continue };
            let of_identity = lens.iter().zip(identities);
            let meant = of_identity.filter(|(code, _)| is_text(view.values, **code));
            found.extend(meant.map(|(_, &actor)| actor).filter(|&actor| actor != ABSENT));
        }
    }
    found.sort_unstable_by(|&a, &b| actors.values.key(a).cmp(actors.values.key(b)));
    found.dedup();
    found
}

/// The events with a value, by its code.
pub fn term(snapshot: &Snapshot, field: Field, code: u32) -> Expr {
    Expr::code_term(snapshot, field, code)
}

/// The code of the actor with this id, its key in [`Field::Actor`].
pub fn actor_of_key(snapshot: &Snapshot, key: &str) -> Option<u32> {
    let values = snapshot.view(Field::Actor)?.values;
    values.iter().map(|(code, _)| code).find(|&code| code != ABSENT && values.key(code) == key)
}

/// The id of an event's actor.
pub fn actor_key(snapshot: &Snapshot, row: RowId) -> Option<String> {
    actor_of_code(snapshot, snapshot.view(Field::Actor)?.code(row))
}

/// The id of the actor of a code.
pub fn actor_of_code(snapshot: &Snapshot, code: u32) -> Option<String> {
    let values = snapshot.view(Field::Actor)?.values;
    (code != ABSENT).then(|| values.key(code).to_owned())
}

/// The ids of all actors of the name that the one with this id has, in order; its own among them.
pub fn namesakes(snapshot: &Snapshot, key: &str) -> Vec<String> {
    let Some(values) = snapshot.view(Field::Actor).map(|view| view.values) else {
        return Vec::new();
    };
    let name = actor_of_key(snapshot, key).map(|code| values.text(code));
    let alike = values.iter().filter(|(code, text)| *code != ABSENT && Some(*text) == name);
    let mut keys: Vec<String> = alike.map(|(code, _)| values.key(code).to_owned()).collect();
    keys.sort_unstable();
    keys
}

struct Teller<'s> {
    snapshot: &'s Snapshot,
    rows: &'s [RowId],
    before: &'s [RowId],
    failed: &'s Bitset,
    writes: &'s Bitset,
}

impl Teller<'_> {
    /// The values of a field, most events first, then by text.
    fn facts(&self, field: Field) -> Vec<Fact> {
        let Some(view) = self.snapshot.view(field) else { return Vec::new() };
        let mut found: HashMap<u32, Totals> = HashMap::new();
        for &row in self.rows {
            let code = view.code(row);
            if code == ABSENT {
                continue;
            }
            let one = self.totals(row);
            found.entry(code).and_modify(|totals| totals.add(one)).or_insert(one);
        }
        let before: HashSet<u32> = self.before.iter().map(|&row| view.code(row)).collect();
        let is_new = |code: u32| !self.before.is_empty() && !before.contains(&code);
        let fact = |(code, totals)| Fact { code, totals, is_new: is_new(code) };
        let mut facts: Vec<Fact> = found.into_iter().map(fact).collect();
        facts.sort_by(|a, b| {
            let by_text = || view.values.text(a.code).cmp(view.values.text(b.code));
            let by_code = || a.code.cmp(&b.code);
            b.totals.events.cmp(&a.totals.events).then_with(by_text).then_with(by_code)
        });
        facts
    }

    fn totals(&self, row: RowId) -> Totals {
        Totals::of(row, self.failed, self.writes)
    }

    fn sessions(&self, traced: &Traced) -> Vec<(SessionId, Totals)> {
        let mut found: HashMap<SessionId, Totals> = HashMap::new();
        for &row in self.rows {
            let (id, one) = (traced.sessions.of_row(self.snapshot, row), self.totals(row));
            found.entry(id).and_modify(|totals| totals.add(one)).or_insert(one);
        }
        let mut sessions: Vec<(SessionId, Totals)> = found.into_iter().collect();
        sessions.sort_unstable_by_key(|(id, _)| *id);
        sessions
    }

    /// Grants of its sessions by calls in the range, in order of time.
    fn issued(&self, traced: &Traced, sessions: &[(SessionId, Totals)]) -> Vec<GrantId> {
        let lineage = &traced.lineage;
        let all = sessions.iter().flat_map(|&(id, _)| lineage.grants_by(id));
        let is_in = |id: &GrantId| self.rows.binary_search(&lineage.grant(*id).row).is_ok();
        let mut issued: Vec<GrantId> = all.filter(is_in).collect();
        issued.sort_unstable();
        issued
    }

    fn created(&self, traced: &Traced, issued: &[GrantId]) -> Vec<RowId> {
        let Some(names) = self.snapshot.view(Field::EventName) else { return Vec::new() };
        let is_create: Vec<bool> =
            names.values.iter().map(|(_, text)| text.starts_with("Create")).collect();
        let mut told: Vec<RowId> = issued.iter().map(|&id| traced.lineage.grant(id).row).collect();
        told.sort_unstable();
        let is_created = |row: &RowId| {
            is_create[names.code(*row) as usize]
                && !self.failed.contains(*row)
                && told.binary_search(row).is_err()
        };
        self.rows.iter().copied().filter(is_created).collect()
    }

    /// One pass over the rows of the range: services' names are no addresses.
    fn neighbours(
        &self,
        addresses: &[Fact],
        actor: u32,
        (is_whole, start, end): (bool, RowId, RowId),
    ) -> Vec<Neighbour> {
        let views = (self.snapshot.view(Field::SourceIp), self.snapshot.view(Field::Actor));
        let (Some(ips), Some(actors)) = views else { return Vec::new() };
        let mut is_shared = vec![false; ips.values.len()];
        for fact in addresses {
            let text = ips.values.text(fact.code);
            is_shared[fact.code as usize] = text.parse::<std::net::IpAddr>().is_ok();
        }
        let mut found: HashMap<(u32, u32), Totals> = HashMap::new();
        let (first, last) =
            if is_whole { (0, self.snapshot.len()) } else { (start.index(), end.index()) };
        for row in (first..last).map(RowId::from_index) {
            let ip = ips.code(row);
            if is_shared[ip as usize] {
                let other = actors.code(row);
                if other != actor && other != ABSENT {
                    let one = self.totals(row);
                    found.entry((other, ip)).and_modify(|all| all.add(one)).or_insert(one);
                }
            }
        }
        let mut pairs: Vec<_> = found.into_iter().collect();
        pairs.sort_unstable_by_key(|&((other, ip), of)| (other, u32::MAX - of.events, ip));
        let mut neighbours: Vec<Neighbour> = Vec::new();
        for ((other, address), totals) in pairs {
            match neighbours.last_mut().filter(|last| last.actor == other) {
                Some(last) => last.totals.add(totals),
                None => neighbours.push(Neighbour { actor: other, address, totals }),
            }
        }
        neighbours.sort_by(|a, b| {
            let by_key = || actors.values.key(a.actor).cmp(actors.values.key(b.actor));
            b.totals.events.cmp(&a.totals.events).then_with(by_key)
        });
        neighbours
    }

    /// The commonest values over time, and the others as one.
    fn lanes(
        &self,
        facts: &[(Field, Vec<Fact>)],
        wanted: Wanted,
        cancel: &Cancel,
    ) -> Option<Vec<Lane>> {
        let (field, n_buckets) = wanted.lanes;
        let found = facts.iter().find(|(of, _)| *of == field);
        let (Some((_, facts)), Some(view)) = (found, self.snapshot.view(field)) else {
            return Some(Vec::new());
        };
        let told: Vec<Fact> = facts.iter().take(MOST_LANES).copied().collect();
        let mut sets: Vec<(Option<u32>, bool, Bitset)> = told
            .iter()
            .map(|fact| (Some(fact.code), fact.is_new, Bitset::new(self.snapshot.len())))
            .collect();
        if facts.len() > MOST_LANES {
            sets.push((None, false, Bitset::new(self.snapshot.len())));
        }
        for &row in self.rows {
            let code = view.code(row);
            let at = told.iter().position(|fact| fact.code == code).unwrap_or(MOST_LANES);
            if code != ABSENT
                && let Some((_, _, rows)) = sets.get_mut(at)
            {
                rows.insert(row);
            }
        }
        let lane = |(code, is_new, rows): (Option<u32>, bool, Bitset)| {
            cancel.check()?;
            let (mut errors, mut written) = (self.failed.clone(), self.writes.clone());
            written.and_not(&errors);
            errors.and(&rows);
            written.and(&rows);
            let sets = (&rows, &errors, &written);
            let counts = histogram(self.snapshot, sets, wanted.range, n_buckets);
            Some(Lane { code, is_new, counts })
        };
        sets.into_iter().map(lane).collect()
    }
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::snapshot;
    use crate::time::Timestamp;

    fn event((minute, actor, ip, name): (u32, &str, &str, &str)) -> String {
        format!(
            r#"{{"eventName":"{name}","eventSource":"iam.amazonaws.com","eventID":"e{minute}",
                "eventTime":"2025-03-11T10:{minute:02}:00Z","sourceIPAddress":"{ip}",
                "userIdentity":{{"type":"IAMUser","principalId":"AIDA{actor}","userName":"{actor}",
                "accessKeyId":"AKIA{actor}"}}}}"#
        )
    }

    fn case() -> Snapshot {
        snapshot(&[[
            (0, "ann", "192.0.2.1", "ListUsers"),
            (1, "bob", "192.0.2.1", "ListUsers"),
            (2, "ann", "192.0.2.2", "CreateBucket"),
            (3, "ann", "192.0.2.2", "ListUsers"),
            (4, "cid", "192.0.2.9", "ListUsers"),
            (5, "bob", "192.0.2.2", "ListUsers"),
        ]
        .map(event)
        .to_vec()])
    }

    fn portrait(snapshot: &Snapshot, name: &str, from: Option<&str>) -> Portrait {
        let [actor] = actors_named(snapshot, name)[..] else { panic!("{name}") };
        let range = TimeRange { from: from.and_then(Timestamp::parse), until: None };
        let wanted = Wanted { actor, range, lanes: (Field::SourceIp, 10) };
        Portrait::new(snapshot, &Traced::new(snapshot), wanted, &Cancel::new()).unwrap()
    }

    fn texts(snapshot: &Snapshot, portrait: &Portrait, of: Field) -> Vec<(String, u32, bool)> {
        let view = snapshot.view(of).unwrap();
        let (_, facts) = portrait.facts.iter().find(|(field, _)| *field == of).unwrap();
        let text =
            |fact: &Fact| (view.values.text(fact.code).to_owned(), fact.totals.events, fact.is_new);
        facts.iter().map(text).collect()
    }

    #[test]
    fn an_actor_is_found_by_name_id_and_key() {
        let snapshot = case();
        let ann = actors_named(&snapshot, "ann");
        assert_eq!(ann.len(), 1);
        assert_eq!(actors_named(&snapshot, "AIDAann"), ann);
        assert_eq!(actors_named(&snapshot, "AKIAann"), ann);
        assert_eq!(actors_named(&snapshot, "an"), [] as [u32; 0]);
        assert_eq!(actors_named(&snapshot, ""), [] as [u32; 0]);
    }

    #[test]
    fn facts_are_counted_most_first() {
        let snapshot = case();
        let ann = portrait(&snapshot, "ann", None);
        assert_eq!((ann.events, ann.errors, ann.before), (3, 0, 0));
        assert_eq!(ann.ends, Some((RowId(0), RowId(3))));
        let ips = texts(&snapshot, &ann, Field::SourceIp);
        assert_eq!(ips, [("192.0.2.2".to_owned(), 2, false), ("192.0.2.1".to_owned(), 1, false)]);
        assert_eq!(ann.created, [RowId(2)]);
        assert_eq!(ann.sessions.len(), 1);
    }

    #[test]
    fn what_was_not_there_before_the_range_is_new() {
        let snapshot = case();
        let ann = portrait(&snapshot, "ann", Some("2025-03-11T10:02:00Z"));
        assert_eq!((ann.events, ann.before), (2, 1));
        assert_eq!(texts(&snapshot, &ann, Field::SourceIp), [("192.0.2.2".to_owned(), 2, true)]);
        let names = texts(&snapshot, &ann, Field::EventName);
        assert_eq!(
            names,
            [("CreateBucket".to_owned(), 1, true), ("ListUsers".to_owned(), 1, false)]
        );
        // Nothing before says nothing of what is new.
        let cid = portrait(&snapshot, "cid", Some("2025-03-11T10:02:00Z"));
        assert_eq!(texts(&snapshot, &cid, Field::SourceIp), [("192.0.2.9".to_owned(), 1, false)]);
    }

    #[test]
    fn neighbours_share_an_address_and_lanes_add_up() {
        let snapshot = case();
        let ann = portrait(&snapshot, "ann", None);
        let bob = actors_named(&snapshot, "bob")[0];
        assert_eq!(ann.neighbours.len(), 1);
        let [Neighbour { actor, totals, .. }] = ann.neighbours[..] else { unreachable!("one") };
        assert_eq!((actor, totals.events), (bob, 2));
        assert!(totals.first < totals.last);
        let sum = |lane: &Lane| lane.counts.counts.iter().sum::<u32>();
        assert_eq!(ann.lanes.iter().map(sum).collect::<Vec<u32>>(), [2, 1]);
        assert_eq!(ann.lanes[0].counts.start, ann.lanes[1].counts.start);
    }
}
