//! How far forecasts would have been off: on each of the last mornings the days after it are forecast from what was known then, and laid
//! beside what came.

use chrono::{Days, NaiveDate};

use super::{Arrivals, Method, Morning};
use crate::domain::clock::Calendar;

/// Before a forecast is tried, so many days must lie before it; and so many mornings are tried at most.
const FIRST: u64 = 14;
const MORNINGS: u64 = 56;

/// How far forecasts were off, over all intervals that were forecast; an interval counts once for each morning that forecast it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Miss {
    /// Σ |forecast − calls|.
    pub off: f64,
    /// Σ calls.
    pub calls: f64,
    /// How many intervals.
    pub intervals: u32,
}

impl Miss {
    /// Weighted absolute percentage error: Σ |forecast − calls| / Σ calls.
    pub fn wape(&self) -> Option<f64> {
        (self.calls > 0.0).then(|| self.off / self.calls)
    }

    /// Mean absolute error, calls an interval.
    pub fn mae(&self) -> Option<f64> {
        (self.intervals > 0).then(|| self.off / f64::from(self.intervals))
    }

    fn add(&mut self, forecast: &[f64], calls: &[f64]) {
        self.off += forecast.iter().zip(calls).map(|(forecast, calls)| (forecast - calls).abs()).sum::<f64>();
        self.calls += calls.iter().sum::<f64>();
        self.intervals += calls.len() as u32;
    }

    fn merge(&mut self, other: &Self) {
        self.off += other.off;
        self.calls += other.calls;
        self.intervals += other.intervals;
    }
}

/// What the trial of all methods showed.
#[derive(Clone, Debug, PartialEq)]
pub struct BackTest {
    /// How many mornings were tried.
    pub mornings: u32,
    /// The method that was off least: the one to forecast with. Where nothing could be tried it is the naive one.
    pub best: Method,
    /// How far off it would have been to take on each morning the method that was best until then. This is what a forecast may be
    /// expected to be off by: no method was chosen by the days on which it is judged.
    pub chosen: Miss,
    /// How far off each method was, in the order of [`Method::ALL`]: the naive one first.
    pub methods: Vec<Miss>,
}

/// What one morning's forecast of one day was off by, for each method.
struct Trial {
    date: NaiveDate,
    misses: Vec<Miss>,
}

impl BackTest {
    /// Tries all methods on mornings up to the last day before `until`, each for so many days ahead.
    pub fn of(arrivals: &Arrivals, calendar: Option<&Calendar>, until: NaiveDate, ahead: u32) -> Self {
        let mut trials: Vec<Trial> = Vec::new();
        let (mut mornings, mut chosen) = (0, Miss::default());
        for date in tried(arrivals, until) {
            let known: Vec<_> = trials.iter().filter(|trial| trial.date < date).collect();
            let best = least(&sums(known.into_iter()));
            let of_morning = trial(&Morning::of(date, arrivals, calendar), date, arrivals, until, ahead);
            of_morning.iter().for_each(|trial| chosen.merge(&trial.misses[best]));
            mornings += u32::from(!of_morning.is_empty());
            trials.extend(of_morning);
        }
        let methods = sums(trials.iter());
        Self { mornings, best: Method::ALL[least(&methods)], chosen, methods }
    }

    /// How far off the naive forecast was.
    pub fn naive(&self) -> Miss {
        self.methods[0]
    }
}

/// The mornings that are tried, in order.
fn tried(arrivals: &Arrivals, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = arrivals.span().and_then(|(first, _)| first.checked_add_days(Days::new(FIRST)));
    let earliest = until.checked_sub_days(Days::new(MORNINGS));
    let first = first.max(earliest).unwrap_or(until);
    first.iter_days().take_while(move |date| *date < until)
}

fn trial(
    morning: &Morning<'_>,
    from: NaiveDate,
    arrivals: &Arrivals,
    until: NaiveDate,
    ahead: u32,
) -> Vec<Trial> {
    let dates = from.iter_days().take(ahead as usize).take_while(|date| *date < until);
    let known: Vec<_> = dates.filter_map(|date| Some((date, arrivals.day(date)?))).collect();
    let dates: Vec<_> = known.iter().map(|(date, _)| *date).collect();
    let forecasts: Vec<_> = Method::ALL.iter().map(|method| morning.expect(*method, &dates)).collect();
    let of = |(number, (date, calls)): (usize, &(NaiveDate, &[f64]))| {
        let miss = |forecast: &Option<Vec<Vec<f64>>>| {
            let mut miss = Miss::default();
            if let Some(forecast) = forecast {
                miss.add(&forecast[number], calls);
            }
            miss
        };
        Trial { date: *date, misses: forecasts.iter().map(miss).collect() }
    };
    known.iter().enumerate().map(of).collect()
}

fn sums<'a>(trials: impl Iterator<Item = &'a Trial>) -> Vec<Miss> {
    let mut sums = vec![Miss::default(); Method::ALL.len()];
    for trial in trials {
        sums.iter_mut().zip(&trial.misses).for_each(|(sum, miss)| sum.merge(miss));
    }
    sums
}

/// Which was off least; the first of equals.
fn least(misses: &[Miss]) -> usize {
    let by = |a: &usize, b: &usize| misses[*a].off.total_cmp(&misses[*b].off);
    (0..misses.len()).min_by(by).unwrap_or_default()
}
