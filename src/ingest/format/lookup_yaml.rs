//! Output of `aws cloudtrail lookup-events --output yaml`.
//!
//! Only the texts in `CloudTrailEvent` are read, which stand in quotes and are folded at spaces;
//! nothing else of YAML is.

use super::head::Head;
use super::records::CUT;
use super::unwrapping::Unwrapping;

const RECORD: &str = "CloudTrailEvent: ";

pub(crate) fn matches(head: &Head<'_>) -> bool {
    !head.is_json() && next_text(head.text, head.start).is_some()
}

pub(crate) fn open(head: &Head<'_>, unwrapping: &mut Unwrapping<'_, '_>) {
    let mut at = head.start;
    while let Some(quote) = next_text(head.text, at).filter(|_| !unwrapping.is_stopped()) {
        match unfolded(&head.text[quote..]) {
            Some((text, length)) => {
                unwrapping.nested(&text, quote);
                at = quote + length;
            }
            None => {
                unwrapping.reject(quote, "a quoted value does not end", CUT);
                at = quote + 1;
            }
        }
    }
}

/// Where the quote of the next record's text stands.
fn next_text(text: &str, at: usize) -> Option<usize> {
    let mut from = at;
    loop {
        let found = from + memchr::memmem::find(&text.as_bytes()[from..], RECORD.as_bytes())?;
        let line = text[at..found].rsplit('\n').next().unwrap_or_default();
        let quote = found + RECORD.len();
        from = quote;
        let is_member = line.bytes().all(|byte| matches!(byte, b' ' | b'-'));
        if is_member && matches!(text.as_bytes().get(quote), Some(b'\'' | b'"')) {
            return Some(quote);
        }
    }
}

/// What the quoted text at the front says, and its length; `None` when it does not end.
fn unfolded(quoted: &str) -> Option<(String, usize)> {
    let quote = quoted.chars().next()?;
    let mut said = String::new();
    let mut rest = &quoted[1..];
    loop {
        let sign_at = rest.find([quote, '\\', '\n'])?;
        said.push_str(&rest[..sign_at]);
        let after = &rest[sign_at + 1..];
        rest = match rest.as_bytes()[sign_at] {
            b'\n' => fold(&mut said, after),
            b'\\' if quote == '"' => escaped(&mut said, after)?,
            b'\\' => {
                said.push('\\');
                after
            }
            _ if quote == '\'' && after.starts_with('\'') => {
                said.push('\'');
                &after[1..]
            }
            _ => return Some((said, quoted.len() - after.len())),
        };
    }
}

/// Passes the end of a line and the spaces around: one is a space, more are one line end less.
fn fold<'t>(said: &mut String, after: &'t str) -> &'t str {
    said.truncate(said.trim_end_matches([' ', '\t', '\r']).len());
    let rest = after.trim_start_matches([' ', '\t', '\r', '\n']);
    let n_more = after[..after.len() - rest.len()].matches('\n').count();
    said.push_str(&if n_more == 0 { " ".to_owned() } else { "\n".repeat(n_more) });
    rest
}

/// Writes what the escape says whose backslash stands before `after`.
fn escaped<'t>(said: &mut String, after: &'t str) -> Option<&'t str> {
    let sign = after.chars().next()?;
    let rest = &after[sign.len_utf8()..];
    let n_digits = match sign {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        // A line that ends so goes on behind the indentation of the next.
        '\n' => return Some(rest.trim_start_matches([' ', '\t'])),
        _ => 0,
    };
    if n_digits > 0 {
        let code = u32::from_str_radix(rest.get(..n_digits)?, 16).ok()?;
        said.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return Some(&rest[n_digits..]);
    }
    said.push(match sign {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        '_' => '\u{a0}',
        sign => sign,
    });
    Some(rest)
}
