//! Questions about a snapshot: filter, sort, search, groups, counts over time.
//!
//! A [`Query`] is text made into a filter ([`parse()`]) and a sort order ([`parse_sort`]); [`run`]
//! answers it. Everything works on distinct values first and on rows by code, so that a question
//! over millions of events is answered while a key is pressed. Pure: no clock, no file, no terminal;
//! a raised [`Cancel`] ends any answer with `None`.

pub mod actor;
mod bitset;
mod by_file;
mod cancel;
mod choice;
mod compare;
mod completion;
mod conjunction;
mod constants;
mod cursor;
mod expr;
mod facet_list;
mod facets;
mod filter;
pub mod flags;
mod foreign;
mod fuzzy;
mod group;
mod group_key;
mod highlight;
mod histogram;
mod json_path;
mod lacking;
mod language;
pub mod lineage;
mod matcher;
mod matching;
mod moment;
mod needle;
mod number;
mod origin;
mod pairs;
mod parse;
mod path;
mod path_order;
mod path_pair;
mod path_texts;
mod plan;
mod precedent;
mod reading;
mod resource;
mod score;
pub mod session;
mod sort;
mod summary;
mod syntax;
mod why_empty;
mod word;

pub use bitset::Bitset;
pub use by_file::{ByFile, FileSums};
pub use cancel::Cancel;
pub use choice::Choice;
pub use compare::{
    Contrast, FieldContrast, Rest, Selection, ValueContrast, Versus, compare, compared_fields,
};
pub use completion::{
    Completing, Part, complete_names, complete_values, completing, paths_in, value_text, values_at,
};
pub use conjunction::Conjunction;
pub use constants::constants;
pub use expr::{Expr, Operand, Term, Test};
pub use facet_list::{FacetList, FacetWish};
pub use facets::{FacetCounts, FacetOrder, facets, facets_under};
pub use filter::{failed, writes};
pub use group::{Group, full_keys, group, group_filter};
pub use highlight::Highlighter;
pub use histogram::{Histogram, histogram};
pub use lacking::{lacking, lacking_fields};
pub use language::{LANGUAGE, Topic};
pub use matching::{matching, matching_columns};
pub(crate) use moment::parse_time_term;
pub use moment::{Comparison, Moment, TimeTerm};
pub use origin::{Correction, Origin};
pub(crate) use parse::operand_at;
pub use parse::parse;
pub use path::{ANYWHERE, MEMBERS, Path, PathText, Step};
pub use path_texts::path_texts;
pub use precedent::previous_same_call;
pub use reading::Searched;
pub use resource::{
    Child, GrowingThread, Link, Part as ResourcePart, ResourceName, Section, Strength, Thread,
    TreeLine, follow_resource,
};
pub use sort::{SortBy, SortKey, parse_sort};
pub use summary::{ValueSummary, summarize};
pub use syntax::{SyntaxError, parse_fields};
pub use why_empty::why_empty;

use matching::matching_growing;

use crate::store::{Field, RowId, Snapshot};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which events.
    pub filter: Expr,
    /// In which order; without keys in time order.
    pub sort: Vec<SortKey>,
}

impl Default for Query {
    fn default() -> Self {
        Self { filter: Expr::all(), sort: Vec::new() }
    }
}

/// What [`run`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The rows in the order in which they are shown.
    pub rows: Vec<RowId>,
    /// The same rows as a set.
    pub matched: Bitset,
    /// Failed calls among them.
    pub failed: Bitset,
    /// Calls among them that change something and did not fail.
    pub written: Bitset,
    /// Their number.
    pub n_errors: u32,
    /// Calls among them that change something.
    pub n_writes: u32,
    /// When there are none: why, in lines, as far as that can be told; texts of the log are in them.
    pub why_empty: Vec<String>,
}

/// Answers a query; `None` when `cancel` was raised.
pub fn run(snapshot: &Snapshot, query: &Query, cancel: &Cancel) -> Option<Answer> {
    run_growing(snapshot, query, cancel, &mut |_| {})
}

/// Answers a query, and shows `grown` what has been found so far while JSON is searched.
///
/// What has been found stays found. `grown` is called some 30 times a second, in between nothing is
/// searched: it should be quick, or choose which calls it uses.
pub fn run_growing(
    snapshot: &Snapshot,
    query: &Query,
    cancel: &Cancel,
    grown: &mut dyn FnMut(&Growing<'_>),
) -> Option<Answer> {
    let newest_first = matches!(
        query.sort.first(),
        Some(SortKey { key: SortBy::Field(Field::Time), descending: true })
    );
    let mut found = |matched: &Bitset, searched| {
        grown(&Growing { snapshot, query, matched, searched, is_sorting: false });
    };
    let matched = matching_growing(snapshot, &query.filter, newest_first, cancel, &mut found)?;
    let mut read = |searched| {
        grown(&Growing { snapshot, query, matched: &matched, searched, is_sorting: true });
    };
    let rows = sort::sorted(snapshot, (&matched, query), &query.sort, cancel, &mut read)?;
    let mut answer = whole(snapshot, rows, matched, cancel)?;
    if answer.rows.is_empty() {
        answer.why_empty = why_empty::why_empty(snapshot, &query.filter);
    }
    Some(answer)
}

/// An answer that is not whole yet.
#[derive(Debug)]
pub struct Growing<'a> {
    snapshot: &'a Snapshot,
    query: &'a Query,
    matched: &'a Bitset,
    /// How much of the JSON has been searched, or read for the order.
    pub searched: Searched,
    /// Whether all is found and the values are read that the order goes by.
    pub is_sorting: bool,
}

impl Growing<'_> {
    /// What has been found, in order as far as that needs no JSON; `None` when `cancel` was raised.
    pub fn answer(&self, cancel: &Cancel) -> Option<Answer> {
        let is_known = |key: &&SortKey| !matches!(key.key, SortBy::Path(_));
        let keys: Vec<SortKey> = self.query.sort.iter().filter(is_known).cloned().collect();
        let of = (self.matched, self.query);
        let rows = sort::sorted(self.snapshot, of, &keys, cancel, &mut |_| {})?;
        whole(self.snapshot, rows, self.matched.clone(), cancel)
    }
}

fn whole(
    snapshot: &Snapshot,
    rows: Vec<RowId>,
    matched: Bitset,
    cancel: &Cancel,
) -> Option<Answer> {
    let answer = counted(snapshot, rows, matched);
    cancel.check()?;
    Some(answer)
}

/// An event with up to `n_each` events before it and as many after it, in time order.
pub fn neighbours(snapshot: &Snapshot, row: RowId, n_each: usize) -> Answer {
    let first = row.index().saturating_sub(n_each);
    let end = row.index().saturating_add(n_each).saturating_add(1).min(snapshot.len());
    let rows: Vec<RowId> = (first..end).map(RowId::from_index).collect();
    let mut matched = Bitset::new(snapshot.len());
    for &row in &rows {
        matched.insert(row);
    }
    counted(snapshot, rows, matched)
}

fn counted(snapshot: &Snapshot, rows: Vec<RowId>, matched: Bitset) -> Answer {
    let (mut failed, mut writes) = (failed(snapshot), writes(snapshot));
    failed.and(&matched);
    writes.and(&matched);
    let count = |rows: &Bitset| u32::try_from(rows.count()).unwrap_or(u32::MAX);
    let (n_errors, n_writes) = (count(&failed), count(&writes));
    writes.and_not(&failed);
    Answer { rows, matched, failed, written: writes, n_errors, n_writes, why_empty: Vec::new() }
}

#[cfg(test)]
pub(crate) mod tests;
