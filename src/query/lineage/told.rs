//! A line of the forest in words, the same for both front ends. Not sanitised.

use std::borrow::Cow;

use super::super::session::{SessionId, SessionKind, Tally};
use super::link::{Link, Rule};
use super::tree::{Line, LineKind};
use super::{GrantId, Traced};
use crate::store::{Field, RowId, Snapshot};

/// A line in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What kind of thing.
    pub kind: &'static str,
    /// What it is called.
    pub label: String,
    /// The call that it comes from, the evidence and how strong that is.
    pub how: String,
    /// The session, where the line shows one.
    pub session: Option<SessionId>,
    /// The event that issued it.
    pub row: Option<RowId>,
    /// The event that gives the line its time.
    pub first: Option<RowId>,
    /// Number of its events, as far as the tallies count them.
    pub n_events: Option<u32>,
}

impl Told {
    /// Tells a line; `tallies` has one for each session.
    pub fn new(snapshot: &Snapshot, traced: &Traced, tallies: &[Tally], line: &Line) -> Self {
        Teller { snapshot, traced, tallies }.line(line)
    }
}

struct Teller<'s> {
    snapshot: &'s Snapshot,
    traced: &'s Traced,
    tallies: &'s [Tally],
}

impl Teller<'_> {
    fn line(&self, line: &Line) -> Told {
        let Traced { sessions, lineage } = self.traced;
        match line.kind {
            LineKind::Session(id, None) => {
                self.session(id, None, lineage.began(self.snapshot, sessions, id))
            }
            LineKind::Session(id, Some(from)) => {
                let mark = if from.rule.is_certain() { "" } else { "perhaps " };
                let how = format!("{mark}{}: {}", self.call(id, &from), from.rule.text());
                self.session(id, Some(&from), how)
            }
            LineKind::Perhaps(id, from) => {
                let call = self.call(id, &from);
                let how = format!("one of several {call}: {}", from.rule.text());
                self.session(id, Some(&from), how)
            }
            LineKind::Made(grant) => {
                self.grant(grant, "made", "its credentials: another line".to_owned())
            }
            LineKind::Unused(grant, 1) => {
                self.grant(grant, "issued", "not used in the data".to_owned())
            }
            LineKind::Unused(grant, n_alike) => {
                self.grant(grant, "issued", format!("{n_alike} alike, none used in the data"))
            }
            LineKind::Forwarded { n_sessions, n_events, first } => Told {
                kind: sessions.get(first).kind.text(),
                label: match n_sessions {
                    1 => "by services, once".to_owned(),
                    n => format!("by services, {n} times"),
                },
                how: format!("perhaps called: {}", Rule::SamePrincipal.text()),
                first: Some(sessions.get(first).first),
                n_events: Some(n_events),
                ..Told::default()
            },
            LineKind::Deeper(n_below) => {
                Told { label: format!("{n_below} more below"), ..Told::default() }
            }
        }
    }

    fn session(&self, id: SessionId, from: Option<&Link>, how: String) -> Told {
        let Traced { sessions, lineage } = self.traced;
        let tally = self.tallies.get(id.index()).copied().unwrap_or_default();
        let row = from.and_then(|from| from.grant).map(|grant| lineage.grant(grant).row);
        Told {
            kind: sessions.get(id).kind.text(),
            label: sessions.label(self.snapshot, id),
            how,
            session: Some(id),
            row,
            first: row.or(tally.ends.map(|(first, _)| first)),
            n_events: Some(tally.events),
        }
    }

    fn grant(&self, grant: GrantId, kind: &'static str, how: String) -> Told {
        let grant = self.traced.lineage.grant(grant);
        let (label, row) = (grant.thing(self.snapshot), Some(grant.row));
        Told { kind, label, how, row, first: row, ..Told::default() }
    }

    /// The call that a session comes from.
    fn call(&self, id: SessionId, from: &Link) -> Cow<'_, str> {
        match from.grant.map(|grant| self.traced.lineage.grant(grant).row) {
            Some(row) => self.snapshot.text(row, Field::EventName),
            None if self.traced.sessions.get(id).kind == SessionKind::OtherAccount => {
                "the same".into()
            }
            None => "called".into(),
        }
    }
}

/// The strokes before each line.
pub fn rails(lines: &[Line]) -> Vec<String> {
    let mut open: Vec<bool> = Vec::new();
    let mut rails = Vec::with_capacity(lines.len());
    for line in lines {
        let depth = line.depth as usize;
        open.truncate(depth);
        let mut rail = String::new();
        for is_open in open.iter().skip(1) {
            rail.push_str(if *is_open { "│ " } else { "  " });
        }
        if depth > 0 {
            rail.push_str(if line.is_last { "└ " } else { "├ " });
        }
        open.push(!line.is_last);
        rails.push(rail);
    }
    rails
}
