//! When a delivery that failed is tried again, and when it is given up. Pure.

use std::time::Duration;

/// Doubling waits, without chance: whoever looks can say when the next attempt is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    /// The longest wait.
    pub most: Duration,
    /// Most attempts.
    pub attempts: u32,
}

impl Backoff {
    /// The wait after so many failures in a row; none if it is given up.
    pub fn after(&self, failures: u32) -> Option<Duration> {
        if failures >= self.attempts {
            return None;
        }
        let doublings = failures.saturating_sub(1).min(31);
        Some(self.first.saturating_mul(1 << doublings).min(self.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_most_until_it_is_given_up() {
        let seconds = Duration::from_secs;
        let backoff = Backoff { first: seconds(5), most: seconds(60), attempts: 7 };
        let waits: Vec<_> = (1..=8).map(|failures| backoff.after(failures)).collect();
        let some = |s| Some(seconds(s));
        assert_eq!(waits, [some(5), some(10), some(20), some(40), some(60), some(60), None, None]);
        let endless = Backoff { attempts: u32::MAX, ..backoff };
        assert_eq!(endless.after(1_000), Some(seconds(60)));
    }
}
