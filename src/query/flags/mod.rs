//! Flags: what is conspicuous about an event, each with the reason.
//!
//! A flag is computed from what the records say, never guessed; [`FLAGS`] says of each what it is
//! based on. Some are told by an event alone (root), some by all events of a session, key or actor
//! (two networks), some by a comparison with a *baseline*, a time whose events are taken for usual.
//! What AWS services call on their own is not looked at.
//!
//! All flags of a snapshot are found at once, in linear time, when they are first asked for:
//! [`flags()`]. They are held with the snapshot, where the field `flag` reads them: a filter that asks
//! for none pays nothing. An event has a *set* of flags, so a value of the field is a set, and a test
//! of it passes when one member passes. Events that happened in one second are told apart by no
//! rule: the order of files and records changes nothing.
//!
//! What a flag says once, it can say of thousands of events: all that the second program of a key did.
//! Of these the *first* is what one has to look at ([`FlagSet::begins`]): the list marks it, and keys
//! go from one to the next. Filters look at all of them.
//!
//! A flag is a hint with its reason, no verdict.

mod baseline;
mod credentials;
mod event;
mod person;
mod reason;
mod spread;

pub use credentials::LEAST_FAILED;
pub use reason::{Reason, reasons};

use std::cmp::Ordering;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use person::People;

use super::expr::{Expr, Term, Test};
use crate::store::{ABSENT, EvidenceOf, Field, FieldView, Marks, RowId, Snapshot};
use crate::time::Timestamp;

/// How much a flag says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// New or seldom, often for a good reason.
    Note,
    /// Worth a look.
    Warning,
    /// Seldom without a reason to worry.
    Alarm,
}

impl Severity {
    /// As written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }
}

/// A flag, by its position in [`FLAGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// A session that came from two networks.
    TwoNetworks,
    /// A key that two programs used.
    TwoAgents,
    /// Credentials of an instance, from elsewhere.
    OffInstance,
    /// A user or role made in the data.
    BornHere,
    /// No call of the session or the actor succeeded.
    AllFailed,
    /// An actor that the baseline does not have.
    NewActor,
    /// A call that the actor did not make before.
    NewApi,
    /// An address that the actor did not come from before.
    NewAddress,
    /// A region that the actor did not ask before.
    NewRegion,
    /// A change in the console without a second factor.
    NoMfaWrite,
    /// The root user.
    Root,
    /// A caller of another account.
    CrossAccount,
}

/// A row of [`FLAGS`].
#[derive(Debug)]
pub struct FlagSpec {
    /// The flag.
    pub flag: Flag,
    /// Its value in the field `flag`.
    pub name: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// A sign of one column for it.
    pub glyph: char,
    /// How much it says.
    pub severity: Severity,
    /// Whether it needs a baseline.
    pub needs_baseline: bool,
    /// What it is based on, one sentence.
    pub help: &'static str,
}

macro_rules! flags {
    ($($flag:ident, $name:literal, $glyph:literal, $severity:ident, $needs:literal, $title:literal,
       $help:literal;)*) => {
        /// Every flag, in the order of [`Flag`].
        pub const FLAGS: &[FlagSpec] = &[$(FlagSpec {
            flag: Flag::$flag,
            name: $name,
            title: $title,
            glyph: $glyph,
            severity: Severity::$severity,
            needs_baseline: $needs,
            help: $help,
        }),*];
        const ALL: &[Flag] = &[$(Flag::$flag),*];
    };
}

flags! {
    TwoNetworks, "two-networks", '≠', Alarm, false, "session used from two networks",
        "The session of temporary credentials came from another /24 (IPv6: /48) before";
    TwoAgents, "two-agents", '≈', Warning, false, "key used by two programs",
        "The access key was used by another program before, by the family of the user agent";
    OffInstance, "off-instance", '⇥', Alarm, false, "instance credentials used off the instance",
        "An instance's role is used from another network than its SSM agent, else than at first";
    BornHere, "born-here", '*', Warning, false, "actor made in the data, and used",
        "CreateUser or CreateRole in the data made the user or role, by its unique id";
    AllFailed, "all-failed", '×', Warning, false, "all calls failed",
        "At least three calls of the session or the actor, and none succeeded";
    NewActor, "new-actor", 'N', Warning, true, "first seen after the baseline",
        "The first second of an actor that no event of the baseline has";
    NewApi, "new-api", 'n', Note, true, "first time this actor called this API",
        "The baseline has the actor, but not this call by it";
    NewAddress, "new-address", 'n', Note, true, "first time from this address",
        "The baseline has the actor, but not from this address";
    NewRegion, "new-region", 'n', Note, true, "first time in this region",
        "The baseline has the actor, but not in this region";
    NoMfaWrite, "no-mfa-write", '%', Alarm, false, "console write without MFA",
        "A write in the console whose session says mfaAuthenticated false; not of federated users";
    Root, "root", '#', Warning, false, "root used",
        "The root user itself made the call, or a session of AssumeRoot";
    CrossAccount, "cross-account", '↔', Note, false, "cross-account caller",
        "The principal's account is another one than the account that logged the event";
}

impl Flag {
    /// The row of [`FLAGS`] that describes the flag.
    pub fn spec(self) -> &'static FlagSpec {
        &FLAGS[self as usize]
    }

    fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// Flags of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlagSet(pub u16);

