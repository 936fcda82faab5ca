//! Bars, spark lines and the histogram.
//!
//! Whatever is not zero can be seen: a count of one beside a count of a million still gets the
//! lowest glyph.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::tui::theme::Theme;

/// One to eight eighths of a cell from its foot.
const UPWARDS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// One to eight eighths of a cell from its left.
const RIGHTWARDS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// Stands for zero in a spark line.
const NOTHING: char = '·';

/// One glyph a count, scaled to the greatest: `·` for zero, `▁` to `▇`.
///
/// Never the full block: lines below each other would run together.
pub fn spark(counts: &[u32]) -> String {
    let peak = u64::from(counts.iter().copied().max().unwrap_or(0));
    let glyph = |&count: &u32| match (u64::from(count) * 7).div_ceil(peak.max(1)) {
        0 => NOTHING,
        eighths => glyph_of(UPWARDS, eighths),
    };
    counts.iter().map(glyph).collect()
}

/// A horizontal bar of at most `columns`, for `part` of `whole`; not padded.
pub fn bar(part: u64, whole: u64, columns: usize) -> String {
    let room = columns as u128 * 8;
    let (part, whole) = (u128::from(part.min(whole)), u128::from(whole.max(1)));
    let least = u128::from(part > 0 && columns > 0);
    let eighths = ((part * room + whole / 2) / whole).max(least);
    let n_full = usize::try_from(eighths / 8).unwrap_or(columns);
    let mut out = "█".repeat(n_full);
    if eighths % 8 > 0 {
        out.push(glyph_of(RIGHTWARDS, u64::try_from(eighths % 8).unwrap_or(8)));
    }
    out
}

/// `eighths` is in `1..=8`.
fn glyph_of(glyphs: [char; 8], eighths: u64) -> char {
    glyphs[usize::try_from(eighths.clamp(1, 8) - 1).unwrap_or(0)]
}

/// Counts by time, for [`Histogram::draw`].
#[derive(Debug, Clone, Default)]
pub struct Histogram<'a> {
    /// All events of each bucket, oldest first.
    pub counts: &'a [u32],
    /// How many of them failed; empty for none. Drawn at the foot of each column.
    pub errors: &'a [u32],
    /// How many of them change something and did not fail; empty for none. Drawn above the errors.
    pub writes: &'a [u32],
    /// The count of the highest column there can be; that of `counts` when it is greater.
    pub peak: u32,
    /// Buckets to set off.
    pub selected: Range<usize>,
    /// The bucket under the cursor.
    pub cursor: Option<usize>,
}

impl Histogram<'_> {
    /// Draws columns whose height grows with the square root of the count.
    ///
    /// All columns are equally wide. With more buckets than columns, a column shows the greatest
    /// of its buckets.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let area = area.intersection(buffer.area);
        let peak = self.counts.iter().copied().max().unwrap_or(0).max(self.peak);
        for x in area.left()..area.right() {
            let Some(buckets) = buckets_at(area, self.counts.len(), x) else { break };
            self.draw_column(Rect { x, width: 1, ..area }, &buckets, peak, (buffer, theme));
        }
    }

    fn draw_column(
        &self,
        area: Rect,
        buckets: &Range<usize>,
        peak: u32,
        (buffer, theme): (&mut Buffer, &Theme),
    ) {
        let Some(greatest) = buckets.clone().max_by_key(|&bucket| self.counts[bucket]) else {
            return;
        };
        let count = self.counts[greatest];
        let part = |of: &[u32]| of.get(greatest).copied().unwrap_or(0);
        let n_errors = part(self.errors).min(count);
        let n_writes = part(self.writes).min(count - n_errors);
        let height = column_height(count, peak, area.height);
        let share = |n: u32| (u64::from(height) * u64::from(n)).div_ceil(u64::from(count.max(1)));
        let (foot, middle) = (share(n_errors), share(n_errors + n_writes));
        buffer.set_style(area, self.background(buckets, theme));
        for (level, row) in area.rows().rev().enumerate() {
            let below = 8 * level as u64;
            let total = u64::from(height).saturating_sub(below).min(8);
            let errors = foot.saturating_sub(below).min(8);
            let writes = middle.saturating_sub(below).min(8) - errors;
            if total > 0 {
                let (glyph, style) = column_cell(total, (errors, writes), level == 0, theme);
                let at = Position::new(row.x, row.y);
                buffer[at].set_char(glyph).set_style(style);
            }
        }
    }

    fn background(&self, buckets: &Range<usize>, theme: &Theme) -> Style {
        let is_selected = self.selected.start < buckets.end && buckets.start < self.selected.end;
        match self.cursor {
            Some(cursor) if buckets.contains(&cursor) => theme.cell,
            _ if is_selected => theme.row,
            _ => Style::new(),
        }
    }
}

