//! How one set of events differs from another: fields ranked by it, with the values that tell.
//!
//! How much a field differs is measured beyond what chance would give ([`measure`]). Works on counts
//! by code, linear in rows and values.

mod measure;

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::query::bitset::Bitset;
use crate::query::cancel::Cancel;
use crate::query::expr::Expr;
use crate::query::facets::{FacetCounts, facets};
use crate::query::matching::matching_among;
use crate::store::{EventPlace, FIELDS, Field, Snapshot};
use measure::Sizes;

/// Which events are compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All that the filters leave.
    Matched,
    /// Those of them that pass this too.
    Passing(Expr),
    /// These, whatever the filters say.
    Events(Vec<EventPlace>),
}

/// With which events a selection is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// All others that the filters leave.
    #[default]
    OfMatched,
    /// All others.
    OfCase,
}

/// What is compared with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versus {
    /// Which events.
    pub selection: Selection,
    /// With which others.
    pub rest: Rest,
}

/// How two sets of events differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contrast {
    /// Number of events of the selection.
    pub n_selected: u32,
    /// Number of events that it is compared with.
    pub n_rest: u32,
    /// The fields, those that differ most first.
    pub fields: Vec<FieldContrast>,
}

/// How two sets of events differ in one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldContrast {
    /// The field.
    pub field: Field,
    /// 0 as alike as chance makes them, 1 without a common value.
    pub score: f64,
    /// Number of values that occur in the selection or the rest; no value is one too.
    pub n_values: usize,
    /// As many as were wanted: first those that are more common in the selection, then the others,
    /// of both those that differ most first.
    pub values: Vec<ValueContrast>,
}

/// How often a value occurs in two sets of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueContrast {
    /// The value's code; [`ABSENT`](crate::store::ABSENT) for none.
    pub code: u32,
    /// Events of the selection with it.
    pub selected: u32,
    /// Events of the rest with it.
    pub rest: u32,
}

impl ValueContrast {
    /// Whether it occurs in the selection alone.
    pub fn is_only_selected(&self) -> bool {
        self.rest == 0 && self.selected > 0
    }
}

/// Fields that say what another one says, the file, which stands for the time, and
/// flags, of which an event has several: they are no distribution.
///
/// Of those that are told from user agents and addresses the coarse ones stay: where these agree
/// the fine ones can differ by chance.
const UNTOLD: &[Field] = &[
    Field::EventSource,
    Field::ErrorCode,
    Field::ReadOnly,
    Field::File,
    Field::Flag,
    Field::AgentVersion,
    Field::AgentSdk,
    Field::AgentLanguage,
    Field::AgentCommand,
    Field::Network,
    Field::City,
    Field::Asn,
    Field::SessionStart,
];

/// The fields that are worth comparing.
pub fn compared_fields() -> Vec<Field> {
    let is_told = |field: &Field| !UNTOLD.contains(field);
    FIELDS.iter().map(|spec| spec.field).filter(is_told).collect()
}

impl Versus {
    /// The events of the selection and those that they are compared with; `matched` is what the
    /// filters leave. `None` when `cancel` was raised.
    pub fn sides(
        &self,
        snapshot: &Snapshot,
        matched: &Bitset,
        cancel: &Cancel,
    ) -> Option<(Bitset, Bitset)> {
        let selected = match &self.selection {
            Selection::Matched => matched.clone(),
            Selection::Passing(expr) => matching_among(snapshot, expr, matched, cancel)?,
            Selection::Events(places) => {
                let mut rows = Bitset::new(snapshot.len());
                let found = places.iter().filter_map(|&place| snapshot.find(place));
                found.for_each(|row| rows.insert(row));
                rows
            }
        };
        let mut others = match self.rest {
            Rest::OfMatched => matched.clone(),
            Rest::OfCase => Bitset::full(snapshot.len()),
        };
        others.and_not(&selected);
        Some((selected, others))
    }
}

