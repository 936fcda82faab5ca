//! All about one resource: who made it, who changed and read it, what was made from it.
//!
//! Any kind of resource is meant by a name or an ARN. Columns give the first candidates at once, a
//! search of all JSON the rest; each record that holds the name is read once and says how it names the
//! resource ([`mention`]). Link follows link in order of time. Nothing is guessed: each link tells by
//! which value it holds and how sure that is; a name that several resources share is told.

mod mention;
mod name;
mod outline;

use std::collections::{BTreeMap, BTreeSet};

pub use mention::{Part, Strength};
pub use name::ResourceName;
use name::parent_of_job;
pub use outline::{Section, TreeLine};

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Expr, Term, Test};
use super::filter::{failed, writes};
use super::matching::{matching, matching_growing};
use super::reading::Searched;
use crate::record::MadeBy;
use crate::store::{Field, Lost, RowId, Snapshot, TextCache};
use mention::{Reading, read};

/// Records that are read for one resource; more are counted.
const MOST_READ: usize = 20_000;

/// Columns that name resources.
const NAMING: &[Field] =
    &[Field::Target, Field::Actor, Field::Arn, Field::AccessKey, Field::Session];

/// What an event has to do with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub row: RowId,
    /// What it is to the resource.
    pub part: Part,
    /// How sure it is that this resource is meant.
    pub strength: Strength,
    /// Where the record names it, `requestParameters.userName`.
    pub path: String,
    /// The resource below, when it is about that one.
    pub child: Option<String>,
    /// Whether AWS tells it, not a call: `AwsServiceEvent`.
    pub is_service_event: bool,
    /// Whether the call failed.
    pub is_failed: bool,
}

/// A resource that was made from another one, or bears its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its name.
    pub name: String,
    /// The surest link to the resource above.
    pub strength: Strength,
    /// Events about it.
    pub n_events: usize,
}

/// All that is known of a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// The ARNs that have this name; several are several resources.
    pub arns: Vec<String>,
    /// The resource above, by the pattern of the name.
    pub parent: Option<String>,
    /// Its events in order of time.
    pub links: Vec<Link>,
    /// The resources below, in order of their first event.
    pub children: Vec<Child>,
    /// Events that hold the name and were not read: there are too many.
    pub n_unread: usize,
    /// Events whose file has changed.
    pub lost: Vec<Lost>,
}

impl Thread {
    /// The events that made it.
    pub fn makers(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.part == Part::Made && link.child.is_none())
    }

    /// Number of events of a part, those about resources below not counted.
    pub fn count(&self, part: Part) -> usize {
        self.links.iter().filter(|link| link.part == part && link.child.is_none()).count()
    }
}

/// A thread that is not whole yet.
#[derive(Debug)]
pub struct GrowingThread<'a, 's> {
    reader: &'a mut Reader<'s>,
    matched: &'a Bitset,
    /// How much of the JSON has been searched; `None` when only columns have been.
    pub searched: Option<Searched>,
}

impl GrowingThread<'_, '_> {
    /// What is known so far; `None` when `cancel` was raised.
    pub fn thread(&mut self, cancel: &Cancel) -> Option<Thread> {
        self.reader.take(self.matched, cancel)?;
        Some(self.reader.thread())
    }
}

/// Finds all about a resource, in the whole case; `grown` is shown what is known so far.
///
/// `None` when `cancel` was raised.
pub fn follow_resource(
    snapshot: &Snapshot,
    name: &ResourceName,
    cache: &mut TextCache,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&mut GrowingThread<'_, '_>),
) -> Option<Thread> {
    let mut reader = Reader::new(snapshot, name, cache);
    let of_column =
        |&field: &Field| Expr::Term(Term::Field(field, Test::Contains(name.name().to_owned())));
    let columns = NAMING.iter().map(of_column).collect();
    let candidates = matching(snapshot, &Expr::Or(columns), cancel)?;
    grown(&mut GrowingThread { reader: &mut reader, matched: &candidates, searched: None });
    let naming = Expr::naming(name.name())?;
    let mut told = |matched: &Bitset, searched| {
        let searched = Some(searched);
        grown(&mut GrowingThread { reader: &mut reader, matched, searched });
    };
    let matched = matching_growing(snapshot, &naming, false, cancel, &mut told)?;
    reader.take(&matched, cancel)?;
    Some(reader.thread())
}

