//! What the page of an identity says: its head, and the lines of the sections.

use super::{ActorView, FEW, Shown};
use crate::query::actor::{Portrait, Totals};
use crate::store::{Field, RowId};
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::TimeStyle;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

impl ActorView {
    pub(crate) fn head(&self, times: TimeStyle) -> [String; 2] {
        let Some((_, _, range, _)) = &self.of else {
            let said = if self.key.is_some() { " …" } else { " no identity: ga on an event" };
            return [said.to_owned(), String::new()];
        };
        let Portrait { events, errors, writes, before, .. } = self.portrait;
        let of = |n: u32, one: &str, many: &str| text::count_of(u64::from(n), one, many);
        let ends = self.portrait.ends.map_or(String::new(), |(first, last)| {
            let time = |row| times.text(self.snapshot.time(row));
            format!("  first {}  last {}", time(first), time(last))
        });
        let kind = self.portrait.ends.map(|(row, _)| self.snapshot.text(row, Field::IdentityType));
        // Many have nothing that says more than the name.
        let id = self.key.as_deref().filter(|key| *key != self.name());
        let id = id.map_or(String::new(), |key| format!("{key}  "));
        let who = format!(
            " {}  {id}{}  {}  {}  {}{ends}",
            self.name(),
            kind.unwrap_or_default(),
            of(events, "event", "events"),
            of(errors, "error", "errors"),
            of(writes, "write", "writes")
        );
        let new = match (range.from, before) {
            (None, _) => " t sets a range of time: what is new in it is marked *".to_owned(),
            (Some(_), 0) => " no events of it before this range: all of it is new".to_owned(),
            (Some(_), n) => {
                format!(" * new against its {} before this range", of(n, "event", "events"))
            }
        };
        let alike = match self.namesakes.len() {
            0 | 1 => String::new(),
            n => format!("; {n} identities have this name: ga goes to the next"),
        };
        [who, format!("{new}{alike}")]
    }

    pub(crate) fn row(&self, at: usize, times: TimeStyle, theme: &Theme) -> Row<'_> {
        let number = |n: u32| if n == 0 { String::new() } else { text::count(u64::from(n)) };
        match self.lines[at] {
            Shown::Heading(sheet) => {
                let sheet = &self.sheets[sheet];
                let title = format!("{} ({})", sheet.title, text::count(sheet.lines.len() as u64));
                Row { cells: vec![title.into()], style: theme.header, mark: "" }
            }
            Shown::More(sheet) => {
                let n = self.sheets[sheet].lines.len() - FEW;
                let cells = vec![format!("  … {} more", text::count(n as u64)).into()];
                Row { cells, style: theme.faint, mark: "" }
            }
            Shown::Line(sheet, line) => {
                let line = &self.sheets[sheet].lines[line];
                let time = |row: RowId| times.short_text(self.snapshot.time(row));
                let Totals { events, errors, writes, first, last } = line.totals;
                let cells = vec![
                    Cell { cut: Cut::Middle, ..Cell::from(format!("  {}", line.label)) },
                    number(events).into(),
                    number(writes).into(),
                    number(errors).into(),
                    time(first).into(),
                    time(last).into(),
                    line.how.as_str().into(),
                ];
                let is_all_failed = errors > 0 && errors == events;
                let style = match (line.is_new, is_all_failed) {
                    (true, _) => theme.warning,
                    (false, true) => theme.error,
                    _ => theme.read,
                };
                let mark = match (line.is_new, is_all_failed) {
                    (true, _) => "*",
                    (false, true) => "×",
                    _ => "",
                };
                Row { cells, style, mark }
            }
        }
    }
}

pub(crate) fn columns(times: TimeStyle) -> Vec<Column> {
    let time = || Width::Fixed(times.short_width());
    vec![
        Column::new("WHAT", Width::Fill { min: 24, weight: 2 }, Align::Left),
        Column::new("EVENTS", Width::Fixed(7), Align::Right),
        Column::new("WRITE", Width::Fixed(6), Align::Right),
        Column::new("ERR", Width::Fixed(6), Align::Right),
        Column::new("FIRST", time(), Align::Left),
        Column::new("LAST", time(), Align::Left),
        Column::new("HOW", Width::Fill { min: 12, weight: 1 }, Align::Left),
    ]
}
