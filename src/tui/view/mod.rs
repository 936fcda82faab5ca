//! The views, all alive: each keeps its place while another one is on top.

pub mod actor;
pub mod column_moves;
pub mod compare;
pub mod detail;
pub mod diff;
pub mod event_areas;
pub mod event_cells;
pub mod event_columns;
pub mod event_list;
pub mod event_walk;
pub mod events;
pub mod facet_areas;
mod facet_cells;
pub mod facet_lines;
pub mod facets;
pub mod flag_lines;
pub mod groups;
pub mod levers;
pub mod list_moves;
pub mod path_cells;
pub mod resource;
pub mod sessions;
pub mod shown_columns;
mod source_cells;
pub mod sources;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::action::{Action, ViewKind};
use super::data::{Data, FacetChoice, Mode};
use super::keymap::Context;
use super::outcome::Outcome;
use super::theme::Theme;
use super::widget::label::Label;
use crate::query::Selection;
use crate::query::actor::actor_key;
use crate::store::{Field, RowId};
use crate::time::Zone;
use actor::ActorView;
use compare::CompareView;
use diff::DiffView;
use event_walk::same;
use events::{EventsView, Pane};
use facets::FacetsView;
use groups::GroupsView;
use levers::Grip;
use resource::ResourceView;
use sessions::SessionsView;
use sources::SourcesView;

/// Every view.
#[derive(Debug, Default)]
pub struct Views {
    /// The list of events.
    pub events: EventsView,
    /// The values to choose from, beside the list of events.
    pub facets: FacetsView,
    /// The groups.
    pub groups: GroupsView,
    /// The sessions and their lineage.
    pub sessions: SessionsView,
    /// The files.
    pub sources: SourcesView,
    /// A selection beside the rest.
    pub compare: CompareView,
    /// Two events beside each other.
    pub diff: DiffView,
    /// All about one resource.
    pub resource: ResourceView,
    /// All about one identity.
    pub actor: ActorView,
}

impl Views {
    /// Carries an action out in the view on top; `None` when it means nothing there.
    pub fn update(&mut self, top: ViewKind, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        if let Some(selection) = self.selection(top, action, data) {
            self.events.hold(&data.shown);
            self.compare.select(selection);
            return Some(vec![Outcome::Show(ViewKind::Compare)]);
        }
        if action == Action::Diff && top != ViewKind::Diff {
            self.events.hold(&data.shown);
            let at = self.grip(top, data).event.and_then(|place| data.shown.snapshot.find(place));
            return Some(self.diff.open(&data.shown, &self.events.chosen, at));
        }
        if action == Action::Resource && top != ViewKind::Resource {
            self.events.hold(&data.shown);
            return Some(self.resource.open(&self.grip(top, data).value));
        }
        if let Some(outcomes) = self.go(top, action, data) {
            return Some(outcomes);
        }
        if let Some(outcomes) = levers::pull(action, || self.grip(top, data)) {
            self.events.hold(&data.shown);
            return Some(outcomes);
        }
        match top {
            ViewKind::Events => self.update_events(action, data),
            ViewKind::Groups => self.groups.update(action),
            ViewKind::Sessions => self.sessions.update(action, data),
            ViewKind::Actor => self.actor.update(action, data),
            ViewKind::Sources => self.sources.update(action, data),
            ViewKind::Compare => self.compare.update(action),
            ViewKind::Diff => self.diff.update(action, &data.shown),
            ViewKind::Resource => self.resource.update(action),
        }
    }

    /// What the cursor is on in the view on top.
    pub fn grip(&self, top: ViewKind, data: &Data) -> Grip {
        match top {
            ViewKind::Events if self.events.focus == Pane::Facets => self.facets.grip(),
            ViewKind::Events => self.events.grip(&data.shown),
            ViewKind::Groups => self.groups.grip(),
            ViewKind::Sessions => self.sessions.grip(),
            ViewKind::Actor => self.actor.grip(),
            ViewKind::Sources => self.sources.grip(data),
            ViewKind::Compare => self.compare.grip(),
            ViewKind::Diff => self.diff.grip(),
            ViewKind::Resource => self.resource.grip(),
        }
    }

    /// What the cursor is on means in this case, where the view says so.
    pub fn sentence(&self, top: ViewKind, zone: Zone) -> Option<String> {
        match top {
            ViewKind::Sessions => self.sessions.sentence(zone),
            ViewKind::Actor => self.actor.sentence(),
            _ => None,
        }
    }

    /// The event that the ways to its session, its issuer and what is like it begin at.
    fn event(&self, top: ViewKind, data: &Data) -> Option<RowId> {
        let shown = &data.shown;
        match top {
            ViewKind::Events => self.events.selected(shown),
            ViewKind::Sessions => shown.snapshot.find(self.sessions.event()?),
            _ => shown.snapshot.find(self.grip(top, data).event?),
        }
    }

