//! The app: one way in, [`App::update`], which is pure; one way out, the effects it answers with.
//!
//! Here is what reaches it; `input` tells what keys and mouse mean, `act` does what a key is bound
//! to, `filters` all that changes chips, search and history, `times` what chooses ranges of time,
//! `follow` asks for what the screen needs next, and `under_way` knows what of that takes long.

mod act;
mod filters;
mod follow;
mod input;
mod times;
mod under_way;
mod views;

use std::ffi::OsString;
use std::sync::{Arc, Weak};

use crossterm::event::KeyEventKind;
use ratatui::layout::Rect;

use super::action::{Action, ViewKind};
use super::chrome::Weights;
use super::data::history::History;
use super::data::view_spec::{ViewFault, scene_of};
use super::data::{Data, Shown};
use super::effect::{Effect, Job, Lane};
use super::keymap::{Context, KeyPress, Keymap};
use super::message::Message;
use super::overlay::Overlay;
use super::overlay::search::SearchBar;
use super::settings::Settings;
use super::strip::Strip;
use super::theme::Theme;
use super::view::Views;
use crate::config::{Setting, ViewSpec};
use crate::ingest::Progress;
use crate::query::{Origin, ValueSummary};
use crate::store::{EventPlace, Field, Lost, Snapshot};
use crate::time::Zone;

/// A value that was asked about: of which answer, in which field and event.
pub(crate) type Asked = (u64, Field, EventPlace);

/// What the explorer begins with.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// What is shown first.
    pub spec: ViewSpec,
    /// The system's zone: `T` turns to it, unless another one is asked for.
    pub zone: Zone,
    /// The arguments that say what is read, paths last: a copied command line repeats them.
    pub inputs: Vec<OsString>,
    /// What the user's configuration says.
    pub settings: Settings,
}

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
    /// The chip that has the focus.
    pub(crate) chip: Option<usize>,
    /// What can be undone.
    pub history: History,
    /// What the chips remove and find.
    pub(crate) weights: Option<Weights>,
    /// The node of the history that is shown.
    answered_node: usize,
    weighing: u64,
    back: Vec<ViewKind>,
    forward: Vec<ViewKind>,
    /// The event whose JSON and origin were asked for last, of the events that are shown.
    fetching: Option<EventPlace>,
    grouping: Option<(u64, Vec<Field>)>,
    /// The events whose flags were asked for.
    flagging: Weak<Snapshot>,
    summarizing: Option<Asked>,
    /// Long work that is not done.
    under_way: Vec<Lane>,
    is_interrupted: bool,
    has_mouse: bool,
    /// The zone that is not UTC.
    pub(crate) chosen_zone: Zone,
    /// The arguments that say what is read.
    inputs: Vec<OsString>,
    pub(crate) settings: Settings,
    /// Whether the mouse is choosing a range on the strip.
    is_drawing: bool,
}

impl App {
    /// Starts with `top` on top of `data`.
    pub fn new(data: Data, top: ViewKind, theme: Theme) -> Self {
        let mut views = Views::default();
        let keymap = Keymap::default();
        views.facets.key = keymap.key_of(Context::Events, Action::Facets).unwrap_or_default();
        let history = History::new(filters::scene(&data, &views, top));
        Self {
            data,
            views,
            top,
            chip: None,
            history,
            weights: None,
            answered_node: 0,
            weighing: 0,
            overlay: None,
            search: SearchBar::default(),
            keymap,
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
            flagging: Weak::new(),
            summarizing: None,
            under_way: Vec::new(),
            is_interrupted: false,
            has_mouse: true,
            chosen_zone: Zone::default(),
            inputs: Vec::new(),
            settings: Settings::default(),
            is_drawing: false,
        }
    }

    /// Begins with what the start says; it is the root of the history.
    ///
    /// Fails with what of the view makes no sense.
    pub fn opened(mut self, opening: Opening) -> Result<Self, ViewFault> {
        let scene = scene_of(&opening.spec, &opening.settings.usual)?;
        self.views.events.list.columns.usual = opening.settings.usual.columns.clone();
        let has_zone = opening.spec.text(Setting::Timezone).is_some();
        self.chosen_zone = if has_zone { scene.times.zone } else { opening.zone };
        let filters = self.set_scene(scene);
        self.data = self.data.with_filters(filters);
        self.inputs = opening.inputs;
        self.settings = opening.settings;
        self.keymap = self.settings.keymap.clone();
        let facets = self.keymap.key_of(Context::Events, Action::Facets);
        self.views.facets.key = facets.unwrap_or_default();
        if !self.settings.mistakes.is_empty() {
            self.show_mistakes();
        }
        self.history = History::new(filters::scene(&self.data, &self.views, self.top));
        Ok(self)
    }

