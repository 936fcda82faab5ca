//! What paths reach in the text of a record: what is on no path is passed over, and nothing is built.
//!
//! The walk passes the record to its end, since of members with one name the last counts. It gives
//! up where a name on a way is escaped, where two members of an object can be meant, and where
//! [`json`] does: then the record must be read whole, and what that says counts.
//!
//! Passing over is by grammar alone. A record in the store is one that was read, so that it is JSON;
//! but half of a surrogate pair, or a number that is too large, lets `serde_json` refuse the whole
//! record. Where such a thing is on no path, the walk finds what is there all the same.

use std::borrow::Cow;

use super::found::Found;
use super::tree::{embedded, reach};
use super::{Path, Step};
use crate::record::json;

/// A path that leads to the value that is passed, or through it.
#[derive(Debug, Clone, Copy)]
struct Way<'p> {
    /// Which path.
    path: usize,
    /// What is left of it.
    steps: &'p [Step],
    /// Whether it has gone on into a member of this value.
    is_taken: bool,
}

struct Walk<'p, 't> {
    text: &'t str,
    /// The ways of the value that is passed come last, after those of the values around it.
    ways: Vec<Way<'p>>,
    found: Vec<(usize, Found<'t>)>,
}

/// What `paths` reach in a record, each with the position of its path, in order of place; `None` when
/// the record must be read whole. No path has a `**`.
pub(crate) fn walk<'t>(paths: &[Path], text: &'t str) -> Option<Vec<(usize, Found<'t>)>> {
    let ways = paths.iter().enumerate().map(|(path, of)| Way::new(path, of.steps()));
    let mut walk = Walk { text, ways: ways.collect(), found: Vec::new() };
    let end = walk.value(json::space(text, 0), 0, json::DEEPEST)?;
    (json::space(text, end) == text.len()).then_some(walk.found)
}

impl<'p> Way<'p> {
    fn new(path: usize, steps: &'p [Step]) -> Self {
        Self { path, steps, is_taken: false }
    }

    /// The way into a member.
    fn into_member(self, name: &str) -> Option<Self> {
        match self.steps.split_first()? {
            (Step::Name(wanted), after) if wanted.eq_ignore_ascii_case(name) => {
                Some(Self::new(self.path, after))
            }
            _ => None,
        }
    }

    /// The way into the element at a place of an array.
    fn into_element(self, place: usize) -> Option<Self> {
        let (step, after) = self.steps.split_first()?;
        let steps = match step {
            Step::Name(name) => match name.parse::<usize>() {
                Ok(index) => (index == place).then_some(after),
                Err(_) => Some(self.steps),
            },
            Step::Index(index) => (*index == place).then_some(after),
            Step::Each => Some(after),
            Step::Deep => None,
        };
        steps.map(|steps| Self::new(self.path, steps))
    }

    fn is_at_end(&self) -> bool {
        self.steps.is_empty()
    }
}

impl Walk<'_, '_> {
    /// Passes the value at `at`, which may hold `room` more levels; its ways are those from `first` on.
    fn value(&mut self, at: usize, first: usize, room: u8) -> Option<usize> {
        let is_end = self.ways[first..].iter().all(Way::is_at_end);
        let end = match json::byte(self.text, at)? {
            b'{' if !is_end => self.object(at, first, room.checked_sub(1)?)?,
            b'[' if !is_end => self.array(at, first, room.checked_sub(1)?)?,
            b'"' if !is_end => self.string(at, first)?,
            _ => json::value(self.text, at, room)?,
        };
        let value = &self.text[at..end];
        let ended = self.ways[first..].iter().filter(|way| way.is_at_end());
        self.found.extend(ended.map(|way| (way.path, Found::Written(value))));
        Some(end)
    }

    fn object(&mut self, at: usize, first: usize, room: u8) -> Option<usize> {
        let text = self.text;
        let ways = first..self.ways.len();
        json::object(text, at, |name, name_at, at| {
            // An escaped name can be any.
            let name = name.is_plain.then(|| name.raw(text, name_at))?;
            for index in ways.clone() {
                let Some(way) = self.ways[index].into_member(name) else { continue };
                // The last of two that have one name counts; others count in the order of names.
                if std::mem::replace(&mut self.ways[index].is_taken, true) {
                    return None;
                }
                self.ways.push(way);
            }
            self.below(at, ways.end, room)
        })
    }

    fn array(&mut self, at: usize, first: usize, room: u8) -> Option<usize> {
        let ways = first..self.ways.len();
        let mut places = 0..;
        json::array(self.text, at, |at| {
            let place = places.next()?;
            for index in ways.clone() {
                self.ways.extend(self.ways[index].into_element(place));
            }
            self.below(at, ways.end, room)
        })
    }

    /// Passes the value at `at`, into which the ways from `first` on lead, if there are any.
    fn below(&mut self, at: usize, first: usize, room: u8) -> Option<usize> {
        if self.ways.len() == first {
            return json::value(self.text, at, room);
        }
        let end = self.value(at, first, room);
        self.ways.truncate(first);
        end
    }

    /// A string that holds JSON is looked into; that was never read before.
    fn string(&mut self, at: usize, first: usize) -> Option<usize> {
        let string = json::string(self.text, at)?;
        let text: Cow<'_, str> = if string.is_plain {
            string.raw(self.text, at).into()
        } else {
            serde_json::from_str::<String>(&self.text[at..string.end]).ok()?.into()
        };
        if let Some(inner) = embedded(&text) {
            for way in self.ways[first..].iter().filter(|way| !way.is_at_end()) {
                reach(&inner, way.steps, &mut |value| {
                    self.found.push((way.path, Found::Read(value.clone())));
                    false
                });
            }
        }
        Some(string.end)
    }
}
