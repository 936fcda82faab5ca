//! What the screen shows as a command line that shows it again.

use std::ffi::OsString;

use super::history::Scene;
use super::view_spec::{Usual, spec_of};
use crate::config::quoted;

/// The command line of a scene; `inputs` are the arguments that say what is read, paths last.
///
/// A neighbourhood is left out.
pub fn command_line(inputs: &[OsString], scene: &Scene, usual: &Usual) -> String {
    let options = spec_of(scene, usual).words().into_iter().map(OsString::from);
    let words = std::iter::once("trailglass".into()).chain(options).chain(inputs.iter().cloned());
    words.map(|word| quoted(&word)).collect::<Vec<String>>().join(" ")
}
