//! `trailglass groups`: counts by identity type, actor and session, or by other fields.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::args::Groups;
use super::failure::Failure;
use super::formats::GroupFormat;
use super::load::Loaded;
use super::view::Asked;
use super::{Ending, Surroundings, geoip, json};
use crate::export::{Cells, Column, Medium, Table};
use crate::query::{Cancel, Group, full_keys, group, matching, why_empty};
use crate::store::Field;
use crate::text::{count, percent};
use crate::time::Timestamp;

/// Reads, groups and prints.
pub(crate) fn print(
    groups: &Groups,
    surroundings: &Surroundings,
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let saved = groups.saved.spec(|name| surroundings.view(name))?;
    let groups = &groups.over(&saved);
    let asked = Asked { filter: groups.filter.clone(), sort: None };
    let query = asked.query()?;
    let keys = groups.keys()?;
    let plan = groups.paths.plan("trailglass groups")?;
    asked.check(&query, &plan.scope.geo)?;
    geoip::check_fields("--by", keys.iter().map(|(_, field)| *field), &plan.scope.geo)?;
    let loaded = Loaded::from_plan(plan);
    let cancel = Cancel::new();
    // Nobody raises the flag, so there is always an answer.
    let matched = matching(&loaded.snapshot, &query.filter, &cancel).unwrap_or_default();
    let fields: Vec<Field> = keys.iter().map(|(_, field)| *field).collect();
    let tree = group(&loaded.snapshot, &matched, &fields, 0, &cancel).unwrap_or_default();
    let names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
    match groups.format {
        GroupFormat::Table => write_table(&tree, &fields, medium, out)?,
        GroupFormat::Json => json::write(&entries(&tree, &names), medium, out)?,
        GroupFormat::Csv => write_csv(&tree, &names, medium, out)?,
    }
    let ending = Ending::of(&loaded)
        .with_reason(&loaded, &matched, || why_empty(&loaded.snapshot, &query.filter));
    Ok(ending.with_mistakes(surroundings))
}

/// The full keys, most events first, then by key.
fn sorted(tree: &[Group]) -> Vec<&Group> {
    let mut groups = full_keys(tree);
    groups.sort_by(|a, b| (Reverse(a.events), &a.labels).cmp(&(Reverse(b.events), &b.labels)));
    groups
}

/// A group as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'g> {
    key: Key<'g>,
    events: u32,
    writes: u32,
    errors: u32,
    #[serde(rename = "sourceIPs")]
    source_ips: u32,
    event_names: u32,
    first: Option<String>,
    last: Option<String>,
}

/// The labels of a key under the names that were typed, in their order.
struct Key<'g> {
    names: &'g [&'g str],
    labels: &'g [String],
}

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.names.iter().zip(self.labels))
    }
}

fn entries<'g>(tree: &'g [Group], names: &'g [&'g str]) -> Vec<Entry<'g>> {
    let entry = |group: &'g Group| Entry {
        key: Key { names, labels: &group.labels },
        events: group.events,
        writes: group.writes,
        errors: group.errors,
        source_ips: group.source_ips,
        event_names: group.event_names,
        first: group.first.map(|time| time.to_string()),
        last: group.last.map(|time| time.to_string()),
    };
    sorted(tree).into_iter().map(entry).collect()
}

/// What is counted, as the header of csv names it.
const COUNTS: [&str; 7] =
    ["events", "writes", "errors", "sourceIPs", "eventNames", "first", "last"];

fn write_csv(
    tree: &[Group],
    names: &[&str],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cells = Cells::csv(medium, out);
    cells.row(names.iter().chain(&COUNTS).map(|&name| Cow::Borrowed(name)))?;
    for group in sorted(tree) {
        let numbers =
            [group.events, group.writes, group.errors, group.source_ips, group.event_names];
        let numbers = numbers.into_iter().map(|n| Cow::Owned(n.to_string()));
        let labels = group.labels.iter().map(|label| Cow::Borrowed(label.as_str()));
        let times = [group.first, group.last].into_iter().map(|time| Cow::Owned(shown(time)));
        cells.row(labels.chain(numbers).chain(times))?;
    }
    cells.flush()
}

