//! Why an event has its flags, in words, with the evidence.

use super::credentials::is_agents_report;
use super::{Flag, FlagSet, identity_of};
use crate::store::{Evidence, Field, RowId, Snapshot};
use crate::time::{TimeRange, Timestamp, Zone};

/// A flag of an event, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The flag.
    pub flag: Flag,
    /// The evidence, a sentence without a full stop. Not sanitised.
    pub text: String,
}

/// The flags of an event with their reasons, in the order of the flags; none until flags have been
/// found. Times are told in `zone`.
pub fn reasons(snapshot: &Snapshot, row: RowId, zone: Zone) -> Vec<Reason> {
    let words = Words { snapshot, row, zone };
    let flags = FlagSet::of_row(snapshot, row).iter();
    flags.map(|flag| Reason { flag, text: words.reason(flag) }).collect()
}

/// The baseline, as it is said.
fn baseline_text(range: Option<TimeRange>, zone: Zone) -> String {
    match range {
        None => "no baseline".to_owned(),
        Some(TimeRange { from, until }) => {
            let end = |end: Option<Timestamp>| end.map_or(String::new(), |time| zone.moment(time));
            format!("baseline {}..{}", end(from), end(until))
        }
    }
}

struct Words<'s> {
    snapshot: &'s Snapshot,
    row: RowId,
    zone: Zone,
}

impl Words<'_> {
    fn reason(&self, flag: Flag) -> String {
        let marks = self.snapshot.marks();
        let nothing = Evidence::default();
        let held =
            marks.and_then(|m| m.evidence(flag as usize, identity_of(self.snapshot, self.row)));
        let evidence = held.unwrap_or(&nothing);
        match flag {
            Flag::TwoNetworks => {
                format!("session {} used {}", self.session(), self.places(evidence))
            }
            Flag::TwoAgents => {
                let key = self.text(Field::AccessKey);
                let used = self.listed(evidence, |row| self.at(row, Field::AgentFamily));
                format!("key {key} used by {used}")
            }
            Flag::OffInstance => self.off_instance(evidence),
            Flag::BornHere => self.born_here(evidence),
            Flag::AllFailed => self.all_failed(evidence),
            Flag::NewActor => {
                let actor = self.text(Field::Actor);
                format!("{actor} has no event in the {}", self.baseline())
            }
            Flag::NewApi => self.first(&self.text(Field::EventName), "called", evidence),
            Flag::NewAddress => self.first(&self.text(Field::SourceIp), "came from", evidence),
            Flag::NewRegion => self.first(&self.text(Field::Region), "asked", evidence),
            Flag::NoMfaWrite => "a write in the console, mfaAuthenticated is false".to_owned(),
            Flag::Root => format!("root of {} made this call", self.text(Field::IdentityAccount)),
            Flag::CrossAccount => {
                let (caller, account) =
                    (self.text(Field::IdentityAccount), self.text(Field::Account));
                format!("the caller is of account {caller}, the event of {account}")
            }
        }
    }

    fn text(&self, field: Field) -> String {
        self.at(self.row, field)
    }

    fn at(&self, row: RowId, field: Field) -> String {
        self.snapshot.text(row, field).into_owned()
    }

    fn time(&self, row: RowId) -> String {
        let time = self.snapshot.time(row);
        time.map_or_else(|| "an unknown time".to_owned(), |time| self.zone.moment(time))
    }

    fn baseline(&self) -> String {
        baseline_text(self.snapshot.baseline(), self.zone)
    }

    fn session(&self) -> String {
        match self.text(Field::Session) {
            session if session.is_empty() => format!("of {}", self.text(Field::Actor)),
            session => session,
        }
    }

    /// `A (first at …), B (first at …) and 3 more`.
    fn listed(&self, evidence: &Evidence, name: impl Fn(RowId) -> String) -> String {
        let each = evidence.rows.iter().map(|&row| (name(row), self.time(row)));
        let named: Vec<String> =
            each.map(|(name, time)| format!("{name} (first at {time})")).collect();
        let n_more = (evidence.n as usize).saturating_sub(named.len());
        match (n_more, named.split_last()) {
            (0, Some((last, []))) => last.clone(),
            (0, Some((last, others))) => format!("{} and {last}", others.join(", ")),
            (n_more, _) => format!("{} and {n_more} more", named.join(", ")),
        }
    }

    fn places(&self, evidence: &Evidence) -> String {
        format!("from {}", self.listed(evidence, |row| self.at(row, Field::SourceIp)))
    }

    fn off_instance(&self, evidence: &Evidence) -> String {
        let (Some(&home), here) = (evidence.rows.first(), self.text(Field::SourceIp)) else {
            return String::new();
        };
        let basis = if is_agents_report(self.snapshot, home) {
            "where its SSM agent reported"
        } else {
            "where it was used first"
        };
        let (instance, address, time) =
            (self.session(), self.at(home, Field::SourceIp), self.time(home));
        format!("credentials of {instance} used from {here}, not from {address}, {basis} at {time}")
    }

    fn born_here(&self, evidence: &Evidence) -> String {
        let [birth, first] = evidence.rows[..] else { return String::new() };
        let (actor, by) = (self.text(Field::Actor), self.at(birth, Field::Actor));
        let (call, made, used) =
            (self.at(birth, Field::EventName), self.time(birth), self.time(first));
        format!("{actor} was made by {by} ({call} at {made}), first used at {used}")
    }

    fn all_failed(&self, evidence: &Evidence) -> String {
        let n = evidence.n;
        let whose = match evidence.rows.len() {
            3 => self.text(Field::Actor),
            _ => format!("session {}", self.session()),
        };
        match evidence.rows[..] {
            [first, last, ..] => {
                let (first, last) = (self.time(first), self.time(last));
                format!("all {n} calls of {whose} failed, {first} to {last}")
            }
            _ => format!("all {n} calls of {whose} failed"),
        }
    }

    fn first(&self, value: &str, did: &str, evidence: &Evidence) -> String {
        let (actor, n, baseline) = (self.text(Field::Actor), evidence.n, self.baseline());
        format!("{actor} never {did} {value} in {n} events of the {baseline}, first time here")
    }
}
