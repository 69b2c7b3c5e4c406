//! How long to wait: for answers, and between tries.

use std::time::Duration;

/// A source of chance: a number from 0 (included) to 1 (excluded).
pub type Jitter = Box<dyn FnMut() -> f64 + Send + Sync>;

/// How long the client waits for what.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer.
    pub answer: Duration,
    /// For a sign of life on the live stream; the server gives one every 10 s.
    pub heartbeat: Duration,
    /// Between tries.
    pub backoff: Backoff,
}

/// Exponential backoff with full jitter: after n failures a wait of anything from nothing to `first` × 2ⁿ⁻¹, at most `most`.
/// (Brooker, "Exponential Backoff And Jitter", 2015: the spread keeps a thousand screens from coming back in the same instant.)
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// Upper bound of the first wait.
    pub first: Duration,
    /// Upper bound of any wait.
    pub most: Duration,
}

impl Backoff {
    /// The wait after so many failures in a row. `chance` is from 0 to 1.
    pub fn delay(&self, failures: u32, chance: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let bound = self.first.saturating_mul(1 << doublings).min(self.most);
        bound.mul_f64(chance.clamp(0.0, 1.0))
    }
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(3),
            answer: seconds(15),
            heartbeat: seconds(25),
            backoff: Backoff { first: Duration::from_millis(500), most: seconds(15) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failures: u32, chance: f64, millis: u64) {
        let backoff = Backoff { first: Duration::from_millis(500), most: Duration::from_secs(15) };
        assert_eq!(backoff.delay(failures, chance), Duration::from_millis(millis));
    }

    #[test]
    fn waits_double_up_to_the_most_and_are_spread_over_all_of_it() {
        check(1, 0.5, 250);
        check(2, 0.5, 500);
        check(4, 0.25, 1_000);
        check(40, 1.0, 15_000);
        check(u32::MAX, 0.0, 0);
    }
}
