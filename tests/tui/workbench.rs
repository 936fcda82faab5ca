//! The filter workbench: chips, completion, the tree of changes, highlights, neighbours.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use trailglass::query::{Cancel, Conjunction, parse};
use trailglass::store::Field;
use trailglass::tui::message::Message;
use trailglass::tui::theme::Theme;

use super::session::{LARGE, Session};

/// The line of chips.
fn chip_line(session: &mut Session) -> String {
    session.lines()[1].clone()
}

fn click(session: &mut Session, column: u16, row: u16) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    session.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    session.draw();
}

/// The column in a line of the screen where a text begins.
fn column_of(session: &mut Session, row: usize, text: &str) -> u16 {
    let line = session.lines()[row].clone();
    let byte = line.find(text).unwrap_or_else(|| panic!("no {text} in {line}"));
    line[..byte].chars().count().try_into().unwrap()
}

#[test]
fn each_term_is_a_chip_with_what_it_removes() {
    let mut session = Session::demo(LARGE);
    session.keys("/access:write service:iam !error:*<enter>");
    assert_eq!(session.chips(), ["access:write", "service:iam", "!error:*"]);
    let parts: Vec<_> = session.app.data.chips().iter().map(|chip| chip.expr.clone()).collect();
    let snapshot = &session.app.data.shown.snapshot;
    let removed = Conjunction::new(snapshot, &parts, &Cancel::new()).unwrap().removed_by_each();
    let expected = format!(
        " [1 access:write −{}] [2 service:iam −{}] [3 !error:* −{}]",
        removed[0], removed[1], removed[2]
    );
    assert!(chip_line(&mut session).starts_with(&expected), "{}", chip_line(&mut session));
}

#[test]
fn a_chip_is_switched_negated_edited_and_removed() {
    let mut session = Session::demo(LARGE);
    session.keys("/access:write service:iam<enter>");
    let both = session.rows().len();
    session.keys("A2<space>");
    let writes = session.rows().len();
    assert!(writes > both && chip_line(&mut session).contains("[2 off service:iam]"));
    session.keys("<space>n");
    assert_eq!(session.chips()[1], "!service:iam");
    assert_eq!(session.rows().len(), writes - both);
    session.keys("e");
    assert!(session.shows(" / !service:iam"));
    session.keys("<backspace><backspace><backspace>kms<enter>");
    assert_eq!(session.chips(), ["access:write", "!service:kms"]);
    session.keys("A<right>x");
    assert_eq!(session.chips(), ["access:write"]);
    session.keys("x");
    assert!(session.chips().is_empty());
    session.keys("A");
    assert!(session.shows("no filters yet"));
}

#[test]
fn editing_a_chip_is_given_up_by_esc() {
    let mut session = Session::demo(LARGE);
    session.keys("/service:iam<enter>");
    let rows = session.rows().to_vec();
    session.keys("Ae<ctrl-u>kms");
    assert_ne!(session.rows(), rows);
    session.keys("<esc>");
    assert_eq!(
        (session.rows(), &session.chips()[..]),
        (&rows[..], &["service:iam".to_owned()][..])
    );
    session.keys("Ae<ctrl-u><enter>");
    assert!(session.chips().is_empty(), "an empty text removes the chip");
}

#[test]
fn the_mouse_focuses_a_chip_switches_it_and_presses_the_keys_of_the_last_line() {
    let mut session = Session::demo((120, 36));
    session.keys("/access:write service:iam<enter>");
    let column = column_of(&mut session, 1, "[2 ");
    click(&mut session, column + 2, 1);
    assert!(session.shows("Space on/off"));
    click(&mut session, column + 2, 1);
    assert!(chip_line(&mut session).contains("[2 off service:iam]"));
    let column = column_of(&mut session, 35, "n negate");
    click(&mut session, column, 35);
    assert_eq!(session.chips()[1], "!service:iam");
    let column = column_of(&mut session, 35, "x remove");
    click(&mut session, column, 35);
    assert_eq!(session.chips(), ["access:write"]);
}

#[test]
fn chips_without_room_scroll_and_are_counted() {
    let mut session = Session::demo((60, 24));
    session.keys("/access:write !service:kms !service:sts !region:us-west-2<enter>");
    let line = chip_line(&mut session);
    assert!(line.starts_with(" ‹3") && line.contains("[4 !regio…-west-2 −"), "{line}");
    session.keys("A");
    let line = chip_line(&mut session);
    assert!(line.starts_with(" [1 access:write") && line.contains("3›"), "{line}");
}

