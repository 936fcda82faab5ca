//! An app with a screen, whose jobs are done at once or when the test says so.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use trailglass::ingest::Progress;
use trailglass::query::{Cancel, Expr};
use trailglass::store::{Field, RowId, TextCache};
use trailglass::tui::action::ViewKind;
use trailglass::tui::app::{App, Opening};
use trailglass::tui::data::Data;
use trailglass::tui::effect::{Effect, Job, configured};
use trailglass::tui::message::Message;
use trailglass::tui::theme::Theme;
use unicode_width::UnicodeWidthStr;

use super::{case, keys};

/// Columns and rows.
pub(crate) type Size = (u16, u16);

/// Room for everything.
pub(crate) const LARGE: Size = (200, 60);

pub(crate) struct Session {
    pub(crate) app: App,
    /// What the world was asked for, jobs apart.
    pub(crate) effects: Vec<Effect>,
    /// Whether jobs wait until they are asked for.
    pub(crate) holds_jobs: bool,
    pub(crate) jobs: VecDeque<Job>,
    cache: TextCache,
    size: Size,
}

impl Session {
    /// Nothing is loaded yet.
    pub(crate) fn empty(size: Size) -> Self {
        Self::opened(Opening::default(), size)
    }

    /// Nothing is loaded yet; the explorer begins with this.
    pub(crate) fn opened(opening: Opening, size: Size) -> Self {
        let data = Data::new("demo".to_owned(), Expr::all(), Vec::new());
        let app = App::new(data, ViewKind::Events, Theme::dark());
        let mut session = Self {
            app: app.opened(opening).unwrap(),
            effects: Vec::new(),
            holds_jobs: false,
            jobs: VecDeque::new(),
            cache: TextCache::default(),
            size,
        };
        session.resize(size);
        session
    }

    /// All of `load` has happened.
    pub(crate) fn of(load: &[Progress], size: Size) -> Self {
        let mut session = Self::empty(size);
        session.load(load);
        session
    }

    /// The demo case is loaded.
    pub(crate) fn demo(size: Size) -> Self {
        Self::of(case::demo(), size)
    }

    pub(crate) fn load(&mut self, load: &[Progress]) {
        for progress in load {
            self.tell(Message::Progress(progress.clone()));
        }
    }

    pub(crate) fn resize(&mut self, size: Size) {
        self.size = size;
        self.tell(Message::Resized(size.0, size.1));
    }

    /// Passes a message on, and the answers of the jobs that follow from it.
    pub(crate) fn tell(&mut self, message: Message) {
        for effect in self.app.update(message) {
            match effect {
                Effect::Do(job) => self.jobs.push_back(job),
                other => self.effects.push(other),
            }
        }
        if !self.holds_jobs {
            self.do_jobs();
        }
    }

    /// Does what jobs there are until none is left.
    pub(crate) fn do_jobs(&mut self) {
        while self.do_next_job() {}
    }

    /// Does the oldest job, `false` when there is none.
    pub(crate) fn do_next_job(&mut self) -> bool {
        let Some(job) = self.jobs.pop_front() else { return false };
        if let Some(message) = job.perform(&Cancel::new(), &mut self.cache, &mut |_| {}) {
            self.tell(message);
        }
        true
    }

    /// Does the oldest question and nothing else.
    pub(crate) fn answer_oldest(&mut self) {
        let is_question = |job: &Job| matches!(job, Job::Ask { .. });
        let position = self.jobs.iter().position(is_question).unwrap();
        let job = self.jobs.remove(position).unwrap();
        let message = job.perform(&Cancel::new(), &mut self.cache, &mut |_| {}).unwrap();
        self.tell(message);
    }

    /// Number of questions that wait for an answer.
    pub(crate) fn n_questions(&self) -> usize {
        self.jobs.iter().filter(|job| matches!(job, Job::Ask { .. })).count()
    }

    /// Presses keys and draws after each, as the program does.
    pub(crate) fn keys(&mut self, text: &str) -> &mut Self {
        for key in keys::parse(text) {
            self.tell(Message::Key(key));
            self.draw();
        }
        self
    }

    /// Presses keys that come faster than the screen is drawn.
    pub(crate) fn fast_keys(&mut self, text: &str) -> &mut Self {
        for key in keys::parse(text) {
            self.tell(Message::Key(key));
        }
        self
    }

    pub(crate) fn draw(&mut self) -> (Buffer, Option<Position>) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        let cursor = self.app.draw(area, &mut buffer);
        (buffer, cursor)
    }

    /// The lines of the screen as text.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        let (buffer, _) = self.draw();
        buffer.content.chunks(usize::from(self.size.0)).map(line).collect()
    }

    /// The screen as text, with the place of the cursor.
    pub(crate) fn screen(&mut self) -> String {
        let (_, cursor) = self.draw();
        let lines = self.lines();
        let cursor =
            cursor.map_or("no cursor".to_owned(), |at| format!("cursor {},{}", at.x, at.y));
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        format!("{}×{}  {cursor}\n{}\n", self.size.0, self.size.1, lines.join("\n"))
    }

    pub(crate) fn shows(&mut self, text: &str) -> bool {
        self.lines().iter().any(|line| line.contains(text))
    }

    /// The rows of the list.
    pub(crate) fn rows(&self) -> &[RowId] {
        &self.app.data.shown.answer.rows
    }

    pub(crate) fn text(&self, row: RowId, field: Field) -> String {
        self.app.data.shown.snapshot.text(row, field).into_owned()
    }

    /// A field of each event of the list.
    pub(crate) fn column(&self, field: Field) -> Vec<String> {
        self.rows().iter().map(|&row| self.text(row, field)).collect()
    }

    /// A field of the selected event.
    pub(crate) fn selected(&self, field: Field) -> String {
        let row = self.app.views.events.selected(&self.app.data.shown).unwrap();
        self.text(row, field)
    }

    /// The filters' texts.
    pub(crate) fn chips(&self) -> Vec<String> {
        self.app.data.chips().iter().map(|chip| chip.text.clone()).collect()
    }

    /// What was copied last: what it is, and the text.
    pub(crate) fn copied(&self) -> (&'static str, &str) {
        match self.effects.last() {
            Some(Effect::Copy { what, text }) => (what, text),
            other => panic!("nothing was copied but {other:?}"),
        }
    }

    /// Makes the changes of the configuration that were asked for; the answer is their number.
    pub(crate) fn configure(&mut self) -> usize {
        let is_change = |effect: &mut Effect| matches!(effect, Effect::Configure { .. });
        let changes: Vec<Effect> = self.effects.extract_if(.., is_change).collect();
        let n_changes = changes.len();
        for change in changes {
            let Effect::Configure { path, change } = change else { unreachable!("taken above") };
            self.tell(configured(path, change));
        }
        n_changes
    }

    pub(crate) fn has_quit(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Quit))
    }
}

/// The cells of a line; the cell after a wide character is part of it.
fn line(cells: &[ratatui::buffer::Cell]) -> String {
    let mut text = String::new();
    let mut n_hidden = 0;
    for cell in cells {
        if n_hidden > 0 {
            n_hidden -= 1;
            continue;
        }
        text.push_str(cell.symbol());
        n_hidden = cell.symbol().width().saturating_sub(1);
    }
    text
}
