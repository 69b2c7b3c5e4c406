//! How long callers wait, as a distribution: percentiles in little memory, mergeable.

use std::fmt;

use sketches_ddsketch::{Config, DDSketch};

/// The waits of answered calls. A percentile is at most 1 % off (DDSketch: Masson, Rim, Lee 2019), whatever the distribution.
#[derive(Clone)]
pub struct Waits(DDSketch);

/// How far off a percentile may be, as a share of itself.
const ERROR: f64 = 0.01;
/// Enough for waits from a millisecond to weeks.
const BINS: u32 = 2_048;
/// Shorter waits are none, s.
const SHORTEST: f64 = 0.001;

impl Default for Waits {
    fn default() -> Self {
        Self(DDSketch::new(Config::new(ERROR, BINS, SHORTEST)))
    }
}

impl fmt::Debug for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "waits of {} calls", self.0.count())
    }
}

impl Waits {
    /// Counts a wait, ms.
    pub fn add(&mut self, wait_ms: u64) {
        self.0.add(wait_ms as f64 / 1_000.0);
    }

    /// The wait, s, that this share of the calls did not pass; none where there were no calls.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        self.0.quantile(share).ok().flatten().map(|seconds| seconds.max(0.0))
    }

    /// Adds other calls.
    pub fn merge(&mut self, other: &Self) {
        // Sketches of one configuration always fit each other.
        let _ = self.0.merge(&other.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_percentile_is_off_by_one_in_a_hundred_at_most(
            mut waits in prop::collection::vec(0..2_000_000_u64, 1..300),
            share in 0.0..=1.0,
            cut in 0..300_usize,
        ) {
            let (mut first, mut rest) = (Waits::default(), Waits::default());
            for (place, wait) in waits.iter().enumerate() {
                if place < cut { first.add(*wait) } else { rest.add(*wait) }
            }
            first.merge(&rest);
            waits.sort_unstable();
            let rank = (share * (waits.len() - 1) as f64) as usize;
            let (low, high) = (waits[rank], waits[(rank + 1).min(waits.len() - 1)]);
            let seen = first.percentile(share).expect("there are waits");
            prop_assert!(seen >= low as f64 / 1_000.0 * 0.989 && seen <= high as f64 / 1_000.0 * 1.011 + 0.001);
        }
    }

    #[test]
    fn no_calls_have_no_percentile() {
        assert_eq!(Waits::default().percentile(0.5), None);
    }
}
