//! The views, all alive: each keeps its place while another one is on top.

pub mod detail;
pub mod event_cells;
pub mod event_columns;
pub mod event_walk;
pub mod events;
pub mod groups;
pub mod levers;
pub mod list_moves;
mod source_cells;
pub mod sources;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::action::{Action, ViewKind};
use super::data::Data;
use super::keymap::Context;
use super::outcome::Outcome;
use super::theme::Theme;
use events::{EventsView, Pane};
use groups::GroupsView;
use levers::Grip;
use sources::SourcesView;

/// Every view.
#[derive(Debug, Default)]
pub struct Views {
    /// The list of events.
    pub events: EventsView,
    /// The groups.
    pub groups: GroupsView,
    /// The files.
    pub sources: SourcesView,
}

impl Views {
    /// Carries an action out in the view on top; `None` when it means nothing there.
    pub fn update(&mut self, top: ViewKind, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        if let Some(outcomes) = levers::pull(action, || self.grip(top, data)) {
            self.events.hold(&data.shown);
            return Some(outcomes);
        }
        match top {
            ViewKind::Events => self.events.update(action, data),
            ViewKind::Groups => self.groups.update(action, data),
            ViewKind::Sources => self.sources.update(action, data),
        }
    }

    /// What the cursor is on in the view on top.
    pub fn grip(&self, top: ViewKind, data: &Data) -> Grip {
        match top {
            ViewKind::Events => self.events.grip(&data.shown),
            ViewKind::Groups => self.groups.grip(data),
            ViewKind::Sources => self.sources.grip(data),
        }
    }

    /// Draws the view on top; the answer is where the terminal's cursor belongs.
    pub fn draw(
        &mut self,
        top: ViewKind,
        area: Rect,
        buffer: &mut Buffer,
        (data, theme): (&Data, &Theme),
    ) -> Option<Position> {
        match top {
            ViewKind::Events => self.events.draw(area, buffer, data, theme),
            ViewKind::Groups => self.groups.draw(area, buffer, data, theme),
            ViewKind::Sources => self.sources.draw(area, buffer, data, theme),
        }
    }

    /// The mouse pressed at a place of the view on top.
    pub fn click(
        &mut self,
        top: ViewKind,
        area: Rect,
        position: Position,
        (data, theme): (&Data, &Theme),
    ) -> Vec<Outcome> {
        match top {
            ViewKind::Events => self.events.click(area, position, data, theme),
            ViewKind::Groups => self.groups.click(area, position, data, theme),
            ViewKind::Sources => {
                self.sources.click(area, position, theme);
                Vec::new()
            }
        }
    }

    /// The wheel turned over a place of the view on top.
    pub fn scroll(
        &mut self,
        top: ViewKind,
        area: Rect,
        position: Position,
        lines: isize,
        data: &Data,
    ) {
        match top {
            ViewKind::Events => self.events.scroll(area, position, lines, &data.shown),
            ViewKind::Groups => self.groups.scroll(lines),
            ViewKind::Sources => self.sources.scroll(lines),
        }
    }

    /// Where keys go in the view on top.
    pub fn context(&self, top: ViewKind) -> Context {
        match top {
            ViewKind::Events if self.events.focus == Pane::Detail => Context::Detail,
            ViewKind::Events => Context::Events,
            ViewKind::Groups => Context::Groups,
            ViewKind::Sources => Context::Sources,
        }
    }
}
