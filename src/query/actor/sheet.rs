//! A portrait as sections of lines in words, the same for both front ends. Not sanitised.

use super::{Fact, Portrait, Totals};
use crate::query::lineage::Traced;
use crate::query::session::SessionId;
use crate::store::{Field, RowId, Snapshot};

/// Lines about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What they are about.
    pub title: &'static str,
    /// The lines.
    pub lines: Vec<SheetLine>,
}

/// A line in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// What it is called.
    pub label: String,
    /// What more there is to say.
    pub how: String,
    /// Its events.
    pub totals: Totals,
    /// Whether the actor did not have it before the range.
    pub is_new: bool,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a line leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// To the actor's events with this value.
    Value(Field, u32),
    /// To a session.
    Session(SessionId),
    /// To an event.
    Event(RowId),
    /// To another actor.
    Actor(u32),
}

impl Portrait {
    /// All sections that have lines, in the order in which they are told.
    pub fn sheets(&self, snapshot: &Snapshot, traced: &Traced) -> Vec<Sheet> {
        let mut sheets: Vec<Sheet> = self.facts.iter().map(|of| values(snapshot, of)).collect();
        let sessions = self.sessions.iter().map(|&session| self.session(snapshot, traced, session));
        sheets.push(Sheet { title: "sessions", lines: sessions.collect() });
        let issued = self.issued.iter().map(|&id| {
            let grant = traced.lineage.grant(id);
            event(snapshot, grant.row, grant.thing(snapshot))
        });
        sheets.push(Sheet { title: "issued", lines: issued.collect() });
        let created = self
            .created
            .iter()
            .map(|&row| event(snapshot, row, snapshot.text(row, Field::Target).into_owned()));
        sheets.push(Sheet { title: "created", lines: created.collect() });
        let text = |field, code| snapshot.view(field).map_or("", |view| view.values.text(code));
        let neighbours = self.neighbours.iter().map(|other| SheetLine {
            label: text(Field::Actor, other.actor).to_owned(),
            how: format!("from {}", text(Field::SourceIp, other.address)),
            totals: other.totals,
            is_new: false,
            leads: Leads::Actor(other.actor),
        });
        sheets.push(Sheet { title: "others at its addresses", lines: neighbours.collect() });
        sheets.retain(|sheet| !sheet.lines.is_empty());
        sheets
    }

    fn session(
        &self,
        snapshot: &Snapshot,
        traced: &Traced,
        (id, totals): (SessionId, Totals),
    ) -> SheetLine {
        let session = traced.sessions.get(id);
        let began = traced.lineage.began(snapshot, &traced.sessions, id);
        SheetLine {
            label: traced.sessions.label(snapshot, id),
            how: if began.is_empty() { session.kind.text().to_owned() } else { began },
            totals,
            is_new: self.before > 0 && self.ends.is_some_and(|(first, _)| session.first >= first),
            leads: Leads::Session(id),
        }
    }
}

fn values(snapshot: &Snapshot, (field, facts): &(Field, Vec<Fact>)) -> Sheet {
    let text = |code| snapshot.view(*field).map_or("", |view| view.values.text(code));
    let line = |fact: &Fact| SheetLine {
        label: text(fact.code).to_owned(),
        how: String::new(),
        totals: fact.totals,
        is_new: fact.is_new,
        leads: Leads::Value(*field, fact.code),
    };
    Sheet { title: title(*field), lines: facts.iter().map(line).collect() }
}

/// A call that succeeded.
fn event(snapshot: &Snapshot, row: RowId, label: String) -> SheetLine {
    let writes = u32::from(snapshot.text(row, Field::Access) == "write");
    SheetLine {
        label,
        how: snapshot.text(row, Field::EventName).into_owned(),
        totals: Totals { events: 1, errors: 0, writes, first: row, last: row },
        is_new: false,
        leads: Leads::Event(row),
    }
}

fn title(field: Field) -> &'static str {
    match field {
        Field::SourceIp => "addresses",
        Field::AccessKey => "keys",
        Field::AgentFamily => "tools",
        Field::UserAgent => "user agents",
        Field::Region => "regions",
        Field::EventSource => "services",
        Field::EventName => "API calls",
        Field::ErrorCode => "errors",
        other => other.spec().title,
    }
}
