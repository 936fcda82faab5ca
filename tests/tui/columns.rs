//! The columns of the list: moved, resized, frozen, of JSON paths, folded.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use serde_json::{Value, json};
use trailglass::export::Columns;
use trailglass::query::{Operand, Searched};
use trailglass::store::Field;
use trailglass::tui::data::history::Scene;
use trailglass::tui::effect::Job;
use trailglass::tui::message::Message;

use super::case;
use super::screens::check_at;
use super::session::{LARGE, Session, Size};

/// What stands under `requestParameters.userName` of one event after the other.
fn users() -> [Value; 5] {
    [json!("bob"), json!(null), json!("alice"), json!(7), json!(["x", {"y": 1}])]
}

/// Events that differ in that and in their names.
fn of_users(size: Size) -> Session {
    let event = |(minute, user): (u32, &Value)| {
        let more = json!({"requestParameters": {"userName": user}});
        case::event(minute, "iam", &format!("Get{minute}"), &case::iam_user("carol"), &more)
    };
    Session::of(&case::of(&(0..).zip(&users()).map(event).collect::<Vec<Value>>()), size)
}

fn columns(session: &Session) -> Columns {
    session.app.views.events.list.columns.all().clone()
}

fn named(session: &Session) -> String {
    columns(session).to_string()
}

fn scene(session: &Session) -> Scene {
    session.app.history.scene().clone()
}

/// The titles above the list.
fn titles(session: &mut Session) -> String {
    let lines = session.lines();
    lines.iter().find(|line| line.contains("TIME")).unwrap_or_else(|| panic!("{lines:?}")).clone()
}

/// The texts of the list in the column with this title.
fn below(session: &mut Session, title: &str, n_rows: usize) -> Vec<String> {
    let lines = session.lines();
    let header = lines.iter().position(|line| line.contains("  TIME")).unwrap();
    let at = lines[header][..lines[header].find(title).unwrap()].chars().count();
    let cell = |line: &String| {
        let text: String = line.chars().skip(at).collect();
        text.split("  ").next().unwrap().trim_matches(['▌', ' ']).to_owned()
    };
    lines[header + 1..].iter().take(n_rows).map(cell).collect()
}

const PATH: &str = "requestParameters.userName";

#[test]
fn each_key_changes_the_columns_and_undo_takes_it_back() {
    let usual = named(&Session::demo(LARGE));
    for (keys, expected) in [
        ("lL", usual.replace("actor,service", "service,actor")),
        ("lH", usual.replace("eventTime,actor", "actor,eventTime")),
        ("ll>", usual.replace("service", "service:11")),
        ("ll<", usual.replace("service", "service:7")),
        ("llzh", usual.replace("service,", "")),
        ("llzf", usual.replace("service", "service,/")),
        ("zf", format!("/,{usual}")),
        ("ll_", usual.replace("service", "service:20")),
    ] {
        let mut session = Session::demo(LARGE);
        session.keys(&keys[..keys.len() - keys.trim_start_matches('l').len()]);
        let before = scene(&session);
        session.keys(keys.trim_start_matches('l'));
        assert_eq!(named(&session), expected, "{keys}");
        let after = scene(&session);
        session.keys("u");
        assert_eq!(scene(&session), before, "u after {keys}");
        session.keys("<ctrl-r>");
        assert_eq!(scene(&session), after, "^r after {keys}");
        session.keys("zr");
        assert_eq!(columns(&session), Columns::default(), "zr after {keys}");
    }
}

#[test]
fn a_column_fits_what_is_on_the_screen_and_then_has_its_usual_width_again() {
    let mut session = Session::demo(LARGE);
    session.keys("lll_");
    let fitted = columns(&session).all[3].width.unwrap();
    let names = session.column(Field::EventName);
    let height = session.lines().iter().filter(|line| line.contains("03-11 ")).count();
    let widest = names[..height.min(names.len())].iter().map(String::len).max().unwrap();
    assert!(usize::from(fitted) <= widest, "{fitted} {widest}");
    session.keys("_");
    assert_eq!(columns(&session).all[3].width, None);
}

