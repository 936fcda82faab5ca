//! The lines around a view: what is open, what is filtered, what the cursor is on, which keys work.

mod chips;
mod keys;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(crate) use chips::{ChipLine, Weights, chip_at, draw_chips};
pub(crate) use keys::{draw_bar_keys, draw_find_keys, draw_keys, draw_which_key, hint_at};

use super::action::{Action, ViewKind};
use super::data::{Data, LoadState};
use super::keymap::{Context, Keymap};
use super::theme::Theme;
use super::widget::label::Label;
use crate::query::ValueSummary;
use crate::text;
use crate::time::{TimesShown, Timestamp, Zone};

/// Draws texts one after the other, from the left and from the right, never over each other.
pub(crate) struct Line<'b> {
    pub(crate) rest: Rect,
    buffer: &'b mut Buffer,
    theme: &'b Theme,
}

impl<'b> Line<'b> {
    pub(crate) fn new(area: Rect, buffer: &'b mut Buffer, theme: &'b Theme) -> Self {
        Self { rest: area, buffer, theme }
    }

    pub(crate) fn left(&mut self, text: &str, style: Style) {
        let used = Label::new(text, style).draw(self.rest, self.buffer, self.theme);
        self.rest.x += used;
        self.rest.width -= used;
    }

    /// Only if it fits whole: half a sentence at the right misleads.
    pub(crate) fn right(&mut self, text: &str, style: Style) {
        let width = u16::try_from(text::columns(text)).unwrap_or(u16::MAX);
        if width <= self.rest.width {
            self.rest.width -= width;
            let area = Rect { x: self.rest.right(), width, ..self.rest };
            Label::new(text, style).draw(area, self.buffer, self.theme);
        }
    }
}

/// Below this width the first line leaves out what can be known otherwise.
const NARROW: u16 = 70;

/// What is open and how far the load is.
pub(crate) fn draw_header(
    area: Rect,
    buffer: &mut Buffer,
    (data, top): (&Data, ViewKind),
    theme: &Theme,
) {
    let mut line = Line::new(area, buffer, theme);
    line.left(" trailglass", theme.header);
    line.left(" │ ", theme.faint);
    if top != ViewKind::Events {
        line.left(&format!("{} ", top.name().to_uppercase()), theme.header);
    }
    let load = &data.load;
    line.right(" ?help ", theme.key);
    let is_usual = data.times == TimesShown::default();
    if load.is_done && area.width < NARROW {
        // The name and the number of events matter more, and a zone that is not expected.
    } else if load.is_done {
        let state = if load.is_cancelled { "stopped after" } else { "loaded" };
        line.right(&format!("  {state} {} ", text::duration(load.elapsed)), theme.faint);
    } else {
        line.right(&format!(" {} ", progress(load)), theme.bar);
    }
    if !is_usual || area.width >= NARROW {
        let style = if is_usual { theme.faint } else { theme.header };
        line.right(&format!(" {}", zone_text(data)), style);
    }
    if load.n_failures + load.n_rejected > 0 {
        let n_rejected = if load.n_rejected == 0 {
            String::new()
        } else {
            format!(", {} records refused", text::count(load.n_rejected))
        };
        let said =
            format!(" ! {} files not read whole{n_rejected} (7) ", text::count(load.n_failures));
        line.right(&said, theme.error);
    }
    let snapshot = &data.shown.snapshot;
    let zone = data.times.zone;
    let span = snapshot.span().map_or(String::new(), |(first, last)| {
        let day = zone.date(first);
        format!("  {day} {}–{}", zone.clock(first), clock_after(last, &day, zone))
    });
    let copies = match snapshot.duplicates().len() as u64 {
        0 => String::new(),
        n => format!("  {} copies", text::count(n)),
    };
    line.left(&data.title, theme.read);
    let files = text::count(load.n_logs);
    line.left(
        &format!("  {files} files  {} events{copies}", text::count(snapshot.len() as u64)),
        theme.read,
    );
    line.left(&span, theme.faint);
}

/// A time of day, after its date unless that is `date`.
pub(crate) fn clock_after(time: Timestamp, date: &str, zone: Zone) -> String {
    let (own, clock) = (zone.date(time), zone.clock(time));
    if own == date { clock } else { format!("{own} {clock}") }
}

/// The zone of the times on the screen, with its distance from UTC in the data.
fn zone_text(data: &Data) -> String {
    let zone = data.times.zone;
    let delta = if data.times.is_delta { " Δ" } else { "" };
    let offsets = match (zone, data.shown.snapshot.span()) {
        (Zone::Named(_) | Zone::System, Some((first, last))) => {
            let (first, last) = (zone.offset_text(first), zone.offset_text(last));
            if first == last { format!(" {first}") } else { format!(" {first}…{last}") }
        }
        _ => String::new(),
    };
    format!("{zone}{offsets}{delta}")
}

fn progress(load: &LoadState) -> String {
    let seconds = load.elapsed.as_secs_f64().max(0.001);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate for people"
    )]
    let rate = (load.n_inflated as f64 / seconds) as u64;
    let of = if load.is_all_found { "of" } else { "of at least" };
    format!(
        "reading {} {of} {} files  {}  {} records  {}/s  ^c stop",
        text::count(load.n_files),
        text::count(load.n_found.max(load.n_files)),
        text::bytes(load.n_bytes),
        text::count(load.n_records),
        text::bytes(rate)
    )
}

