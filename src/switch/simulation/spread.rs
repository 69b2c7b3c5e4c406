//! How long things take: a distribution, and durations drawn from it. Pure.

use std::f64::consts::TAU;

use chrono::TimeDelta;
use rand::{Rng, RngExt};

/// A distribution of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Always as long, s.
    Fixed(u32),
    /// As if it could end at any moment alike: waits of callers who give up are of this kind. Its mean, s.
    Exponential(u32),
    /// Many short ones and a few very long ones: talks are of this kind (Brown and others, "Statistical analysis of a telephone call
    /// center", 2005).
    Lognormal {
        /// Their mean, s.
        mean: u32,
        /// Their standard deviation, s.
        deviation: u32,
    },
}

impl Spread {
    /// One of them.
    pub fn draw(self, draws: &mut impl Rng) -> TimeDelta {
        let seconds = match self {
            Self::Fixed(seconds) => f64::from(seconds),
            Self::Exponential(mean) => f64::from(mean) * exponential(draws),
            Self::Lognormal { mean: 0, .. } => 0.0,
            Self::Lognormal { mean, deviation } => lognormal(f64::from(mean), f64::from(deviation), draws),
        };
        // Whole milliseconds: more is finer than anything that is shown.
        TimeDelta::milliseconds((seconds * 1_000.0) as i64)
    }
}

/// Exponentially distributed with a mean of 1.
pub fn exponential(draws: &mut impl Rng) -> f64 {
    -(1.0 - draws.random::<f64>()).ln()
}

/// By its mean and standard deviation; the logarithm is normally distributed, which is drawn by Box and Muller's way.
fn lognormal(mean: f64, deviation: f64, draws: &mut impl Rng) -> f64 {
    let variance = (deviation / mean).powi(2).ln_1p();
    let normal = (2.0 * exponential(draws)).sqrt() * (TAU * draws.random::<f64>()).cos();
    (mean.ln() - variance / 2.0 + variance.sqrt() * normal).exp()
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    use super::*;

    /// Mean and standard deviation of many draws are those asked for, within a twentieth.
    fn check(spread: Spread, mean: f64, deviation: f64) {
        let mut draws = Xoshiro256PlusPlus::seed_from_u64(1);
        let drawn: Vec<f64> = (0..100_000).map(|_| spread.draw(&mut draws).as_seconds_f64()).collect();
        let average = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / drawn.len() as f64;
        let found = average(&mut drawn.iter().copied());
        let variance = average(&mut drawn.iter().map(|value| (value - found).powi(2)));
        let close = |found: f64, wanted: f64| (found - wanted).abs() <= wanted / 20.0;
        assert!(close(found, mean) && close(variance.sqrt(), deviation), "{found} {}", variance.sqrt());
    }

    #[test]
    fn durations_are_as_asked_for() {
        check(Spread::Fixed(8), 8.0, 0.0);
        check(Spread::Exponential(300), 300.0, 300.0);
        check(Spread::Lognormal { mean: 180, deviation: 120 }, 180.0, 120.0);
        check(Spread::Lognormal { mean: 180, deviation: 0 }, 180.0, 0.0);
        check(Spread::Lognormal { mean: 0, deviation: 5 }, 0.0, 0.0);
    }
}
