//! Saved views: found by name, opened, saved, renamed, deleted, shared as a line and taken from one.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::config::{Change, SavedView, ViewSpec, is_line, read_line};
use crate::tui::data::view_spec::{Usual, scene_of};
use crate::tui::outcome::Outcome;
use crate::tui::widget::line_edit::{EditOutcome, LineEdit};
use crate::tui::widget::table::TableState;

/// A view with how many events it keeps, as far as that was counted.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) view: SavedView,
    pub(crate) n_events: Option<usize>,
}

/// What the line is typed for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asking {
    /// To find a view, or to take a shared line.
    Find,
    /// For the name of this view, which is to be saved.
    Name(ViewSpec),
    /// For another name of the view of this name.
    Rename(String),
    /// For nothing: whether the view of this name is to be deleted.
    Delete(String),
}

/// Why a view cannot be saved under a name.
type FaultOfName = fn(&str) -> Option<String>;

/// The list and what is asked.
#[derive(Debug)]
pub struct SavedViews {
    pub(crate) all: Vec<Entry>,
    pub(crate) shown: Vec<usize>,
    pub(crate) line: LineEdit,
    pub(crate) asking: Asking,
    /// What is wrong with what was typed, or asked once more.
    pub(crate) note: String,
    pub(crate) table: TableState,
    /// What the screen shows.
    present: ViewSpec,
    usual: Usual,
    fault_of_name: FaultOfName,
    /// The name that was to be replaced, if it was asked once.
    replaces: Option<String>,
    /// Whether to give up a name leads back to the list.
    has_list: bool,
}

impl SavedViews {
    /// The list; `present` is what the screen shows.
    pub fn new(
        views: &[SavedView],
        present: ViewSpec,
        usual: Usual,
        fault_of_name: FaultOfName,
    ) -> Self {
        let mut list = Self {
            all: Vec::new(),
            shown: Vec::new(),
            line: LineEdit::default(),
            asking: Asking::Find,
            note: String::new(),
            table: TableState::default(),
            present,
            usual,
            fault_of_name,
            replaces: None,
            has_list: true,
        };
        list.set_views(views);
        list
    }

    /// Asks for a name for what the screen shows, and for nothing else.
    pub fn saving(self) -> Self {
        let present = self.present.clone();
        let mut list = Self { has_list: false, ..self };
        list.ask(Asking::Name(present), "");
        list
    }

    /// The views are these now.
    pub fn set_views(&mut self, views: &[SavedView]) {
        let known = std::mem::take(&mut self.all);
        let count = |view: &SavedView| known.iter().find(|e| e.view == *view)?.n_events;
        let entry = |view: &SavedView| Entry { view: view.clone(), n_events: count(view) };
        self.all = views.iter().map(entry).collect();
        self.find();
    }

    /// The views have so many events.
    pub fn tallied(&mut self, counts: &[(String, usize)]) {
        for entry in &mut self.all {
            let count = counts.iter().find(|(name, _)| *name == entry.view.name);
            entry.n_events = count.map(|(_, n)| *n).or(entry.n_events);
        }
    }

    /// The view under the cursor.
    pub(crate) fn selected(&self) -> Option<&Entry> {
        self.shown.get(self.table.selected).map(|&at| &self.all[at])
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Outcome> {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return self.give_up(),
            KeyCode::Char('c') if is_control => return vec![Outcome::Close],
            KeyCode::Enter => return self.enter(),
            _ => {}
        }
        match self.asking {
            Asking::Find => self.key_in_list(key, is_control),
            Asking::Delete(_) => Vec::new(),
            Asking::Name(_) | Asking::Rename(_) => {
                self.replaces = None;
                self.note.clear();
                if self.line.key(key) == EditOutcome::Changed {
                    self.take_line();
                }
                Vec::new()
            }
        }
    }

    fn key_in_list(&mut self, key: KeyEvent, is_control: bool) -> Vec<Outcome> {
        let n_rows = self.shown.len();
        self.note.clear();
        let name = self.selected().map(|entry| entry.view.name.clone());
        match (key.code, name) {
            (KeyCode::Down, _) => self.table.move_rows(1, n_rows),
            (KeyCode::Up, _) => self.table.move_rows(-1, n_rows),
            (KeyCode::PageDown, _) => self.table.page(1, 10, n_rows),
            (KeyCode::PageUp, _) => self.table.page(-1, 10, n_rows),
            (KeyCode::Char('s'), _) if is_control => {
                self.ask(Asking::Name(self.present.clone()), "");
            }
            (KeyCode::Char('r'), Some(name)) if is_control => {
                self.ask(Asking::Rename(name.clone()), &name);
            }
            (KeyCode::Char('x'), Some(name)) if is_control => self.ask(Asking::Delete(name), ""),
            (KeyCode::Delete, Some(name)) => self.ask(Asking::Delete(name), ""),
            (KeyCode::Char('y'), Some(_)) if is_control => {
                let line = self.selected().map(|entry| entry.view.line());
                let copy = |text| Outcome::Copy { what: "the view as a line", text };
                return line.map(copy).into_iter().collect();
            }
            _ => {
                if self.line.key(key) == EditOutcome::Changed {
                    self.find();
                }
            }
        }
        Vec::new()
    }

