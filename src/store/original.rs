//! The bytes of a file that was read: in memory, or where they can be had again.
//!
//! Bytes that are not held are read again when they are asked for, and must be the same as before:
//! the place of an event in another text would be the place of anything.

use std::borrow::Cow;
use std::fs::{self, File};
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::quality::FixedState;

use super::pieces::Pieces;

/// Where a file's bytes are.
#[derive(Debug)]
pub(crate) enum Original {
    /// Here.
    Held(Cow<'static, [u8]>),
    /// Here, so that a part can be had without the rest.
    Pieces(Box<Pieces>),
    /// In a file.
    Elsewhere(Box<Elsewhere>),
}

/// Where bytes are, and what they must be.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    place: Place,
    n_bytes: usize,
    check: u128,
}

/// A file that holds bytes of an original.
#[derive(Debug)]
pub(crate) enum Place {
    /// The original itself.
    File(PathBuf),
    /// A temporary file, from this byte on.
    Spilled(Arc<File>, u64),
}

/// An original that is no longer what was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}; what was read of it is counted, its JSON is gone")]
pub struct Lost {
    /// The file, as given or found.
    pub path: Arc<str>,
    /// What became of it.
    pub reason: String,
}

impl Original {
    /// Leaves bytes where they are and notes what they must be.
    pub(crate) fn elsewhere(place: Place, bytes: &[u8]) -> Self {
        Self::Elsewhere(Box::new(Elsewhere { place, n_bytes: bytes.len(), check: check(bytes) }))
    }

    /// Bytes held in memory.
    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Pieces(pieces) => pieces.bytes.len() + pieces.starts.len() * size_of::<usize>(),
            Self::Elsewhere(_) => size_of::<Elsewhere>(),
        }
    }

    /// The bytes; else what became of them.
    pub(crate) fn bytes(&self) -> Result<Cow<'_, [u8]>, String> {
        match self {
            Self::Held(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Pieces(pieces) => Ok(Cow::Borrowed(&pieces.bytes)),
            Self::Elsewhere(elsewhere) => {
                let Elsewhere { place, n_bytes, check: expected } = &**elsewhere;
                let bytes =
                    place.read(*n_bytes).map_err(|error| format!("cannot read: {error}"))?;
                if bytes.len() == *n_bytes && check(&bytes) == *expected {
                    Ok(Cow::Owned(bytes))
                } else {
                    Err("changed since it was read".to_owned())
                }
            }
        }
    }
}

impl Place {
    fn read(&self, n_bytes: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => {
                // A file that grew without end must not fill the memory.
                if fs::metadata(path)?.len() != n_bytes as u64 {
                    return Ok(Vec::new());
                }
                fs::read(path)
            }
            Self::Spilled(file, at) => {
                let mut bytes = vec![0; n_bytes];
                read_exact_at(file, &mut bytes, *at)?;
                Ok(bytes)
            }
        }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n_read => {
                bytes = &mut bytes[n_read..];
                at += n_read as u64;
            }
        }
    }
    Ok(())
}

/// Tells a change, not an attack: whoever can write the evidence can do worse.
fn check(bytes: &[u8]) -> u128 {
    let half = |seed| u128::from(FixedState::with_seed(seed).hash_one(bytes));
    half(1) << 64 | half(2)
}

/// Bytes that cannot be had again, written to a temporary file that nobody else sees and that goes
/// with the program.
#[derive(Debug, Default)]
pub struct Spill {
    file: Option<Arc<File>>,
    n_bytes: u64,
}

impl Spill {
    /// Writes bytes behind those before.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<Original> {
        let file = match &self.file {
            Some(file) => file,
            None => self.file.insert(Arc::new(tempfile::tempfile()?)),
        };
        (&**file).write_all(bytes)?;
        let place = Place::Spilled(Arc::clone(file), self.n_bytes);
        self.n_bytes += bytes.len() as u64;
        Ok(Original::elsewhere(place, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_disk(path: &std::path::Path) -> Original {
        Original::elsewhere(Place::File(path.to_owned()), &fs::read(path).unwrap())
    }

    #[test]
    fn a_file_that_did_not_change_is_read_again() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "abc").unwrap();
        let original = on_disk(file.path());
        assert_eq!(original.bytes().unwrap(), &b"abc"[..]);
        for changed in ["abd", "abcd", ""] {
            fs::write(file.path(), changed).unwrap();
            assert_eq!(original.bytes().unwrap_err(), "changed since it was read");
        }
        fs::remove_file(file.path()).unwrap();
        assert!(original.bytes().unwrap_err().starts_with("cannot read: "));
    }

    #[test]
    fn what_was_spilled_comes_back() {
        let mut spill = Spill::default();
        let originals = ["abc", "", "defg"].map(|text| spill.write(text.as_bytes()).unwrap());
        let bytes = originals.iter().map(|original| original.bytes().unwrap().into_owned());
        assert_eq!(bytes.collect::<Vec<_>>(), [&b"abc"[..], b"", b"defg"]);
    }
}
