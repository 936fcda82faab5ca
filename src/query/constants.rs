//! Fields of which all found events have one value: a column of it says the same in every row.

use rayon::prelude::*;

use super::bitset::Bitset;
use crate::store::{FIELDS, Field, FieldView, Snapshot};

/// The fields of which all rows of `matched` have one value, with the value's code, which for "no
/// value" is `ABSENT`. Times and event ids are never among them.
pub fn constants(snapshot: &Snapshot, matched: &Bitset) -> Vec<(Field, u32)> {
    let n_rows = matched.count();
    let Some(first) = matched.first() else { return Vec::new() };
    let is_all = n_rows == snapshot.len();
    let constant = |field: Field| {
        let view = snapshot.view(field)?;
        let code = view.code(first);
        // Most fields are decided by how often the value stands in all events.
        let n_all = snapshot.totals(field).get(code as usize).copied().unwrap_or(0) as usize;
        let is_constant = n_all >= n_rows && (is_all || has_only(view, code, matched));
        is_constant.then_some((field, code))
    };
    FIELDS.par_iter().filter_map(|spec| constant(spec.field)).collect()
}

fn has_only(view: FieldView<'_>, code: u32, matched: &Bitset) -> bool {
    matched.iter().all(|row| view.code(row) == code)
}
