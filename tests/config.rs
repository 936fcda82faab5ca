//! The user's configuration from outside: `config`, `--view`, and what is wrong with line and column.
//!
//! The home folder and the variables of whoever runs the tests are out of reach.
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

struct Home {
    folder: TempDir,
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn with(text: &str) -> Self {
        let home = Self::empty();
        fs::create_dir_all(home.file().parent().unwrap()).unwrap();
        fs::write(home.file(), text).unwrap();
        home
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("trailglass/config.toml")
    }

    fn run(&self, words: &[&str]) -> Ran {
        self.run_with(words, None)
    }

    fn run_with(&self, words: &[&str], variable: Option<&Path>) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trailglass"));
        command.args(words).env_clear().stdin(Stdio::null());
        for name in ["XDG_CONFIG_HOME", "APPDATA"] {
            command.env(name, self.folder.path());
        }
        if let Some(path) = variable {
            command.env("TRAILGLASS_CONFIG", path);
        }
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Ran { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

const VIEWS: &str = "# shared\n[views.night]\nfilter = 'access:write actor:svc-backup-sync'\n\
                     sort = 'eventTime:desc'\ncolumns = ['eventName', 'actor']\nby = 'actor'\n";

#[test]
fn the_path_is_told_whether_the_file_is_there_or_not() {
    let home = Home::empty();
    let ran = home.run(&["config"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let path = home.file().display().to_string();
    assert_eq!(ran.out.lines().next(), Some(path.as_str()));
    assert!(ran.out.contains("not there yet"), "{}", ran.out);
    assert_eq!(home.run(&["config", "--path"]).out, format!("{path}\n"));
    let other = home.folder.path().join("other.toml");
    let named = home.run_with(&["config", "--path"], Some(&other)).out;
    assert_eq!(named, format!("{}\n", other.display()));
    let given = home.run_with(&["config", "--path", "--config", "mine.toml"], Some(&other)).out;
    assert_eq!(given, "mine.toml\n");
    let none = home.run(&["config", "--no-config"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
}

#[test]
fn the_views_are_listed_as_lines_that_can_be_shared() {
    let ran = Home::with(VIEWS).run(&["config"]);
    let line = "view night = -f 'access:write actor:svc-backup-sync' --sort eventTime:desc \
                --columns eventName,actor --by actor";
    assert_eq!((ran.code, ran.out.lines().last()), (0, Some(line)));
}

#[test]
fn every_mistake_is_told_with_line_and_column() {
    let home = Home::with(
        "theme = 'pink'\n\n[keys]\nundo = ['x']\nundooo = 'z'\n\n\
         [views.night]\nfilter = 'actor:bob ('\ncolour = 'red'\n",
    );
    let ran = home.run(&["config"]);
    assert_eq!(ran.code, 1);
    let path = home.file().display().to_string();
    let expected = [
        ":1:10: expected a theme: dark, light, safe, plain",
        ":4:10: `x` is the key of exclude; give that another key too",
        ":5:1: no action is called `undooo`;",
        ":8:21: filter: ",
        ":9:1: unknown setting `colour`; a view has filter, ",
    ];
    assert_eq!(ran.err.lines().count(), expected.len(), "{}", ran.err);
    for (line, expected) in ran.err.lines().zip(expected) {
        assert!(line.starts_with(&format!("{path}{expected}")), "{line}");
    }
}

#[test]
fn the_example_is_a_configuration_that_changes_nothing() {
    let example = Home::empty().run(&["config", "--example"]).out;
    for line in
        ["[keys]", "# undo = [\"u\"]  # ", "# theme = \"dark\"", "# facet-order = \"rare\"  # "]
    {
        assert!(example.lines().any(|other| other.starts_with(line)), "{line}");
    }
    let ran = Home::with(&example).run(&["config"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_saved_view_is_printed_and_what_is_given_beside_it_counts_first() {
    let home = Home::with(VIEWS);
    let events = ["events", "--demo", "--format", "tsv", "--view", "night"];
    let ran = home.run(&events);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let names: Vec<&str> = ran.out.lines().collect();
    assert_eq!(names.len(), 4, "{}", ran.out);
    assert_eq!(names[1], "DeleteAccessKey\tsvc-backup-sync");
    let narrower =
        home.run(&[&events[..], &["-f", "name:^Stop", "--columns", "eventName"]].concat());
    assert_eq!(narrower.out, "eventName\nStopLogging\n");
    let groups = home.run(&["groups", "--demo", "--format", "csv", "--view", "night"]).out;
    assert!(groups.starts_with("actor,") && groups.contains("svc-backup-sync,3,"), "{groups}");
    let by = ["groups", "--demo", "--format", "csv", "--view", "night", "--by", "eventName"];
    assert_eq!(home.run(&by).out.lines().count(), 4);
}

#[test]
fn an_unknown_view_is_told_with_those_that_are_there_and_what_is_wrong() {
    let home = Home::with("[views.day]\nfilter = 'a'\n[views.night]\nfilter = '('\n");
    let ran = home.run(&["events", "--demo", "--view", "night"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no view is called `night`; saved in "), "{}", ran.err);
    assert!(ran.err.contains(" are day\n") && ran.err.contains(":4:11: filter: "), "{}", ran.err);
    // Another view is printed, and the mistake is said beside it.
    let day = home.run(&["events", "--demo", "--view", "day", "--limit", "1"]);
    assert!(day.code == 0 && day.err.contains(":4:11: filter: "), "{}", day.err);
    let none = home.run(&["groups", "--demo", "--view", "day", "--no-config"]);
    assert!(none.code == 2 && none.err.contains("no configuration is read"), "{}", none.err);
    for words in [&["--demo", "--view", "noon"][..], &["--demo", "--facet-order", "odd"]] {
        let ran = home.run(words);
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
    let noon = home.run(&["--demo", "--view", "noon"]).err;
    assert!(noon.contains("expected events, groups, sessions, sources or a saved view"), "{noon}");
}

#[test]
fn commands_without_a_view_read_no_configuration() {
    let home = Home::with("theme = = 3");
    let plain = home.run(&["events", "--demo", "--limit", "1"]);
    assert_eq!((plain.code, plain.err.as_str()), (0, ""));
    let viewed = home.run(&["events", "--demo", "--view", "x"]);
    assert!(viewed.err.contains(":1:9: no TOML: "), "{}", viewed.err);
}

#[test]
fn a_configuration_cannot_harm_the_terminal() {
    let text =
        "[views.n]\nfilter = \"\\u001b]0;x\\u0007\"\n[views.\"a\\u202eb\"]\n\"\\u001b[2J\" = 1\n";
    let ran = Home::with(text).run(&["config"]);
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    }
    assert!(
        ran.out.contains(r"view n = -f $'") && ran.err.contains("^[[2J"),
        "{}{}",
        ran.out,
        ran.err
    );
}
