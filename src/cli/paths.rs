//! What is to be read: files, directories, standard input, the built-in case.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::help;
use super::scope::ScopeArguments;
use crate::ingest::{Input, Pace, Plan};

/// What is read.
#[derive(Debug, Clone, Args)]
pub struct Paths {
    /// Files or directories of any depth; `-` is standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read the built-in case
    #[arg(long)]
    pub demo: bool,
    /// What of it.
    #[command(flatten)]
    pub scope: ScopeArguments,
}

impl Paths {
    /// What is to be read, and what of it; `command` is how the caller is called, for the hint.
    pub(crate) fn plan(&self, command: &str) -> Result<Plan, Failure> {
        let scope = self.scope.scope()?;
        Ok(Plan { scope, ..Plan::new(self.inputs(command)?, Pace::Batch) })
    }

    /// What is to be read, each once; `command` is how the caller is called, for the hint.
    pub(crate) fn inputs(&self, command: &str) -> Result<Vec<Input>, Failure> {
        let mut inputs: Vec<Input> = self.demo.then_some(Input::Demo).into_iter().collect();
        for path in &self.paths {
            let input = match path.to_str() {
                Some("-") => Input::Stdin,
                _ => Input::Path(path.clone()),
            };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        if inputs.is_empty() {
            Err(Failure::Usage(help::nothing_to_read(command)))
        } else {
            Ok(inputs)
        }
    }
}
