//! Which events were delivered more than once.
//!
//! Most never were, and a table of all events does not fit a processor's cache. So a first look sets
//! a bit for each event, by its hash; only events whose bit was set twice are compared.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};

use super::codes::Codes;
use super::event_id::EventId;

/// Which ordinals repeat an earlier event, and pairs of (copy, kept).
///
/// An event is the same when `eventID` and `recipientAccountId` are; without an id it is kept.
pub(crate) fn find_duplicates(
    ids: &[EventId],
    accounts: &Codes,
    odd_ids: &HashMap<u32, &str>,
) -> (Vec<bool>, Vec<(u32, u32)>) {
    let events = Events { ids, accounts, odd_ids, hasher: RandomState::default() };
    // Two halves by hash, so that two threads need no lock.
    let (mut pairs, more) = rayon::join(|| events.pairs(0), || events.pairs(1));
    pairs.extend(more);
    let mut is_duplicate = vec![false; ids.len()];
    for (copy, _) in &pairs {
        is_duplicate[*copy as usize] = true;
    }
    (is_duplicate, pairs)
}

/// Events by ordinal.
struct Events<'e> {
    ids: &'e [EventId],
    accounts: &'e Codes,
    odd_ids: &'e HashMap<u32, &'e str>,
    hasher: RandomState,
}

impl Events<'_> {
    /// Pairs of (copy, kept) among the events whose hash is in this half.
    fn pairs(&self, half: u64) -> Vec<(u32, u32)> {
        let mut seen = Bits::for_events(self.ids.len() / 2);
        let mut seen_again = Bits::for_events(self.ids.len() / 2);
        for (_, hash) in self.hashes(half) {
            if seen.insert(hash) {
                seen_again.insert(hash);
            }
        }
        let candidates = self.hashes(half).filter(|(_, hash)| seen_again.contains(*hash));
        let mut kept: HashTable<u32> = HashTable::new();
        let mut pairs = Vec::new();
        for (ordinal, hash) in candidates {
            match kept.find(hash, |&other| self.are_same(other, ordinal)) {
                Some(&first) => pairs.push((ordinal, first)),
                None => {
                    kept.insert_unique(hash, ordinal, |&other| self.hash(other as usize));
                }
            }
        }
        pairs
    }

    /// Ordinals with their hashes, in order.
    fn hashes(&self, half: u64) -> impl Iterator<Item = (u32, u64)> {
        let with_id = (0u32..).zip(self.ids).filter(|(_, id)| **id != EventId::NONE);
        with_id
            .map(|(ordinal, _)| (ordinal, self.hash(ordinal as usize)))
            .filter(move |(_, hash)| hash >> 63 == half)
    }

    fn hash(&self, index: usize) -> u64 {
        self.hasher.hash_one((self.ids[index], self.accounts.get(index)))
    }

    fn are_same(&self, a: u32, b: u32) -> bool {
        let (one, other) = (a as usize, b as usize);
        self.ids[one] == self.ids[other]
            && self.accounts.get(one) == self.accounts.get(other)
            && (!self.ids[one].is_hash() || self.odd_ids.get(&a) == self.odd_ids.get(&b))
    }
}

/// Bits chosen by hashes: one that is not set was never chosen.
struct Bits {
    words: Vec<u64>,
    mask: usize,
}

impl Bits {
    /// Sixteen bits an event: one event in sixteen finds its bit set by another.
    fn for_events(n_events: usize) -> Self {
        let n_words = (n_events / 4).next_power_of_two();
        Self { words: vec![0; n_words], mask: n_words - 1 }
    }

    /// Sets the bit; whether it was set before.
    fn insert(&mut self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        let was_set = self.words[word] & bit != 0;
        self.words[word] |= bit;
        was_set
    }

    fn contains(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.words[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & self.mask, 1 << (hash & 63))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_of_equal_events_stays(events in prop::collection::vec((0..40u128, 0..3u32), 0..300)) {
            let ids: Vec<EventId> = events.iter().map(|(id, _)| EventId(*id)).collect();
            let accounts = Codes::U32(events.iter().map(|(_, account)| *account).collect());
            let (is_duplicate, mut pairs) = find_duplicates(&ids, &accounts, &HashMap::new());
            pairs.sort_unstable();
            let first = |event: &(u128, u32)| events.iter().position(|e| e == event).unwrap();
            let expected: Vec<(u32, u32)> = (0..)
                .zip(&events)
                .filter(|(_, (id, _))| *id != 0)
                .map(|(ordinal, event)| (ordinal, u32::try_from(first(event)).unwrap()))
                .filter(|(ordinal, first)| ordinal != first)
                .collect();
            let copies: Vec<u32> = (0..).zip(&is_duplicate).filter(|(_, d)| **d).map(|(o, _)| o).collect();
            prop_assert_eq!(copies, expected.iter().map(|(copy, _)| *copy).collect::<Vec<_>>());
            prop_assert_eq!(pairs, expected);
        }
    }

    #[test]
    fn an_id_that_is_only_a_hash_is_the_same_when_its_text_is() {
        let (id, _) = EventId::from_text("not a UUID");
        let texts = HashMap::from_iter([(0, "a"), (1, "b"), (2, "a")]);
        let (_, pairs) = find_duplicates(&[id; 3], &Codes::U8(vec![0; 3]), &texts);
        assert_eq!(pairs, [(2, 0)]);
    }
}
