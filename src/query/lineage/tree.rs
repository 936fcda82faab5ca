//! The forest as lines: what came from what, in order of time.
//!
//! Built with a stack of its own: chains can be as long as the data is large. Past
//! [`DEEPEST`] levels the rest is counted, not drawn.

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::super::session::{SessionId, SessionKind, Sessions};
use super::find::Wanted;
use super::grant::GrantId;
use super::link::Link;
use super::{Lineage, Origin};
use crate::record::IssueKind;
use crate::store::{Field, RowId, Snapshot};
use crate::time::Timestamp;

/// Levels that are drawn.
pub(super) const DEEPEST: u32 = 64;

/// A line of the forest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Levels above it.
    pub depth: u32,
    /// Whether no other line hangs from the same one below it.
    pub is_last: bool,
    /// What it shows.
    pub kind: LineKind,
}

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A session, and the link by which it hangs there; none for a root.
    Session(SessionId, Option<Link>),
    /// A session that this grant may have issued, as others may: it hangs nowhere.
    Perhaps(SessionId, Link),
    /// A user or role that was made; what it did hangs from what issued its credentials.
    Made(GrantId),
    /// Something that was issued and is not seen in the data; with the number of grants alike.
    Unused(GrantId, u32),
    /// Sessions of calls that services made, each a leaf: how many, their events, the first of them.
    Forwarded {
        /// Number of sessions.
        n_sessions: u32,
        /// Number of their events.
        n_events: u32,
        /// The first of them.
        first: SessionId,
    },
    /// So many sessions hang deeper than lines go.
    Deeper(u32),
}

/// The lines of all trees, or of those that lead to what is wanted.
pub fn forest(
    snapshot: &Snapshot,
    sessions: &Sessions,
    lineage: &Lineage,
    wanted: Option<&Wanted>,
) -> Vec<Line> {
    let shown = wanted.map(|wanted| Shown::new(lineage, wanted));
    let mut builder = Builder { snapshot, sessions, lineage, shown, stack: Vec::new() };
    let roots = builder.roots();
    let mut lines = Vec::new();
    for root in roots {
        builder.stack.push((0, LineKind::Session(root, None)));
        while let Some((depth, kind)) = builder.stack.pop() {
            lines.push(Line { depth, is_last: false, kind });
            if let LineKind::Session(id, _) = kind {
                builder.push_below(id, depth + 1);
            }
        }
    }
    mark_last(&mut lines);
    lines
}

/// A line is the last of its level when none of that level follows before one of a lower level.
fn mark_last(lines: &mut [Line]) {
    let mut follows = vec![false; DEEPEST as usize + 3];
    for line in lines.iter_mut().rev() {
        let depth = line.depth as usize;
        line.is_last = !follows[depth];
        follows[depth] = true;
        follows[depth + 1..].fill(false);
    }
}

/// What leads to the wanted sessions, and what hangs below them.
struct Shown {
    /// Sessions of which everything below is shown.
    whole: HashSet<SessionId, RandomState>,
    /// Sessions on the way to them.
    way: HashSet<SessionId, RandomState>,
    grants: HashSet<GrantId, RandomState>,
}

impl Shown {
    fn new(lineage: &Lineage, wanted: &Wanted) -> Self {
        let mut shown = Self {
            whole: HashSet::default(),
            way: HashSet::default(),
            grants: wanted.grants.iter().copied().collect(),
        };
        let mut waiting = wanted.sessions.clone();
        while let Some(id) = waiting.pop() {
            if shown.whole.insert(id) {
                waiting.extend(lineage.children(id).map(|link| link.child));
            }
        }
        let issuers = wanted.grants.iter().map(|&id| lineage.grant(id).by);
        // Candidates of what is wanted are shown with what they may have issued.
        let candidates = wanted.sessions.iter().filter(|id| lineage.parent(**id).is_none());
        let candidates = candidates.flat_map(|&id| lineage.links(id)).map(|link| link.parent);
        for start in wanted.sessions.iter().copied().chain(issuers).chain(candidates) {
            let mut at = Some(start);
            while let Some(id) = at.filter(|id| shown.way.insert(*id)) {
                at = lineage.parent(id).map(|link| link.parent);
            }
        }
        shown
    }
}

struct Builder<'s> {
    snapshot: &'s Snapshot,
    sessions: &'s Sessions,
    lineage: &'s Lineage,
    shown: Option<Shown>,
    stack: Vec<(u32, LineKind)>,
}

