//! Text of attackers is made visible in every view and never drawn as it is.

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::store::FIELDS;
use trailglass::tui::message::Message;

use super::case;
use super::session::Session;

/// What terminals obey and readers do not see.
fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}')
        || matches!(character, '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{feff}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}')
        || matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(character, '\u{e0000}'..='\u{e0fff}')
}

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => "[a-zA-Z0-9:/._-]{0,12}",
        1 => Just("\u{1b}[2J\u{1b}]52;c;ZXZpbA==\u{7}".to_owned()),
        1 => Just("\u{9b}31m\u{7f}\r\n\t\0".to_owned()),
        1 => Just("\u{202e}gpj.exe\u{2066}\u{200f}".to_owned()),
        1 => Just("a\u{200b}\u{200d}\u{feff}\u{ad}b".to_owned()),
        1 => Just("e\u{301}\u{302}\u{303}\u{304}\u{305}\u{20dd}".to_owned()),
        1 => Just("漢字かな한글".to_owned()),
        1 => Just("👩\u{200d}👩\u{200d}👧🏽🇩🇪❤\u{fe0f}".to_owned()),
        1 => Just("\u{e0041}\u{e007f}ﷺ𒐫".to_owned()),
        2 => proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter),
    ];
    proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

/// An event with hostile text in every member that a view shows.
fn event() -> impl Strategy<Value = Value> {
    proptest::collection::vec(text(), 24).prop_map(|texts| {
        let text = |index: usize| texts[index].as_str();
        let kinds = ["Root", "IAMUser", "AssumedRole", "FederatedUser", "AWSService", text(0)];
        let is_own_time = text(1).len() % 4 == 0;
        let time = if is_own_time { text(1) } else { "2025-03-11T09:30:00Z" };
        json!({
            "eventVersion": "1.08",
            "userIdentity": {
                "type": kinds[text(2).len() % kinds.len()], "principalId": text(2),
                "arn": text(3), "accountId": text(4), "accessKeyId": text(5), "userName": text(6),
                "invokedBy": text(7),
                "sessionContext": {"sessionIssuer": {"type": text(8), "userName": text(9)}},
            },
            "eventTime": time, "eventSource": text(10), "eventName": text(11),
            "awsRegion": text(12), "sourceIPAddress": text(13), "userAgent": text(14),
            "errorCode": text(15), "errorMessage": text(16),
            "requestParameters": {text(17): text(18), "list": [text(19), {text(20): [text(21)]}]},
            "eventID": text(22), "eventType": text(23), "eventCategory": text(0),
            "recipientAccountId": text(1), "vpcEndpointId": text(2), "readOnly": text(3),
        })
    })
}

/// Keys that show each field in each place.
fn ways() -> Vec<String> {
    let names: Vec<&str> = FIELDS.iter().skip(9).map(|spec| spec.name).collect();
    let all_columns = names.join("<space>");
    let mut ways: Vec<String> =
        ["", "jli", "jllx", "f", "fojjjjjw", "2ojj", "2<enter>", "7", "llls", "/creat", "jllyf"]
            .map(str::to_owned)
            .into();
    ways.push(format!("c{all_columns}<space><enter>{}", "l".repeat(20)));
    ways.push(format!("c{all_columns}<space><enter>$<end>{}i", "l".repeat(12)));
    ways.push("B<space><down><space><down><space>target<space>useragent<space><enter>o".to_owned());
    ways
}

/// Draws and looks at every cell.
fn check(session: &mut Session, way: &str) {
    let (buffer, _) = session.draw();
    for cell in &buffer.content {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(is_hostile), "{symbol:?} after {way}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_cell_holds_a_character_that_a_terminal_obeys_or_hides(
        events in proptest::collection::vec(event(), 1..6),
        typed in text(),
        size in (1_u16..180, 1_u16..60),
        way in 0..ways().len(),
    ) {
        let way = &ways()[way];
        let load = case::of(&events);
        let mut session = Session::of(&load, size);
        check(&mut session, "loading");
        session.keys(way);
        check(&mut session, way);
        session.keys("<esc>/");
        session.tell(Message::Paste(typed.clone()));
        check(&mut session, &typed);
        session.keys("<enter>");
        check(&mut session, &typed);
    }
}

#[test]
fn a_hostile_file_name_is_made_visible() {
    let folder = tempfile::tempdir().unwrap();
    let name = "a\u{202e}gpj\u{1b}[31m.json";
    let event = case::event(0, "s3", "ListBuckets", &case::iam_user("carol"), &json!({}));
    std::fs::write(folder.path().join(name), case::log(&[event])).unwrap();
    std::fs::write(folder.path().join("b\u{200b}.json"), "{").unwrap();
    let mut session = Session::of(&case::read(folder.path()), (200, 40));
    for way in ["7", "<enter>", "7jj", "cfile<space><enter>"] {
        session.keys(way);
        check(&mut session, way);
    }
    session.keys("7");
    assert!(session.shows("⟨202E⟩gpj^[[31m.json"), "{}", session.screen());
}