/// Which buckets the histogram shows in column `x`: one, or several when columns are short.
pub fn buckets_at(area: Rect, n_buckets: usize, x: u16) -> Option<Range<usize>> {
    let width = usize::from(area.width);
    let column = usize::from(x.checked_sub(area.x)?);
    if n_buckets == 0 || column >= width {
        return None;
    }
    let range = match width / n_buckets {
        0 => column * n_buckets / width..(column + 1) * n_buckets / width,
        column_width => column / column_width..column / column_width + 1,
    };
    (range.start < n_buckets).then_some(range)
}

/// In eighths of a row; at least one for what is not zero.
fn column_height(count: u32, peak: u32, n_rows: u16) -> u16 {
    if count == 0 {
        return 0;
    }
    let room = n_rows.saturating_mul(8);
    let share = (f64::from(count) / f64::from(peak)).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=room")]
    let height = (share * f64::from(room)).round() as u16;
    height.max(1)
}

/// The glyph of a cell and its style; `total` eighths are drawn, so many of them errors and writes.
///
/// A full cell of two kinds has the lower one in front of the other's colour. A cell that is not full
/// cannot hold both, so the greater part decides, and errors at the foot are never hidden. Without
/// colours errors and writes have the marks of the list instead.
fn column_cell(
    total: u64,
    (errors, writes): (u64, u64),
    is_foot: bool,
    theme: &Theme,
) -> (char, Style) {
    let Some(read) = theme.bar.fg else {
        return match (errors, writes) {
            (1.., _) if is_foot || errors * 2 >= total => ('×', theme.error),
            (_, writes) if writes > 0 && writes * 2 >= total => ('+', theme.write),
            _ => (glyph_of(UPWARDS, total), theme.bar),
        };
    };
    let above = if writes > 0 { theme.write.fg.unwrap_or(read) } else { read };
    let (eighths, style) = match (errors, writes) {
        (1..8, _) if total == 8 => (errors, theme.error.bg(above)),
        (1.., _) if is_foot || errors * 2 >= total => (total, theme.error),
        (0, 1..8) if total == 8 => (writes, theme.write.bg(read)),
        (_, writes) if writes > 0 && writes * 2 >= total => (total, theme.write),
        _ => (total, theme.bar),
    };
    (glyph_of(UPWARDS, eighths), style)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Color;

    use super::*;

    #[test]
    fn a_spark_line_shows_zero_and_the_least() {
        assert_eq!(spark(&[0, 1, 500, 1_000]), "·▁▄▇");
        assert_eq!(spark(&[]), "");
        assert_eq!(spark(&[0, 0]), "··");
    }

    #[test]
    fn a_bar_has_eighths() {
        assert_eq!(bar(1, 1, 4), "████");
        assert_eq!(bar(67, 78, 5), "████▎");
        assert_eq!(bar(1, 1_000_000, 5), "▏");
        assert_eq!(bar(0, 10, 5), "");
        assert_eq!(bar(5, 0, 5), "");
        assert_eq!(bar(1, 2, 0), "");
        assert_eq!(bar(9, 3, 2), "██");
    }

    fn draw(histogram: &Histogram<'_>, width: u16, height: u16) -> (Vec<String>, Buffer) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        histogram.draw(area, &mut buffer, &Theme::dark());
        let row = |row: Rect| row.columns().map(|at| buffer[(at.x, at.y)].symbol()).collect();
        (area.rows().map(row).collect(), buffer)
    }

    #[test]
    fn the_histogram_is_root_scaled_and_equally_wide() {
        let counts = [0, 1, 25, 100];
        let (rows, _) = draw(&Histogram { counts: &counts, ..Histogram::default() }, 9, 2);
        assert_eq!(rows, ["      ██ ", "  ▂▂████ "]);
        let (rows, _) = draw(&Histogram { counts: &counts, ..Histogram::default() }, 2, 1);
        assert_eq!(rows, ["▁█"]);
    }

    #[test]
    fn errors_stand_at_the_foot() {
        let counts = [100, 100, 1];
        let errors = [50, 1, 1];
        let histogram = Histogram { counts: &counts, errors: &errors, ..Histogram::default() };
        let (rows, buffer) = draw(&histogram, 3, 2);
        assert_eq!(rows, ["██ ", "█▁▂"]);
        let foot = [(0, 1), (1, 1), (2, 1)].map(|at| buffer[at].fg);
        assert_eq!(foot, [Color::LightRed; 3]);
        assert_eq!(buffer[(0, 0)].fg, Color::LightBlue);
    }

    #[test]
    fn writes_stand_above_the_errors() {
        let (counts, errors, writes) = ([100, 100, 100], [0, 50, 0], [100, 50, 25]);
        let histogram =
            Histogram { counts: &counts, errors: &errors, writes: &writes, ..Histogram::default() };
        let (rows, buffer) = draw(&histogram, 3, 2);
        assert_eq!(rows, ["███", "██▄"]);
        let (error, write, read) = (Color::LightRed, Color::Yellow, Color::LightBlue);
        let colours = |x: u16| [(x, 0), (x, 1)].map(|at| buffer[at].fg);
        assert_eq!(
            [colours(0), colours(1), colours(2)],
            [[write; 2], [write, error], [read, write]]
        );
        assert_eq!(buffer[(2, 1)].bg, read);
    }

    #[test]
    fn without_colours_marks_tell_errors_and_writes() {
        let (counts, errors, writes) = ([100, 100, 100], [50, 0, 0], [50, 100, 0]);
        let histogram =
            Histogram { counts: &counts, errors: &errors, writes: &writes, ..Histogram::default() };
        let area = Rect::new(0, 0, 3, 2);
        let mut buffer = Buffer::empty(area);
        histogram.draw(area, &mut buffer, &Theme::plain());
        let column = |x: u16| [(x, 0), (x, 1)].map(|at| buffer[at].symbol().to_owned());
        assert_eq!([column(0), column(1), column(2)], [["+", "×"], ["+", "+"], ["█", "█"]]);
    }

    #[test]
    fn any_area_will_do() {
        let counts = [1, 2, 3];
        for (width, height) in [(0, 0), (1, 1), (0, 5), (2, 0), (1, 9)] {
            draw(&Histogram { counts: &counts, ..Histogram::default() }, width, height);
            draw(&Histogram::default(), width, height);
        }
    }

    proptest! {
        #[test]
        fn a_bar_is_never_too_wide(part: u64, whole: u64, columns in 0_usize..50) {
            prop_assert!(bar(part, whole, columns).chars().count() <= columns);
        }

        #[test]
        fn each_bucket_has_a_column(n_buckets in 1_usize..200, width in 1_u16..120) {
            let area = Rect::new(3, 0, width, 1);
            let mut seen = (3..3 + width).filter_map(|x| buckets_at(area, n_buckets, x)).flatten()
                .collect::<Vec<_>>();
            seen.dedup();
            prop_assert_eq!(seen, (0..n_buckets).collect::<Vec<_>>());
        }
    }
}
