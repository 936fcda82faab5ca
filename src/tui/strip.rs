//! The strip of time above the list: how many events when, failures at the foot, writes above them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::chrome::clock_after;
use super::data::Data;
use super::theme::Theme;
use super::widget::bars;
use super::widget::label::Label;
use crate::query::{Histogram, TimeTerm, histogram};
use crate::store::{RowId, Snapshot};
use crate::text;
use crate::time::{TimeRange, Timestamp, Zone};

/// Counts of the events that are shown, for a width.
#[derive(Debug, Default)]
pub(crate) struct Strip {
    counts: Option<Histogram>,
    /// Of which answer, for how many buckets, in which range.
    made_of: Option<(u64, u16, TimeRange)>,
    /// What the filters leave of time: the strip shows no more.
    window: TimeRange,
    focus: Option<Focus>,
}

/// Where the keys are, while they go to the strip. Times, not buckets: these change with the filter.
#[derive(Debug, Clone, Copy)]
struct Focus {
    cursor: Timestamp,
    /// The other end of the range that is being chosen.
    anchor: Option<Timestamp>,
}

impl Strip {
    /// Rows of the strip on a screen of this height; none on a low one.
    pub(crate) fn height(screen: u16) -> u16 {
        match screen {
            0..20 => 0,
            20..30 => 1,
            30..44 => 4,
            _ => 6,
        }
    }

    /// Counts anew when the answer, the width or the range of the filters has changed.
    pub(crate) fn follow(&mut self, data: &Data, width: u16) {
        let shown = &data.shown;
        let window = data.filters().times(&shown.snapshot);
        let made_of = Some((shown.generation, width, window));
        if self.made_of == made_of {
            return;
        }
        (self.made_of, self.window) = (made_of, window);
        let answer = &shown.answer;
        let counted = (&answer.matched, &answer.failed, &answer.written);
        let buckets = usize::from(width.saturating_sub(2).max(1));
        let counts = histogram(&shown.snapshot, counted, window, buckets);
        self.counts = (!counts.counts.is_empty()).then_some(counts);
    }

    /// Whether keys go here.
    pub(crate) fn has_focus(&self) -> bool {
        self.focus.is_some() && self.counts.is_some()
    }

    /// Takes the keys, beginning at a time; `false` when there is nothing to choose from.
    pub(crate) fn enter(&mut self, time: Option<Timestamp>) -> bool {
        let Some(counts) = &self.counts else { return false };
        let cursor = time.filter(|&time| counts.bucket_of(time).is_some()).unwrap_or(counts.start);
        self.focus = Some(Focus { cursor, anchor: None });
        true
    }

    /// Gives the keys back.
    pub(crate) fn leave(&mut self) {
        self.focus = None;
    }

    /// Starts a range at the cursor, or forgets where it started; `false` when there was none.
    pub(crate) fn mark(&mut self, is_on: bool) -> bool {
        let Some(focus) = &mut self.focus else { return false };
        let had_anchor = focus.anchor.is_some();
        focus.anchor = is_on.then_some(focus.cursor);
        had_anchor
    }

    /// Moves the cursor by bars; `false` when it stands at the end already.
    pub(crate) fn step(&mut self, n: isize) -> bool {
        let (Some(counts), Some(focus)) = (&self.counts, &mut self.focus) else { return false };
        let last = counts.counts.len().saturating_sub(1);
        let at = counts.bucket_of(focus.cursor).unwrap_or(0);
        let to = at.saturating_add_signed(n).min(last);
        focus.cursor = counts.time_of(to);
        to != at
    }

    /// The mouse pressed a bar, or was drawn to it.
    pub(crate) fn point(&mut self, area: Rect, position: Position, is_drag: bool) {
        let Some(counts) = &self.counts else { return };
        let inner = inner(area);
        let x = position.x.clamp(inner.left(), inner.right().saturating_sub(1).max(inner.left()));
        let buckets = bars::buckets_at(inner, counts.counts.len(), x);
        let bucket = buckets.map_or(counts.counts.len().saturating_sub(1), |buckets| buckets.start);
        let cursor = counts.time_of(bucket);
        let anchor = match self.focus {
            Some(focus) if is_drag => focus.anchor.or(Some(focus.cursor)),
            _ => None,
        };
        self.focus = Some(Focus { cursor, anchor });
    }

    /// The bars between anchor and cursor, both included; the bar under the cursor without anchor.
    fn chosen(&self) -> Option<std::ops::Range<usize>> {
        let (counts, focus) = (self.counts.as_ref()?, self.focus?);
        let last = counts.counts.len().checked_sub(1)?;
        let bucket = |time: Timestamp| counts.bucket_of(time);
        let cursor = bucket(focus.cursor).unwrap_or(0);
        // An anchor that is no longer in sight stands beyond the end that it left by.
        let anchor = focus.anchor.map_or(cursor, |time| {
            bucket(time).unwrap_or(if time < counts.start { 0 } else { last })
        });
        Some(cursor.min(anchor)..cursor.max(anchor) + 1)
    }

    /// Whether a range was begun.
    pub(crate) fn has_range(&self) -> bool {
        self.focus.is_some_and(|focus| focus.anchor.is_some())
    }

    /// The times that are chosen.
    pub(crate) fn range(&self) -> Option<TimeTerm> {
        let (counts, chosen) = (self.counts.as_ref()?, self.chosen()?);
        let (from, until) = (counts.time_of(chosen.start), counts.time_of(chosen.end));
        TimeTerm::from_range(TimeRange { from: Some(from), until: Some(until) })
    }

