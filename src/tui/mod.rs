//! The interactive front end.

pub mod theme;
pub mod widget;

use crate::ingest::Input;

/// What the explorer starts with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What to read.
    pub inputs: Vec<Input>,
    /// The filter to begin with.
    pub filter: Option<String>,
    /// The sort order to begin with.
    pub sort: Option<String>,
    /// The view to begin with.
    pub view: Option<String>,
}

/// Opens the explorer and returns when the user has quit.
pub fn start(options: Options) -> anyhow::Result<()> {
    let Options { inputs, .. } = options;
    anyhow::bail!("the explorer is not part of this build; {} inputs", inputs.len())
}
