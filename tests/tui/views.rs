//! Saved views and the user's configuration; every file is in a folder of the test's own.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use trailglass::config::{Config, Place};
use trailglass::tui::app::Opening;
use trailglass::tui::message::Message;
use trailglass::tui::settings::Settings;

use super::case;
use super::session::{LARGE, Session, Size};

/// An explorer of the demo case with a configuration, which need not be there.
struct Desk {
    session: Session,
    path: PathBuf,
    /// Goes with the test.
    _folder: TempDir,
}

impl Desk {
    fn of(text: &str, size: Size) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        if !text.is_empty() {
            fs::write(&path, text).unwrap();
        }
        let place = Place { path: path.clone(), is_named: false };
        let settings = Settings::of(Config::read(Some(place)));
        let mut session = Session::opened(Opening { settings, ..Opening::default() }, size);
        session.load(case::demo());
        Self { session, path, _folder: folder }
    }

    fn empty() -> Self {
        Self::of("", LARGE)
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        self.session.keys(keys);
        self.session.configure();
        self.session.draw();
        self
    }

    fn file(&self) -> String {
        fs::read_to_string(&self.path).unwrap_or_default()
    }

    #[track_caller]
    fn shows(&mut self, text: &str) {
        assert!(self.session.shows(text), "no {text} in\n{}", self.session.screen());
    }
}

const TWO: &str = "# mine\n[views.night]\nfilter = 'access:write'\nsort = 'actor'\n\n\
                   [views.'root only']\nfilter = 'type:Root'\nview = 'groups'\nby = 'eventName'\n";

#[test]
fn what_is_shown_is_saved_under_a_name_and_opened_again_as_one_step() {
    let mut desk = Desk::empty();
    desk.keys(
        "/access:write service:iam<enter>/kms<tab><enter>/!error:*<enter>A4<space><esc>bs<esc>",
    );
    desk.keys("lllsB<esc>Vslate writes<enter>");
    desk.shows("saved view late writes in");
    assert_eq!(
        desk.file(),
        "[views.\"late writes\"]\nfilter = \"access:write service:iam\"\nhighlight = \"kms\"\n\
         off = \"!error:*\"\nsort = \"sourceIPAddress\"\nfacets = \"usual\"\nfacet-order = \"rare\"\n"
    );
    let saved = desk.session.app.history.scene().clone();
    desk.keys("0<backspace><backspace><backspace>b2");
    let (before, n_before) =
        (desk.session.app.history.scene().clone(), desk.session.app.history.depths().0);
    assert_ne!(before, saved);
    desk.keys("VVlate<enter>");
    let scene = desk.session.app.history.scene();
    assert_eq!(scene.filters.sort, saved.filters.sort);
    let texts = |scene: &trailglass::tui::data::history::Scene| {
        scene.filters.chips.iter().map(|c| (c.text.clone(), c.mode, c.is_off)).collect::<Vec<_>>()
    };
    assert_eq!(texts(scene).len(), 4);
    assert!(texts(&saved).iter().all(|chip| texts(scene).contains(chip)));
    assert_eq!((scene.view, &scene.facets), (saved.view, &saved.facets));
    assert_eq!(desk.session.app.history.depths().0, n_before + 1);
    desk.keys("u");
    assert_eq!(desk.session.app.history.scene(), &before);
}

#[test]
fn the_list_finds_by_name_counts_and_says_what_a_view_does() {
    let mut desk = Desk::of(TWO, LARGE);
    desk.keys("/access:write<enter>");
    let n_writes = desk.session.rows().len();
    desk.keys("uVV");
    let n_writes = format!("{},{:03}", n_writes / 1000, n_writes % 1000);
    let line = desk.session.lines().into_iter().find(|line| line.contains("▶ ")).unwrap();
    assert!(line.contains("night") && line.contains(n_writes.trim_start_matches("0,")), "{line}");
    assert!(line.contains("-f access:write --sort actor"), "{line}");
    desk.shows("filter        access:write");
    desk.keys("root");
    desk.shows("filter        type:Root");
    desk.shows("by            eventName");
    desk.keys("<enter>");
    desk.shows("│ GROUPS");
    assert_eq!(desk.session.chips(), ["identityType:Root"]);
    desk.keys("u");
    assert!(desk.session.chips().is_empty());
    desk.shows(" TIME");
}