impl FlagSet {
    /// The flags of an event; none until they have been found.
    pub fn of_row(snapshot: &Snapshot, row: RowId) -> Self {
        Self(snapshot.marks().map_or(0, |marks| marks.set(row)))
    }

    /// The flags that begin with an event: it is the first one of which they say the same.
    pub fn begins(snapshot: &Snapshot, row: RowId) -> Self {
        Self(snapshot.marks().map_or(0, |marks| marks.begins(row)))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `flag` is among them.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// The flags, in the order of [`FLAGS`].
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        ALL.iter().copied().filter(move |flag| self.contains(*flag))
    }

    /// How much the flags say; `None` without any.
    pub fn severity(self) -> Option<Severity> {
        self.iter().map(|flag| flag.spec().severity).max()
    }

    /// Whether one of them is worth a look by itself; notes are not.
    pub fn is_conspicuous(self) -> bool {
        self.severity() >= Some(Severity::Warning)
    }
}

/// The flags of all events of a snapshot, found at the first use.
pub fn flags(snapshot: &Snapshot) -> &Marks {
    snapshot.marks_or(|| find(snapshot))
}

/// The codes and values of a field, as [`Snapshot::view`], with flags found where they are meant.
pub(crate) fn view(snapshot: &Snapshot, field: Field) -> Option<FieldView<'_>> {
    if field == Field::Flag {
        flags(snapshot);
    }
    snapshot.view(field)
}

/// Counts by value from counts by code of the column: an event with several flags counts for each.
pub(crate) fn by_member(snapshot: &Snapshot, field: Field, counts: Vec<u32>) -> Vec<u32> {
    if field == Field::Flag { flags(snapshot).count_members(&counts) } else { counts }
}

/// Events with this set of flags and no further one, by its code.
pub(crate) fn exactly(snapshot: &Snapshot, code: u32) -> Expr {
    let set = flags(snapshot).set_of_code(code);
    let member = Expr::code_term(snapshot, Field::Flag, code);
    let others = FlagSet(!set).iter().map(|flag| Test::Exact(flag.spec().name.to_owned()));
    let none_of = Expr::Term(Term::Field(Field::Flag, Test::OneOf(others.collect())));
    member.and(none_of.negated())
}

/// What one family of rules has found.
#[derive(Debug)]
struct Found<'s> {
    snapshot: &'s Snapshot,
    /// The flags of each row, as bits.
    rows: Vec<u16>,
    /// The first row of each thing that a flag says.
    firsts: HashMap<(Flag, u64), RowId, RandomState>,
    evidence: Vec<EvidenceOf>,
}

impl<'s> Found<'s> {
    fn new(snapshot: &'s Snapshot) -> Self {
        let rows = vec![0; snapshot.len()];
        Self { snapshot, rows, firsts: HashMap::default(), evidence: Vec::new() }
    }

    /// Flags an event; `what` is the same for all events of which the flag says the same.
    ///
    /// Of several in one second the one of the lowest event id is the first.
    fn add(&mut self, flag: Flag, row: RowId, what: u64) {
        self.rows[row.index()] |= flag.bit();
        let snapshot = self.snapshot;
        let first = self.firsts.entry((flag, what)).or_insert(row);
        let is_before = match second(snapshot, row).cmp(&second(snapshot, *first)) {
            Ordering::Less => true,
            Ordering::Equal => snapshot.event_number(row) < snapshot.event_number(*first),
            Ordering::Greater => false,
        };
        if is_before {
            *first = row;
        }
    }

    fn merge(&mut self, other: Self) {
        self.rows.iter_mut().zip(other.rows).for_each(|(set, more)| *set |= more);
        self.firsts.extend(other.firsts);
        self.evidence.extend(other.evidence);
    }

    /// The rows that flags begin with, in order.
    fn begins(&self) -> Vec<(RowId, u16)> {
        let mut begins: Vec<(RowId, u16)> =
            self.firsts.iter().map(|((flag, _), row)| (*row, flag.bit())).collect();
        begins.sort_unstable();
        begins.dedup_by(|(row, set), (first, all)| {
            let is_same = row == first;
            if is_same {
                *all |= *set;
            }
            is_same
        });
        begins
    }
}

/// Two codes as one number.
fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

/// Finds all flags, whether they are held or not; [`flags()`] holds them.
pub fn find(snapshot: &Snapshot) -> Marks {
    let names: Vec<&str> = FLAGS.iter().map(|spec| spec.name).collect();
    let people = People::new(snapshot);
    let ((mut found, fresh), event) = rayon::join(
        || {
            rayon::join(
                || credentials::find(snapshot, &people),
                || baseline::find(snapshot, &people),
            )
        },
        || event::find(snapshot, &people),
    );
    for other in [fresh, event] {
        found.merge(other);
    }
    let begins = found.begins();
    Marks::new(&names, (&found.rows, begins), found.evidence, snapshot.n_identities())
}

/// The code of a row's identity.
fn identity_of(snapshot: &Snapshot, row: RowId) -> u32 {
    let view = snapshot.view(Field::PrincipalId);
    view.map_or(ABSENT, |view| view.codes.get(row.index()))
}

/// When an event happened, events without a time last.
fn second(snapshot: &Snapshot, row: RowId) -> u32 {
    snapshot.time(row).map_or(u32::MAX, Timestamp::seconds)
}

#[cfg(test)]
mod tests;
