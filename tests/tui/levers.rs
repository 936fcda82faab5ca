//! Every value is a lever: include, exclude, only, order, copy.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trailglass::query::Operand;
use trailglass::store::Field;
use trailglass::tui::effect::Effect;
use trailglass::tui::message::Message;

use super::case;
use super::session::{LARGE, Session};

/// Every event with the field's value of the selected one, and no other.
#[test]
fn including_a_cell_keeps_the_events_with_its_value() {
    for column in 1..9 {
        let mut session = Session::demo(LARGE);
        session.keys("<pagedown><pagedown>jjj").keys(&"l".repeat(column));
        let field = session.app.views.events.field().unwrap();
        let value = session.selected(field);
        let n_events = session.column(field).iter().filter(|&other| *other == value).count();
        session.keys("i");
        let kept = session.column(field);
        assert!(kept.iter().all(|other| *other == value), "{value}: {:?}", session.chips());
        assert_eq!(kept.len(), n_events, "{value}: {:?}", session.chips());
    }
}

#[test]
fn excluding_a_cell_drops_the_events_with_its_value() {
    for column in 1..9 {
        let mut session = Session::demo(LARGE);
        session.keys("<pagedown><pagedown>jjj").keys(&"l".repeat(column));
        let field = session.app.views.events.field().unwrap();
        let value = session.selected(field);
        let n_events = session.column(field).iter().filter(|&other| *other != value).count();
        session.keys("x");
        let kept = session.column(field);
        assert!(kept.iter().all(|other| *other != value), "{value}: {:?}", session.chips());
        assert_eq!(kept.len(), n_events, "{value}: {:?}", session.chips());
    }
}

#[test]
fn only_replaces_all_filters() {
    let mut session = Session::demo(LARGE);
    session.keys("/region:us-east-1<enter>/decr<enter>llI");
    assert_eq!(session.chips().len(), 1);
    let services: BTreeSet<String> = session.column(Field::Service).into_iter().collect();
    assert_eq!(services.len(), 1);
}

#[test]
fn a_filter_is_not_added_twice() {
    let mut session = Session::demo(LARGE);
    session.keys("jjjlii");
    assert_eq!((session.chips().len(), session.app.history.depths()), (1, (1, 0)));
}

#[test]
fn a_cell_without_a_value_is_a_lever_too() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("c<end>").keys("<esc>/type:Root<enter>");
    assert_eq!(session.selected(Field::Session), "");
    let n_without = {
        let all = Session::of(case::all_kinds(), LARGE);
        all.column(Field::Session).iter().filter(|session| session.is_empty()).count()
    };
    session.keys("u").keys("csession<space><enter>").keys(&"l".repeat(9));
    assert_eq!(session.app.views.events.field(), Some(Field::Session));
    session.keys("i");
    assert_eq!(session.rows().len(), n_without, "{:?}", session.chips());
    session.keys("ux");
    assert!(session.column(Field::Session).iter().all(|session| !session.is_empty()));
}

/// Puts the detail's cursor on a path by searching the screen from the top.
fn go_to(session: &mut Session, path: &str) {
    session.keys("fg").keys("g");
    for _ in 0..200 {
        session.keys("yp");
        if session.copied().1 == path {
            return;
        }
        session.keys("j");
    }
    panic!("no path {path}");
}

#[test]
fn including_a_leaf_of_the_json_keeps_the_events_with_its_value() {
    let cases = [
        (".eventName", Field::EventName, "CreateUser"),
        (".awsRegion", Field::Region, "eu-west-1"),
        (".userIdentity.accessKeyId", Field::AccessKey, "AKIACAROLEXAMPLE"),
        (".userIdentity.userName", Field::Actor, "carol"),
        (".eventID", Field::EventId, "00000000-0000-4000-8000-000000000543"),
    ];
    for (path, field, value) in cases {
        let mut session = Session::of(case::all_kinds(), LARGE);
        let n_events = session.column(field).iter().filter(|other| *other == value).count();
        session.keys("/name:CreateUser<enter>");
        go_to(&mut session, path);
        session.keys("I");
        let kept = session.column(field);
        assert!(kept.iter().all(|other| other == value), "{path}: {:?}", session.chips());
        assert_eq!(kept.len(), n_events, "{path}: {:?}", session.chips());
        session.keys("ux");
        assert_eq!(session.rows().len(), 0, "{path}: {:?}", session.chips());
    }
}

