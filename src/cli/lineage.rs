//! `trailglass lineage`: who issued a credential and what it issued, as trees.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::args::LineageArguments;
use super::failure::Failure;
use super::formats::ListFormat;
use super::load::Loaded;
use super::sessions::{Case, Entry, LEAST_KIND, LinkEntry};
use super::view::Asked;
use super::{Ending, json};
use crate::export::{Cells, Column, LONGEST_NAMES, Medium, Table};
use crate::query::lineage::{Line, LineKind, Told, Wanted, find, forest, rails};
use crate::query::session::SessionId;
use crate::query::{Cancel, matching, why_empty};
use crate::store::Field;
use crate::text::{count, sanitize};

/// Reads, finds the links and prints the trees.
pub(crate) fn print(
    arguments: &LineageArguments,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let query = Asked { filter: arguments.filter.clone(), sort: None }.query()?;
    let loaded = Loaded::from_plan(arguments.paths.plan("trailglass lineage")?);
    // Nobody raises the flag, so there is always an answer.
    let matched = matching(&loaded.snapshot, &query.filter, &Cancel::new()).unwrap_or_default();
    let case = Case::new(&loaded.snapshot, &matched);
    let mut ending = Ending::of(&loaded)
        .with_reason(&loaded, &matched, || why_empty(&loaded.snapshot, &query.filter));
    let wanted = wanted(&case, arguments);
    if let (Some(of), Some(wanted)) = (&arguments.of, &wanted)
        && wanted.is_empty()
    {
        ending.notes.push(format!(
            "no key, event, principal, ARN or name in the data is `{}`, letter by letter; \
             `trailglass sessions` lists what there is",
            sanitize(of)
        ));
    }
    let lines = forest(case.snapshot, &case.traced.sessions, &case.traced.lineage, wanted.as_ref());
    match arguments.format {
        ListFormat::Table => ending.notes.extend(write_table(&case, &lines, medium, out)?),
        ListFormat::Json => json::write(&nodes(&case, &lines), medium, out)?,
        ListFormat::Csv => write_csv(&case, &lines, medium, out)?,
    }
    Ok(ending)
}

/// What is named, as far as the filter leaves events of it; `None` for everything.
fn wanted(case: &Case<'_>, arguments: &LineageArguments) -> Option<Wanted> {
    let named = arguments
        .of
        .as_ref()
        .map(|of| find(case.snapshot, &case.traced.sessions, &case.traced.lineage, of));
    if arguments.filter.is_none() {
        return named;
    }
    let mut wanted = named.unwrap_or_else(|| Wanted { sessions: case.left(), ..Wanted::default() });
    wanted.sessions.retain(|id| case.tallies[id.index()].events > 0);
    Some(wanted)
}

/// The session's key, or how many it has.
fn keys(case: &Case<'_>, id: SessionId) -> String {
    match case.traced.sessions.keys(case.snapshot, id).as_slice() {
        [] => String::new(),
        [key] => (*key).to_owned(),
        keys => format!("{} keys", count(keys.len() as u64)),
    }
}

/// Writes the trees; the answer says what there was no room for.
fn write_table(
    case: &Case<'_>,
    lines: &[Line],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<Option<String>> {
    let row = |(line, rail): (&Line, String)| {
        let told = Told::new(case.snapshot, &case.traced, &case.tallies, line);
        let tally = told.session.map(|id| case.tallies[id.index()]);
        let time = told.first.and_then(|row| case.snapshot.time(row));
        let number = |n: Option<u32>| n.map_or_else(String::new, |n| count(u64::from(n)));
        [
            format!("{rail}{}", told.label),
            time.map_or_else(String::new, |time| time.to_string()),
            told.kind.to_owned(),
            number(told.n_events),
            number(tally.map(|tally| tally.writes)),
            number(tally.map(|tally| tally.errors)),
            number(tally.map(|tally| tally.source_ips)),
            told.session.map_or_else(String::new, |id| keys(case, id)),
            told.how,
        ]
    };
    let rows: Vec<[String; 9]> = lines.iter().zip(rails(lines)).map(row).collect();
    let credential = Column::new("CREDENTIAL").padded_to(LONGEST_NAMES);
    let columns = vec![
        credential.at_least(LEAST_LABEL).cut_in_the_middle(),
        Column::new("TIME").at_least(usize::MAX).leaves(7),
        Column::new("KIND").at_least(LEAST_KIND).leaves(4),
        Column::of_numbers("EVENTS").leaves(8),
        Column::of_numbers("WRITES").leaves(2),
        Column::of_numbers("ERRORS").leaves(3),
        Column::of_numbers("IPS").leaves(1),
        Column::new("KEY").at_least(usize::MAX).leaves(5),
        Column::new("HOW").at_least(LEAST_HOW).leaves(6),
    ];
    Table::write_whole(columns, &rows, medium, out)
}

/// Names matter more than columns that can leave a narrow screen.
const LEAST_LABEL: usize = 30;
/// Of `AssumeRole: key id`.
const LEAST_HOW: usize = 18;

fn write_csv(
    case: &Case<'_>,
    lines: &[Line],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cells = Cells::csv(medium, out);
    let header =
        ["depth", "credential", "kind", "how", "time", "eventName", "eventID", "events", "filter"];
    cells.row(header.into_iter().map(Cow::Borrowed))?;
    for line in lines {
        let told = Told::new(case.snapshot, &case.traced, &case.tallies, line);
        let text = |field| told.row.map_or(Cow::Borrowed(""), |row| case.snapshot.text(row, field));
        let filter =
            told.session.map(|id| case.traced.sessions.filter(case.snapshot, id).to_string());
        let row: [Cow<'_, str>; 9] = [
            line.depth.to_string().into(),
            told.label.as_str().into(),
            told.kind.into(),
            told.how.as_str().into(),
            text(Field::Time),
            text(Field::EventName),
            text(Field::EventId),
            told.n_events.map_or_else(String::new, |n| n.to_string()).into(),
            filter.unwrap_or_default().into(),
        ];
        cells.row(row.into_iter())?;
    }
    cells.flush()
}

/// A line as JSON, with the lines below it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Node<'s> {
    credential: String,
    kind: &'static str,
    how: String,
    link: Option<LinkEntry>,
    #[serde(rename = "eventID")]
    event_id: Option<String>,
    session: Option<Entry<'s>>,
    issued: Vec<Node<'s>>,
}

/// The trees, from their lines last to first: what is below is complete before what is above.
fn nodes<'s>(case: &'s Case<'_>, lines: &[Line]) -> Vec<Node<'s>> {
    let mut waiting: Vec<(u32, Node<'s>)> = Vec::new();
    for line in lines.iter().rev() {
        let told = Told::new(case.snapshot, &case.traced, &case.tallies, line);
        let mut issued = Vec::new();
        while let Some((_, below)) = waiting.pop_if(|(depth, _)| *depth > line.depth) {
            issued.push(below);
        }
        let from = match line.kind {
            LineKind::Session(_, from) => from,
            LineKind::Perhaps(_, from) => Some(from),
            _ => None,
        };
        waiting.push((
            line.depth,
            Node {
                credential: told.label,
                kind: told.kind,
                how: told.how,
                link: from.map(|from| case.link(&from)),
                event_id: told.row.map(|row| case.snapshot.event_id(row).into_owned()),
                session: told.session.map(|id| case.entry(id)),
                issued,
            },
        ));
    }
    waiting.into_iter().rev().map(|(_, node)| node).collect()
}
