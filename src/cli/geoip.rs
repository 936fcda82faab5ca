//! `--geoip`: databases of addresses, and what cannot be asked without one.

use std::path::PathBuf;

use super::failure::{Failure, query_failure};
use crate::ingest::open_geo;
use crate::query::{Expr, lacking};
use crate::store::{Field, Geo};
use crate::text::sanitize;

/// Reads the databases.
pub(crate) fn open(paths: &[PathBuf]) -> Result<Geo, Failure> {
    let open = |path: &PathBuf| {
        let told = |reason: String| Failure::Usage(format!("--geoip {}", sanitize(&reason)));
        open_geo(path).map_err(told)
    };
    paths.iter().map(open).collect::<Result<Vec<_>, _>>().map(Geo::new)
}

/// Fails when a filter asks for a field that no database has; `text` is the filter as typed.
pub(crate) fn check_filter(
    what: &str,
    (text, expr): (&str, &Expr),
    geo: &Geo,
) -> Result<(), Failure> {
    lacking(text, expr, geo).map_or(Ok(()), |error| Err(query_failure(what, text, &error)))
}

/// Fails when an option names a field that no database has.
pub(crate) fn check_fields(
    option: &str,
    fields: impl IntoIterator<Item = Field>,
    geo: &Geo,
) -> Result<(), Failure> {
    let lack = fields.into_iter().find_map(|field| geo.lack_of(field));
    lack.map_or(Ok(()), |reason| Err(Failure::Usage(format!("{option}: {reason}"))))
}
