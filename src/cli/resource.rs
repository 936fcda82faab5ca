//! `trailglass resource`: all about one resource.

use std::io::{self, Write};

use serde::Serialize;

use super::args::Resource;
use super::failure::Failure;
use super::formats::ResourceFormat;
use super::load::Loaded;
use super::{Ending, json};
use crate::export::{Column, Medium, Table};
use crate::query::{Cancel, Link, ResourceName, Thread, TreeLine, follow_resource};
use crate::store::{Field, Snapshot, TextCache};
use crate::text::{count, sanitize};

/// Reads, follows and prints.
pub(crate) fn print(
    resource: &Resource,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let Some(name) = ResourceName::new(&resource.name) else {
        return Err(Failure::Usage("the name of a resource is empty".to_owned()));
    };
    let loaded = Loaded::from_plan(resource.paths.plan("trailglass resource NAME")?);
    let snapshot = &loaded.snapshot;
    let mut cache = TextCache::default();
    // Nobody raises the flag, so there is always a thread.
    let thread = follow_resource(snapshot, &name, &mut cache, &Cancel::new(), &mut |_| {});
    let thread = thread.unwrap_or_default();
    match resource.format {
        ResourceFormat::Json => json::write(&Account::new(snapshot, &name, &thread), medium, out)?,
        ResourceFormat::Table => write_table(snapshot, &thread, medium, out)?,
    }
    let mut ending = Ending::of(&loaded);
    ending.notes.extend(notes(&name, &thread));
    ending.is_incomplete |= !thread.lost.is_empty();
    Ok(ending)
}

/// What makes the answer less than sure.
fn notes(name: &ResourceName, thread: &Thread) -> Vec<String> {
    let mut notes = Vec::new();
    if thread.links.is_empty() {
        notes.push("no event names it".to_owned());
    }
    if name.arn().is_none() && thread.arns.len() > 1 {
        let arns = thread.arns.join(", ");
        notes.push(format!(
            "{} resources have this name; give one's ARN: {arns}",
            thread.arns.len()
        ));
    }
    if thread.n_unread > 0 {
        let n = count(thread.n_unread as u64);
        notes.push(format!("{n} more events hold the name and were not read; narrow with --since"));
    }
    notes.extend(thread.lost.iter().map(ToString::to_string));
    notes.iter().map(|note| sanitize(note).into_owned()).collect()
}

/// The shape of the JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'t> {
    resource: &'t str,
    arns: &'t [String],
    parent: Option<&'t str>,
    events: Vec<Told<'t>>,
    children: Vec<Below<'t>>,
    unread: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'t> {
    event_time: Option<String>,
    event_name: String,
    event_source: String,
    actor: String,
    #[serde(rename = "eventID")]
    event_id: String,
    part: &'static str,
    strength: &'static str,
    is_certain: bool,
    path: &'t str,
    child: Option<&'t str>,
    is_service_event: bool,
    is_failed: bool,
}

#[derive(Serialize)]
struct Below<'t> {
    name: &'t str,
    strength: &'static str,
    events: usize,
}

impl<'t> Account<'t> {
    fn new(snapshot: &Snapshot, name: &'t ResourceName, thread: &'t Thread) -> Self {
        let event = |link: &'t Link| {
            let text = |field| snapshot.text(link.row, field).into_owned();
            Told {
                event_time: snapshot.time(link.row).map(|time| time.to_string()),
                event_name: text(Field::EventName),
                event_source: text(Field::EventSource),
                actor: text(Field::Actor),
                event_id: text(Field::EventId),
                part: link.part.text(),
                strength: link.strength.text(),
                is_certain: link.strength.is_certain(),
                path: &link.path,
                child: link.child.as_deref(),
                is_service_event: link.is_service_event,
                is_failed: link.is_failed,
            }
        };
        let below = |child: &'t crate::query::Child| {
            let (name, strength) = (child.name.as_str(), child.strength.text());
            Below { name, strength, events: child.n_events }
        };
        Self {
            resource: name.text(),
            arns: &thread.arns,
            parent: thread.parent.as_deref(),
            events: thread.links.iter().map(event).collect(),
            children: thread.children.iter().map(below).collect(),
            unread: thread.n_unread,
        }
    }
}

fn write_table(
    snapshot: &Snapshot,
    thread: &Thread,
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<[String; 4]> =
        thread.tree(&|_| true).into_iter().map(|line| row(snapshot, thread, line)).collect();
    let titles = ["THREAD", "TIME", "BY", "NAMED BY"];
    let mut columns: Vec<Column> = titles.map(Column::new).to_vec();
    columns[0].least = 48;
    columns[1].least = 20;
    Table::write_whole(columns, &rows, medium, out).map(drop)
}

fn row(snapshot: &Snapshot, thread: &Thread, line: TreeLine) -> [String; 4] {
    let only = |text: String| [text, String::new(), String::new(), String::new()];
    match line {
        TreeLine::Parent => {
            let parent = thread.parent.as_deref().unwrap_or_default();
            let mut row = only(format!("above: {parent}"));
            "tuning job, by name pattern".clone_into(&mut row[3]);
            row
        }
        TreeLine::Section(section, n) => only(format!("{} ({})", section.title(), count(n as u64))),
        TreeLine::Child(at) => {
            let child = &thread.children[at];
            let n = count(child.n_events as u64);
            let how = child.strength.text().to_owned();
            [format!("  {}", child.name), String::new(), format!("{n} events"), how]
        }
        TreeLine::Link(at) => {
            let found = &thread.links[at];
            let indent = if found.child.is_some() { "    " } else { "  " };
            let failed = if found.is_failed { ", failed" } else { "" };
            let told = if found.is_service_event { " (service event)" } else { "" };
            let event = snapshot.text(found.row, Field::EventName);
            let time = snapshot.time(found.row).map_or(String::new(), |time| time.to_string());
            [
                format!("{indent}{}{failed}: {event}{told}", found.part.text()),
                time,
                snapshot.text(found.row, Field::Actor).into_owned(),
                format!("{}: {}", found.strength.text(), found.path),
            ]
        }
    }
}
