//! A selection of events beside the rest: fields ranked by how much they differ, with the values
//! that tell, each a lever.
//!
//! Counts are taken on a thread; until they come the ones before stay, under their own head line.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::actor::actor_of_code;
use crate::query::{
    Contrast, Expr, FieldContrast, Operand, Rest, Selection, ValueContrast, Versus,
};
use crate::store::{ABSENT, FIELDS, Field, Snapshot};
use crate::text;
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::theme::Theme;
use crate::tui::widget::bars::bar;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Hit, Row, Table, TableState, Width};

/// Values of a field that show before it is unfolded.
const N_FOLDED: usize = 3;
/// From this width on there is room for bars.
const WITH_BARS: u16 = 64;
/// From this width on there is room for numbers of events too.
const WITH_COUNTS: u16 = 104;
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
            let is_open = self.unfolded.contains(&of.field);
            let n_shown = if is_open { of.values.len() } else { of.values.len().min(N_FOLDED) };
            lines.extend((0..n_shown).map(|value| Line::Value { field, value }));
            if n_shown < of.n_values {
                lines.push(Line::More { field });
            }
        }
        self.lines = lines;
        self.table.select(self.table.selected.min(self.lines.len().saturating_sub(1)));
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
        let (_, body) = parts(area);
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
        let (head, body) = parts(area);
        Label { cut: Cut::Middle, ..Label::new(&self.head(), theme.header) }
            .draw(head, buffer, theme);
        self.height = Table::body_height(body);
        let columns = columns(area.width);
        let mut state = self.table.clone();
        let widget = self.widget(&columns, theme);
        let cursor =
            widget.draw(body, buffer, &mut state, |line| self.row(line, area.width, theme));
        self.table = state;
        cursor.filter(|_| !self.lines.is_empty())
    }

    /// What is compared with what.
    fn head(&self) -> String {
        let Some((name, versus, contrast)) = &self.contrast else {
            let said = if self.is_stopped { " stopped; q, then C, compares again" } else { "…" };
            return format!(" {} {said}", self.name);
        };
        let rest = match versus.rest {
            Rest::OfMatched => "the others that the filters leave",
            Rest::OfCase => "the rest of the case",
        };
        let (n_selected, n_rest) = (u64::from(contrast.n_selected), u64::from(contrast.n_rest));
        let note = match (n_selected, n_rest) {
            (0, _) => "  no event is selected: nothing to compare",
            (_, 0) => "  no event is left to compare with; C with the rest of the case",
            _ => "",
        };
        let selected = text::count_of(n_selected, "event", "events");
        let n_rest = text::count(n_rest);
        format!(" {selected}: {name}  against {n_rest}: {rest}{note}")
    }

    fn widget<'a>(&self, columns: &'a [Column], theme: &'a Theme) -> Table<'a> {
        Table { columns, n_frozen: 0, n_rows: self.lines.len(), has_focus: true, theme }
    }

    fn row(&self, index: usize, width: u16, theme: &Theme) -> Row<'_> {
        let (Some(&line), Some((_, _, contrast))) = (self.lines.get(index), &self.contrast) else {
            return Row::default();
        };
        let (Line::Value { field, .. } | Line::More { field }) = line;
        let Some(of) = self.field(field) else { return Row::default() };
        let Line::Value { value: at, .. } = line else {
            let n_more = of.n_values - self.n_shown(of);
            let text = format!("… {}", text::count_of(n_more as u64, "more value", "more values"));
            return Row { cells: vec![Cell::default(), text.into()], style: theme.faint, mark: "" };
        };
        let Some(value) = of.values.get(at) else { return Row::default() };
        let is_implied = is_implied(of, &self.chosen);
        let title = if at == 0 { of.field.spec().title } else { "" };
        let name = shown(self.value_text(of.field, value.code), value.code, of.field);
        let mut cells = vec![
            Cell { style: Some(theme.header), ..Cell::from(title) },
            Cell { cut: Cut::Middle, ..Cell::from(name) },
        ];
        let sides = [(value.selected, contrast.n_selected), (value.rest, contrast.n_rest)];
        cells.extend(sides.into_iter().flat_map(|side| side_cells(side, width, theme)));
        if at == 0 {
            cells.push(if is_implied {
                "chosen".into()
            } else {
                format!("{:.2}", of.score).into()
            });
        }
        let mark = if value.is_only_selected() { "◆" } else { "" };
        Row { cells, style: if is_implied { theme.faint } else { theme.read }, mark }
    }

    fn n_shown(&self, of: &FieldContrast) -> usize {
        let is_open = self.unfolded.contains(&of.field);
        if is_open { of.values.len() } else { of.values.len().min(N_FOLDED) }
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

/// Head line and table; a single line is the table's.
fn parts(area: Rect) -> (Rect, Rect) {
    let n_head = u16::from(area.height > 3);
    let head = Rect { height: n_head, ..area };
    (head, Rect { y: area.y + n_head, height: area.height - n_head, ..area })
}

fn columns(width: u16) -> Vec<Column> {
    let fixed = Width::Fixed;
    let is_wide = width >= WITH_BARS;
    let mut columns = vec![
        Column::new("FIELD", fixed(if is_wide { 13 } else { 9 }), Align::Left),
        Column::new("VALUE", Width::Fill { min: 8, weight: 1 }, Align::Left),
    ];
    for title in ["HERE", "REST"] {
        if width >= WITH_COUNTS {
            columns.push(Column::new("EVENTS", fixed(9), Align::Right));
        }
        columns.push(Column::new(title, fixed(6), Align::Right));
        if is_wide {
            columns.push(Column::new("", fixed((width / 10).min(24)), Align::Left));
        }
    }
    if is_wide {
        columns.push(Column::new("DIFFERS", fixed(7), Align::Right));
    }
    columns
}

/// The cells of one side, as many as there are columns for it.
fn side_cells<'a>((count, of): (u32, u32), width: u16, theme: &Theme) -> Vec<Cell<'a>> {
    let (part, whole) = (u64::from(count), u64::from(of));
    let share = match count {
        0 => "0%".to_owned(),
        _ => format!("{}%", text::percent(part, whole)),
    };
    let mut cells = Vec::new();
    if width >= WITH_COUNTS {
        cells.push(Cell::from(text::count(part)));
    }
    cells.push(Cell::from(share));
    if width >= WITH_BARS {
        let bar = bar(part, whole, usize::from((width / 10).min(24)));
        cells.push(Cell { style: Some(theme.bar), ..Cell::from(bar) });
    }
    cells
}

fn shown(text: &str, code: u32, field: Field) -> String {
    match code {
        ABSENT => format!("(no {})", field.spec().name),
        _ => text.to_owned(),
    }
}

/// The fields that the selection is made of.
fn chosen_fields(selection: &Selection, data: &Data) -> Vec<Field> {
    let filter;
    let expr = match selection {
        Selection::Passing(expr) => expr,
        Selection::Matched => {
            filter = data.filters().filter(None);
            &filter
        }
        Selection::Events(_) => return Vec::new(),
    };
    let fields = FIELDS.iter().map(|spec| spec.field);
    fields.filter(|&field| expr.conjuncts().iter().any(|part| part.is_about(field))).collect()
}

/// No value in common, as far as a score can tell.
const ALL_DIFFERS: f64 = 0.999;

/// Whether a field differs because the selection is made so: it was chosen, or names the identities
/// that were chosen.
fn is_implied(of: &FieldContrast, chosen: &[Field]) -> bool {
    let names_chosen = || of.field.is_of_identity() && chosen.iter().any(|f| f.is_of_identity());
    chosen.contains(&of.field) || (of.score > ALL_DIFFERS && names_chosen())
}
