//! `trailglass sessions`: every credential that signed events, and how it began.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::args::SessionsArguments;
use super::failure::Failure;
use super::formats::ListFormat;
use super::load::Loaded;
use super::view::Asked;
use super::{Ending, json};
use crate::export::{Cells, Column, LONGEST_NAMES, Medium, Table};
use crate::query::lineage::{Link, Origin, Traced};
use crate::query::session::{RowsBySession, Session, SessionId, Tally, tally};
use crate::query::{Bitset, Cancel, matching, why_empty};
use crate::store::{Field, RowId, Snapshot};
use crate::text::count;

/// Reads, finds the sessions and prints them.
pub(crate) fn print(
    arguments: &SessionsArguments,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let query = Asked { filter: arguments.filter.clone(), sort: None }.query()?;
    let loaded = Loaded::from_plan(arguments.paths.plan("trailglass sessions")?);
    let cancel = Cancel::new();
    // Nobody raises the flag, so there is always an answer.
    let matched = matching(&loaded.snapshot, &query.filter, &cancel).unwrap_or_default();
    let case = Case::new(&loaded.snapshot, &matched);
    let mut ending = Ending::of(&loaded)
        .with_reason(&loaded, &matched, || why_empty(&loaded.snapshot, &query.filter));
    match arguments.format {
        ListFormat::Table => ending.notes.extend(write_table(&case, medium, out)?),
        ListFormat::Json => json::write(&case.entries(), medium, out)?,
        ListFormat::Csv => write_csv(&case, medium, out)?,
    }
    Ok(ending)
}

/// The sessions of a snapshot, and what a filter leaves of them.
pub(crate) struct Case<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) traced: Traced,
    pub(crate) tallies: Vec<Tally>,
    rows: RowsBySession,
}

impl<'s> Case<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, matched: &Bitset) -> Self {
        let traced = Traced::new(snapshot);
        let sessions = &traced.sessions;
        let tallies = tally(snapshot, sessions, matched, &Cancel::new()).unwrap_or_default();
        let rows = RowsBySession::new(snapshot, sessions, matched);
        Self { snapshot, traced, tallies, rows }
    }

    /// Sessions of which the filter leaves events, in order of the first.
    pub(crate) fn left(&self) -> Vec<SessionId> {
        let mut left: Vec<SessionId> = self
            .traced
            .sessions
            .iter()
            .map(|(id, _)| id)
            .filter(|id| self.tallies[id.index()].events > 0)
            .collect();
        let first = |id: &SessionId| self.tallies[id.index()].ends.map(|(first, _)| first);
        left.sort_by_key(|id| {
            let time = first(id).and_then(|row| self.snapshot.time(row));
            (time.is_none(), time, *id)
        });
        left
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        self.left().into_iter().map(|id| self.entry(id)).collect()
    }

    pub(crate) fn entry(&self, id: SessionId) -> Entry<'_> {
        let session = self.traced.sessions.get(id);
        let tally = self.tallies[id.index()];
        let text = |field| self.traced.sessions.text(self.snapshot, id, field);
        Entry {
            kind: session.kind.text(),
            actor: text(Field::Actor),
            session: text(Field::Session),
            principal_id: text(Field::PrincipalId),
            arn: text(Field::Arn),
            issuer: text(Field::Issuer),
            caller_account: text(Field::IdentityAccount),
            accounts: self.values(id, Field::Account),
            keys: self.traced.sessions.keys(self.snapshot, id),
            start: session.start.map(|time| time.to_string()),
            began: self.began(id),
            first: self.time(tally.ends.map(|(first, _)| first)),
            last: self.time(tally.ends.map(|(_, last)| last)),
            events: tally.events,
            writes: tally.writes,
            errors: tally.errors,
            by_services: tally.forwarded,
            source_ips: self.values(id, Field::SourceIp),
            user_agents: self.values(id, Field::UserAgent),
            is_console: session.is_console,
            session_mfa: text(Field::Mfa),
            sign_in_mfa: self.traced.lineage.sign_in_mfa(self.snapshot, id),
            source_identity: text(Field::SourceIdentity),
            identity_provider: text(Field::Provider),
            ec2_role_delivery: text(Field::RoleDelivery),
            filter: self.traced.sessions.filter(self.snapshot, id).to_string(),
        }
    }

    fn began(&self, id: SessionId) -> Began {
        let (how, links) = match self.traced.lineage.origin(&self.traced.sessions, id) {
            Origin::Issued(_) => ("issued", self.traced.lineage.links(id)),
            Origin::Ambiguous(links) => ("ambiguous", links),
            Origin::Outside => ("issued outside the data", &[][..]),
            Origin::Itself => ("not issued", &[][..]),
        };
        Began { how, links: links.iter().map(|link| self.link(link)).collect() }
    }

    pub(crate) fn link(&self, link: &Link) -> LinkEntry {
        let row = link.grant.map(|id| self.traced.lineage.grant(id).row);
        let text = |field| row.map(|row| self.snapshot.text(row, field).into_owned());
        LinkEntry {
            event: text(Field::EventName),
            event_id: text(Field::EventId),
            time: self.time(row),
            by: self.traced.sessions.label(self.snapshot, link.parent),
            by_kind: self.traced.sessions.get(link.parent).kind.text(),
            by_keys: self.keys(link.parent),
            evidence: link.rule.text(),
            rule: link.rule.sentence(),
            is_certain: link.rule.is_certain(),
        }
    }

    fn keys(&self, id: SessionId) -> Vec<String> {
        self.traced.sessions.keys(self.snapshot, id).into_iter().map(str::to_owned).collect()
    }

    fn values(&self, id: SessionId, field: Field) -> Vec<Counted<'_>> {
        let values = self.rows.values(self.snapshot, id, field).into_iter();
        values.map(|(value, events)| Counted { value, events }).collect()
    }

    fn time(&self, row: Option<RowId>) -> Option<String> {
        row.and_then(|row| self.snapshot.time(row)).map(|time| time.to_string())
    }
}

