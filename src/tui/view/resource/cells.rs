//! What the page of a resource says: its head with what makes it less than sure, and the lines of
//! the tree.

use super::ResourceView;
use crate::query::{Link, ResourceName, Thread, TreeLine};
use crate::store::Field;
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::{Look, TimeStyle};
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

impl ResourceView {
    /// The name with who made it, and what makes the answer less than sure.
    pub(crate) fn head(&self) -> [String; 2] {
        let Some(name) = &self.name else {
            let said = " no resource is followed: gR on its name or ARN";
            return [said.to_owned(), String::new()];
        };
        let Some(thread) = &self.thread else {
            let said = if self.is_stopped { " search stopped" } else { "…" };
            return [format!(" {} {said}", name.text()), String::new()];
        };
        let text = |row, field| self.snapshot.text(row, field);
        let made = match thread.makers().next() {
            Some(link) => {
                let time = self.snapshot.time(link.row);
                let time = time.map_or(String::new(), |t| self.zone.moment(t));
                let session = match text(link.row, Field::Session) {
                    session if session.is_empty() => String::new(),
                    session => format!(" ({session})"),
                };
                format!("made by {}{session} {time}", text(link.row, Field::Actor))
            }
            None if self.searched.is_some() => String::new(),
            None => "who made it is outside the data".to_owned(),
        };
        let verb = if self.is_stopped { "search stopped at" } else { "searching" };
        let searched =
            self.searched.map_or(String::new(), |s| format!("  {verb} {} %", s.percent()));
        let n_events = text::count(thread.links.len() as u64);
        [format!(" {}  {n_events} events  {made}{searched}", name.text()), doubts(name, thread)]
    }

    pub(crate) fn columns(&self) -> Vec<Column> {
        let times = TimeStyle::of(&self.snapshot, self.zone);
        vec![
            Column::new("THREAD", Width::Fill { min: 24, weight: 3 }, Align::Left),
            Column::new("TIME", Width::Fixed(times.width()), Align::Left),
            Column::new("BY", Width::Fill { min: 12, weight: 1 }, Align::Left),
            Column::new("NAMED BY", Width::Fill { min: 16, weight: 2 }, Align::Left),
        ]
    }

    pub(crate) fn row_at(&self, index: usize, theme: &Theme) -> Row<'_> {
        let (Some(&line), Some(thread)) = (self.lines.get(index), &self.thread) else {
            return Row::default();
        };
        let sign = |line| if self.is_open(line) { "▾" } else { "▸" };
        match line {
            TreeLine::Parent => {
                let parent = thread.parent.as_deref().unwrap_or_default();
                let cells = vec![
                    format!("▴ {parent}").into(),
                    Cell::default(),
                    Cell::default(),
                    "tuning job, by name pattern".into(),
                ];
                Row { cells, style: theme.service, mark: "" }
            }
            TreeLine::Section(section, n) => {
                let n = text::count(n as u64);
                let title = format!("{} {} ({n})", sign(line), section.title());
                Row { cells: vec![title.into()], style: theme.header, mark: "" }
            }
            TreeLine::Child(at) => {
                let child = &thread.children[at];
                let title = format!("  {} {}", sign(line), child.name);
                let n = text::count_of(child.n_events as u64, "event", "events");
                let how = child.strength.text().to_owned();
                let title = Cell { cut: Cut::Middle, ..Cell::from(title) };
                let cells = vec![title, Cell::default(), n.into(), how.into()];
                Row { cells, style: theme.read, mark: "" }
            }
            TreeLine::Link(at) => self.link_row(&thread.links[at], theme),
        }
    }

    fn link_row(&self, link: &Link, theme: &Theme) -> Row<'_> {
        let look = Look::of(&self.snapshot, link.row);
        let indent = if link.child.is_some() { "      " } else { "  " };
        let failed = if link.is_failed { ", failed" } else { "" };
        let event = self.snapshot.text(link.row, Field::EventName);
        let told = if link.is_service_event { " ◇ service event" } else { "" };
        let times = TimeStyle::of(&self.snapshot, self.zone);
        let how = format!("{}: {}", link.strength.text(), link.path);
        let style = (!link.strength.is_certain()).then_some(theme.faint);
        let cells = vec![
            format!("{indent}{}{failed}: {event}{told}", link.part.text()).into(),
            times.text(self.snapshot.time(link.row)).into(),
            Cell { cut: Cut::Middle, ..Cell::from(self.snapshot.text(link.row, Field::Actor)) },
            Cell { style, ..Cell::from(how) },
        ];
        Row { cells, style: look.style(theme), mark: look.mark() }
    }
}

/// What makes the thread less than sure; `""` when nothing does.
fn doubts(name: &ResourceName, thread: &Thread) -> String {
    let mut doubts = Vec::new();
    if thread.n_unread > 0 {
        let n = text::count(thread.n_unread as u64);
        doubts.push(format!("{n} more events hold the name and were not read"));
    }
    if let Some(lost) = thread.lost.first() {
        doubts.push(lost.to_string());
    }
    let others: Vec<&str> = thread.arns.iter().map(String::as_str).collect();
    match (name.arn(), &others[..]) {
        (None, [_, _, ..]) => {
            doubts.push(format!(
                "{} resources have this name: {}",
                others.len(),
                others.join("  ")
            ));
        }
        (Some(_), [_, _, ..]) => doubts.push(format!("also of this name: {}", others.join("  "))),
        (None, []) if !thread.links.iter().any(|link| link.strength.is_certain()) => {
            doubts.push(
                "no ARN and no unique id here: another resource can have this name".to_owned(),
            );
        }
        _ => {}
    }
    if doubts.is_empty() { String::new() } else { format!(" {}", doubts.join("; ")) }
}
