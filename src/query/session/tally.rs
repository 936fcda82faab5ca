//! What the rows of a filter come to, by session.

use std::ops::Range;

use super::{SessionId, Sessions};
use crate::query::bitset::Bitset;
use crate::query::cancel::Cancel;
use crate::query::filter::{failed, writes};
use crate::query::pairs::Pairs;
use crate::store::{ABSENT, Field, RowId, Snapshot};

/// What the events of a session come to, as far as a filter lets them through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of events.
    pub events: u32,
    /// Calls that failed.
    pub errors: u32,
    /// Calls that change something.
    pub writes: u32,
    /// Calls that a service made for the principal.
    pub forwarded: u32,
    /// Distinct source addresses; services' names are none.
    pub source_ips: u32,
    /// Distinct user agents.
    pub user_agents: u32,
    /// The first and the last of the events.
    pub ends: Option<(RowId, RowId)>,
}

/// Counts the rows of `matched` by session; `None` when `cancel` was raised.
pub fn tally(
    snapshot: &Snapshot,
    sessions: &Sessions,
    matched: &Bitset,
    cancel: &Cancel,
) -> Option<Vec<Tally>> {
    let ips = snapshot.view(Field::SourceIp)?;
    let agents = snapshot.view(Field::UserAgent)?;
    let is_address: Vec<bool> =
        ips.values.iter().map(|(_, text)| text.parse::<std::net::IpAddr>().is_ok()).collect();
    let identities = snapshot.view(Field::PrincipalId)?.codes;
    let session = |row: RowId| sessions.of_identity(identities.get(row.index()));
    let n_sessions = sessions.len();
    let mut pairs_of_ips = Pairs::new(n_sessions, ips.values.len());
    let mut pairs_of_agents = Pairs::new(n_sessions, agents.values.len());
    let count = || {
        let mut tallies = vec![Tally::default(); n_sessions];
        let (failed, writes) = (failed(snapshot), writes(snapshot));
        let invoked = snapshot.view(Field::InvokedBy)?;
        for row in matched.iter() {
            check_now_and_then(row, cancel)?;
            let tally = &mut tallies[session(row).index()];
            tally.events += 1;
            tally.errors += u32::from(failed.contains(row));
            tally.writes += u32::from(writes.contains(row));
            tally.forwarded += u32::from(invoked.code(row) != ABSENT);
            tally.ends = Some((tally.ends.map_or(row, |(first, _)| first), row));
        }
        Some(tallies)
    };
    let pair = || {
        for row in matched.iter() {
            check_now_and_then(row, cancel)?;
            let session = session(row).0;
            let ip = ips.code(row);
            if is_address[ip as usize] {
                pairs_of_ips.insert(session, ip);
            }
            pairs_of_agents.insert(session, agents.code(row));
        }
        Some((pairs_of_ips.counts(n_sessions), pairs_of_agents.counts(n_sessions)))
    };
    let (tallies, pairs) = rayon::join(count, pair);
    let (mut tallies, (n_ips, n_agents)) = (tallies?, pairs?);
    for (tally, (source_ips, user_agents)) in
        tallies.iter_mut().zip(n_ips.into_iter().zip(n_agents))
    {
        (tally.source_ips, tally.user_agents) = (source_ips, user_agents);
    }
    Some(tallies)
}

fn check_now_and_then(row: RowId, cancel: &Cancel) -> Option<()> {
    if row.0.is_multiple_of(1 << 16) { cancel.check() } else { Some(()) }
}

/// What the rows of a filter come to in each session, and where they mostly came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallies {
    /// One for each session.
    pub each: Vec<Tally>,
    /// The commonest source address of each session, ties by text: codes, [`ABSENT`] for none.
    pub addresses: Vec<u32>,
}

