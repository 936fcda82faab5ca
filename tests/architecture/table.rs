//! Who may import whom, and who alone touches what.

use crate::architecture::source::{Reference, Source};

/// Each module with the modules that it may import besides itself. `src/lib.rs` says why.
const MODULES: &[(&str, &[&str])] = &[
    ("main", &["cli", "tui", "config", "text"]),
    ("tui", &["export", "ingest", "query", "store", "record", "config", "text", "time"]),
    ("cli", &["export", "ingest", "query", "store", "record", "config", "text", "time"]),
    ("export", &["query", "store", "text", "time"]),
    ("config", &["text"]),
    ("ingest", &["store", "record", "time"]),
    ("query", &["store", "record", "time"]),
    ("store", &["record", "time"]),
    ("record", &["time"]),
    ("text", &[]),
    ("time", &[]),
];

/// The levels of the interface, highest first: each file may import its own level and lower ones.
const LEVELS: &[&[&str]] = &[
    &["mod"],
    &["screen"],
    &["app"],
    &["view", "chrome", "strip", "settings"],
    &["overlay", "data"],
    &["keymap", "bindings", "widget", "outcome", "effect", "terminal"],
    &["action", "message", "theme"],
];

/// What only some files may touch, tests apart: a path, and the beginnings of the files' paths.
const ALONE: &[(&str, &[&str])] = &[
    ("ratatui", &["src/tui/"]),
    ("crossterm", &["src/tui/"]),
    // `main` prints what clap has to say, since it alone prints errors and sets the exit code.
    ("clap", &["src/cli/", "src/main.rs"]),
    ("std::fs", &["src/ingest/", "src/config", "src/tui/effect", "src/store/original.rs"]),
    ("std::thread", &["src/ingest/", "src/tui/effect", "src/tui/mod.rs"]),
    ("walkdir", &["src/ingest/"]),
    ("flate2", &["src/store/inflate.rs", "src/store/pieces.rs", "src/ingest/container/"]),
    ("bzip2", &["src/ingest/container/"]),
    ("ruzstd", &["src/ingest/container/"]),
    ("globset", &["src/ingest/narrow.rs"]),
    ("toml_edit", &["src/config"]),
    ("rayon", &["src/query/", "src/store/", "src/export"]),
];

/// Imports that the table of modules does not allow; tests keep to it too.
pub(crate) fn imports(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        let Some(module) = source.module.first() else { continue };
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| name == module) else {
            broken.push(format!("`{module}` is not in the table of modules ({}:1)", source.path));
            continue;
        };
        for reference in in_crate(source) {
            let Some(imported) = reference.path.first() else { continue };
            if imported != module && !allowed.contains(&imported.as_str()) {
                let place = place(source, reference.line);
                broken.push(format!("`{module}` may not import `{imported}` {place}"));
            }
        }
    }
    broken
}

/// Imports within the interface that point up.
pub(crate) fn levels(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.module.first().is_some_and(|m| m == "tui"))
    {
        let part = source.module.get(1).map_or("mod", String::as_str);
        let Some(level) = level(part) else {
            broken.push(format!("`tui::{part}` is not in the table of levels ({}:1)", source.path));
            continue;
        };
        for reference in in_crate(source).filter(|reference| reference.path[..1] == ["tui"]) {
            // What is no part of its own stands in `mod.rs`.
            let named = reference.path.get(1).map_or("mod", String::as_str);
            let named = if self::level(named).is_some() { named } else { "mod" };
            if self::level(named) < Some(level) {
                let place = place(source, reference.line);
                broken.push(format!("`tui::{part}` may not import `tui::{named}` {place}"));
            }
        }
    }
    broken
}

fn level(part: &str) -> Option<usize> {
    LEVELS.iter().position(|parts| parts.contains(&part))
}

/// Paths that belong to other files.
pub(crate) fn alone(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        for reference in source.references() {
            let path = format!("{}::", reference.path.join("::"));
            let owned = ALONE.iter().find(|(owned, _)| path.starts_with(&format!("{owned}::")));
            let Some((owned, owners)) = owned else { continue };
            let is_owner = owners.iter().any(|owner| source.path.starts_with(owner));
            if !is_owner && !reference.is_test && !reference.is_of_this_crate {
                let (owners, place) = (owners.join(", "), place(source, reference.line));
                broken.push(format!("`{owned}` belongs to {owners} alone {place}"));
            }
        }
    }
    broken
}

/// What the source names of this crate.
fn in_crate(source: &Source) -> impl Iterator<Item = Reference> {
    source.references().into_iter().filter(|reference| reference.is_of_this_crate)
}

/// `(src/query/x.rs:12)`
pub(crate) fn place(source: &Source, line: usize) -> String {
    format!("({}:{line})", source.path)
}