    /// Takes pasted text: a shared line, or letters of a name.
    pub fn paste(&mut self, text: &str) {
        self.note.clear();
        self.replaces = None;
        if matches!(self.asking, Asking::Delete(_)) || self.line.paste(text) != EditOutcome::Changed
        {
            return;
        }
        match self.asking {
            Asking::Find if is_line(self.line.text()) => self.import(),
            Asking::Find => self.find(),
            _ => self.take_line(),
        }
    }

    fn ask(&mut self, asking: Asking, text: &str) {
        self.asking = asking;
        self.line = LineEdit::new(text);
        self.note.clear();
        self.replaces = None;
    }

    fn give_up(&mut self) -> Vec<Outcome> {
        if self.asking == Asking::Find || !self.has_list {
            return vec![Outcome::Close];
        }
        self.ask(Asking::Find, "");
        self.find();
        Vec::new()
    }

    fn enter(&mut self) -> Vec<Outcome> {
        let name = self.line.text().trim().to_owned();
        match self.asking.clone() {
            Asking::Find if is_line(self.line.text()) => self.import(),
            Asking::Find => {
                let view = self.selected().map(|entry| entry.view.clone());
                return view.map(Outcome::OpenView).into_iter().collect();
            }
            Asking::Delete(name) => {
                self.ask(Asking::Find, "");
                return vec![Outcome::Configure(Change::Delete(name))];
            }
            Asking::Rename(from) if from == name => return self.give_up(),
            Asking::Rename(from) if self.may_be_called(&name) => {
                self.ask(Asking::Find, "");
                return vec![Outcome::Configure(Change::Rename { from, to: name })];
            }
            Asking::Name(spec) if self.may_be_called(&name) => {
                let save = Change::Save(SavedView { name, spec });
                return vec![Outcome::Configure(save), Outcome::Close];
            }
            Asking::Rename(_) | Asking::Name(_) => {}
        }
        Vec::new()
    }

    /// Whether the name will do; one that is there is asked about once.
    fn may_be_called(&mut self, name: &str) -> bool {
        if let Some(fault) = (self.fault_of_name)(name) {
            self.note = fault;
            return false;
        }
        let is_there = self.all.iter().any(|entry| entry.view.name == name);
        if is_there && self.replaces.as_deref() != Some(name) {
            self.note = format!("there is a view `{name}`; Enter again puts this one in its place");
            self.replaces = Some(name.to_owned());
            return false;
        }
        true
    }

    /// What was typed for a name is a whole line: its view is the one to be saved.
    fn take_line(&mut self) {
        if matches!(self.asking, Asking::Name(_)) && is_line(self.line.text()) {
            self.import();
        }
    }

    /// Asks for the name of the view that a line says.
    fn import(&mut self) {
        let shared = match read_line(self.line.text()) {
            Ok(shared) => shared,
            Err(fault) => {
                self.note = fault;
                return;
            }
        };
        if let Err(fault) = scene_of(&shared.spec, &self.usual) {
            self.note = format!("{}: {}", fault.setting.name(), fault.error.reason);
            return;
        }
        self.ask(Asking::Name(shared.spec), shared.name.as_deref().unwrap_or_default());
        if !shared.left_out.is_empty() {
            let words = shared.left_out.join(" ");
            self.note = format!("left out, since it says what is read: {words}");
        }
    }

    /// Keeps the views whose name matches, the best first.
    fn find(&mut self) {
        let wanted = self.line.text().trim();
        let matcher = SkimMatcherV2::default().ignore_case();
        let score = |at: usize| {
            matcher.fuzzy_match(&self.all[at].view.name, wanted).map(|score| (-score, at))
        };
        let is_finding = self.asking == Asking::Find && !wanted.is_empty() && !is_line(wanted);
        let all = 0..self.all.len();
        self.shown = if is_finding {
            let mut found: Vec<(i64, usize)> = all.filter_map(score).collect();
            found.sort_unstable();
            found.into_iter().map(|(_, at)| at).collect()
        } else {
            all.collect()
        };
        let n_rows = self.shown.len();
        self.table.select(self.table.selected.min(n_rows.saturating_sub(1)));
        if is_finding {
            self.table.to_top();
        }
    }
}