/// A session as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry<'s> {
    kind: &'static str,
    actor: &'s str,
    session: &'s str,
    principal_id: &'s str,
    arn: &'s str,
    issuer: &'s str,
    caller_account: &'s str,
    accounts: Vec<Counted<'s>>,
    keys: Vec<&'s str>,
    start: Option<String>,
    began: Began,
    first: Option<String>,
    last: Option<String>,
    events: u32,
    writes: u32,
    errors: u32,
    by_services: u32,
    #[serde(rename = "sourceIPs")]
    source_ips: Vec<Counted<'s>>,
    user_agents: Vec<Counted<'s>>,
    is_console: bool,
    #[serde(rename = "sessionMFA")]
    session_mfa: &'s str,
    #[serde(rename = "signInMFA")]
    sign_in_mfa: &'s str,
    source_identity: &'s str,
    identity_provider: &'s str,
    ec2_role_delivery: &'s str,
    filter: String,
}

/// A value and the number of events that have it.
#[derive(Serialize)]
struct Counted<'s> {
    value: &'s str,
    events: u32,
}

/// How a session began.
#[derive(Serialize)]
struct Began {
    how: &'static str,
    links: Vec<LinkEntry>,
}

/// A link as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkEntry {
    event: Option<String>,
    #[serde(rename = "eventID")]
    event_id: Option<String>,
    time: Option<String>,
    by: String,
    by_kind: &'static str,
    by_keys: Vec<String>,
    evidence: &'static str,
    rule: &'static str,
    is_certain: bool,
}

/// The header of csv.
const HEADER: [&str; 22] = [
    "kind",
    "actor",
    "session",
    "principalId",
    "arn",
    "callerAccount",
    "accounts",
    "keys",
    "start",
    "began",
    "first",
    "last",
    "events",
    "writes",
    "errors",
    "byServices",
    "sourceIPs",
    "userAgents",
    "sessionMFA",
    "signInMFA",
    "sourceIdentity",
    "filter",
];

