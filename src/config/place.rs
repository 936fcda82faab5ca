//! Where the user's configuration is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variable that names the file.
pub const VARIABLE: &str = "TRAILGLASS_CONFIG";

/// Which file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// None: everything is as it comes.
    Nothing,
    /// This one.
    File(PathBuf),
    /// The one that [`VARIABLE`] names, else the one at the platform's place.
    Usual,
}

/// A file that need not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Whether the user named it, so that it is missed when it is not there.
    pub is_named: bool,
}

impl Choice {
    /// The file; `None` when there is to be none, or the environment tells of no place for it.
    ///
    /// `variable` is the environment. Places: the XDG Base Directory Specification 0.8, Apple's File
    /// System Programming Guide, and `FOLDERID_RoamingAppData`.
    pub fn place(self, variable: impl Fn(&str) -> Option<OsString>) -> Option<Place> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        // The specification has a relative path ignored.
        let folder = |name: &str| set(name).filter(|path| path.is_absolute());
        let base = || {
            if cfg!(windows) {
                return folder("APPDATA");
            }
            let in_home = if cfg!(target_os = "macos") {
                Path::new("Library/Application Support")
            } else {
                Path::new(".config")
            };
            folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(in_home)))
        };
        match self {
            Self::Nothing => None,
            Self::File(path) => Some(Place { path, is_named: true }),
            Self::Usual => match set(VARIABLE) {
                Some(path) => Some(Place { path, is_named: true }),
                None => {
                    let path = base()?.join("trailglass").join("config.toml");
                    Some(Place { path, is_named: false })
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(set: &[(&str, &str)], expected: Option<(&str, bool)>) {
        let variable = |name: &str| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        };
        let place = Choice::Usual.place(variable);
        let expected = expected.map(|(path, is_named)| Place { path: path.into(), is_named });
        assert_eq!(place, expected);
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_environment_tells_where_it_is() {
        let home = ("HOME", "/home/dora");
        check(&[home], Some(("/home/dora/.config/trailglass/config.toml", false)));
        let xdg = ("XDG_CONFIG_HOME", "/etc/dora");
        check(&[home, xdg], Some(("/etc/dora/trailglass/config.toml", false)));
        let relative = ("XDG_CONFIG_HOME", "dora");
        check(&[home, relative], Some(("/home/dora/.config/trailglass/config.toml", false)));
        check(&[home, xdg, (VARIABLE, "a.toml")], Some(("a.toml", true)));
        check(&[home, (VARIABLE, "")], Some(("/home/dora/.config/trailglass/config.toml", false)));
        check(&[], None);
    }

    #[test]
    fn what_was_named_counts_before_the_environment() {
        let variable = |_: &str| Some("/x".into());
        assert_eq!(Choice::Nothing.place(variable), None);
        let place = Choice::File("b.toml".into()).place(variable);
        assert_eq!(place, Some(Place { path: "b.toml".into(), is_named: true }));
    }
}
