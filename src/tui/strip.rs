//! The strip of time above the list: how many events when, failures at the foot.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::data::Shown;
use super::theme::Theme;
use super::widget::bars;
use super::widget::label::Label;
use crate::query::{Histogram, histogram};
use crate::store::RowId;
use crate::text;
use crate::time::{TimeRange, Timestamp};

/// Counts of the events that are shown, for a width.
#[derive(Debug, Default)]
pub(crate) struct Strip {
    counts: Option<Histogram>,
    /// Of which answer, for how many buckets.
    made_of: Option<(u64, u16)>,
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

    /// Counts anew when the answer or the width has changed.
    pub(crate) fn follow(&mut self, shown: &Shown, width: u16) {
        if self.made_of == Some((shown.generation, width)) {
            return;
        }
        self.made_of = Some((shown.generation, width));
        let counted = (&shown.answer.matched, &shown.answer.failed);
        let buckets = usize::from(width.saturating_sub(2).max(1));
        let counts = histogram(&shown.snapshot, counted, TimeRange::default(), buckets);
        self.counts = (!counts.counts.is_empty()).then_some(counts);
    }

    /// Draws bars, and below them the axis when there is room.
    pub(crate) fn draw(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        (shown, selected): (&Shown, Option<RowId>),
        theme: &Theme,
    ) {
        let Some(counts) = &self.counts else { return };
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let n_axis = u16::from(area.height > 1);
        let bars_area = Rect { height: area.height - n_axis, ..inner };
        let time = selected.and_then(|row| shown.snapshot.time(row));
        let cursor = time.and_then(|time| counts.bucket_of(time));
        let bars = bars::Histogram {
            counts: &counts.counts,
            errors: &counts.errors,
            cursor,
            ..Default::default()
        };
        bars.draw(bars_area, buffer, theme);
        if n_axis > 0 {
            let axis = Rect { y: bars_area.bottom(), height: 1, ..inner };
            draw_axis(counts, axis, buffer, theme);
        }
    }
}

/// A rule with times, and what a bar stands for.
fn draw_axis(counts: &Histogram, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    for position in area.positions() {
        buffer[position].set_symbol("─").set_style(theme.faint);
    }
    let columns = (usize::from(area.width) / counts.counts.len().max(1)).max(1);
    let span = i64::from(counts.width) * i64::try_from(counts.counts.len()).unwrap_or(1);
    let label = |time: Timestamp| match span {
        0..600 => time.clock(),
        600..172_800 => time.clock()[..5].to_owned(),
        _ => time.date()[5..].to_owned(),
    };
    let peak = u64::from(counts.counts.iter().copied().max().unwrap_or(0));
    let scale = format!(" {} a bar, peak {}, √ scale ", duration(counts.width), text::count(peak));
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
