//! Changes of the saved views in the file; comments and all the rest stay as they were.
//!
//! A change reads the file anew, so that what was written meanwhile is kept, and puts a new file in the
//! place of the old one in one step.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::mistake::line_and_column;
use super::view::{SavedView, Shape, ViewSpec};
use super::{Mistake, text_of};
use crate::text::sanitize;

/// A change of the saved views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Saves a view, in the place of one of the same name.
    Save(SavedView),
    /// Gives a view another name, in the place of one that has it.
    Rename {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// Forgets a view.
    Delete(String),
}

/// Why the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Unchanged {
    /// Its text is no TOML, or says something else where views belong.
    #[error("{0}; mend it first, nothing was written")]
    Mistaken(Mistake),
    /// It could not be read or written.
    #[error("{}: {reason}", sanitize(&path.display().to_string()))]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        reason: String,
    },
}

impl Change {
    /// Makes the change in the file at `path`, which is made if it is not there.
    pub fn carry_out(&self, path: &Path) -> Result<(), Unchanged> {
        let failed = |reason: String| Unchanged::Io { path: path.to_owned(), reason };
        let before = text_of(path).map_err(failed)?.unwrap_or_default();
        let after = self.apply(path, &before)?;
        write(path, &after).map_err(|error| failed(format!("cannot write: {error}")))
    }

    /// The text of the file after the change.
    fn apply(&self, path: &Path, before: &str) -> Result<String, Unchanged> {
        let mistaken = |byte: usize, reason: String| {
            let at = Some(line_and_column(before, byte));
            Unchanged::Mistaken(Mistake { path: path.to_owned(), at, reason })
        };
        let mut document: DocumentMut = before.parse().map_err(|error: toml_edit::TomlError| {
            mistaken(
                error.span().unwrap_or_default().start,
                format!("no TOML: {}", error.message()),
            )
        })?;
        let views = document.entry("views").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let Some(views) = views.as_table_like_mut() else {
            return Err(mistaken(0, "`views` is no table".to_owned()));
        };
        match self {
            Self::Save(view) => match views.get_mut(&view.name).and_then(Item::as_table_like_mut) {
                Some(table) => {
                    let said: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
                    for key in said.iter().filter(|key| super::Setting::named(key).is_some()) {
                        table.remove(key);
                    }
                    fill(&view.spec, |key, value| drop(table.insert(key, value.into())));
                }
                None => {
                    let mut table = Table::new();
                    fill(&view.spec, |key, value| drop(table.insert(key, value.into())));
                    views.insert(&view.name, table.into());
                }
            },
            Self::Rename { from, to } => {
                if let Some(view) = views.remove(from) {
                    views.insert(to, view);
                }
            }
            Self::Delete(name) => drop(views.remove(name)),
        }
        Ok(document.to_string())
    }
}

fn fill(spec: &ViewSpec, mut insert: impl FnMut(&str, Value)) {
    for (setting, texts) in spec.iter() {
        let value = match (setting.shape(), texts) {
            (Shape::One | Shape::List, [text, ..]) | (Shape::Each, [text]) => value_of(text),
            (_, texts) => Value::Array(texts.iter().map(|text| value_of(text)).collect::<Array>()),
        };
        insert(setting.name(), value);
    }
}

/// A text as the file has it: what a terminal would not show as it is has its number.
fn value_of(text: &str) -> Value {
    if sanitize(text) == text {
        return text.into();
    }
    let named = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    };
    let written: String = text.chars().map(named).collect();
    format!("\"{written}\"").parse().unwrap_or_else(|_| text.into())
}

/// Puts a new file in the place of the old one, or of the file that a link leads to.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".config").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if let Ok(before) = std::fs::metadata(&path) {
        file.as_file().set_permissions(before.permissions())?;
    }
    file.persist(&path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::view::Setting;
    use super::super::{Config, Place};
    use super::*;

    fn night() -> SavedView {
        let mut spec = ViewSpec::default();
        spec.set(Setting::Filter, vec!["access:write \"x\"".to_owned()]);
        spec.set(Setting::Highlight, vec!["kms".to_owned(), "a\u{1b}\u{202e}".to_owned()]);
        SavedView { name: "late night".to_owned(), spec }
    }

    #[track_caller]
    fn check(before: &str, change: &Change, after: &str) {
        assert_eq!(change.apply(Path::new("c.toml"), before).unwrap(), after);
    }

    const NIGHT: &str = "[views.\"late night\"]\n\
                         filter = 'access:write \"x\"'\n\
                         highlight = [\"kms\", \"a\\U0000001B\\U0000202E\"]\n";

    #[test]
    fn a_view_is_added_behind_what_is_there() {
        check("", &Change::Save(night()), NIGHT);
        let mine = "# mine\ntheme = 'dark'  # at night\n\n[keys] # few\nundo = \"z\"\n";
        check(mine, &Change::Save(night()), &format!("{mine}\n{NIGHT}"));
    }

    #[test]
    fn a_view_of_the_same_name_is_replaced_where_it_stands() {
        let before =
            "# a\n[views.\"late night\"] # b\nsort = 'actor' # c\n# d\nmine = 3\n\n[keys]\n";
        let after = "# a\n[views.\"late night\"] # b\n# d\nmine = 3\n\
                     filter = 'access:write \"x\"'\n\
                     highlight = [\"kms\", \"a\\U0000001B\\U0000202E\"]\n\n[keys]\n";
        check(before, &Change::Save(night()), after);
        let inline = "views = { \"late night\" = { sort = 'actor' } }\n";
        let config = Config::of(
            "c.toml".into(),
            Change::Save(night()).apply(Path::new("c.toml"), inline).unwrap(),
        );
        assert_eq!((config.views[0].saved(), config.mistakes), (night(), Vec::new()));
    }

    #[test]
    fn a_view_is_renamed_and_deleted_and_the_rest_stays() {
        let before = "# x\n[views.a]\nfilter = 'a' # why\n\n[views.b]\nfilter = 'b'\n";
        let rename = Change::Rename { from: "a".into(), to: "c d".into() };
        let after = rename.apply(Path::new("c.toml"), before).unwrap();
        assert!(after.contains("[views.\"c d\"]\nfilter = 'a' # why\n"), "{after}");
        assert!(after.contains("[views.b]\nfilter = 'b'\n"), "{after}");
        check(before, &Change::Delete("b".into()), "# x\n[views.a]\nfilter = 'a' # why\n");
    }

    #[test]
    fn a_file_that_is_no_toml_is_left_alone() {
        let error = Change::Delete("a".into()).apply(Path::new("c.toml"), "a = 1\nb").unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("c.toml:2:2: no TOML: "), "{said}");
        assert!(said.ends_with("; mend it first, nothing was written"), "{said}");
    }

    #[test]
    fn the_file_is_made_with_its_folder_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        Change::Save(night()).carry_out(&path).unwrap();
        let config = Config::read(Some(Place { path: path.clone(), is_named: true }));
        assert_eq!((config.views[0].saved(), config.mistakes), (night(), Vec::new()));
        Change::Delete("late night".into()).carry_out(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
        let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_rights_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dots.toml"), folder.path().join("config.toml"));
        std::fs::write(&real, "").unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        Change::Save(night()).carry_out(&link).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), NIGHT);
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
