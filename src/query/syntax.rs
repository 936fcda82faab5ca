//! What is wrong with a text that should be a filter or a sort order.

use super::path::MEMBERS;
use crate::store::{FIELDS, Field};

/// An error in a filter or a sort order, with its place, so that it can be underlined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte {byte}")]
pub struct SyntaxError {
    /// Where the wrong part starts, bytes.
    pub byte: usize,
    /// Where it ends, bytes.
    pub end: usize,
    /// What is wrong and what was expected, lower case.
    pub reason: String,
}

impl SyntaxError {
    pub(crate) fn new(byte: usize, end: usize, reason: impl Into<String>) -> Self {
        Self { byte, end, reason: reason.into() }
    }
}

/// "unknown field" with the nearest name and all names; `byte` is where the name starts.
pub(crate) fn unknown_field(name: &str, byte: usize) -> SyntaxError {
    let guess =
        nearest_name(name).map_or(String::new(), |near| format!(" did you mean `{near}`?;"));
    let known: Vec<&str> = FIELDS.iter().map(|spec| spec.name).collect();
    let known = known.join(", ");
    let reason = format!("unknown field `{name}`;{guess} known fields: {known}");
    SyntaxError::new(byte, byte + name.len(), reason)
}

/// The name or alias that is written nearly so.
fn nearest_name(name: &str) -> Option<&'static str> {
    // Of a path the first step is what a slip makes unknown.
    let name =
        name.split('.').next().filter(|first| !first.is_empty()).unwrap_or(name).to_lowercase();
    let fields = FIELDS.iter().flat_map(|spec| spec.aliases.iter().copied().chain([spec.name]));
    let names = fields.chain(MEMBERS.iter().map(|(member, _)| *member));
    let near = names.map(|known| (distance(&name, &known.to_lowercase()), known));
    let allowed = (name.len() / 3).clamp(1, 3);
    near.filter(|(distance, _)| *distance <= allowed).min().map(|(_, known)| known)
}

/// Number of letters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, &b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

/// The field of that name or the error that says which there are; `byte` is where the name starts.
fn field_named(name: &str, byte: usize) -> Result<Field, SyntaxError> {
    Field::named(name).ok_or_else(|| unknown_field(name, byte))
}

/// The fields of a list of names, separated by commas; none may be named twice.
pub fn parse_fields(text: &str) -> Result<Vec<Field>, SyntaxError> {
    let mut fields = Vec::new();
    let mut byte = 0;
    for part in text.split(',') {
        let start = byte + part.len() - part.trim_start().len();
        let name = part.trim();
        if name.is_empty() {
            return Err(SyntaxError::new(start, start, "expected the name of a field"));
        }
        let field = field_named(name, start)?;
        if fields.contains(&field) {
            let reason = format!("the same field twice: `{name}`");
            return Err(SyntaxError::new(start, start + name.len(), reason));
        }
        fields.push(field);
        byte += part.len() + 1;
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_fields_is_read_with_the_place_of_what_is_wrong() {
        let fails = |text: &str, byte, reason: &str| {
            let error = parse_fields(text).unwrap_err();
            assert_eq!(error.byte, byte, "{text}");
            assert!(error.reason.starts_with(reason), "{}", error.reason);
        };
        assert_eq!(parse_fields("actor, ip"), Ok(vec![Field::Actor, Field::SourceIp]));
        fails("actor, nosuch", 7, "unknown field `nosuch`;");
        fails("ip,actor,who", 9, "the same field twice: `who`");
        fails("ip,,actor", 3, "expected the name of a field");
        fails("", 0, "expected the name of a field");
    }

    #[test]
    fn a_misspelt_field_is_guessed() {
        let check = |name: &str, expected| assert_eq!(nearest_name(name), expected, "{name}");
        check("evenName", Some("eventName"));
        check("usr", Some("user"));
        check("sourceIPAdress", Some("sourceIPAddress"));
        check("requestParamters.userName", Some("requestParameters"));
        check("frobnicate", None);
    }
}
