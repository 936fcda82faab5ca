//! The list of events with the detail of the selected one.
//!
//! The selection is an event, not a row number: it stays on the event when filter, order or data
//! change, and moves to a neighbour only when the event is filtered out.

mod page;

use std::borrow::Cow;

use super::detail::Detail;
use super::event_cells;
use super::event_columns::next_order;
use super::event_list::EventList;
use super::event_walk::{follow, nearest, next_position, said_round, way_to_correction};
use super::levers::Grip;
use super::list_moves::move_in_list;
use crate::query::Operand;
use crate::store::{EventPlace, Field, RowId, Snapshot};
use crate::tui::action::Action;
use crate::tui::data::{Data, Shown};
use crate::tui::outcome::Outcome;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The list.
    #[default]
    List,
    /// The detail.
    Detail,
    /// The values to choose from, beside the list.
    Facets,
}

/// The list and the detail.
#[derive(Debug)]
pub struct EventsView {
    /// Where keys go.
    pub focus: Pane,
    /// The detail of the selected event.
    pub detail: Detail,
    /// The list.
    pub list: EventList,
    /// Events that were chosen one by one, to compare them.
    pub chosen: Vec<EventPlace>,
    is_full: bool,
    is_hidden: bool,
    /// The selected event; `None` until the user moves, so that the first row stays selected while
    /// earlier events are still being read.
    pinned: Option<EventPlace>,
    height: usize,
}

impl Default for EventsView {
    fn default() -> Self {
        Self {
            focus: Pane::List,
            detail: Detail::default(),
            list: EventList::default(),
            chosen: Vec::new(),
            is_full: false,
            is_hidden: false,
            pinned: None,
            height: 20,
        }
    }
}

impl EventsView {
    /// The selected event.
    pub fn selected(&self, shown: &Shown) -> Option<RowId> {
        shown.row(self.list.table.selected)
    }

    /// Position of the selected row in the list.
    pub fn position(&self) -> usize {
        self.list.table.selected
    }

    /// Whether only the list shows.
    pub fn hides_detail(&self) -> bool {
        self.is_hidden
    }

    /// The field under the cell cursor; `None` in a column of a path.
    pub fn field(&self) -> Option<Field> {
        self.list.columns.operand().field()
    }

    /// Finds the selected event in a new answer, or the event nearest to it in time.
    pub fn rows_changed(&mut self, shown: &Shown) {
        let n_rows = shown.answer.rows.len();
        let Some(place) = self.pinned else {
            self.list.table.select(self.list.table.selected.min(n_rows.saturating_sub(1)));
            return;
        };
        let row = shown.snapshot.find(place);
        let found = row.filter(|&row| shown.answer.matched.contains(row));
        let position = match found {
            Some(row) => shown.answer.rows.iter().position(|&r| r == row),
            None => nearest(shown, place.time),
        };
        let height = self.list.table.selected.saturating_sub(self.list.table.offset);
        self.list.table.select(position.unwrap_or(0));
        // The selected row stays where it is on the screen.
        self.list.table.offset = self.list.table.selected.saturating_sub(height);
    }

