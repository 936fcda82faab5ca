//! Sets of (node, value code), which count distinct values for each node.

use rayon::prelude::*;

use crate::store::ABSENT;

/// A set of pairs; the absent value makes no pair.
pub(crate) struct Pairs {
    n_values: usize,
    set: Set,
}

enum Set {
    /// A bit for each pair that can be; each node has words of its own.
    Bits(Vec<u64>),
    /// Node in the upper half, code in the lower; repeated until the pairs are counted.
    Listed(Vec<u64>),
}

/// Most words that are held as bits: 16 MB.
const MOST_WORDS: usize = 1 << 21;

impl Pairs {
    pub(crate) fn new(n_nodes: usize, n_values: usize) -> Self {
        let set = match n_nodes.checked_mul(n_values.div_ceil(64)) {
            Some(n_words @ 0..=MOST_WORDS) => Set::Bits(vec![0; n_words]),
            _ => Set::Listed(Vec::new()),
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
        let n_words = self.n_values.div_ceil(64);
        match &mut self.set {
            Set::Bits(words) => {
                words[node as usize * n_words + code as usize / 64] |= 1 << (code % 64);
            }
            Set::Listed(pairs) => pairs.push(u64::from(node) << 32 | u64::from(code)),
        }
    }

    /// Puts the values of each node to those of its parent in `above`.
    pub(crate) fn fold_into(&self, above: &mut Self, parents: &[u32]) {
        let n_words = self.n_values.div_ceil(64);
        match (&self.set, &mut above.set) {
            (Set::Bits(words), Set::Bits(sums)) => {
                for (words, &parent) in words.chunks(n_words).zip(parents) {
                    let sums = &mut sums[parent as usize * n_words..][..n_words];
                    sums.iter_mut().zip(words).for_each(|(sum, word)| *sum |= word);
                }
            }
            (Set::Bits(_), Set::Listed(_)) => unreachable!("there are no more parents than nodes"),
            (Set::Listed(pairs), _) => {
                for (node, code) in pairs.iter().copied().map(unpack) {
                    above.insert(parents[node as usize], code);
                }
            }
        }
    }

    /// Number of values for each of `n_nodes` nodes.
    pub(crate) fn counts(&mut self, n_nodes: usize) -> Vec<u32> {
        let mut counts = vec![0; n_nodes];
        match &mut self.set {
            Set::Bits(words) => {
                for (count, words) in
                    counts.iter_mut().zip(words.chunks(self.n_values.div_ceil(64)))
                {
                    *count = words.iter().map(|word| word.count_ones()).sum();
                }
            }
            Set::Listed(pairs) => count_listed(&mut counts, pairs),
        }
        counts
    }
}

/// Puts the codes of each node together, by counting: many short lists are sorted, not one long one.
fn count_listed(counts: &mut [u32], pairs: &[u64]) {
    let mut starts = vec![0usize; counts.len() + 1];
    for (node, _) in pairs.iter().copied().map(unpack) {
        starts[node as usize + 1] += 1;
    }
    for node in 1..starts.len() {
        starts[node] += starts[node - 1];
    }
    let mut ends = starts.clone();
    let mut codes = vec![ABSENT; pairs.len()];
    for (node, code) in pairs.iter().copied().map(unpack) {
        let end = &mut ends[node as usize];
        codes[*end] = code;
        *end += 1;
    }
    let mut lists = Vec::with_capacity(counts.len());
    let mut rest = &mut codes[..];
    for bounds in starts.windows(2) {
        let (list, later) = rest.split_at_mut(bounds[1] - bounds[0]);
        lists.push(list);
        rest = later;
    }
    let count = |(count, list): (&mut u32, &mut [u32])| {
        list.sort_unstable();
        *count = u32::try_from(list.chunk_by(|a, b| a == b).count()).unwrap_or(u32::MAX);
    };
    counts.par_iter_mut().zip(lists).with_min_len(1024).for_each(count);
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a pair")]
fn unpack(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_holding_count_alike() {
        for n_values in [100, 1 << 30] {
            let mut pairs = Pairs::new(3, n_values);
            for (node, code) in [(0, 1), (0, 1), (0, 99), (2, 1), (2, ABSENT)] {
                pairs.insert(node, code);
            }
            assert_eq!(pairs.counts(3), [2, 0, 1]);
            let mut above = Pairs::new(1, n_values);
            pairs.fold_into(&mut above, &[0, 0, 0]);
            assert_eq!(above.counts(1), [2]);
        }
    }
}
