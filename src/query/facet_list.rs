//! Lists of values to choose from: counted, in an order, narrowed to those that hold a text.

use super::bitset::Bitset;
use super::cancel::Cancel;
use super::conjunction::Conjunction;
use super::expr::Expr;
use super::facets::{FacetCounts, FacetOrder, facets, facets_under};
use super::needle::Needle;
use crate::store::{ABSENT, Field, Snapshot};

/// Which lists are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetWish {
    /// A list for each of these.
    pub fields: Vec<Field>,
    /// Which values come first.
    pub order: FacetOrder,
    /// Only values that hold this, in any case; `""` for all.
    pub text: String,
}

/// The values of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetList {
    /// The field.
    pub field: Field,
    /// Number of values that occur, whether they are listed or not.
    pub n_distinct: usize,
    /// Number of events that were counted.
    pub n_events: u64,
    /// The greatest count of a value.
    pub peak: u32,
    /// The values in order, as code and count; [`ABSENT`] stands for none.
    pub values: Vec<(u32, u32)>,
}

impl FacetWish {
    /// Whether a part of the filter is about one of the fields.
    pub fn is_narrowed_by(&self, filter: &[Expr]) -> bool {
        self.fields.iter().any(|&field| filter.iter().any(|part| part.is_about(field)))
    }

    /// Counts each field under the filter less the parts about this field.
    ///
    /// `matched` are the rows that pass all of `filter`. `None` when `cancel` was raised.
    pub fn list(
        &self,
        snapshot: &Snapshot,
        (filter, matched): (&[Expr], &Bitset),
        cancel: &Cancel,
    ) -> Option<Vec<FacetList>> {
        let counted = if self.is_narrowed_by(filter) {
            let parts = Conjunction::new(snapshot, filter, cancel)?;
            facets_under(snapshot, &parts, &self.fields, cancel)?
        } else {
            facets(snapshot, matched, &self.fields, cancel)?
        };
        let lists = counted.into_iter().map(|counts| {
            cancel.check()?;
            Some(self.list_of(snapshot, &counts))
        });
        lists.collect()
    }

    fn list_of(&self, snapshot: &Snapshot, counts: &FacetCounts) -> FacetList {
        let mut values = counts.top(snapshot, usize::MAX, self.order);
        if self.text.is_empty() {
            let absent = counts.absent();
            let at = match self.order {
                FacetOrder::Common => values.partition_point(|(_, count)| *count > absent),
                FacetOrder::Rare => values.partition_point(|(_, count)| *count < absent),
                FacetOrder::Name => 0,
            };
            if absent > 0 {
                values.insert(at, (ABSENT, absent));
            }
        } else if let Some(view) = snapshot.view(counts.field) {
            let needle = Needle::any_case(&self.text);
            values.retain(|(code, _)| needle.is_in(view.values.text(*code).as_bytes()));
        }
        let n_events = counts.n_events;
        let peak = counts.counts.iter().copied().max().unwrap_or(0);
        FacetList { field: counts.field, n_distinct: counts.n_distinct, n_events, peak, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::query::tests::snapshot;

    /// Three denied, one throttled, two without an error.
    fn case() -> Snapshot {
        let record = |error: &str| format!(r#"{{"eventName":"Get",{error}"eventSource":"s3"}}"#);
        let denied = record(r#""errorCode":"AccessDenied","#);
        let slow = record(r#""errorCode":"SlowDown","#);
        let good = record("");
        let records = [&denied, &good, &slow, &denied, &good, &denied];
        snapshot(&[records.map(Clone::clone).to_vec()])
    }

    #[track_caller]
    fn check(order: FacetOrder, text: &str, filter: &str, expected: &[(&str, u32)]) {
        let snapshot = case();
        let wish = FacetWish { fields: vec![Field::ErrorCode], order, text: text.to_owned() };
        let filter = parse(filter).unwrap();
        let matched = crate::query::matching(&snapshot, &filter, &Cancel::new()).unwrap();
        let parts = (filter.conjuncts(), &matched);
        let lists = wish.list(&snapshot, parts, &Cancel::new()).unwrap();
        let view = snapshot.view(Field::ErrorCode).unwrap();
        let values = lists[0].values.iter().map(|&(code, count)| (view.values.text(code), count));
        assert_eq!(values.collect::<Vec<_>>(), expected);
        assert_eq!((lists[0].n_distinct, lists[0].n_events, lists[0].peak), (2, 6, 3));
    }

    #[test]
    fn no_value_stands_among_the_values_where_its_count_belongs() {
        let common = [("AccessDenied", 3), ("", 2), ("SlowDown", 1)];
        check(FacetOrder::Common, "", "", &common);
        check(FacetOrder::Rare, "", "", &[("SlowDown", 1), ("", 2), ("AccessDenied", 3)]);
        check(FacetOrder::Name, "", "", &[("", 2), ("AccessDenied", 3), ("SlowDown", 1)]);
    }

    #[test]
    fn a_text_narrows_the_list_in_any_case_but_not_what_is_counted() {
        check(FacetOrder::Common, "slow", "", &[("SlowDown", 1)]);
        check(FacetOrder::Common, "zz", "", &[]);
    }

    #[test]
    fn the_field_s_own_filter_hides_none_of_its_values() {
        let common = [("AccessDenied", 3), ("", 2), ("SlowDown", 1)];
        check(FacetOrder::Common, "", "error:SlowDown service:s3", &common);
    }
}
