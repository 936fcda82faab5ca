//! Lineage: who issued a credential, and what it issued.
//!
//! An event is signed with one credential, its [session](super::session); some events issue another
//! one, or make what credentials are for. A [`Grant`] is one thing that one action issued; a [`Link`]
//! says that a session comes from another, with the evidence. How the thing is found again, best
//! first (CloudTrail user guide and STS service model; what each side logs was seen in real logs):
//!
//! | what was issued | where it is found | evidence |
//! |---|---|---|
//! | temporary credentials, a long-term key | the session that uses the key | [`Rule::Key`] |
//! | temporary credentials whose key is not said or not used | same principal, `creationDate` = time of the call (± 1 s) | [`Rule::SessionAndTime`] |
//! | a console session, by `ConsoleLogin` | same principal, `creationDate` = time of the sign-in | [`Rule::SignIn`] |
//! | an instance, by `RunInstances` | role sessions named after it | [`Rule::Instance`] |
//! | a user, a role | what has its unique id | [`Rule::User`], [`Rule::Role`] |
//! | a switched role, by `SwitchRole` | the ARN switched from, in use then | [`Rule::SwitchedFrom`] |
//! | calls by services, another account's principal | the same principal's credentials in use then | [`Rule::SamePrincipal`] |
//! | a password | sign-ins of a user of that name in that account | [`Rule::PasswordOf`] |
//!
//! The last three are not certain, and no link says that it is. Where several candidates exclude
//! each other all are kept and none is chosen: [`Origin::Ambiguous`]. A key is only believed where the
//! principal that the issuing call names does not contradict it, since published logs replace keys.
//!
//! An action of two accounts is recorded in both, with one `sharedEventID`; it is one grant, told by
//! the record that says more of the caller. Links need no order of files or records: all is compared
//! by what records say, and ties are broken by times and event ids.
//!
//! Each session has at most one [parent](Lineage::parent), its best certain link or the only uncertain
//! one, so sessions form a forest. Data that was tampered with can say that two sessions issued each
//! other; such a ring is cut at its first session.

mod began;
mod find;
mod grant;
mod in_use;
mod link;
mod resolve;
mod told;
mod tree;

pub use find::{Wanted, find};
pub use grant::{Grant, GrantId};
pub use link::{Link, Rule};
pub use told::{Told, rails};
pub use tree::{Line, LineKind, forest};

use super::session::{SessionId, SessionKind, Sessions};
use crate::record::IssueKind;
use crate::store::{RowId, Snapshot};

/// The sessions of a snapshot and where each comes from.
#[derive(Debug, Default)]
pub struct Traced {
    /// The sessions.
    pub sessions: Sessions,
    /// The links between them.
    pub lineage: Lineage,
}

impl Traced {
    /// Finds both; linear in rows.
    pub fn new(snapshot: &Snapshot) -> Self {
        let sessions = Sessions::new(snapshot);
        let lineage = Lineage::new(snapshot, &sessions);
        Self { sessions, lineage }
    }
}