/// How far the search is; `None` when all is found.
pub(crate) fn search_state(data: &Data) -> Option<String> {
    if let Some(searched) = data.searching() {
        return Some(format!("searching {} %", searched.percent()));
    }
    if let Some(read) = data.sorting() {
        return Some(format!("sorting {} %", read.percent()));
    }
    if data.is_asking() {
        return Some("…".to_owned());
    }
    data.shown.searched.map(|searched| format!("stopped at {} %", searched.percent()))
}

/// What the cursor is on.
#[derive(Debug, Default)]
pub(crate) struct Status<'a> {
    /// What was said last; stands before everything else.
    pub(crate) said: &'a str,
    /// The field and its value.
    pub(crate) value: Option<(&'a str, &'a str)>,
    /// What the value means in this case.
    pub(crate) summary: Option<&'a ValueSummary>,
    /// In which zone times are shown.
    pub(crate) zone: Zone,
    /// The selected row and the number of rows.
    pub(crate) position: Option<(usize, usize)>,
}

/// What the cell under the cursor means in this case, or what was said last.
pub(crate) fn draw_status(area: Rect, buffer: &mut Buffer, status: &Status<'_>, theme: &Theme) {
    let mut line = Line::new(area, buffer, theme);
    if let Some((row, n_rows)) = status.position.filter(|(_, n_rows)| *n_rows > 0) {
        let share = (row + 1) * 100 / n_rows;
        let text = format!(
            " row {}/{}  {share}% ",
            text::count(row as u64 + 1),
            text::count(n_rows as u64)
        );
        line.right(&text, theme.faint);
    }
    if !status.said.is_empty() {
        line.left(&format!(" {}", status.said), theme.header);
        return;
    }
    let Some((name, value)) = status.value else { return };
    line.left(&format!(" {name} "), theme.faint);
    let room = usize::from(line.rest.width / 2).max(8);
    line.left(
        &text::truncate_middle(if value.is_empty() { "(none)" } else { value }, room),
        theme.header,
    );
    if let Some(summary) = status.summary {
        line.left(&format!("  {}", summary_text(summary, status.zone)), theme.read);
    }
}

fn summary_text(summary: &ValueSummary, zone: Zone) -> String {
    let shown = text::count(u64::from(summary.in_matched));
    let all = text::count(u64::from(summary.in_all));
    let who = match (&summary.actor, summary.n_actors) {
        (Some(actor), _) => format!(", all by {actor}"),
        (None, n) => format!(", by {} actors", text::count(u64::from(n))),
    };
    let when = match (summary.first, summary.last) {
        (Some(first), Some(last)) if first == last => {
            format!("  {} {}", zone.date(first), zone.clock(first))
        }
        (Some(first), Some(last)) if zone.date(first) == zone.date(last) => {
            format!("  {} {}–{}", zone.date(first), zone.clock(first), zone.clock(last))
        }
        (Some(first), Some(last)) => format!("  {}–{}", zone.date(first), zone.date(last)),
        _ => String::new(),
    };
    format!("{all} in case, {shown} shown{who}{when}")
}

/// What stands in the place of a list without rows.
pub(crate) fn draw_nothing(
    area: Rect,
    buffer: &mut Buffer,
    (data, keymap): (&Data, &Keymap),
    theme: &Theme,
) {
    let key = |action| keymap.key_of(Context::Events, action).unwrap_or_default();

    let said = match (data.shown.snapshot.is_empty(), data.load.is_done) {
        (true, false) => "reading…".to_owned(),
        (true, true) if data.load.n_files == 0 => {
            format!("no files here; {} quits", key(Action::Quit))
        }
        (true, true) => {
            format!("no CloudTrail events in these files; {} says why", key(Action::Sources))
        }
        (false, _) if data.searching().is_some() => {
            format!("nothing found yet; {} stops the search", key(Action::Interrupt))
        }
        (false, _) if data.shown.searched.is_some() => {
            "nothing found in the part that was searched".to_owned()
        }
        (false, _) if data.draft.is_some() => "no event passes; Esc restores the list".to_owned(),
        (false, _) => format!(
            "no event passes the filters; {} undoes, {} switches them off",
            key(Action::Undo),
            key(Action::ToggleFilters)
        ),
    };
    let why = &data.shown.answer.why_empty;
    let lines = why.iter().map(|line| (line, theme.read)).chain([(&said, theme.faint)]);
    let n_lines = u16::try_from(why.len() + 1).unwrap_or(u16::MAX).min(area.height);
    let below = Rect { y: area.bottom() - (area.height - n_lines).div_ceil(2) - n_lines, ..area };
    // What to press comes last, and first when there is no room for all.
    let n_skipped = why.len() + 1 - usize::from(n_lines);
    for ((line, style), row) in lines.skip(n_skipped).zip(below.rows()) {
        let width = u16::try_from(text::columns(line)).unwrap_or(u16::MAX).min(row.width);
        let place = Rect { x: row.x + (row.width - width) / 2, width, ..row };
        Label::new(line, style).draw(place, buffer, theme);
    }
}