    /// Takes note of what happened; the answer is what the world is asked for.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        self.note_done(&message);
        let mut effects = self.take(message);
        self.views.events.list.columns.fold(&self.data);
        self.note_scene();
        self.follow(&mut effects);
        self.note_begun(&effects);
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
            Message::Progress(progress) => self.progress(progress),
            Message::Tick { elapsed } => {
                if !self.data.load.is_done {
                    self.data.load.elapsed = elapsed;
                }
                Vec::new()
            }
            message @ Message::Answered { .. } => self.take_answer(message),
            Message::Sorting { generation, read } => {
                self.data.sorts(generation, read);
                Vec::new()
            }
            Message::Cells { paths, cells } => {
                self.views.events.list.cells.fetched(&paths, cells);
                Vec::new()
            }
            Message::Weighed { generation, removed, found } => {
                self.weighed(generation, removed, found);
                Vec::new()
            }
            Message::Completed { wish, values } => {
                self.search.completed(wish, values);
                Vec::new()
            }
            Message::Grouped { generation, snapshot, by, groups } => {
                self.views.groups.grouped((generation, snapshot), &by, groups);
                Vec::new()
            }
            message @ (Message::Compared { .. }
            | Message::Faceted { .. }
            | Message::Traced { .. }
            | Message::Branched { .. }
            | Message::Portrayed { .. }
            | Message::Followed { .. }
            | Message::Flagged
            | Message::Paired { .. }) => self.take_found(message),
            Message::Fetched { place, json, origin } => self.fetched(place, json, *origin),
            Message::Counted { snapshot, by_file } => {
                self.views.sources.counted(snapshot, *by_file);
                Vec::new()
            }
            Message::Summarized { generation, field, place, summary } => {
                if self.summarizing == Some((generation, field, place)) {
                    self.summary = Some(((generation, field, place), *summary));
                }
                Vec::new()
            }
            Message::Tallied { counts } => {
                if let Some(Overlay::Views(list)) = &mut self.overlay {
                    list.tallied(&counts);
                }
                Vec::new()
            }
            Message::Configured { change, result, config } => {
                self.configured(&change, result, *config)
            }
            Message::Copied(said) => self.say(said),
            Message::NoClipboard { what, text } => vec![Effect::CopyThroughTerminal { what, text }],
            Message::Terminated => vec![Effect::Quit],
            Message::Broken(what) => vec![Effect::Fail(what)],
        }
    }

    /// What was found out, for the view that is about it.
    fn take_found(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Compared { generation, snapshot, versus, contrast } => {
                self.views.compare.compared(&(generation, versus), snapshot, *contrast);
            }
            Message::Followed { snapshot, name, thread, searched } => {
                self.views.resource.followed((&name, snapshot), *thread, searched);
            }
            Message::Traced { generation, snapshot, traced, tallies } => {
                let of = (generation, snapshot);
                let outcomes = self.views.sessions.found(of, traced, *tallies, &self.data);
                return self.carry_out(outcomes);
            }
            Message::Faceted { generation, snapshot, wish, lists } => {
                self.views.facets.listed(&(generation, wish), snapshot, lists);
            }
            Message::Portrayed { asked, snapshot, traced, portrait, sheets } => {
                self.views.actor.portrayed(asked, (snapshot, traced), *portrait, sheets);
            }
            Message::Branched { session, traced, lines } => {
                self.views.sessions.branched(session, &traced, lines);
            }
            Message::Paired { places, jsons } => {
                self.views.diff.paired(places, jsons);
            }
            Message::Flagged => {
                // Groups say which flags their events have.
                self.grouping = None;
                self.views.groups.recount();
                self.views.sessions.find_flagged();
            }
            _ => {}
        }
        Vec::new()
    }

    fn take_answer(&mut self, message: Message) -> Vec<Effect> {
        let Message::Answered {
            generation: question,
            snapshot,
            answer,
            hits,
            highlighter,
            constants,
            searched,
        } = message
        else {
            return Vec::new();
        };
        let (answer, highlighter) = (Arc::new(*answer), *highlighter);
        let generation = 0;
        let shown = Shown { snapshot, answer, hits, highlighter, constants, searched, generation };
        self.answered(question, shown)
    }

    /// Shows a sentence until the next key.
    pub fn say(&mut self, said: String) -> Vec<Effect> {
        self.said = said;
        Vec::new()
    }

    /// The load went on; a reload that is done says what it found.
    fn progress(&mut self, progress: Progress) -> Vec<Effect> {
        let is_done = matches!(progress, Progress::Done { .. });
        let effects = work(self.data.progress(progress));
        if is_done && let Some(said) = self.data.reload_text() {
            self.said = said;
        }
        effects
    }

    /// An event's JSON came, or what was lost of it; one that is selected no more is dropped.
    fn fetched(
        &mut self,
        place: EventPlace,
        json: Result<String, Lost>,
        origin: Origin,
    ) -> Vec<Effect> {
        if self.fetching != Some(place) {
            return Vec::new();
        }
        let (json, lost) = match json {
            Ok(json) => (json, None),
            Err(lost) => (String::new(), Some(lost)),
        };
        self.views.events.detail.show(place, json, origin);
        lost.map_or_else(Vec::new, |lost| self.say(lost.to_string()))
    }

    fn answered(&mut self, question: u64, shown: Shown) -> Vec<Effect> {
        let is_of_other_events = !Arc::ptr_eq(&shown.snapshot, &self.data.shown.snapshot);
        if !self.data.answered(question, shown) {
            return Vec::new();
        }
        if is_of_other_events {
            self.history.forget_counts();
            // Copies and corrections of the selected event may have come.
            self.fetching = None;
        }
        self.views.events.rows_changed(&self.data.shown);
        self.answered_node = self.history.current();
        if self.data.draft.is_none() {
            self.history.count(self.data.shown.answer.rows.len());
        }
        let lost = self.data.shown.snapshot.lost();
        let said = lost.first().map(|first| match lost.len() {
            1 => first.to_string(),
            n_lost => format!("{first}; {} files more", n_lost - 1),
        });
        let mut effects = work(self.data.ask_if_stale());
        effects.extend(said.into_iter().flat_map(|said| self.say(said)));
        effects
    }
}

pub(crate) fn work(job: Option<Job>) -> Vec<Effect> {
    job.map(Effect::Do).into_iter().collect()
}
