//! One identity: what it did when, from where and with what, what it made, who was there too.
//!
//! [`Portrait::new`] reads the rows of an actor once, on codes. Counts are of a range of time; what
//! is new is what the actor has in it and did not have before it. What the filters say does not
//! matter: the page is about the actor, not about a question.

mod find;
mod sheet;
mod tell;
mod totals;

pub use find::{actor_key, actor_of_code, actor_of_key, actors_named, namesakes};
pub use sheet::{Leads, Sheet, SheetLine};
pub use totals::Totals;

use tell::Teller;

use super::cancel::Cancel;
use super::filter::{failed, row_range, with_code, writes};
use super::histogram::Histogram;
use super::lineage::{GrantId, Traced};
use super::session::SessionId;
use super::{Bitset, Expr};
use crate::store::{Field, RowId, Snapshot};
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

/// The events with a value, by its code.
pub fn term(snapshot: &Snapshot, field: Field, code: u32) -> Expr {
    Expr::code_term(snapshot, field, code)
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
