//! The user's own file: keys, theme, columns and saved views.
//!
//! [`Choice`] tells where it is, [`Config::read`] reads it, [`Change`] changes it and leaves comments
//! and all the rest as they were. The texts are taken as they stand: what a query, a field, a key or an
//! action is, the front ends know. They hand what they cannot use back to [`Config::report`], which
//! knows line and column. A mistake costs itself and nothing else.

mod change;
mod mistake;
mod place;
mod read;
mod view;
mod words;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

pub use change::{Change, Unchanged};
pub use mistake::{Mistake, Text};
pub use place::{Choice, Place, VARIABLE};
pub use view::{
    SavedView, Setting, Shape, Shared, ViewSpec, fault_of_name, is_line, no_view, read_line,
};
pub use words::quoted;

use mistake::line_and_column;

/// A larger file is no configuration, bytes.
const LARGEST: u64 = 1 << 20;

/// An action with the keys that it is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// The action's name.
    pub action: Text,
    /// The keys of each way to press it; none, and it has no key.
    pub sequences: Vec<Text>,
}

/// A saved view as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    /// Its name.
    pub name: Text,
    /// What it says, each with at least one text.
    pub settings: Vec<(Setting, Vec<Text>)>,
}

impl StoredView {
    /// The view without its places.
    pub fn saved(&self) -> SavedView {
        let mut spec = ViewSpec::default();
        for (setting, texts) in &self.settings {
            let texts: Vec<String> = texts.iter().map(|text| text.text.clone()).collect();
            let is_list = setting.shape() == Shape::List;
            spec.set(*setting, if is_list { vec![texts.join(",")] } else { texts });
        }
        SavedView { name: self.name.text.clone(), spec }
    }
}

/// What the file says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file, whether it is there or not; `None` when there is to be none.
    pub path: Option<PathBuf>,
    /// The colours.
    pub theme: Option<Text>,
    /// The columns of the list of events.
    pub columns: Option<Vec<Text>>,
    /// Other keys than those of the table.
    pub keys: Vec<KeySetting>,
    /// The saved views, in the order of the file.
    pub views: Vec<StoredView>,
    /// What is wrong, as far as it is known.
    pub mistakes: Vec<Mistake>,
    source: String,
}

impl Config {
    /// Reads the file at a place; without one, and without a file, nothing is said.
    pub fn read(place: Option<Place>) -> Self {
        let Some(Place { path, is_named }) = place else { return Self::default() };
        match text_of(&path) {
            Ok(Some(source)) => Self::of(path, source),
            Ok(None) if !is_named => Self { path: Some(path), ..Self::default() },
            Ok(None) => {
                let reason = "no such file; saving a view makes it".to_owned();
                Self::broken(path, reason)
            }
            Err(reason) => Self::broken(path, reason),
        }
    }

    fn broken(path: PathBuf, reason: String) -> Self {
        let mistakes = vec![Mistake { path: path.clone(), at: None, reason }];
        Self { path: Some(path), mistakes, ..Self::default() }
    }

    /// What `source`, the text of the file `path`, says.
    pub fn of(path: PathBuf, source: String) -> Self {
        let mut config = Self { path: Some(path), source, ..Self::default() };
        read::read(&mut config);
        config
    }

    /// Takes note of what is wrong at a byte of a text.
    pub fn report(&mut self, text: &Text, byte: usize, reason: String) {
        self.mistake_at(text.byte(byte), reason);
    }

    fn mistake_at(&mut self, byte: usize, reason: String) {
        let at = Some(line_and_column(&self.source, byte));
        let path = self.path.clone().unwrap_or_default();
        self.mistakes.push(Mistake { path, at, reason });
    }
}

/// The text of the file; `None` when it is not there. Fails with the reason and a remedy.
fn text_of(path: &Path) -> Result<Option<String>, String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read: {error}")),
    };
    let mut text = String::new();
    match file.take(LARGEST + 1).read_to_string(&mut text) {
        Ok(_) if text.len() as u64 > LARGEST => {
            Err("larger than 1 MiB, which no configuration is; name another with --config".into())
        }
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err("cannot read: no text in UTF-8; save it as UTF-8".to_owned())
        }
        Err(error) => Err(format!("cannot read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: PathBuf, is_named: bool) -> Vec<String> {
        let config = Config::read(Some(Place { path, is_named }));
        config.mistakes.iter().map(|mistake| mistake.reason.clone()).collect()
    }

    #[test]
    fn a_file_is_missed_only_when_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no.toml");
        assert_eq!(read(path.clone(), false), [""; 0]);
        assert_eq!(read(path, true), ["no such file; saving a view makes it"]);
        assert!(Config::read(None).path.is_none());
    }

    #[test]
    fn what_is_no_text_or_no_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path().to_owned(), false)[0].starts_with("cannot read: "));
        let path = folder.path().join("c.toml");
        std::fs::write(&path, b"theme = '\xff'").unwrap();
        assert_eq!(read(path.clone(), false), ["cannot read: no text in UTF-8; save it as UTF-8"]);
        std::fs::write(&path, " ".repeat(2 << 20)).unwrap();
        assert!(read(path, false)[0].starts_with("larger than 1 MiB"));
    }
}
