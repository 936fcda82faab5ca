//! What a path reaches in a record that is read whole.

use std::borrow::Cow;

use serde_json::Value;

use super::{Path, Step};

/// What a path arrives at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reached<'v> {
    /// The text of a string, a number or a boolean; never empty.
    Text(Cow<'v, str>),
    /// An object or an array, which can only be there.
    Container,
}

/// Calls `arrives` for what the steps lead to until it answers `true`.
pub(crate) fn reach(
    value: &Value,
    steps: &[Step],
    arrives: &mut dyn FnMut(&Value) -> bool,
) -> bool {
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

/// Tells `passes` what a value is, and what is in an array, until it answers `true`.
pub(crate) fn arrive(value: &Value, passes: &mut dyn FnMut(Reached<'_>) -> bool) -> bool {
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
pub(crate) fn embedded(text: &str) -> Option<Value> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
            let mut keep = |reached: Reached<'_>| {
                found.push(match reached {
                    Reached::Text(text) => text.into_owned(),
                    Reached::Container => "…".to_owned(),
                });
                false
            };
            let path = Path::parse(path).unwrap();
            reach(&record, path.steps(), &mut |value| arrive(value, &mut keep));
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
}
