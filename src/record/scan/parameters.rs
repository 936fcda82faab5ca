//! The target of a call, found while its request parameters are passed.
//!
//! The same walk as the one that [`super::super::target`] does through serde.

use std::borrow::Cow;

use super::json::{self, Quoted};
use crate::record::target::{Parameter, Search};

/// Walks the value at `at`; `None` when serde must look.
pub(crate) fn search<'a>(
    text: &'a str,
    at: usize,
    room: u8,
    search: &mut Search<'_, 'a>,
) -> Option<usize> {
    match json::byte(text, at)? {
        b'"' => {
            let string = json::string(text, at)?;
            offer(string, string.raw(text, at), search)?;
            Some(string.end)
        }
        b'{' => members(text, at, room.checked_sub(1)?, search),
        b'[' => elements(text, at, room.checked_sub(1)?, search),
        b't' | b'f' | b'n' => json::value(text, at, room),
        _ => number(text, at, search),
    }
}

fn members<'a>(
    text: &'a str,
    at: usize,
    room: u8,
    search_in: &mut Search<'_, 'a>,
) -> Option<usize> {
    json::object(text, at, |name, name_at, at| {
        let parameter = name.is_plain.then(|| Parameter::named(name.raw(text, name_at)))?;
        match search_in.below(parameter) {
            Some(mut below) => search(text, at, room, &mut below),
            None => json::value(text, at, room),
        }
    })
}

fn elements<'a>(
    text: &'a str,
    at: usize,
    room: u8,
    search_in: &mut Search<'_, 'a>,
) -> Option<usize> {
    let mut is_first = true;
    json::array(text, at, |at| {
        if std::mem::take(&mut is_first) {
            search(text, at, room, search_in)
        } else {
            json::value(text, at, room)
        }
    })
}

fn offer<'a>(string: Quoted, raw: &'a str, search: &mut Search<'_, 'a>) -> Option<()> {
    if string.is_plain {
        search.text(Cow::Borrowed(raw));
        return Some(());
    }
    // Text that names nothing need only be valid: policies are full of `\"`. What `\u` makes can
    // be no character at all.
    (!search.is_wanted() && !raw.contains("\\u")).then_some(())
}

/// A whole number is a name as it is written, as long as serde reads it as a whole number.
fn number<'a>(text: &'a str, at: usize, search: &mut Search<'_, 'a>) -> Option<usize> {
    let end = json::number(text, at)?;
    let number = &text[at..end];
    // More digits may be too many for an integer or, with an exponent, for a float.
    if number.len() > 18 || number == "-0" || number.contains(['e', 'E']) {
        return None;
    }
    if !number.contains('.') {
        search.text(Cow::Borrowed(number));
    }
    Some(end)
}
