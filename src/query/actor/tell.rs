//! What the rows of an actor tell: values, sessions, what it made, who was there too, lanes.

use hashbrown::{HashMap, HashSet};

use super::{Fact, Lane, Neighbour, Totals, Wanted};
use crate::query::bitset::Bitset;
use crate::query::cancel::Cancel;
use crate::query::histogram::histogram;
use crate::query::lineage::{GrantId, Traced};
use crate::query::session::SessionId;
use crate::store::{ABSENT, Field, RowId, Snapshot};

/// Lanes that are told; the rest is one more.
const MOST_LANES: usize = 6;

/// An actor's rows in the range and before it, and what is known of all rows.
pub(crate) struct Teller<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) rows: &'s [RowId],
    pub(crate) before: &'s [RowId],
    pub(crate) failed: &'s Bitset,
    pub(crate) writes: &'s Bitset,
}

impl Teller<'_> {
    /// The values of a field, most events first, then by text.
    pub(crate) fn facts(&self, field: Field) -> Vec<Fact> {
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

    pub(crate) fn sessions(&self, traced: &Traced) -> Vec<(SessionId, Totals)> {
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
    pub(crate) fn issued(&self, traced: &Traced, sessions: &[(SessionId, Totals)]) -> Vec<GrantId> {
        let lineage = &traced.lineage;
        let all = sessions.iter().flat_map(|&(id, _)| lineage.grants_by(id));
        let is_in = |id: &GrantId| self.rows.binary_search(&lineage.grant(*id).row).is_ok();
        let mut issued: Vec<GrantId> = all.filter(is_in).collect();
        issued.sort_unstable();
        issued
    }

    pub(crate) fn created(&self, traced: &Traced, issued: &[GrantId]) -> Vec<RowId> {
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
    pub(crate) fn neighbours(
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
    pub(crate) fn lanes(
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
