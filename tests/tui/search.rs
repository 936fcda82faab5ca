//! The search bar: live, forgiving, undone by Esc.

use ratatui::buffer::Cell;
use ratatui::style::Modifier;
use serde_json::json;
use trailglass::store::Field;

use super::case;
use super::session::{LARGE, Session};

#[test]
fn the_list_follows_every_key() {
    let mut session = Session::demo(LARGE);
    let mut n_rows = session.rows().len();
    session.keys("/");
    for key in "createaccess".chars() {
        session.keys(&key.to_string());
        assert!(session.rows().len() <= n_rows, "after {key}");
        n_rows = session.rows().len();
    }
    assert!(session.column(Field::EventName).contains(&"CreateAccessKey".to_owned()));
    assert!(n_rows < 10, "{n_rows}");
}

#[test]
fn an_error_is_underlined_where_it_is() {
    let mut session = Session::demo(LARGE);
    session.keys("/decrypt nam:x");
    let (buffer, _) = session.draw();
    let underlined: String = buffer
        .content
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::UNDERLINED))
        .map(Cell::symbol)
        .collect();
    assert_eq!(underlined, "nam");
}

#[test]
fn an_error_keeps_the_last_good_list() {
    let mut session = Session::demo(LARGE);
    let rows = session.keys("/name:CreateUser").rows().to_vec();
    assert!(!rows.is_empty());
    session.keys(" (");
    assert_eq!(session.rows(), rows);
    assert!(session.app.data.draft.as_ref().unwrap().error.is_some());
}

#[test]
fn enter_keeps_the_bar_open_while_there_is_an_error() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:CreateUser (<enter>");
    assert!(session.shows(" / name:CreateUser ("));
    session.keys("<backspace><backspace><enter>");
    assert_eq!(session.chips(), ["name:CreateUser"]);
}

#[test]
fn an_empty_list_says_why_and_what_to_press() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:Create");
    assert!(session.shows("nothing in the data is name:Create"));
    assert!(session.shows("name:Create* fits "));
    assert!(session.shows("no event passes; Esc restores the list"));
    session.keys("*");
    assert!(!session.rows().is_empty());
    session.keys("<backspace><enter>");
    assert!(session.shows("u undoes, 0 switches them off"));
}

#[test]
fn what_other_languages_write_is_completed_and_understood() {
    let mut session = Session::demo(LARGE);
    session.keys("/eventName == CreateUs<down><right>");
    assert!(session.shows(" / eventName == CreateUser"));
    session.keys(" && errorCode is null<enter>");
    assert_eq!(session.chips(), ["name:CreateUser", "!error:*"]);
}

#[test]
fn esc_restores_the_list() {
    let mut session = Session::demo(LARGE);
    let rows = session.rows().to_vec();
    session.keys("/decr");
    assert_ne!(session.rows(), rows);
    session.keys("<esc>");
    assert_eq!(session.rows(), rows);
    assert!(session.chips().is_empty());
}

#[test]
fn an_earlier_search_comes_back() {
    let mut session = Session::demo(LARGE);
    session.keys("/decr<enter>/listb<enter>/<up><up>");
    assert!(session.shows(" / decr"));
    session.keys("<down>");
    assert!(session.shows(" / listb"));
    session.keys("<down>x");
    assert!(session.shows(" / x"));
}

#[test]
fn the_best_match_comes_first() {
    let names = ["CreateAccessKey", "ListKeys", "CreateKeyPair", "CreateApiKey", "CreateKey"];
    let event = |(minute, name)| case::event(minute, "s3", name, &case::root(), &json!({}));
    let events: Vec<_> = (0..).zip(names).map(event).collect();
    let mut session = Session::of(&case::of(&events), LARGE);
    session.keys("/createkey<enter>");
    let in_time_order = session.column(Field::EventName);
    session.keys("M");
    assert_eq!(in_time_order.len(), 4);
    let mut best_first = session.column(Field::EventName);
    assert!(best_first[..2].iter().all(|name| name.starts_with("CreateKey")), "{best_first:?}");
    assert_eq!(best_first[3], "CreateAccessKey");
    assert_eq!(session.keys("M").column(Field::EventName), in_time_order);
    best_first.sort();
    let mut all = in_time_order;
    all.sort();
    assert_eq!(best_first, all);
}

#[test]
fn pasted_text_is_searched() {
    let mut session = Session::demo(LARGE);
    session.keys("/");
    session.tell(trailglass::tui::message::Message::Paste("name:CreateUser\n".to_owned()));
    let names = session.column(Field::EventName);
    assert!(!names.is_empty() && names.iter().all(|name| name == "CreateUser"), "{names:?}");
}

#[test]
fn a_search_in_the_groups_counts_groups_anew() {
    let mut session = Session::demo(LARGE);
    session.keys("2/name:CreateUser<enter>");
    let n_rows = session.rows().len();
    assert!(session.shows(&format!("{n_rows} of 2,529")));
    let lines = session.lines();
    assert!(lines.iter().any(|line| line.contains("payments-deploy")), "{lines:#?}");
}
