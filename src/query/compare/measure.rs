//! How much two distributions differ beyond chance, on counts.
//!
//! The measure is the Jensen–Shannon divergence of a field's two distributions (J. Lin, 1991): 0
//! where both are alike, 1 bit where they share no value. By chance alone it is large where a set is
//! small or a field has a value of its own for every event. So what chance would give, if the same
//! number of events were drawn at random, is taken off, as the adjusted mutual information does (Vinh,
//! Epps and Bailey, 2010): a field of unique values comes to 0, however many. Linear in values.

use std::collections::BTreeMap;

use super::ValueContrast;

/// Odds below this, measured by the most likely case, add nothing to a sum.
const NEGLIGIBLE: f64 = 1e-12;

/// What is left to differ in beyond chance, at least; below it all difference is chance.
const LEAST_ROOM: f64 = 1e-9;

/// Numbers of events on both sides, neither 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) selected: u32,
    pub(crate) rest: u32,
}

impl Sizes {
    /// Whether a value is less common in the selection than in the rest.
    pub(crate) fn is_less(self, selected: u32, rest: u32) -> bool {
        let (a, b) = (u64::from(selected), u64::from(rest));
        a * u64::from(self.rest) < b * u64::from(self.selected)
    }

    /// What a value adds to the divergence, bits.
    pub(crate) fn part(self, selected: u32, rest: u32) -> f64 {
        let p = f64::from(selected) / f64::from(self.selected);
        let q = f64::from(rest) / f64::from(self.rest);
        let term =
            |share: f64| if share > 0.0 { share * (2.0 * share / (p + q)).log2() } else { 0.0 };
        f64::midpoint(term(p), term(q))
    }

    /// The divergence beyond chance, of what is possible beyond chance.
    pub(crate) fn score(self, values: &[ValueContrast]) -> f64 {
        // Values of one count share what chance gives; there are few different counts.
        let mut alike: BTreeMap<u32, u32> = BTreeMap::new();
        let mut divergence = 0.0;
        for value in values {
            divergence += self.part(value.selected, value.rest);
            *alike.entry(value.selected + value.rest).or_default() += 1;
        }
        let chance: f64 = alike.iter().map(|(&count, &n)| f64::from(n) * self.chance(count)).sum();
        if 1.0 - chance < LEAST_ROOM {
            return 0.0;
        }
        ((divergence - chance) / (1.0 - chance)).clamp(0.0, 1.0)
    }

    /// What a value of `count` events adds on average, were the selection drawn at random.
    ///
    /// How many of them are drawn follows the hypergeometric distribution, which is walked from its
    /// most likely case to both sides, as far as it matters.
    fn chance(self, count: u32) -> f64 {
        let (n, m, c) = (f64::from(self.selected), f64::from(self.rest), f64::from(count));
        let lowest = count.saturating_sub(self.rest);
        let highest = count.min(self.selected);
        let likely = u64::from(count + 1) * u64::from(self.selected + 1)
            / (u64::from(self.selected) + u64::from(self.rest) + 2);
        let likely = u32::try_from(likely).unwrap_or(u32::MAX).clamp(lowest, highest);
        let (mut sum, mut weights) = (self.part(likely, count - likely), 1.0);
        let mut add = |drawn: u32, odds: f64| {
            sum += odds * self.part(drawn, count - drawn);
            weights += odds;
            odds > NEGLIGIBLE
        };
        let mut odds = 1.0;
        for drawn in likely..highest {
            let s = f64::from(drawn);
            odds *= (c - s) * (n - s) / ((s + 1.0) * (m - c + s + 1.0));
            if !add(drawn + 1, odds) {
                break;
            }
        }
        odds = 1.0;
        for drawn in (lowest + 1..=likely).rev() {
            let s = f64::from(drawn);
            odds *= s * (m - c + s) / ((c - s + 1.0) * (n - s + 1.0));
            if !add(drawn - 1, odds) {
                break;
            }
        }
        sum / weights
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chance_is_what_all_draws_give_on_average() {
        // Two of five drawn; of a value of three events, 0, 1 or 2 are drawn: 1, 6 and 3 of 10 ways.
        let sizes = Sizes { selected: 2, rest: 3 };
        let by_hand = [(0, 1.0), (1, 6.0), (2, 3.0)];
        let expected: f64 =
            by_hand.iter().map(|&(s, ways)| ways / 10.0 * sizes.part(s, 3 - s)).sum();
        assert!((sizes.chance(3) - expected).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_sides_can_be_exchanged(here in prop::collection::vec((0..9u32, 0..9u32), 1..9)) {
            let sum = |of: fn(&(u32, u32)) -> u32| here.iter().map(of).sum::<u32>();
            let sizes = Sizes { selected: sum(|v| v.0), rest: sum(|v| v.1) };
            prop_assume!(sizes.selected > 0 && sizes.rest > 0);
            let value = |(selected, rest): (u32, u32)| ValueContrast { code: 0, selected, rest };
            let values: Vec<_> = here.iter().map(|&pair| value(pair)).collect();
            let turned: Vec<_> = here.iter().map(|&(a, b)| value((b, a))).collect();
            let other = Sizes { selected: sizes.rest, rest: sizes.selected };
            prop_assert!((sizes.score(&values) - other.score(&turned)).abs() < 1e-9);
        }
    }
}
