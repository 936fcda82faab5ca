//! What the app asks of the world, and who carries it out.
//!
//! [`Job`]s are pure work, done on threads; [`Job::perform`] gives the message that it ends with, so
//! that a test can do the work at once. [`Runner`] alone starts threads on the interface's side.

mod job;
mod lane;
mod perform;
mod question;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossbeam_channel::{Receiver, Sender, unbounded};

pub use job::Job;
pub use lane::Lane;
pub use perform::SPARK_BUCKETS;
pub use question::Question;

use super::message::Message;
use crate::config::{Change, Config, Place};
use crate::ingest::Known;
use crate::query::Cancel;
use crate::store::TextCache;

/// Something that the world is asked for.
#[derive(Debug)]
pub enum Effect {
    /// Work for a thread.
    Do(Job),
    /// End what work of a kind is under way.
    Cancel(Lane),
    /// End the load, keep what was read.
    CancelLoad,
    /// Read what is new since the load.
    Reload(Box<Known>),
    /// Copy text, which is `what`.
    Copy {
        /// What it is, for the message.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// Copy text through the terminal: there is no other way.
    CopyThroughTerminal {
        /// What it is, for the message.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// Change the saved views in the file of the configuration.
    Configure {
        /// The file.
        path: PathBuf,
        /// The change.
        change: Change,
    },
    /// Take the mouse, or leave it to the terminal.
    TakeMouse(bool),
    /// Forget what the screen shows.
    Redraw,
    /// Stop until the shell lets go on.
    Suspend,
    /// End the program: a bug, whose report must be seen.
    Fail(&'static str),
    /// End the program.
    Quit,
}

/// Carries effects out.
#[derive(Debug)]
pub struct Runner {
    lanes: [Sender<(Job, Cancel)>; Lane::COUNT],
    cancels: [Cancel; Lane::COUNT],
    copies: Sender<(&'static str, String)>,
    changes: Sender<(PathBuf, Change)>,
}

impl Runner {
    /// Starts the threads; what they find goes to `messages`.
    pub fn new(messages: Sender<Message>) -> Self {
        let lane = || {
            let (sender, jobs) = unbounded();
            let messages = messages.clone();
            thread::spawn(move || work(&jobs, &messages));
            sender
        };
        let lanes = std::array::from_fn(|_| lane());
        let (copies, wanted) = unbounded();
        let told = messages.clone();
        thread::spawn(move || copy(&wanted, &told));
        let (changes, wanted) = unbounded();
        thread::spawn(move || configure(&wanted, &messages));
        Self { lanes, cancels: std::array::from_fn(|_| Cancel::new()), copies, changes }
    }

    /// Starts a job; a job of the same kind that is still under way is cancelled.
    pub fn start(&mut self, job: Job) {
        let lane = job.lane() as usize;
        self.cancels[lane].cancel();
        self.cancels[lane] = Cancel::new();
        // The threads live as long as the runner.
        let _ = self.lanes[lane].send((job, self.cancels[lane].clone()));
    }

    /// Ends what work of a kind is under way.
    pub fn cancel(&self, lane: Lane) {
        self.cancels[lane as usize].cancel();
    }

    /// Changes the file of the configuration, one change after the other.
    pub fn configure(&self, path: PathBuf, change: Change) {
        // The thread lives as long as the runner.
        let _ = self.changes.send((path, change));
    }

    /// Copies by the system's clipboard where there is one, else through the terminal.
    pub fn copy(&self, what: &'static str, text: String) {
        // The thread lives as long as the runner.
        let _ = self.copies.send((what, text));
    }
}

fn work(jobs: &Receiver<(Job, Cancel)>, messages: &Sender<Message>) {
    let mut cache = TextCache::default();
    while let Ok(mut next) = jobs.recv() {
        while let Ok(later) = jobs.try_recv() {
            next = later;
        }
        let (job, cancel) = next;
        // A closed channel shows when the last message is sent.
        let mut tell = |message| drop(messages.send(message));
        let done = catch_unwind(AssertUnwindSafe(|| job.perform(&cancel, &mut cache, &mut tell)));
        let message = match done {
            Ok(Some(message)) => message,
            Ok(None) => continue,
            Err(_) => Message::Broken("a question could not be answered"),
        };
        // A closed channel means that the program ends.
        if messages.send(message).is_err() {
            return;
        }
    }
}

fn configure(wanted: &Receiver<(PathBuf, Change)>, messages: &Sender<Message>) {
    for (path, change) in wanted {
        // A closed channel means that the program ends.
        if messages.send(configured(path, change)).is_err() {
            return;
        }
    }
}

/// Makes a change, and reads what the file says then.
pub fn configured(path: PathBuf, change: Change) -> Message {
    let result = change.carry_out(&path).map_err(|unchanged| unchanged.to_string());
    let config = Config::read(Some(Place { path, is_named: false }));
    Message::Configured { change, result, config: Box::new(config) }
}

/// Terminals drop longer sequences; xterm's own limit is near this.
const MOST_OSC52_BYTES: usize = 74_994;

fn copy(wanted: &Receiver<(&'static str, String)>, messages: &Sender<Message>) {
    // Some systems lose the text when its owner goes: the clipboard is kept.
    let mut clipboard = arboard::Clipboard::new().ok();
    for (what, text) in wanted {
        let is_copied = clipboard.as_mut().is_some_and(|c| c.set_text(text.clone()).is_ok());
        let message = if is_copied {
            Message::Copied(format!("copied {what} to the clipboard"))
        } else {
            Message::NoClipboard { what, text }
        };
        // A closed channel means that the program ends.
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// Copies by OSC 52, which reaches the clipboard of the terminal, also over SSH; what is too long
/// goes to a file. Says which.
///
/// For the thread that draws: the sequence must not fall into a frame.
pub fn copy_through_terminal(what: &str, text: &str) -> String {
    if text.len() <= MOST_OSC52_BYTES {
        let mut out = std::io::stdout().lock();
        let sequence = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
        if out.write_all(sequence.as_bytes()).and_then(|()| out.flush()).is_ok() {
            return format!("copied {what} through the terminal (OSC 52)");
        }
    }
    match write_new_file(text) {
        Ok(path) => format!("wrote {what} to {}", path.display()),
        Err(error) => format!("cannot copy {what}: {error}"),
    }
}

/// A file that was not there before: another user could have laid a link in its place.
fn write_new_file(text: &str) -> std::io::Result<PathBuf> {
    for number in 0.. {
        let name = format!("trailglass-{}-{number}.txt", std::process::id());
        let path = std::env::temp_dir().join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    unreachable!("numbers do not end")
}
