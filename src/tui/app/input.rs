//! Keys, pasted text and the mouse: who gets them, and what they mean there.

use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::App;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, KeyPress, Lookup};
use crate::tui::overlay::Overlay;

impl App {
    pub(crate) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.said.clear();
        if self.is_finding_value() && self.views.facets.type_key(key) {
            return Vec::new();
        }
        let outcomes = match &mut self.overlay {
            Some(overlay) => overlay.key(key).unwrap_or_else(|| self.search.key(key)),
            None => return self.bound_key(key),
        };
        self.carry_out(outcomes)
    }

    fn bound_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if self.pressed.is_empty() && self.goes_to_chip(key) {
            return Vec::new();
        }
        self.pressed.push(KeyPress::from(key));
        let here = self.context();
        match self.keymap.lookup(here, &self.pressed) {
            Lookup::Prefix => return Vec::new(),
            Lookup::Unbound => self.pressed.clear(),
            Lookup::Action(action) => {
                self.pressed.clear();
                if action != Action::Interrupt {
                    self.is_interrupted = false;
                }
                return self.act(action);
            }
        }
        Vec::new()
    }

    /// Whether keys are letters of the text that values are searched for.
    pub(crate) fn is_finding_value(&self) -> bool {
        let has_keys = self.overlay.is_none() && self.context() == Context::Facets;
        has_keys && self.views.facets.is_typing()
    }

    /// Where keys go.
    pub(crate) fn context(&self) -> Context {
        match self.chip {
            Some(_) => Context::Chips,
            None if self.is_on_strip() => Context::Strip,
            None => self.views.context(self.top),
        }
    }

    pub(crate) fn paste(&mut self, text: &str) -> Vec<Effect> {
        if self.is_finding_value() {
            self.views.facets.paste(text);
            return Vec::new();
        }
        let outcomes = match &mut self.overlay {
            Some(Overlay::Search) => self.search.paste(text),
            Some(Overlay::Commands(commands)) => {
                commands.paste(text);
                Vec::new()
            }
            Some(Overlay::Times(prompt)) => {
                prompt.paste(text);
                Vec::new()
            }
            Some(Overlay::Fields(fields)) => {
                fields.paste(text);
                Vec::new()
            }
            Some(Overlay::Views(views)) => {
                views.paste(text);
                Vec::new()
            }
            Some(_) | None => Vec::new(),
        };
        self.carry_out(outcomes)
    }

    pub(crate) fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.mouse_on_overlay(mouse);
        }
        if let Some(effects) = self.mouse_on_strip(mouse) {
            return effects;
        }
        let position = Position::new(mouse.column, mouse.row);
        let area = self.body();
        let outcomes = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if !area.contains(position) => {
                return self.click_chrome(position);
            }
            MouseEventKind::Down(MouseButton::Left) => {
                self.chip = None;
                self.views.click(self.top, area, position, (&self.data, &self.theme))
            }
            kind => {
                if let Some(lines) = wheel(kind) {
                    self.views.scroll(self.top, area, position, lines, &self.data);
                }
                Vec::new()
            }
        };
        self.carry_out(outcomes)
    }

    fn mouse_on_overlay(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        let Some(Overlay::Search) = self.overlay else { return Vec::new() };
        let position = Position::new(mouse.column, mouse.row);
        let outcomes = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.search.click(position),
            kind => {
                if let Some(lines) = wheel(kind) {
                    self.search.scroll(position, lines);
                }
                Vec::new()
            }
        };
        self.carry_out(outcomes)
    }
}

/// How many lines the wheel turned by, down if positive.
fn wheel(kind: MouseEventKind) -> Option<isize> {
    match kind {
        MouseEventKind::ScrollDown => Some(3),
        MouseEventKind::ScrollUp => Some(-3),
        _ => None,
    }
}