/// Compares `selected` with `rest`, which share no row, in each of `fields` that has codes.
///
/// Up to `n_values` values of each field are told. Without events on one side nothing is compared.
/// `None` when `cancel` was raised.
pub fn compare(
    snapshot: &Snapshot,
    (selected, rest): (&Bitset, &Bitset),
    fields: &[Field],
    n_values: usize,
    cancel: &Cancel,
) -> Option<Contrast> {
    let size = |rows: &Bitset| u32::try_from(rows.count()).unwrap_or(u32::MAX);
    let sizes = Sizes { selected: size(selected), rest: size(rest) };
    let mut contrast =
        Contrast { n_selected: sizes.selected, n_rest: sizes.rest, fields: Vec::new() };
    if sizes.selected == 0 || sizes.rest == 0 {
        return Some(contrast);
    }
    let here = facets(snapshot, selected, fields, cancel)?;
    let there = facets(snapshot, rest, fields, cancel)?;
    let pairs: Vec<(FacetCounts, FacetCounts)> = here.into_iter().zip(there).collect();
    let of_field = |(here, there): &(FacetCounts, FacetCounts)| {
        // A field that neither side has a value of says nothing, such as countries without a database.
        let has_values = here.n_distinct + there.n_distinct > 0;
        let is_wanted = !cancel.is_cancelled() && has_values;
        is_wanted.then(|| field_contrast(snapshot, (here, there), sizes, n_values))
    };
    contrast.fields = pairs.par_iter().with_max_len(1).filter_map(of_field).collect();
    cancel.check()?;
    contrast.fields.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.field.cmp(&b.field)));
    Some(contrast)
}

fn field_contrast(
    snapshot: &Snapshot,
    (here, there): (&FacetCounts, &FacetCounts),
    sizes: Sizes,
    n_wanted: usize,
) -> FieldContrast {
    let field = here.field;
    let counts = here.counts.iter().zip(&there.counts);
    let value = |(code, (&selected, &rest))| ValueContrast { code, selected, rest };
    let occurs = |value: &ValueContrast| value.selected + value.rest > 0;
    let mut values: Vec<ValueContrast> = (0..).zip(counts).map(value).filter(occurs).collect();
    let n_values = values.len();
    let score = sizes.score(&values);
    let order = |a: &ValueContrast, b: &ValueContrast| {
        let is_less = |v: &ValueContrast| sizes.is_less(v.selected, v.rest);
        let part = |v: &ValueContrast| sizes.part(v.selected, v.rest);
        is_less(a)
            .cmp(&is_less(b))
            .then_with(|| part(b).total_cmp(&part(a)))
            .then_with(|| b.selected.cmp(&a.selected))
            .then_with(|| by_text(snapshot, field, (a, b)))
    };
    if (1..n_values).contains(&n_wanted) {
        values.select_nth_unstable_by(n_wanted - 1, order);
    }
    values.truncate(n_wanted);
    values.sort_unstable_by(order);
    FieldContrast { field, score, n_values, values }
}

