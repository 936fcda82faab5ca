//! Values to choose from, beside the list of events: for each field how many events have which.
//!
//! Counts are taken on a thread; until they come the ones before stay. A field alone, over the whole
//! view, is the count of a column.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::facet_areas::{Extension, FacetAreas};
use super::facet_lines::{Extent, Line, line_at, spot};
use super::levers::{Grip, drill};
use super::list_moves::move_in_list;
use crate::query::actor::actor_of_code;
use crate::query::{Choice, Expr, FacetList, FacetOrder, FacetWish, Operand};
use crate::store::{ABSENT, Field, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::Data;
use crate::tui::data::facet_choice::{FacetChoice, USUAL_FACETS};
use crate::tui::effect::Job;
use crate::tui::outcome::Outcome;
use crate::tui::widget::line_edit::{EditOutcome, LineEdit};
use crate::tui::widget::table::TableState;

/// The lists of values.
#[derive(Debug)]
pub struct FacetsView {
    /// Whether they stand beside the list.
    pub is_open: bool,
    /// Which fields, in order.
    pub fields: Vec<Field>,
    /// The key that leads to them.
    pub key: String,
    pub(crate) lists: Vec<FacetList>,
    pub(crate) lines: Vec<Line>,
    pub(crate) extent: Extent,
    pub(crate) order: FacetOrder,
    pub(crate) find: LineEdit,
    pub(crate) table: TableState,
    /// What was counted.
    pub(crate) snapshot: Arc<Snapshot>,
    /// The only field that is listed, with all its values.
    pub(crate) counted: Option<Field>,
    is_typing: bool,
    /// The answer and the lists that were asked for last.
    asked: Option<(u64, FacetWish)>,
    /// Values that the filter keeps, by field, as the lines have them.
    chosen: Vec<(Field, Vec<Choice>)>,
    height: usize,
}

impl Default for FacetsView {
    fn default() -> Self {
        Self {
            is_open: false,
            lists: Vec::new(),
            lines: Vec::new(),
            extent: Extent::default(),
            order: FacetOrder::Common,
            find: LineEdit::default(),
            table: TableState::default(),
            snapshot: Arc::default(),
            counted: None,
            is_typing: false,
            fields: USUAL_FACETS.to_vec(),
            key: String::new(),
            asked: None,
            chosen: Vec::new(),
            height: 20,
        }
    }
}

impl FacetsView {
    /// The parts of the view of events in `area`.
    pub fn areas(&self, area: Rect, has_focus: bool) -> FacetAreas {
        let extension = match (self.counted, self.is_open) {
            (Some(_), _) => Extension::Whole,
            (None, true) => Extension::Side,
            (None, false) => Extension::Hidden,
        };
        FacetAreas::of(area, extension, has_focus)
    }

    /// Which values are listed and how, as far as it can be undone.
    pub fn choice(&self) -> FacetChoice {
        let is_folded = |field: &&Field| self.extent.is_folded(**field);
        FacetChoice {
            is_open: self.is_open,
            fields: self.fields.clone(),
            order: self.order,
            folded: self.fields.iter().filter(is_folded).copied().collect(),
            counted: self.counted,
        }
    }

    /// Lists these values.
    pub fn set_choice(&mut self, choice: FacetChoice) {
        let is_other_count = self.counted != choice.counted;
        self.is_open = choice.is_open;
        self.fields = choice.fields;
        self.order = choice.order;
        self.extent.set_folded(choice.folded);
        self.counted = choice.counted;
        if is_other_count {
            self.start_over();
        } else {
            self.layout();
        }
    }

    /// Lists all values of one field, over the whole view; the error says why not.
    pub fn count(&mut self, field: Field) -> Result<(), String> {
        if matches!(field, Field::Time | Field::EventId) {
            let name = field.spec().name;
            return Err(format!("{name} has no values to count: choose another column"));
        }
        self.counted = Some(field);
        self.start_over();
        Ok(())
    }

    /// Back from one field to all.
    pub fn end_count(&mut self) {
        if self.counted.take().is_some() {
            self.start_over();
        }
    }

    /// Hides the values.
    pub fn close(&mut self) {
        if self.counted.is_none() {
            self.is_open = false;
        }
        self.end_count();
        self.is_typing = false;
    }

    /// Other lists than before begin at their top.
    fn start_over(&mut self) {
        self.find = LineEdit::default();
        self.is_typing = false;
        self.table = TableState::default();
        self.lists.clear();
        self.lines.clear();
    }

    /// Takes back what narrows the lists; `false` when nothing does and no field stands alone.
    pub fn escape(&mut self) -> bool {
        if self.is_typing || !self.find.text().is_empty() {
            self.is_typing = false;
            self.find = LineEdit::default();
            return true;
        }
        let is_count = self.counted.is_some();
        self.end_count();
        is_count && self.is_open
    }

    /// Whether keys are letters of the text that values must hold.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Takes a key of that text; `false` when it is none.
    pub fn type_key(&mut self, key: KeyEvent) -> bool {
        match (key.code, self.find.key(key)) {
            (KeyCode::Enter, _) => self.is_typing = false,
            (KeyCode::Esc, _) => drop(self.escape()),
            (_, EditOutcome::Ignored) => {
                self.is_typing = false;
                return false;
            }
            _ => {}
        }
        true
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.find.paste(text);
    }

    /// Asks for what is not counted yet.
    pub fn follow(&mut self, data: &Data) -> Option<Job> {
        let fields = match self.counted {
            Some(field) => vec![field],
            None if self.is_open => self.fields.clone(),
            None => return None,
        };
        self.note_choices(data, &fields);
        let text = self.find.text().trim().to_owned();
        let wish = FacetWish { fields, order: self.order, text };
        let shown = &data.shown;
        let filters = data.shown_filters();
        // A part of an answer says nothing of what a field's own filter hides.
        let is_early = data.searching().is_some() && wish.is_narrowed_by(filters);
        let asked = Some((shown.generation, wish.clone()));
        if is_early || self.asked == asked {
            return None;
        }
        self.asked = asked;
        Some(Job::Facets {
            generation: shown.generation,
            snapshot: Arc::clone(&shown.snapshot),
            answer: Arc::clone(&shown.answer),
            filters: filters.to_vec(),
            wish,
        })
    }

    /// Takes lists; those that were not asked for last are dropped.
    pub fn listed(
        &mut self,
        of: &(u64, FacetWish),
        snapshot: Arc<Snapshot>,
        lists: Vec<FacetList>,
    ) {
        if self.asked.as_ref() != Some(of) {
            return;
        }
        let spot = self.line().and_then(|line| spot(&self.snapshot, &self.lists, line));
        (self.snapshot, self.lists) = (snapshot, lists);
        self.layout();
        let at = spot.and_then(|spot| line_at(&self.snapshot, &self.lists, &self.lines, &spot));
        self.table.select(at.unwrap_or(0));
    }

    /// Takes note of the values that the filter keeps.
    fn note_choices(&mut self, data: &Data, fields: &[Field]) {
        let of = |&field: &Field| {
            let choices = data.filters().choices(field).map(|(_, choice)| choice).collect();
            (field, choices)
        };
        let chosen: Vec<(Field, Vec<Choice>)> = fields.iter().map(of).collect();
        if chosen != self.chosen {
            self.chosen = chosen;
            self.layout();
        }
    }

    /// Whether the filter keeps a value.
    pub(crate) fn is_chosen(&self, field: Field, code: u32) -> bool {
        let choices = self.chosen.iter().find(|(of, _)| *of == field).map(|(_, choices)| choices);
        let Some(choices) = choices.filter(|choices| !choices.is_empty()) else { return false };
        let Some(view) = self.snapshot.view(field) else { return false };
        let names = |choice: &Choice| match code {
            ABSENT => choice.names(None),
            _ => {
                let (text, key) = (view.values.text(code), view.values.key(code));
                choice.names(Some(text)) || choice.names(Some(key))
            }
        };
        choices.iter().any(names)
    }

    fn layout(&mut self) {
        self.lines = if self.counted.is_some() {
            let n_values = self.lists.first().map_or(0, |list| list.values.len());
            (0..n_values).map(|at| Line::Value { list: 0, at }).collect()
        } else {
            let is_chosen = |list: &FacetList, code| self.is_chosen(list.field, code);
            self.extent.lines(&self.lists, is_chosen)
        };
        self.table.move_rows(0, self.lines.len());
    }

    fn line(&self) -> Option<Line> {
        self.lines.get(self.table.selected).copied()
    }

    /// The field under the cursor.
    fn field(&self) -> Option<Field> {
        self.lists.get(self.line()?.list()).map(|list| list.field)
    }

    fn code(&self) -> Option<(Field, u32)> {
        let Line::Value { list, at } = self.line()? else { return None };
        let list = self.lists.get(list)?;
        Some((list.field, list.values.get(at)?.0))
    }

    /// The value under the cursor as the record has it.
    pub fn value(&self) -> Option<(Field, String)> {
        self.code().map(|(field, code)| (field, self.text(field, code).to_owned()))
    }

    /// The id of the identity under the cursor.
    pub fn actor(&self) -> Option<String> {
        let (_, code) = self.code().filter(|(field, _)| *field == Field::Actor)?;
        actor_of_code(&self.snapshot, code)
    }

    /// A value as the record has it; `""` for none.
    pub(crate) fn text(&self, field: Field, code: u32) -> &str {
        match self.snapshot.view(field) {
            Some(view) if code != ABSENT => view.values.text(code),
            _ => "",
        }
    }

    /// The value under the cursor.
    pub fn grip(&self) -> Grip {
        let Some((field, code)) = self.code() else { return Grip::default() };
        let value = self.text(field, code).to_owned();
        let term = Some(Expr::code_term(&self.snapshot, field, code));
        Grip { term, value, event: None, column: Some(Operand::Field(field)) }
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action) -> Option<Vec<Outcome>> {
        match action {
            Action::ChooseValue => return Some(self.choose()),
            Action::Open => return Some(self.open()),
            Action::FacetFields => return Some(vec![Outcome::PickFacets(self.fields.clone())]),
            Action::CopyValue => {
                let (_, text) = self.value()?;
                return Some(vec![Outcome::Copy { what: "value", text }]);
            }
            Action::Count => {
                let said = self.field().and_then(|field| self.count(field).err());
                return Some(said.map(Outcome::Say).into_iter().collect());
            }
            Action::FacetOrder => {
                self.order = match self.order {
                    FacetOrder::Common => FacetOrder::Rare,
                    FacetOrder::Rare => FacetOrder::Name,
                    FacetOrder::Name => FacetOrder::Common,
                };
            }
            Action::FindValue => self.is_typing = true,
            Action::MoreValues => self.show_more(),
            Action::Left => self.fold(true),
            Action::Right => self.fold(false),
            Action::FoldAll => self.fold_all(),
            _ => {
                let size = (self.lines.len(), 1);
                return move_in_list(&mut self.table, action, size, self.height).then(Vec::new);
            }
        }
        Some(Vec::new())
    }

    /// What a line does: a value is chosen or not, a field folds, more values show.
    fn choose(&mut self) -> Vec<Outcome> {
        match (self.line(), self.code()) {
            (_, Some((field, code))) => {
                return vec![Outcome::Choose(field, Expr::code_term(&self.snapshot, field, code))];
            }
            (Some(Line::More { .. }), _) => self.show_more(),
            _ => {
                let is_folded = self.field().is_some_and(|field| self.extent.is_folded(field));
                self.fold(!is_folded);
            }
        }
        Vec::new()
    }

    /// A value of a column that is counted opens its events.
    fn open(&mut self) -> Vec<Outcome> {
        match self.code() {
            Some((field, code)) if self.counted.is_some() => {
                let term = Expr::code_term(&self.snapshot, field, code);
                self.end_count();
                drill(term)
            }
            _ => self.choose(),
        }
    }

    fn show_more(&mut self) {
        if let Some(field) = self.field() {
            self.extent.show_more(field);
            self.layout();
        }
    }

    /// Folds the field under the cursor, which goes to its head, or unfolds it.
    fn fold(&mut self, is_folded: bool) {
        let (Some(line), Some(field)) = (self.line(), self.field()) else { return };
        self.extent.fold(field, is_folded);
        self.layout();
        if is_folded && self.counted.is_none() {
            let is_head = |other: &Line| *other == Line::Head { list: line.list() };
            self.table.select(self.lines.iter().position(is_head).unwrap_or(0));
        }
    }

    /// Folds all fields, or unfolds them when all are folded.
    fn fold_all(&mut self) {
        let list = self.line().map(Line::list);
        let fields: Vec<Field> = self.lists.iter().map(|list| list.field).collect();
        let is_any_open = fields.iter().any(|&field| !self.extent.is_folded(field));
        for field in fields {
            self.extent.fold(field, is_any_open);
        }
        self.layout();
        let is_head = |line: &Line| Some(line.list()) == list;
        self.table.select(self.lines.iter().position(is_head).unwrap_or(0));
    }

    /// The mouse pressed on a line: as if it was chosen by key.
    pub fn click(&mut self, areas: FacetAreas, position: Position) -> Vec<Outcome> {
        let (_, list) = areas.inner();
        self.is_typing = false;
        let at = self.table.offset + usize::from(position.y.saturating_sub(list.y));
        if !list.contains(position) || at >= self.lines.len() {
            return Vec::new();
        }
        self.table.select(at);
        self.choose()
    }

    /// The wheel turned.
    pub fn scroll(&mut self, lines: isize) {
        self.table.move_rows(lines, self.lines.len());
    }

    /// Scrolls to the cursor; `height` is the number of lines that show.
    pub(crate) fn scroll_to_cursor(&mut self, height: usize) {
        self.height = height;
        self.table.scroll_rows(height, self.lines.len());
    }
}
