//! The forms in which each command can print.

use clap::ValueEnum;

use crate::export::Form;

/// How events can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventFormat {
    /// Aligned columns, for people
    Table,
    /// Each original record on one line
    Jsonl,
    /// Comma-separated; cells that begin with = + - @ get a leading '
    Csv,
    /// Tab-separated; \t \n \r \\ stand for those characters
    Tsv,
}

impl From<EventFormat> for Form {
    fn from(format: EventFormat) -> Self {
        match format {
            EventFormat::Table => Self::Table,
            EventFormat::Jsonl => Self::JsonLines,
            EventFormat::Csv => Self::Csv,
            EventFormat::Tsv => Self::Tsv,
        }
    }
}

/// How groups can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupFormat {
    /// A tree in aligned columns, for people
    Table,
    /// An array with one object for each full key
    Json,
    /// One line for each full key
    Csv,
}

/// How sessions and trees can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Aligned columns, for people
    Table,
    /// An array of objects, with all evidence
    Json,
    /// One line for each
    Csv,
}

/// How all about an identity can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ActorFormat {
    /// Sections in aligned columns, for people
    Table,
    /// An array with one object for each actor of that name
    Json,
}

/// How all about a resource can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResourceFormat {
    /// A tree in aligned columns, for people
    Table,
    /// Its events, the resources below, and how sure each link is
    Json,
}

/// How the account of sources can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SourceFormat {
    /// Aligned columns, for people
    Table,
    /// Every file and the totals
    Json,
}
