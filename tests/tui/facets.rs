//! Facets: values to choose from, with counts under the filter; the count of a column.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use serde_json::json;
use trailglass::query::{Bitset, Cancel, parse};
use trailglass::store::Field;
use trailglass::tui::message::Message;

use super::case;
use super::session::Session;

const WIDE: (u16, u16) = (120, 36);

/// Three users, of whom one failed; names that sort otherwise than they are counted.
fn users() -> Session {
    let call =
        |at, service, name, user| case::event(at, service, name, &case::iam_user(user), &json!({}));
    let events = [
        call(0, "s3", "GetObject", "alice"),
        call(1, "s3", "GetObject", "alice"),
        call(2, "s3", "ListBuckets", "alice"),
        call(3, "iam", "CreateUser", "bob"),
        call(4, "iam", "CreateUser", "bob"),
        call(5, "kms", "Decrypt", "carol"),
    ];
    Session::of(&case::of(&events), WIDE)
}

/// Puts the cursor of the facets on the value or field that a line of the pane begins with.
fn go_to(session: &mut Session, text: &str) {
    session.keys("gg");
    for _ in 0..100 {
        let row = usize::from(session.draw().1.unwrap().y);
        let line = session.lines()[row].clone();
        if line.trim_start_matches([' ', '✓', '▾', '▸']).starts_with(text) {
            return;
        }
        session.keys("j");
    }
    panic!("no {text} in\n{}", session.screen());
}

/// The values that show of a field, as name and count; a tick is part of the name.
fn values(session: &mut Session, field: &str) -> Vec<String> {
    let lines = session.lines();
    let pane = lines.iter().map(|line| line.split('│').next().unwrap());
    let is_head = |line: &&str| {
        line.strip_prefix(['▾', '▸']).is_some_and(|name| name.trim_start().starts_with(field))
    };
    let own = pane.skip_while(|line| !is_head(line)).skip(1);
    let own = own.take_while(|line| line.starts_with("  ") || line.starts_with(" ✓"));
    own.filter(|line| !line.contains(" more"))
        .map(|line| {
            let words: Vec<&str> = line.trim_end_matches(['▐', ' ']).split_whitespace().collect();
            words[..words.len() - 1].join(" ")
        })
        .collect()
}

#[test]
fn each_field_lists_its_values_with_their_counts() {
    let mut session = users();
    session.keys("b");
    assert_eq!(values(&mut session, "actor"), ["alice 3", "bob 2", "carol 1"]);
    assert_eq!(values(&mut session, "errorCode"), ["(none) 6"]);
    session.keys("<esc>/service:iam<enter>");
    assert_eq!(values(&mut session, "actor"), ["bob 2"]);
    assert_eq!(values(&mut session, "service"), ["s3 3", "✓ iam 2", "kms 1"]);
}

#[test]
fn ticked_values_of_one_field_are_one_filter() {
    let mut session = users();
    session.keys("b");
    go_to(&mut session, "alice");
    session.keys("<space>");
    assert_eq!((session.chips(), session.rows().len()), (vec!["actor:\"alice\"".to_owned()], 3));
    assert_eq!(values(&mut session, "actor"), ["✓ alice 3", "bob 2", "carol 1"]);
    assert_eq!(values(&mut session, "service"), ["s3 3"]);
    go_to(&mut session, "carol");
    session.keys("<enter>");
    assert_eq!(session.chips(), ["actor:(\"alice\",\"carol\")"]);
    assert_eq!(session.rows().len(), 4);
    go_to(&mut session, "alice");
    session.keys("<space>");
    assert_eq!(session.chips(), ["actor:\"carol\""]);
    session.keys("uu");
    assert_eq!(session.chips(), ["actor:\"alice\""]);
    session.keys("<space>");
    assert!(session.chips().is_empty());
}

#[test]
fn every_lever_works_on_a_value() {
    let mut session = users();
    session.keys("b");
    go_to(&mut session, "bob");
    session.keys("x");
    assert_eq!((session.chips(), session.rows().len()), (vec!["!actor:\"bob\"".to_owned()], 4));
    go_to(&mut session, "s3");
    session.keys("I");
    assert_eq!(session.chips(), ["service:\"s3\""]);
    go_to(&mut session, "kms");
    session.keys("ao");
    assert_eq!(session.chips(), ["service:\"s3\" or service:\"kms\""]);
    assert_eq!(values(&mut session, "service"), ["✓ s3 3", "iam 2", "✓ kms 1"]);
    session.keys("yv");
    assert_eq!(session.copied(), ("value", "kms"));
    go_to(&mut session, "service");
    session.keys("i");
    assert!(session.shows("choose a single value"));
}

#[test]
fn no_value_can_be_ticked_beside_values() {
    let mut session = Session::of(case::all_kinds(), WIDE);
    let n_all = session.rows().len();
    session.keys("b/none<esc>");
    go_to(&mut session, "errorCode");
    session.keys("j<space>");
    assert_eq!(session.chips(), ["!error:*"]);
    let n_good = session.rows().len();
    session.keys("j<space>");
    assert!(session.chips()[0].starts_with("!error:* or error:"), "{:?}", session.chips());
    assert!(n_good < session.rows().len() && session.rows().len() <= n_all);
}

