//! JSON values seen lately, known again by their first bytes.
//!
//! A file repeats a few identities over and over, each some hundred bytes long. Where a text begins
//! with a whole JSON object that was read before, that object is its value: one comparison takes the
//! place of passing and hashing it.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::RandomState;

/// Values by a hash of some bytes near their start.
#[derive(Debug, Default)]
pub(crate) struct Recent<T> {
    /// Empty until the first value comes.
    slots: Vec<[Option<Known<T>>; WAYS]>,
    hasher: RandomState,
}

#[derive(Debug, Clone)]
struct Known<T> {
    text: Box<str>,
    value: T,
}

/// Two to this are the slots.
const SLOT_BITS: u32 = 11;

/// Values of one slot, the latest first: sessions of one principal differ only further behind.
const WAYS: usize = 4;

/// The bytes that choose the slot: in an identity, type and principal.
const KEY: Range<usize> = 16..72;

/// Longer values are not kept; with all slots full this is what bounds the memory.
const LONGEST: usize = 2048;

impl<T: Copy> Recent<T> {
    /// The value whose text begins `text`, with the length of that text.
    pub(crate) fn find(&mut self, text: &str) -> Option<(usize, T)> {
        let slot = self.slot(text)?;
        let slot = self.slots.get_mut(slot)?;
        let is_it = |known: &Option<Known<T>>| {
            known.as_ref().is_some_and(|known| text.as_bytes().starts_with(known.text.as_bytes()))
        };
        let way = slot.iter().position(is_it)?;
        slot[..=way].rotate_right(1);
        slot[0].as_ref().map(|known| (known.text.len(), known.value))
    }

    /// Keeps the value of `object`, the whole text of a JSON object.
    ///
    /// Short ones are not kept: they are read as fast.
    pub(crate) fn keep(&mut self, object: &str, value: T) {
        let Some(slot) = self.slot(object) else { return };
        // Only an object says by itself where it ends: `12` begins `123`.
        if object.len() > LONGEST || !object.starts_with('{') {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize_with(1 << SLOT_BITS, || [const { None }; WAYS]);
        }
        let ways = &mut self.slots[slot];
        ways.rotate_right(1);
        ways[0] = Some(Known { text: object.into(), value });
    }

    fn slot(&self, text: &str) -> Option<usize> {
        let key = text.as_bytes().get(KEY)?;
        usize::try_from(self.hasher.hash_one(key) >> (u64::BITS - SLOT_BITS)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Objects that share a slot: the first bytes are the same.
    fn object(n: usize) -> String {
        format!(r#"{{"type":"IAMUser","arn":"{}","n":{n}}}"#, "a".repeat(KEY.end))
    }

    #[test]
    fn a_text_that_begins_with_a_kept_object_is_known() {
        let mut recent = Recent::default();
        assert_eq!(recent.find(&object(1)), None);
        recent.keep(&object(1), 'a');
        recent.keep(&object(12), 'b');
        let length = object(1).len();
        assert_eq!(recent.find(&(object(1) + r#","x":1}"#)), Some((length, 'a')));
        assert_eq!(recent.find(&object(12)), Some((length + 1, 'b')));
        assert_eq!(recent.find(&object(123)), None);
        assert_eq!(recent.find(&object(1)[..length - 1]), None);
    }

    #[test]
    fn the_one_not_seen_for_longest_goes() {
        let mut recent = Recent::default();
        (0..WAYS).for_each(|n| recent.keep(&object(n), n));
        assert!(recent.find(&object(0)).is_some());
        recent.keep(&object(WAYS), WAYS);
        let known = |n: &usize| recent.find(&object(*n)).is_some();
        assert_eq!((0..=WAYS).filter(known).collect::<Vec<_>>(), [0, 2, 3, 4]);
    }

    #[test]
    fn what_is_short_or_no_object_is_not_kept() {
        let mut recent = Recent::default();
        for text in ["{}".to_owned(), "1".repeat(100), object(1) + &" ".repeat(LONGEST)] {
            recent.keep(&text, ());
            assert_eq!(recent.find(&text), None);
        }
    }
}
