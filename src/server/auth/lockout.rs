//! Delays after wrong passwords, by user name: none for the first few, then each twice the one before.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::server::limits::Limits;

/// Names remembered at most; a flood of invented names must not fill the memory.
const NAMES: usize = 10_000;

/// Delays after wrong passwords.
pub struct Lockout {
    free_tries: u32,
    first: Duration,
    longest: Duration,
    tries: Mutex<HashMap<String, Tries>>,
}

struct Tries {
    count: u32,
    next: Instant,
}

impl Lockout {
    pub fn new(limits: &Limits) -> Self {
        let Limits { free_tries, first_wait, longest_wait, .. } = *limits;
        Self { free_tries, first: first_wait, longest: longest_wait, tries: Mutex::default() }
    }

    /// Counts a try as wrong until it is forgiven, so that many at once are no way round.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn try_once(&self, user: &str) -> Result<(), u32> {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if all.len() >= NAMES {
            all.retain(|_, tries| tries.next > now);
        }
        let tries = all.entry(user.to_owned()).or_insert(Tries { count: 0, next: now });
        if tries.next > now {
            let left = (tries.next - now).as_secs_f64().ceil();
            return Err(left as u32);
        }
        tries.count += 1;
        tries.next = now + self.delay(tries.count);
        Ok(())
    }

    /// The password was right.
    pub fn forgive(&self, user: &str) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(user);
    }

    fn delay(&self, count: u32) -> Duration {
        let Some(beyond) = count.checked_sub(self.free_tries) else { return Duration::ZERO };
        self.first.saturating_mul(1_u32.checked_shl(beyond).unwrap_or(u32::MAX)).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_wrong_password_doubles_the_delay() {
        let (first_wait, longest_wait) = (Duration::from_secs(1), Duration::from_secs(4));
        let lockout = Lockout::new(&Limits { free_tries: 3, first_wait, longest_wait, ..Limits::default() });
        let mut waits = Vec::new();
        for _ in 0..7 {
            while let Err(seconds) = lockout.try_once("li") {
                waits.push(seconds);
                tokio::time::advance(Duration::from_secs(seconds.into())).await;
            }
        }
        assert_eq!(waits, [1, 2, 4, 4]);
        lockout.forgive("li");
        assert_eq!(lockout.try_once("li"), Ok(()));
    }
}
