//! The list under the search bar, by mouse.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use trailglass::tui::message::Message;

use super::session::{LARGE, Session};

fn mouse(session: &mut Session, kind: MouseEventKind, (column, row): (u16, u16)) {
    session.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    session.draw();
}

/// Column and row of the first place of a text below the bar.
fn place(session: &mut Session, text: &str) -> (u16, u16) {
    let lines = session.lines();
    let found = lines.iter().enumerate().skip(2).find_map(|(row, line)| {
        let column = line[..line.find(text)?].chars().count();
        Some((column.try_into().unwrap(), row.try_into().unwrap()))
    });
    found.unwrap_or_else(|| panic!("no {text} in\n{}", lines.join("\n")))
}

const PRESS: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

#[test]
fn a_click_takes_a_line_of_the_list() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:Create");
    let at = place(&mut session, " CreateAccessKey ");
    mouse(&mut session, PRESS, at);
    assert!(session.shows(" / name:CreateAccessKey"));
    session.keys("<enter>");
    assert_eq!(session.chips(), ["name:CreateAccessKey"]);
}

#[test]
fn a_click_beside_the_list_takes_nothing() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:Create");
    for at in [(0, 0), (199, 30), (3, 1)] {
        mouse(&mut session, PRESS, at);
    }
    assert!(session.shows(" / name:Create "));
}

#[test]
fn the_wheel_scrolls_the_list_and_a_click_takes_what_is_there_then() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:Create");
    let first = place(&mut session, "↓ chooses");
    let inside = (first.0 + 2, first.1 + 1);
    let top = |session: &mut Session| session.lines()[usize::from(inside.1)].clone();
    let before = top(&mut session);
    mouse(&mut session, MouseEventKind::ScrollDown, inside);
    let after = top(&mut session);
    assert_ne!(before, after);
    mouse(&mut session, MouseEventKind::ScrollUp, inside);
    assert_eq!(top(&mut session), before);
    mouse(&mut session, MouseEventKind::ScrollDown, (inside.0, 40));
    assert_eq!(top(&mut session), before, "the wheel elsewhere turns nothing here");
    mouse(&mut session, MouseEventKind::ScrollDown, inside);
    mouse(&mut session, PRESS, inside);
    let name: String =
        after.split_whitespace().find(|word| word.starts_with("Create")).unwrap().into();
    assert!(session.shows(&format!(" / name:{name}")), "{name}");
}

#[test]
fn keys_and_wheel_move_in_one_list() {
    let mut session = Session::demo(LARGE);
    session.keys("/name:Create");
    let first = place(&mut session, "↓ chooses");
    mouse(&mut session, MouseEventKind::ScrollDown, (first.0 + 2, first.1 + 1));
    session.keys("<down>");
    let chosen = session.lines()[usize::from(first.1 + 1)].clone();
    session.keys("<right>");
    let name: String =
        chosen.split_whitespace().find(|word| word.starts_with("Create")).unwrap().into();
    assert!(session.shows(&format!(" / name:{name}")), "{name}");
}
