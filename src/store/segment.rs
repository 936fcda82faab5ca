//! A part of the data as one reader builds it: its own dictionaries, its rows in file order.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::quality::RandomState;
use hashbrown::HashMap;

use super::batch::Batch;
use super::codes::Codes;
use super::dictionary::{ABSENT, Dictionary, Values};
use super::event_id::EventId;
use super::field::{Column, Part};
use super::issue::Issues;
use super::place::FileId;
use super::raw::HeldFile;
use super::recent::Recent;
use crate::record::identity::UserIdentity;
use crate::record::{EventRecord, MadeBy, Outcome};

/// Stands for "no readable time" in a column of times.
pub(crate) const UNDATED: u32 = u32::MAX;

/// Result of a call that did not fail.
pub const OK: &str = "ok";

/// Result of a call that failed without an error code.
pub const FAILURE: &str = "Failure";

/// An identity as the codes of its parts.
pub(crate) type IdentityCodes = [u32; Part::COUNT];

/// Consecutive rows of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) file: FileId,
    pub(crate) first_row: u32,
    pub(crate) n_rows: u32,
}

/// A finished part; immutable, so that it can be shared.
#[derive(Debug)]
pub struct Segment {
    pub(crate) times: Vec<u32>,
    pub(crate) event_ids: Vec<EventId>,
    /// Texts of ids that are no UUIDs, by row, ascending.
    pub(crate) odd_ids: Vec<(u32, Box<str>)>,
    pub(crate) offsets: Vec<u32>,
    pub(crate) lengths: Vec<u32>,
    pub(crate) columns: [Codes; Column::COUNT],
    pub(crate) values: [Values; Column::COUNT],
    pub(crate) identities: Vec<IdentityCodes>,
    pub(crate) parts: [Values; Part::COUNT],
    pub(crate) runs: Vec<Run>,
    pub(crate) files: Vec<(FileId, Arc<HeldFile>)>,
    /// Rows that correct other events, ascending, with the ids of these.
    pub(crate) corrections: Vec<(u32, Box<str>)>,
    /// What the events issued.
    pub(crate) issues: Issues,
}

impl Segment {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Bytes held of the files themselves.
    pub fn held_bytes(&self) -> usize {
        self.files.iter().map(|(_, file)| file.heap_bytes()).sum()
    }
}

/// Turns records into rows.
///
/// Files come one after the other: [`begin_file`](Self::begin_file), then
/// [`push`](Self::push) for each record, then [`end_file`](Self::end_file).
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    times: Vec<u32>,
    event_ids: Vec<EventId>,
    odd_ids: Vec<(u32, Box<str>)>,
    offsets: Vec<u32>,
    lengths: Vec<u32>,
    columns: [Codes; Column::COUNT],
    dictionaries: [Dictionary; Column::COUNT],
    /// The code of each column's last row.
    last: [u32; Column::COUNT],
    waiting: Batch,
    identities: Identities,
    runs: Vec<Run>,
    /// Of the file that is being read; see [`HeldFile::gaps`].
    gaps: Vec<u32>,
    files: Vec<(FileId, Arc<HeldFile>)>,
    corrections: Vec<(u32, Box<str>)>,
    issues: Issues,
}

impl SegmentBuilder {
    /// Number of events so far.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no event yet.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The records that follow are of `file`.
    pub fn begin_file(&mut self, file: FileId) {
        let first_row = self.n_rows();
        self.runs.push(Run { file, first_row, n_rows: 0 });
        self.gaps.clear();
    }

    /// A record of the file is not among the events: it could not be read, or was not wanted.
    pub fn pass_over(&mut self) {
        let first_row = self.runs.last().map_or(0, |run| run.first_row);
        self.gaps.push(self.n_rows() - first_row);
    }

    /// The number of the identity whose JSON begins `text`, with the length of that JSON; `None` when
    /// it was not seen lately. Numbers count for this segment.
    pub fn known_identity(&mut self, text: &str) -> Option<(usize, u32)> {
        self.identities.recent.find(text)
    }

    /// Adds a record; `offset` and `length` are the place of its JSON in the file's text, bytes.
    pub fn push(&mut self, record: &mut EventRecord<'_>, offset: u32, length: u32) {
        let target = record.take_target();
        self.times.push(record.time().map_or(UNDATED, crate::time::Timestamp::seconds));
        let id_text = record.event_id().unwrap_or("");
        let (id, needs_text) = EventId::from_text(id_text);
        if needs_text {
            self.odd_ids.push((self.n_rows() - 1, id_text.into()));
        }
        if let Some(original) = record.corrects() {
            self.corrections.push((self.n_rows() - 1, original.into()));
        }
        self.event_ids.push(id);
        self.offsets.push(offset);
        self.lengths.push(length);
        let (identity, service) = self.identities.code(record);
        let made_by = record.made_by(service.invoked_by.then_some(""), service.is_service);
        self.columns[Column::Identity as usize].push(identity);
        self.code(Column::MadeBy, made_by.map(MadeBy::text));
        self.code(Column::Region, record.region());
        self.code(Column::Account, record.account());
        self.code(Column::EventType, record.event_type());
        self.code(Column::Category, record.category());
        self.code(Column::ReadOnly, record.read_only());
        self.code(Column::Console, record.from_console());
        let access = record.is_write().map(|is_write| if is_write { "write" } else { "read" });
        self.code(Column::Access, access);
        let outcome = record.outcome();
        if matches!(outcome, Outcome::Succeeded | Outcome::Unknown) {
            let row = self.n_rows() - 1;
            record.each_issue(|issue| self.issues.push(row, &issue, record.shared_event_id()));
        }
        match outcome {
            Outcome::Succeeded => self.code(Column::Result, Some(OK)),
            Outcome::Unknown => self.code(Column::Result, None),
            Outcome::FailedWithoutCode => self.code(Column::Result, Some(FAILURE)),
            // An error code of this very text must not pass for success.
            Outcome::Failed(code @ (OK | FAILURE)) => {
                self.code(Column::Result, Some(&format!("errorCode {code}")));
            }
            Outcome::Failed(code) => self.code(Column::Result, Some(code)),
        }
        self.waiting.push([
            record.event_source(),
            record.event_name(),
            record.source_ip_address(),
            record.user_agent(),
            target.as_deref(),
            record.vpc_endpoint_id(),
        ]);
        if self.waiting.is_full() {
            self.code_waiting();
        }
    }

