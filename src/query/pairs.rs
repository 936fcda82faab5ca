//! Sets of (node, value code), which count distinct values for each node.

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use crate::store::ABSENT;

/// A set of pairs; the absent value makes no pair.
pub(crate) struct Pairs {
    n_values: usize,
    set: Set,
}

enum Set {
    /// A bit for each pair that can be.
    Bits(Vec<u64>),
    Hashed(HashSet<u64, RandomState>),
}

/// Pairs that are kept as bits: 8 MB.
const MOST_BITS: usize = 1 << 26;

impl Pairs {
    pub(crate) fn new(n_nodes: usize, n_values: usize) -> Self {
        let set = match n_nodes.checked_mul(n_values) {
            Some(n_pairs @ 0..MOST_BITS) => Set::Bits(vec![0; n_pairs.div_ceil(64)]),
            _ => Set::Hashed(HashSet::default()),
        };
        Self { n_values, set }
    }

    pub(crate) fn n_values(&self) -> usize {
        self.n_values
    }

    pub(crate) fn insert(&mut self, node: u32, code: u32) {
        if code == ABSENT {
            return;
        }
        let pair = node as usize * self.n_values + code as usize;
        match &mut self.set {
            Set::Bits(words) => words[pair / 64] |= 1 << (pair % 64),
            Set::Hashed(pairs) => {
                pairs.insert(pair as u64);
            }
        }
    }

    /// Number of values for each of `n_nodes` nodes.
    pub(crate) fn counts(&self, n_nodes: usize) -> Vec<u32> {
        let mut counts = vec![0; n_nodes];
        self.each(|node, _| counts[node as usize] += 1);
        counts
    }

    /// Calls `visit` with node and code of each pair.
    pub(crate) fn each(&self, mut visit: impl FnMut(u32, u32)) {
        let n_values = self.n_values as u64;
        #[expect(clippy::cast_possible_truncation, reason = "both went in as u32")]
        let mut unpack = |pair: u64| visit((pair / n_values) as u32, (pair % n_values) as u32);
        match &self.set {
            Set::Hashed(pairs) => pairs.iter().copied().for_each(unpack),
            Set::Bits(words) => {
                for (index, &word) in words.iter().enumerate() {
                    let mut left = word;
                    while left != 0 {
                        unpack(index as u64 * 64 + u64::from(left.trailing_zeros()));
                        left &= left - 1;
                    }
                }
            }
        }
    }
}