/// Codes follow the order in which files were read, which must not show.
fn by_text(
    snapshot: &Snapshot,
    field: Field,
    (a, b): (&ValueContrast, &ValueContrast),
) -> Ordering {
    let Some(values) = snapshot.view(field).map(|view| view.values) else { return Ordering::Equal };
    let text = |value: &ValueContrast| (values.text(value.code), values.key(value.code));
    text(a).cmp(&text(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::parse;
    use crate::query::tests::snapshot;

    /// An event of an actor, an address and a name; its key is its own.
    fn event((index, (actor, ip, name)): (usize, (u32, u32, u32))) -> String {
        format!(
            r#"{{"eventName":"N{name}","eventID":"{index}","sourceIPAddress":"192.0.2.{ip}",
                "userIdentity":{{"type":"IAMUser","principalId":"AIDA{actor}","userName":"u{actor}",
                "accessKeyId":"AKIA{index:06}"}}}}"#
        )
    }

    fn case(events: &[(u32, u32, u32)]) -> Snapshot {
        snapshot(&[events.iter().copied().enumerate().map(event).collect()])
    }

    fn contrast(snapshot: &Snapshot, filter: &str) -> Contrast {
        let selection = Selection::Passing(parse(filter).unwrap());
        let versus = Versus { selection, rest: Rest::OfMatched };
        let all = Bitset::full(snapshot.len());
        let cancel = Cancel::new();
        let (selected, rest) = versus.sides(snapshot, &all, &cancel).unwrap();
        compare(snapshot, (&selected, &rest), &compared_fields(), 5, &cancel).unwrap()
    }

    fn score(contrast: &Contrast, field: Field) -> f64 {
        contrast.fields.iter().find(|found| found.field == field).unwrap().score
    }

    #[test]
    fn what_differs_comes_first_and_what_is_unique_comes_to_nothing() {
        // The actor u1 calls from its own address, and the same names as the others.
        let events: Vec<(u32, u32, u32)> = (0..400)
            .map(|n| if n % 20 == 0 { (1, 9, n % 3) } else { (2 + n % 2, n % 5, n % 3) })
            .collect();
        let snapshot = case(&events);
        let found = contrast(&snapshot, "actor:u1");
        assert_eq!((found.n_selected, found.n_rest), (20, 380));
        assert!(score(&found, Field::SourceIp) > 0.99);
        assert!(score(&found, Field::EventName) < 0.05);
        assert!(score(&found, Field::AccessKey) < 1e-6, "{}", score(&found, Field::AccessKey));
        let address = found.fields.iter().find(|of| of.field == Field::SourceIp).unwrap();
        assert!(address.values[0].is_only_selected());
        assert_eq!(
            (address.values[0].selected, address.values[0].rest, address.n_values),
            (20, 0, 6)
        );
    }

    #[test]
    fn one_event_is_told_by_its_rarest_value() {
        let mut events = vec![(1, 1, 1); 99];
        events.push((1, 2, 1));
        let found = contrast(&case(&events), "ip:192.0.2.2");
        assert_eq!(found.fields[0].field, Field::SourceIp);
        assert!(found.fields[0].score > 0.9);
        assert!(found.fields[1].score < 0.01, "{:?}", found.fields[1]);
    }

    #[test]
    fn without_events_on_a_side_nothing_is_compared() {
        let snapshot = case(&[(1, 1, 1), (2, 1, 1)]);
        for filter in ["actor:nobody", "actor:*"] {
            assert_eq!(contrast(&snapshot, filter).fields, [], "{filter}");
        }
    }

    #[test]
    fn the_rest_is_what_the_filters_leave_or_the_whole_case() {
        let snapshot = case(&[(1, 1, 1), (1, 2, 1), (2, 1, 1), (3, 1, 1)]);
        let cancel = Cancel::new();
        let matched =
            crate::query::matching(&snapshot, &parse("!actor:u3").unwrap(), &cancel).unwrap();
        let count = |selection: &Selection, rest| {
            let versus = Versus { selection: selection.clone(), rest };
            let (a, b) = versus.sides(&snapshot, &matched, &cancel).unwrap();
            (a.count(), b.count())
        };
        let passing = Selection::Passing(parse("actor:u1").unwrap());
        assert_eq!(count(&passing, Rest::OfMatched), (2, 1));
        assert_eq!(count(&passing, Rest::OfCase), (2, 2));
        assert_eq!(count(&Selection::Matched, Rest::OfCase), (3, 1));
        let places = vec![snapshot.place(crate::store::RowId(3))];
        assert_eq!(count(&Selection::Events(places), Rest::OfMatched), (1, 3));
    }

    proptest! {
        #[test]
        fn scores_are_shares_and_do_not_depend_on_the_order(
            events in prop::collection::vec((0..4u32, 0..6u32, 0..3u32), 2..60),
        ) {
            let mut reversed = events.clone();
            reversed.reverse();
            let [found, again] = [&events, &reversed].map(|events| contrast(&case(events), "actor:u1"));
            for (field, other) in found.fields.iter().zip(&again.fields) {
                prop_assert!((0.0..=1.0).contains(&field.score), "{field:?}");
                prop_assert_eq!(field.values.len(), field.n_values.min(5));
                if field.field == other.field {
                    prop_assert!((field.score - other.score).abs() < 1e-9);
                }
            }
        }
    }
}
