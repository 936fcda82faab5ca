//! A selection of events beside the rest: fields ranked by how much they differ, with the values
//! that tell, each a lever.
//!
//! Counts are taken on a thread; until they come the ones before stay, under their own head line.

mod cells;
mod implied;

use std::collections::HashSet;
use std::sync::Arc;

use cells::columns;
use implied::{chosen_fields, is_implied};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::below_head;
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::actor::actor_of_code;
use crate::query::{
    Contrast, Expr, FieldContrast, Operand, Rest, Selection, ValueContrast, Versus,
};
use crate::store::{Field, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Column, Cut, Hit, Table, TableState};

/// Values of a field that show before it is unfolded.
const N_FOLDED: usize = 3;
/// Lines above the table: what is compared.
const N_HEAD: u16 = 1;
/// The column of the value.
const VALUE: usize = 1;

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// A value of a field: positions in the contrast.
    Value { field: usize, value: usize },
    /// How many values of a field are folded away.
    More { field: usize },
}

/// The comparison.
#[derive(Debug)]
pub struct CompareView {
    versus: Versus,
    /// What the selection is called.
    name: String,
    /// The answer and the sides that were asked for last.
    asked: Option<(u64, Versus)>,
    /// Whether the user stopped the counting of what was asked for.
    is_stopped: bool,
    snapshot: Arc<Snapshot>,
    /// What was compared, and what it was called.
    contrast: Option<(String, Versus, Contrast)>,
    /// Fields that the selection is made of.
    chosen: Vec<Field>,
    unfolded: HashSet<Field>,
    lines: Vec<Line>,
    table: TableState,
    height: usize,
}

impl Default for CompareView {
    fn default() -> Self {
        let versus = Versus { selection: Selection::Matched, rest: Rest::OfCase };
        Self {
            versus,
            name: "what the filters leave".to_owned(),
            asked: None,
            is_stopped: false,
            snapshot: Arc::default(),
            contrast: None,
            chosen: Vec::new(),
            unfolded: HashSet::new(),
            lines: Vec::new(),
            table: TableState { column: VALUE, ..TableState::default() },
            height: 20,
        }
    }
}

impl CompareView {
    /// Compares other events than before.
    pub fn select(&mut self, selection: Selection) {
        self.name = match &selection {
            Selection::Matched => "what the filters leave".to_owned(),
            Selection::Passing(expr) => expr.to_string(),
            Selection::Events(places) => format!("{} chosen events", places.len()),
        };
        // All that the filters leave has no rest under the filters.
        let rest = match selection {
            Selection::Matched => Rest::OfCase,
            Selection::Passing(_) | Selection::Events(_) => Rest::OfMatched,
        };
        self.versus = Versus { selection, rest };
        if self.is_stopped {
            self.asked = None;
        }
        self.contrast = None;
        self.lines.clear();
        self.unfolded.clear();
        self.table = TableState { column: VALUE, ..TableState::default() };
    }

    /// Compares with the whole case instead of what the filters leave, and back.
    fn turn(&mut self) -> Vec<Outcome> {
        self.versus.rest = match (&self.versus.selection, self.versus.rest) {
            (Selection::Matched, _) => {
                let said = "what the filters leave is compared with the rest of the case";
                return vec![Outcome::Say(said.to_owned())];
            }
            (_, Rest::OfMatched) => Rest::OfCase,
            (_, Rest::OfCase) => Rest::OfMatched,
        };
        Vec::new()
    }

    /// The user stopped the counting.
    pub fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// Asks for the counts when those that are there are of something else.
    pub fn follow(&mut self, data: &Data) -> Option<Job> {
        let shown = &data.shown;
        let asked = (shown.generation, self.versus.clone());
        if self.asked.as_ref() == Some(&asked) {
            return None;
        }
        self.chosen = chosen_fields(&self.versus.selection, data);
        (self.asked, self.is_stopped) = (Some(asked), false);
        Some(Job::Compare {
            generation: shown.generation,
            snapshot: Arc::clone(&shown.snapshot),
            answer: Arc::clone(&shown.answer),
            versus: self.versus.clone(),
        })
    }

    /// Takes counts; those of anything but what was asked for last are dropped.
    pub fn compared(
        &mut self,
        asked: &(u64, Versus),
        snapshot: Arc<Snapshot>,
        mut contrast: Contrast,
    ) {
        if self.asked.as_ref() != Some(asked) {
            return;
        }
        // What the selection is made of differs, which tells nothing.
        contrast.fields.sort_by_key(|of| is_implied(of, &self.chosen));
        let held = self.line().map(|line| self.field_and_code(line));
        self.snapshot = snapshot;
        self.contrast = Some((self.name.clone(), asked.1.clone(), contrast));
        self.arrange();
        let line = |line: &Line| Some(self.field_and_code(*line)) == held;
        if let Some(line) = self.lines.iter().position(line) {
            self.table.select(line);
        }
    }

    /// Lists the lines that show.
    fn arrange(&mut self) {
        let fields = self.contrast.as_ref().map_or(&[][..], |(_, _, c)| &c.fields);
        let mut lines = Vec::new();
        for (field, of) in fields.iter().enumerate() {
            let n_shown = self.n_shown(of);
            lines.extend((0..n_shown).map(|value| Line::Value { field, value }));
            if n_shown < of.n_values {
                lines.push(Line::More { field });
            }
        }
        self.lines = lines;
        self.table.select(self.table.selected.min(self.lines.len().saturating_sub(1)));
    }

