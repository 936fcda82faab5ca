//! The command line: what can be asked for and how it is spelt.
//!
//! [`Arguments`] is what was typed. What it means — inputs, queries, columns — is made of it before
//! anything is read, so that a slip is told at once.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};

use super::config::ConfigCommand;
use super::failure::Failure;
use super::field_names::{columns_named, distinct};
use super::formats::{
    ActorFormat, EventFormat, GroupFormat, ListFormat, ResourceFormat, SourceFormat,
};
use super::help;
use super::paths::Paths;
use super::view::{Asked, ConfigArguments, SavedArguments, ViewArguments};
use crate::config::{Choice, Setting, ViewSpec};
use crate::ingest::{Input, Pace, Plan};
use crate::query::Operand;
use crate::store::Field;

/// A keyboard-driven terminal explorer for AWS CloudTrail logs.
#[derive(Debug, Parser)]
#[command(
    name = "trailglass",
    version,
    args_conflicts_with_subcommands = true,
    after_help = help::SHORT,
    after_long_help = help::LONG
)]
pub struct Arguments {
    /// A command; without one the explorer opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// For the explorer.
    #[command(flatten)]
    pub explorer: Explorer,
}

/// What is done without a screen of its own.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print events
    #[command(after_long_help = help::events())]
    Events(Events),
    /// Count events by identity type, actor and session, or by other fields
    #[command(after_long_help = help::GROUPS)]
    Groups(Groups),
    /// List every credential that signed events: who, when, from where, how it began
    #[command(after_long_help = help::SESSIONS)]
    Sessions(SessionsArguments),
    /// Show who issued a credential and what it issued, as trees
    #[command(after_long_help = help::LINEAGE)]
    Lineage(LineageArguments),
    /// Tell all about one identity: when, from where, with what, what it made, who was there too
    #[command(after_long_help = help::ACTOR)]
    Actor(ActorArguments),
    /// Tell all about one resource: who made it, changed it, read it, what was made from it
    #[command(after_long_help = help::RESOURCE)]
    Resource(Resource),
    /// Tell what was read, refused and repeated, and how fast
    #[command(after_long_help = help::SOURCES)]
    Sources(Sources),
    /// Tell where the configuration is and what is wrong in it
    Config(ConfigCommand),
    /// Print the manual page; `trailglass man > trailglass.1`, `man ./trailglass.1` shows it
    Man,
}

/// Arguments of the explorer.
#[derive(Debug, Clone, Args)]
pub struct Explorer {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// What is shown first.
    #[command(flatten)]
    pub asked: Asked,
    /// And how.
    #[command(flatten)]
    pub view: ViewArguments,
    /// Which configuration counts.
    #[command(flatten)]
    pub config: ConfigArguments,
    /// Colours; by default the configuration, the terminal's background and `NO_COLOR` decide
    #[arg(long, value_name = "NAME", value_parser = ["dark", "light", "safe", "plain"])]
    pub theme: Option<String>,
}

/// Arguments of `events`.
#[derive(Debug, Clone, Args)]
pub struct Events {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// Which events.
    #[command(flatten)]
    pub asked: Asked,
    /// Columns of table, csv and tsv: fields or JSON paths
    #[arg(long, value_name = "COLUMN,…")]
    pub columns: Option<String>,
    /// How events are printed
    #[arg(long, value_enum, default_value_t = EventFormat::Table)]
    pub format: EventFormat,
    /// Print also where each event was read: file, member, record
    #[arg(long)]
    pub provenance: bool,
    /// Print at most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// What to begin with.
    #[command(flatten)]
    pub saved: SavedArguments,
}

/// Arguments of `groups`.
#[derive(Debug, Clone, Args)]
pub struct Groups {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// Fields to group by, outermost first: identityType, actor and session unless given
    #[arg(long, value_name = "FIELD,…")]
    pub by: Option<String>,
    /// Only events that match: words, `field:value`, `and`, `or`, `not`
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// How groups are printed
    #[arg(long, value_enum, default_value_t = GroupFormat::Table)]
    pub format: GroupFormat,
    /// What to begin with.
    #[command(flatten)]
    pub saved: SavedArguments,
}

