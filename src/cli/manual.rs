//! The manual page, printed from the same tables as help and completion.
//!
//! `roff` as `man(7)` describes it: lines that begin with a dot are requests, a backslash escapes.

use std::io::{self, Write};

use clap::{Arg, CommandFactory};

use super::args::Arguments;
use super::help;
use crate::query::LANGUAGE;
use crate::query::flags::FLAGS;
use crate::store::FIELDS;

/// A key of the explorer: how it is pressed, what it does, where.
pub type ManualKey = (String, &'static str, &'static str);

/// Writes the page; `keys` are those of the explorer.
pub(crate) fn print(keys: &[ManualKey], out: &mut dyn Write) -> io::Result<()> {
    let command = Arguments::command();
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, ".TH TRAILGLASS 1 \"\" \"trailglass {version}\" \"User Commands\"")?;
    section(out, "NAME", "trailglass \\- terminal explorer for AWS CloudTrail logs\n")?;
    section(out, "SYNOPSIS", SYNOPSIS)?;
    section(out, "DESCRIPTION", DESCRIPTION)?;
    section(out, "OPTIONS", "")?;
    options(out, command.get_arguments())?;
    section(out, "COMMANDS", "A file called like a command is given as ./NAME.\n")?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        writeln!(out, ".SS {}", escape(sub.get_name()))?;
        writeln!(
            out,
            "{}.",
            escape(&sub.get_about().map(ToString::to_string).unwrap_or_default())
        )?;
        options(out, sub.get_arguments())?;
    }
    language(out)?;
    section(out, "FIELDS", "Names, other names for them, and what they hold.\n")?;
    for spec in FIELDS {
        let names: Vec<&str> =
            std::iter::once(spec.name).chain(spec.aliases.iter().copied()).collect();
        item(out, &names.join(", "), spec.help)?;
    }
    section(out, "FLAGS", FLAGS_TEXT)?;
    for spec in FLAGS {
        let needs = if spec.needs_baseline { "; needs a baseline" } else { "" };
        let severity = spec.severity.text();
        item(out, spec.name, &format!("{} ({severity}{needs}). {}.", spec.title, spec.help))?;
    }
    section(out, "KEYS", "Keys of the explorer; a letter after another is pressed after it.\n")?;
    for (keys, help, place) in keys {
        item(out, keys, &format!("{help} ({place})"))?;
    }
    section(out, "FILES", FILES)?;
    section(out, "EXIT STATUS", EXIT_STATUS)?;
    section(out, "EXAMPLES", ".nf\n")?;
    for line in help::LONG.lines().skip(1).take_while(|line| !line.is_empty()) {
        writeln!(out, "{}", escape(line))?;
    }
    writeln!(out, ".fi")
}

const SYNOPSIS: &str = "\
.B trailglass
[\\fIOPTION\\fR]... \\fIPATH\\fR...
.br
.B trailglass
\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIPATH\\fR]...
";

const DESCRIPTION: &str = "\
Reads CloudTrail log files from directories of any depth, single files or standard input, holds them
in memory, and answers who did what, with which credentials, from where. Without a command a screen
opens; with one the answer is printed. Nothing is sent anywhere.
";

const FLAGS_TEXT: &str = "\
Values of the field \\fBflag\\fR: what is conspicuous about an event. A flag is no verdict; the detail of
the event gives its reason. A mark stands where a flag begins: before the first event of which it says
the same, unless it is a note. Filters look at all events.
";

const FILES: &str = "\
The configuration holds keys, colours, usual columns and saved views. It is
\\fI$XDG_CONFIG_HOME/trailglass/config.toml\\fR or \\fI~/.config/trailglass/config.toml\\fR; on macOS it is
below \\fI~/Library/Application Support\\fR, on Windows below \\fI%APPDATA%\\fR.
\\fBTRAILGLASS_CONFIG\\fR names another file. \\fBtrailglass config\\fR tells which it is and what is wrong in
it; \\fBtrailglass config \\-\\-example\\fR prints all that it can say.
";

const EXIT_STATUS: &str = "\
0 when everything was read, 1 when something could not be read or written, 2 for bad arguments or a
bad query.
";

fn language(out: &mut dyn Write) -> io::Result<()> {
    section(out, "SEARCHING", "What /, and the option \\-f, understand.\n")?;
    for topic in LANGUAGE {
        writeln!(out, ".SS {}", escape(topic.title))?;
        for (example, meaning) in topic.rows {
            item(out, example, meaning)?;
        }
    }
    Ok(())
}

fn section(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    write!(out, ".SH {title}\n{text}")
}

fn item(out: &mut dyn Write, tag: &str, text: &str) -> io::Result<()> {
    write!(out, ".TP\n\\fB{}\\fR\n{}\n", escape(tag), escape(text))
}

fn options<'a>(out: &mut dyn Write, arguments: impl Iterator<Item = &'a Arg>) -> io::Result<()> {
    for argument in arguments.filter(|argument| !argument.is_hide_set()) {
        let value = argument.get_value_names().and_then(|names| names.first());
        let value = value.filter(|_| argument.get_action().takes_values());
        let short = argument.get_short().map(|short| format!("-{short}"));
        let long = argument.get_long().map(|long| format!("--{long}"));
        let names: Vec<String> = short.into_iter().chain(long).collect();
        let tag = match (names.is_empty(), value) {
            (true, value) => value.map_or(argument.get_id().to_string(), ToString::to_string),
            (false, None) => names.join(", "),
            (false, Some(value)) => format!("{} {value}", names.join(", ")),
        };
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        item(out, &tag, &help)?;
    }
    Ok(())
}

/// Text as roff takes it literally.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('"', "\\(dq");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_text_is_taken_for_a_request() {
        assert_eq!(escape(".a \\ -b"), "\\&.a \\e \\-b");
        assert_eq!(escape("'x"), "\\&'x");
    }
}
