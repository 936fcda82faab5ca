//! The interactive front end.
//!
//! [`start`] takes the terminal and runs the loop: keys first, then answers, then the load, each a
//! [`message::Message`]; [`app::App::update`] turns it into [`effect::Effect`]s, which are carried
//! out here and by [`effect::Runner`]; then the screen is drawn. Nothing is drawn while nothing
//! happens.

pub mod action;
pub mod app;
pub mod bindings;
mod chrome;
pub mod data;
pub mod effect;
pub mod keymap;
pub mod message;
pub mod outcome;
pub mod overlay;
mod screen;
pub mod settings;
mod strip;
mod terminal;
pub mod theme;
pub mod view;
pub mod widget;

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use crossbeam_channel::{Receiver, Sender, after, never, select_biased, tick, unbounded};
use crossterm::event::Event;

use action::ViewKind;
use app::{App, Opening};
use data::Data;
use effect::{Effect, Runner, copy_through_terminal};
use message::Message;
use terminal::Screen;
use theme::Theme;

use crate::ingest::{self, Input, Load, Plan, Progress};
use crate::query::Expr;
use crate::time::Zone;

/// What to start with.
#[derive(Debug, Clone)]
pub struct Options {
    /// What to read.
    pub plan: Plan,
    /// What is shown first, and how the inputs were spelt.
    pub opening: Opening,
    /// The colours; without it the configuration decides, or the terminal.
    pub theme: Option<Theme>,
}

/// Runs the explorer until the user quits.
///
/// Fails when there is no terminal.
pub fn start(options: Options) -> anyhow::Result<()> {
    let title = title(&options.plan.inputs);
    let mut data = Data::new(title, Expr::all(), Vec::new());
    data.geo = options.plan.scope.geo.clone();
    let theme = options.theme.or_else(|| options.opening.settings.theme.clone());
    let theme = theme.unwrap_or_else(fitting_theme);
    if !std::io::stdout().is_terminal() {
        bail!("standard output is no terminal; `trailglass events` and its like print to a file");
    }
    let plan = Plan { known: None, ..options.plan };
    let load = ingest::start(plan.clone());
    let mut screen = Screen::take().context("cannot use the terminal")?;
    let opening = Opening { zone: Zone::local(), ..options.opening };
    let app = App::new(data, ViewKind::Events, theme).opened(opening);
    let mut app = app.map_err(|fault| fault.error)?;
    run(&mut app, (load, plan), &mut screen)
}

/// What was opened, short enough for the first line.
fn title(inputs: &[Input]) -> String {
    let name = |input: &Input| match input {
        Input::Demo => "demo".to_owned(),
        Input::Stdin => "(standard input)".to_owned(),
        Input::Path(path) => path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.display().to_string()),
    };
    match inputs {
        [] => String::new(),
        [only] => name(only),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}

/// The theme that fits: `NO_COLOR` is honoured, and a light background where the terminal tells it
/// in `COLORFGBG`.
fn fitting_theme() -> Theme {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Theme::plain();
    }
    let colours = std::env::var("COLORFGBG").unwrap_or_default();
    let is_light = matches!(colours.rsplit(';').next(), Some("7" | "15"));
    if is_light { Theme::light() } else { Theme::dark() }
}

/// While something is under way the clock on the screen goes on.
const TICK: Duration = Duration::from_millis(100);

/// Of what happens at once this much is taken at most before a frame is drawn.
const FRAME: Duration = Duration::from_millis(16);

/// A load's progress alone is drawn no more often than this: a frame for each file took as long as
/// reading it.
const PROGRESS_FRAME: Duration = Duration::from_millis(50);

fn run(app: &mut App, (load, plan): (Load, Plan), screen: &mut Screen) -> anyhow::Result<()> {
    let started = Instant::now();
    let (key_sender, keys) = unbounded();
    let (message_sender, messages) = unbounded();
    listen(key_sender);
    let progress = Some(load.progress.clone());
    let runner = Runner::new(message_sender);
    let mut world = World { runner, load, plan, progress, screen };
    let size = world.screen.terminal.size()?;
    app.update(Message::Resized(size.width, size.height));
    let ticks = tick(TICK);
    let idle = never();
    loop {
        world.draw(app)?;
        let drawn = Instant::now();
        let message = {
            let clock = if app.data.load.is_done { &idle } else { &ticks };
            next(&keys, &messages, world.progress.as_ref(), clock, started)
        };
        let begun = Instant::now();
        let mut is_waited_for = false;
        let mut message = Some(message);
        while let Some(taken) = message.take() {
            is_waited_for |= !matches!(taken, Message::Progress(_) | Message::Tick { .. });
            if matches!(taken, Message::Progress(Progress::Done { .. })) {
                world.progress = None;
                is_waited_for = true;
            }
            if world.take(app, taken)?.is_break() {
                return Ok(());
            }
            let progress = world.progress.as_ref();
            let left = PROGRESS_FRAME.saturating_sub(drawn.elapsed());
            message = match is_waited_for {
                true if begun.elapsed() < FRAME => waiting(&keys, &messages, progress),
                false if !left.is_zero() => {
                    Some(next(&keys, &messages, progress, &after(left), started))
                }
                _ => None,
            };
        }
    }
}

