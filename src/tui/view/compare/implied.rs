//! Which fields differ because the selection is made so.

use crate::query::{FieldContrast, Selection};
use crate::store::{FIELDS, Field};
use crate::tui::data::Data;

/// The fields that the selection is made of.
pub(crate) fn chosen_fields(selection: &Selection, data: &Data) -> Vec<Field> {
    let filter;
    let expr = match selection {
        Selection::Passing(expr) => expr,
        Selection::Matched => {
            filter = data.filters().filter(None);
            &filter
        }
        Selection::Events(_) => return Vec::new(),
    };
    let fields = FIELDS.iter().map(|spec| spec.field);
    fields.filter(|&field| expr.conjuncts().iter().any(|part| part.is_about(field))).collect()
}

/// No value in common, as far as a score can tell.
const ALL_DIFFERS: f64 = 0.999;

/// Whether a field differs because the selection is made so: it was chosen, or names the identities
/// that were chosen.
pub(crate) fn is_implied(of: &FieldContrast, chosen: &[Field]) -> bool {
    let names_chosen = || of.field.is_of_identity() && chosen.iter().any(|f| f.is_of_identity());
    chosen.contains(&of.field) || (of.score > ALL_DIFFERS && names_chosen())
}
