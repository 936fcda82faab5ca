//! The columns of the list of sessions: what each shows, how it sorts, which events it stands for.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::query::Expr;
use crate::query::lineage::{Link, Origin, Traced};
use crate::query::session::{SessionId, SessionKind, Tallies};
use crate::store::{ABSENT, Field, OK, RowId, Snapshot};
use crate::text;
use crate::time::Zone;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::{FAILED, FLAGGED, FLAGGED_FAILED, TimeStyle};
use crate::tui::view::levers::Grip;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// What it is called.
    Session,
    /// Which kind of credential.
    Kind,
    /// The first of its events.
    First,
    /// The last of its events.
    Last,
    /// Number of events.
    Events,
    /// Calls that change something.
    Writes,
    /// Failed calls.
    Errors,
    /// Distinct source addresses.
    Addresses,
    /// Its keys.
    Keys,
    /// The address that most events came from.
    Address,
    /// Whether MFA was used.
    Mfa,
    /// How it began.
    Began,
}

/// The columns with title and width, left to right.
pub(crate) const MEASURES: &[(Measure, &str, u16)] = &[
    (Measure::Session, "SESSION", 20),
    (Measure::Kind, "KIND", 15),
    (Measure::First, "FIRST", 0),
    (Measure::Events, "EVENTS", 7),
    (Measure::Writes, "WRITE", 6),
    (Measure::Errors, "ERR", 5),
    (Measure::Addresses, "IPs", 4),
    (Measure::Began, "BEGAN", 23),
    (Measure::Keys, "KEYS", 5),
    (Measure::Last, "LAST", 0),
    (Measure::Mfa, "MFA", 14),
    (Measure::Address, "MAIN ADDRESS", 15),
];

/// What cells are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'c> {
    /// The events.
    pub(crate) snapshot: &'c Snapshot,
    /// Their sessions.
    pub(crate) traced: &'c Traced,
    /// What the filters leave of them.
    pub(crate) tallies: &'c Tallies,
    /// Sessions that a flag begins in.
    pub(crate) flagged: &'c HashSet<SessionId>,
}

