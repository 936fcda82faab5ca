//! What the screen shows as a command line that shows it again.

use std::ffi::{OsStr, OsString};

use super::filters::Mode;
use super::history::Scene;
use crate::export::Columns;
use crate::query::SortKey;
use crate::store::Field;
use crate::text;
use crate::time::Zone;
use crate::tui::action::ViewKind;

/// The command line of a scene; `inputs` are the arguments that say what is read, paths last.
///
/// Filters in force become one query, highlights in force another; what is switched off is left out,
/// and so is a neighbourhood. `default_by` is what groups are made of unless something else is said.
pub fn command_line(inputs: &[OsString], scene: &Scene, default_by: &[Field]) -> String {
    let mut words: Vec<OsString> = vec!["trailglass".into()];
    let mut option = |name: &str, value: String| words.extend([name.into(), value.into()]);
    if scene.filters.in_force(Mode::Filter).next().is_some() {
        option("-f", scene.filters.filter(None).to_string());
    }
    if let Some(highlight) = scene.filters.highlight(None) {
        option("--highlight", highlight.to_string());
    }
    if !scene.filters.sort.is_empty() {
        let keys: Vec<String> = scene.filters.sort.iter().map(SortKey::to_string).collect();
        option("--sort", keys.join(","));
    }
    if scene.view != ViewKind::Events {
        option("--view", scene.view.name().to_owned());
    }
    let names = |fields: &[Field]| {
        fields.iter().map(|field| field.spec().name).collect::<Vec<&str>>().join(",")
    };
    let columns = scene.columns.to_string();
    if columns != Columns::default().to_string() {
        option("--columns", columns);
    }
    if scene.times.zone != Zone::Utc {
        option("--timezone", scene.times.zone.to_string());
    }
    if scene.by != default_by {
        option("--by", names(&scene.by));
    }
    words.extend((!scene.columns.folds).then(|| "--no-fold".into()));
    words.extend(scene.times.is_delta.then(|| "--delta".into()));
    words.extend_from_slice(inputs);
    words.iter().map(|word| quoted(word)).collect::<Vec<String>>().join(" ")
}

/// A word as a shell takes it for one word: plain, in quotes, or with its bytes named.
///
/// Log text stands in filters. What a terminal would not show as it is goes into `$'…'`, as bash, zsh,
/// ksh and POSIX of 2024 read it: pasted, it cannot do anything on the way to the shell.
fn quoted(word: &OsStr) -> String {
    let bytes = word.as_encoded_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-+./:,@%=".contains(byte);
    match word.to_str() {
        // At the start of a word, zsh reads `=` as the path of a command.
        Some(text) if bytes.iter().all(is_plain) && !matches!(bytes, [] | [b'=', ..]) => {
            text.to_owned()
        }
        Some(text) if text::sanitize(text) == text => format!("'{}'", text.replace('\'', r"'\''")),
        _ => {
            let named = |&byte: &u8| match byte {
                b'\'' | b'\\' => format!("\\{}", char::from(byte)),
                b' '..=b'~' => char::from(byte).to_string(),
                // Three digits, always: what follows cannot become part of it.
                _ => format!("\\{byte:03o}"),
            };
            format!("$'{}'", bytes.iter().map(named).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        assert_eq!(quoted(OsStr::new(word)), expected);
    }

    #[test]
    fn a_word_is_quoted_as_little_as_is_safe() {
        check("./logs/2025", "./logs/2025");
        check("", "''");
        check("actor:bob name:Get*", "'actor:bob name:Get*'");
        check("it's $(reboot) `x` !!", r"'it'\''s $(reboot) `x` !!'");
        check("~/a", "'~/a'");
        check("--since=-7d", "--since=-7d");
        check("=ls", "'=ls'");
        check("caf\u{e9}", "'caf\u{e9}'");
    }

    #[test]
    fn what_a_terminal_would_obey_is_named() {
        check("a\u{1b}]52;c;\u{7}1'\\", r"$'a\033]52;c;\0071\'\\'");
        check("a\nb", r"$'a\012b'");
        check("\u{202e}txt", r"$'\342\200\256txt'");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_named_by_its_bytes() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(quoted(OsStr::from_bytes(b"log\xff0")), r"$'log\3770'");
    }
}
