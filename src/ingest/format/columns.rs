//! Records put together from columns, as queries and spreadsheets hold them.
//!
//! A column goes under CloudTrail's own name, whatever the case that an engine gave it, and what
//! a row does not have is not there: no member is invented. A column of unknown name keeps it.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::cells::Table;
use super::members::{Kind, inner, member, write_known, write_text};
use super::printed;
use super::unwrapping::Unwrapping;
use crate::time::Timestamp;

/// A column: where its values go in a record, and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    path: Vec<Cow<'static, str>>,
    kind: Kind,
}

/// Event history's own names for members of `userIdentity`.
const ALIASES: &[(&str, &str)] =
    &[("username", "userName"), ("awsaccesskey", "accessKeyId"), ("accesskeyid", "accessKeyId")];

const IDENTITY: &str = "userIdentity";

impl Column {
    /// Deeper names are taken as they stand.
    const MOST_LEVELS: usize = 8;

    /// The column of that name: `Event time`, `eventtime`, `userIdentity.arn`.
    pub(crate) fn named(name: &str) -> Self {
        let plain = plain(name);
        if let Some((_, member)) = ALIASES.iter().find(|(alias, _)| *alias == plain) {
            return Self { path: vec![IDENTITY.into(), (*member).into()], kind: Kind::Text };
        }
        if let Some((member, kind)) = member(&plain) {
            return Self { path: vec![member.into()], kind };
        }
        let parts: Vec<&str> = name.split('.').collect();
        let outer = parts.first().and_then(|first| member(&self::plain(first)));
        match outer {
            Some((outer, _)) if parts.len() > 1 && parts.len() <= Self::MOST_LEVELS => {
                let is_known = [IDENTITY, "tlsDetails", "addendum"].contains(&outer);
                let rest = parts[1..].iter().map(|part| match inner(part) {
                    Some(known) if is_known => Cow::Borrowed(known),
                    _ => Cow::Owned((*part).to_owned()),
                });
                let path = std::iter::once(Cow::Borrowed(outer)).chain(rest).collect();
                Self { path, kind: Kind::Structure }
            }
            _ => Self { path: vec![Cow::Owned(name.to_owned())], kind: Kind::Text },
        }
    }

    /// Whether it is the member of a record that is called so.
    pub(crate) fn is(&self, member: &str) -> bool {
        self.path.len() == 1 && self.path[0] == member
    }

    /// What a spreadsheet has done to the value, if it has.
    fn damage(&self, value: &str) -> Option<String> {
        let is_account = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
        match self.kind {
            Kind::Account if !value.is_empty() && !is_account && looks_like_number(value) => {
                Some(format!("`{value}` is no account number any more"))
            }
            Kind::Time if !value.is_empty() && Timestamp::parse(&moment(value)).is_none() => {
                Some(format!("`{value}` is no time that can be read without a doubt"))
            }
            _ => None,
        }
    }
}

fn looks_like_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit() || b".,+-eE".contains(&byte))
}

