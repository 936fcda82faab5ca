//! The screen: which part stands where. Drawing changes nothing but scroll offsets.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::action::{Action, ViewKind};
use super::app::App;
use super::chrome::{self, ChipLine};
use super::data::Mode;
use super::overlay::Overlay;
use super::strip::Strip;

/// The parts of the screen, top to bottom; on a small screen only the body and the status remain.
#[derive(Debug, Clone, Copy)]
struct Parts {
    header: Rect,
    chips: Rect,
    strip: Rect,
    body: Rect,
    status: Rect,
    keys: Rect,
}

impl Parts {
    fn of(screen: Rect, top: ViewKind) -> Self {
        let is_small = screen.height < 10 || screen.width < 40;
        let strip = if top == ViewKind::Events { Strip::height(screen.height) } else { 0 };
        let heights =
            if is_small { [0, 0, 0, u16::from(screen.height > 1), 0] } else { [1, 1, strip, 1, 1] };
        let body = screen.height - heights.iter().sum::<u16>();
        let mut y = screen.y;
        let mut next = |height: u16| {
            let part = Rect { y, height, ..screen };
            y += height;
            part
        };
        let [header, chips, strip, status, keys] = heights;
        Self {
            header: next(header),
            chips: next(chips),
            strip: next(strip),
            body: next(body),
            status: next(status),
            keys: next(keys),
        }
    }
}

impl App {
    /// Where the strip of time stands; empty when there is none.
    pub(crate) fn strip_area(&self) -> Rect {
        Parts::of(self.screen, self.top).strip
    }

    /// Where the view on top stands.
    pub(crate) fn body(&self) -> Rect {
        Parts::of(self.screen, self.top).body
    }

    /// Draws everything; the answer is where the terminal's cursor belongs.
    pub fn draw(&mut self, screen: Rect, buffer: &mut Buffer) -> Option<Position> {
        if screen.is_empty() {
            return None;
        }
        let parts = Parts::of(screen, self.top);
        let theme = self.theme.clone();
        if !parts.header.is_empty() {
            chrome::draw_header(parts.header, buffer, (&self.data, self.top), &theme);
        }
        let is_searching = matches!(self.overlay, Some(Overlay::Search));
        let (mut chip, mut strip) = (None, None);
        if !parts.chips.is_empty() && !is_searching {
            chip = chrome::draw_chips(parts.chips, buffer, &self.chip_line(), &theme);
        }
        if !parts.strip.is_empty() {
            let selected = self.views.events.selected(&self.data.shown);
            strip = self.strip.draw(parts.strip, buffer, (&self.data, selected), &theme);
        }
        let mut cursor = self.views.draw(self.top, parts.body, buffer, (&self.data, &theme));
        let is_about_rows = !matches!(
            self.top,
            ViewKind::Sources | ViewKind::Diff | ViewKind::Resource | ViewKind::Actor
        );
        if is_about_rows && self.data.shown.answer.rows.is_empty() {
            chrome::draw_nothing(parts.body, buffer, (&self.data, &self.keymap), &theme);
        }
        cursor = chip.or(strip).or(cursor);
        self.draw_foot(parts, buffer);
        if is_searching {
            let place =
                if parts.chips.is_empty() { Rect { height: 1, ..screen } } else { parts.chips };
            let below =
                Rect { y: place.bottom(), height: screen.bottom() - place.bottom(), ..screen };
            let below = if parts.chips.is_empty() { Rect::default() } else { below };
            cursor = self.draw_search((place, below), buffer);
        } else if let Some(overlay) = &mut self.overlay {
            cursor = overlay.draw(screen, buffer, &theme);
        } else if !self.pressed.is_empty() {
            let here = self.context();
            let grip = self.views.grip(self.top, &self.data);
            let pressed: String = self.pressed.iter().map(ToString::to_string).collect();
            let is_lever = self.keymap.prefix_of(here, Action::OrValue) == Some(pressed);
            let value = if is_lever { grip.value.as_str() } else { "" };
            let keys = (&self.keymap, here, &self.pressed[..]);
            chrome::draw_which_key(parts.body, buffer, keys, value, &theme);
        }
        cursor
    }

