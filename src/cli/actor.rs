//! `trailglass actor`: all about one identity.

use std::io::{self, Write};

use serde::Serialize;

use super::args::ActorArguments;
use super::failure::Failure;
use super::formats::ActorFormat;
use super::load::Loaded;
use super::scope::from_option;
use super::{Ending, json};
use crate::export::{Column, LONGEST_NAMES, Medium, Table};
use crate::query::Cancel;
use crate::query::actor::{Leads, Portrait, Sheet, SheetLine, Wanted, actors_named};
use crate::query::lineage::Traced;
use crate::store::{Field, RowId, Snapshot};
use crate::text::{count, sanitize};
use crate::time::TimeRange;

/// Reads, finds the actor and prints what is known.
pub(crate) fn print(
    arguments: &ActorArguments,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let from = from_option(arguments.from.as_deref())?;
    let range = TimeRange { from, until: None };
    let loaded = Loaded::from_plan(arguments.paths.plan("trailglass actor NAME")?);
    let snapshot = &loaded.snapshot;
    let traced = Traced::new(snapshot);
    let found = actors_named(snapshot, &arguments.name);
    let accounts: Vec<Account<'_>> = found
        .iter()
        .map(|&actor| {
            let wanted = Wanted { actor, range, lanes: (Field::SourceIp, 1) };
            // Nobody raises the flag, so there is always a portrait.
            let portrait = Portrait::new(snapshot, &traced, wanted, &Cancel::new());
            Account::new(snapshot, &traced, actor, &portrait.unwrap_or_default())
        })
        .collect();
    let mut left_out = None;
    match arguments.format {
        ActorFormat::Json => json::write(&accounts, medium, out)?,
        ActorFormat::Table => {
            for account in &accounts {
                left_out = account.write(medium, out)?;
            }
        }
    }
    let mut ending = Ending::of(&loaded);
    ending.notes.extend(left_out);
    let name = sanitize(&arguments.name);
    match found.len() {
        0 => ending.notes.push(format!(
            "no actor, key, ARN or unique id in the data is `{name}`, letter by letter; \
             `trailglass groups --by actor` lists the actors"
        )),
        1 => {}
        n => ending.notes.push(format!("{n} actors are called `{name}`; a unique id means one")),
    }
    Ok(ending)
}

/// What is told of an actor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'s> {
    actor: &'s str,
    id: &'s str,
    events: u32,
    writes: u32,
    errors: u32,
    first: Option<String>,
    last: Option<String>,
    events_before: u32,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    value: String,
    how: String,
    events: u32,
    writes: u32,
    errors: u32,
    first: Option<String>,
    last: Option<String>,
    is_new: bool,
    #[serde(rename = "eventID")]
    event_id: Option<String>,
}

fn time(snapshot: &Snapshot, row: Option<RowId>) -> Option<String> {
    row.and_then(|row| snapshot.time(row)).map(|time| time.to_string())
}

impl<'s> Account<'s> {
    fn new(snapshot: &'s Snapshot, traced: &Traced, actor: u32, portrait: &Portrait) -> Self {
        let view = snapshot.view(Field::Actor);
        let section = |sheet: Sheet| Section {
            title: sheet.title,
            lines: sheet.lines.into_iter().map(|line| Line::new(snapshot, line)).collect(),
        };
        Self {
            actor: view.map_or("", |view| view.values.text(actor)),
            id: view.map_or("", |view| view.values.key(actor)),
            events: portrait.events,
            writes: portrait.writes,
            errors: portrait.errors,
            first: time(snapshot, portrait.ends.map(|(first, _)| first)),
            last: time(snapshot, portrait.ends.map(|(_, last)| last)),
            events_before: portrait.before,
            sections: portrait.sheets(snapshot, traced).into_iter().map(section).collect(),
        }
    }

    /// Writes a table; the answer says what there was no room for.
    fn write(&self, medium: Medium, out: &mut dyn Write) -> io::Result<Option<String>> {
        let number = |n: u32| count(u64::from(n));
        let text = |time: &Option<String>| time.clone().unwrap_or_default();
        let mut rows: Vec<[String; 8]> = vec![[
            self.actor.to_owned(),
            number(self.events),
            number(self.writes),
            number(self.errors),
            text(&self.first),
            text(&self.last),
            String::new(),
            self.id.to_owned(),
        ]];
        for section in &self.sections {
            let mut heading: [String; 8] = Default::default();
            heading[0] = format!("{} ({})", section.title, count(section.lines.len() as u64));
            rows.push(heading);
            rows.extend(section.lines.iter().map(|line| {
                let is_new = if line.is_new { "new" } else { "" };
                [
                    format!("  {}", line.value),
                    number(line.events),
                    number(line.writes),
                    number(line.errors),
                    text(&line.first),
                    text(&line.last),
                    is_new.to_owned(),
                    line.how.clone(),
                ]
            }));
        }
        let columns = vec![
            Column::new("ACTOR").padded_to(LONGEST_NAMES).at_least(30).cut_in_the_middle(),
            Column::of_numbers("EVENTS"),
            Column::of_numbers("WRITES").leaves(3),
            Column::of_numbers("ERRORS").leaves(4),
            Column::new("FIRST").at_least(usize::MAX).leaves(6),
            Column::new("LAST").at_least(usize::MAX).leaves(2),
            Column::new("NEW").leaves(1),
            Column::new("HOW").at_least(20).leaves(5),
        ];
        Table::write_whole(columns, &rows, medium, out)
    }
}

impl Line {
    fn new(snapshot: &Snapshot, line: SheetLine) -> Self {
        let event_id = match line.leads {
            Leads::Event(row) => Some(snapshot.event_id(row).into_owned()),
            _ => None,
        };
        Self {
            first: time(snapshot, Some(line.totals.first)),
            last: time(snapshot, Some(line.totals.last)),
            value: line.label,
            how: line.how,
            events: line.totals.events,
            writes: line.totals.writes,
            errors: line.totals.errors,
            is_new: line.is_new,
            event_id,
        }
    }
}