#[test]
fn views_are_renamed_and_deleted_and_the_file_keeps_its_comments() {
    let mut desk = Desk::of(TWO, LARGE);
    desk.keys("VVroot<ctrl-r><ctrl-u>sign-ins<enter>");
    desk.shows("renamed view root only to sign-ins");
    desk.shows("sign-ins");
    desk.keys("<ctrl-u>night<ctrl-x>");
    desk.shows("DELETE night?");
    desk.keys("<esc>");
    assert!(desk.file().contains("[views.night]"));
    desk.keys("night<delete><enter>");
    desk.shows("deleted view night from");
    let file = desk.file();
    assert!(file.starts_with("# mine\n") || file.contains("[views.sign-ins]"), "{file}");
    assert!(!file.contains("night") && file.contains("filter = 'type:Root'"), "{file}");
    desk.keys("<esc>VV");
    assert!(!desk.session.shows("night"));
}

#[test]
fn a_name_that_is_there_is_asked_about_once() {
    let mut desk = Desk::of(TWO, LARGE);
    desk.keys("/kms<enter>Vsnight<enter>");
    desk.shows("there is a view `night`; Enter again puts this one in its place");
    assert_eq!(desk.file(), TWO);
    desk.keys("<enter>");
    assert!(desk.file().contains("[views.night]\nfilter = \"kms\"\n"), "{}", desk.file());
    for (name, fault) in [
        ("groups", "`groups` is the name of a built-in view"),
        ("", "a view needs a name"),
        ("a=b", "a name has no `=`"),
    ] {
        desk.keys("Vs").keys(name).keys("<enter>");
        desk.shows(fault);
        desk.keys("<esc>");
    }
}

#[test]
fn a_view_is_shared_as_a_line_and_taken_from_one() {
    let mut desk = Desk::of(TWO, LARGE);
    desk.session.keys("VVnight<ctrl-y>");
    let (what, line) = desk.session.copied();
    assert_eq!((what, line), ("the view as a line", "night = -f access:write --sort actor"));
    let mut other = Desk::empty();
    other.keys("VV");
    other.session.tell(Message::Paste(line.to_owned()));
    other.shows("SAVE VIEW");
    other.keys("<enter>");
    assert_eq!(other.file(), "[views.night]\nfilter = \"access:write\"\nsort = \"actor\"\n");
}

#[test]
fn a_copied_command_line_becomes_a_view_and_what_it_reads_is_said() {
    let mut desk = Desk::empty();
    desk.keys("Vs");
    let line = "trailglass -f 'type:Root' --view groups --since=-7d ./logs\n";
    desk.session.tell(Message::Paste(line.to_owned()));
    desk.shows("left out, since it says what is read: --since=-7d ./logs");
    desk.keys("root<enter>");
    assert_eq!(desk.file(), "[views.root]\nfilter = \"type:Root\"\nview = \"groups\"\n");
    desk.keys("VV");
    desk.session.tell(Message::Paste("x = -f 'a (b'".to_owned()));
    desk.shows("filter: ");
    desk.keys("<enter>");
    assert!(!desk.file().contains('x'));
}

#[test]
fn a_file_that_was_broken_meanwhile_is_not_written_over() {
    let mut desk = Desk::of(TWO, LARGE);
    fs::write(&desk.path, "theme = = 3\n").unwrap();
    desk.keys("Vsx<enter>");
    desk.shows("config.toml:1:9: no TOML: ");
    assert_eq!(desk.file(), "theme = = 3\n");
}

#[test]
fn what_was_written_meanwhile_is_kept_and_seen() {
    let mut desk = Desk::of(TWO, LARGE);
    fs::write(&desk.path, format!("{TWO}\n[views.noon]\nfilter = 'kms'\n")).unwrap();
    desk.keys("Vsx<enter>").keys("VVnoon<enter>");
    assert_eq!(desk.session.chips(), ["kms"]);
}

