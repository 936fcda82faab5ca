//! A small random source that gives the same numbers on every machine.
//!
//! `SplitMix64`, seeded with a name: each part of the case draws from a stream of its own, so that a
//! change to the noise leaves every byte of the story alone. Nothing here is secret or secure.

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &[u8] = b"0123456789abcdef";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(crate) struct Random(u64);

impl Random {
    /// Starts the stream that belongs to `name` (FNV-1a of its bytes).
    pub(crate) fn named(name: &str) -> Self {
        let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap())).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    pub(crate) fn letters(&mut self, length: usize) -> String {
        self.text(MIXED, length)
    }

    /// The 16 signs that S3 uses for a request id.
    pub(crate) fn s3_request(&mut self) -> String {
        self.text(UPPER, 16)
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (start, middle) = (self.hex(8), self.hex(4));
        let (version, variant) = (self.hex(3), *self.pick(&['8', '9', 'a', 'b']));
        format!("{start}-{middle}-4{version}-{variant}{}-{}", self.hex(3), self.hex(12))
    }

    /// An access key id of 20 signs, `ASIA…EXAMPLE`.
    pub(crate) fn temporary_key(&mut self) -> String {
        format!("ASIA{}EXAMPLE", self.text(BASE32, 9))
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(*self.pick(alphabet))).collect()
    }
}

/// The unique id of `name` with the `prefix` of its kind (`AIDA`, `AROA`): 21 signs.
pub(crate) fn unique_id(prefix: &str, name: &str) -> String {
    format!("{prefix}{}EXAMPLE", Random::named(&format!("{prefix} {name}")).text(BASE32, 10))
}

/// The long-term access key with the given `name`: 20 signs, `AKIA…EXAMPLE`.
pub(crate) fn long_term_key(name: &str) -> String {
    format!("AKIA{}EXAMPLE", Random::named(&format!("AKIA {name}")).text(BASE32, 9))
}