#[test]
fn levers_of_the_menu_change_the_last_chip_the_bar_and_the_time() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateAccessKey<enter>lao");
    let actor = session.selected(Field::Actor);
    assert_eq!(session.chips(), [format!("name:CreateAccessKey or actor:\"{actor}\"")]);
    session.keys("uax");
    assert!(session.chips().last().unwrap().ends_with(&format!("!actor:\"{actor}\"")));
    session.keys("uae");
    assert!(session.shows(&format!(" / actor:\"{actor}\"")));
    session.keys("<esc>at");
    assert!(session.chips().last().unwrap().starts_with("time:2025-03-1"));
    session.keys("uan");
    assert!(session.chips().last().unwrap().starts_with("time>=2025-03-1"));
}

#[test]
fn everything_that_names_a_value_is_found_in_any_member() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateUser !error:*<enter>").keys(&"l".repeat(6));
    assert_eq!(
        (session.app.views.events.field(), session.selected(Field::Target).as_str()),
        (Some(Field::Target), "svc-backup-sync")
    );
    session.keys("gr");
    assert_eq!(session.chips(), ["any:'svc-backup-sync"]);
    // By name in the case's own story: 78 calls of its key and three that make the user.
    assert_eq!(session.rows().len(), 81);
}

#[test]
fn a_key_is_followed_from_the_event_under_the_cursor_on() {
    let mut session = Session::demo(LARGE);
    session.keys("/svc-b<enter>gf");
    let chips = session.chips();
    assert!(chips[0].starts_with("accessKeyId:\"") && chips[1].starts_with("time>="), "{chips:?}");
    let keys = session.column(Field::AccessKey);
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn values_of_an_embedded_document_are_levers() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}"#;
    let put = |minute, policy: &str| {
        let more = serde_json::json!({ "requestParameters": { "policy": policy } });
        super::case::event(minute, "s3", "PutBucketPolicy", &super::case::root(), &more)
    };
    let events = [put(1, policy), put(2, &policy.replace("Allow", "Deny"))];
    let mut session = Session::of(&super::case::of(&events), LARGE);
    session.keys("fgg");
    for _ in 0..60 {
        session.keys("yp");
        if session.copied().1.ends_with("policy") {
            break;
        }
        session.keys("j");
    }
    session.keys("l");
    for _ in 0..20 {
        session.keys("jyp");
        if session.copied().1.ends_with("Effect") {
            break;
        }
    }
    session.keys("i");
    assert_eq!(session.chips(), ["requestParameters.policy.Statement.Effect:\"Allow\""]);
    assert_eq!(session.rows().len(), 1);
}

#[test]
fn a_name_is_completed_and_then_a_value_with_its_count() {
    let mut session = Session::demo(LARGE);
    session.keys("/eventn");
    assert!(session.shows("│ eventName:") && session.shows("The API action or kind of event"));
    session.keys("<down><enter>");
    assert!(session.shows(" / eventName:"));
    session.keys("CreateA");
    let n_made = session.rows().len();
    assert_eq!(n_made, 0, "no event is called CreateA");
    assert!(
        session
            .lines()
            .iter()
            .any(|line| line.contains("│ CreateAccessKey") && line.contains("3 │"))
    );
    session.keys("<down><right><enter>");
    assert_eq!(session.chips(), ["name:CreateAccessKey"]);
    assert_eq!(session.rows().len(), 3);
}

#[test]
fn values_are_counted_under_the_rest_of_the_filter() {
    let mut session = Session::demo(LARGE);
    session.keys("/ip:192.0.2.66<enter>/access:write actor:");
    let count = |session: &Session, filter: &str| {
        let expr = parse(filter).unwrap();
        let snapshot = &session.app.data.shown.snapshot;
        trailglass::query::matching(snapshot, &expr, &Cancel::new()).unwrap().count()
    };
    let n = count(&session, "ip:192.0.2.66 access:write actor:payments-deploy");
    assert!(n > 0);
    let line = session.lines().into_iter().find(|line| line.contains("│ payments-deploy")).unwrap();
    assert!(line.contains(&format!(" {n} │")), "{n}: {line}");
}

