//! The app: one way in, [`App::update`], which is pure; one way out, the effects it answers with.

use std::sync::Arc;

use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::action::{Action, ViewKind};
use super::data::{Data, Shown};
use super::effect::{Effect, Job};
use super::keymap::{KeyPress, Keymap, Lookup};
use super::message::Message;
use super::outcome::Outcome;
use super::overlay::Overlay;
use super::overlay::commands::Commands;
use super::overlay::fields::{Fields, Purpose};
use super::overlay::search::SearchBar;
use super::strip::Strip;
use super::theme::Theme;
use super::view::Views;
use super::view::events::Pane;
use crate::query::ValueSummary;
use crate::store::{EventPlace, Field};

/// A value that was asked about: of which answer, in which field and event.
pub(crate) type Asked = (u64, Field, EventPlace);

/// The state of the interface.
#[derive(Debug)]
pub struct App {
    /// The events, the filter, the load.
    pub data: Data,
    /// Every view.
    pub views: Views,
    pub(crate) top: ViewKind,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) search: SearchBar,
    pub(crate) keymap: Keymap,
    pub(crate) pressed: Vec<KeyPress>,
    pub(crate) said: String,
    pub(crate) theme: Theme,
    pub(crate) strip: Strip,
    pub(crate) summary: Option<(Asked, ValueSummary)>,
    /// Columns and rows of the terminal.
    pub(crate) screen: Rect,
    back: Vec<ViewKind>,
    forward: Vec<ViewKind>,
    fetching: Option<EventPlace>,
    grouping: Option<(u64, Vec<Field>)>,
    summarizing: Option<Asked>,
    is_interrupted: bool,
    has_mouse: bool,
}

impl App {
    /// Starts with `top` on top of `data`.
    pub fn new(data: Data, top: ViewKind, theme: Theme) -> Self {
        Self {
            data,
            views: Views::default(),
            top,
            overlay: None,
            search: SearchBar::default(),
            keymap: Keymap::default(),
            pressed: Vec::new(),
            said: String::new(),
            theme,
            strip: Strip::default(),
            summary: None,
            screen: Rect::new(0, 0, 80, 24),
            back: Vec::new(),
            forward: Vec::new(),
            fetching: None,
            grouping: None,
            summarizing: None,
            is_interrupted: false,
            has_mouse: true,
        }
    }

