//! How the lists of values are drawn: a tick, the value, its count, a bar.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::facet_areas::FacetAreas;
use super::facet_lines::Line;
use super::facets::FacetsView;
use crate::query::{FacetList, FacetOrder};
use crate::store::Field;
use crate::text::{self, Cut};
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::{bars, scrollbar};

/// Columns before a value: a space, its tick, a space.
const MARGIN: u16 = 3;
/// Columns of a share: `100.0%` and a space.
const SHARE: u16 = 7;

impl FacetsView {
    /// Draws the lists; the answer is where the terminal's cursor belongs.
    pub fn draw(
        &mut self,
        areas: FacetAreas,
        buffer: &mut Buffer,
        (theme, has_focus): (&Theme, bool),
    ) -> Option<Position> {
        let (title, list) = areas.inner();
        Clear.render(areas.pane, buffer);
        if areas.has_border() {
            let border = Rect { x: title.right(), width: 1, ..areas.pane };
            let style = if has_focus { theme.focus } else { theme.faint };
            for position in border.positions() {
                buffer[position].set_symbol("│").set_style(style);
            }
        }
        let typing = self.draw_title(title, buffer, (theme, has_focus));
        self.scroll_to_cursor(usize::from(list.height));
        // The last column is the scroll bar's.
        let inner = Rect { width: list.width.saturating_sub(1), ..list };
        let columns = Columns::of(self, inner.width);
        let mut cursor = None;
        for (place, at) in inner.rows().zip(self.table.offset..self.lines.len()) {
            let is_selected = at == self.table.selected;
            if is_selected {
                buffer.set_style(place, if has_focus { theme.cell } else { theme.row });
                cursor = Some(Position::new(place.x, place.y));
            }
            self.draw_line(self.lines[at], place, buffer, (theme, &columns));
        }
        scrollbar::draw(list, buffer, self.lines.len(), self.table.offset, theme);
        typing.or(cursor).or(Some(Position::new(title.x, title.y)))
    }

    /// The answer is the place of the cursor while a text is typed.
    fn draw_title(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        (theme, has_focus): (&Theme, bool),
    ) -> Option<Position> {
        let style = if has_focus { theme.focus } else { theme.faint };
        for position in area.positions() {
            buffer[position].set_symbol("─").set_style(style);
        }
        let order = match self.order {
            FacetOrder::Common => "common first",
            FacetOrder::Rare => "rare first",
            FacetOrder::Name => "by name",
        };
        let text = match (self.counted, self.lists.first()) {
            (Some(field), Some(list)) => format!(
                " COUNT {} ─ {} values of {} events, {order} ─ Enter open  / find  Esc back ",
                field.spec().name,
                text::count(list.n_distinct as u64),
                text::count(list.n_events),
            ),
            (Some(field), None) => format!(" COUNT {} ", field.spec().name),
            (None, _) if has_focus => format!(" FACETS ─ {order} "),
            (None, _) if self.key.is_empty() => " FACETS ".to_owned(),
            (None, _) => format!(" FACETS ─ {} focus ", self.key),
        };
        let is_found = self.is_typing() || !self.find.text().is_empty();
        if !is_found || area.is_empty() {
            let rest =
                Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
            Label::new(&text, style).draw(rest, buffer, theme);
            return None;
        }
        let used = Label::new(" / ", theme.key).draw(area, buffer, theme);
        let rest = Rect { x: area.x + used, width: area.width - used, ..area };
        Clear.render(rest, buffer);
        self.find.draw(rest, buffer, theme, None).filter(|_| self.is_typing() && has_focus)
    }

    fn draw_line(
        &self,
        line: Line,
        area: Rect,
        buffer: &mut Buffer,
        (theme, columns): (&Theme, &Columns),
    ) {
        let list = &self.lists[line.list()];
        match line {
            Line::Head { .. } => {
                let sign = if self.extent.is_folded(list.field) { '▸' } else { '▾' };
                let n_values = text::count(list.n_distinct as u64);
                let name = format!("{sign} {}", list.field.spec().name);
                let rest = draw_right(&n_values, theme.faint, area, buffer, theme);
                Label::new(&name, theme.header).draw(rest, buffer, theme);
            }
            Line::Value { at, .. } => {
                let (code, count) = list.values[at];
                let is_chosen = self.is_chosen(list.field, code);
                let rest = columns.draw(list, u64::from(count), area, buffer, theme);
                let tick = if is_chosen { " ✓ " } else { "   " };
                let used = Label::new(tick, theme.key).draw(rest, buffer, theme);
                let rest = Rect { x: rest.x + used, width: rest.width - used, ..rest };
                let (text, style) = match self.text(list.field, code) {
                    "" => ("(none)", theme.faint),
                    text => (text, if is_chosen { theme.header } else { theme.read }),
                };
                let is_read_from_its_start = list.field == Field::UserAgent;
                let cut = if is_read_from_its_start { Cut::End } else { Cut::Middle };
                Label { cut, ..Label::new(text, style) }.draw(rest, buffer, theme);
            }
            Line::More { n_hidden, .. } => {
                let text = format!("   … {} more", text::count(n_hidden as u64));
                Label::new(&text, theme.faint).draw(area, buffer, theme);
            }
        }
    }
}

/// The columns right of the values.
struct Columns {
    count: u16,
    share: u16,
    bar: u16,
}

impl Columns {
    fn of(facets: &FacetsView, width: u16) -> Self {
        let most = facets.lists.iter().map(|list| list.peak).max().unwrap_or(0);
        let count = u16::try_from(text::columns(&text::count(u64::from(most)))).unwrap_or(u16::MAX);
        let bar = if width < 24 { 0 } else { (width / 6).min(24) };
        let share = if width < 60 { 0 } else { SHARE };
        Self { count: count.min(width.saturating_sub(MARGIN + 4)), share, bar }
    }

    /// Draws count, share and bar; the answer is the room that is left.
    fn draw(
        &self,
        list: &FacetList,
        count: u64,
        area: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
    ) -> Rect {
        let mut rest = area;
        let mut take = |width: u16| {
            let width = width.min(rest.width);
            rest.width -= width;
            Rect { x: rest.right(), width, ..rest }
        };
        let (bar, share, number) = (take(self.bar + 1), take(self.share), take(self.count + 1));
        if self.bar > 0 {
            let text =
                format!(" {}", bars::bar(count, u64::from(list.peak), usize::from(self.bar)));
            Label::new(&text, theme.bar).draw(bar, buffer, theme);
        }
        if self.share > 0 {
            let text = format!("{}%", text::percent(count, list.n_events));
            draw_right(&text, theme.faint, share, buffer, theme);
        }
        draw_right(&text::count(count), theme.read, number, buffer, theme);
        rest
    }
}

/// Draws a text at the right of `area`; the answer is the room left of it.
fn draw_right(text: &str, style: Style, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Rect {
    let width = u16::try_from(text::columns(text)).unwrap_or(u16::MAX).min(area.width);
    let place = Rect { x: area.right() - width, width, ..area };
    Label::new(text, style).draw(place, buffer, theme);
    Rect { width: area.width - width, ..area }
}