    fn n_shown(&self, of: &FieldContrast) -> usize {
        let is_open = self.unfolded.contains(&of.field);
        if is_open { of.values.len() } else { of.values.len().min(N_FOLDED) }
    }

    fn line(&self) -> Option<Line> {
        self.lines.get(self.table.selected).copied()
    }

    fn field(&self, index: usize) -> Option<&FieldContrast> {
        self.contrast.as_ref()?.2.fields.get(index)
    }

    fn field_and_code(&self, line: Line) -> Option<(Field, Option<u32>)> {
        match line {
            Line::Value { field, value } => {
                let of = self.field(field)?;
                Some((of.field, of.values.get(value).map(|value| value.code)))
            }
            Line::More { field } => Some((self.field(field)?.field, None)),
        }
    }

    /// The field and the code of the value under the cursor.
    fn selected(&self) -> Option<(Field, u32)> {
        let (field, code) = self.field_and_code(self.line()?)?;
        Some((field, code?))
    }

    fn value_text(&self, field: Field, code: u32) -> &str {
        self.snapshot.view(field).map_or("", |view| view.values.text(code))
    }

    /// The value under the cursor.
    pub fn grip(&self) -> Grip {
        let Some((field, code)) = self.selected() else { return Grip::default() };
        let value = self.value_text(field, code).to_owned();
        let term = Some(Expr::code_term(&self.snapshot, field, code));
        Grip { term, value, event: None, column: Some(Operand::Field(field)) }
    }

    /// The field and value under the cursor, for the line that tells them.
    pub fn value(&self) -> Option<(Field, String)> {
        let (field, code) = self.selected()?;
        Some((field, self.value_text(field, code).to_owned()))
    }

    /// The id of the identity under the cursor.
    pub fn actor(&self) -> Option<String> {
        let (_, code) = self.selected().filter(|(field, _)| *field == Field::Actor)?;
        actor_of_code(&self.snapshot, code)
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action) -> Option<Vec<Outcome>> {
        match action {
            Action::Compare | Action::NextPane => return Some(self.turn()),
            Action::Open => return Some(self.open()),
            Action::Fold | Action::FoldAll => self.fold(action),
            Action::CopyValue => {
                let text = self.value()?.1;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            Action::CopyRow => {
                let text = self.row_text(self.line()?);
                return Some(vec![Outcome::Copy { what: "row", text }]);
            }
            // The columns are one value.
            Action::Left | Action::Right => {}
            _ => {
                let size = (self.lines.len(), 1);
                let column = self.table.column;
                let is_move = move_in_list(&mut self.table, action, size, self.height);
                self.table.column = column;
                return is_move.then(Vec::new);
            }
        }
        Some(Vec::new())
    }

    /// The events of the selection with the value under the cursor; more values at a fold.
    fn open(&mut self) -> Vec<Outcome> {
        let Some((field, code)) = self.selected() else {
            self.fold(Action::Fold);
            return Vec::new();
        };
        let term = Expr::code_term(&self.snapshot, field, code);
        match &self.versus.selection {
            Selection::Passing(expr) => drill(expr.clone().and(term)),
            Selection::Matched | Selection::Events(_) => drill(term),
        }
    }

    fn fold(&mut self, action: Action) {
        let fields = self.contrast.as_ref().map_or(&[][..], |(_, _, contrast)| &contrast.fields);
        if action == Action::FoldAll {
            let is_open = !self.unfolded.is_empty();
            self.unfolded.clear();
            if !is_open {
                self.unfolded.extend(fields.iter().map(|of| of.field));
            }
        } else if let Some((field, _)) = self.line().and_then(|line| self.field_and_code(line))
            && !self.unfolded.remove(&field)
        {
            self.unfolded.insert(field);
        }
        self.arrange();
    }

    /// The mouse pressed at a place.
    pub fn click(&mut self, area: Rect, position: Position, theme: &Theme) -> Vec<Outcome> {
        let [_, body] = below_head(area, N_HEAD);
        let columns = columns(area.width);
        match self.widget(&columns, theme).hit(body, &self.table, position) {
            Some(Hit::Cell { row, .. }) if self.table.selected == row => self.open(),
            Some(Hit::Cell { row, .. }) => {
                self.table.select(row);
                Vec::new()
            }
            Some(Hit::Header { .. }) | None => Vec::new(),
        }
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
    }

    /// Draws the head and the values; the answer is where the terminal's cursor belongs.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let [head, body] = below_head(area, N_HEAD);
        Label { cut: Cut::Middle, ..Label::new(&self.head(), theme.header) }
            .draw(head, buffer, theme);
        self.height = Table::body_height(body);
        let columns = columns(area.width);
        let widget = self.widget(&columns, theme);
        let mut state = self.table.clone();
        let cursor =
            widget.draw(body, buffer, &mut state, |line| self.row(line, area.width, theme));
        self.table = state;
        cursor.filter(|_| !self.lines.is_empty())
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 0, n_rows: self.lines.len(), has_focus: true, theme }
    }

    fn row_text(&self, line: Line) -> String {
        let (Some((field, Some(code))), Some((_, _, contrast))) =
            (self.field_and_code(line), &self.contrast)
        else {
            return String::new();
        };
        let values =
            contrast.fields.iter().filter(|of| of.field == field).flat_map(|of| &of.values);
        let found = values.copied().find(|value| value.code == code);
        let ValueContrast { selected, rest, .. } =
            found.unwrap_or(ValueContrast { code, selected: 0, rest: 0 });
        let value = self.value_text(field, code);
        format!("{}\t{value}\t{selected}\t{rest}", field.spec().name)
    }
}