#[test]
fn esc_leaves_the_list_of_completions_before_the_bar() {
    let mut session = Session::demo(LARGE);
    session.keys("/region:<down><down><esc>");
    assert!(session.shows(" / region:"));
    session.keys("<esc>");
    assert!(!session.shows(" / region:"));
}

#[test]
fn paths_of_the_selected_event_are_offered() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateUser !error:*<enter>/requestParameters.user");
    assert!(session.shows("│ requestParameters.userName:"));
    session.keys("<down><enter>");
    assert!(session.shows("│ svc-backup-sync") && session.shows("in this event"));
}

#[test]
fn no_list_is_laid_over_a_tiny_screen() {
    let mut session = Session::demo((39, 9));
    session.keys("/actor:");
    assert!(!session.shows("chooses"));
    let mut session = Session::demo((40, 10));
    session.keys("/actor:");
    assert!(session.shows("chooses") && session.shows(" / actor:"));
}

#[test]
fn a_highlight_keeps_all_events_and_dims_the_others() {
    let mut session = Session::demo(LARGE);
    let all = session.rows().to_vec();
    session.keys("/name:StopLogging<tab>");
    assert_eq!(session.rows(), all);
    assert!(session.shows("1 of 2,529 set off") && session.shows("highlight /"));
    session.keys("<enter>");
    assert_eq!(session.rows(), all);
    assert!(chip_line(&mut session).contains("[1 highlight name:StopLogging =1]"));
    session.keys("n");
    assert_eq!(session.selected(Field::EventName), "StopLogging");
    assert!(session.keys("n").shows("after the last match, on from the first"));
    assert!(session.keys("N").shows("before the first match, on from the last"));
    let faint = Theme::dark().faint.fg;
    let (buffer, _) = session.draw();
    let lines: Vec<_> = buffer.content.chunks(200).collect();
    let style_of = |name: &str| {
        let line = lines.iter().find(|line| {
            line[..110].iter().map(ratatui::buffer::Cell::symbol).collect::<String>().contains(name)
        });
        line.unwrap()[4].style().fg
    };
    assert_ne!(style_of("StopLogging"), faint);
    assert_eq!(style_of("ListBuckets"), faint);
    session.keys("A<tab>");
    assert_eq!(session.rows().len(), 1, "a highlight becomes a filter");
    session.keys("u0");
    assert!(session.app.data.shown.hits.is_none());
}

#[test]
fn n_walks_the_matches_in_the_detail() {
    let mut session = Session::demo(LARGE);
    session.keys("/'svc-backup name:CreateUser<enter><enter>gg").keys("n");
    session.keys("yv");
    assert!(session.copied().1.contains("svc-backup-sync") || session.copied().1 == "CreateUser");
    assert!(!session.keys("nnnnnnnnnnnn").shows("no value of this event"));
}

#[test]
fn an_event_is_seen_among_all_others_and_back_returns() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:(StopLogging,StartLogging)<enter>");
    let (chips, rows) = (session.chips(), session.rows().to_vec());
    session.keys("gx");
    assert_eq!(session.selected(Field::EventName), "StopLogging");
    assert_eq!(session.rows().len(), 101);
    assert!(session.rows().is_sorted() && session.shows("±50 around 00:38:20, unfiltered"));
    assert_eq!(session.app.data.shown.hits.as_ref().unwrap().first(), Some(rows[0]));
    session.keys("gx");
    assert_eq!(session.rows().len(), 201);
    for back in ["q", "<esc>", "uu"] {
        session.keys(back);
        assert_eq!((session.chips(), session.rows()), (chips.clone(), &rows[..]), "{back}");
        assert_eq!(session.selected(Field::EventName), "StopLogging");
        session.keys("gxgx");
    }
    assert!(!session.has_quit());
    session.keys("jllli");
    assert!(session.app.data.filters().around.is_none(), "a new filter leaves the neighbours");
}

