//! The front end without a screen: arguments in, text and an exit code out.
//!
//! [`Arguments`] says what is wanted. [`run`] reads everything, answers and prints to standard
//! output; what there is to say beside the answer comes back as [`Ending`], and only `main` prints
//! that and exits. A mistake in the arguments is found before anything is read.

mod actor;
mod args;
mod config;
mod events;
mod failure;
mod field_names;
mod formats;
mod geoip;
mod groups;
mod help;
mod json;
mod lineage;
mod load;
mod manual;
mod paths;
mod resource;
mod scope;
mod sessions;
mod sources;
mod view;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

pub use args::{
    ActorArguments, Arguments, Command, Events, Explorer, Groups, LineageArguments, Resource,
    SessionsArguments, Sources,
};
pub use config::ConfigCommand;
pub use failure::Failure;
pub use formats::{
    ActorFormat, EventFormat, GroupFormat, ListFormat, ResourceFormat, SourceFormat,
};
pub use manual::ManualKey;
pub use paths::Paths;
pub use scope::ScopeArguments;
pub use view::{
    Asked, ConfigArguments, SavedArguments, ViewArguments, option_failure, view_failure,
};

use clap::Parser;

use crate::config::{Mistake, SavedView, no_view};
use crate::export::Medium;
use crate::query::Bitset;
use crate::text::sanitize;
use load::Loaded;

/// How a command ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    /// What standard error should say, a line each; fit for a terminal.
    pub notes: Vec<String>,
    /// Whether something could not be read: exit code 1.
    pub is_incomplete: bool,
}

impl Ending {
    fn of(loaded: &Loaded) -> Self {
        Self { notes: loaded.notes(), is_incomplete: !loaded.is_complete() }
    }

    /// The same, and that no event passes the filter, with the reasons, if it leaves none.
    fn with_reason(
        mut self,
        loaded: &Loaded,
        matched: &Bitset,
        reasons: impl FnOnce() -> Vec<String>,
    ) -> Self {
        if matched.is_empty() && !loaded.snapshot.is_empty() {
            let mut said = vec!["no event passes the filter".to_owned()];
            said.extend(reasons());
            self.notes.push(sanitize(&said.join("; ")).into_owned());
        }
        self
    }

    /// The same, and what is wrong in the configuration, which costs the answer nothing.
    fn with_mistakes(mut self, surroundings: &Surroundings) -> Self {
        self.notes.extend(surroundings.mistakes.iter().map(ToString::to_string));
        self
    }
}

/// What a command knows of the explorer and of the user's configuration.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The keys of the explorer, for its manual.
    pub keys: Vec<ManualKey>,
    /// A configuration with all that can be said.
    pub example: String,
    /// The file of the configuration; `None` when none is read.
    pub path: Option<PathBuf>,
    /// The saved views.
    pub views: Vec<SavedView>,
    /// What is wrong in the file.
    pub mistakes: Vec<Mistake>,
}

impl Surroundings {
    /// The saved view of a name; the error says which there are.
    fn view(&self, name: &str) -> Result<SavedView, String> {
        let found = self.views.iter().find(|view| view.name == name);
        found.cloned().ok_or_else(|| {
            let mut lines = vec![no_view(name, &[], &self.views, self.path.as_deref())];
            lines.extend(self.mistakes.iter().map(ToString::to_string));
            lines.join("\n")
        })
    }
}

/// Reads the command line; `None` when it asked for help or the version, which are printed.
pub fn arguments() -> Result<Option<Arguments>, Failure> {
    let message = match Arguments::try_parse() {
        Ok(arguments) => return Ok(Some(arguments)),
        Err(message) => message,
    };
    let text = message.render().to_string();
    if message.use_stderr() {
        let text = text.trim_end();
        return Err(Failure::Usage(text.strip_prefix("error: ").unwrap_or(text).to_owned()));
    }
    unless_closed(io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::Output))?;
    Ok(None)
}

/// Carries out `command`, to standard output.
///
/// A reader who has closed the pipe has seen enough: that is success.
pub fn run(command: &Command, surroundings: &Surroundings) -> Result<Ending, Failure> {
    let stdout = io::stdout().lock();
    let medium = medium(stdout.is_terminal());
    unless_closed(run_to(
        (command, surroundings),
        medium,
        &mut BufWriter::with_capacity(1 << 16, stdout),
    ))
}

/// The same result, but success when the reader closed the pipe.
fn unless_closed<T: Default>(result: Result<T, Failure>) -> Result<T, Failure> {
    match result {
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(T::default())
        }
        other => other,
    }
}

fn run_to(
    (command, surroundings): (&Command, &Surroundings),
    medium: Medium,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let ending = match command {
        Command::Events(events) => events::print(events, surroundings, medium, out)?,
        Command::Groups(groups) => groups::print(groups, surroundings, medium, out)?,
        Command::Sessions(sessions) => sessions::print(sessions, medium, out)?,
        Command::Lineage(lineage) => lineage::print(lineage, medium, out)?,
        Command::Actor(actor) => actor::print(actor, medium, out)?,
        Command::Resource(resource) => resource::print(resource, medium, out)?,
        Command::Sources(sources) => sources::print(sources, medium, out)?,
        Command::Config(command) => config::print(command, surroundings, out)?,
        Command::Man => {
            manual::print(&surroundings.keys, out)?;
            Ending::default()
        }
    };
    out.flush()?;
    Ok(ending)
}

fn medium(is_terminal: bool) -> Medium {
    if !is_terminal {
        return Medium::File;
    }
    let size = terminal_size::terminal_size();
    Medium::Terminal { columns: size.map_or(80, |(width, _)| usize::from(width.0)) }
}