/// Waits for what happens next: keys before answers, answers before the load.
fn next(
    keys: &Receiver<Message>,
    messages: &Receiver<Message>,
    progress: Option<&Receiver<Progress>>,
    clock: &Receiver<Instant>,
    started: Instant,
) -> Message {
    let nothing = never();
    let progress = progress.unwrap_or(&nothing);
    select_biased! {
        recv(keys) -> message => message.unwrap_or(Message::Terminated),
        recv(messages) -> message => message.unwrap_or(Message::Terminated),
        recv(progress) -> step => step.map_or_else(|_| broken_load(started), Message::Progress),
        recv(clock) -> _ => Message::Tick { elapsed: started.elapsed() },
    }
}

/// What has already happened, without waiting.
fn waiting(
    keys: &Receiver<Message>,
    messages: &Receiver<Message>,
    progress: Option<&Receiver<Progress>>,
) -> Option<Message> {
    let from_load = || progress?.try_recv().ok().map(Message::Progress);
    keys.try_recv().or_else(|_| messages.try_recv()).ok().or_else(from_load)
}

/// The load's threads are gone without a last word: a bug, but what was read stays.
fn broken_load(started: Instant) -> Message {
    Message::Progress(Progress::Done { elapsed: started.elapsed(), is_cancelled: true })
}

/// Starts the threads that wait for the terminal and for signals.
fn listen(keys: Sender<Message>) {
    #[cfg(unix)]
    listen_for_signals(keys.clone());
    thread::spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            let message = match event {
                Event::Key(key) => Message::Key(key),
                Event::Paste(text) => Message::Paste(text),
                Event::Mouse(mouse) => Message::Mouse(mouse),
                Event::Resize(width, height) => Message::Resized(width, height),
                Event::FocusGained | Event::FocusLost => continue,
            };
            // A closed channel means that the program ends.
            if keys.send(message).is_err() {
                return;
            }
        }
        // Without a terminal nothing more can be asked for.
        let _ = keys.send(Message::Terminated);
    });
}

#[cfg(unix)]
fn listen_for_signals(messages: Sender<Message>) {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    // Without handlers the default holds: the program ends at once.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP]) else { return };
    thread::spawn(move || {
        for _ in signals.forever() {
            // A closed channel means that the program ends.
            let _ = messages.send(Message::Terminated);
        }
    });
}

/// Carries effects out.
struct World<'w> {
    runner: Runner,
    load: Load,
    /// What is read, for a reload.
    plan: Plan,
    /// Where the load's progress comes from, until it is done.
    progress: Option<Receiver<Progress>>,
    screen: &'w mut Screen,
}

impl World<'_> {
    fn take(&mut self, app: &mut App, message: Message) -> anyhow::Result<ControlFlow<()>> {
        for effect in app.update(message) {
            match effect {
                Effect::Do(job) => self.runner.start(job),
                Effect::Cancel(lane) => self.runner.cancel(lane),
                Effect::CancelLoad => self.load.cancel.cancel(),
                Effect::Reload(known) => {
                    let plan = Plan { known: Some(*known), ..self.plan.clone() };
                    self.load = ingest::start(plan);
                    self.progress = Some(self.load.progress.clone());
                }
                Effect::Copy { what, text } => self.runner.copy(what, text),
                Effect::Configure { path, change } => self.runner.configure(path, change),
                Effect::CopyThroughTerminal { what, text } => {
                    app.say(copy_through_terminal(what, &text));
                }
                Effect::TakeMouse(is_taken) => self.screen.take_mouse(is_taken)?,
                Effect::Redraw => self.screen.terminal.clear()?,
                Effect::Suspend => self.screen.suspend()?,
                Effect::Fail(what) => {
                    bail!("internal error: {what}; please report it with the lines above")
                }
                Effect::Quit => {
                    self.load.cancel.cancel();
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn draw(&mut self, app: &mut App) -> anyhow::Result<()> {
        self.screen.terminal.draw(|frame| {
            let area = frame.area();
            if let Some(cursor) = app.draw(area, frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }
}