    /// Half of the times around the cursor; `None` when one bar is all there is.
    pub(crate) fn closer(&self) -> Option<TimeTerm> {
        let (counts, focus) = (self.counts.as_ref()?, self.focus?);
        let n = counts.counts.len();
        if n < 2 {
            return None;
        }
        let at = counts.bucket_of(focus.cursor).unwrap_or(0);
        let first = at.saturating_sub(n / 4).min(n - n / 2);
        let (from, until) = (counts.time_of(first), counts.time_of(first + (n / 2).max(1)));
        TimeTerm::from_range(TimeRange { from: Some(from), until: Some(until) })
    }

    /// Twice the times, or with `by` the same span half of it earlier or later; `None` for all of
    /// time.
    pub(crate) fn wider(&self, snapshot: &Snapshot, by: Option<i64>) -> Option<TimeTerm> {
        let (first, last) = snapshot.span()?;
        let (from, until) = (self.window.from.unwrap_or(first), self.window.until.unwrap_or(last));
        let half = (i64::from(until.seconds()) - i64::from(from.seconds())).max(2) / 2;
        let (from, until) = match by {
            Some(by) => (from.plus(by * half), until.plus(by * half)),
            None => (from.plus(-half), until.plus(half)),
        };
        if from <= first && until > last {
            return None;
        }
        TimeTerm::from_range(TimeRange { from: Some(from), until: Some(until) })
    }

    /// Whether the filters leave out times before the window, or after it, that have events.
    pub(crate) fn goes_on(&self, snapshot: &Snapshot, is_forward: bool) -> bool {
        let Some((first, last)) = snapshot.span() else { return false };
        if is_forward {
            self.window.until.is_some_and(|until| until <= last)
        } else {
            self.window.from.is_some_and(|from| from > first)
        }
    }

    /// What is chosen, in words: when, how many events, what of them.
    pub(crate) fn text(&self, zone: Zone) -> Option<String> {
        let (counts, chosen) = (self.counts.as_ref()?, self.chosen()?);
        let sum = |of: &[u32]| of[chosen.clone()].iter().map(|&n| u64::from(n)).sum();
        let (from, until) = (counts.time_of(chosen.start), counts.time_of(chosen.end));
        let date = zone.date(from);
        let until = clock_after(until, &date, zone);
        let what = if self.has_range() { "range" } else { "bar" };
        Some(format!(
            "{what} {date} {}–{until} {zone}  {} events, {} failed, {} writes besides",
            zone.clock(from),
            text::count(sum(&counts.counts)),
            text::count(sum(&counts.errors)),
            text::count(sum(&counts.writes))
        ))
    }

    /// Draws bars, and below them the axis when there is room.
    pub(crate) fn draw(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        (data, selected): (&Data, Option<RowId>),
        theme: &Theme,
    ) -> Option<Position> {
        let counts = self.counts.as_ref()?;
        let inner = inner(area);
        let n_axis = u16::from(area.height > 1);
        let bars_area = Rect { height: area.height - n_axis, ..inner };
        let time = selected.and_then(|row| data.shown.snapshot.time(row));
        let time = self.focus.map(|focus| focus.cursor).or(time);
        let cursor = time.and_then(|time| counts.bucket_of(time));
        let bars = bars::Histogram {
            counts: &counts.counts,
            errors: &counts.errors,
            writes: &counts.writes,
            cursor,
            selected: self.chosen().unwrap_or_default(),
            peak: 0,
        };
        bars.draw(bars_area, buffer, theme);
        if n_axis > 0 {
            let axis = Rect { y: bars_area.bottom(), height: 1, ..inner };
            draw_axis(counts, axis, buffer, (data.times.zone, theme));
        }
        self.focus?;
        let is_at = |x: &u16| {
            let buckets = bars::buckets_at(inner, counts.counts.len(), *x);
            buckets.zip(cursor).is_some_and(|(buckets, cursor)| buckets.contains(&cursor))
        };
        let x = (inner.left()..inner.right()).find(is_at)?;
        Some(Position::new(x, bars_area.bottom().saturating_sub(1)))
    }
}

/// Where the bars and the axis stand.
fn inner(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// A rule with times, and what a bar stands for.
pub(crate) fn draw_axis(
    counts: &Histogram,
    area: Rect,
    buffer: &mut Buffer,
    (zone, theme): (Zone, &Theme),
) {
    for position in area.positions() {
        buffer[position].set_symbol("─").set_style(theme.faint);
    }
    let columns = (usize::from(area.width) / counts.counts.len().max(1)).max(1);
    let span = i64::from(counts.width) * i64::try_from(counts.counts.len()).unwrap_or(1);
    let label = |time: Timestamp| match span {
        0..600 => zone.clock(time),
        600..172_800 => zone.clock(time)[..5].to_owned(),
        _ => zone.date(time)[5..].to_owned(),
    };
    let peak = u64::from(counts.counts.iter().copied().max().unwrap_or(0));
    let scale =
        format!(" {} a bar, peak {}, √ scale, {zone} ", duration(counts.width), text::count(peak));
    let mut x = area.x;
    let end = area.right().saturating_sub(u16::try_from(text::columns(&scale)).unwrap_or(0) + 1);
    while x + 8 < end {
        let bucket = usize::from(x - area.x) / columns;
        if bucket >= counts.counts.len() {
            break;
        }
        let text = format!("┴{}", label(counts.time_of(bucket)));
        buffer.set_string(x, area.y, text, theme.faint);
        x += u16::try_from(columns * 20_usize.div_ceil(columns)).unwrap_or(20);
    }
    if end > area.x {
        Label::new(&scale, theme.faint).draw(
            Rect { x: end, width: area.right() - end, ..area },
            buffer,
            theme,
        );
    }
}

fn duration(seconds: u32) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86400),
    }
}
