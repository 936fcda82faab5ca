//! Paths into a record's JSON: how they are written, and which values they reach.
//!
//! `requestParameters.ipPermissions.items[0].fromPort`, `resources.ARN`, `**` for any depth, and
//! `any` for anywhere in the record. Arrays are looked through, unless an index is named. A string
//! that holds JSON itself, also URL-encoded, is looked into when the path goes on: policies are
//! logged so. Names are compared in any case.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::store::Field;

/// Members of a record that a path can start with, and what they hold; others need a leading dot.
///
/// Source: CloudTrail user guide, "record contents".
pub const MEMBERS: &[(&str, &str)] = &[
    ("additionalEventData", "More about the call, such as MFAUsed or bytesTransferredOut"),
    ("addendum", "Why an event was delivered late or again"),
    ("apiVersion", "Version of the API that was called"),
    ("edgeDeviceDetails", "The edge device that was called"),
    ("errorMessage", "Why the call failed"),
    ("eventContext", "Tags and keys that the event was enriched with"),
    ("eventVersion", "Version of the record's format"),
    ("insightDetails", "What an Insights event found"),
    ("managementEvent", "Whether it is a management event"),
    ("requestID", "The service's own id of the call"),
    ("requestParameters", "What the call asked for"),
    ("resources", "Resources that the call touched"),
    ("responseElements", "What a call that changes something answered"),
    ("serviceEventDetails", "What a service event tells"),
    ("sessionCredentialFromConsole", "\"true\" for a call made from the console"),
    ("sharedEventID", "The same in the copies that several accounts received"),
    ("tlsDetails", "TLS version, cipher suite and host name of the call"),
    ("userIdentity", "Who made the call, as the record has it"),
];

/// The name of a path that begins anywhere in the record.
pub const ANYWHERE: &str = "any";

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of that name, in any case; a number also means an element.
    Name(String),
    /// The element at this place of an array, `[0]`.
    Index(usize),
    /// Any element of an array, `[*]`.
    Each,
    /// Whatever is below, at any depth, `**`.
    Deep,
}

/// Which values of a record are meant; has at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Step>);

/// What a path arrives at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reached<'v> {
    /// The text of a string, a number or a boolean; never empty.
    Text(Cow<'v, str>),
    /// An object or an array, which can only be there.
    Container,
}

