//! Finding the files below the paths that were given, in one stable order.

use std::fs::Metadata;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use super::diagnostic::Diagnostic;
use super::report::Status;

/// What was found, in order.
pub(crate) enum Found {
    /// A file to read.
    File(PathBuf, Stamp),
    /// A place that was not looked at, and whether that is a failure.
    Failure(Diagnostic, Status),
}

/// What tells that a file is still the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Stamp {
    /// Whether it is a regular file; a pipe is none.
    pub(crate) is_file: bool,
    /// Size, bytes.
    pub(crate) n_bytes: u64,
    /// When it was changed last, nanoseconds since 1970; `None` when the system does not know.
    pub(crate) modified: Option<NonZeroU64>,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            is_file: metadata.is_file(),
            n_bytes: metadata.len(),
            modified: since
                .and_then(|since| u64::try_from(since.as_nanos()).ok())
                .and_then(NonZeroU64::new),
        }
    }
}

/// Walks `roots` in the order given, each by file name; `found` answers whether to go on.
///
/// A root that lies in another one is not walked again: its files would count twice.
pub(crate) fn walk(roots: &[PathBuf], mut found: impl FnMut(Found) -> bool) {
    let absolute: Vec<Option<PathBuf>> =
        roots.iter().map(|root| root.canonicalize().ok()).collect();
    for (index, root) in roots.iter().enumerate() {
        if is_covered(&absolute, index) {
            continue;
        }
        // Links are followed: evidence folders are often put together from them. The walk tells loops.
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            let step = match entry {
                Ok(entry) if is_to_be_read(&entry) => {
                    // A file that is gone is told by whoever opens it.
                    let stamp = entry.metadata().map_or_else(
                        |_| Stamp { is_file: true, ..Stamp::default() },
                        |metadata| Stamp::of(&metadata),
                    );
                    Found::File(entry.into_path(), stamp)
                }
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) => special(&entry),
                Err(error) => failure(root, &error),
            };
            if !found(step) {
                return;
            }
        }
    }
}

/// Files, and whatever else was named itself: `<(zcat log.gz)` is a pipe.
fn is_to_be_read(entry: &DirEntry) -> bool {
    entry.file_type().is_file() || (entry.depth() == 0 && !entry.file_type().is_dir())
}

/// A pipe or a device that was found, not named: reading it could take forever.
fn special(entry: &DirEntry) -> Found {
    let path = entry.path().display().to_string();
    let reason = "a pipe, a socket or a device, not a file";
    let diagnostic = Diagnostic::of_file(&path, reason, "name it itself if it is to be read");
    Found::Failure(diagnostic, Status::Skipped)
}

/// Whether another root holds this one; of two equal roots the first counts.
fn is_covered(roots: &[Option<PathBuf>], index: usize) -> bool {
    let Some(own) = &roots[index] else { return false };
    roots.iter().enumerate().any(|(other_index, other)| {
        other.as_ref().is_some_and(|other| {
            other_index != index && own.starts_with(other) && (own != other || other_index < index)
        })
    })
}

fn failure(root: &Path, error: &walkdir::Error) -> Found {
    let path = error.path().unwrap_or(root).display().to_string();
    if error.loop_ancestor().is_some() {
        let reason = "a link to a folder around it";
        let diagnostic = Diagnostic::of_file(&path, reason, "its files are read once");
        // Nothing is lost by it.
        return Found::Failure(diagnostic, Status::Skipped);
    }
    let (reason, remedy) = match error.io_error() {
        Some(io) if io.kind() == std::io::ErrorKind::NotFound => {
            ("no such file or directory".to_owned(), "check the path")
        }
        Some(io) => (format!("cannot read: {io}"), "check its permissions"),
        None => (error.to_string(), ""),
    };
    Found::Failure(Diagnostic::of_file(&path, reason, remedy), Status::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(roots: &[PathBuf]) -> (Vec<String>, Vec<String>) {
        let (mut files, mut failures) = (Vec::new(), Vec::new());
        walk(roots, |found| {
            match found {
                Found::File(path, _) => files.push(path.file_name().unwrap().display().to_string()),
                Found::Failure(diagnostic, _) => failures.push(diagnostic.reason),
            }
            true
        });
        (files, failures)
    }

    #[test]
    fn files_come_in_order_of_their_names_and_never_twice() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("below");
        std::fs::create_dir(&below).unwrap();
        for path in [below.join("b"), below.join("a"), folder.path().join("c")] {
            std::fs::write(path, "x").unwrap();
        }
        let top = folder.path().to_owned();
        let roots = [top.clone(), below.clone(), top, below.join("a")];
        assert_eq!(names(&roots), (vec!["a".into(), "b".into(), "c".into()], vec![]));
    }

    #[test]
    fn a_path_that_is_not_there_is_told_and_the_rest_goes_on() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let (files, failures) = names(&[PathBuf::from("/no/such/path"), file.path().to_owned()]);
        assert_eq!((files.len(), failures), (1, vec!["no such file or directory".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_and_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("a")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("b")).unwrap();
        let (files, failures) = names(&[folder.path().to_owned()]);
        assert_eq!((files.len(), failures.len()), (0, 2), "{failures:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let (files, failures) = names(&[folder.path().to_owned()]);
        assert_eq!((files.len(), failures.len()), (0, 1));
    }
}
