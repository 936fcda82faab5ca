//! What the values beside the list show, as far as it can be undone.
//!
//! The cursor, the text that values are searched for and how many more of a field show are left out:
//! they help to find a value, and to walk through them again would be in the way of undoing.

use crate::query::FacetOrder;
use crate::store::Field;

/// The fields that are listed at first.
pub const USUAL_FACETS: [Field; 9] = [
    Field::IdentityType,
    Field::Actor,
    Field::EventName,
    Field::Service,
    Field::SourceIp,
    Field::Region,
    Field::Account,
    Field::ErrorCode,
    Field::AgentFamily,
];

/// The orders with their names.
pub const FACET_ORDERS: [(FacetOrder, &str); 3] =
    [(FacetOrder::Common, "common"), (FacetOrder::Rare, "rare"), (FacetOrder::Name, "name")];

/// Which values are listed beside the events, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetChoice {
    /// Whether they stand beside the list.
    pub is_open: bool,
    /// Which fields, in order.
    pub fields: Vec<Field>,
    /// Which values come first.
    pub order: FacetOrder,
    /// Those of the fields of which only the head shows, in their order.
    pub folded: Vec<Field>,
    /// The only field that is listed, with all its values, over the whole view.
    pub counted: Option<Field>,
}

impl Default for FacetChoice {
    fn default() -> Self {
        Self {
            is_open: false,
            fields: USUAL_FACETS.to_vec(),
            order: FacetOrder::Common,
            folded: Vec::new(),
            counted: None,
        }
    }
}

impl FacetChoice {
    /// The same lists, opened and folded as the other's.
    pub(crate) fn turned(&self, other: &Self) -> Self {
        Self { fields: self.fields.clone(), order: self.order, ..other.clone() }
    }

    /// What is otherwise in `after`, in few words.
    pub(crate) fn changes(&self, after: &Self) -> Option<String> {
        let mut changes = Vec::new();
        if self.is_open != after.is_open {
            changes.push(if after.is_open { "open" } else { "closed" }.to_owned());
        }
        if self.fields != after.fields {
            let names: Vec<&str> = after.fields.iter().map(|field| field.spec().name).collect();
            changes.push(format!("of {}", names.join(", ")));
        }
        if self.order != after.order {
            let name = FACET_ORDERS.iter().find(|(order, _)| *order == after.order);
            changes.extend(name.map(|(_, name)| format!("by {name}")));
        }
        let folds = |from: &Self, to: &Self, what: &str| {
            let is_new = |field: &&Field| !from.folded.contains(field);
            let new = to.folded.iter().filter(is_new);
            new.map(|field| format!("{} {what}", field.spec().name)).collect::<Vec<String>>()
        };
        changes.extend(folds(self, after, "folded"));
        changes.extend(folds(after, self, "unfolded"));
        let facets = (!changes.is_empty()).then(|| format!("facets {}", changes.join(", ")));
        let count = (self.counted != after.counted).then(|| match after.counted {
            Some(field) => format!("count {}", field.spec().name),
            None => "count closed".to_owned(),
        });
        let both: Vec<String> = facets.into_iter().chain(count).collect();
        (!both.is_empty()).then(|| both.join("; "))
    }
}
