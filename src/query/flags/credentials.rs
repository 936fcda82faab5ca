//! Rules about all that a credential or an actor did.

use hashbrown::HashMap;

use super::person::{ByIdentity, People};
use super::spread::{self, Sign};
use super::{Flag, Found, pair, second};
use crate::query::filter::failed;
use crate::query::session::SessionKind;
use crate::record::IssueKind;
use crate::store::{ABSENT, Evidence, EvidenceOf, Field, RowId, Snapshot};

/// Fewer failed calls are no pattern.
pub const LEAST_FAILED: u32 = 3;

/// How an SSM agent reports.
const AGENT_CALLS: [&str; 2] = ["UpdateInstanceInformation", "UpdateInstanceAssociationStatus"];

pub(super) fn find<'s>(snapshot: &'s Snapshot, people: &People) -> Found<'s> {
    let mut found = Found::new(snapshot);
    // Every snapshot has these fields.
    let _ = two_networks(snapshot, people, &mut found);
    let _ = two_agents(snapshot, people, &mut found);
    let _ = off_instance(snapshot, people, &mut found);
    let _ = born_here(snapshot, people, &mut found);
    let _ = all_failed(snapshot, people, &mut found);
    found
}

/// Whether credentials of this kind are one person's or program's for some hours.
fn is_temporary(kind: SessionKind) -> bool {
    matches!(
        kind,
        SessionKind::Console
            | SessionKind::UserSession
            | SessionKind::AssumedRoot
            | SessionKind::Role
            | SessionKind::FederatedRole
            | SessionKind::IdentityCenterRole
            | SessionKind::InstanceRole
            | SessionKind::FederatedUser
    )
}

fn two_networks(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let (networks, addresses) = (snapshot.view(Field::Network)?, snapshot.view(Field::SourceIp)?);
    let address_ranks = snapshot.ranks(Field::SourceIp);
    let subjects = by_identity(people, |identity| {
        let is_wanted = people.kind(identity).is_some_and(is_temporary);
        is_wanted.then(|| people.session(identity).0)
    });
    let identities = ByIdentity::new(snapshot, Field::PrincipalId)?;
    let forwarded = ByIdentity::new(snapshot, Field::InvokedBy)?;
    let sign = |row: RowId| {
        let identity = identities.of_row(row);
        let subject = subjects[identity as usize]?;
        let value = networks.code(row);
        // What a service asked for the session came from the service.
        let is_sign = value != ABSENT && forwarded.code(identity) == ABSENT;
        let name = address_ranks[addresses.code(row) as usize];
        is_sign.then_some(Sign { subject, value, identity, name, is_own: false })
    };
    let subjects = (Flag::TwoNetworks, people.sessions.len());
    spread::find(snapshot, subjects, snapshot.ranks(Field::Network), sign, found);
    Some(())
}

fn two_agents(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let families = snapshot.view(Field::AgentFamily)?;
    let networks = snapshot.view(Field::Network)?;
    let keys = ByIdentity::new(snapshot, Field::AccessKey)?;
    let forwarded = ByIdentity::new(snapshot, Field::InvokedBy)?;
    let subjects = by_identity(people, |identity| {
        let key = keys.code(identity);
        let is_own = forwarded.code(identity) == ABSENT && key != ABSENT;
        (is_own && people.is_person(identity)).then_some(key)
    });
    let sign = |row: RowId| {
        let identity = keys.of_row(row);
        let subject = subjects[identity as usize]?;
        let value = families.code(row);
        // A service writes its own name where the program's would stand.
        let is_sign = value != ABSENT && networks.code(row) != ABSENT;
        is_sign.then_some(Sign { subject, value, identity, name: 0, is_own: false })
    };
    let subjects = (Flag::TwoAgents, keys.n_values());
    spread::find(snapshot, subjects, snapshot.ranks(Field::AgentFamily), sign, found);
    Some(())
}

/// Whether this is a call by which an instance's SSM agent reports to its service.
pub(super) fn is_agents_report(snapshot: &Snapshot, row: RowId) -> bool {
    snapshot.text(row, Field::Service) == "ssm"
        && AGENT_CALLS.contains(&&*snapshot.text(row, Field::EventName))
}

/// An instance keeps its session's name and its role; its credentials are renewed every few hours.
fn off_instance(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let (networks, addresses) = (snapshot.view(Field::Network)?, snapshot.view(Field::SourceIp)?);
    let address_ranks = snapshot.ranks(Field::SourceIp);
    let endpoints = snapshot.view(Field::VpcEndpoint)?;
    let principals = ByIdentity::new(snapshot, Field::PrincipalId)?;
    let subjects = by_identity(people, |identity| {
        let is_wanted = people.kind(identity) == Some(SessionKind::InstanceRole);
        Some(principals.code(identity)).filter(|&code| is_wanted && code != ABSENT)
    });
    let sign = |row: RowId| {
        let identity = principals.of_row(row);
        let subject = subjects[identity as usize]?;
        let value = networks.code(row);
        // Through an endpoint the same instance shows its private address.
        let is_sign = value != ABSENT && endpoints.code(row) == ABSENT;
        let is_own = is_agents_report(snapshot, row);
        let name = address_ranks[addresses.code(row) as usize];
        is_sign.then_some(Sign { subject, value, identity, name, is_own })
    };
    let subjects = (Flag::OffInstance, principals.n_values());
    spread::find(snapshot, subjects, snapshot.ranks(Field::Network), sign, found);
    Some(())
}

