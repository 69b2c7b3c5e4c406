//! How patient callers are, though most are answered before they show it: those who are answered would have waited on, nobody knows how long.

use std::collections::BTreeMap;

/// How many waits ended after so many whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ended {
    abandoned: u64,
    answered: u64,
}

/// Waits by how they ended. It grows with the longest wait, not with the number of calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    seconds: BTreeMap<u32, Ended>,
}

impl Waits {
    /// A wait of so many seconds that ended with the caller hanging up.
    pub fn abandoned(&mut self, wait_s: u32) {
        self.seconds.entry(wait_s).or_default().abandoned += 1;
    }

    /// A wait of so many seconds that ended otherwise: the caller was more patient than that.
    pub fn answered(&mut self, wait_s: u32) {
        self.seconds.entry(wait_s).or_default().answered += 1;
    }

    /// Adds the waits of another record.
    pub fn merge(&mut self, other: &Self) {
        for (wait_s, more) in &other.seconds {
            let ended = self.seconds.entry(*wait_s).or_default();
            ended.abandoned += more.abandoned;
            ended.answered += more.answered;
        }
    }

    /// How many waits there are, and how many of them ended with the caller hanging up.
    pub fn counts(&self) -> (u64, u64) {
        let ended = self.seconds.values();
        ended.fold((0, 0), |(all, abandoned), ended| {
            (all + ended.abandoned + ended.answered, abandoned + ended.abandoned)
        })
    }

    /// The mean of an exponentially distributed patience, s, that makes these waits most likely: Σ of all waits / abandoned. None where
    /// nobody hung up.
    pub fn mean_patience_s(&self) -> Option<f64> {
        let of =
            |(wait_s, ended): (&u32, &Ended)| f64::from(*wait_s) * (ended.abandoned + ended.answered) as f64;
        let waited: f64 = self.seconds.iter().map(of).sum();
        let (_, abandoned) = self.counts();
        (abandoned > 0).then(|| waited / abandoned as f64)
    }

    /// The share of callers who are more patient than each time, as Kaplan and Meier estimate it.
    pub fn survival(&self) -> Survival {
        let (mut at_risk, _) = self.counts();
        let (mut share, mut steps) = (1.0, Vec::new());
        for (wait_s, ended) in &self.seconds {
            share *= 1.0 - ended.abandoned as f64 / at_risk as f64;
            at_risk -= ended.abandoned + ended.answered;
            steps.push((*wait_s, share));
        }
        Survival { steps }
    }
}

/// The share of callers who are more patient than t: S(t) = Π (1 − d / n) over all times s ≤ t, where d hang up after s and n wait for s
/// or longer. Who is answered after s counts as having waited for s.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// Times at which waits ended, s, in order, with the share from there on.
    steps: Vec<(u32, f64)>,
}

impl Survival {
    /// The share that is more patient than so many seconds; none beyond the longest wait, of which nothing is known.
    pub fn at(&self, seconds: u32) -> Option<f64> {
        let known = self.steps.last().is_some_and(|(longest, share)| seconds <= *longest || *share == 0.0);
        let before = self.steps.partition_point(|(at, _)| *at <= seconds);
        let share = before.checked_sub(1).map_or(1.0, |last| self.steps[last].1);
        known.then_some(share)
    }

    /// After how many seconds half of all callers have lost patience; none if more than half are patient to the end.
    pub fn median_s(&self) -> Option<u32> {
        self.steps.iter().find(|(_, share)| *share <= 0.5).map(|(at, _)| *at)
    }

    /// The mean patience as far as it can be seen, s: ∫ S from 0 to the longest wait, which is returned with it. None without waits.
    pub fn restricted_mean_s(&self) -> Option<(f64, u32)> {
        let (longest, _) = *self.steps.last()?;
        let (mut mean, mut from, mut share) = (0.0, 0, 1.0);
        for (at, next) in &self.steps {
            mean += share * f64::from(at - from);
            (from, share) = (*at, *next);
        }
        Some((mean, longest))
    }
}
