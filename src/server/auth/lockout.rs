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
        if all.len() >= NAMES && !all.contains_key(user) {
            self.forget_one(&mut all);
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

    /// Forgets the oldest name that never had to wait, if there is one: invented names do not take a wait away from a real one.
    fn forget_one(&self, all: &mut HashMap<String, Tries>) {
        let least = all.iter().min_by_key(|(_, tries)| (tries.count >= self.free_tries, tries.next));
        if let Some(name) = least.map(|(name, _)| name.clone()) {
            all.remove(&name);
        }
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

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_names_takes_no_wait_away_and_fills_no_memory() {
        let first_wait = Duration::from_secs(60);
        let lockout = Lockout::new(&Limits { free_tries: 2, first_wait, ..Limits::default() });
        let tries = [lockout.try_once("li"), lockout.try_once("li")];
        assert_eq!(tries, [Ok(()); 2]);
        tokio::time::advance(first_wait).await;
        for name in 0..NAMES + 100 {
            lockout.try_once(&name.to_string()).expect("a new name");
        }
        assert_eq!(lockout.tries.lock().expect("unpoisoned").len(), NAMES);
        lockout.try_once("li").expect("the wait is over");
        assert_eq!(lockout.try_once("li"), Err(120), "the wait goes on doubling");
    }
}