#[test]
fn frozen_columns_stay_while_the_others_scroll() {
    let mut session = Session::demo((60, 24));
    session.keys("llzf").keys("llllll");
    let titles = titles(&mut session);
    assert!(titles.contains("TIME") && titles.contains("ACCOUNT"), "{titles}");
    assert!(!titles.contains("EVENT") && titles.starts_with('‹'), "{titles}");
}

#[test]
fn zoom_stays_with_the_strip() {
    let mut session = Session::demo(LARGE);
    let n_all = session.rows().len();
    assert!(session.keys("z").shows("Hide this column") && session.rows().len() == n_all);
    session.keys("<esc>vz");
    assert!(session.rows().len() < n_all, "z zooms while the strip has the keys");
}

#[test]
fn a_leaf_of_the_detail_becomes_a_column_of_every_event() {
    let mut session = of_users(LARGE);
    session.keys("<enter>");
    while session.app.views.events.detail.operand().unwrap().name() != PATH {
        session.keys("j");
    }
    session.keys("as");
    assert!(session.shows(&format!("{PATH} is a column of the list")));
    let expected = ["bob", "", "alice", "7", r#"["x",{"y":1}]"#];
    assert_eq!(below(&mut session, "userName", 5), expected);
    session.keys("as");
    assert!(session.shows("is a column already"));
    session.keys("u");
    assert_eq!(columns(&session), Columns::default());
}

#[test]
fn a_path_is_found_or_typed_or_pasted_in_the_picker() {
    let way = |keys: &str| {
        let mut session = of_users(LARGE);
        session.keys("c").keys(keys).keys("<space><enter>");
        columns(&session).all.last().unwrap().of.name().into_owned()
    };
    assert_eq!(way("parameters.use"), PATH);
    assert_eq!(way("responseElements.a[0]"), "responseElements.a[0]");
    assert_eq!(way("any.x-y"), "any.x-y");
    let mut session = of_users(LARGE);
    session.keys("c").tell(Message::Paste(format!("{PATH}\n")));
    session.keys("<space><enter>");
    assert_eq!(columns(&session).all.last().unwrap().of.name(), PATH);
}

#[test]
fn a_cell_that_is_not_there_yet_says_so() {
    let mut session = of_users(LARGE);
    session.holds_jobs = true;
    session.keys(&format!("c{PATH}<space><enter>"));
    assert_eq!(below(&mut session, "userName", 3), ["…", "…", "…"]);
    session.keys("G$").do_jobs();
    assert_eq!(below(&mut session, "userName", 3), ["bob", "", "alice"]);
}

#[test]
fn the_value_in_a_path_column_is_a_lever() {
    let mut session = of_users(LARGE);
    session.keys(&format!("c{PATH}<space><enter>")).keys(&"l".repeat(20));
    session.keys("i");
    assert_eq!((session.chips(), session.rows().len()), (vec![format!("{PATH}:\"bob\"")], 1));
    session.keys("ujx");
    assert_eq!((session.chips(), session.rows().len()), (vec![format!("{PATH}:*")], 4));
    session.keys("uGi");
    assert!(session.shows("no filter for this: choose a single value"));
    session.keys("yv");
    assert_eq!(session.copied(), ("value", r#"["x",{"y":1}]"#));
    session.keys("F");
    assert!(session.shows("values at a path are not counted"));
}

fn sorted(session: &mut Session, keys: &str) -> Vec<String> {
    session.keys(keys);
    below(session, "userName", 5)
}

#[test]
fn events_are_sorted_by_what_stands_at_a_path() {
    let mut session = of_users(LARGE);
    session.keys(&format!("c{PATH}<space><enter>")).keys(&"l".repeat(20));
    let ascending = ["", "7", r#"["x",{"y":1}]"#, "alice", "bob"];
    assert_eq!(sorted(&mut session, "s"), ascending);
    let mut descending = ascending;
    descending.reverse();
    assert_eq!(sorted(&mut session, "s"), descending);
    assert!(titles(&mut session).contains("userName ▼"));
    session.keys("yc");
    let line = session.copied().1.to_owned();
    assert!(line.starts_with(&format!("trailglass --sort {PATH}:desc --columns ")), "{line}");
    let column = titles(&mut session).find("userName").unwrap();
    let column = titles(&mut session)[..column].chars().count().try_into().unwrap();
    let row = session.lines().iter().position(|line| line.contains("  TIME")).unwrap();
    let kind = MouseEventKind::Down(MouseButton::Left);
    let (row, modifiers) = (row.try_into().unwrap(), KeyModifiers::NONE);
    session.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers }));
    assert!(session.app.data.sort().is_empty(), "a click on the header is a press of s");
}

#[test]
fn an_order_by_path_tells_how_far_it_is_and_is_given_up() {
    let mut session = of_users(LARGE);
    session.keys(&format!("c{PATH}<space><enter>")).keys(&"l".repeat(20));
    session.holds_jobs = true;
    session.keys("s");
    let is_question = |job: &&Job| matches!(job, Job::Ask { .. });
    let Some(&Job::Ask { generation, .. }) = session.jobs.iter().find(is_question) else {
        panic!("nothing was asked")
    };
    let read = Searched { n_bytes: 40, of: 100 };
    session.tell(Message::Sorting { generation, read });
    assert!(session.shows("sorting 40 %"));
    session.keys("<ctrl-c>");
    assert!(session.app.data.sort().is_empty() && !session.shows("sorting"));
}

#[test]
fn columns_with_one_value_fold_once_the_filter_stands() {
    let mut session = Session::demo((120, 36));
    session.keys("/name:CreateAccessKey");
    assert!(titles(&mut session).contains("SERVICE"), "nothing jumps while it is typed");
    session.keys("<enter>");
    let folded = titles(&mut session);
    assert!(!folded.contains("SERVICE") && !folded.contains("EVENT"), "{folded}");
    assert!(folded.contains("ACCOUNT") && folded.contains("(3"), "{folded}");
    session.keys("c");
    assert!(session.shows("= CreateAccessKey  folded (zc)"));
    session.keys("<esc>zc");
    assert!(titles(&mut session).contains("SERVICE") && session.shows("all columns are shown"));
    session.keys("zc");
    assert!(session.shows("folded, since all rows have one value: service=iam  eventName=Cr"));
    session.keys("u");
    assert!(titles(&mut session).contains("SERVICE"));
    session.keys("uu");
    assert!(!titles(&mut session).contains("const"), "{}", titles(&mut session));
}

#[test]
fn a_column_comes_back_as_soon_as_it_has_a_second_value() {
    let mut session = Session::demo((120, 36));
    session.keys("/name:CreateAccessKey<enter>/");
    session.keys("<esc>0");
    assert!(titles(&mut session).contains("SERVICE"));
    session.keys("0");
    assert!(!titles(&mut session).contains("SERVICE"));
    session.holds_jobs = true;
    session.keys("0");
    assert!(!titles(&mut session).contains("SERVICE"), "the list is still the one before");
    session.do_jobs();
    assert!(titles(&mut session).contains("SERVICE"));
}

#[test]
fn the_column_of_the_cursor_does_not_fold_away_under_it() {
    let mut session = Session::demo((120, 36));
    session.keys("lli");
    assert_eq!(session.app.views.events.field(), Some(Field::Service));
    assert!(titles(&mut session).contains("SERVICE"));
    session.keys("llli");
    let titles = titles(&mut session);
    assert!(!titles.contains("SERVICE") && titles.contains("RES"), "{titles}");
}

#[test]
fn a_column_that_is_asked_for_shows_whatever_it_holds() {
    let mut session = Session::demo((120, 36));
    session.keys("/name:CreateAccessKey<enter>czzzz<backspace><backspace><backspace><backspace>");
    session.keys("eventsource<space><enter>").keys("llllllll");
    let listed: Vec<Operand> = columns(&session).operands().cloned().collect();
    assert_eq!(listed.last(), Some(&Operand::Field(Field::EventSource)));
    assert!(titles(&mut session).contains("EVENT SOURCE"));
}

#[test]
fn a_list_with_a_path_and_folded_columns() {
    let keys = format!("/name:CreateAccessKey<enter>c{PATH}<space><enter>");
    check_at(&[(100, 30), (40, 10)], "path_column", &keys);
}
