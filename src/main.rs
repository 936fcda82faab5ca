//! Chooses a front end; prints errors and sets the exit code, alone.

use std::io::{self, Write};
use std::process::ExitCode;

use trailglass::cli::{self, Ending, Explorer, Failure, Surroundings};
use trailglass::config::{Choice, Config};
use trailglass::tui::data::view_spec::{lack_in, scene_of};
use trailglass::tui::settings::Settings;
use trailglass::tui::{self, theme::Theme};

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
        Some(command) => {
            let settings = settings(command.config());
            let surroundings = Surroundings {
                keys: tui::keymap::manual(),
                example: tui::settings::example(),
                path: settings.path,
                views: settings.views,
                mistakes: settings.mistakes,
            };
            cli::run(&command, &surroundings)
        }
        None => explore(&arguments.explorer),
    }
}

fn explore(explorer: &Explorer) -> Result<Ending, Failure> {
    let plan = explorer.plan()?;
    let theme = explorer.theme.as_deref().and_then(Theme::named);
    let settings = settings(explorer.config.choice());
    let spec = settings.resolved(explorer.spec()).map_err(|reason| cli::view_failure(&reason))?;
    scene_of(&spec, &settings.usual)
        .and_then(|_| lack_in(&spec, &plan.scope.geo).map_or(Ok(()), Err))
        .map_err(|fault| cli::option_failure(fault.setting, &fault.text, &fault.error))?;
    let inputs = explorer.input_words();
    let opening = tui::app::Opening { spec, inputs, settings, ..Default::default() };
    tui::start(tui::Options { plan, opening, theme }).map_err(Failure::Explorer)?;
    Ok(Ending::default())
}

fn settings(choice: Choice) -> Settings {
    Settings::of(Config::read(choice.place(|name| std::env::var_os(name))))
}

fn say(line: &str) {
    // Without standard error there is nobody to tell; the exit code still says it.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