/// A time, or nothing.
fn shown(time: Option<Timestamp>) -> String {
    time.map_or_else(String::new, |time| time.to_string())
}

fn write_table(
    tree: &[Group],
    fields: &[Field],
    medium: Medium,
    out: &mut dyn Write,
) -> io::Result<()> {
    let n_events = tree.iter().map(|group| u64::from(group.events)).sum();
    let mut rows = Vec::new();
    for group in tree {
        add_rows(group, n_events, &mut rows);
    }
    let titles: Vec<&str> = fields.iter().map(|field| field.spec().title).collect();
    let mut columns = vec![Column::new(&titles.join(" › ")).at_least(LEAST_LABEL)];
    columns.extend(["EVENTS", "SHARE", "WRITES", "ERRORS", "IPS", "NAMES"].map(Column::of_numbers));
    columns.extend(["FIRST", "LAST"].map(|title| Column::new(title).at_least(usize::MAX)));
    Table::write_whole(columns, &rows, medium, out).map(drop)
}

/// Names matter more than the last columns, which leave a narrow screen.
const LEAST_LABEL: usize = 32;

/// The row of a group and those below it, indented.
fn add_rows(group: &Group, n_events: u64, rows: &mut Vec<[String; 9]>) {
    let number = |n: u32| count(u64::from(n));
    let label = if group.label().is_empty() { "–" } else { group.label() };
    let indent = "  ".repeat(group.labels.len().saturating_sub(1));
    rows.push([
        format!("{indent}{label}"),
        number(group.events),
        percent(u64::from(group.events), n_events) + "%",
        number(group.writes),
        number(group.errors),
        number(group.source_ips),
        number(group.event_names),
        shown(group.first),
        shown(group.last),
    ]);
    // A single group without a value says no more than the one above it.
    let is_silent = |only: &Group| only.label().is_empty() && only.children.is_empty();
    if !matches!(group.children.as_slice(), [only] if is_silent(only)) {
        group.children.iter().for_each(|child| add_rows(child, n_events, rows));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(labels: &[&str], events: u32) -> Group {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        Group { labels, events, ..Group::default() }
    }

    fn tree() -> Vec<Group> {
        let mut first = leaf(&["IAMUser"], 5);
        first.children = vec![leaf(&["IAMUser", "=zoe"], 4), leaf(&["IAMUser", "\x1bann"], 1)];
        let mut second = leaf(&["AWSService"], 4);
        second.children = vec![leaf(&["AWSService", ""], 4)];
        vec![first, second]
    }

    #[test]
    fn full_keys_come_by_events_then_by_key() {
        let tree = tree();
        let entries = serde_json::to_value(entries(&tree, &["type", "who"])).unwrap();
        let shown: Vec<String> = entries
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| format!("{} {}", entry["key"], entry["events"]))
            .collect();
        assert_eq!(
            shown,
            [
                r#"{"type":"AWSService","who":""} 4"#,
                r#"{"type":"IAMUser","who":"=zoe"} 4"#,
                r#"{"type":"IAMUser","who":"\u001bann"} 1"#,
            ]
        );
        assert_eq!(entries[0]["first"], serde_json::Value::Null);
    }

    #[test]
    fn a_table_is_a_tree_with_shares_and_shows_no_level_that_says_nothing() {
        let mut out = Vec::new();
        let fields = [Field::IdentityType, Field::Actor];
        write_table(&tree(), &fields, Medium::File, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let starts: Vec<&str> = text.lines().map(|line| line[..8].trim_end()).collect();
        assert_eq!(starts, ["IDENTITY", "IAMUser", "  =zoe", "  ^[ann", "AWSServi"]);
        assert!(text.contains("55.6%"), "{text}");
    }

    #[test]
    fn csv_disarms_formulas() {
        let mut out = Vec::new();
        write_csv(&tree(), &["type", "who"], Medium::File, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("type,who,events,writes,errors,sourceIPs,"), "{text}");
        assert!(text.contains("IAMUser,'=zoe,4,0,0,0,0,,\n"), "{text}");
    }
}
