//! The line of filters: chips with what each removes, the order, how many events are left.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Line, search_state};
use crate::text;
use crate::tui::action::Action;
use crate::tui::data::history::sort_text;
use crate::tui::data::{Chip, Data, Mode};
use crate::tui::keymap::{Context, Keymap};
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;

/// What chips remove and find, as counted last.
#[derive(Debug)]
pub(crate) struct Weights {
    /// The chips that were counted.
    pub(crate) of: Vec<Chip>,
    /// Whether all were off.
    pub(crate) is_off: bool,
    /// Of each chip in force how many events it removes, or sets off.
    pub(crate) counts: Vec<Option<usize>>,
}

/// What the line shows.
#[derive(Clone, Copy)]
pub(crate) struct ChipLine<'a> {
    pub(crate) data: &'a Data,
    pub(crate) weights: Option<&'a Weights>,
    /// How often one can undo and redo.
    pub(crate) history: (usize, usize),
    /// The keys, and where they go.
    pub(crate) keys: (&'a Keymap, Context),
    /// The chip that has the focus.
    pub(crate) focus: Option<usize>,
}

/// A chip with the columns that it takes.
struct Placed {
    index: usize,
    text: String,
    x: u16,
    width: u16,
}

/// Columns kept for how many chips are out of sight, at either end.
const MARK: u16 = 4;

impl ChipLine<'_> {
    fn weight(&self, index: usize) -> Option<usize> {
        let weights = self.weights?;
        let filters = self.data.filters();
        let is_current = weights.of == filters.chips && weights.is_off == filters.is_off;
        weights.counts.get(index).copied().flatten().filter(|_| is_current)
    }

    fn text(&self, index: usize, chip: &Chip, most: usize) -> String {
        let sign = match chip.mode {
            _ if chip.is_off || self.data.filters().is_off => "off ",
            Mode::Filter => "",
            Mode::Highlight => "highlight ",
        };
        let weight = match (self.weight(index), chip.mode) {
            (None, _) => String::new(),
            (Some(n), Mode::Filter) => format!(" −{}", text::count(n as u64)),
            (Some(n), Mode::Highlight) => format!(" ={}", text::count(n as u64)),
        };
        format!("[{} {sign}{}{weight}]", index + 1, text::truncate_middle(&chip.text, most))
    }

    /// The chips in sight: those up to the one that has the focus, without one up to the newest.
    fn placed(&self, area: Rect) -> Vec<Placed> {
        let chips = self.data.chips();
        let most = usize::from(area.width / 2).max(12);
        let texts: Vec<String> =
            chips.iter().enumerate().map(|(at, chip)| self.text(at, chip, most)).collect();
        let width = |text: &String| u16::try_from(text::columns(text) + 1).unwrap_or(u16::MAX);
        let wanted = self.focus.unwrap_or(chips.len().saturating_sub(1));
        let room = area.width.saturating_sub(MARK);
        let mut first = wanted.min(chips.len());
        let mut used = texts.get(wanted).map_or(0, width);
        while first > 0 {
            let left = if first > 1 { MARK } else { 0 };
            let more = width(&texts[first - 1]);
            if used.saturating_add(more).saturating_add(left) > room {
                break;
            }
            (used, first) = (used + more, first - 1);
        }
        let mut x = area.x + if first > 0 { MARK } else { 0 };
        let mut placed = Vec::new();
        for (index, text) in texts.into_iter().enumerate().skip(first) {
            let is_last = index + 1 == chips.len();
            let end = area.right().saturating_sub(if is_last { 0 } else { MARK });
            let width = width(&text);
            if index > wanted && x.saturating_add(width) > end {
                break;
            }
            let width = width.min(end.saturating_sub(x));
            placed.push(Placed { index, text, x, width });
            x += width;
        }
        placed
    }
}

