//! What the explorer does with keys, and what it draws.
//!
//! `session` is an app with its jobs done at once, `keys` reads `/decr<enter>`, `case` has the demo
//! case and invented files. The other files are tests, one subject each.

mod actor;
mod case;
mod columns;
mod command_line;
mod compare;
mod completion;
mod diff;
mod every_key;
mod facets;
mod flags;
mod groups;
mod growing;
mod history;
mod hostile;
mod identity;
mod keys;
mod levers;
mod lineage;
mod loading;
mod pictures;
mod resource;
mod screens;
mod search;
mod selection;
mod session;
mod sources;
mod svg;
mod time;
mod views;
mod workbench;
mod zones;
