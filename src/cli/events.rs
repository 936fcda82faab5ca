//! `trailglass events`: the events that a query finds, in one of four forms.

use std::io::Write;

use super::args::Events;
use super::failure::Failure;
use super::load::Loaded;
use super::{Ending, Surroundings, geoip};
use crate::export::{Medium, Selection};
use crate::query::{Cancel, Operand, run};

/// Reads, asks and prints.
pub(crate) fn print(
    events: &Events,
    surroundings: &Surroundings,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let saved = events.saved.spec(|name| surroundings.view(name))?;
    let events = &events.over(&saved);
    let query = events.asked.query()?;
    let columns = events.columns()?;
    let plan = events.paths.plan("trailglass events")?;
    events.asked.check(&query, &plan.scope.geo)?;
    let fields = columns.iter().filter_map(Operand::field);
    geoip::check_fields("--columns", fields, &plan.scope.geo)?;
    let loaded = Loaded::from_plan(plan);
    // Nobody raises the flag, so there is always an answer.
    let answer = run(&loaded.snapshot, &query, &Cancel::new()).unwrap_or_default();
    let n_rows = events.limit.unwrap_or(usize::MAX).min(answer.rows.len());
    let selection =
        Selection { snapshot: &loaded.snapshot, rows: &answer.rows[..n_rows], columns: &columns };
    if events.provenance {
        selection.write_with_provenance(events.format.into(), medium, out)?;
    } else {
        selection.write(events.format.into(), medium, out)?;
    }
    let ending = Ending::of(&loaded).with_reason(&loaded, &answer.matched, || answer.why_empty);
    Ok(ending.with_mistakes(surroundings))
}
