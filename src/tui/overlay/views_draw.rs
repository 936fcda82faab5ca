//! How saved views are drawn: the line that is typed, the list, what the selected one says, the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::popup;
use super::views::{Asking, SavedViews};
use crate::config::{Setting, ViewSpec, is_line};
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widget::label::Label;
use crate::tui::widget::table::{Align, Cell, Column, Row, Table, Width};

/// The most lines of what a view says.
const MOST_SAID: u16 = 7;

impl SavedViews {
    /// Draws the list over the middle of the screen; the answer is the place of the cursor.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
        let title = match &self.asking {
            Asking::Find => "SAVED VIEWS ─ type to find, or paste a line".to_owned(),
            Asking::Name(_) => "SAVE VIEW ─ under which name?".to_owned(),
            Asking::Rename(name) => format!("RENAME {} ─ to what?", text::sanitize(name)),
            Asking::Delete(name) => format!("DELETE {}?", text::sanitize(name)),
        };
        let n_rows = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        let height = n_rows.saturating_add(MOST_SAID + 5).clamp(16, 30);
        let inner = popup::draw(popup::centered(area, 100, height), buffer, theme, &title);
        let [line, foot] = [inner.y, inner.bottom().saturating_sub(1)].map(|y| Rect {
            y,
            height: 1.min(inner.height),
            ..inner
        });
        let cursor = match self.asking {
            Asking::Delete(_) => {
                let said = "Enter deletes it from the configuration, Esc keeps it";
                Label::new(said, theme.error).draw(line, buffer, theme);
                Some(Position::new(line.x, line.y))
            }
            _ => {
                let used = Label::new("/ ".trim_start_matches(self.sign()), theme.key);
                let used = used.draw(line, buffer, theme);
                let rest = Rect { x: line.x + used, width: line.width - used, ..line };
                self.line.draw(rest, buffer, theme, None)
            }
        };
        let height = inner.height.saturating_sub(2);
        let said = if height >= 8 { MOST_SAID.min(height / 2) } else { 0 };
        let list = Rect { y: inner.y + 1, height: height - said, ..inner };
        self.draw_list(list, buffer, theme);
        let said = Rect { y: list.bottom(), height: said, ..inner };
        self.draw_said(said, buffer, theme);
        if inner.height > 1 {
            self.draw_foot(foot, buffer, theme);
        }
        cursor
    }

    /// The line to find a view begins with a slash, that of a name with none.
    fn sign(&self) -> &'static str {
        if self.asking == Asking::Find { "" } else { "/ " }
    }

    fn draw_list(&mut self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if self.all.is_empty() {
            let said = "none yet: ^s saves what the screen shows, under a name";
            Label::new(said, theme.faint).draw(area, buffer, theme);
            return;
        }
        let columns = [
            Column::new("NAME", Width::Fill { min: 12, weight: 1 }, Align::Left),
            Column::new("EVENTS", Width::Fixed(9), Align::Right),
            Column::new("WHAT", Width::Fill { min: 16, weight: 3 }, Align::Left),
        ];
        let table = Table {
            columns: &columns,
            n_frozen: 0,
            n_rows: self.shown.len(),
            has_focus: false,
            theme,
        };
        let (all, shown) = (&self.all, &self.shown);
        table.draw(area, buffer, &mut self.table, |row| {
            let entry = &all[shown[row]];
            let count = entry.n_events.map_or(String::new(), |n| text::count(n as u64));
            let cells = vec![
                Cell { style: Some(theme.key), ..Cell::from(entry.view.name.as_str()) },
                count.into(),
                entry.view.spec.options().into(),
            ];
            Row { cells, ..Row::default() }
        });
    }

    /// What the view says that is meant.
    fn draw_said(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let spec: &ViewSpec = match (&self.asking, self.selected()) {
            (Asking::Name(spec), _) => spec,
            (_, Some(entry)) => &entry.view.spec,
            (_, None) => return,
        };
        let mut rows = area.rows();
        let Some(head) = rows.next() else { return };
        let said = if spec.is_empty() { "all events, as usual" } else { "it says" };
        Label::new(&format!("─ {said} ─"), theme.faint).draw(head, buffer, theme);
        let texts =
            spec.iter().flat_map(|(s, texts)| texts.iter().map(move |text| (s, text.as_str())));
        for ((setting, text), row) in texts.zip(rows) {
            let name = Rect { width: row.width.min(14), ..row };
            Label::new(word(setting), theme.header).draw(name, buffer, theme);
            let rest = Rect { x: name.right(), width: row.width - name.width, ..row };
            Label::new(text, theme.read).draw(rest, buffer, theme);
        }
    }

    fn draw_foot(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if !self.note.is_empty() {
            Label::new(&self.note, theme.error).draw(area, buffer, theme);
            return;
        }
        let keys = match &self.asking {
            Asking::Find if is_line(self.line.text()) => "Enter takes this line  Esc closes",
            Asking::Find => {
                "Enter opens  ^s saves this view  ^r renames  ^x deletes  ^y copies as a line"
            }
            Asking::Name(_) => "Enter saves  Esc leaves it  a pasted line takes its place",
            Asking::Rename(_) => "Enter renames  Esc leaves it",
            Asking::Delete(_) => "Enter deletes  Esc keeps",
        };
        Label::new(keys, theme.faint).draw(area, buffer, theme);
    }
}

fn word(setting: Setting) -> &'static str {
    match setting {
        Setting::Off => "switched off",
        other => other.name(),
    }
}
