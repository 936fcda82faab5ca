//! Names of fields and columns, as they are typed in a list.

use super::failure::{Failure, query_failure};
use crate::export::Columns;
use crate::store::{FIELDS, Field};
use crate::text::sanitize;

/// The columns of a list of names.
pub(crate) fn columns_named(names: &str) -> Result<Columns, Failure> {
    Columns::parse(names).map_err(|error| query_failure("columns", names, &error))
}

/// The fields of a list of names; none may be named twice.
pub(crate) fn distinct<'n>(option: &str, names: &'n str) -> Result<Vec<(&'n str, Field)>, Failure> {
    let keys = fields_named(option, names)?;
    for (index, (name, field)) in keys.iter().enumerate() {
        if keys[..index].iter().any(|(_, other)| other == field) {
            return Err(Failure::Usage(format!("{option} names the same field twice: `{name}`")));
        }
    }
    Ok(keys)
}

/// The fields of a list of names, separated by commas.
fn fields_named<'n>(option: &str, names: &'n str) -> Result<Vec<(&'n str, Field)>, Failure> {
    let find = |name: &'n str| {
        let name = name.trim();
        Field::named(name).map(|field| (name, field)).ok_or_else(|| unknown_field(option, name))
    };
    names.split(',').map(find).collect()
}

fn unknown_field(option: &str, name: &str) -> Failure {
    let known: Vec<&str> = FIELDS.iter().map(|spec| spec.name).collect();
    let (name, known) = (sanitize(name), known.join(", "));
    Failure::Usage(format!("{option}: unknown field `{name}`; known fields: {known}"))
}
