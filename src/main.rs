//! Chooses a front end; prints errors and sets the exit code, alone.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use trailglass::cli::{self, Arguments, Explorer, Failure};
use trailglass::{text, tui};

/// Something could not be read or written.
const INCOMPLETE: u8 = 1;

/// The arguments make no sense.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => return help_or_mistake(&message),
    };
    match arguments.command {
        Some(command) => ended(cli::run(&command)),
        None => explore(arguments.explorer),
    }
}

fn explore(explorer: Explorer) -> ExitCode {
    let inputs = match explorer.inputs() {
        Ok(inputs) => inputs,
        Err(failure) => return ended(Err(failure)),
    };
    let (filter, sort) = (explorer.asked.filter, explorer.asked.sort);
    match tui::start(tui::Options { inputs, filter, sort, view: explorer.view }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&text::sanitize(&format!("error: {error:#}")));
            ExitCode::from(INCOMPLETE)
        }
    }
}

fn ended(ended: Result<cli::Ending, Failure>) -> ExitCode {
    match ended {
        Ok(ending) => {
            ending.notes.iter().for_each(|note| say(note));
            ExitCode::from(if ending.is_incomplete { INCOMPLETE } else { 0 })
        }
        Err(failure) => {
            say(&format!("error: {failure}"));
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { USAGE } else { INCOMPLETE })
        }
    }
}

/// What clap has to say: help and version are answers, the rest is a mistake.
fn help_or_mistake(message: &clap::Error) -> ExitCode {
    if message.use_stderr() {
        say(message.render().to_string().trim_end());
        return ExitCode::from(USAGE);
    }
    // A closed pipe means that the reader has seen enough.
    let _ = write!(io::stdout().lock(), "{}", message.render());
    ExitCode::SUCCESS
}

fn say(line: &str) {
    // Without standard error there is nobody to tell; the exit code still says it.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
