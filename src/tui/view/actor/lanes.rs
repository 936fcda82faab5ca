//! The lanes of an identity: its addresses, keys or tools over time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::ActorView;
use crate::query::actor::Lane;
use crate::text;
use crate::tui::data::Data;
use crate::tui::strip::draw_axis;
use crate::tui::theme::Theme;
use crate::tui::view::pane_title;
use crate::tui::widget::bars;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::Cut;

/// Columns before the bars of a lane.
const LANE_LABEL: u16 = 32;

/// Buckets of a lane for which a screen so wide has room.
pub(crate) fn n_buckets(width: u16) -> usize {
    usize::from(width.saturating_sub(LANE_LABEL + 2).max(1))
}

impl ActorView {
    /// Draws the lanes, and the axis below them.
    pub(crate) fn draw_lanes(&self, area: Rect, buffer: &mut Buffer, data: &Data, theme: &Theme) {
        let Some((_, field, ..)) = self.of.as_ref().filter(|_| !area.is_empty()) else { return };
        let title =
            format!("lanes by {} ─ B: address, key, tool", field.spec().title.to_lowercase());
        pane_title(area, buffer, &title, false, theme);
        let values = self.snapshot.view(*field).map(|view| view.values);
        let counts = |lane: &Lane| lane.counts.counts.iter().copied().max().unwrap_or(0);
        let peak = self.portrait.lanes.iter().map(counts).max().unwrap_or(0);
        let mut rows = area.rows().skip(1);
        for (lane, row) in self.portrait.lanes.iter().zip(&mut rows) {
            let label = match lane.code.zip(values) {
                Some((code, values)) => values.text(code),
                None => "all others",
            };
            let n: u32 = lane.counts.counts.iter().sum();
            let mark = if lane.is_new { "*" } else { " " };
            let style = if lane.is_new { theme.warning } else { theme.read };
            Label::new(mark, style).draw(Rect { width: 1.min(row.width), ..row }, buffer, theme);
            let [name, number, bar] = lane_parts(row);
            Label { cut: Cut::Middle, ..Label::new(label, style) }.draw(name, buffer, theme);
            let n = format!("{:>7}", text::count(u64::from(n)));
            Label::new(&n, theme.faint).draw(number, buffer, theme);
            bars::Histogram {
                counts: &lane.counts.counts,
                errors: &lane.counts.errors,
                writes: &lane.counts.writes,
                peak,
                ..bars::Histogram::default()
            }
            .draw(bar, buffer, theme);
        }
        if let (Some(row), Some(lane)) = (rows.next(), self.portrait.lanes.first()) {
            let [.., axis] = lane_parts(row);
            draw_axis(&lane.counts, axis, buffer, (data.times.zone, theme));
        }
    }
}

/// Label, number and bars of a lane.
fn lane_parts(row: Rect) -> [Rect; 3] {
    let label = LANE_LABEL.min(row.width);
    let x = row.x + 2.min(label);
    let name = Rect { x, width: label.saturating_sub(11), ..row };
    let number = Rect { x: row.x + label.saturating_sub(8), width: 8.min(label), ..row };
    [name, number, Rect { x: row.x + label, width: row.width - label, ..row }]
}