/// Evidence is the call that made the actor, then the actor's first event.
///
/// Of several calls in one second (each account logs its own) the one of the lowest event id is told.
fn born_here(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let principals = ByIdentity::new(snapshot, Field::PrincipalId)?;
    let rank = |row: RowId| (second(snapshot, row), snapshot.event_number(row));
    let mut births: HashMap<&str, RowId> = HashMap::new();
    for issued in (0..snapshot.n_issued()).map(|index| snapshot.issued(index)) {
        let is_birth = matches!(issued.kind, IssueKind::User | IssueKind::Role);
        if is_birth && !issued.principal.is_empty() {
            let birth = births.entry(issued.principal).or_insert(issued.row);
            if rank(issued.row) < rank(*birth) {
                *birth = issued.row;
            }
        }
    }
    if births.is_empty() {
        return Some(());
    }
    let subjects = by_identity(people, |identity| {
        let unique = principals.text(identity).split(':').next()?;
        births.get(unique).map(|row| row.0)
    });
    let mut used: HashMap<u32, (RowId, Vec<u32>)> = HashMap::new();
    let mut is_listed = vec![false; people.len()];
    for row in (0..snapshot.len()).map(RowId::from_index) {
        let identity = principals.of_row(row);
        let Some(birth) = subjects[identity as usize] else { continue };
        found.add(Flag::BornHere, row, u64::from(birth));
        let (_, identities) = used.entry(birth).or_insert((row, Vec::new()));
        if !std::mem::replace(&mut is_listed[identity as usize], true) {
            identities.push(identity);
        }
    }
    for (birth, (first, identities)) in used {
        let evidence = Evidence { rows: vec![RowId(birth), first], n: 1 };
        found.evidence.push(EvidenceOf { flag: Flag::BornHere as usize, identities, evidence });
    }
    Some(())
}

#[derive(Debug, Clone, Copy, Default)]
struct Outcomes {
    n_events: u32,
    n_failed: u32,
    dated: Option<(RowId, RowId)>,
}

impl Outcomes {
    fn add(&mut self, other: Self) {
        self.n_events += other.n_events;
        self.n_failed += other.n_failed;
        self.dated = match (self.dated, other.dated) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
    }

    fn is_pattern(&self) -> bool {
        self.n_failed == self.n_events && self.n_events >= LEAST_FAILED
    }
}

/// Evidence is the first and the last call, then of the whole actor the last one again.
fn all_failed(snapshot: &Snapshot, people: &People, found: &mut Found<'_>) -> Option<()> {
    let actors = ByIdentity::new(snapshot, Field::Actor)?;
    let failed = failed(snapshot);
    let mut by_identity = vec![Outcomes::default(); people.len()];
    for row in (0..snapshot.len()).map(RowId::from_index) {
        by_identity[actors.of_row(row) as usize].add(Outcomes {
            n_events: 1,
            n_failed: u32::from(failed.contains(row)),
            dated: snapshot.time(row).map(|_| (row, row)),
        });
    }
    let mut by_session = vec![Outcomes::default(); people.sessions.len()];
    let mut by_actor = vec![Outcomes::default(); actors.n_values()];
    for (identity, &outcomes) in (0..).zip(&by_identity).filter(|(_, o)| o.n_events > 0) {
        by_session[people.session(identity).index()].add(outcomes);
        by_actor[actors.code(identity) as usize].add(outcomes);
    }
    let mut whose = vec![None; people.len()];
    let mut groups: HashMap<(bool, u32), (Outcomes, Vec<u32>)> = HashMap::new();
    for identity in (0..).zip(&by_identity).filter(|(_, o)| o.n_events > 0).map(|(i, _)| i) {
        let (session, actor) = (people.session(identity).0, actors.code(identity));
        let of_actor = by_actor[actor as usize];
        let is_actor = actor != ABSENT && of_actor.is_pattern();
        let of_session = by_session[session as usize];
        if !people.is_person(identity) || !(is_actor || of_session.is_pattern()) {
            continue;
        }
        let (key, outcomes) =
            if is_actor { ((true, actor), of_actor) } else { ((false, session), of_session) };
        whose[identity as usize] = Some(pair(u32::from(is_actor), key.1));
        groups.entry(key).or_insert((outcomes, Vec::new())).1.push(identity);
    }
    for ((is_actor, _), (outcomes, identities)) in groups {
        let mut rows: Vec<RowId> = outcomes.dated.map_or(Vec::new(), |(a, b)| vec![a, b]);
        rows.extend(rows.last().copied().filter(|_| is_actor));
        let evidence = Evidence { rows, n: outcomes.n_events };
        found.evidence.push(EvidenceOf { flag: Flag::AllFailed as usize, identities, evidence });
    }
    for row in (0..snapshot.len()).map(RowId::from_index) {
        if let Some(whose) = whose[actors.of_row(row) as usize] {
            found.add(Flag::AllFailed, row, whose);
        }
    }
    Some(())
}

fn by_identity(people: &People, subject: impl Fn(u32) -> Option<u32>) -> Vec<Option<u32>> {
    let identities = 0..u32::try_from(people.len()).unwrap_or(u32::MAX);
    identities.map(|identity| people.kind(identity).and_then(|_| subject(identity))).collect()
}