/// Draws the line; the answer is where the chip with the focus begins.
pub(crate) fn draw_chips(
    area: Rect,
    buffer: &mut Buffer,
    shown: &ChipLine<'_>,
    theme: &Theme,
) -> Option<Position> {
    let rest = draw_counts(area, buffer, shown, theme);
    let data = shown.data;
    let mut line = Line::new(rest, buffer, theme);
    if let Some(around) = data.filters().around {
        let zone = data.times.zone;
        let time = around.place.time.map_or("an event".to_owned(), |time| zone.clock(time));
        line.left(&format!("±{} around {time}, unfiltered; q back ", around.n_each), theme.chip);
        return None;
    }
    if data.chips().is_empty() {
        line.left("no filters", theme.faint);
        return None;
    }
    let placed = shown.placed(rest);
    let n_chips = data.chips().len();
    let first = placed.first().map_or(0, |chip| chip.index);
    if first > 0 {
        Label::new(&format!("‹{first}"), theme.faint).draw(rest, buffer, theme);
    }
    let mut end = rest.x;
    for chip in &placed {
        let is_off = data.filters().is_off || data.chips()[chip.index].is_off;
        let style = match (shown.focus == Some(chip.index), is_off) {
            (true, _) => theme.cell,
            (false, true) => theme.faint,
            (false, false) => theme.chip,
        };
        let place = Rect { x: chip.x, width: chip.width.saturating_sub(1), ..rest };
        Label::new(&chip.text, style).draw(place, buffer, theme);
        end = chip.x + chip.width;
    }
    let last = placed.last().map_or(n_chips, |chip| chip.index + 1);
    let left = Rect { x: end, width: rest.right().saturating_sub(end), ..rest };
    if last < n_chips {
        Label::new(&format!("{}›", n_chips - last), theme.faint).draw(left, buffer, theme);
    } else if data.filters().is_off {
        Label::new("0 on", theme.faint).draw(left, buffer, theme);
    }
    let focus = placed.iter().find(|chip| Some(chip.index) == shown.focus)?;
    Some(Position::new(focus.x, rest.y))
}

/// The chip at a place of the line.
pub(crate) fn chip_at(
    area: Rect,
    position: Position,
    shown: &ChipLine<'_>,
    theme: &Theme,
) -> Option<usize> {
    if !area.contains(position) || shown.data.filters().around.is_some() {
        return None;
    }
    let rest = draw_counts(area, &mut Buffer::empty(area), shown, theme);
    let is_there = |chip: &Placed| (chip.x..chip.x + chip.width).contains(&position.x);
    shown.placed(rest).into_iter().find(is_there).map(|chip| chip.index)
}

/// What stands at the right; the answer is the room that is left.
fn draw_counts(area: Rect, buffer: &mut Buffer, shown: &ChipLine<'_>, theme: &Theme) -> Rect {
    let data = shown.data;
    let mut line = Line::new(area, buffer, theme);
    line.left(" ", theme.read);
    let n_shown = data.shown.answer.rows.len() as u64;
    let n_all = data.shown.snapshot.len() as u64;
    let (n_undo, n_redo) = shown.history;
    let (keymap, here) = shown.keys;
    let key = |action: Action| {
        let key = keymap.key_of(here, action);
        key.map_or(String::new(), |key| format!(" {key} {} ", action.spec().label))
    };
    if n_undo > 0 && area.width >= 60 {
        line.right(&key(Action::Undo), theme.faint);
    }
    if n_redo > 0 && area.width >= 60 {
        line.right(&key(Action::Redo), theme.faint);
    }
    if let Some(state) = search_state(data) {
        line.right(&format!(" {state} "), theme.bar);
    }
    let share = text::percent(n_shown, n_all);
    let counts = format!("{} of {} ({share}%)  ", text::count(n_shown), text::count(n_all));
    line.right(&counts, theme.header);
    if let Some(hits) = &data.shown.hits {
        line.right(&format!(" {} set off, n next  ", text::count(hits.count() as u64)), theme.bar);
    }
    if !data.sort().is_empty() {
        line.right(&format!(" by {}  ", sort_text(data.sort())), theme.faint);
    }
    line.rest
}