    /// The id of the identity that the cursor is on, or that made the event under it.
    fn actor_here(&self, top: ViewKind, data: &Data) -> Option<String> {
        // By its code: several identities can have one name.
        let actor = match top {
            ViewKind::Groups => self.groups.actor(),
            ViewKind::Compare => self.compare.actor(),
            ViewKind::Events if self.events.focus == Pane::Facets => self.facets.actor(),
            _ => None,
        };
        actor.or_else(|| actor_key(&data.shown.snapshot, self.event(top, data)?))
    }

    /// Carries out the ways that are the same from an event of any view; `None` for other actions.
    fn go(&mut self, top: ViewKind, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        let is_here = top == ViewKind::Sessions;
        match action {
            Action::Session | Action::Issuer if is_here => return None,
            Action::Actor if top == ViewKind::Actor => return None,
            Action::Open if top == ViewKind::Actor => {
                let place = self.actor.session()?;
                return Some(self.sessions.go_to_session(place, data));
            }
            Action::SameActor
            | Action::SameKey
            | Action::SameAddress
            | Action::Session
            | Action::Actor
            | Action::Issuer => {}
            _ => return None,
        }
        if action == Action::Actor
            && let Some(key) = self.actor_here(top, data)
        {
            self.events.hold(&data.shown);
            return Some(self.actor.open(key));
        }
        let Some(row) = self.event(top, data) else {
            let said = "no single event here: choose one in the list";
            return Some(vec![Outcome::Say(said.to_owned())]);
        };
        self.events.hold(&data.shown);
        let place = data.shown.snapshot.place(row);
        Some(match action {
            Action::Session => self.sessions.go_to_session(place, data),
            Action::Issuer => self.sessions.go_to_issuer(place, data),
            _ => {
                let mut outcomes = same(action, &data.shown.snapshot, row);
                if top != ViewKind::Events && matches!(outcomes[..], [Outcome::Narrow(_)]) {
                    outcomes.push(Outcome::Show(ViewKind::Events));
                }
                outcomes
            }
        })
    }