#[test]
fn a_column_is_sorted_ascending_descending_and_not_at_all() {
    let mut session = Session::demo(LARGE);
    let in_time_order = session.rows().to_vec();
    session.keys("llls");
    let ascending = session.column(Field::EventName);
    assert!(ascending.is_sorted());
    session.keys("s");
    let descending = session.column(Field::EventName);
    assert!(descending.is_sorted_by(|a, b| a >= b));
    session.keys("s");
    assert_eq!(session.rows(), in_time_order);
}

#[test]
fn a_second_column_orders_what_the_first_leaves_equal() {
    let mut session = Session::demo(LARGE);
    session.keys("llslS");
    let services = session.column(Field::Service);
    let names = session.column(Field::EventName);
    let keys: Vec<_> = services.iter().zip(&names).collect();
    assert!(keys.is_sorted());
}

#[test]
fn copying_gives_value_row_filter_and_event() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("/name:CreateUser<enter>lll");
    assert_eq!(session.keys("yv").copied(), ("value", "CreateUser"));
    assert_eq!(session.keys("yf").copied(), ("filter", "name:\"CreateUser\""));
    let (what, row) = session.keys("yr").copied();
    let cells: Vec<&str> = row.split('\t').collect();
    assert_eq!((what, &cells[1..4]), ("row", &["carol", "iam", "CreateUser"][..]));
    let (what, event) = session.keys("yy").copied();
    let event: Value = serde_json::from_str(event).unwrap();
    assert_eq!((what, &event), ("event", &case::kinds()[3]));
}

#[test]
fn copying_in_the_detail_gives_path_and_value() {
    let mut session = Session::of(case::all_kinds(), LARGE);
    session.keys("/name:CreateUser<enter>");
    go_to(&mut session, ".requestParameters.userName");
    assert_eq!(session.keys("yv").copied(), ("value", "dora"));
}

#[test]
fn a_copied_filter_finds_the_same_events() {
    for column in 1..9 {
        let mut session = Session::demo(LARGE);
        session.keys("<pagedown><pagedown>jjj").keys(&"l".repeat(column)).keys("yf");
        let filter = session.copied().1.to_owned();
        session.keys("i");
        let rows = session.rows().to_vec();
        session.keys("u/");
        session.tell(Message::Paste(filter.clone()));
        assert_eq!(session.rows(), rows, "{filter}");
    }
}

#[test]
fn without_a_clipboard_the_text_goes_through_the_terminal() {
    let mut session = Session::demo(LARGE);
    session.tell(Message::NoClipboard { what: "value", text: "x".to_owned() });
    let last = session.effects.last();
    assert!(
        matches!(last, Some(Effect::CopyThroughTerminal { what: "value", text }) if text == "x")
    );
}

#[test]
fn columns_are_moved_hidden_and_chosen() {
    let mut session = Session::of(
        &case::of(&[case::event(0, "s3", "ListBuckets", &case::iam_user("carol"), &json!({}))]),
        LARGE,
    );
    let columns = |session: &Session| -> Vec<Operand> {
        session.app.views.events.list.columns.all().operands().cloned().collect()
    };
    let at_first = columns(&session);
    session.keys("llH");
    assert_eq!(columns(&session)[1..3], [at_first[2].clone(), at_first[1].clone()]);
    session.keys("L");
    assert_eq!(columns(&session), at_first);
    session.keys("zh");
    assert!(!columns(&session).contains(&at_first[2]));
    session.keys("cerrorcode<space><enter>");
    assert_eq!(columns(&session).last(), Some(&Operand::Field(Field::ErrorCode)));
    session.keys(&"zh".repeat(20));
    assert_eq!(columns(&session).len(), 1);
}
