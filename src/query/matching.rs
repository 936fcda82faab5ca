//! The rows that an expression matches: columns first, then the records' JSON for what they leave open.
//!
//! Files are read in rounds, in the order in which their events are shown; after each round the
//! caller is told what has been found so far. Only files with rows that are open are read.

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Expr;
use super::plan::Plan;
use super::reading::{Reading, Searched};
use crate::store::Snapshot;

/// The rows that `expr` matches; `None` when `cancel` was raised.
pub fn matching(snapshot: &Snapshot, expr: &Expr, cancel: &Cancel) -> Option<Bitset> {
    matching_growing(snapshot, expr, false, cancel, &mut |_, _| {})
}

/// The rows that `expr` matches, if columns alone decide it; `None` when JSON must be searched for
/// it, or when `cancel` was raised.
pub fn matching_columns(snapshot: &Snapshot, expr: &Expr, cancel: &Cancel) -> Option<Bitset> {
    match Plan::new(snapshot, expr, cancel)? {
        Plan::Rows(matched) => Some(matched),
        _ => None,
    }
}

/// The rows of `among` that `expr` matches; no others are read.
pub(crate) fn matching_among(
    snapshot: &Snapshot,
    expr: &Expr,
    among: &Bitset,
    cancel: &Cancel,
) -> Option<Bitset> {
    let plan = Plan::new(snapshot, expr, cancel)?;
    let plan = Plan::And(vec![Plan::Rows(among.clone()), plan]);
    search(snapshot, &plan, false, cancel, &mut |_, _| {})
}

/// As [`matching`]; `grown` is told the rows found so far, which only become more.
pub(crate) fn matching_growing(
    snapshot: &Snapshot,
    expr: &Expr,
    newest_first: bool,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&Bitset, Searched),
) -> Option<Bitset> {
    match Plan::new(snapshot, expr, cancel)? {
        Plan::Rows(matched) => Some(matched),
        plan => search(snapshot, &plan, newest_first, cancel, grown),
    }
}

fn search(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    newest_first: bool,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&Bitset, Searched),
) -> Option<Bitset> {
    let bounds = plan.bounds(snapshot.len());
    let (mut matched, mut open) = (bounds.sure, bounds.possible);
    open.and_not(&matched);
    let reading = Reading { snapshot, rows: &open, newest_first };
    reading.run(
        cancel,
        |text, records| plan.passing(text, records),
        |found, searched| {
            for record in found {
                matched.insert(record.row);
            }
            if searched.n_bytes < searched.of {
                grown(&matched, searched);
            }
        },
    )?;
    Some(matched)
}