/// Arguments of `actor`.
#[derive(Debug, Clone, Args)]
pub struct ActorArguments {
    /// Its name, unique id, ARN or one of its keys
    #[arg(allow_hyphen_values = true)]
    pub name: String,
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// Only what it did since then, and what of it is new against the time before: `2025-03-11`,
    /// `2025-03-11T09:30`, or `-7d` before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = ActorFormat::Table)]
    pub format: ActorFormat,
}

/// Arguments of `resource`.
#[derive(Debug, Clone, Args)]
pub struct Resource {
    /// Its name, unique id or ARN
    pub name: String,
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = ResourceFormat::Table)]
    pub format: ResourceFormat,
}

/// Arguments of `sessions`.
#[derive(Debug, Clone, Args)]
pub struct SessionsArguments {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// Only sessions of events that match, and only these events are counted
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// How sessions are printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// Arguments of `lineage`.
#[derive(Debug, Clone, Args)]
pub struct LineageArguments {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// Only what leads to this and what it led to: a key, an event id, a principal, an ARN, a name
    #[arg(long, value_name = "KEY|ARN|USER|EVENTID", allow_hyphen_values = true)]
    pub of: Option<String>,
    /// Only what leads to sessions of events that match, and only these events are counted
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// How trees are printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// Arguments of `sources`.
#[derive(Debug, Clone, Args)]
pub struct Sources {
    /// What is read.
    #[command(flatten)]
    pub paths: Paths,
    /// List every file, however many
    #[arg(long)]
    pub all: bool,
    /// How the account is printed
    #[arg(long, value_enum, default_value_t = SourceFormat::Table)]
    pub format: SourceFormat,
}

impl Explorer {
    /// What the explorer is to read and what of it; at least one of it is there.
    pub fn plan(&self) -> Result<Plan, Failure> {
        let scope = self.paths.scope.scope()?;
        Ok(Plan { scope, ..Plan::new(self.inputs()?, Pace::Interactive) })
    }

    /// What is to be shown first, as it was typed.
    pub fn spec(&self) -> ViewSpec {
        self.view.spec(&self.asked)
    }

    /// The arguments that say what is read, as they were given, paths last.
    pub fn input_words(&self) -> Vec<OsString> {
        let mut words = self.paths.scope.words();
        words.extend(self.paths.demo.then(|| "--demo".into()));
        let is_like_option = |path: &PathBuf| {
            let bytes = path.as_os_str().as_encoded_bytes();
            bytes.len() > 1 && bytes.starts_with(b"-")
        };
        words.extend(self.paths.paths.iter().any(is_like_option).then(|| "--".into()));
        words.extend(self.paths.paths.iter().map(|path| path.clone().into_os_string()));
        words
    }

    fn inputs(&self) -> Result<Vec<Input>, Failure> {
        let commands = Arguments::command();
        let is_name = |path: &&PathBuf| {
            commands.get_subcommands().any(|command| path.as_os_str() == command.get_name())
        };
        let misplaced = self.paths.paths.iter().find(is_name).map(|path| path.display());
        if let Some(name) = misplaced {
            return Err(Failure::Usage(format!(
                "the command `{name}` goes first: trailglass {name} …; \
                 a file called so is given as ./{name}"
            )));
        }
        let inputs = self.paths.inputs("trailglass")?;
        let is_missing = |input: &Input| matches!(input, Input::Path(path) if !path.exists());
        match inputs.iter().find(|input| !is_missing(input)) {
            Some(_) => Ok(inputs),
            // A screen without anything on it would not say it as clearly.
            None => Err(Failure::NotThere(self.paths.paths.clone())),
        }
    }
}

impl Command {
    /// The configuration that it needs.
    pub fn config(&self) -> Choice {
        match self {
            Self::Events(Events { saved, .. }) | Self::Groups(Groups { saved, .. })
                if saved.view.is_some() =>
            {
                saved.config.choice()
            }
            Self::Config(command) => command.config.choice(),
            _ => Choice::Nothing,
        }
    }
}

impl Events {
    /// The same with what a saved view says where nothing was given; filters add up.
    pub(crate) fn over(&self, saved: &ViewSpec) -> Self {
        let mut events = self.clone();
        let typed = ViewArguments::default().spec(&self.asked);
        let both = saved.clone().overlaid(&typed);
        let text = |setting| both.text(setting).map(str::to_owned);
        events.asked = Asked { filter: text(Setting::Filter), sort: text(Setting::Sort) };
        events.columns = events.columns.or_else(|| text(Setting::Columns));
        events
    }

