//! The list under the search bar: what is being typed can become one of these.
//!
//! Names and the values of the selected event are there at once. The values of a field are counted
//! among the events that the rest of the filter keeps, beside the interface, and come when they come.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use crate::query::{
    Completing, Expr, Operand, Part, complete_names, completing, parse, paths_in, value_text,
    values_at,
};
use crate::store::Field;
use crate::text;
use crate::tui::data::Data;
use crate::tui::effect::{Effect, Job};
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;

/// The most lines of the list.
const MOST_LINES: u16 = 10;

/// Times that can be asked for, and what they mean.
const TIMES: &[(&str, &str)] = &[
    ("-15m..", "the last 15 minutes of the data"),
    ("-1h..", "the last hour"),
    ("-24h..", "the last day"),
    ("-7d..", "the last week"),
];

/// Something that can be taken.
#[derive(Debug, Clone, PartialEq)]
struct Item {
    /// What comes into the bar.
    text: String,
    /// What is said about it.
    note: String,
}

/// The list and what is chosen in it.
#[derive(Debug, Default)]
pub struct Completion {
    items: Vec<Item>,
    chosen: Option<usize>,
    completing: Option<Completing>,
    /// Whether the user asked for all names.
    is_wide: bool,
    /// The number of the last wish for values.
    wish: u64,
    /// The first line that shows.
    first: usize,
    /// Where the lines were drawn last.
    place: Rect,
}

impl Completion {
    /// Begins anew.
    pub fn clear(&mut self) {
        *self = Self { wish: self.wish, ..Self::default() };
    }

    /// Whether there is something to take.
    pub fn is_open(&self) -> bool {
        !self.items.is_empty()
    }

    /// Whether something is chosen.
    pub fn is_chosen(&self) -> bool {
        self.chosen.is_some()
    }

    /// Shows all names there are.
    pub fn widen(&mut self) {
        self.is_wide = true;
        self.completing = None;
    }

    /// Chooses the next line, or the one before; before the first none is.
    pub fn step(&mut self, is_down: bool) {
        let last = self.items.len().saturating_sub(1);
        self.chosen = match (self.chosen, is_down) {
            (None, true) => Some(0),
            (Some(at), true) => Some((at + 1).min(last)),
            (at, false) => at.and_then(|at| at.checked_sub(1)),
        };
        let at = self.chosen.unwrap_or(0);
        let height = usize::from(self.place.height).max(1);
        self.first = self.first.clamp((at + 1).saturating_sub(height), at);
    }

    /// The mouse pressed: chooses the line there; `false` when there is none.
    pub fn click(&mut self, position: Position) -> bool {
        let at = self.first + usize::from(position.y.saturating_sub(self.place.y));
        let is_there = self.place.contains(position) && at < self.items.len();
        if is_there {
            self.chosen = Some(at);
        }
        is_there
    }

    /// The wheel turned; elsewhere it turns nothing here.
    pub fn scroll(&mut self, position: Position, lines: isize) {
        if self.place.contains(position) {
            let last = self.items.len().saturating_sub(usize::from(self.place.height));
            self.first = self.first.saturating_add_signed(lines).min(last);
        }
    }

    /// Leaves the list.
    pub fn leave(&mut self) {
        self.chosen = None;
    }

    /// What the chosen line puts in the place of which bytes.
    pub fn take(&mut self) -> Option<(std::ops::Range<usize>, String)> {
        let item = self.items.get(self.chosen?)?.clone();
        let range = self.completing.as_ref()?.range.clone();
        self.clear();
        Some((range, item.text))
    }

    /// Follows the text; the answer is a wish for values.
    pub fn follow(
        &mut self,
        text: &str,
        cursor: usize,
        (data, json): (&Data, &str),
    ) -> Option<Effect> {
        let now = completing(text, cursor);
        if now == self.completing {
            return None;
        }
        let is_same_value = match (&now, &self.completing) {
            (Some(now), Some(before)) => now.what == before.what && now.what != Part::Name,
            _ => false,
        };
        self.chosen = None;
        self.first = 0;
        if !is_same_value {
            self.items.clear();
        }
        self.completing = now;
        let completing = self.completing.clone()?;
        match &completing.what {
            Part::Name if completing.typed.is_empty() && !self.is_wide => self.items.clear(),
            Part::Name => self.items = names(&completing, json),
            Part::Value(Operand::Field(Field::Time)) => self.items = times(&completing.typed),
            Part::Value(Operand::Field(field)) => return Some(self.ask(&completing, *field, data)),
            Part::Value(Operand::Path(path)) => {
                let values = values_at(json, path, &completing.typed);
                let item = |value: String| Item {
                    text: value_text(&value),
                    note: "in this event".to_owned(),
                };
                self.items = values.into_iter().map(item).collect();
            }
        }
        None
    }

