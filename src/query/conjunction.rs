//! A filter part by part: what each takes away, and what is left without some of them.

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::expr::Expr;
use super::filter::needs_json;
use super::matching::{matching, matching_among};
use crate::store::{FIELDS, Field, Snapshot};

/// Parts of a filter that events must all match, each with its rows.
#[derive(Debug, Clone)]
pub struct Conjunction {
    parts: Vec<Expr>,
    /// The rows of each part. For a part that needs JSON only those rows that any question here can
    /// turn on: reading the others would cost as much as a search of everything.
    rows: Vec<Bitset>,
    n_rows: usize,
}

impl Conjunction {
    /// Asks for each part by itself; `None` when `cancel` was raised.
    ///
    /// For the parts of one filter see [`Expr::conjuncts`].
    pub fn new(snapshot: &Snapshot, parts: &[Expr], cancel: &Cancel) -> Option<Self> {
        let n_rows = snapshot.len();
        let of_columns = |part: &Expr| {
            if needs_json(part) {
                Some(Bitset::full(n_rows))
            } else {
                matching(snapshot, part, cancel)
            }
        };
        let rows: Option<Vec<Bitset>> = parts.iter().map(of_columns).collect();
        let mut this = Self { parts: parts.to_vec(), rows: rows?, n_rows };
        if parts.iter().any(needs_json) {
            let among = this.within_reach();
            for (part, rows) in
                parts.iter().zip(&mut this.rows).filter(|(part, _)| needs_json(part))
            {
                *rows = matching_among(snapshot, part, &among, cancel)?;
            }
        }
        Some(this)
    }

    /// Whether one of the parts tests `field` and nothing else.
    pub fn is_about(&self, field: Field) -> bool {
        self.parts.iter().any(|part| part.is_about(field))
    }

    /// The rows that match all parts.
    pub fn matched(&self) -> Bitset {
        self.matched_without(|_| false)
    }

    /// The rows that match all parts but those that are left out: one part alone, or the parts
    /// about one field.
    pub fn matched_without(&self, is_left_out: impl Fn(&Expr) -> bool) -> Bitset {
        let mut matched = Bitset::full(self.n_rows);
        for (part, rows) in self.parts.iter().zip(&self.rows) {
            if !is_left_out(part) {
                matched.and(rows);
            }
        }
        matched
    }

    /// How many rows each part alone takes away: those that match all others but not it.
    pub fn removed_by_each(&self) -> Vec<usize> {
        let mut left = self.but_one();
        for (left, rows) in left.iter_mut().zip(&self.rows) {
            left.and_not(rows);
        }
        left.iter().map(Bitset::count).collect()
    }

    /// For each part the rows that match all others, from those of the parts before and after it.
    fn but_one(&self) -> Vec<Bitset> {
        let mut before = Bitset::full(self.n_rows);
        let mut but_one = Vec::with_capacity(self.rows.len());
        for rows in &self.rows {
            but_one.push(before.clone());
            before.and(rows);
        }
        let mut after = Bitset::full(self.n_rows);
        for (but_one, rows) in but_one.iter_mut().zip(&self.rows).rev() {
            but_one.and(&after);
            after.and(rows);
        }
        but_one
    }

    /// Rows that match all parts when one part, or all about one field, are left out.
    fn within_reach(&self) -> Bitset {
        let mut reach = self.matched();
        self.but_one().iter().for_each(|rows| reach.or(rows));
        for field in FIELDS.iter().map(|spec| spec.field) {
            if self.parts.iter().filter(|part| part.is_about(field)).count() > 1 {
                reach.or(&self.matched_without(|part| part.is_about(field)));
            }
        }
        reach
    }
}
