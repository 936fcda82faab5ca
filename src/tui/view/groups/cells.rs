//! The columns of the groups: what each shows, and how it sorts.

use super::GroupsView;
use super::tree::{has_children, is_open};
use crate::query::Group;
use crate::query::flags::LEAST_FAILED;
use crate::text;
use crate::tui::data::Data;
use crate::tui::theme::Theme;
use crate::tui::view::event_cells::{FAILED, FLAGGED, FLAGGED_FAILED, TimeStyle};
use crate::tui::widget::bars::spark;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

/// The columns beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Name,
    Events,
    Share,
    Writes,
    Errors,
    ErrorShare,
    Addresses,
    EventNames,
    First,
    Last,
    Spark,
}

/// Each column with its title and width.
pub(crate) const MEASURES: &[(Measure, &str, u16)] = &[
    (Measure::Name, "GROUP", 22),
    (Measure::Events, "EVENTS", 8),
    (Measure::Share, "%", 5),
    (Measure::Writes, "WRITE", 6),
    (Measure::Errors, "ERR", 6),
    (Measure::ErrorShare, "ERR%", 4),
    (Measure::Addresses, "IPs", 5),
    (Measure::EventNames, "APIs", 5),
    (Measure::First, "FIRST", 0),
    (Measure::Last, "LAST", 0),
    (Measure::Spark, "", 14),
];

impl GroupsView {
    pub(crate) fn columns(&self, data: &Data) -> Vec<Column> {
        let times = TimeStyle::of(&data.shown.snapshot, data.times.zone);
        let column = |&(measure, title, width): &(Measure, &str, u16)| {
            let sign = match self.order {
                (by, true) if by == measure => "▼",
                (by, false) if by == measure => "▲",
                _ => "",
            };
            let (width, align) = match measure {
                Measure::Name => (Width::Fill { min: width, weight: 1 }, Align::Left),
                Measure::First | Measure::Last => (Width::Fixed(times.short_width()), Align::Left),
                Measure::Spark => (Width::Fixed(width), Align::Left),
                _ => (Width::Fixed(width), Align::Right),
            };
            Column { title: format!("{title}{sign}"), width, align }
        };
        MEASURES.iter().map(column).collect()
    }

    pub(crate) fn row(&self, line: usize, n_all: u64, times: TimeStyle, theme: &Theme) -> Row<'_> {
        let path = &self.lines[line];
        let group = self.group(path);
        let cell = |&(measure, _, width): &(Measure, &str, u16)| {
            let number = |n: u32| text::fitting_count(u64::from(n), width);
            let events = u64::from(group.events);
            let text = match measure {
                Measure::Name => self.name(path, group),
                Measure::Events => number(group.events),
                Measure::Share => text::percent(events, n_all),
                Measure::Writes => number(group.writes),
                Measure::Errors => number(group.errors),
                Measure::ErrorShare => {
                    format!("{}%", u64::from(group.errors) * 100 / events.max(1))
                }
                Measure::Addresses => number(group.source_ips),
                Measure::EventNames => number(group.event_names),
                Measure::First => times.short_text(group.first),
                Measure::Last => times.short_text(group.last),
                Measure::Spark => spark(&group.spark),
            };
            let style = (measure == Measure::Spark).then_some(theme.bar);
            let cut = if measure == Measure::Name { Cut::Middle } else { Cut::End };
            Cell { text: text.into(), style, cut, ..Cell::default() }
        };
        let is_all_failed = group.is_all_failed();
        let style = match (is_all_failed, path.len()) {
            (true, _) => theme.error,
            (false, 1) => theme.header,
            _ => theme.read,
        };
        let mark = match (is_all_failed, self.is_conspicuous(group)) {
            (true, true) => FLAGGED_FAILED,
            (false, true) => FLAGGED,
            (true, false) => FAILED,
            (false, false) => "",
        };
        Row { cells: MEASURES.iter().map(cell).collect(), style, mark }
    }

    /// Whether a flag begins in the group, or nothing in it succeeded; a group whose children show
    /// leaves it to them.
    pub(crate) fn is_conspicuous(&self, group: &Group) -> bool {
        let is_failed = group.is_all_failed() && group.events >= LEAST_FAILED;
        let shows_children = has_children(group) && is_open(group, &self.toggled);
        !shows_children && (is_failed || group.flags.is_conspicuous())
    }

    fn name(&self, path: &[usize], group: &Group) -> String {
        let sign = match (has_children(group), is_open(group, &self.toggled)) {
            (false, _) => " ",
            (true, true) => "▾",
            (true, false) => "▸",
        };
        let label = match group.label() {
            "" => format!("(no {})", self.by[path.len() - 1].spec().name),
            label => label.to_owned(),
        };
        format!("{}{sign} {label}", "  ".repeat(path.len() - 1))
    }
}

/// Puts groups in order, and what is below each.
pub(crate) fn sort(groups: &mut [Group], order: (Measure, bool)) {
    let (measure, is_descending) = order;
    let number = |group: &Group| match measure {
        Measure::Name => 0,
        Measure::Events | Measure::Share | Measure::Spark => u64::from(group.events),
        Measure::Writes => u64::from(group.writes),
        Measure::Errors => u64::from(group.errors),
        Measure::ErrorShare => u64::from(group.errors) * 1_000_000 / u64::from(group.events.max(1)),
        Measure::Addresses => u64::from(group.source_ips),
        Measure::EventNames => u64::from(group.event_names),
        Measure::First => group.first.map_or(u64::MAX, |time| u64::from(time.seconds())),
        Measure::Last => group.last.map_or(u64::MAX, |time| u64::from(time.seconds())),
    };
    groups.sort_by(|a, b| {
        let by_label = a.label().cmp(b.label());
        let ordering = match measure {
            Measure::Name => by_label,
            _ => number(a).cmp(&number(b)),
        };
        let ordering = if is_descending { ordering.reverse() } else { ordering };
        ordering.then(by_label)
    });
    for group in groups {
        sort(&mut group.children, order);
    }
}
