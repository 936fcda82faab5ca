//! What each part of a filter takes away by itself.

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Expr;
use super::filter::matching;
use crate::store::Snapshot;

/// For each part of a conjunction, how many more events there would be without it; `None` when
/// `cancel` was raised.
///
/// Each part is evaluated once; what the others keep comes from running intersections.
pub fn removed_by_each(snapshot: &Snapshot, parts: &[Expr], cancel: &Cancel) -> Option<Vec<usize>> {
    let find = |part: &Expr| matching(snapshot, part, cancel);
    let sets = parts.iter().map(find).collect::<Option<Vec<Bitset>>>()?;
    let mut after: Vec<Bitset> = vec![Bitset::full(snapshot.len())];
    for set in sets.iter().rev() {
        let mut both = after[after.len() - 1].clone();
        both.and(set);
        after.push(both);
    }
    after.reverse();
    let n_all = after[0].count();
    let mut before = Bitset::full(snapshot.len());
    let removed = sets.iter().zip(&after[1..]).map(|(set, after)| {
        let mut others = before.clone();
        others.and(after);
        before.and(set);
        others.count() - n_all
    });
    Some(removed.collect())
}