#[test]
fn the_tree_of_changes_goes_to_any_of_them() {
    let mut session = Session::demo(LARGE);
    session.keys("/access:write<enter>/service:iam<enter>u/service:kms<enter>U");
    assert!(session.shows("HISTORY") && session.shows("├ + service:iam"));
    session.keys("k<enter>");
    assert_eq!(session.chips(), ["access:write", "service:iam"]);
    session.keys("u<ctrl-r>");
    assert_eq!(session.chips(), ["access:write", "service:iam"]);
    session.keys("2U<home><enter>");
    assert!(session.chips().is_empty() && session.shows(" TIME"));
}

#[test]
fn the_selected_event_survives_every_change() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateUser<enter>gx");
    let event = session.selected(Field::EventId);
    for keys in [
        "q", "lx", "u", "llls", "s", "0", "0", "AA", "A<space>", "<esc>2", "1", "u", "u",
        "U<enter>",
    ] {
        session.keys(keys);
        if session.column(Field::EventId).contains(&event) {
            assert_eq!(session.selected(Field::EventId), event, "after {keys}");
        }
    }
}

/// Who made a user, from where, and what that key did next; by fewer than ten keys.
#[test]
fn the_keys_of_the_readme_answer() {
    let readme = include_str!("../../README.md");
    let mut session = Session::demo(LARGE);
    assert!(readme.contains("| `/svc-b` `Enter` |") && readme.contains("| `g` `f` |"));
    session.keys("/svc-b<enter>");
    assert_eq!(session.selected(Field::EventName), "CreateUser");
    assert_eq!(session.selected(Field::Target), "svc-backup-sync");
    assert_eq!(session.selected(Field::Actor), "payments-deploy");
    assert_eq!(session.selected(Field::SourceIp), "192.0.2.66");
    session.keys("gf");
    let next = session.column(Field::EventName);
    assert_eq!(next, ["CreateUser", "AttachUserPolicy", "CreateAccessKey"]);
}

#[test]
fn the_keys_of_the_readme_answer_in_a_public_case() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/invictus");
    if !folder.is_dir() {
        return;
    }
    assert!(include_str!("../../README.md").contains("`/mal` `Enter` `g` `f`"));
    let mut session = Session::of(&super::case::read(&folder), LARGE);
    session.keys("/mal<enter>");
    assert_eq!(session.selected(Field::EventName), "CreateUser");
    assert_eq!(session.selected(Field::Target), "malicious-iam-user");
    assert_eq!(session.selected(Field::Actor), "bert-jan");
    session.keys("gf");
    assert_eq!(session.rows().len(), 324);
    assert_eq!(session.column(Field::EventName)[..2], ["CreateUser", "AttachUserPolicy"]);
}

/// Keys that change filters, order, view, grouping or columns, and their undoing.
const WALK: &[&str] = &[
    "i",
    "x",
    "I",
    "lx",
    "s",
    "2",
    "1",
    "7",
    "u",
    "<ctrl-r>",
    "0",
    "<backspace>",
    "ao",
    "ax",
    "gx",
    "q1",
    "A<space><esc>",
    "An<esc>",
    "Ax<esc>",
    "A<tab><esc>",
    "/decr<enter>",
    "/iam<tab><enter>",
    "H",
    "L",
    "_",
    ">",
    "<",
    "zh",
    "zf",
    "zc",
    "zr",
    "T",
    "<enter>Gas",
    "gk",
    "gf",
    "j",
    "l",
    "U<down><enter>",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn undo_brings_back_what_the_screen_showed(
        walk in prop::collection::vec(prop::sample::select(WALK), 0..12), last in prop::sample::select(WALK),
    ) {
        let mut session = Session::of(super::case::all_kinds(), (120, 36));
        for keys in &walk {
            session.keys(keys);
        }
        prop_assume!(!session.has_quit());
        let state = |session: &Session| {
            (session.app.data.filters().clone(), session.app.views.events.list.columns.all().clone(), session.app.data.times, session.rows().to_vec())
        };
        let before = (state(&session), session.app.history.depths());
        session.keys(last);
        prop_assume!(!session.has_quit());
        let after = (state(&session), session.app.history.depths());
        let is_step = after.1.0 == before.1.0 + 1 && !last.contains('U') && last != "<ctrl-r>";
        if is_step {
            session.keys("u");
            prop_assert_eq!(state(&session), before.0, "{:?} then {}", walk, last);
            session.keys("<ctrl-r>");
            prop_assert_eq!(state(&session), after.0, "{:?} then {}", walk, last);
        }
    }
}