    /// The file of the records since [`begin_file`](Self::begin_file) is complete; without any, it
    /// is not held.
    pub fn end_file(&mut self, file: impl FnOnce() -> HeldFile) {
        let n_rows = self.n_rows();
        let Some(run) = self.runs.last_mut() else { return };
        run.n_rows = n_rows - run.first_row;
        if run.n_rows == 0 {
            self.runs.pop();
        } else {
            let mut held = file();
            held.gaps = self.gaps.as_slice().into();
            self.files.push((run.file, Arc::new(held)));
        }
    }

    /// Ends the segment and starts the next one, empty.
    pub fn seal(&mut self) -> Segment {
        self.code_waiting();
        let built = std::mem::take(self);
        Segment {
            times: built.times,
            event_ids: built.event_ids,
            odd_ids: built.odd_ids,
            offsets: built.offsets,
            lengths: built.lengths,
            columns: built.columns,
            values: built.dictionaries.map(Dictionary::into_values),
            identities: built.identities.codes,
            parts: built.identities.parts.map(Dictionary::into_values),
            runs: built.runs,
            files: built.files,
            corrections: built.corrections,
            issues: built.issues,
        }
    }

    fn n_rows(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    fn code_waiting(&mut self) {
        for (column, texts) in self.waiting.columns() {
            let codes = &mut self.columns[column as usize];
            self.dictionaries[column as usize].intern_all(texts, |code| codes.push(code));
        }
        self.waiting.clear();
    }

    fn code(&mut self, column: Column, text: Option<&str>) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return self.columns[column as usize].push(ABSENT);
        };
        let dictionary = &mut self.dictionaries[column as usize];
        let last = &mut self.last[column as usize];
        // Neighbours often agree: one comparison instead of a hash and a probe.
        if !dictionary.is(*last, text) {
            *last = dictionary.intern(text);
        }
        self.columns[column as usize].push(*last);
    }
}

/// Identities by the raw text of their JSON: millions of records repeat a few thousand of them.
#[derive(Debug, Default)]
struct Identities {
    recent: Recent<u32>,
    known: HashMap<u128, u32>,
    codes: Vec<IdentityCodes>,
    services: Vec<Service>,
    parts: [Dictionary; Part::COUNT],
    hashers: [RandomState; 2],
}

/// What an identity says of the service that made the call.
#[derive(Debug, Clone, Copy)]
struct Service {
    invoked_by: bool,
    is_service: bool,
}

impl Identities {
    fn code(&mut self, record: &EventRecord<'_>) -> (u32, Service) {
        let is_service_event =
            record.event_type().is_some_and(|kind| kind.eq_ignore_ascii_case("AwsServiceEvent"));
        // The same JSON is another identity in a service event.
        let code = match record.known_identity() {
            Some(known) if !is_service_event => known,
            _ => self.read(record.user_identity(), is_service_event),
        };
        (code, self.services[code as usize])
    }

    fn read(&mut self, raw: Option<&str>, is_service_event: bool) -> u32 {
        let half = |hasher: &RandomState| u128::from(hasher.hash_one((raw, is_service_event)));
        let hash = half(&self.hashers[0]) << 64 | half(&self.hashers[1]);
        let code = match self.known.get(&hash) {
            Some(&known) => known,
            None => self.add(hash, &UserIdentity::from_json(raw, is_service_event)),
        };
        if let Some(raw) = raw.filter(|_| !is_service_event) {
            self.recent.keep(raw, code);
        }
        code
    }

    fn add(&mut self, hash: u128, identity: &UserIdentity) -> u32 {
        let code = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        let codes = self.parts(identity);
        self.codes.push(codes);
        self.services.push(Service {
            invoked_by: !identity.invoked_by.is_empty(),
            is_service: identity.is_service(),
        });
        self.known.insert(hash, code);
        code
    }

    fn parts(&mut self, identity: &UserIdentity) -> IdentityCodes {
        let mut codes = [ABSENT; Part::COUNT];
        let mut intern = |part: Part, key: &str, label: &str| {
            codes[part as usize] = self.parts[part as usize].intern_labelled(key, label);
        };
        intern(Part::Type, &identity.identity_type, "");
        intern(Part::Actor, &identity.actor_key, &identity.actor);
        intern(Part::Session, &identity.session, "");
        intern(Part::AccessKey, &identity.access_key_id, "");
        intern(Part::Arn, &identity.arn, "");
        intern(Part::PrincipalId, &identity.principal_id, "");
        intern(Part::Account, &identity.account, "");
        intern(Part::InvokedBy, &identity.invoked_by, "");
        intern(Part::Credential, identity.credential.text(), "");
        intern(Part::SessionStart, &identity.session_start, "");
        intern(Part::Mfa, &identity.mfa, "");
        intern(Part::SourceIdentity, &identity.source_identity, "");
        intern(Part::Issuer, &identity.issuer, "");
        intern(Part::RoleDelivery, &identity.role_delivery, "");
        intern(Part::Provider, &identity.provider, "");
        codes
    }
}
