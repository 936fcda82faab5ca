//! `trailglass config`: which file it is, whether it makes sense, what can be said in it.

use std::io::{self, Write};

use clap::Args;

use super::view::ConfigArguments;
use super::{Ending, Surroundings};
use crate::text::sanitize;

/// Arguments of `config`.
#[derive(Debug, Clone, Args)]
pub struct ConfigCommand {
    /// Which file.
    #[command(flatten)]
    pub config: ConfigArguments,
    /// Print the path and nothing else
    #[arg(long)]
    pub path: bool,
    /// Print a file with all that can be said, each with what is usual
    #[arg(long, conflicts_with = "path")]
    pub example: bool,
}

/// Prints the path and what the file says; its mistakes are notes.
pub(crate) fn print(
    command: &ConfigCommand,
    surroundings: &Surroundings,
    out: &mut dyn Write,
) -> io::Result<Ending> {
    if command.example {
        out.write_all(surroundings.example.as_bytes())?;
        return Ok(Ending::default());
    }
    let Some(path) = &surroundings.path else {
        let note =
            "no configuration: neither HOME nor XDG_CONFIG_HOME is set; name one with --config";
        return Ok(Ending { notes: vec![note.to_owned()], is_incomplete: true });
    };
    writeln!(out, "{}", sanitize(&path.display().to_string()))?;
    if command.path {
        return Ok(Ending::default());
    }
    if !path.exists() {
        writeln!(out, "not there yet: the explorer makes it when a view is saved (V s)")?;
    }
    for view in &surroundings.views {
        writeln!(out, "view {}", sanitize(&view.line()))?;
    }
    let notes: Vec<String> = surroundings.mistakes.iter().map(ToString::to_string).collect();
    let is_incomplete = !notes.is_empty();
    Ok(Ending { notes, is_incomplete })
}
