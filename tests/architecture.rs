//! The rules that the compiler does not hold: who imports whom, who alone touches what, and the
//! parts of the style that can be read off the sources as text.
//!
//! The same table stands in words in `src/lib.rs`. Every checker here is also shown an invented
//! source that breaks its rule, so that a green run means something.
#![allow(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

#[path = "architecture/mod.rs"]
mod architecture;

use std::path::Path;

use architecture::{cycle, source::Source, style, table};

type Rule = fn(&[Source]) -> Vec<String>;

/// Fails with every place where the project's own sources break the rule.
fn hold(rule: Rule) {
    let broken = rule(&Source::all());
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Runs the rule over invented files, as `(path, text)`.
fn check(rule: Rule, files: &[(&str, &str)], expected: &[&str]) {
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    assert_eq!(rule(&sources), expected);
}

#[test]
fn imports_point_down() {
    hold(table::imports);
}

#[test]
fn an_import_that_points_up_is_reported_with_its_place() {
    let cases = [
        ("use std::fmt;\n\nuse crate::tui::theme::Theme;", 3),
        ("use crate::{store::{Field, RowId},\n    tui};", 2),
        ("use super::super::tui::theme;", 1),
        ("fn f() {\n    crate::tui::run();\n}", 2),
        ("mod inner {\n    use super::super::super::tui;\n}", 2),
        ("#[cfg(test)]\nmod tests {\n    use crate::tui;\n}", 3),
        ("/* a /* b */ */ use r#crate::x; use ::std::fmt; use crate::tui as t;", 1),
    ];
    for (text, line) in cases {
        let expected = format!("`query` may not import `tui` (src/query/x.rs:{line})");
        check(table::imports, &[("src/query/x.rs", text)], &[&expected]);
    }
}

#[test]
fn what_only_looks_like_an_import_is_none() {
    let text = r##"
        //! use crate::tui;
        use crate::store::{self, field::{Field, FIELDS}, RowId as Row};
        use super::super::record;
        use super::parse;
        /// [`crate::tui`]
        fn f<'tui>(text: &'tui str, c: char) -> bool {
            c == '"' || text == "use crate::tui;" || text == r#"" crate::tui::run() "#
        }
        mod inner { mod deeper { use super::super::super::word; } }
        use super::word;
    "##;
    check(table::imports, &[("src/query/x.rs", text)], &[]);
}

#[test]
fn the_main_file_imports_by_the_name_of_the_crate() {
    let text = "use trailglass::{cli, ingest};\nfn main() { trailglass::tui::run(); }";
    let expected = ["`main` may not import `ingest` (src/main.rs:1)"];
    check(table::imports, &[("src/main.rs", text)], &expected);
}

#[test]
fn a_module_or_an_import_that_the_table_does_not_know_is_reported() {
    let expected = [
        "`helper` is not in the table of modules (src/helper.rs:1)",
        "`store` may not import `helper` (src/store/mod.rs:1)",
    ];
    let files = [("src/helper.rs", "fn f() {}"), ("src/store/mod.rs", "use crate::helper;")];
    check(table::imports, &files, &expected);
}

#[test]
fn the_interface_keeps_its_levels() {
    hold(table::levels);
}

#[test]
fn a_lower_level_of_the_interface_may_not_import_a_higher_one() {
    let files = [
        ("src/tui/mod.rs", "use app::App; use crate::tui::view::ViewKind;"),
        ("src/tui/view/list.rs", "use crate::tui::{data::Data, theme::Theme, view::x};"),
        ("src/tui/data.rs", "use crate::tui::overlay::Overlay;"),
        ("src/tui/widget/table/mod.rs", "use crate::tui::{theme, view::list};"),
        ("src/tui/action.rs", "use super::keymap::Keymap;"),
        ("src/tui/theme.rs", "use super::run;"),
        ("src/tui/helper.rs", "use crate::text;"),
    ];
    let expected = [
        "`tui::widget` may not import `tui::view` (src/tui/widget/table/mod.rs:1)",
        "`tui::action` may not import `tui::keymap` (src/tui/action.rs:1)",
        "`tui::theme` may not import `tui::mod` (src/tui/theme.rs:1)",
        "`tui::helper` is not in the table of levels (src/tui/helper.rs:1)",
    ];
    check(table::levels, &files, &expected);
}

#[test]
fn each_thing_is_touched_only_where_the_table_says() {
    hold(table::alone);
}