    fn ask(&mut self, completing: &Completing, field: Field, data: &Data) -> Effect {
        self.wish += 1;
        let rest = parse(&completing.rest).unwrap_or_else(|_| Expr::all());
        Effect::Do(Job::Complete {
            wish: self.wish,
            snapshot: Arc::clone(&data.shown.snapshot),
            filter: data.filter_beside_draft().and(rest),
            field,
            typed: completing.typed.clone(),
        })
    }

    /// The values that were wished for; an old wish is dropped.
    pub fn completed(&mut self, wish: u64, values: Vec<(String, u32)>) {
        if wish != self.wish || self.completing.is_none() {
            return;
        }
        let item = |(value, n): (String, u32)| Item {
            text: value_text(&value),
            note: text::count(u64::from(n)),
        };
        self.items = values.into_iter().map(item).collect();
        self.chosen = self.chosen.filter(|&at| at < self.items.len());
    }

    /// Draws the list below the bar, from the column of what is being typed.
    pub fn draw(&mut self, below: Rect, buffer: &mut Buffer, theme: &Theme, x: u16) {
        self.place = Rect::default();
        if self.items.is_empty() || below.height < 3 || below.width < 40 {
            return;
        }
        let n_lines = u16::try_from(self.items.len()).unwrap_or(u16::MAX).min(MOST_LINES);
        let height = (n_lines + 2).min(below.height);
        let columns = |text: &str| u16::try_from(text::columns(text)).unwrap_or(u16::MAX);
        let widest = |of: fn(&Item) -> &str| self.items.iter().map(|item| columns(of(item))).max();
        let text_width = widest(|item| &item.text).unwrap_or(0).min(44);
        let note_width = widest(|item| &item.note).unwrap_or(0).min(60);
        let width = (text_width + note_width + 5).max(26).min(below.width);
        let x = x.min(below.right().saturating_sub(width)).max(below.x);
        let title = if self.is_chosen() { "→ takes  Esc leaves" } else { "↓ chooses" };
        let inner = popup::draw(Rect { x, width, height, ..below }, buffer, theme, title);
        self.place = inner;
        self.first = self.first.min(self.items.len().saturating_sub(usize::from(inner.height)));
        let items = self.items.iter().enumerate().skip(self.first);
        for ((index, item), line) in items.zip(inner.rows()) {
            if self.chosen == Some(index) {
                buffer.set_style(line, theme.cell);
            }
            let text_area = Rect { x: line.x + 1, width: text_width.min(line.width - 1), ..line };
            Label::new(&item.text, theme.read).draw(text_area, buffer, theme);
            let room = line.width.saturating_sub(text_width + 2);
            let note = Rect { x: text_area.right() + 1, width: room, ..line };
            let note = if self.is_count() { right(note, columns(&item.note)) } else { note };
            Label::new(&item.note, theme.faint).draw(note, buffer, theme);
        }
    }

    fn is_count(&self) -> bool {
        matches!(&self.completing, Some(c) if matches!(c.what, Part::Value(Operand::Field(f)) if f != Field::Time))
    }
}

/// The last columns of an area, less one.
fn right(area: Rect, columns: u16) -> Rect {
    let width = columns.min(area.width.saturating_sub(1));
    Rect { x: area.right() - width - u16::from(area.width > width), width, ..area }
}

/// Fields, members of records, and the paths of the selected event.
fn names(completing: &Completing, json: &str) -> Vec<Item> {
    let typed = completing.typed.to_lowercase();
    let known = complete_names(&completing.typed);
    let known = known.into_iter().map(|(name, help)| (name.to_owned(), help.to_owned()));
    let is_fitting = |(name, _): &(String, String)| {
        typed.len() >= 3 && name.to_lowercase().contains(&typed) && Field::named(name).is_none()
    };
    let paths = paths_in(json).into_iter().map(|(path, value)| (path.to_string(), value));
    let paths: Vec<(String, String)> = paths.filter(is_fitting).collect();
    known
        .chain(paths)
        .take(200)
        .map(|(name, note)| Item { text: format!("{name}:"), note })
        .collect()
}

fn times(typed: &str) -> Vec<Item> {
    let fitting = TIMES.iter().filter(|(text, _)| text.starts_with(typed));
    fitting
        .map(|(text, note)| Item { text: (*text).to_owned(), note: (*note).to_owned() })
        .collect()
}