    /// The columns asked for.
    pub(crate) fn columns(&self) -> Result<Vec<Operand>, Failure> {
        let columns = self.columns.as_deref().map(columns_named).transpose()?.unwrap_or_default();
        Ok(columns.operands().cloned().collect())
    }
}

impl Groups {
    /// The same with what a saved view says where nothing was given; filters add up.
    pub(crate) fn over(&self, saved: &ViewSpec) -> Self {
        let mut groups = self.clone();
        let asked = Asked { filter: self.filter.clone(), sort: None };
        let both = saved.clone().overlaid(&ViewArguments::default().spec(&asked));
        groups.filter = both.text(Setting::Filter).map(str::to_owned);
        groups.by = groups.by.or_else(|| both.text(Setting::By).map(str::to_owned));
        groups
    }

    /// The fields to group by, with their names as typed.
    pub(crate) fn keys(&self) -> Result<Vec<(&str, Field)>, Failure> {
        distinct("--by", self.by.as_deref().unwrap_or(USUAL_BY))
    }
}

/// What groups are made of unless it is said.
const USUAL_BY: &str = "identityType,actor,session";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_makes_sense_to_clap() {
        Arguments::command().debug_assert();
    }

    fn typed(words: &str) -> Arguments {
        Arguments::try_parse_from(words.split(' ')).unwrap()
    }

    fn message(failure: &Failure) -> String {
        failure.to_string()
    }

    #[test]
    fn a_folder_called_like_a_command_can_be_given() {
        let arguments = typed("trailglass ./events -f x");
        let inputs = arguments.explorer.paths.inputs("trailglass").unwrap();
        assert_eq!(inputs, [Input::Path("./events".into())]);
        assert!(matches!(typed("trailglass events").command, Some(Command::Events(_))));
    }

    #[test]
    fn a_command_in_the_wrong_place_is_explained() {
        let arguments = typed("trailglass --demo events");
        assert!(message(&arguments.explorer.plan().unwrap_err()).contains("goes first"));
    }

    #[test]
    fn nothing_to_read_names_the_ways_on() {
        for (words, way) in
            [("trailglass", "trailglass --demo"), ("trailglass -f x", "trailglass ./logs")]
        {
            assert!(message(&typed(words).explorer.plan().unwrap_err()).contains(way));
        }
    }

    #[test]
    fn each_input_is_read_once() {
        let inputs = typed("trailglass - a --demo - a").explorer.inputs().unwrap();
        assert_eq!(inputs, [Input::Demo, Input::Stdin, Input::Path("a".into())]);
    }

    #[test]
    fn fields_keep_the_names_they_were_typed_with() {
        let Some(Command::Groups(groups)) = typed("trailglass groups a --by Ip,user").command
        else {
            unreachable!("typed above");
        };
        assert_eq!(groups.keys().unwrap(), [("Ip", Field::SourceIp), ("user", Field::Actor)]);
    }

    #[test]
    fn unknown_and_repeated_fields_are_told() {
        let keys = |by: &str| match typed(&format!("trailglass groups a --by {by}")).command {
            Some(Command::Groups(groups)) => {
                groups.keys().map(drop).map_err(|failure| message(&failure))
            }
            _ => unreachable!("typed above"),
        };
        assert!(keys("actor,nosuch").unwrap_err().contains("unknown field `nosuch`; known"));
        assert!(keys("actor,who").unwrap_err().contains("twice"));
    }
}