    /// Carries an action out; `None` when it means nothing here.
    pub fn update(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        let in_detail = match self.focus {
            Pane::Detail => self.detail.update(action, self.height, &data.shown.highlighter),
            Pane::List | Pane::Facets => None,
        };
        if in_detail.is_some() {
            return in_detail;
        }
        let outcomes = match action {
            Action::Sort | Action::SortAdd | Action::SortMatch => {
                self.hold(&data.shown);
                vec![Outcome::Sort(next_order(action, self.list.columns.operand(), data.sort()))]
            }
            _ if self.focus == Pane::List && self.list.change(action, data) => {
                let said = self.list.columns.said(action, &data.shown);
                said.map(Outcome::Say).into_iter().collect()
            }
            Action::CopyValue | Action::CopyRow | Action::CopyEvent => {
                self.copy(action, &data.shown)
            }
            Action::Follow => {
                self.hold(&data.shown);
                let row = self.selected(&data.shown);
                row.map(|row| follow(&data.shown.snapshot, row)).unwrap_or_default()
            }
            Action::NextMatch => self.next_match(&data.shown, true),
            Action::PreviousMatch => self.next_match(&data.shown, false),
            Action::Correction => match way_to_correction(self.detail.correction(), data) {
                Ok(position) => self.choose(position, &data.shown),
                Err(said) => vec![Outcome::Say(said)],
            },
            Action::NextError => {
                self.seek(&data.shown, true, ("failed call", event_cells::is_failed))
            }
            Action::PreviousError => {
                self.seek(&data.shown, false, ("failed call", event_cells::is_failed))
            }
            Action::NextFlag => self.seek_flag(&data.shown, true),
            Action::PreviousFlag => self.seek_flag(&data.shown, false),
            Action::NextWrite => self.seek(&data.shown, true, ("write", event_cells::is_write)),
            Action::PreviousWrite => {
                self.seek(&data.shown, false, ("write", event_cells::is_write))
            }
            Action::DetailDown => self.in_detail(|detail| detail.scroll(1)),
            Action::DetailUp => self.in_detail(|detail| detail.scroll(-1)),
            _ => return self.navigate(action, data).then(Vec::new),
        };
        Some(outcomes)
    }

    /// Moves and panes; `false` when the action is none of these.
    fn navigate(&mut self, action: Action, data: &Data) -> bool {
        match action {
            Action::Open => {
                self.is_hidden = false;
                self.focus = Pane::Detail;
            }
            Action::NextPane if !self.is_hidden => {
                self.focus = if self.focus == Pane::List { Pane::Detail } else { Pane::List };
            }
            Action::Full => {
                self.is_full = !self.is_full;
                self.is_hidden = false;
                self.focus = if self.is_full { Pane::Detail } else { Pane::List };
            }
            Action::HideDetail => {
                self.is_hidden = !self.is_hidden;
                self.is_full = false;
                self.focus = Pane::List;
            }
            Action::ChooseEvent => self.choose_event(&data.shown),
            Action::Escape if self.focus == Pane::List && !self.chosen.is_empty() => {
                self.chosen.clear();
            }
            Action::Back | Action::Escape if self.focus == Pane::Detail => {
                self.is_full = false;
                self.focus = Pane::List;
            }
            _ => return self.move_in_list(action, &data.shown),
        }
        true
    }

    /// Chooses the selected event, or takes it out, and goes to the next one.
    fn choose_event(&mut self, shown: &Shown) {
        let Some(row) = self.selected(shown) else { return };
        let place = shown.snapshot.place(row);
        match self.chosen.iter().position(|&chosen| chosen == place) {
            Some(at) => drop(self.chosen.remove(at)),
            None => self.chosen.push(place),
        }
        self.move_in_list(Action::Down, shown);
    }

    fn move_in_list(&mut self, action: Action, shown: &Shown) -> bool {
        match action {
            Action::Left => self.list.columns.step(-1),
            Action::Right => self.list.columns.step(1),
            _ => {
                let size = (shown.answer.rows.len(), 1);
                if !move_in_list(&mut self.list.table, action, size, self.height) {
                    return false;
                }
            }
        }
        self.pin(shown);
        true
    }

    /// Keeps the selected event selected whatever becomes of the list.
    pub fn hold(&mut self, shown: &Shown) {
        if self.pinned.is_none() {
            self.pin(shown);
        }
    }

    /// Selects an event, as soon as it is shown.
    pub fn go_to(&mut self, place: EventPlace) {
        self.pinned = Some(place);
    }

    /// The user has chosen this row.
    fn pin(&mut self, shown: &Shown) {
        self.pinned = self.selected(shown).map(|row| shown.snapshot.place(row));
    }

    /// Goes to a row of the list.
    fn choose(&mut self, position: usize, shown: &Shown) -> Vec<Outcome> {
        self.list.table.select(position);
        self.pin(shown);
        Vec::new()
    }