/// Reads records, each once.
#[derive(Debug)]
struct Reader<'s> {
    snapshot: &'s Snapshot,
    name: &'s ResourceName,
    cache: &'s mut TextCache,
    failed: Bitset,
    writes: Bitset,
    read: Bitset,
    n_read: usize,
    n_unread: usize,
    links: BTreeMap<RowId, Link>,
    arns: BTreeSet<String>,
    lost: Vec<Lost>,
}

impl<'s> Reader<'s> {
    fn new(snapshot: &'s Snapshot, name: &'s ResourceName, cache: &'s mut TextCache) -> Self {
        Self {
            snapshot,
            name,
            cache,
            failed: failed(snapshot),
            writes: writes(snapshot),
            read: Bitset::new(snapshot.len()),
            n_read: 0,
            n_unread: 0,
            links: BTreeMap::new(),
            arns: BTreeSet::new(),
            lost: Vec::new(),
        }
    }

    /// Reads what is new in `matched`; `None` when `cancel` was raised.
    fn take(&mut self, matched: &Bitset, cancel: &Cancel) -> Option<()> {
        let mut new = matched.clone();
        new.and_not(&self.read);
        let mut rows = new.to_rows();
        let n_left = MOST_READ - self.n_read;
        self.n_unread = rows.len().saturating_sub(n_left);
        rows.truncate(n_left);
        self.n_read += rows.len();
        // File by file: a file that was inflated is at hand for its next record.
        rows.sort_by_key(|&row| (self.snapshot.file_index(row), self.snapshot.place(row).offset));
        for row in rows {
            cancel.check()?;
            self.read.insert(row);
            match self.snapshot.json(row, self.cache) {
                Ok(json) => self.add(row, &json),
                Err(lost) => self.lost.push(lost),
            }
        }
        Some(())
    }

    fn add(&mut self, row: RowId, json: &str) {
        let (is_write, is_failed) = (self.writes.contains(row), self.failed.contains(row));
        let event = self.snapshot.text(row, Field::EventName);
        let Some(reading) = read(json, self.name, (&event, is_write)) else { return };
        let Reading { part, strength, path, child, arns } = reading;
        self.arns.extend(arns);
        let made_by = self.snapshot.text(row, Field::MadeBy);
        let is_service_event = made_by == MadeBy::ServiceEvent.text();
        // What failed made nothing.
        let part = match (part, is_failed) {
            (Part::Made | Part::Removed, true) => Part::Changed,
            (part, _) => part,
        };
        let child = child.filter(|_| !is_failed || strength == Strength::Pattern);
        let link = Link { row, part, strength, path, child, is_service_event, is_failed };
        self.links.insert(row, link);
    }

    fn thread(&self) -> Thread {
        let links: Vec<Link> = self.links.values().cloned().collect();
        let mut children: Vec<Child> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for link in &links {
            let Some(name) = link.child.as_deref() else { continue };
            let place = *places.entry(name).or_insert_with(|| {
                children.push(Child {
                    name: name.to_owned(),
                    strength: link.strength,
                    n_events: 0,
                });
                children.len() - 1
            });
            let child = &mut children[place];
            child.n_events += 1;
            child.strength = child.strength.min(link.strength);
        }
        Thread {
            arns: self.arns.iter().cloned().collect(),
            parent: parent_of_job(self.name.name()).map(str::to_owned),
            links,
            children,
            n_unread: self.n_unread,
            lost: self.lost.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