/// A name without its case and what stands between its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Puts a record together; what is empty is left out.
pub(crate) fn synthesize<'c>(cells: impl Iterator<Item = (&'c Column, &'c str)>) -> String {
    let cells: Vec<(&[Cow<'static, str>], Kind, &str)> = cells
        .filter(|(column, value)| !value.is_empty() || column.kind == Kind::ErrorCode)
        .map(|(column, value)| (&*column.path, column.kind, value))
        .collect();
    let mut json = String::new();
    write_object(&cells, &mut json);
    json
}

/// Writes members; those with one outer name go into one object, where the first of them stands.
fn write_object(cells: &[(&[Cow<'static, str>], Kind, &str)], json: &mut String) {
    json.push('{');
    let mut written: Vec<&str> = Vec::new();
    for (path, kind, value) in cells {
        let Some((name, rest)) = path.split_first() else { continue };
        if !rest.is_empty() && written.contains(&&**name) {
            continue;
        }
        if !json.ends_with('{') {
            json.push(',');
        }
        write_text(name, json);
        json.push(':');
        if rest.is_empty() {
            write_value(name, *kind, value, json);
            continue;
        }
        written.push(name);
        let below = cells.iter().filter(|(path, ..)| path.len() > 1 && path[0] == *name);
        let below: Vec<_> = below.map(|(path, kind, value)| (&path[1..], *kind, *value)).collect();
        write_object(&below, json);
    }
    json.push('}');
}

fn write_value(name: &str, kind: Kind, value: &str, json: &mut String) {
    match kind {
        Kind::Truth if value.eq_ignore_ascii_case("true") => json.push_str("true"),
        Kind::Truth if value.eq_ignore_ascii_case("false") => json.push_str("false"),
        Kind::Time => write_text(&moment(value), json),
        Kind::Structure if is_json_structure(value) && has_known_members(name) => {
            write_known(value, 0, json);
        }
        Kind::Structure if is_json_structure(value) => json.push_str(value),
        Kind::Structure if has_known_members(name) => match printed::to_json(value) {
            Some(structure) => json.push_str(&structure),
            None => write_text(value, json),
        },
        _ => write_text(value, json),
    }
}

/// Whether the names in it are CloudTrail's, not the service's.
fn has_known_members(name: &str) -> bool {
    [IDENTITY, "resources", "tlsDetails", "addendum"].contains(&name)
}

fn is_json_structure(value: &str) -> bool {
    value.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(value).is_ok()
}

/// `2025-03-11 07:00:04.000` of a query engine, which is UTC, as CloudTrail writes it.
fn moment(value: &str) -> Cow<'_, str> {
    let utc = value.strip_suffix(" UTC").unwrap_or(value);
    match utc.split_once(' ') {
        Some((date, clock)) if date.len() == 10 && clock.len() >= 8 => {
            let written = format!("{date}T{clock}Z");
            match Timestamp::parse(&written) {
                Some(time) => Cow::Owned(time.to_string()),
                None => Cow::Borrowed(value),
            }
        }
        _ => Cow::Borrowed(value),
    }
}

/// Takes each row of a table as a record.
pub(crate) fn read_rows(table: Table<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let columns: Vec<Column> = table.names.iter().map(|name| Column::named(name)).collect();
    for row in table {
        if unwrapping.is_stopped() {
            return;
        }
        let cells = match row.cells {
            Ok(cells) => cells,
            Err(reason) => {
                unwrapping.reject(row.at, reason, "the rows around it were read");
                continue;
            }
        };
        // Spreadsheets write rows of nothing but separators below a table.
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        for (column, cell) in columns.iter().zip(&cells) {
            if let Some(damage) = column.damage(cell) {
                unwrapping.fault(row.at, damage, EXPORT_AGAIN);
            }
        }
        let pairs = columns.iter().zip(cells.iter().map(|cell| &**cell));
        unwrapping.partial(&synthesize(pairs), row.at);
    }
}

const EXPORT_AGAIN: &str = "a spreadsheet has changed it; export it again";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[(&str, &str)], expected: &str) {
        let columns: Vec<Column> = cells.iter().map(|(name, _)| Column::named(name)).collect();
        let json = synthesize(columns.iter().zip(cells.iter().map(|(_, value)| *value)));
        assert_eq!(json, expected);
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    }

    #[test]
    fn a_column_goes_under_the_name_that_cloudtrail_has_for_it() {
        check(
            &[("Event time", "2025-03-11T07:00:04Z"), ("eventname", "A"), ("REQUEST_ID", "r")],
            r#"{"eventTime":"2025-03-11T07:00:04Z","eventName":"A","requestID":"r"}"#,
        );
        check(
            &[("User name", "alice"), ("n", "1"), ("AWS access key", "AKIA1")],
            r#"{"userIdentity":{"userName":"alice","accessKeyId":"AKIA1"},"n":"1"}"#,
        );
        check(
            &[
                ("useridentity.sessionContext.sessionissuer.username", "r"),
                ("userIdentity.arn", "a"),
            ],
            r#"{"userIdentity":{"sessionContext":{"sessionIssuer":{"userName":"r"}},"arn":"a"}}"#,
        );
        check(
            &[("requestParameters.username", "u"), (".", "x"), ("a.b", "y")],
            r#"{"requestParameters":{"username":"u"},".":"x","a.b":"y"}"#,
        );
    }

    #[test]
    fn what_is_empty_is_not_there_but_no_error_is_told() {
        check(&[("Error code", ""), ("User agent", ""), ("Read-only", "")], r#"{"errorCode":""}"#);
    }

    #[test]
    fn values_are_what_they_are_in_a_record() {
        check(&[("readOnly", "FALSE"), ("x", "true")], r#"{"readOnly":false,"x":"true"}"#);
        check(&[("readOnly", "maybe")], r#"{"readOnly":"maybe"}"#);
        check(
            &[("requestparameters", r#"{"n":12345678901234567890}"#), ("resources", "[oops")],
            r#"{"requestParameters":{"n":12345678901234567890},"resources":"[oops"}"#,
        );
        check(
            &[("eventtime", "2025-03-11 07:00:04.000")],
            r#"{"eventTime":"2025-03-11T07:00:04Z"}"#,
        );
        check(
            &[("useridentity", "{type=Root, principalid=null, arn=a}")],
            r#"{"userIdentity":{"type":"Root","arn":"a"}}"#,
        );
        check(&[("requestparameters", "{k=v}")], r#"{"requestParameters":"{k=v}"}"#);
    }

    #[test]
    fn what_a_spreadsheet_has_done_is_seen() {
        let check = |name: &str, value: &str, is_damaged: bool| {
            assert_eq!(Column::named(name).damage(value).is_some(), is_damaged, "{value}");
        };
        check("Recipient Account Id", "5.28758E+11", true);
        check("Recipient Account Id", "5,28758E+11", true);
        check("Recipient Account Id", "11122223333", true);
        check("Recipient Account Id", "111122223333", false);
        check("Recipient Account Id", "HIDDEN_DUE_TO_SECURITY_REASONS", false);
        check("Event time", "03/11/2025 07:00", true);
        check("Event time", "2025-03-11 07:00:04 UTC", false);
    }
}