    /// The events that an action compares with others; `None` when it compares none.
    fn selection(&self, top: ViewKind, action: Action, data: &Data) -> Option<Selection> {
        let of_value = || self.grip(top, data).term.map(Selection::Passing);
        let chosen = &self.events.chosen;
        let is_list = top == ViewKind::Events && self.events.focus == Pane::List;
        match action {
            Action::CompareValue => of_value(),
            Action::Compare if top == ViewKind::Compare => None,
            Action::Compare if is_list && !chosen.is_empty() => {
                Some(Selection::Events(chosen.clone()))
            }
            Action::Compare if is_list => {
                let has_filter = data.filters().in_force(Mode::Filter).next().is_some();
                if has_filter { Some(Selection::Matched) } else { of_value() }
            }
            Action::Compare => Some(of_value().unwrap_or(Selection::Matched)),
            _ => None,
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
            ViewKind::Events => self.draw_events(area, buffer, data, theme),
            ViewKind::Groups => self.groups.draw(area, buffer, data, theme),
            ViewKind::Sessions => self.sessions.draw(area, buffer, data, theme),
            ViewKind::Actor => self.actor.draw(area, buffer, data, theme),
            ViewKind::Sources => self.sources.draw(area, buffer, data, theme),
            ViewKind::Compare => self.compare.draw(area, buffer, theme),
            ViewKind::Diff => self.diff.draw(area, buffer, data, theme),
            ViewKind::Resource => self.resource.draw(area, buffer, (data.times.zone, theme)),
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
            ViewKind::Events => self.click_events(area, position, data, theme),
            ViewKind::Groups => self.groups.click(area, position, data, theme),
            ViewKind::Sessions => self.sessions.click(area, position, data, theme),
            ViewKind::Actor => {
                self.actor.click(area, position, data, theme);
                Vec::new()
            }
            ViewKind::Sources => {
                self.sources.click(area, position, theme);
                Vec::new()
            }
            ViewKind::Compare => self.compare.click(area, position, theme),
            ViewKind::Resource => {
                self.resource.click(area, position, theme);
                Vec::new()
            }
            ViewKind::Diff => {
                self.diff.click(area, position, theme);
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
            ViewKind::Events => {
                let areas = self.facets.areas(area, self.events.focus == Pane::Facets);
                if areas.pane.contains(position) {
                    self.facets.scroll(lines);
                } else {
                    self.events.scroll(areas.rest, position, lines, &data.shown);
                }
            }
            ViewKind::Groups => self.groups.scroll(lines),
            ViewKind::Sessions => self.sessions.scroll(area, position, lines),
            ViewKind::Actor => self.actor.scroll(lines),
            ViewKind::Sources => self.sources.scroll(lines),
            ViewKind::Compare => self.compare.scroll(lines),
            ViewKind::Diff => self.diff.scroll(lines),
            ViewKind::Resource => self.resource.scroll(lines),
        }
    }

    /// Where keys go in the view on top.
    pub fn context(&self, top: ViewKind) -> Context {
        match top {
            ViewKind::Events if self.events.focus == Pane::Detail => Context::Detail,
            ViewKind::Events if self.events.focus == Pane::Facets => Context::Facets,
            ViewKind::Events => Context::Events,
            ViewKind::Groups => Context::Groups,
            ViewKind::Sessions => Context::Sessions,
            ViewKind::Actor => Context::Actor,
            ViewKind::Sources => Context::Sources,
            ViewKind::Compare => Context::Compare,
            ViewKind::Diff => Context::Diff,
            ViewKind::Resource => Context::Resource,
        }
    }

    /// Shows the values to choose from and gives them the focus.
    pub fn open_facets(&mut self) {
        self.facets.is_open = true;
        self.events.focus = Pane::Facets;
    }

    /// Lists these values beside the events; what is listed no more has no focus.
    pub fn set_facets(&mut self, choice: FacetChoice) {
        let (is_open, is_count) = (choice.is_open, choice.counted.is_some());
        self.facets.set_choice(choice);
        if is_count {
            self.events.focus = Pane::Facets;
        } else if !is_open && self.events.focus == Pane::Facets {
            self.events.focus = Pane::List;
        }
    }

    /// The field and value under the cursor, where it is on no event.
    pub fn single_value(&self, top: ViewKind) -> Option<(Field, String)> {
        match top {
            ViewKind::Events if self.events.focus == Pane::Facets => self.facets.value(),
            ViewKind::Compare => self.compare.value(),
            _ => None,
        }
    }

    fn update_events(&mut self, action: Action, data: &Data) -> Option<Vec<Outcome>> {
        let focus = self.events.focus;
        match (focus, action) {
            (Pane::Facets, Action::Facets) => {
                self.facets.close();
                self.events.focus = Pane::List;
            }
            (_, Action::Facets) => self.open_facets(),
            (Pane::List, Action::Count) => {
                let Some(field) = self.events.field() else {
                    let said = "values at a path are not counted: S sorts by them, i keeps one";
                    return Some(vec![Outcome::Say(said.to_owned())]);
                };
                match self.facets.count(field) {
                    Ok(()) => self.events.focus = Pane::Facets,
                    Err(said) => return Some(vec![Outcome::Say(said)]),
                }
            }
            (Pane::List, Action::NextPane) if self.facets.is_open && self.events.hides_detail() => {
                self.events.focus = Pane::Facets;
            }
            (Pane::Detail, Action::NextPane) if self.facets.is_open => {
                self.events.focus = Pane::Facets;
            }
            (Pane::Facets, Action::NextPane) => self.events.focus = Pane::List,
            (Pane::Facets, Action::Escape | Action::Back) if !self.facets.escape() => {
                self.events.focus = Pane::List;
            }
            (Pane::Facets, Action::Escape | Action::Back) => {}
            (Pane::Facets, _) => {
                self.events.hold(&data.shown);
                let outcomes = self.facets.update(action);
                return outcomes.or_else(|| self.events.update(action, data));
            }
            _ => return self.events.update(action, data),
        }
        Some(Vec::new())
    }

    fn draw_events(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        data: &Data,
        theme: &Theme,
    ) -> Option<Position> {
        let has_focus = self.events.focus == Pane::Facets;
        let areas = self.facets.areas(area, has_focus);
        let cursor = self.events.draw(areas.rest, buffer, data, theme);
        if areas.pane.is_empty() {
            return cursor;
        }
        let facets = self.facets.draw(areas, buffer, (theme, has_focus));
        if has_focus { facets } else { cursor }
    }

    fn click_events(
        &mut self,
        area: Rect,
        position: Position,
        data: &Data,
        theme: &Theme,
    ) -> Vec<Outcome> {
        let areas = self.facets.areas(area, self.events.focus == Pane::Facets);
        if areas.pane.contains(position) {
            self.events.focus = Pane::Facets;
            self.events.hold(&data.shown);
            return self.facets.click(areas, position);
        }
        if self.events.focus == Pane::Facets {
            self.events.focus = Pane::List;
        }
        self.events.click(areas.rest, position, data, theme)
    }
}

/// The lines of a head and the table below it; a low screen has no head.
pub(crate) fn below_head(area: Rect, n_lines: u16) -> [Rect; 2] {
    let n_lines = if area.height > n_lines + 2 { n_lines } else { 0 };
    let head = Rect { height: n_lines, ..area };
    [head, Rect { y: head.bottom(), height: area.height - n_lines, ..area }]
}

/// A rule with a title in it, above a pane.
pub(crate) fn pane_title(
    area: Rect,
    buffer: &mut Buffer,
    title: &str,
    has_focus: bool,
    theme: &Theme,
) {
    let line = Rect { height: area.height.min(1), ..area };
    for position in line.positions() {
        buffer[position].set_symbol("─").set_style(theme.faint);
    }
    let style = if has_focus { theme.focus } else { theme.header };
    let room = Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(4), ..line };
    Label::new(&format!(" {title} "), style).draw(room, buffer, theme);
}