fn write_csv(case: &Case<'_>, medium: Medium, out: &mut dyn Write) -> io::Result<()> {
    let mut cells = Cells::csv(medium, out);
    cells.row(HEADER.into_iter().map(Cow::Borrowed))?;
    for id in case.left() {
        let entry = case.entry(id);
        let joined = |values: &[Counted<'_>]| {
            values.iter().map(|counted| counted.value).collect::<Vec<_>>().join(" ")
        };
        let numbers = [entry.events, entry.writes, entry.errors, entry.by_services];
        let [events, writes, errors, by_services] = numbers.map(|n| n.to_string());
        let (accounts, ips) = (joined(&entry.accounts), joined(&entry.source_ips));
        let agents: Vec<&str> = entry.user_agents.iter().map(|counted| counted.value).collect();
        let keys = entry.keys.join(" ");
        let began = case.traced.lineage.began(case.snapshot, &case.traced.sessions, id);
        let row: [Cow<'_, str>; 22] = [
            entry.kind.into(),
            entry.actor.into(),
            entry.session.into(),
            entry.principal_id.into(),
            entry.arn.into(),
            entry.caller_account.into(),
            accounts.into(),
            keys.into(),
            entry.start.unwrap_or_default().into(),
            began.into(),
            entry.first.unwrap_or_default().into(),
            entry.last.unwrap_or_default().into(),
            events.into(),
            writes.into(),
            errors.into(),
            by_services.into(),
            ips.into(),
            agents.join(" | ").into(),
            entry.session_mfa.into(),
            entry.sign_in_mfa.into(),
            entry.source_identity.into(),
            entry.filter.into(),
        ];
        cells.row(row.into_iter())?;
    }
    cells.flush()
}

/// Writes the table; the answer says what there was no room for.
fn write_table(case: &Case<'_>, medium: Medium, out: &mut dyn Write) -> io::Result<Option<String>> {
    let rows: Vec<[String; 11]> = case.left().into_iter().map(|id| row(case, id)).collect();
    let name = |title| Column::new(title).padded_to(LONGEST_NAMES);
    // What is long and differs at its end stands last, where nothing need be aligned after it.
    let columns = vec![
        Column::new("FIRST").at_least(usize::MAX),
        Column::new("KIND").at_least(LEAST_KIND).leaves(9),
        name("SESSION").at_least(LEAST_LABEL).cut_in_the_middle(),
        Column::of_numbers("EVENTS").leaves(8),
        Column::of_numbers("WRITES").leaves(6),
        Column::of_numbers("ERRORS").leaves(7),
        Column::of_numbers("KEYS").leaves(1),
        name("ADDRESSES").at_least(LEAST_ADDRESS).leaves(4),
        Column::new("MFA").at_least(usize::MAX).leaves(2),
        Column::new("LAST").at_least(usize::MAX).leaves(3),
        Column::new("BEGAN").at_least(LEAST_BEGAN).leaves(5),
    ];
    Table::write_whole(columns, &rows, medium, out)
}

/// Names matter more than columns that can leave a narrow screen.
const LEAST_LABEL: usize = 28;
/// Tells the kinds apart.
pub(crate) const LEAST_KIND: usize = 17;
/// Of `192.168.100.200`.
const LEAST_ADDRESS: usize = 15;
/// A call and the beginning of who made it.
const LEAST_BEGAN: usize = 25;

fn row(case: &Case<'_>, id: SessionId) -> [String; 11] {
    let session: &Session = case.traced.sessions.get(id);
    let tally = case.tallies[id.index()];
    let number = |n: u32| count(u64::from(n));
    let end = |row: Option<RowId>| case.time(row).unwrap_or_default();
    [
        end(tally.ends.map(|(first, _)| first)),
        session.kind.text().to_owned(),
        case.traced.sessions.label(case.snapshot, id),
        number(tally.events),
        number(tally.writes),
        number(tally.errors),
        count(session.keys.len() as u64),
        addresses(case, id),
        case.traced.lineage.mfa(case.snapshot, &case.traced.sessions, id),
        end(tally.ends.map(|(_, last)| last)),
        case.traced.lineage.began(case.snapshot, &case.traced.sessions, id),
    ]
}

/// The commonest addresses, and how many others there are.
fn addresses(case: &Case<'_>, id: SessionId) -> String {
    let values = case.values(id, Field::SourceIp);
    let shown: Vec<&str> = values.iter().take(2).map(|counted| counted.value).collect();
    match values.len().checked_sub(2) {
        Some(n_more @ 1..) => format!("{} +{n_more}", shown.join(" ")),
        _ => shown.join(" "),
    }
}
