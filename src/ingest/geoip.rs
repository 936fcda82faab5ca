//! Databases of addresses, read from the user's files.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::store::GeoDatabase;

/// Most bytes of a database; those with every city of the world have some 130 MB.
const LARGEST: u64 = 2 << 30;

/// Reads a database; the error says why that cannot be, after the path.
pub fn open_geo(path: &Path) -> Result<GeoDatabase, String> {
    let fail = |reason: String| format!("{}: {reason}", path.display());
    let metadata = fs::metadata(path).map_err(|error| fail(format!("cannot read: {error}")))?;
    if !metadata.is_file() {
        return Err(fail("no file; name the .mmdb file itself".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| fail(format!("cannot read: {error}")))?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| fail(format!("cannot read: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(fail("larger than any database of addresses".to_owned()));
    }
    GeoDatabase::from_bytes(bytes).map_err(|error| fail(error.to_string()))
}