    /// Selects the next row, or the previous one, that is `wanted`; says when there is none.
    fn seek(
        &mut self,
        shown: &Shown,
        is_forward: bool,
        (what, wanted): (&str, fn(&Snapshot, RowId) -> bool),
    ) -> Vec<Outcome> {
        let rows = &shown.answer.rows;
        let is_hit = |position: &usize| wanted(&shown.snapshot, rows[*position]);
        let found = if is_forward {
            (self.list.table.selected + 1..rows.len()).find(is_hit)
        } else {
            (0..self.list.table.selected.min(rows.len())).rev().find(is_hit)
        };
        let Some(position) = found else {
            let side = if is_forward { "after" } else { "before" };
            return vec![Outcome::Say(format!("no {what} {side} this event"))];
        };
        self.choose(position, shown)
    }

    /// Selects the next row that a flag begins with, or the previous one; says when there is none,
    /// and how many repeat a flag that began elsewhere.
    fn seek_flag(&mut self, shown: &Shown, is_forward: bool) -> Vec<Outcome> {
        let outcomes = self.seek(shown, is_forward, ("conspicuous event", event_cells::is_flagged));
        let [Outcome::Say(said)] = &outcomes[..] else { return outcomes };
        let repeats = event_cells::flags_repeated(shown, self.list.table.selected, is_forward);
        vec![Outcome::Say(format!("{said}{repeats}"))]
    }

    /// Selects the next highlighted row, or the previous one, also round the end; says so.
    fn next_match(&mut self, shown: &Shown, is_forward: bool) -> Vec<Outcome> {
        let say = |text: &str| vec![Outcome::Say(text.to_owned())];
        if shown.hits.is_none() {
            return say("nothing is highlighted: Tab in the search bar highlights");
        }
        let rows = &shown.answer.rows;
        let is_hit = |position: usize| !shown.is_dimmed(rows[position]);
        let Some((position, is_round)) =
            next_position(rows.len(), self.list.table.selected, is_forward, is_hit)
        else {
            return say("no event here is highlighted");
        };
        self.choose(position, shown);
        said_round("match", (is_round, is_forward))
    }

    /// The value under the cursor, in the list or the detail.
    pub fn grip(&self, shown: &Shown) -> Grip {
        let Some(row) = self.selected(shown) else { return Grip::default() };
        let event = Some(shown.snapshot.place(row));
        match self.focus {
            Pane::Detail => {
                let term = self.detail.value_term();
                let value = term.as_ref().map_or_else(String::new, |_| self.detail.value());
                Grip { term, value, event, column: self.detail.operand() }
            }
            Pane::List | Pane::Facets => {
                let column = self.list.columns.operand().clone();
                let value = self.list.text(shown, row, &column).unwrap_or_default().into_owned();
                Grip { term: self.list.term(shown, row), value, event, column: Some(column) }
            }
        }
    }

    fn copy(&self, action: Action, shown: &Shown) -> Vec<Outcome> {
        let Some(row) = self.selected(shown) else { return Vec::new() };
        let text = |of: &Operand| self.list.text(shown, row, of).map(Cow::into_owned);
        let copied = match action {
            Action::CopyEvent => {
                return vec![Outcome::Copy { what: "event", text: self.detail.pretty() }];
            }
            Action::CopyRow => {
                let cells: Option<Vec<String>> =
                    self.list.columns.all().operands().map(text).collect();
                cells.map(|cells| ("row", cells.join("\t")))
            }
            _ => text(self.list.columns.operand()).map(|text| ("value", text)),
        };
        vec![match copied {
            Some((what, text)) => Outcome::Copy { what, text },
            None => Outcome::Say("the event's record is being read; press again".to_owned()),
        }]
    }

    fn in_detail(&mut self, change: impl Fn(&mut Detail)) -> Vec<Outcome> {
        change(&mut self.detail);
        Vec::new()
    }
}