    /// Takes note of what happened; the answer is what the world is asked for.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = self.take(message);
        self.follow(&mut effects);
        effects
    }

    fn take(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(&text),
            Message::Mouse(mouse) => self.mouse(mouse),
            Message::Resized(width, height) => {
                self.screen = Rect::new(0, 0, width, height);
                Vec::new()
            }
            Message::Progress(progress) => work(self.data.progress(progress)),
            Message::Tick { elapsed } => {
                if !self.data.load.is_done {
                    self.data.load.elapsed = elapsed;
                }
                Vec::new()
            }
            Message::Answered { generation, snapshot, answer, highlighter } => {
                let (answer, highlighter) = (Arc::new(*answer), *highlighter);
                self.answered(Shown { snapshot, answer, highlighter, generation })
            }
            Message::Grouped { generation, by, groups } => {
                self.views.groups.grouped(generation, &by, groups);
                Vec::new()
            }
            Message::Fetched { place, json } => {
                if self.fetching == Some(place) {
                    self.views.events.detail.show(place, json);
                }
                Vec::new()
            }
            Message::Summarized { generation, field, place, summary } => {
                if self.summarizing == Some((generation, field, place)) {
                    self.summary = Some(((generation, field, place), *summary));
                }
                Vec::new()
            }
            Message::Copied(said) => self.say(said),
            Message::NoClipboard { what, text } => vec![Effect::CopyThroughTerminal { what, text }],
            Message::Terminated => vec![Effect::Quit],
            Message::Broken(what) => vec![Effect::Fail(what)],
        }
    }

    /// Shows a sentence until the next key.
    pub fn say(&mut self, said: String) -> Vec<Effect> {
        self.said = said;
        Vec::new()
    }

    fn answered(&mut self, shown: Shown) -> Vec<Effect> {
        if !self.data.answered(shown) {
            return Vec::new();
        }
        self.views.events.rows_changed(&self.data.shown);
        work(self.data.ask_if_stale())
    }

    /// Asks for what the screen needs next.
    fn follow(&mut self, effects: &mut Vec<Effect>) {
        let shown = &self.data.shown;
        match self.views.events.selected(shown) {
            Some(row) => {
                let place = shown.snapshot.place(row);
                let held = self.views.events.detail.place();
                if held != Some(place) && self.fetching != Some(place) {
                    self.fetching = Some(place);
                    let snapshot = Arc::clone(&shown.snapshot);
                    effects.push(Effect::Do(Job::Fetch { snapshot, row }));
                }
                self.ask_for_summary(effects);
            }
            None => {
                self.fetching = None;
                self.views.events.detail.clear();
            }
        }
        match self.top {
            ViewKind::Events => {
                if Strip::height(self.screen.height) > 0 {
                    self.strip.follow(&self.data.shown, self.screen.width);
                }
            }
            ViewKind::Groups => self.ask_for_groups(effects),
            ViewKind::Sources => self.views.sources.follow(&self.data),
        }
    }

    fn ask_for_summary(&mut self, effects: &mut Vec<Effect>) {
        let shown = &self.data.shown;
        let field = self.views.events.field();
        let Some(row) = self.views.events.selected(shown) else { return };
        let asked = (shown.generation, field, shown.snapshot.place(row));
        if self.top == ViewKind::Events && self.summarizing != Some(asked) {
            self.summarizing = Some(asked);
            effects.push(Effect::Do(Job::Summarize {
                generation: shown.generation,
                snapshot: Arc::clone(&shown.snapshot),
                answer: Arc::clone(&shown.answer),
                field,
                row,
            }));
        }
    }

    fn ask_for_groups(&mut self, effects: &mut Vec<Effect>) {
        let by = self.views.groups.by().to_vec();
        let shown = &self.data.shown;
        let asked = Some((shown.generation, by.clone()));
        if self.views.groups.is_current(&self.data) || self.grouping == asked {
            return;
        }
        self.grouping = asked;
        effects.push(Effect::Do(Job::Group {
            generation: shown.generation,
            snapshot: Arc::clone(&shown.snapshot),
            answer: Arc::clone(&shown.answer),
            by,
        }));
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.said.clear();
        let outcomes = match &mut self.overlay {
            Some(overlay) => overlay.key(key).unwrap_or_else(|| self.search.key(key)),
            None => return self.bound_key(key),
        };
        self.carry_out(outcomes)
    }

    fn bound_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.pressed.push(KeyPress::from(key));
        let here = self.views.context(self.top);
        match self.keymap.lookup(here, &self.pressed) {
            Lookup::Prefix => return Vec::new(),
            Lookup::Unbound => self.pressed.clear(),
            Lookup::Action(action) => {
                self.pressed.clear();
                if action != Action::Interrupt {
                    self.is_interrupted = false;
                }
                return self.act(action);
            }
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let outcomes = match &mut self.overlay {
            Some(Overlay::Search) => self.search.paste(text),
            Some(Overlay::Commands(commands)) => {
                commands.paste(text);
                Vec::new()
            }
            Some(Overlay::Fields(_)) | None => Vec::new(),
        };
        self.carry_out(outcomes)
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        if self.overlay.is_some() {
            return Vec::new();
        }
        let position = Position::new(mouse.column, mouse.row);
        let area = self.body();
        let outcomes = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.views.click(self.top, area, position, (&self.data, &self.theme))
            }
            MouseEventKind::ScrollDown => {
                self.views.scroll(self.top, area, position, 3, &self.data);
                Vec::new()
            }
            MouseEventKind::ScrollUp => {
                self.views.scroll(self.top, area, position, -3, &self.data);
                Vec::new()
            }
            _ => Vec::new(),
        };
        self.carry_out(outcomes)
    }

    /// Does what a key is bound to: first the view's meaning, then the app's.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(outcomes) = self.views.update(self.top, action, &self.data) {
            return self.carry_out(outcomes);
        }
        match action {
            Action::Search => self.open_search(),
            Action::ToggleFilters => work(self.data.toggle_filters()),
            Action::DropFilter => work(self.data.drop_filter()),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Events => self.show(ViewKind::Events),
            Action::Groups => self.show(ViewKind::Groups),
            Action::Sources => self.show(ViewKind::Sources),
            Action::Columns => self.ask_for_columns(),
            Action::GroupBy => self.ask_group_by(),
            Action::Back => self.go_back(true),
            Action::ViewBack => self.go_back(false),
            Action::ViewForward => self.go_forward(),
            Action::Palette => self.open_commands("COMMANDS ─ type to search, Enter runs"),
            Action::Help => self.open_commands("KEYS ─ type to search, Enter runs"),
            Action::Interrupt => self.interrupt(),
            Action::Mouse => {
                self.has_mouse = !self.has_mouse;
                let owner = if self.has_mouse { "trailglass" } else { "the terminal" };
                self.said = format!("the mouse belongs to {owner}");
                vec![Effect::TakeMouse(self.has_mouse)]
            }
            Action::Redraw => vec![Effect::Redraw],
            Action::Suspend => vec![Effect::Suspend],
            Action::Quit => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    fn carry_out(&mut self, outcomes: Vec<Outcome>) -> Vec<Effect> {
        outcomes.into_iter().flat_map(|outcome| self.outcome(outcome)).collect()
    }

    fn outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Narrow(expr) => work(self.data.narrow(expr)),
            Outcome::Replace(exprs) => work(Some(self.data.replace(exprs))),
            Outcome::Sort(sort) => work(self.data.set_sort(sort)),
            Outcome::Show(view) => self.show(view),
            Outcome::Copy { what, text } => vec![Effect::Copy { what, text }],
            Outcome::PickColumns(columns) => {
                self.overlay = Some(Overlay::Fields(Fields::new(Purpose::Columns, columns)));
                Vec::new()
            }
            Outcome::Columns(columns) => {
                self.overlay = None;
                self.views.events.set_columns(columns);
                Vec::new()
            }
            Outcome::AskGroupBy(by) => {
                self.overlay = Some(Overlay::Fields(Fields::new(Purpose::GroupBy, by)));
                Vec::new()
            }
            Outcome::GroupBy(by) => {
                self.overlay = None;
                self.views.groups.set_by(by);
                self.show(ViewKind::Groups)
            }
            Outcome::Draft(text) => work(Some(self.data.set_draft(&text))),
            Outcome::Commit => self.close_search(true),
            Outcome::Abandon => self.close_search(false),
            Outcome::Close => {
                self.overlay = None;
                Vec::new()
            }
            Outcome::Run(action) => {
                self.overlay = None;
                self.act(action)
            }
            Outcome::Say(said) => self.say(said),
        }
    }

    fn open_search(&mut self) -> Vec<Effect> {
        self.search.open();
        self.overlay = Some(Overlay::Search);
        Vec::new()
    }

    /// An error in the text keeps the bar open: what was typed is not lost.
    fn close_search(&mut self, is_kept: bool) -> Vec<Effect> {
        let has_error = self.data.draft.as_ref().is_some_and(|draft| draft.error.is_some());
        if is_kept && has_error {
            return Vec::new();
        }
        self.overlay = None;
        work(self.data.end_draft(is_kept))
    }

    fn open_commands(&mut self, title: &'static str) -> Vec<Effect> {
        let here = self.views.context(self.top);
        self.overlay = Some(Overlay::Commands(Commands::new(title, &self.keymap, here)));
        Vec::new()
    }

    fn ask_for_columns(&mut self) -> Vec<Effect> {
        let columns = self.views.events.columns().to_vec();
        self.outcome(Outcome::PickColumns(columns))
    }

    fn ask_group_by(&mut self) -> Vec<Effect> {
        let by = self.views.groups.by().to_vec();
        self.outcome(Outcome::AskGroupBy(by))
    }

    fn undo(&mut self) -> Vec<Effect> {
        match self.data.undo() {
            Some(job) => work(Some(job)),
            None => self.say("nothing to undo".to_owned()),
        }
    }

    fn redo(&mut self) -> Vec<Effect> {
        match self.data.redo() {
            Some(job) => work(Some(job)),
            None => self.say("nothing to redo".to_owned()),
        }
    }

    fn show(&mut self, view: ViewKind) -> Vec<Effect> {
        if view == ViewKind::Events {
            self.views.events.focus = Pane::List;
        }
        if view != self.top {
            self.back.push(self.top);
            self.forward.clear();
            self.top = view;
        }
        Vec::new()
    }

    fn go_back(&mut self, quits_at_root: bool) -> Vec<Effect> {
        match self.back.pop() {
            Some(view) => {
                self.forward.push(self.top);
                self.top = view;
                Vec::new()
            }
            None if quits_at_root => vec![Effect::Quit],
            None => self.say("no view before this one".to_owned()),
        }
    }

    fn go_forward(&mut self) -> Vec<Effect> {
        let Some(view) = self.forward.pop() else {
            return self.say("no view after this one".to_owned());
        };
        self.back.push(self.top);
        self.top = view;
        Vec::new()
    }

    /// Ends what is under way, the load before the search; pressed again, quits.
    fn interrupt(&mut self) -> Vec<Effect> {
        if self.is_interrupted {
            return vec![Effect::Quit];
        }
        if !self.data.load.is_done {
            self.is_interrupted = true;
            self.say("stopping; what was read stays; ^c again quits".to_owned());
            return vec![Effect::CancelLoad];
        }
        if self.data.is_changing() {
            self.say("search stopped; what is shown is the answer before".to_owned());
            let mut effects = vec![Effect::CancelQuestion];
            effects.extend(work(self.data.give_up()));
            return effects;
        }
        self.is_interrupted = true;
        self.say("nothing under way; ^c again quits".to_owned())
    }
}

fn work(job: Option<Job>) -> Vec<Effect> {
    job.map(Effect::Do).into_iter().collect()
}