    fn chip_line(&self) -> ChipLine<'_> {
        ChipLine {
            data: &self.data,
            weights: self.weights.as_ref(),
            history: self.history.depths(),
            keys: (&self.keymap, self.context()),
            focus: self.chip,
        }
    }

    /// The chip at a place of the screen.
    pub(crate) fn chip_at(&self, position: Position) -> Option<usize> {
        let chips = Parts::of(self.screen, self.top).chips;
        chrome::chip_at(chips, position, &self.chip_line(), &self.theme)
    }

    /// What the key at a place of the last line does.
    pub(crate) fn hint_at(&self, position: Position) -> Option<Action> {
        let keys = Parts::of(self.screen, self.top).keys;
        chrome::hint_at(keys, position, (&self.keymap, self.context()))
    }

    fn draw_foot(&self, parts: Parts, buffer: &mut Buffer) {
        let theme = &self.theme;
        let shown = &self.data.shown;
        let events = &self.views.events;
        let row = events.selected(shown).filter(|_| self.top == ViewKind::Events);
        let column = events.list.columns.operand();
        let value = row.map(|row| events.list.text(shown, row, column).unwrap_or("…".into()));
        let asked = row.zip(events.field());
        let asked = asked.map(|(row, field)| (shown.generation, field, shown.snapshot.place(row)));
        let summary = self.summary.as_ref().filter(|(of, _)| Some(*of) == asked).map(|(_, s)| s);
        let facet = self.views.single_value(self.top);
        let name = column.name();
        let value = match (&facet, value.as_deref()) {
            (Some((field, value)), _) => Some((field.spec().name, value.as_str())),
            (None, value) => value.map(|value| (&*name, value)),
        };
        let zone = self.data.times.zone;
        let strip = self.is_on_strip().then(|| self.strip.text(zone)).flatten();
        let meant = strip.or_else(|| self.views.sentence(self.top, self.data.times.zone));
        let said = meant.filter(|_| self.said.is_empty());
        let status = chrome::Status {
            said: said.as_ref().unwrap_or(&self.said),
            value,
            summary: summary.filter(|_| facet.is_none()),
            zone,
            position: row.map(|_| (events.position(), shown.answer.rows.len())),
        };
        if !parts.status.is_empty() {
            chrome::draw_status(parts.status, buffer, &status, theme);
        }
        if !parts.keys.is_empty() && matches!(self.overlay, Some(Overlay::Search)) {
            chrome::draw_bar_keys(parts.keys, buffer, theme);
        } else if !parts.keys.is_empty() && self.is_finding_value() {
            chrome::draw_find_keys(parts.keys, buffer, theme);
        } else if !parts.keys.is_empty() {
            let here = self.context();
            chrome::draw_keys(parts.keys, buffer, (&self.keymap, here), theme);
        }
    }

    fn draw_search(
        &mut self,
        (area, below): (Rect, Rect),
        buffer: &mut Buffer,
    ) -> Option<Position> {
        let shown = &self.data.shown;
        let count = |n: usize| crate::text::count(n as u64);
        let mode = self.data.draft.as_ref().map_or(Mode::Filter, |draft| draft.mode);
        let state = chrome::search_state(&self.data).map_or(String::new(), |s| format!("{s}  "));
        let said = match (mode, &shown.hits) {
            (Mode::Filter, _) if self.search.text().is_empty() => {
                "fuzzy  'exact  !not  /re/  *whole record  field:value  ↓ fields  F1 help "
                    .to_owned()
            }
            (Mode::Highlight, Some(hits)) => {
                format!(
                    "{state}{} of {} set off  Tab filters ",
                    count(hits.count()),
                    count(shown.answer.rows.len())
                )
            }
            (Mode::Highlight, None) => "sets off what matches, keeps all  Tab filters ".to_owned(),
            (Mode::Filter, _) => format!(
                "{state}{} of {}  Enter keeps  Tab highlights  Esc restores ",
                count(shown.answer.rows.len()),
                count(shown.snapshot.len())
            ),
        };
        let error = self.data.draft.as_ref().and_then(|draft| draft.error.as_ref());
        Clear.render(area, buffer);
        let cursor = self.search.draw(area, buffer, &self.theme, (mode, error, &said));
        self.search.draw_popup(below, buffer, &self.theme, cursor);
        cursor
    }
}
