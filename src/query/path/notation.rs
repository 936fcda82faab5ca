//! How a path is written: reading and printing.

use std::fmt;

use super::{ANYWHERE, MEMBERS, Path, Step};
use crate::store::Field;

/// How many bytes of `text` are a path or a field's name, and its steps; nothing must follow.
pub(crate) fn read(text: &str) -> Option<(Vec<Step>, usize)> {
    let mut steps = Vec::new();
    let mut at = usize::from(text.starts_with('.'));
    loop {
        let rest = &text[at..];
        let is_after_dot = at > 0 && text.as_bytes()[at - 1] == b'.';
        let (step, length) = if rest.starts_with('[') && at > 0 {
            read_bracket(rest)?
        } else if is_after_dot && rest.starts_with("**") {
            (Step::Deep, 2)
        } else if is_after_dot && rest.starts_with('"') {
            read_quoted(rest).map(|(name, length)| (Step::Name(name), length))?
        } else if at == 0 || is_after_dot {
            let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
            let is_anywhere = at == 0 && rest[..length].eq_ignore_ascii_case(ANYWHERE);
            (if is_anywhere { Step::Deep } else { Step::Name(rest[..length].to_owned()) }, length)
        } else {
            return None;
        };
        if length == 0 {
            return None;
        }
        steps.push(step);
        at += length;
        match text.as_bytes().get(at) {
            Some(b'.') => at += 1,
            Some(b'[') => {}
            _ => return Some((steps, at)),
        }
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// `[0]`, `[*]`, `["a name"]`.
fn read_bracket(text: &str) -> Option<(Step, usize)> {
    let inner = &text[1..];
    if inner.starts_with('"') {
        let (name, length) = read_quoted(inner)?;
        return inner[length..].starts_with(']').then_some((Step::Name(name), length + 2));
    }
    let (inner, _) = inner.split_once(']')?;
    let step = match inner {
        "*" => Step::Each,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Step::Index(digits.parse().ok()?)
        }
        _ => return None,
    };
    Some((step, inner.len() + 2))
}

/// `"…"` with `\"` and `\\` inside.
fn read_quoted(text: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((offset, char)) = chars.next() {
        match char {
            '"' => return (!name.is_empty()).then_some((name, offset + 1)),
            '\\' => name.push(chars.next()?.1),
            char => name.push(char),
        }
    }
    None
}

/// Prints as it parses back.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A field's name means the field, a dot before it the path.
        let is_field = |text: &str| Field::named(text).is_some();
        let names = self.0.iter().map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            _ => None,
        });
        let names: Option<Vec<&str>> = names.collect();
        let is_field = names.is_some_and(|names| is_field(&names.join(".")));
        let is_known = |name: &str| !is_field && MEMBERS.iter().any(|(known, _)| *known == name);
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Deep if place == 0 => f.write_str(ANYWHERE)?,
                Step::Name(name) if place == 0 && is_known(name) => f.write_str(name)?,
                Step::Name(name) if !name.is_empty() && name.chars().all(is_of_name) => {
                    write!(f, ".{name}")?;
                }
                Step::Name(name) => {
                    write!(f, ".\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))?;
                }
                Step::Deep => f.write_str(".**")?,
                Step::Index(_) | Step::Each if place == 0 => {
                    write!(f, ".")?;
                    write_bracket(f, step)?;
                }
                Step::Index(_) | Step::Each => write_bracket(f, step)?,
            }
        }
        Ok(())
    }
}

fn write_bracket(f: &mut fmt::Formatter<'_>, step: &Step) -> fmt::Result {
    match step {
        Step::Index(index) => write!(f, "[{index}]"),
        _ => f.write_str("[*]"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_prints_as_it_is_usually_written() {
        let check = |text: &str, expected: Option<&str>| {
            let printed = Path::parse(text).map(|path| path.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
        };
        check("requestparameters.userName", Some("requestParameters.userName"));
        check("resources[0].ARN", Some("resources[0].ARN"));
        check("resources[*].ARN", Some("resources[*].ARN"));
        check("requestParameters.items.0", Some("requestParameters.items.0"));
        check(".other.\"a b\"", Some(".other.\"a b\""));
        check("requestParameters[\"x:y\"].z", Some("requestParameters.\"x:y\".z"));
        check("requestParameters.**", Some("requestParameters.**"));
        check("ANY.userName", Some("any.userName"));
        check(".any", Some(".any"));
        check("userIdentity.**.**.x", Some("userIdentity.**.x"));
        for text in
            ["", ".", "other.x", "resources[", "resources[x]", "resources.", "a b", "[0]", "**"]
        {
            check(text, None);
        }
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            prop::sample::select(vec!["userIdentity", "userName", "any", "0", "x-y"])
                .prop_map(|name| Step::Name(name.to_owned())),
            "[ -~ä]{1,5}".prop_map(Step::Name),
            (0..12usize).prop_map(Step::Index),
            Just(Step::Each),
            Just(Step::Deep),
        ];
        prop::collection::vec(step, 1..5)
    }

    proptest! {
        #[test]
        fn a_path_prints_as_text_that_parses_back(steps in steps()) {
            let path = Path::from_steps(steps).unwrap();
            let text = path.to_string();
            prop_assert_eq!(Path::parse(&text), Some(path), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_not(text in "[a-z.\\[\\]\"*0\\\\ ä]{0,12}") {
            if let Some((_, length)) = read(&text) {
                prop_assert!(text.is_char_boundary(length));
            }
        }
    }
}
