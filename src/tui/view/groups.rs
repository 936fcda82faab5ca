//! Events in groups, as a tree: identity type › actor › session at first, or any fields.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event_cells::{FAILED, FLAGGED, FLAGGED_FAILED, TimeStyle};
use super::event_walk::next_position;
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::actor::actor_of_code;
use crate::query::flags::LEAST_FAILED;
use crate::query::{Expr, Group, Operand, group_filter};
use crate::store::{Field, Snapshot};
use crate::text;
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::bars::spark;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Hit, Row, Table, TableState, Width};

/// The first grouping: who.
pub const DEFAULT_BY: &[Field] = &[Field::IdentityType, Field::Actor, Field::Session];

/// The columns beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
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

const MEASURES: &[(Measure, &str, u16)] = &[
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

/// A line of the tree: the way to a group through the children.
type Path = Vec<usize>;

/// The tree of groups.
#[derive(Debug)]
pub struct GroupsView {
    by: Vec<Field>,
    groups: Vec<Group>,
    /// Of which answer the groups are; `None` when they are to be counted again.
    generation: Option<u64>,
    /// Whose codes the groups have; `None` while there are none by the present fields. A group that
    /// is being counted again can still be opened.
    snapshot: Option<Arc<Snapshot>>,
    /// Groups that are not as they are at first, by their labels: codes change while loading.
    toggled: HashSet<Vec<String>>,
    lines: Vec<Path>,
    order: (Measure, bool),
    table: TableState,
    /// Labels and codes of the group that the user selected; it may be filtered out for a while.
    pinned: Option<(Vec<String>, Vec<u32>)>,
    height: usize,
}

impl Default for GroupsView {
    fn default() -> Self {
        Self {
            by: DEFAULT_BY.to_vec(),
            groups: Vec::new(),
            generation: None,
            snapshot: None,
            toggled: HashSet::new(),
            lines: Vec::new(),
            order: (Measure::Events, true),
            table: TableState::default(),
            pinned: None,
            height: 20,
        }
    }
}

impl GroupsView {
    /// The fields that events are grouped by.
    pub fn by(&self) -> &[Field] {
        &self.by
    }

    /// Groups by other fields.
    pub fn set_by(&mut self, by: Vec<Field>) {
        self.by = by;
        self.generation = None;
        self.snapshot = None;
        self.toggled.clear();
        self.table.to_top();
        self.pinned = None;
    }

    /// Whether the groups are those of the answer that is shown.
    pub fn is_current(&self, data: &Data) -> bool {
        self.generation == Some(data.shown.generation)
    }

    /// Has the groups counted again.
    pub fn recount(&mut self) {
        self.generation = None;
    }

    /// Takes groups; those of other fields than the present ones are dropped.
    pub fn grouped(
        &mut self,
        (generation, snapshot): (u64, Arc<Snapshot>),
        by: &[Field],
        groups: Vec<Group>,
    ) {
        if by != self.by {
            return;
        }
        self.generation = Some(generation);
        self.snapshot = Some(snapshot);
        self.groups = groups;
        self.arrange();
    }

    fn group(&self, path: &[usize]) -> &Group {
        let top = &self.groups[path[0]];
        path[1..].iter().fold(top, |group, &child| &group.children[child])
    }

    fn selected(&self) -> Option<&Group> {
        self.lines.get(self.table.selected).map(|path| self.group(path))
    }

    /// Puts the groups in order, lists the lines that show, and finds the selected one.
    fn arrange(&mut self) {
        let order = self.order;
        sort(&mut self.groups, order);
        let mut lines = Vec::new();
        list(&self.groups, &self.toggled, &mut Vec::new(), &mut lines);
        self.lines = lines;
        let line = self.pinned_line().unwrap_or(self.table.selected);
        self.table.select(line.min(self.lines.len().saturating_sub(1)));
    }

    /// Labels can be those of several groups, and codes change while loading.
    fn pinned_line(&self) -> Option<usize> {
        let (labels, codes) = self.pinned.as_ref()?;
        let find = |is_it: &dyn Fn(&Group) -> bool| {
            self.lines.iter().position(|path| is_it(self.group(path)))
        };
        find(&|group| group.labels == *labels && group.codes == *codes)
            .or_else(|| find(&|group| group.labels == *labels))
    }

    /// The user has chosen this line.
    fn pin(&mut self) {
        self.pinned = self.selected().map(|group| (group.labels.clone(), group.codes.clone()));
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action) -> Option<Vec<Outcome>> {
        let outcomes = match action {
            Action::Open => self.term().map(drill).unwrap_or_default(),
            Action::CopyValue => {
                let text = self.selected()?.label().to_owned();
                vec![Outcome::Copy { what: "value", text }]
            }
            Action::GroupBy => vec![Outcome::AskGroupBy(self.by.clone())],
            Action::Sort => {
                let measure = MEASURES[self.table.column.min(MEASURES.len() - 1)].0;
                let is_same = self.order.0 == measure;
                self.order =
                    (measure, if is_same { !self.order.1 } else { measure != Measure::Name });
                self.arrange();
                Vec::new()
            }
            Action::Fold | Action::FoldAll => {
                self.fold(action);
                Vec::new()
            }
            Action::NextFlag => self.seek(true),
            Action::PreviousFlag => self.seek(false),
            _ => {
                let size = (self.lines.len(), MEASURES.len());
                let is_move = move_in_list(&mut self.table, action, size, self.height);
                return is_move.then(|| {
                    self.pin();
                    Vec::new()
                });
            }
        };
        Some(outcomes)
    }

    fn fold(&mut self, action: Action) {
        if action == Action::FoldAll {
            let is_all_open = self.groups.iter().all(|group| is_all_open(group, &self.toggled));
            self.toggled.clear();
            for group in &self.groups {
                toggle_all(group, !is_all_open, &mut self.toggled);
            }
        } else if let Some(group) = self.selected().filter(|group| has_children(group)) {
            let labels = group.labels.clone();
            if !self.toggled.remove(&labels) {
                self.toggled.insert(labels);
            }
        }
        self.arrange();
    }

    /// The selected group.
    pub fn grip(&self) -> Grip {
        let value = self.selected().map_or("", Group::label).to_owned();
        let field =
            self.selected().and_then(|group| self.by.get(group.codes.len().checked_sub(1)?));
        let column = field.copied().map(Operand::Field);
        Grip { term: self.term(), value, event: None, column }
    }

    /// The id of the identity whose events the selected group has.
    pub fn actor(&self) -> Option<String> {
        let group = self.selected()?;
        let level = self.by.iter().position(|&field| field == Field::Actor)?;
        let code = *group.codes.get(level)?;
        actor_of_code(self.snapshot.as_ref()?, code)
    }

    /// The selected group as a filter.
    fn term(&self) -> Option<Expr> {
        let (group, snapshot) = self.selected().zip(self.snapshot.as_ref())?;
        Some(group_filter(snapshot, &self.by[..group.codes.len()], &group.codes))
    }

    /// The mouse pressed at a place.
    pub fn click(
        &mut self,
        area: Rect,
        position: Position,
        data: &Data,
        theme: &Theme,
    ) -> Vec<Outcome> {
        let columns = self.columns(data);
        match self.widget(&columns, theme).hit(area, &self.table, position) {
            Some(Hit::Header { column }) => {
                self.table.column = column;
                self.update(Action::Sort).unwrap_or_default()
            }
            Some(Hit::Cell { row, .. }) => {
                let is_again = self.table.selected == row;
                self.table.select(row);
                self.pin();
                if is_again { self.update(Action::Fold).unwrap_or_default() } else { Vec::new() }
            }
            None => Vec::new(),
        }
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
        self.pin();
    }

    /// Draws the tree.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        self.height = Table::body_height(area);
        let columns = self.columns(data);
        let times = TimeStyle::of(&data.shown.snapshot, data.times.zone);
        let n_all = data.shown.answer.rows.len() as u64;
        let mut state = self.table.clone();
        let cursor = self
            .widget(&columns, theme)
            .draw(area, buffer, &mut state, |line| self.row(line, n_all, times, theme));
        self.table = state;
        cursor
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 1, n_rows: self.lines.len(), has_focus: true, theme }
    }

    fn columns(&self, data: &Data) -> Vec<Column> {
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

    fn row(&self, line: usize, n_all: u64, times: TimeStyle, theme: &Theme) -> Row<'_> {
        let path = &self.lines[line];
        let group = self.group(path);
        let cell = |&(measure, _, width): &(Measure, &str, u16)| {
            let number = |n: u32| fitting_count(u64::from(n), width);
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
    fn is_conspicuous(&self, group: &Group) -> bool {
        let is_failed = group.is_all_failed() && group.events >= LEAST_FAILED;
        let shows_children = has_children(group) && is_open(group, &self.toggled);
        !shows_children && (is_failed || group.flags.is_conspicuous())
    }

    /// Selects the next conspicuous group, or the previous one, also round the end; says so.
    fn seek(&mut self, is_forward: bool) -> Vec<Outcome> {
        let is_wanted = |line: usize| self.is_conspicuous(self.group(&self.lines[line]));
        let next = next_position(self.lines.len(), self.table.selected, is_forward, is_wanted);
        let say = |text: &str| vec![Outcome::Say(text.to_owned())];
        let Some((line, is_round)) = next else { return say("no group here is conspicuous") };
        self.table.select(line);
        self.pin();
        match (is_round, is_forward) {
            (false, _) => Vec::new(),
            (true, true) => say("after the last conspicuous group, on from the first"),
            (true, false) => say("before the first conspicuous group, on from the last"),
        }
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

/// A number that fits: a number that is cut looks like a smaller one.
pub(crate) fn fitting_count(n: u64, width: u16) -> String {
    let whole = text::count(n);
    if whole.len() <= usize::from(width) { whole } else { text::short_count(n) }
}

/// Whether there is anything below that the group does not say itself.
fn has_children(group: &Group) -> bool {
    match group.children.as_slice() {
        [] => false,
        [only] => !only.label().is_empty() || has_children(only),
        _ => true,
    }
}

fn sort(groups: &mut [Group], order: (Measure, bool)) {
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

/// At first two levels show: the sessions of a role can be thousands.
fn is_open_at_first(group: &Group) -> bool {
    group.labels.len() == 1
}

fn is_open(group: &Group, toggled: &HashSet<Vec<String>>) -> bool {
    is_open_at_first(group) != toggled.contains(&group.labels)
}

fn is_all_open(group: &Group, toggled: &HashSet<Vec<String>>) -> bool {
    !has_children(group)
        || (is_open(group, toggled)
            && group.children.iter().all(|child| is_all_open(child, toggled)))
}

/// Opens or folds a group and all below it.
fn toggle_all(group: &Group, opens: bool, toggled: &mut HashSet<Vec<String>>) {
    if has_children(group) && is_open_at_first(group) != opens {
        toggled.insert(group.labels.clone());
    }
    for child in &group.children {
        toggle_all(child, opens, toggled);
    }
}

fn list(groups: &[Group], toggled: &HashSet<Vec<String>>, path: &mut Path, lines: &mut Vec<Path>) {
    for (index, group) in groups.iter().enumerate() {
        path.push(index);
        lines.push(path.clone());
        if has_children(group) && is_open(group, toggled) {
            list(&group.children, toggled, path, lines);
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_or_rounded_but_never_cut() {
        for n in [0, 9_999, 39_876, 999_999, 1_000_000, u64::from(u32::MAX)] {
            let text = fitting_count(n, 5);
            assert!(text.len() <= 5, "{text}");
        }
        assert_eq!(fitting_count(9_999, 5), "9,999");
        assert_ne!(fitting_count(39_876, 5), "39,87");
    }
}