impl Builder<'_> {
    /// Roots that lead to something; a session that neither came from nor led to anything is no tree.
    fn roots(&self) -> Vec<SessionId> {
        let lineage = self.lineage;
        let is_root = |id: &SessionId| lineage.parent(*id).is_none();
        if let Some(shown) = &self.shown {
            // Every way to a wanted session begins at a root: no need to look at all sessions.
            let mut roots: Vec<SessionId> = shown.way.iter().copied().filter(is_root).collect();
            roots.sort_unstable();
            return roots;
        }
        let leads = |id: &SessionId| {
            !lineage.links(*id).is_empty()
                || lineage.children(*id).next().is_some()
                || lineage.grants_by(*id).next().is_some()
        };
        self.sessions.iter().map(|(id, _)| id).filter(is_root).filter(leads).collect()
    }

    fn is_shown(&self, id: SessionId) -> bool {
        self.shown.as_ref().is_none_or(|s| s.way.contains(&id) || s.whole.contains(&id))
    }

    /// Puts what hangs below a session on the stack, the first on top.
    fn push_below(&mut self, id: SessionId, depth: u32) {
        if depth > DEEPEST {
            let n_below = self.n_below(id);
            if n_below > 0 {
                self.stack.push((depth, LineKind::Deeper(n_below)));
            }
            return;
        }
        let mut below = self.children(id);
        self.add_grants(id, &mut below);
        below.sort_by_key(|(time, kind)| (*time, matches!(kind, LineKind::Session(..))));
        self.stack.extend(below.into_iter().rev().map(|(_, kind)| (depth, kind)));
    }

    fn n_below(&self, id: SessionId) -> u32 {
        let (mut n_below, mut waiting) = (0, vec![id]);
        while let Some(id) = waiting.pop() {
            let before = waiting.len();
            waiting.extend(self.lineage.children(id).map(|link| link.child));
            n_below += u32::try_from(waiting.len() - before).unwrap_or(u32::MAX);
        }
        n_below
    }

    /// Sessions that hang from this one, with the times by which they are ordered.
    fn children(&self, id: SessionId) -> Vec<(Option<Timestamp>, LineKind)> {
        let mut below = Vec::new();
        let mut forwarded = Vec::new();
        for link in self.lineage.children(id).filter(|link| self.is_shown(link.child)) {
            if link.grant.is_none() && self.is_leaf_of_service(link.child) {
                forwarded.push(*link);
            } else {
                let row = self.lineage.parent(link.child).and_then(|link| link.grant);
                let row = row.map(|grant| self.lineage.grant(grant).row);
                let row = row.unwrap_or(self.sessions.get(link.child).first);
                below.push((self.time(row), LineKind::Session(link.child, Some(*link))));
            }
        }
        match forwarded.as_slice() {
            [] => {}
            [link] => {
                let first = self.sessions.get(link.child).first;
                below.push((self.time(first), LineKind::Session(link.child, Some(*link))));
            }
            [first, ..] => {
                let events = forwarded.iter().map(|link| self.sessions.get(link.child).n_events);
                let kind = LineKind::Forwarded {
                    n_sessions: u32::try_from(forwarded.len()).unwrap_or(u32::MAX),
                    n_events: events.sum(),
                    first: first.child,
                };
                below.push((self.time(self.sessions.get(first.child).first), kind));
            }
        }
        below
    }

    fn is_leaf_of_service(&self, id: SessionId) -> bool {
        self.sessions.get(id).kind == SessionKind::Forwarded
            && self.lineage.children(id).next().is_none()
            && self.lineage.grants_by(id).next().is_none()
    }

    /// What the session issued and no session below it shows.
    fn add_grants(&self, id: SessionId, below: &mut Vec<(Option<Timestamp>, LineKind)>) {
        let is_whole = self.shown.as_ref().is_none_or(|shown| shown.whole.contains(&id));
        let mut alike: HashMap<(u32, u32), usize> = HashMap::new();
        for grant_id in self.lineage.grants_by(id) {
            let grant = self.lineage.grant(grant_id);
            let is_wanted = self.shown.as_ref().is_some_and(|s| s.grants.contains(&grant_id));
            let time = self.time(grant.row);
            let mut links = self.lineage.links_of_grant(grant_id).peekable();
            if links.peek().is_none() {
                if !is_whole && !is_wanted {
                    continue;
                }
                let same = if grant.kind == IssueKind::Token && !is_wanted {
                    let next = below.len();
                    *alike.entry(self.name_and_target(grant.row)).or_insert(next)
                } else {
                    below.len()
                };
                match below.get_mut(same) {
                    Some((_, LineKind::Unused(_, n_alike))) => *n_alike += 1,
                    _ => below.push((time, LineKind::Unused(grant_id, 1))),
                }
                continue;
            }
            let mut is_made = matches!(grant.kind, IssueKind::User | IssueKind::Role) && is_whole;
            for link in links {
                let origin = self.lineage.origin(self.sessions, link.child);
                if matches!(origin, Origin::Ambiguous(candidates) if candidates.contains(link)) {
                    if self.is_shown(link.child) {
                        below.push((time, LineKind::Perhaps(link.child, *link)));
                    }
                } else if self.lineage.parent(link.child) == Some(link) {
                    is_made = false;
                }
            }
            if is_made {
                below.push((time, LineKind::Made(grant_id)));
            }
        }
    }

    fn name_and_target(&self, row: RowId) -> (u32, u32) {
        let code = |field| self.snapshot.view(field).map_or(0, |view| view.code(row));
        (code(Field::EventName), code(Field::Target))
    }

    fn time(&self, row: RowId) -> Option<Timestamp> {
        self.snapshot.time(row)
    }
}
