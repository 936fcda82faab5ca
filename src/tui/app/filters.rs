//! All that changes what the list is narrowed to: the search, the chips, the neighbours, the history.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Position;

use super::{App, work};
use crate::store::EventPlace;
use crate::tui::action::{Action, ViewKind};
use crate::tui::chrome::Weights;
use crate::tui::data::history::Scene;
use crate::tui::data::{Chip, Data, Filters, Mode};
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::history::HistoryTree;
use crate::tui::view::Views;
use crate::tui::view::events::Pane;

/// What the screen shows of the events.
pub(crate) fn scene(data: &Data, views: &Views, view: ViewKind) -> Scene {
    Scene {
        filters: data.filters().clone(),
        view,
        by: views.groups.by().to_vec(),
        columns: views.events.list.columns.all().clone(),
        times: data.times,
        facets: views.facets.choice(),
    }
}

impl App {
    /// Takes note of what the last message changed.
    pub(crate) fn note_scene(&mut self) {
        // The count of a column ends when it loses the focus, by whatever way.
        if self.views.events.focus != Pane::Facets {
            self.views.facets.end_count();
        }
        self.history.note(scene(&self.data, &self.views, self.top));
        let n_chips = self.data.chips().len();
        self.chip = self.chip.and_then(|chip| Some(chip.min(n_chips.checked_sub(1)?)));
    }

    pub(crate) fn open_search(&mut self) -> Vec<Effect> {
        self.open_search_with("", None)
    }

    /// Opens the bar with a text; `edits` is the chip whose text it is.
    pub(crate) fn open_search_with(&mut self, text: &str, edits: Option<usize>) -> Vec<Effect> {
        self.chip = None;
        self.search.open(text, self.views.events.detail.json());
        self.overlay = Some(Overlay::Search);
        self.data.begin_draft(edits);
        if text.is_empty() { Vec::new() } else { work(self.data.set_draft(text)) }
    }

    /// An error in the text keeps the bar open: what was typed is not lost.
    pub(crate) fn close_search(&mut self, is_kept: bool) -> Vec<Effect> {
        let has_error = self.data.draft.as_ref().is_some_and(|draft| draft.error.is_some());
        if is_kept && has_error {
            return Vec::new();
        }
        self.overlay = None;
        work(self.data.end_draft(is_kept))
    }

    /// Gives the focus to the chips, or takes it from them.
    pub(crate) fn focus_chips(&mut self) -> Vec<Effect> {
        if self.data.chips().is_empty() {
            return self
                .say("no filters yet: / searches, i keeps the value under the cursor".to_owned());
        }
        self.chip = Some(0);
        Vec::new()
    }

    /// A digit goes to a chip while the chips have the focus.
    pub(crate) fn goes_to_chip(&mut self, key: KeyEvent) -> bool {
        let (Some(_), KeyCode::Char(digit @ '1'..='9')) = (self.chip, key.code) else {
            return false;
        };
        let wanted = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
        let found = wanted.and_then(|n| n.checked_sub(1)).filter(|&n| n < self.data.chips().len());
        self.chip = found.or(self.chip);
        true
    }

    /// What an action means while a chip has the focus; `None` when it means what it always does.
    pub(crate) fn act_on_chip(&mut self, action: Action) -> Option<Vec<Effect>> {
        let at = self.chip?;
        let n_chips = self.data.chips().len();
        Some(match action {
            Action::Left => self.move_to_chip(at.saturating_sub(1)),
            Action::Right => self.move_to_chip((at + 1).min(n_chips.saturating_sub(1))),
            Action::Top => self.move_to_chip(0),
            Action::Bottom => self.move_to_chip(n_chips.saturating_sub(1)),
            Action::Chips | Action::Escape | Action::Back | Action::Down | Action::Up => {
                self.chip = None;
                Vec::new()
            }
            Action::ToggleChip => {
                work(self.data.change_chip(at, |chip| chip.is_off = !chip.is_off))
            }
            Action::NegateChip => work(self.data.change_chip(at, |chip| {
                let expr = chip.expr.clone().negated();
                *chip = Chip { is_off: chip.is_off, ..Chip::new(expr, chip.mode) };
            })),
            Action::TurnChip => {
                work(self.data.change_chip(at, |chip| chip.mode = chip.mode.turned()))
            }
            Action::DropChip => work(self.data.drop_chip(at)),
            Action::EditChip => {
                let text = self.data.chips().get(at)?.text.clone();
                self.open_search_with(&text, Some(at))
            }
            _ => return None,
        })
    }

