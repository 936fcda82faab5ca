//! Keys written as text: `gg`, `/decr<enter>`, `<ctrl-r>`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

const NAMED: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("esc", KeyCode::Esc),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("f1", KeyCode::F(1)),
    ("f2", KeyCode::F(2)),
    ("f3", KeyCode::F(3)),
    ("f5", KeyCode::F(5)),
];

/// Every character is a key, but `<name>` is the key of that name.
pub(crate) fn parse(text: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        match name {
            Some((name, after)) => {
                keys.push(named(name));
                rest = after;
            }
            None => {
                keys.push(KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE));
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    keys
}

/// A sequence as the key table has it, `g g` or `ctrl-d`.
pub(crate) fn of_table(sequence: &str) -> String {
    let key =
        |key: &str| if key.chars().count() == 1 { key.to_owned() } else { format!("<{key}>") };
    sequence.split(' ').map(key).collect()
}

fn named(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-') {
        Some(("ctrl", name)) => (KeyModifiers::CONTROL, name),
        Some(("alt", name)) => (KeyModifiers::ALT, name),
        _ => (KeyModifiers::NONE, name),
    };
    let mut characters = name.chars();
    let code = match (characters.next(), characters.next()) {
        (Some(character), None) => KeyCode::Char(character),
        _ => {
            let found = NAMED.iter().find(|(text, _)| *text == name);
            found.unwrap_or_else(|| panic!("no key is called {name}")).1
        }
    };
    KeyEvent::new(code, modifiers)
}