impl Path {
    /// A path of these steps; `None` when there are none. Several `**` in a row are one.
    pub fn from_steps(steps: impl IntoIterator<Item = Step>) -> Option<Self> {
        let mut steps: Vec<Step> = steps.into_iter().collect();
        steps.dedup_by(|b, a| *a == Step::Deep && *b == Step::Deep);
        let known = match steps.first() {
            Some(Step::Name(first)) => {
                MEMBERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(first))
            }
            _ => None,
        };
        if let Some((known, _)) = known {
            steps[0] = Step::Name((*known).to_owned());
        }
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// Reads a path that is known by its look: it starts with a member of records, with `any`, or
    /// with a dot.
    pub fn parse(text: &str) -> Option<Self> {
        let (steps, length) = read(text)?;
        let is_known = match steps.first()? {
            Step::Name(name) if !text.starts_with('.') => {
                MEMBERS.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
            }
            _ => true,
        };
        Self::from_steps(steps).filter(|_| is_known && length == text.len())
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// A name that every record with a value at this path has in its JSON; `None` when unknown.
    pub(crate) fn needed_name(&self) -> Option<&str> {
        let name = self.0.iter().rev().find_map(|step| match step {
            Step::Name(name) if name.parse::<usize>().is_err() => Some(name.as_str()),
            _ => None,
        });
        name.filter(|name| is_never_escaped(name))
    }

    /// Whether something that the path reaches in a record passes.
    pub(crate) fn any(&self, record: &Value, passes: &mut dyn FnMut(Reached<'_>) -> bool) -> bool {
        reach(record, &self.0, &mut |value| arrive(value, passes))
    }

    /// What stands at the path in a record; with `null` and `""` nothing does.
    pub(crate) fn text(&self, record: &Value) -> PathText {
        let mut found: Vec<Value> = Vec::new();
        reach(record, &self.0, &mut |value| {
            let is_nothing = value.is_null() || value.as_str() == Some("");
            if !is_nothing && found.len() < MOST_TOGETHER {
                found.push(value.clone());
            }
            false
        });
        let is_single =
            matches!(found[..], [] | [Value::String(_) | Value::Bool(_) | Value::Number(_)]);
        let text = match found.as_mut_slice() {
            [] => String::new(),
            [Value::String(text)] => std::mem::take(text),
            [value] => value.to_string(),
            _ => Value::Array(found).to_string(),
        };
        PathText { text, is_single }
    }

    /// The last names of the path, joined: as few as tell it from `others`.
    pub fn short_name(&self, others: &[&Self]) -> String {
        let tail = |path: &Self, n: usize| {
            let steps = path.0[path.0.len().saturating_sub(n)..].to_vec();
            Self(steps).to_string().trim_start_matches('.').to_owned()
        };
        let is_told = |n: &usize| {
            matches!(self.0[self.0.len().saturating_sub(*n)], Step::Name(_))
                && others.iter().all(|other| *other == self || tail(other, *n) != tail(self, *n))
        };
        let n_steps = (1..=self.0.len()).find(is_told).unwrap_or(self.0.len());
        tail(self, n_steps)
    }
}

/// Values that one cell names at most.
const MOST_TOGETHER: usize = 1000;

/// What stands at a path of a record, as one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathText {
    /// A string as it is; a number, a boolean, an object or an array as JSON; several values as an
    /// array of them; `""` when there is nothing.
    pub text: String,
    /// Whether it is one value, or none: a filter can ask for it.
    pub is_single: bool,
}

/// Calls `arrives` for what the steps lead to until it answers `true`.
fn reach(value: &Value, steps: &[Step], arrives: &mut dyn FnMut(&Value) -> bool) -> bool {
    let Some((step, after)) = steps.split_first() else { return arrives(value) };
    match (step, value) {
        (Step::Deep, _) => {
            reach(value, after, arrives) || below(value, |inner| reach(inner, steps, arrives))
        }
        (Step::Name(name), Value::Object(members)) => members
            .iter()
            .filter(|(member, _)| member.eq_ignore_ascii_case(name))
            .any(|(_, value)| reach(value, after, arrives)),
        (Step::Name(name), Value::Array(elements)) => match name.parse::<usize>() {
            Ok(index) => elements.get(index).is_some_and(|value| reach(value, after, arrives)),
            Err(_) => elements.iter().any(|element| reach(element, steps, arrives)),
        },
        (Step::Index(index), Value::Array(elements)) => {
            elements.get(*index).is_some_and(|value| reach(value, after, arrives))
        }
        (Step::Each, Value::Array(elements)) => {
            elements.iter().any(|element| reach(element, after, arrives))
        }
        (_, Value::String(text)) => {
            embedded(text).is_some_and(|inner| reach(&inner, steps, arrives))
        }
        _ => false,
    }
}

fn arrive(value: &Value, passes: &mut dyn FnMut(Reached<'_>) -> bool) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty() && passes(Reached::Text(text.into())),
        Value::Bool(_) | Value::Number(_) => passes(Reached::Text(value.to_string().into())),
        Value::Object(_) => passes(Reached::Container),
        Value::Array(elements) => {
            passes(Reached::Container) || elements.iter().any(|element| arrive(element, passes))
        }
    }
}

/// Lists the paths of a record that end at a text, each once and with the first text there; at most
/// `most`. Places in arrays are left out.
pub(crate) fn list(record: &Value, most: usize, paths: &mut Vec<(Path, String)>) {
    let mut left: Vec<(Vec<Step>, Value)> = vec![(Vec::new(), record.clone())];
    while let Some((steps, value)) = left.pop() {
        if paths.len() >= most {
            return;
        }
        let child = |name: &str| {
            steps.iter().cloned().chain([Step::Name(name.to_owned())]).collect::<Vec<Step>>()
        };
        match value {
            Value::Object(members) => {
                left.extend(members.into_iter().rev().map(|(name, value)| (child(&name), value)));
            }
            Value::Array(elements) => {
                left.extend(elements.into_iter().rev().map(|value| (steps.clone(), value)));
            }
            Value::String(ref text) if embedded(text).is_some() => {
                left.extend(embedded(text).map(|inner| (steps, inner)));
            }
            Value::Null => {}
            other => {
                let text = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
                let known = |path: &Path| paths.iter().any(|(held, _)| held == path);
                if let Some(path) = Path::from_steps(steps).filter(|path| !known(path)) {
                    paths.push((path, text));
                }
            }
        }
    }
}

/// Whether one of the values right below `value` passes.
fn below(value: &Value, mut passes: impl FnMut(&Value) -> bool) -> bool {
    match value {
        Value::Object(members) => members.values().any(passes),
        Value::Array(elements) => elements.iter().any(passes),
        Value::String(text) => embedded(text).is_some_and(|inner| passes(&inner)),
        _ => false,
    }
}

/// The object or array that a string holds, as it is or URL-encoded.
fn embedded(text: &str) -> Option<Value> {
    let begins = |text: &str| text.trim_start().starts_with(['{', '[']);
    if begins(text) {
        return serde_json::from_str(text).ok();
    }
    let is_encoded = ["%7B", "%7b", "%5B", "%5b"].iter().any(|open| text.starts_with(open));
    let decoded = String::from_utf8(percent_decoded(text).filter(|_| is_encoded)?).ok()?;
    serde_json::from_str(&decoded).ok()
}

/// `None` when a percent sign is not followed by two hexadecimal digits.
fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut out = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|d| d.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        out.extend_from_slice(&part.as_bytes()[2..]);
    }
    Some(out)
}

/// Whether a text stands in JSON, and in URL-encoded JSON, as it is.
pub(crate) fn is_never_escaped(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

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

    #[test]
    fn a_path_reaches_through_arrays_embedded_documents_and_any_type() {
        let record = serde_json::json!({
            "a": {"B": "text", "n": 7, "yes": true, "none": null, "empty": "",
                  "list": [{"x": 1}, {"x": "two"}], "c d": "odd"},
            "policy": "{\"Statement\":[{\"Effect\":\"Allow\"}]}",
            "encoded": "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Deny%22%7D%7D",
        });
        let check = |path: &str, expected: &str| {
            let mut found = Vec::new();
            Path::parse(path).unwrap().any(&record, &mut |reached| {
                found.push(match reached {
                    Reached::Text(text) => text.into_owned(),
                    Reached::Container => "…".to_owned(),
                });
                false
            });
            assert_eq!(found.join(" "), expected, "{path}");
        };
        check(".a.b", "text");
        check(".a.n", "7");
        check(".a.yes", "true");
        check(".a.none", "");
        check(".a.empty", "");
        check(".a.list.x", "1 two");
        check(".a.list[*].x", "1 two");
        check(".a.list[1].x", "two");
        check(".a.list.0.x", "1");
        check(".a[0]", "");
        check(".a.\"c d\"", "odd");
        check(".a.list", "… … …");
        check(".a.missing", "");
        check(".policy.Statement.Effect", "Allow");
        check(".encoded.Statement.effect", "Deny");
        check("any.effect", "Deny Allow Allow");
        check("any.x", "1 two 1 two");
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
