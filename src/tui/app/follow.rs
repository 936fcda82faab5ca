//! What the screen needs next: the event under the cursor, counts, completions.

use std::sync::Arc;

use super::App;
use crate::tui::action::ViewKind;
use crate::tui::data::Mode;
use crate::tui::effect::{Effect, Job};
use crate::tui::overlay::Overlay;
use crate::tui::strip::Strip;

impl App {
    /// Asks for what the screen needs next.
    pub(crate) fn follow(&mut self, effects: &mut Vec<Effect>) {
        let shown = &self.data.shown;
        match self.views.events.selected(shown) {
            Some(row) => {
                let place = shown.snapshot.place(row);
                if self.fetching != Some(place) {
                    self.fetching = Some(place);
                    let snapshot = Arc::clone(&shown.snapshot);
                    effects.push(Effect::Do(Job::Fetch { snapshot, row }));
                }
                self.ask_for_summary(effects);
            }
            None => {
                self.fetching = None;
                self.views.events.detail.clear();
            }
        }
        self.ask_for_weights(effects);
        self.ask_for_flags(effects);
        if matches!(self.overlay, Some(Overlay::Search)) {
            effects.extend(self.search.follow(&self.data));
        }
        if self.top == ViewKind::Sessions || self.views.sessions.is_waited_for() {
            let jobs = self.views.sessions.follow(&self.data);
            effects.extend(jobs.into_iter().map(Effect::Do));
        }
        match self.top {
            ViewKind::Sessions => {}
            ViewKind::Actor => {
                let sessions = self.views.sessions.traced(&self.data.shown.snapshot);
                let job = self.views.actor.follow(&self.data, sessions, self.screen.width);
                effects.extend(job.map(Effect::Do));
            }
            ViewKind::Events => {
                effects.extend(self.views.facets.follow(&self.data).map(Effect::Do));
                effects.extend(self.views.events.list.follow(&self.data.shown).map(Effect::Do));
                if Strip::height(self.screen.height) > 0 {
                    self.strip.follow(&self.data, self.screen.width);
                }
            }
            ViewKind::Groups => self.ask_for_groups(effects),
            ViewKind::Diff => {
                let job = self.views.diff.follow(&self.data, self.screen.width);
                effects.extend(job.map(Effect::Do));
            }
            ViewKind::Resource => {
                effects.extend(self.views.resource.follow(&self.data).map(Effect::Do));
            }
            ViewKind::Compare => {
                effects.extend(self.views.compare.follow(&self.data).map(Effect::Do));
            }
            ViewKind::Sources => {
                effects.extend(self.views.sources.follow(&self.data).map(Effect::Do));
            }
        }
    }

    /// Finds flags once all is read: of each growing snapshot it would be work for nothing.
    fn ask_for_flags(&mut self, effects: &mut Vec<Effect>) {
        let snapshot = &self.data.shown.snapshot;
        let is_asked = std::ptr::eq(self.flagging.as_ptr(), Arc::as_ptr(snapshot));
        if self.data.load.is_done && !snapshot.is_empty() && !is_asked {
            self.flagging = Arc::downgrade(snapshot);
            if snapshot.marks().is_none() {
                effects.push(Effect::Do(Job::Flag { snapshot: Arc::clone(snapshot) }));
            }
        }
    }

    fn ask_for_summary(&mut self, effects: &mut Vec<Effect>) {
        let shown = &self.data.shown;
        let Some(field) = self.views.events.field() else { return };
        let Some(row) = self.views.events.selected(shown) else { return };
        let asked = (shown.generation, field, shown.snapshot.place(row));
        if self.top == ViewKind::Events && self.summarizing != Some(asked) {
            self.summarizing = Some(asked);
            effects.push(Effect::Do(Job::Summarize {
                generation: shown.generation,
                snapshot: Arc::clone(&shown.snapshot),
                answer: Arc::clone(&shown.answer),
                field,
                row,
            }));
        }
    }

    fn ask_for_groups(&mut self, effects: &mut Vec<Effect>) {
        let by = self.views.groups.by().to_vec();
        let shown = &self.data.shown;
        let asked = Some((shown.generation, by.clone()));
        if self.views.groups.is_current(&self.data) || self.grouping == asked {
            return;
        }
        self.grouping = asked;
        effects.push(Effect::Do(Job::Group {
            generation: shown.generation,
            snapshot: Arc::clone(&shown.snapshot),
            answer: Arc::clone(&shown.answer),
            by,
        }));
    }

    /// Counts what the chips do, once the list is there.
    fn ask_for_weights(&mut self, effects: &mut Vec<Effect>) {
        let shown = &self.data.shown;
        if self.data.is_asking() || self.data.draft.is_some() || self.weighing == shown.generation {
            return;
        }
        self.weighing = shown.generation;
        let filters = self.data.filters();
        let exprs =
            |mode| filters.in_force(mode).map(|at| filters.chips[at].expr.clone()).collect();
        let job = Job::Weigh {
            generation: shown.generation,
            snapshot: Arc::clone(&shown.snapshot),
            answer: Arc::clone(&shown.answer),
            filters: exprs(Mode::Filter),
            highlights: exprs(Mode::Highlight),
        };
        if !filters.chips.is_empty() {
            effects.push(Effect::Do(job));
        }
    }
}