#[test]
fn touching_what_belongs_to_another_module_is_reported() {
    let files = [
        ("src/query/a.rs", "use ratatui::text::Line;\nuse std::{fs, io};"),
        ("src/tui/app.rs", "fn f() {\n std::thread::spawn(g);\n}"),
        ("src/tui/mod.rs", "use std::thread; use crossterm::event;"),
        ("src/tui/effect.rs", "use std::{fs::File, thread};"),
        ("src/ingest/source.rs", "use flate2::Decompress;"),
        ("src/store/inflate.rs", "use flate2::Decompress;"),
        ("src/record/mod.rs", "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\nuse rayon::join;"),
        ("src/store/tests.rs", "use std::fs;"),
    ];
    let expected = [
        "`ratatui` belongs to src/tui/ alone (src/query/a.rs:1)",
        "`std::fs` belongs to src/ingest/, src/config, src/tui/effect, src/store/original.rs alone (src/query/a.rs:2)",
        "`std::thread` belongs to src/ingest/, src/tui/effect, src/tui/mod.rs alone \
         (src/tui/app.rs:2)",
        "`flate2` belongs to src/store/inflate.rs, src/store/pieces.rs, src/ingest/container/ alone (src/ingest/source.rs:1)",
        "`rayon` belongs to src/query/, src/store/, src/export alone (src/record/mod.rs:5)",
    ];
    check(table::alone, &files, &expected);
}

#[test]
fn no_file_imports_itself_through_others() {
    hold(cycle::cycles);
}

#[test]
fn a_cycle_of_files_is_reported_once() {
    let files = [
        ("src/query/mod.rs", "mod a; pub use a::A;"),
        ("src/query/a.rs", "use super::b::B; use super::Query;"),
        ("src/query/b.rs", "use super::c::C;"),
        ("src/query/c.rs", "use super::a::A; #[cfg(test)] mod tests { use super::*; }"),
        ("src/query/d.rs", "use super::a::A; #[cfg(test)] mod tests { use super::super::e; }"),
        ("src/query/e.rs", "use super::d::D;"),
    ];
    let expected = ["cycle: src/query/a.rs → src/query/b.rs → src/query/c.rs → src/query/a.rs"];
    check(cycle::cycles, &files, &expected);
}

#[test]
fn state_is_not_shared_behind_locks_nor_code_unsafe() {
    hold(style::forbidden);
}

#[test]
fn locks_statics_unsafe_and_silent_exceptions_are_reported() {
    let text = "type A = Arc<Mutex<u8>>;\n\
                type B = Arc<std::sync::RwLock<u8>>;\n\
                static mut C: u8 = 0;\n\
                fn d() { unsafe { e() } }\n\
                #[allow(dead_code)]\n\
                #[expect(dead_code, reason = \"why\")]\n\
                #![forbid(unsafe_code)]\n\
                fn f(x: &'static mut u8) -> Arc<Vec<u8>> {}\n\
                #[cfg_attr(test, allow(dead_code))]";
    let expected = [
        "`Arc<Mutex>`: state has one owner (src/a.rs:1)",
        "`Arc<RwLock>`: state has one owner (src/a.rs:2)",
        "`static mut` (src/a.rs:3)",
        "`unsafe` (src/a.rs:4)",
        "`allow` without a reason (src/a.rs:5)",
        "`allow` without a reason (src/a.rs:9)",
    ];
    check(style::forbidden, &[("src/a.rs", text)], &expected);
}

#[test]
fn globs_are_for_tests_and_preludes() {
    hold(style::globs);
}

#[test]
fn a_glob_import_is_reported() {
    let text = "use super::*;\n\
                use rayon::prelude::*;\n\
                use ratatui::{style::*, text::Line};\n\
                #[cfg(test)]\nmod tests {\n    use super::*;\n    use proptest::prelude::*;\n    \
                use crate::store::*;\n}";
    let expected = [
        "glob import of `crate::query` (src/query/a.rs:1)",
        "glob import of `ratatui::style` (src/query/a.rs:3)",
        "glob import of `crate::store` (src/query/a.rs:8)",
    ];
    check(style::globs, &[("src/query/a.rs", text)], &expected);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    hold(style::files);
}

#[test]
fn long_files_and_files_without_a_first_sentence_are_reported() {
    let code = |n_lines: usize| format!("//! A.\n{}", "fn f() {}\n".repeat(n_lines - 1));
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", code(600), "// x\n".repeat(99));
    let files = [
        ("src/a.rs", code(600)),
        ("src/b.rs", code(601)),
        ("src/c.rs", tested),
        ("src/d.rs", "use std::fmt;\n".to_owned()),
        ("src/store/tests.rs", "use super::*;\n".repeat(700)),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let expected = [
        "601 lines without the tests; look for the second subject (src/b.rs:1)",
        "begins without `//!` (src/d.rs:1)",
    ];
    check(style::files, &files, &expected);
}

#[test]
fn nothing_outside_the_repository_is_named() {
    hold(style::outside);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".ci/run", "Cargo.toml"]
        .map(|path| Source::new(path, &std::fs::read_to_string(root.join(path)).unwrap()));
    let broken = style::outside(&pages);
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_path_outside_the_repository_is_reported() {
    let text = "// fine: ../README.md\n// see ../shared/docs\nconst X: &str = \"/work/data\";";
    let expected = [
        "names `../shared`, outside the repository (src/a.rs:2)",
        "names `/work/`, outside the repository (src/a.rs:3)",
    ];
    check(style::outside, &[("src/a.rs", text)], &expected);
}
