//! Reading an event record by hand, for records as trails write them.
//!
//! [`scan`] passes the record once, checks all that `serde_json` checks, and keeps the members that
//! become columns. Where a value is not what it nearly always is, serde reads that value; where
//! that does not do either, [`scan`] gives up and serde reads the record. So serde decides what is
//! JSON and what it means, and the tests hold the two to each other.

pub(crate) mod json;
mod order;
mod parameters;

use order::Order;

use super::event::EventRecord;
use super::member::{Member, Slot};
use super::target::{Search, Target};
use super::text::Text;

/// Levels that the value of a member may have.
const ROOM: u8 = json::DEEPEST - 1;

/// Reads the record at the front of `text` into `record`, which is empty; the answer is the place
/// behind it. `None` when serde must look: then `record` is of no use.
///
/// `identity` knows identities by their JSON, as [`EventRecord::read_front`] says.
pub(crate) fn scan<'a>(
    record: &mut EventRecord<'a>,
    text: &'a str,
    mut identity: impl FnMut(&str) -> Option<(usize, u32)>,
) -> Option<usize> {
    if json::byte(text, 0)? != b'{' {
        return None;
    }
    record.is_object = true;
    let mut order = Order::default();
    json::members(text, 0, |at| {
        let (named, at) = order.expected(text, at).or_else(|| any_member(text, at))?;
        let at = json::space(text, at);
        if named == Member::UserIdentity {
            record.known_identity = None;
            if let Some((length, number)) = identity(&text[at..]) {
                record.user_identity = Some(&text[at..at + length]);
                record.known_identity = Some(number);
                return Some(at + length);
            }
        }
        member(record, named, text, at)
    })
}

/// The member whose name opens at `at`, and the place behind its colon.
fn any_member(text: &str, at: usize) -> Option<(Member, usize)> {
    let (name, end) = json::name(text, at)?;
    name.is_plain.then(|| (Member::named(name.raw(text, at)), end))
}

/// Reads the value at `at` into its member; the answer is the place behind it.
fn member<'a>(
    record: &mut EventRecord<'a>,
    member: Member,
    text: &'a str,
    at: usize,
) -> Option<usize> {
    match record.slot(member) {
        Slot::Text(slot) => column(slot, text, at),
        Slot::Raw(slot) => {
            let end = json::value(text, at, ROOM)?;
            *slot = Some(&text[at..end]).filter(|raw| *raw != "null");
            Some(end)
        }
        Slot::Target(slot, seen) => {
            let end = target(slot, text, at)?;
            seen.0 = Some(&text[at..end]);
            Some(end)
        }
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
