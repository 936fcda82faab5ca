//! Chooses a front end; prints errors and sets the exit code, alone.

use std::io::{self, Write};
use std::process::ExitCode;

use trailglass::cli::{self, Ending, Explorer, Failure};
use trailglass::tui::{self, action::ViewKind, theme::Theme};

/// Something could not be read or written.
const INCOMPLETE: u8 = 1;

/// The arguments make no sense.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    match start() {
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

fn start() -> Result<Ending, Failure> {
    let Some(arguments) = cli::arguments()? else { return Ok(Ending::default()) };
    match arguments.command {
        Some(command) => cli::run(&command, &tui::keymap::manual()),
        None => explore(&arguments.explorer),
    }
}

fn explore(explorer: &Explorer) -> Result<Ending, Failure> {
    let plan = explorer.plan()?;
    explorer.check(&plan)?;
    let query = explorer.asked.query()?;
    let view = explorer.view.as_deref().and_then(ViewKind::named);
    let theme = explorer.theme.as_deref().and_then(Theme::named);
    let highlight = explorer.highlight()?;
    let opening = tui::app::Opening {
        columns: explorer.columns()?,
        by: explorer.by()?,
        inputs: explorer.input_words(),
    };
    let options = tui::Options { plan, query, highlight, opening, view, theme };
    tui::start(options).map_err(Failure::Explorer)?;
    Ok(Ending::default())
}

fn say(line: &str) {
    // Without standard error there is nobody to tell; the exit code still says it.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