#[test]
fn the_order_turns_and_a_text_narrows() {
    let mut session = users();
    session.keys("bs");
    assert_eq!(values(&mut session, "eventName")[..2], ["Decrypt 1", "ListBuckets 1"]);
    session.keys("s");
    assert_eq!(values(&mut session, "eventName")[..2], ["CreateUser 2", "Decrypt 1"]);
    session.keys("s/CR");
    assert_eq!(values(&mut session, "eventName"), ["CreateUser 2", "Decrypt 1"]);
    assert!(values(&mut session, "service").is_empty());
    session.keys("<enter>j");
    assert_eq!(values(&mut session, "eventName").len(), 2);
    session.keys("<esc>");
    assert_eq!(values(&mut session, "service").len(), 3);
    assert!(session.app.data.chips().is_empty());
}

#[test]
fn fields_fold_show_more_and_are_chosen() {
    let mut session = Session::demo((120, 60));
    session.keys("bo");
    assert!(!session.shows("▾ actor"));
    session.keys("o");
    go_to(&mut session, "eventName");
    session.keys("h");
    assert!(values(&mut session, "eventName").is_empty());
    session.keys("l>");
    assert_eq!(values(&mut session, "eventName").len(), 25);
    session.keys("cvpce<space><enter>G");
    assert!(session.shows("vpcEndpointId"));
}

#[test]
fn a_column_is_counted_alone() {
    let mut session = Session::demo(WIDE);
    session.keys("lF");
    let (field, snapshot) = (Field::Actor, &session.app.data.shown.snapshot);
    let counts = trailglass::query::facets(
        snapshot,
        &Bitset::full(snapshot.len()),
        &[field],
        &Cancel::new(),
    );
    let n_distinct = counts.unwrap()[0].n_distinct;
    assert!(
        session.shows(&format!("COUNT actor ─ {n_distinct} values of 2,529 events")),
        "{}",
        session.screen()
    );
    session.keys("<down>");
    let value = session.app.views.facets.value().unwrap().1;
    session.keys("<enter>");
    assert_eq!(session.chips(), [format!("actor:\"{value}\"")]);
    assert!(session.column(field).iter().all(|actor| *actor == value));
    assert!(!session.shows("COUNT"));
    session.keys("hhhF");
    assert!(session.shows("eventTime has no values to count"));
}

#[test]
fn a_click_ticks_and_a_click_beside_gives_the_list_the_focus() {
    let mut session = users();
    session.keys("b");
    let click = |session: &mut Session, text: &str| {
        let row = session.lines().iter().position(|line| line.contains(text)).unwrap();
        let row = u16::try_from(row).unwrap();
        let kind = MouseEventKind::Down(MouseButton::Left);
        let mouse = MouseEvent { kind, column: 5, row, modifiers: KeyModifiers::NONE };
        session.tell(Message::Mouse(mouse));
        session.draw();
    };
    click(&mut session, "   bob ");
    assert_eq!(session.chips(), ["actor:\"bob\""]);
    click(&mut session, "▾ actor");
    assert!(session.shows("▸ actor"));
    session.keys("<tab>j");
    assert_eq!(session.selected(Field::EventName), "CreateUser");
    assert!(session.shows("FACETS ─ b focus"));
    session.keys("bb");
    assert!(!session.shows("FACETS"));
}

#[test]
fn late_counts_are_dropped_and_the_cursor_stays_on_its_value() {
    let mut session = users();
    session.keys("b");
    go_to(&mut session, "bob");
    session.holds_jobs = true;
    session.keys("x");
    session.answer_oldest();
    session.keys("u");
    session.answer_oldest();
    session.do_jobs();
    session.holds_jobs = false;
    assert_eq!(values(&mut session, "actor"), ["alice 3", "bob 2", "carol 1"]);
    assert_eq!(session.app.views.facets.value(), Some((Field::Actor, "bob".to_owned())));
}

#[test]
fn a_ticked_filter_is_the_filter_it_says() {
    let mut session = Session::demo(WIDE);
    session.keys("b/create<enter>");
    go_to(&mut session, "Create");
    session.keys("<space>j<space>");
    let [chip] = &session.chips()[..] else { panic!("{:?}", session.chips()) };
    assert_eq!(parse(chip).unwrap(), session.app.data.chips()[0].expr);
    let names = session.column(Field::EventName);
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("Create")));
}

#[test]
fn a_narrow_screen_shows_facets_over_the_list_and_a_tiny_one_alone() {
    let mut session = Session::demo((80, 24));
    session.keys("b");
    assert!(session.shows("FACETS") && session.shows("TIME") == session.shows("R/W"));
    session.keys("<esc>");
    assert!(!session.shows("FACETS"));
    session.resize((39, 9));
    assert!(!session.shows("FACETS"));
    session.keys("b");
    assert!(session.shows("FACETS"));
}

#[test]
fn programs_are_a_facet_from_the_start_and_a_filter_like_any_other() {
    let mut session = Session::demo(WIDE);
    session.keys("b");
    go_to(&mut session, "agentFamily");
    session.keys("j<space>");
    let chips = session.chips();
    assert!(chips[0].starts_with("tool:"), "{chips:?}");
    let families = session.column(Field::AgentFamily);
    assert!(!families.is_empty() && families.iter().all(|family| *family == families[0]));
}

#[test]
fn a_field_without_its_database_is_told() {
    let mut session = users();
    session.keys("/country:NL");
    assert!(session.shows("no --geoip database: `country` needs one"), "{}", session.screen());
    session.keys("<esc>");
    assert_eq!((session.chips().len(), session.rows().len()), (0, 6));
    session.keys("ccountry<space><enter>");
    assert!(session.shows("no --geoip database"), "{}", session.screen());
}