impl Case<'_> {
    fn label(&self, id: SessionId) -> String {
        let label = self.traced.sessions.label(self.snapshot, id);
        if label.is_empty() { "(no name)".to_owned() } else { label }
    }

    fn began(&self, id: SessionId) -> String {
        self.traced.lineage.began(self.snapshot, &self.traced.sessions, id)
    }

    fn ends(&self, id: SessionId) -> Option<(RowId, RowId)> {
        self.tallies.of(id).ends
    }

    fn address(&self, id: SessionId) -> &str {
        let code = self.tallies.addresses.get(id.index()).copied().unwrap_or(ABSENT);
        self.snapshot.view(Field::SourceIp).map_or("", |view| view.values.text(code))
    }

    fn mfa(&self, id: SessionId) -> String {
        self.traced.lineage.mfa(self.snapshot, &self.traced.sessions, id)
    }

    /// The columns; the one that sorts shows which way.
    pub(crate) fn columns(times: TimeStyle, order: (Measure, bool)) -> Vec<Column> {
        let column = |&(measure, title, width): &(Measure, &str, u16)| {
            let sign = match order {
                (by, true) if by == measure => "▼",
                (by, false) if by == measure => "▲",
                _ => "",
            };
            let (width, align) = match measure {
                Measure::Session => (Width::Fill { min: width, weight: 2 }, Align::Left),
                Measure::Began => (Width::Fill { min: width, weight: 3 }, Align::Left),
                Measure::First | Measure::Last => (Width::Fixed(times.short_width()), Align::Left),
                Measure::Kind | Measure::Address | Measure::Mfa => {
                    (Width::Fixed(width), Align::Left)
                }
                _ => (Width::Fixed(width), Align::Right),
            };
            Column { title: format!("{title}{sign}"), width, align }
        };
        MEASURES.iter().map(column).collect()
    }

    /// The row of a session.
    pub(crate) fn row(&self, id: SessionId, times: TimeStyle, theme: &Theme) -> Row<'static> {
        let tally = self.tallies.of(id);
        let session = self.traced.sessions.get(id);
        let is_weak = is_weak(self.traced, id);
        let cell = |&(measure, _, width): &(Measure, &str, u16)| {
            let number = |n: u64| text::fitting_count(n, width);
            let time =
                |row: Option<RowId>| times.short_text(row.and_then(|r| self.snapshot.time(r)));
            let text = match measure {
                Measure::Session => self.label(id),
                Measure::Kind => session.kind.text().to_owned(),
                Measure::First => time(tally.ends.map(|(first, _)| first)),
                Measure::Last => time(tally.ends.map(|(_, last)| last)),
                Measure::Events => number(u64::from(tally.events)),
                Measure::Writes => number(u64::from(tally.writes)),
                Measure::Errors => number(u64::from(tally.errors)),
                Measure::Addresses => number(u64::from(tally.source_ips)),
                Measure::Keys => number(session.keys.len() as u64),
                Measure::Began => self.began(id),
                Measure::Address => self.address(id).to_owned(),
                Measure::Mfa => self.mfa(id),
            };
            let style = (measure == Measure::Began && is_weak).then_some(theme.faint);
            let cut = if measure == Measure::Session { Cut::Middle } else { Cut::End };
            Cell { text: text.into(), style, cut, ..Cell::default() }
        };
        let is_all_failed = tally.errors > 0 && tally.errors == tally.events;
        let style = match session.kind {
            _ if is_all_failed => theme.error,
            SessionKind::Service | SessionKind::Forwarded | SessionKind::ServiceLinkedRole => {
                theme.service
            }
            SessionKind::Console | SessionKind::Password => theme.sign_in,
            _ if tally.writes > 0 => theme.write,
            _ => theme.read,
        };
        let mark = match (is_all_failed, self.flagged.contains(&id)) {
            (true, true) => FLAGGED_FAILED,
            (false, true) => FLAGGED,
            (true, false) => FAILED,
            (false, false) => "",
        };
        Row { cells: MEASURES.iter().map(cell).collect(), style, mark }
    }

    /// What a cell stands for.
    pub(crate) fn grip(&self, id: SessionId, measure: Measure) -> Grip {
        let sessions = &self.traced.sessions;
        let whole = || sessions.filter(self.snapshot, id);
        let of_row = |row: Option<RowId>, field| {
            let Some(row) = row else { return Grip::default() };
            let value = self.snapshot.text(row, field).into_owned();
            let term = Some(Expr::value_term(self.snapshot, field, row));
            Grip { term, value, event: Some(self.snapshot.place(row)), ..Grip::default() }
        };
        let single = |field, value: &str| {
            let term = if value.is_empty() { whole() } else { Expr::term(field, value) };
            Grip { term: Some(term), value: value.to_owned(), ..Grip::default() }
        };
        let of_all = |more: Option<Expr>| {
            let term = more.into_iter().fold(whole(), Expr::and);
            Grip { term: Some(term), value: self.label(id), ..Grip::default() }
        };
        let ends = self.ends(id);
        match measure {
            Measure::Session | Measure::Events | Measure::Addresses => of_all(None),
            Measure::Kind => {
                single(Field::Credential, sessions.text(self.snapshot, id, Field::Credential))
            }
            Measure::First => of_row(ends.map(|(first, _)| first), Field::Time),
            Measure::Last => of_row(ends.map(|(_, last)| last), Field::Time),
            Measure::Writes => of_all(Some(Expr::term(Field::Access, "write"))),
            Measure::Errors => {
                let is_known = Expr::absent(Field::Result).negated();
                of_all(Some(is_known.and(Expr::term(Field::Result, OK).negated())))
            }
            Measure::Keys => match sessions.keys(self.snapshot, id).as_slice() {
                [key] => single(Field::AccessKey, key),
                _ => of_all(None),
            },
            Measure::Address => single(Field::SourceIp, self.address(id)),
            Measure::Mfa => single(Field::Mfa, sessions.text(self.snapshot, id, Field::Mfa)),
            Measure::Began => {
                let lineage = &self.traced.lineage;
                let row = match lineage.origin(sessions, id) {
                    Origin::Issued(link) => link.grant.map(|grant| lineage.grant(grant).row),
                    _ => None,
                };
                match row {
                    Some(row) => of_row(Some(row), Field::EventName),
                    None => Grip { value: self.began(id), ..Grip::default() },
                }
            }
        }
    }

    /// Puts sessions in order; what is equal stays in order of first events.
    pub(crate) fn sort(&self, ids: &mut [SessionId], (measure, is_descending): (Measure, bool)) {
        let turned = |ordering: Ordering| if is_descending { ordering.reverse() } else { ordering };
        let number = |id: SessionId| {
            let tally = self.tallies.of(id);
            match measure {
                Measure::First => tally.ends.map_or(u32::MAX, |(first, _)| first.0),
                Measure::Last => tally.ends.map_or(u32::MAX, |(_, last)| last.0),
                Measure::Events => tally.events,
                Measure::Writes => tally.writes,
                Measure::Errors => tally.errors,
                Measure::Addresses => tally.source_ips,
                _ => u32::try_from(self.traced.sessions.get(id).keys.len()).unwrap_or(u32::MAX),
            }
        };
        let addresses = self.snapshot.ranks(Field::SourceIp);
        match measure {
            Measure::Kind => sort_by(ids, turned, |id| self.traced.sessions.get(id).kind.text()),
            Measure::Mfa => sort_by(ids, turned, |id| {
                let session = self.traced.sessions.text(self.snapshot, id, Field::Mfa);
                (session, self.traced.lineage.sign_in_mfa(self.snapshot, id))
            }),
            Measure::Address => sort_by(ids, turned, |id| {
                let code = self.tallies.addresses.get(id.index()).copied().unwrap_or(ABSENT);
                addresses.get(code as usize)
            }),
            Measure::Session => sort_by(ids, turned, |id| self.label_rank(id)),
            Measure::Began => sort_by(ids, turned, |id| self.began_rank(id)),
            _ => sort_by(ids, turned, number),
        }
    }

    /// Where the label stands among all: texts of so many sessions would take longer than a frame.
    fn label_rank(&self, id: SessionId) -> [u32; 2] {
        [Field::Actor, Field::Session].map(|field| {
            let code = self.traced.sessions.code(self.snapshot, id, field);
            self.snapshot.ranks(field).get(code as usize).copied().unwrap_or(0)
        })
    }

    /// How sure the beginning is, then the call, then who made it.
    fn began_rank(&self, id: SessionId) -> (u8, u32, [u32; 2]) {
        let lineage = &self.traced.lineage;
        let of = |link: &Link| {
            let names = self.snapshot.view(Field::EventName);
            let call = link.grant.zip(names).map_or(0, |(grant, names)| {
                let code = names.code(lineage.grant(grant).row);
                self.snapshot.ranks(Field::EventName).get(code as usize).copied().unwrap_or(0)
            });
            (call, self.label_rank(link.parent))
        };
        let (class, (call, by)) = match lineage.origin(&self.traced.sessions, id) {
            Origin::Itself => (0, (0, [0; 2])),
            Origin::Issued(link) if link.rule.is_certain() => (1, of(link)),
            Origin::Issued(link) => (2, of(link)),
            Origin::Ambiguous(links) => (3, links.first().map_or((0, [0; 2]), of)),
            Origin::Outside => (4, (0, [0; 2])),
        };
        (class, call, by)
    }

    /// What a session means in this case, in a sentence.
    pub(crate) fn sentence(&self, id: SessionId, zone: Zone) -> String {
        let tally = self.tallies.of(id);
        let session = self.traced.sessions.get(id);
        let n_all = session.n_events;
        let events = match (tally.events, n_all) {
            (shown, all) if shown == all => format!("{} events", text::count(u64::from(all))),
            (shown, all) => {
                format!(
                    "{} of {} events",
                    text::count(u64::from(shown)),
                    text::count(u64::from(all))
                )
            }
        };
        let keys = match session.keys.len() {
            0 => String::new(),
            1 => ", 1 key".to_owned(),
            n => format!(", {} keys", text::count(n as u64)),
        };
        let issued =
            session.start.map_or(String::new(), |time| format!(", issued {}", zone.moment(time)));
        let more = match self.traced.lineage.grants_by(id).count() {
            0 => String::new(),
            n => format!(", issued {}", text::count_of(n as u64, "thing", "things")),
        };
        let began = match self.began(id) {
            began if began.is_empty() => String::new(),
            began => format!("; began: {began}"),
        };
        let from = match (self.address(id), tally.source_ips) {
            ("", _) => String::new(),
            (address, 0 | 1) => format!(" from {address}"),
            (address, n) => format!(" mostly from {address} of {n} addresses"),
        };
        format!(
            "{} {}: {events}{from}{keys}{issued}{began}{more}",
            session.kind.text(),
            self.label(id)
        )
    }
}

/// Sorts by a key that is made once for each session.
fn sort_by<K: Ord>(
    ids: &mut [SessionId],
    turned: impl Fn(Ordering) -> Ordering,
    key: impl Fn(SessionId) -> K,
) {
    let mut keyed: Vec<(K, SessionId)> = ids.iter().map(|&id| (key(id), id)).collect();
    keyed.sort_by(|a, b| turned(a.0.cmp(&b.0)));
    ids.iter_mut().zip(keyed).for_each(|(id, (_, sorted))| *id = sorted);
}

/// Whether the evidence of how a session began leaves doubts.
fn is_weak(traced: &Traced, id: SessionId) -> bool {
    match traced.lineage.origin(&traced.sessions, id) {
        Origin::Issued(link) => !link.rule.is_certain(),
        Origin::Ambiguous(_) | Origin::Outside => true,
        Origin::Itself => false,
    }
}
