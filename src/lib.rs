//! trailglass: a keyboard-driven terminal explorer for AWS CloudTrail logs, fast, offline, in memory.
//!
//! This page is the map of the program; each module's own page says more. `tests/architecture.rs`
//! fails when an import does not fit the table below, with the file and the line.
//!
//! # Words
//!
//! - An **event** is a CloudTrail event, never a key press. Its text in a log file is a *record*.
//! - A [`Snapshot`](store::Snapshot) is all events read so far, immutable; a *row* is an event's
//!   place in it, in time order.
//! - A **`Message`** happened: a key, more events, an answer. An **`Action`** is wanted; it carries
//!   nothing, so that it can be bound to a key, listed and searched. An **`Outcome`** is what a view
//!   asks of the interface. An **`Effect`** is what the interface asks of the world.
//!
//! # Modules
//!
//! Imports point down. `main` chooses a front end; the two front ends know nothing of each other.
//!
//! | module | may import | alone may touch |
//! |---|---|---|
//! | `main` | `cli`, `tui`, `config`, `text` | exit code, standard error |
//! | `tui` | `export`, `ingest`, `query`, `store`, `record`, `config`, `text`, `time` | ratatui, crossterm; in `effect` threads and files, in `mod` threads |
//! | `cli` | `export`, `ingest`, `query`, `store`, `record`, `config`, `text`, `time` | clap (with `main`, which prints its messages), standard output |
//! | `export` | `query`, `store`, `text`, `time` | |
//! | `config` | `text` | its own file, TOML |
//! | `ingest` | `store`, `record`, `time` | files, walkdir, globset, containers, threads |
//! | `query` | `store`, `record`, `time` | |
//! | `store` | `record`, `time` | decompression, since it fetches an event's JSON on demand; in `original` files that are read again; maxminddb |
//! | `record` | `time` | |
//! | `text`, `time` | | |
//!
//! rayon works in `query`, `store` and `export`. Within `tui` the levels are `mod`, `screen`, `app`,
//! {`view`, `chrome`, `strip`, `settings`}, {`overlay`, `data`}, {`keymap`, `bindings`, `widget`,
//! `outcome`, `effect`, `terminal`}, {`action`, `message`, `theme`}: a part imports its own level and
//! the lower ones.
//! Widgets know nothing of records. `mod.rs` apart, no file imports itself through others.
//!
//! # The journey of a `.gz` file
//!
//! 1. `ingest::discover` walks the paths in one stable order and `ingest::search` numbers what it
//!    finds. Names decide nothing: every file is opened, unless less was asked for
//!    ([`Narrow`](ingest::Narrow)) and its key says that it is not wanted.
//! 2. A worker takes the file; `ingest::source` inflates it whole, by its magic bytes, into memory
//!    that is used again for the next file. A zip or tar goes to `ingest::unpack`, which passes it
//!    as a stream: each member gets a number within the file ([`FileId`](store::FileId)) and goes to
//!    whichever worker is free.
//! 3. `ingest::format` asks each row of `FORMATS` whether the text is its shape. What wraps its
//!    records is unwrapped into a text of plain ones, which the held file makes again on demand.
//!    Digest files, notifications that look like logs, and files without records end here, with the
//!    reason.
//! 4. Each record becomes a borrowed [`EventRecord`](record::EventRecord): `record::scan` reads plain
//!    ones by hand, and whatever surprises it is left to serde, whose word counts. One that cannot be
//!    read becomes a [`Diagnostic`](ingest::Diagnostic) with path, record, byte, reason and remedy, and
//!    the rest go on.
//! 5. [`SegmentBuilder`](store::SegmentBuilder) turns each value into a code of the segment's own
//!    dictionaries and notes the place of the record's JSON. The file's compressed bytes are held.
//! 6. The collector merges the segments by [`store::assemble()`] into a snapshot: one set of
//!    dictionaries, each event once, rows in time order. An interactive load publishes the first
//!    snapshot as soon as there are events and the next each time the data has grown by half; the
//!    command line gets one, at the end.
//! 7. [`ingest::Progress`] crosses a bounded channel; the interface makes it a `Message`, puts the
//!    snapshot in the place of the one before, and asks its question again.
//! 8. A table asks for the texts of its visible rows only; what stands at a JSON path is read beside
//!    the interface, for these and a page around them. [`text::sanitize`] makes them safe to
//!    print: log text is written by attackers.
//!
//! # The journey of a key
//!
//! `Enter` on a group: the keyboard's thread sends a `Message`. `App::update` gives it to an open
//! overlay, else looks it up in the key map, which answers with an `Action`. The view on top takes
//! the action and answers with an `Outcome`: narrow the filter to this group. The data gets a new
//! filter and a new generation, and `update` returns `Effect::Do` with the question. The screen is
//! drawn at once, with the old rows under the new filter. Meanwhile the runner of effects cancels
//! the question before, runs [`query::run`] on a thread, and sends the answer back as a `Message`
//! with its generation. A late answer to an earlier question is dropped. A search of all JSON is
//! answered in parts, each a `Message` too: [`query::run_growing`] tells what it has found so far,
//! and [`query::follow_resource`] what is known of a resource so far.
//!
//! After each message the app notes the *scene*, all that decides what the screen shows of the events:
//! chips, order, view, grouping, columns, facets, the zone of times. A scene that differs from the last
//! one becomes a node of the history. Nobody reports a change, so none can be forgotten by undo.
//!
//! A scene as texts is a [`ViewSpec`](config::ViewSpec): the options of a command line, a saved view in
//! the user's file, and a line to share are the same texts, and `tui::data::view_spec` makes a scene
//! of them. `config` holds texts with their places in the file and knows no meaning; what a front end
//! cannot use it hands back, and it becomes a mistake with line and column.
//!
//! # Five rules
//!
//! 1. **One way in**: `App::update` takes a `Message` and gives back `Effect`s. It is pure (no clock,
//!    no file, no thread, no terminal), so that a test is a list of messages.
//! 2. **One way out**: effects are carried out by the loop in `tui`, as far as they concern the
//!    terminal, and by the runner in [`tui::effect`], which alone starts threads for work.
//! 3. **Views are plain structs, all alive**, so that each keeps its place. An enum says which is on
//!    top and a `match` dispatches: no trait, no `dyn`.
//! 4. **Data is apart from views**: views read it and answer with an `Outcome`. None changes another.
//! 5. **One pure core**: [`query::run`] serves the interface and the command line alike.
//!
//! No async: threads, bounded channels, immutable `Arc`s. State has one owner, behind no lock.
//!
//! # How events are held
//!
//! A field's distinct values are stored once ([`store::Values`]); rows hold codes, as narrow as the
//! number of values allows ([`store::Codes`]). All that `userIdentity` says is one column of
//! identities, read once for each distinct text of it, and a *lens* maps an identity to each field's
//! value: `value = lens[codes[row]]`. So filters, searches, groups and sort orders work on distinct
//! values first and on rows by code. What can be told from a value alone (the program from its user
//! agent, the network of an address, its country by a database of the user's) is derived once for each
//! distinct value when segments are merged, and is read through a lens too: no event pays for it. The
//! JSON stays in the files' own bytes, held compressed, so that nothing changes when the files do; an
//! event's text is inflated when it is asked for.
//!
//! What stands at a JSON path is no column: [`query`] reads it from the records of as many files as
//! there are threads. `query::path` walks through a record's text with `record::scan`'s steps and
//! passes over what is on no path; what surprises it is read whole by serde, whose word counts.
//!
//! What calls issued (keys, users, roles, instances) is read while loading, from the responses of a few
//! API names, into a short list beside the columns. [`query::session`] finds the session of every
//! identity and [`query::lineage`] links sessions by that list, both without reading JSON again. The
//! interface holds both as one [`Traced`](query::lineage::Traced) for each snapshot, found beside it, and counts
//! anew when a filter changes; [`query::actor`] reads the rows of one identity.
//! [`query::flags`] finds what is conspicuous, for all events when the field `flag` is first asked for,
//! and the snapshot holds it ([`store::Marks`]) as one more column of codes, with the events that each
//! flag begins with, which are few.
//!
//! # What a change touches
//!
//! | change | files |
//! |---|---|
//! | a column | a row in `store/field.rs`, and `record/event.rs` when the member is not read yet: list, filter, sort, groups, export and completion follow |
//! | the list's columns, how they are written | `export/columns.rs`; keys on them in `tui/view/column_moves.rs`, cells of paths in `tui/view/path_cells.rs` |
//! | a field told from another's value | a row in `store/field.rs` and a place in `store/derived.rs` |
//! | a program to be told by its user agent | a row in `record/user_agent/tools.rs` |
//! | a shape of input | a file in `ingest/format/` and a row in its `mod.rs`; a file in `tests/formats/`, a seed in `tests/mutation/` |
//! | a key | a row in `tui/keymap.rs`: help, palette, manual page and README follow |
//! | a lever on values | a row in `tui/action.rs` and `tui/keymap.rs`, a wish in `tui/view/levers.rs` |
//! | the language of filters | `query/parse.rs` and `query/word.rs`, an example in `query/language.rs`: help and manual page follow; a case in `query/tests/laws.rs`; what others write instead, in `query/foreign.rs` |
//! | what can be undone, saved and copied | a member of `tui::data::history::Scene`, a row in `config/view.rs`, its meaning in `tui/data/view_spec.rs`, an option in `cli/view.rs` |
//! | a setting of the user's file | `config/read.rs`, its meaning in `tui/settings.rs` |
//! | a field that the facets list at first | `tui/data/facet_choice.rs` |
//! | a call that issues credentials | `record/issue.rs`; a rule that finds what was issued: `query/lineage/link.rs` and `resolve.rs` |
//! | a flag | a row in `query/flags/mod.rs`, its rule in a file beside it, its words in `reason.rs`; the README's table |
//! | a view | its file or folder in `tui/view/`, and rows in `tui/view/mod.rs`, `tui/action.rs`, `tui/keymap.rs` |
//! | a form of export | `export`, and its name in `cli/formats.rs` |
//! | the built-in case | its generator in `tests/demo/`, never the files in `assets/demo/` |
//!
//! # Learned
//!
//! - Going on behind damage must have a budget: to look for the end of each of a million brackets that
//!   never close is a million times the file (`ingest::format::scan`).
//! - The same question asked again for every bit of new data starves: new *rows* wait for the
//!   running answer, only a new *filter* cancels it.
//! - A zip can list one name twice, and libraries that look members up by name then lose one: zip and
//!   tar are read by `ingest::container`, which also bounds what a header may make it allocate.
//! - Log files are small and many. A worker fills one segment from many files, but seals the first
//!   early, or the first rows show only after tens of thousands of events.
//! - A search of all JSON works in rounds of some 30 ms, all its threads in one round: what else
//!   waits for rayon's threads gets them in between. What `App::update` does must not wait for them.
//! - Sorting half a million groups by their labels took longer than counting them: numbers are sorted.
//! - Merging all segments again at each growth by half costs three times the last merge in all.
//! - Under zlib-rs, `flate2`'s reader checks sums slowly: members are inflated whole and checked with
//!   `crc32fast`.
//! - A fuzzy word finds its letters nearly anywhere in a long line. It is matched against single
//!   values, and must match them well (`query::fuzzy`).
//! - ratatui's table wants every row at each draw, so a table of visible rows is ours.
//! - One event of a plain file of a gigabyte cost a gigabyte, twice: large texts are held in pieces of
//!   4 MB, each of which inflates alone (`store::pieces`).
//! - Two versions of crossterm in one program race for events: it follows the one of ratatui.
//! - An event can reach two accounts, with one `sharedEventID` and two `eventID`s: these are two
//!   events. A copy has the same `eventID` and the same receiving account.
//! - A service event of SageMaker's model tuning has no `userIdentity.type`: it gets a type of its
//!   own that says so, since an empty group tells nobody anything.

pub mod cli;
pub mod config;
pub mod export;
pub mod ingest;
pub mod query;
pub mod record;
pub mod store;
pub mod text;
pub mod time;
pub mod tui;