/// How a session began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'l> {
    /// By this link.
    Issued(&'l Link),
    /// By one of these, which exclude each other.
    Ambiguous(&'l [Link]),
    /// By nothing in the data.
    Outside,
    /// Nothing issues a credential of this kind: services, providers, other accounts, nobody.
    Itself,
}

/// All links between the sessions of a snapshot.
#[derive(Debug, Default)]
pub struct Lineage {
    /// In order of time, then of event ids.
    grants: Vec<Grant>,
    /// By child, best first.
    links: Vec<Link>,
    /// Where each session's links begin in `links`; one more than sessions.
    starts: Vec<u32>,
    /// How many of a session's first links exclude each other; 1 where the first is taken.
    n_candidates: Vec<u32>,
    /// The place of each session's taken link; [`NONE`] for roots.
    parents: Vec<u32>,
    /// Grants of each session, then links by parent: see [`Lineage::grants_by`].
    by_session: Grouped,
    children: Grouped,
    by_grant: Grouped,
}

const NONE: u32 = u32::MAX;

/// Numbers put together by an owner.
#[derive(Debug, Default)]
struct Grouped {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Grouped {
    /// `pairs` are owner and number; numbers stay in their order.
    fn new(n_owners: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; n_owners + 1];
        for (owner, _) in pairs.clone() {
            starts[owner as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; *starts.last().unwrap_or(&0) as usize];
        for (owner, number) in pairs {
            items[next[owner as usize] as usize] = number;
            next[owner as usize] += 1;
        }
        Self { starts, items }
    }

    fn of(&self, owner: u32) -> &[u32] {
        let at = owner as usize;
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

impl Lineage {
    /// Finds all grants and links; linear in sessions and issuing events.
    pub fn new(snapshot: &Snapshot, sessions: &Sessions) -> Self {
        let grants = grant::grants(snapshot, sessions);
        let mut links = resolve::links(snapshot, sessions, &grants);
        links.sort_by(|a, b| a.child.cmp(&b.child).then_with(|| link::preference(&grants, a, b)));
        links.dedup();
        let n_sessions = sessions.len();
        let mut starts = vec![0u32; n_sessions + 1];
        for link in &links {
            starts[link.child.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut lineage = Self { grants, links, starts, ..Self::default() };
        lineage.choose(n_sessions);
        lineage.cut_rings(n_sessions);
        lineage.index(n_sessions);
        lineage
    }

    /// All grants, in order of time.
    pub fn grants(&self) -> impl Iterator<Item = (GrantId, &Grant)> {
        (0..).map(GrantId).zip(&self.grants)
    }

    /// The grant called `id`.
    pub fn grant(&self, id: GrantId) -> &Grant {
        &self.grants[id.index()]
    }

    /// What the session issued, in order of time.
    pub fn grants_by(&self, id: SessionId) -> impl Iterator<Item = GrantId> {
        self.by_session.of(id.0).iter().copied().map(GrantId)
    }

    /// All that points to where the session comes from, best first.
    pub fn links(&self, id: SessionId) -> &[Link] {
        &self.links[self.starts[id.index()] as usize..self.starts[id.index() + 1] as usize]
    }

    /// The links to what a grant issued.
    pub fn links_of_grant(&self, id: GrantId) -> impl Iterator<Item = &Link> {
        self.by_grant.of(id.0).iter().map(|&at| &self.links[at as usize])
    }

    /// The link by which the session hangs in the tree; `None` for a root.
    pub fn parent(&self, id: SessionId) -> Option<&Link> {
        self.links.get(self.parents[id.index()] as usize)
    }

    /// The links of sessions that hang below this one, in their order.
    pub fn children(&self, id: SessionId) -> impl Iterator<Item = &Link> {
        self.children.of(id.0).iter().map(|&at| &self.links[at as usize])
    }

    /// How the session began.
    pub fn origin(&self, sessions: &Sessions, id: SessionId) -> Origin<'_> {
        let links = self.links(id);
        let kind = sessions.get(id).kind;
        match self.n_candidates[id.index()] as usize {
            0 if kind.is_issued() && kind != SessionKind::Forwarded => Origin::Outside,
            0 => Origin::Itself,
            1 => match self.parent(id) {
                Some(link) => Origin::Issued(link),
                None => Origin::Ambiguous(&links[..1]),
            },
            n_candidates => Origin::Ambiguous(&links[..n_candidates]),
        }
    }

    /// The grants of an event.
    pub fn grants_of_row(&self, row: RowId) -> impl Iterator<Item = GrantId> {
        let is_it = move |grant: &Grant| grant.row == row || grant.copy == Some(row);
        self.grants().filter(move |(_, grant)| is_it(grant)).map(|(id, _)| id)
    }

    /// The session and those it comes from, up to the root.
    pub fn ancestors(&self, id: SessionId) -> Vec<SessionId> {
        let up = |id: &SessionId| self.parent(*id).map(|link| link.parent);
        std::iter::successors(Some(id), up).collect()
    }

    /// Takes the best link of each session, unless others of the same worth exclude it.
    fn choose(&mut self, n_sessions: usize) {
        self.n_candidates = vec![0; n_sessions];
        self.parents = vec![NONE; n_sessions];
        for at in 0..n_sessions {
            let first = self.starts[at];
            let links = &self.links[first as usize..self.starts[at + 1] as usize];
            let n_candidates = link::n_candidates(links);
            self.n_candidates[at] = u32::try_from(n_candidates).unwrap_or(u32::MAX);
            if n_candidates == 1 {
                self.parents[at] = first;
            }
        }
    }

    /// Makes a root of the first session of each ring.
    fn cut_rings(&mut self, n_sessions: usize) {
        // 0 is unseen; else the walk in which a session was seen.
        let mut seen = vec![0u32; n_sessions];
        for start in 0..n_sessions {
            let walk = u32::try_from(start + 1).unwrap_or(u32::MAX);
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = walk;
                match self.links.get(self.parents[at] as usize) {
                    Some(link) => at = link.parent.index(),
                    None => break,
                }
            }
            let closes = seen[at] == walk && self.parents[at] != NONE;
            if closes && let Some(first) = self.ring(at) {
                self.parents[first] = NONE;
            }
        }
    }

    /// The first session of the ring that `start` may be in; `None` when its walk ends at a root.
    fn ring(&self, start: usize) -> Option<usize> {
        let next = |at: usize| self.links.get(self.parents[at] as usize).map(|l| l.parent.index());
        let (mut first, mut at) = (start, next(start)?);
        while at != start {
            first = first.min(at);
            at = next(at)?;
        }
        Some(first)
    }

    fn index(&mut self, n_sessions: usize) {
        // A switched role's own record tells of the switch: it did not issue itself.
        let issued = (0..).zip(&self.grants).filter(|(_, grant)| grant.kind != IssueKind::Switch);
        let by_session = issued.map(|(number, grant)| (grant.by.0, number));
        self.by_session = Grouped::new(n_sessions, by_session);
        let taken = self.parents.iter().copied().filter(|&at| at != NONE);
        let children = taken.map(|at| (self.links[at as usize].parent.0, at));
        self.children = Grouped::new(n_sessions, children);
        let numbered = (0..).zip(&self.links);
        let by_grant = numbered.filter_map(|(at, link)| Some((link.grant?.0, at)));
        self.by_grant = Grouped::new(self.grants.len(), by_grant);
    }
}

#[cfg(test)]
pub(crate) mod tests;
