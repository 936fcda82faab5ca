//! Structures as query engines print them: `{type=IAMUser, arn=arn:aws:…, sessioncontext=null}`.
//!
//! This is not meant to be read back: a value could hold `, x=`. It is read only for members whose
//! names are known and whose values hold no spaces, names of principals above all; any doubt leaves
//! the text as it is.

use super::members::{inner, write_text};

/// Structures in structures, as deep as `userIdentity` goes and a little more.
const MOST_LEVELS: u8 = 8;

/// The structure as JSON; `None` when it is not surely one.
pub(crate) fn to_json(text: &str) -> Option<String> {
    let mut json = String::new();
    let rest = value(text, MOST_LEVELS, &mut json)?;
    (rest.is_empty() && text.starts_with(['{', '['])).then_some(json)
}

/// Writes the value at the front of `text`; the answer is what follows it.
fn value<'t>(text: &'t str, room: u8, json: &mut String) -> Option<&'t str> {
    let room = room.checked_sub(1)?;
    match text.as_bytes().first()? {
        b'{' => object(&text[1..], room, json),
        b'[' => list(&text[1..], room, json),
        _ => {
            let (scalar, rest) = text.split_at(text.find([',', '}', ']', '{', '['])?);
            if scalar.contains(' ') {
                return None;
            }
            write_text(scalar, json);
            Some(rest)
        }
    }
}

fn object<'t>(text: &'t str, room: u8, json: &mut String) -> Option<&'t str> {
    json.push('{');
    let mut rest = text;
    while !rest.starts_with('}') {
        let (name, after) = rest.split_once('=')?;
        rest = if let Some(after) =
            after.strip_prefix("null").filter(|after| after.starts_with([',', '}']))
        {
            inner(name)?;
            after
        } else {
            if !json.ends_with('{') {
                json.push(',');
            }
            write_text(inner(name)?, json);
            json.push(':');
            // `x=, y=1` and `x=}`: an empty text.
            if after.starts_with([',', '}']) {
                json.push_str("\"\"");
                after
            } else {
                value(after, room, json)?
            }
        };
        rest = match rest.strip_prefix(", ") {
            Some(next) if !next.starts_with('}') => next,
            None if rest.starts_with('}') => rest,
            _ => return None,
        };
    }
    json.push('}');
    Some(&rest[1..])
}

fn list<'t>(text: &'t str, room: u8, json: &mut String) -> Option<&'t str> {
    json.push('[');
    let mut rest = text;
    while !rest.starts_with(']') {
        if !json.ends_with('[') {
            json.push(',');
            rest = rest.strip_prefix(", ")?;
        }
        rest = value(rest, room, json)?;
    }
    json.push(']');
    Some(&rest[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(to_json(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn an_identity_is_read_back() {
        check(
            "{type=AssumedRole, principalid=AROA1:s, invokedby=null, sessioncontext={attributes={mfaauthenticated=false}, sessionissuer=null}, username=}",
            Some(
                r#"{"type":"AssumedRole","principalId":"AROA1:s","sessionContext":{"attributes":{"mfaAuthenticated":"false"}},"userName":""}"#,
            ),
        );
        check(
            "[{arn=arn:aws:s3:::b, accountid=111122223333, type=AWS::S3::Bucket}, {arn=x}]",
            Some(
                r#"[{"arn":"arn:aws:s3:::b","accountId":"111122223333","type":"AWS::S3::Bucket"},{"arn":"x"}]"#,
            ),
        );
        check("{}", Some("{}"));
        check("[]", Some("[]"));
    }

    #[test]
    fn what_is_in_doubt_stays_as_it_is() {
        for text in [
            "",
            "x",
            "{",
            "{type=Root",
            "{type=Root}}",
            "{type=Root, }",
            "{type=Root,arn=a}",
            "{type=a b}",
            "{other=1}",
            "{type={type={type={type={type={type={type={type={type=1}}}}}}}}}",
            "[a",
            "[a b]",
        ] {
            check(text, None);
        }
    }
}