impl Tallies {
    /// Counts the rows of `matched`; `None` when `cancel` was raised.
    pub fn new(
        snapshot: &Snapshot,
        sessions: &Sessions,
        matched: &Bitset,
        cancel: &Cancel,
    ) -> Option<Self> {
        let each = tally(snapshot, sessions, matched, cancel)?;
        let rows = RowsBySession::new(snapshot, sessions, matched);
        cancel.check()?;
        Some(Self { each, addresses: main_addresses(snapshot, &rows) })
    }

    /// Sessions of which the filter leaves events, in order of the first of these.
    pub fn left(&self) -> Vec<SessionId> {
        let ids = (0..self.each.len()).map(SessionId::from_index);
        let mut left: Vec<SessionId> = ids.filter(|id| self.of(*id).events > 0).collect();
        // Rows are in order of time, those without one last.
        left.sort_by_key(|&id| (self.of(id).ends.map(|(first, _)| first), id));
        left
    }

    /// The tally of a session; of an unknown one nothing is counted.
    pub fn of(&self, id: SessionId) -> Tally {
        self.each.get(id.index()).copied().unwrap_or_default()
    }
}

/// The rows of a filter, put together by session.
#[derive(Debug)]
pub struct RowsBySession {
    rows: Vec<RowId>,
    /// Where each session's rows end.
    ends: Vec<u32>,
}

impl RowsBySession {
    /// Puts the rows of `matched` together, by counting.
    pub fn new(snapshot: &Snapshot, sessions: &Sessions, matched: &Bitset) -> Self {
        let mut ends = vec![0u32; sessions.len()];
        for row in matched.iter() {
            ends[sessions.of_row(snapshot, row).index()] += 1;
        }
        let mut next = 0;
        for end in &mut ends {
            next += std::mem::replace(end, next);
        }
        let mut rows = vec![RowId(0); next as usize];
        for row in matched.iter() {
            let end = &mut ends[sessions.of_row(snapshot, row).index()];
            rows[*end as usize] = row;
            *end += 1;
        }
        Self { rows, ends }
    }

    /// The session's rows, in time order.
    pub fn rows(&self, id: SessionId) -> &[RowId] {
        &self.rows[self.range(id)]
    }

    /// The values of a field in the session's rows with their numbers, most first, then by text.
    pub fn values<'s>(
        &self,
        snapshot: &'s Snapshot,
        id: SessionId,
        field: Field,
    ) -> Vec<(&'s str, u32)> {
        let Some(view) = snapshot.view(field) else { return Vec::new() };
        let mut codes: Vec<u32> = self.rows(id).iter().map(|&row| view.code(row)).collect();
        codes.retain(|&code| code != ABSENT);
        codes.sort_unstable();
        let mut values: Vec<(&str, u32)> = codes
            .chunk_by(|a, b| a == b)
            .map(|same| (view.values.text(same[0]), u32::try_from(same.len()).unwrap_or(u32::MAX)))
            .collect();
        values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        values
    }

    fn range(&self, id: SessionId) -> Range<usize> {
        let start = id.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[id.index()] as usize
    }
}

/// Linear in the rows: each session's counts are taken back before the next one's.
fn main_addresses(snapshot: &Snapshot, rows: &RowsBySession) -> Vec<u32> {
    let Some(view) = snapshot.view(Field::SourceIp) else { return Vec::new() };
    let mut counts = vec![0u32; view.values.len()];
    let mut main = |session: &[RowId]| {
        for &row in session {
            counts[view.code(row) as usize] += 1;
        }
        let (mut best, mut most) = (ABSENT, 0);
        for code in session.iter().map(|&row| view.code(row)) {
            let n = std::mem::take(&mut counts[code as usize]);
            let is_first = || view.values.text(code) < view.values.text(best);
            if code != ABSENT && (n > most || (n > 0 && n == most && is_first())) {
                (best, most) = (code, n);
            }
        }
        best
    };
    (0..rows.ends.len()).map(|index| main(rows.rows(SessionId::from_index(index)))).collect()
}
