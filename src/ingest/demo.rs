//! The built-in case.

use include_dir::{Dir, include_dir};

static CASE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets/demo");

/// Path and bytes of each file, in order of their paths.
pub(crate) fn files() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    add(&CASE, &mut files);
    files.sort();
    files
}

fn add(folder: &Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    for file in folder.files() {
        files.push((format!("demo/{}", file.path().display()), file.contents()));
    }
    for below in folder.dirs() {
        add(below, files);
    }
}
