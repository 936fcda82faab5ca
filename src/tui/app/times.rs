//! Ranges of time: the prompt, and the strip while the keys go there.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{App, work};
use crate::query::{Expr, Selection, Term, TimeTerm};
use crate::tui::action::{Action, ViewKind};
use crate::tui::effect::Effect;
use crate::tui::outcome::Outcome;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::times::TimePrompt;

impl App {
    /// Asks for a range of time.
    pub(crate) fn ask_for_times(&mut self) -> Vec<Effect> {
        let shown = &self.data.shown;
        let row = self.views.events.selected(shown);
        let around = row.and_then(|row| shown.snapshot.time(row));
        self.overlay = Some(Overlay::Times(TimePrompt::new(around)));
        Vec::new()
    }

    /// Keeps events of a range of time; the selected event stays selected if it can.
    pub(crate) fn keep_times(&mut self, term: Option<TimeTerm>) -> Vec<Effect> {
        self.overlay = None;
        self.views.events.hold(&self.data.shown);
        work(self.data.set_times(term))
    }

    /// Gives the keys to the strip of time.
    pub(crate) fn enter_strip(&mut self) -> Vec<Effect> {
        let shown = &self.data.shown;
        let row = self.views.events.selected(shown);
        let time = row.and_then(|row| shown.snapshot.time(row));
        if self.strip_area().is_empty() || !self.strip.enter(time) {
            return self.say("no strip of time here; t asks for a range".to_owned());
        }
        self.chip = None;
        Vec::new()
    }

    /// Whether keys go to the strip.
    pub(crate) fn is_on_strip(&self) -> bool {
        self.top == ViewKind::Events && self.strip.has_focus() && !self.strip_area().is_empty()
    }

    /// What an action means on the strip; `None` when it means what it always does.
    pub(crate) fn act_on_strip(&mut self, action: Action) -> Option<Vec<Effect>> {
        if !self.is_on_strip() {
            return None;
        }
        match action {
            Action::Left => return Some(self.step_on_strip(-1)),
            Action::Right => return Some(self.step_on_strip(1)),
            Action::Top => {
                self.strip.step(isize::MIN);
            }
            Action::Bottom => {
                self.strip.step(isize::MAX);
            }
            Action::StartRange => {
                self.strip.mark(true);
            }
            Action::KeepRange => {
                let term = self.strip.range();
                self.strip.leave();
                return Some(self.keep_times(term));
            }
            Action::ZoomIn => {
                return Some(match self.strip.closer() {
                    Some(term) => self.keep_times(Some(term)),
                    None => self.say("one bar is the closest".to_owned()),
                });
            }
            Action::ZoomOut => return Some(self.zoom_out()),
            Action::Compare => {
                let term = self.strip.range()?;
                self.strip.leave();
                let selection = Selection::Passing(Expr::Term(Term::Time(term)));
                self.views.compare.select(selection);
                return Some(self.carry_out(vec![Outcome::Show(ViewKind::Compare)]));
            }
            Action::Escape | Action::Back => {
                if !self.strip.mark(false) {
                    self.strip.leave();
                }
            }
            Action::Strip | Action::NextPane | Action::Down | Action::Up => self.strip.leave(),
            Action::Chips => {
                self.strip.leave();
                return None;
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// The next bar; at the end of what the filters leave, half of it earlier or later.
    fn step_on_strip(&mut self, by: i64) -> Vec<Effect> {
        let is_forward = by > 0;
        if self.strip.step(if is_forward { 1 } else { -1 }) {
            return Vec::new();
        }
        let snapshot = &self.data.shown.snapshot;
        if !self.strip.goes_on(snapshot, is_forward) {
            let side = if is_forward { "last" } else { "first" };
            return self.say(format!("these are the {side} events"));
        }
        let term = self.strip.wider(snapshot, Some(by));
        self.keep_times(term)
    }

    fn zoom_out(&mut self) -> Vec<Effect> {
        let snapshot = &self.data.shown.snapshot;
        if !self.strip.goes_on(snapshot, true) && !self.strip.goes_on(snapshot, false) {
            return self.say("all times are shown".to_owned());
        }
        let term = self.strip.wider(snapshot, None);
        self.keep_times(term)
    }

    /// The mouse on the strip: a press goes to a bar, drawing chooses a range. `None` elsewhere.
    pub(crate) fn mouse_on_strip(&mut self, mouse: MouseEvent) -> Option<Vec<Effect>> {
        let (area, position) = (self.strip_area(), Position::new(mouse.column, mouse.row));
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if area.contains(position) => {
                self.chip = None;
                self.strip.point(area, position, false);
                self.is_drawing = true;
            }
            MouseEventKind::Down(_) => {
                self.strip.leave();
                return None;
            }
            MouseEventKind::Drag(MouseButton::Left) if self.is_drawing => {
                self.strip.point(area, position, true);
            }
            MouseEventKind::Up(MouseButton::Left) if self.is_drawing => {
                self.is_drawing = false;
                if self.strip.has_range() {
                    let term = self.strip.range();
                    self.strip.leave();
                    return Some(self.keep_times(term));
                }
            }
            _ => return None,
        }
        Some(Vec::new())
    }
}
