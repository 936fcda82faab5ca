//! Events in groups, as a tree: identity type › actor › session at first, or any fields.

mod cells;
mod tree;

use std::collections::HashSet;
use std::sync::Arc;

use cells::{MEASURES, Measure, sort};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tree::{Path, has_children, is_all_open, list, toggle_all};

use super::event_cells::TimeStyle;
use super::event_walk::{next_position, said_round};
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::actor::actor_of_code;
use crate::query::{Expr, Group, Operand, group_filter};
use crate::store::{Field, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::table::{Column, Hit, Table, TableState};

/// The first grouping: who.
pub const DEFAULT_BY: &[Field] = &[Field::IdentityType, Field::Actor, Field::Session];

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

    /// Selects the next conspicuous group, or the previous one, also round the end; says so.
    fn seek(&mut self, is_forward: bool) -> Vec<Outcome> {
        let is_wanted = |line: usize| self.is_conspicuous(self.group(&self.lines[line]));
        let next = next_position(self.lines.len(), self.table.selected, is_forward, is_wanted);
        let Some((line, is_round)) = next else {
            return vec![Outcome::Say("no group here is conspicuous".to_owned())];
        };
        self.table.select(line);
        self.pin();
        said_round("conspicuous group", (is_round, is_forward))
    }
}
