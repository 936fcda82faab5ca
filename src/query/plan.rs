//! A filter in two parts: what columns decide, and what needs the records' JSON.
//!
//! Columns are asked first, over all rows. What they leave open is decided file by file, every term
//! at once, so that a file is inflated once however many terms need it. A row is decided for good
//! when its file is searched: an answer that grows loses no row again.

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::{Expr, Term};
use super::filter::{evaluate, needs_json};
use super::json_path::JsonPath;
use super::needle::{Needle, Record};
use super::path_pair::PathPair;
use crate::store::Snapshot;

/// An expression whose column terms are answered.
pub(crate) enum Plan<'s> {
    Rows(Bitset),
    Text(Needle),
    Path(JsonPath),
    Same(PathPair<'s>),
    And(Vec<Plan<'s>>),
    Or(Vec<Plan<'s>>),
    Not(Box<Plan<'s>>),
}

/// What columns say about an expression.
pub(crate) struct Bounds {
    /// Rows that match whatever their JSON says.
    pub(crate) sure: Bitset,
    /// Rows that match or may match.
    pub(crate) possible: Bitset,
}

impl<'s> Plan<'s> {
    /// Asks the columns; `None` when `cancel` was raised.
    pub(crate) fn new(snapshot: &'s Snapshot, expr: &Expr, cancel: &Cancel) -> Option<Self> {
        if !needs_json(expr) {
            let all = Bitset::full(snapshot.len());
            return evaluate(snapshot, expr, &all, cancel).map(Self::Rows);
        }
        let parts = |parts: &[Expr]| -> Option<Vec<Self>> {
            let mut plans: Vec<Self> = parts
                .iter()
                .map(|part| Self::new(snapshot, part, cancel))
                .collect::<Option<_>>()?;
            plans.sort_by_key(Self::cost);
            Some(plans)
        };
        Some(match expr {
            Expr::And(all) => Self::And(parts(all)?),
            Expr::Or(any) => Self::Or(parts(any)?),
            Expr::Not(inner) => Self::Not(Box::new(Self::new(snapshot, inner, cancel)?)),
            Expr::Term(Term::Record(text)) => Self::Text(Needle::of_search(text)),
            Expr::Term(Term::Path(path, test)) => Self::Path(JsonPath::new(path, test)),
            Expr::Term(Term::Same(one, other)) => Self::Same(PathPair::new(snapshot, one, other)),
            Expr::Term(_) => unreachable!("other terms need no JSON"),
        })
    }

    /// 0 for columns, 1 for the text of records, 2 for their JSON.
    fn cost(&self) -> u8 {
        match self {
            Self::Rows(_) => 0,
            Self::Text(_) => 1,
            Self::Path(_) | Self::Same(_) => 2,
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::cost).max().unwrap_or(0),
            Self::Not(inner) => inner.cost(),
        }
    }

    /// What is known before any file is read.
    pub(crate) fn bounds(&self, n_rows: usize) -> Bounds {
        match self {
            Self::Rows(rows) => Bounds { sure: rows.clone(), possible: rows.clone() },
            Self::Text(_) | Self::Path(_) | Self::Same(_) => {
                Bounds { sure: Bitset::new(n_rows), possible: Bitset::full(n_rows) }
            }
            Self::And(parts) => {
                let all = Bounds { sure: Bitset::full(n_rows), possible: Bitset::full(n_rows) };
                parts.iter().map(|part| part.bounds(n_rows)).fold(all, |mut all, part| {
                    all.sure.and(&part.sure);
                    all.possible.and(&part.possible);
                    all
                })
            }
            Self::Or(parts) => {
                let none = Bounds { sure: Bitset::new(n_rows), possible: Bitset::new(n_rows) };
                parts.iter().map(|part| part.bounds(n_rows)).fold(none, |mut any, part| {
                    any.sure.or(&part.sure);
                    any.possible.or(&part.possible);
                    any
                })
            }
            Self::Not(inner) => {
                let Bounds { mut sure, mut possible } = inner.bounds(n_rows);
                sure.not();
                possible.not();
                Bounds { sure: possible, possible: sure }
            }
        }
    }

    /// The records of `among` that match, in order; `among` is in order of place in `text`.
    pub(crate) fn passing(&self, text: &[u8], among: &[Record]) -> Vec<Record> {
        match self {
            Self::Rows(rows) => {
                among.iter().filter(|record| rows.contains(record.row)).copied().collect()
            }
            Self::Text(needle) => needle.records(text, among),
            Self::Path(path) => path.records(text, among),
            Self::Same(pair) => pair.records(text, among),
            Self::And(parts) => {
                let mut left = among.to_vec();
                for part in parts {
                    left = part.passing(text, &left);
                }
                left
            }
            Self::Or(parts) => {
                let mut left = among.to_vec();
                for part in parts {
                    let found = part.passing(text, &left);
                    left = without(&left, &found);
                }
                without(among, &left)
            }
            Self::Not(inner) => without(among, &inner.passing(text, among)),
        }
    }
}

/// The records that are not in `others`, a part of them.
fn without(records: &[Record], others: &[Record]) -> Vec<Record> {
    let mut others = others.iter().peekable();
    let is_left = |record: &&Record| others.next_if_eq(record).is_none();
    records.iter().filter(is_left).copied().collect()
}