#[test]
fn mistakes_are_shown_at_the_start_and_the_rest_of_the_file_counts() {
    let text = "theme = 'pink'\n[keys]\nundo = 'f5'\nredo = 'x'\n\
                [views.bad]\nfilter = 'a ('\n[views.\"a\\u001bb\"]\n";
    for size in [LARGE, (80, 24), (40, 10)] {
        let mut desk = Desk::of(text, size);
        desk.shows("4 MISTAKES IN THE CONFIGURATION");
        desk.keys("q");
        assert!(!desk.session.shows("MISTAKES"));
        desk.keys("/kms<enter><f5>");
        assert!(desk.session.chips().is_empty());
        desk.keys("Vm");
        desk.shows("4 MISTAKES IN THE CONFIGURATION");
    }
    let mut desk = Desk::of(text, LARGE);
    for place in ["config.toml:1:10: ", "config.toml:4:9: ", "config.toml:6:13: "] {
        desk.shows(place);
    }
}

#[test]
fn other_keys_are_shown_wherever_keys_are_shown() {
    let mut desk = Desk::of("[keys]\nundo = 'ctrl-y'\nfacets = 'f5'\nsave-view = 'g w'\n", LARGE);
    desk.keys("/kms<enter>");
    desk.shows("^y undo");
    desk.keys("u");
    assert_eq!(desk.session.chips(), ["kms"], "u is no key now");
    desk.keys("?").keys("undo the last");
    desk.shows("▶ ^y");
    desk.keys("<esc>g");
    desk.shows(" w  Save filters, order, columns and view under a name");
    desk.keys("<esc><f5><tab>");
    desk.shows("FACETS ─ F5 focus");
    desk.keys("<ctrl-y><ctrl-y>");
    assert!(desk.session.chips().is_empty());
}

#[test]
fn usual_columns_are_the_user_s_and_a_copied_line_says_them() {
    let mut desk = Desk::of("columns = 'time, actor'\n", LARGE);
    assert!(!desk.session.shows("SERVICE"));
    desk.session.keys("yc");
    assert_eq!(desk.session.copied().1, "trailglass --columns eventTime,actor");
}

#[test]
fn without_a_configuration_nothing_is_saved_and_that_is_said() {
    let mut session = Session::demo(LARGE);
    session.keys("Vs");
    assert!(session.shows("no configuration is read"));
    session.keys("VV<ctrl-s>x<enter>");
    assert!(session.shows("no configuration is read") && session.effects.is_empty());
}

#[test]
fn facets_are_undone_like_all_else() {
    let mut session = Session::demo(LARGE);
    session.keys("bj<left>");
    let folded = session.app.history.scene().facets.clone();
    assert!(folded.is_open && folded.folded.len() == 1);
    session.keys("s");
    session.keys("c<space><enter>");
    assert_eq!(session.app.views.facets.fields.len(), folded.fields.len() - 1);
    session.keys("uu");
    assert_eq!(session.app.views.facets.choice(), folded);
    session.keys("u");
    assert!(!session.app.views.facets.is_open && session.shows(" TIME"));
    session.keys("<ctrl-r>");
    assert_eq!(session.app.views.facets.choice(), folded);
    // What is opened and folded in a row is one step; the text to find a value is none.
    let n_undo = session.app.history.depths().0;
    session.keys("b/k8s<enter>");
    assert_eq!(session.app.history.depths().0, n_undo);
}

#[test]
fn the_count_of_a_column_is_undone_and_done_again() {
    let mut session = Session::demo(LARGE);
    session.keys("lllF");
    assert!(session.shows("COUNT eventName"));
    session.keys("u");
    assert!(!session.shows("COUNT") && session.shows(" TIME"));
    session.keys("<ctrl-r>");
    assert!(session.shows("COUNT eventName"));
    session.keys("q");
    assert!(!session.shows("COUNT"));
}

#[test]
fn the_list_of_views_fits_every_screen() {
    for size in [(1, 1), (20, 5), (40, 10), (80, 24)] {
        let mut desk = Desk::of(TWO, size);
        for keys in ["VV", "<ctrl-r>", "<esc>", "<ctrl-x>", "<esc>", "<ctrl-s>", "<esc>zzz"] {
            desk.keys(keys);
        }
    }
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        let mut desk = Desk::of(TWO, (100, 30));
        desk.keys("VV");
        insta::assert_snapshot!("saved_views", desk.session.screen());
    });
}
