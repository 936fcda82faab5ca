//! What a comparison says: its head, and the cells of its lines.

use super::implied::is_implied;
use super::{CompareView, Line};
use crate::query::Rest;
use crate::store::{ABSENT, Field};
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widget::bars::bar;
use crate::tui::widget::table::{Align, Cell, Column, Cut, Row, Width};

/// From this width on there is room for bars.
const WITH_BARS: u16 = 64;

/// From this width on there is room for numbers of events too.
const WITH_COUNTS: u16 = 104;

impl CompareView {
    /// What is compared with what.
    pub(crate) fn head(&self) -> String {
        let Some((name, versus, contrast)) = &self.contrast else {
            let said = if self.is_stopped { " stopped; q, then C, compares again" } else { "…" };
            return format!(" {} {said}", self.name);
        };
        let rest = match versus.rest {
            Rest::OfMatched => "the others that the filters leave",
            Rest::OfCase => "the rest of the case",
        };
        let (n_selected, n_rest) = (u64::from(contrast.n_selected), u64::from(contrast.n_rest));
        let note = match (n_selected, n_rest) {
            (0, _) => "  no event is selected: nothing to compare",
            (_, 0) => "  no event is left to compare with; C with the rest of the case",
            _ => "",
        };
        let selected = text::count_of(n_selected, "event", "events");
        let n_rest = text::count(n_rest);
        format!(" {selected}: {name}  against {n_rest}: {rest}{note}")
    }

    pub(crate) fn row(&self, index: usize, width: u16, theme: &Theme) -> Row<'_> {
        let (Some(&line), Some((_, _, contrast))) = (self.lines.get(index), &self.contrast) else {
            return Row::default();
        };
        let (Line::Value { field, .. } | Line::More { field }) = line;
        let Some(of) = self.field(field) else { return Row::default() };
        let Line::Value { value: at, .. } = line else {
            let n_more = of.n_values - self.n_shown(of);
            let text = format!("… {}", text::count_of(n_more as u64, "more value", "more values"));
            return Row { cells: vec![Cell::default(), text.into()], style: theme.faint, mark: "" };
        };
        let Some(value) = of.values.get(at) else { return Row::default() };
        let is_implied = is_implied(of, &self.chosen);
        let title = if at == 0 { of.field.spec().title } else { "" };
        let name = shown(self.value_text(of.field, value.code), value.code, of.field);
        let mut cells = vec![
            Cell { style: Some(theme.header), ..Cell::from(title) },
            Cell { cut: Cut::Middle, ..Cell::from(name) },
        ];
        let sides = [(value.selected, contrast.n_selected), (value.rest, contrast.n_rest)];
        cells.extend(sides.into_iter().flat_map(|side| side_cells(side, width, theme)));
        if at == 0 {
            cells.push(if is_implied {
                "chosen".into()
            } else {
                format!("{:.2}", of.score).into()
            });
        }
        let mark = if value.is_only_selected() { "◆" } else { "" };
        Row { cells, style: if is_implied { theme.faint } else { theme.read }, mark }
    }
}

pub(crate) fn columns(width: u16) -> Vec<Column> {
    let fixed = Width::Fixed;
    let is_wide = width >= WITH_BARS;
    let mut columns = vec![
        Column::new("FIELD", fixed(if is_wide { 13 } else { 9 }), Align::Left),
        Column::new("VALUE", Width::Fill { min: 8, weight: 1 }, Align::Left),
    ];
    for title in ["HERE", "REST"] {
        if width >= WITH_COUNTS {
            columns.push(Column::new("EVENTS", fixed(9), Align::Right));
        }
        columns.push(Column::new(title, fixed(6), Align::Right));
        if is_wide {
            columns.push(Column::new("", fixed((width / 10).min(24)), Align::Left));
        }
    }
    if is_wide {
        columns.push(Column::new("DIFFERS", fixed(7), Align::Right));
    }
    columns
}

/// The cells of one side, as many as there are columns for it.
fn side_cells<'a>((count, of): (u32, u32), width: u16, theme: &Theme) -> Vec<Cell<'a>> {
    let (part, whole) = (u64::from(count), u64::from(of));
    let share = match count {
        0 => "0%".to_owned(),
        _ => format!("{}%", text::percent(part, whole)),
    };
    let mut cells = Vec::new();
    if width >= WITH_COUNTS {
        cells.push(Cell::from(text::count(part)));
    }
    cells.push(Cell::from(share));
    if width >= WITH_BARS {
        let bar = bar(part, whole, usize::from((width / 10).min(24)));
        cells.push(Cell { style: Some(theme.bar), ..Cell::from(bar) });
    }
    cells
}

fn shown(text: &str, code: u32, field: Field) -> String {
    match code {
        ABSENT => format!("(no {})", field.spec().name),
        _ => text.to_owned(),
    }
}
