//! Reading an event record by hand, for records as trails write them.
//!
//! [`scan`] passes the record once, checks all that `serde_json` checks, and keeps the members that
//! become columns. Where a value is not what it nearly always is, serde reads that value; where
//! that does not do either, [`scan`] gives up and serde reads the record. So serde decides what is
//! JSON and what it means, and the tests hold the two to each other.

mod json;
mod parameters;

use super::event::EventRecord;
use super::member::{Member, Slot};
use super::target::{Search, Target};
use super::text::Text;

/// Levels that the value of a member may have.
const ROOM: u8 = json::DEEPEST - 1;

/// The record at the front of `text` and the place behind it; `None` when serde must look.
pub(crate) fn scan(text: &str) -> Option<(EventRecord<'_>, usize)> {
    if json::byte(text, 0)? != b'{' {
        return None;
    }
    let mut record = EventRecord { is_object: true, ..EventRecord::default() };
    let end = json::object(text, 0, |name, name_at, at| {
        let name = name.is_plain.then(|| name.raw(text, name_at))?;
        member(&mut record, name, text, at)
    })?;
    Some((record, end))
}

/// Reads the value at `at` into the member called `name`; the answer is the place behind it.
fn member<'a>(record: &mut EventRecord<'a>, name: &str, text: &'a str, at: usize) -> Option<usize> {
    match record.slot(Member::named(name)) {
        Slot::Text(slot) => column(slot, text, at),
        Slot::Raw(slot) => {
            let end = json::value(text, at, ROOM)?;
            *slot = Some(&text[at..end]).filter(|raw| *raw != "null");
            Some(end)
        }
        Slot::Target(slot) => target(slot, text, at),
        Slot::Skipped => json::value(text, at, ROOM),
    }
}

fn column<'a>(slot: &mut Text<'a>, text: &'a str, at: usize) -> Option<usize> {
    if json::byte(text, at)? == b'"' {
        let string = json::string(text, at)?;
        if string.is_plain {
            *slot = Text(Some(string.raw(text, at).into()));
            return Some(string.end);
        }
    }
    let end = json::value(text, at, ROOM)?;
    *slot = match &text[at..end] {
        "null" => Text(None),
        word @ ("true" | "false") => Text(Some(word.into())),
        json => serde_json::from_str(json).ok()?,
    };
    Some(end)
}

fn target<'a>(slot: &mut Target<'a>, text: &'a str, at: usize) -> Option<usize> {
    let mut target = Target::default();
    match parameters::search(text, at, ROOM, &mut Search::new(&mut target)) {
        Some(end) => {
            *slot = target;
            Some(end)
        }
        None => {
            let end = json::value(text, at, ROOM)?;
            *slot = serde_json::from_str(&text[at..end]).ok()?;
            Some(end)
        }
    }
}

#[cfg(test)]
mod tests;