    fn move_to_chip(&mut self, at: usize) -> Vec<Effect> {
        self.chip = Some(at);
        Vec::new()
    }

    /// The mouse pressed outside of the view: on a chip, or on a key of the last line.
    pub(crate) fn click_chrome(&mut self, position: Position) -> Vec<Effect> {
        if let Some(at) = self.chip_at(position) {
            if self.chip == Some(at) {
                return self.act_on_chip(Action::ToggleChip).unwrap_or_default();
            }
            return self.move_to_chip(at);
        }
        match self.hint_at(position) {
            Some(action) => self.act(action),
            None => Vec::new(),
        }
    }

    /// The chips were counted; an old count is dropped.
    pub(crate) fn weighed(&mut self, generation: u64, removed: Vec<usize>, found: Vec<usize>) {
        if generation != self.data.shown.generation {
            return;
        }
        let filters = self.data.filters();
        let mut counts = vec![None; filters.chips.len()];
        let in_force = filters.in_force(Mode::Filter).zip(removed);
        for (at, n) in in_force.chain(filters.in_force(Mode::Highlight).zip(found)) {
            counts[at] = Some(n);
        }
        self.weights = Some(Weights { of: filters.chips.clone(), is_off: filters.is_off, counts });
    }

    pub(crate) fn look_around(&mut self, place: EventPlace) -> Vec<Effect> {
        self.top = ViewKind::Events;
        self.views.events.focus = Pane::List;
        self.views.events.go_to(place);
        work(self.data.look_around(place))
    }

    /// Back and Esc leave the neighbours before anything else.
    pub(crate) fn leaves_neighbours(&self, action: Action) -> bool {
        let is_in_list = self.views.events.focus == Pane::List;
        self.data.filters().around.is_some()
            && is_in_list
            && matches!(action, Action::Back | Action::Escape)
    }

    pub(crate) fn open_history(&mut self) -> Vec<Effect> {
        self.overlay = Some(Overlay::History(HistoryTree::new(self.history.lines())));
        Vec::new()
    }

    pub(crate) fn undo(&mut self) -> Vec<Effect> {
        match self.history.undo().cloned() {
            Some(scene) => self.restore(scene),
            None => self.say("nothing to undo".to_owned()),
        }
    }

    pub(crate) fn redo(&mut self) -> Vec<Effect> {
        match self.history.redo().cloned() {
            Some(scene) => self.restore(scene),
            None => self.say("nothing to redo".to_owned()),
        }
    }

    /// Goes to any node of the history.
    pub(crate) fn go_to(&mut self, node: usize) -> Vec<Effect> {
        self.overlay = None;
        match self.history.go_to(node).cloned() {
            Some(scene) => self.restore(scene),
            None => Vec::new(),
        }
    }

    /// Shows a scene.
    pub(crate) fn restore(&mut self, scene: Scene) -> Vec<Effect> {
        self.views.events.hold(&self.data.shown);
        let filters = self.set_scene(scene);
        work(self.data.restore(filters))
    }

    /// Sets all of a scene but its filters, which are the answer.
    pub(crate) fn set_scene(&mut self, scene: Scene) -> Filters {
        self.top = scene.view;
        if scene.by != self.views.groups.by() {
            self.views.groups.set_by(scene.by);
        }
        self.views.events.list.columns.set(scene.columns);
        self.data.times = scene.times;
        self.views.set_facets(scene.facets);
        scene.filters
    }
}
