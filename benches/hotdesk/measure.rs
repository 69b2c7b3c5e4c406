//! Medians, and the rows of the table.

use std::time::{Duration, Instant};

/// Median of an odd number of runs, after one that does not count.
pub fn median(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    run();
    let mut taken: Vec<Duration> = (0..runs).map(|_| run()).collect();
    at(&mut taken, 0.5)
}

/// What this share of the durations does not exceed.
pub fn at(taken: &mut [Duration], share: f64) -> Duration {
    taken.sort_unstable();
    taken[((taken.len() - 1) as f64 * share) as usize]
}

/// How long something takes.
pub fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// A duration for people.
pub fn show(duration: Duration) -> String {
    let us = duration.as_secs_f64() * 1e6;
    match us {
        _ if us < 1.0 => format!("{:.0} ns", us * 1e3),
        _ if us < 1000.0 => format!("{us:.0} µs"),
        _ if us < 1e6 => format!("{:.2} ms", us / 1e3),
        _ => format!("{:.2} s", us / 1e6),
    }
}

/// Median and 99th percentile for people.
pub fn show_spread(taken: &mut [Duration]) -> String {
    format!("median {}, p99 {}", show(at(taken, 0.5)), show(at(taken, 0.99)))
}

/// So many things in so much time, a second, for people.
pub fn show_rate(count: usize, time: Duration) -> String {
    format!("{:.0}/s", count as f64 / time.as_secs_f64())
}

/// How much longer the first is than the second.
pub fn ratio(first: Duration, second: Duration) -> Option<f64> {
    Some(first.as_secs_f64() / second.as_secs_f64())
}

/// One row of the table.
pub fn row(what: &str, measured: &str, reference: &str, ratio: Option<f64>) {
    let ratio = ratio.map_or_else(String::new, |ratio| match ratio {
        _ if ratio < 0.01 => format!("{ratio:.4}"),
        _ => format!("{ratio:.2}"),
    });
    println!("| {what} | {measured} | {reference} | {ratio} |");
}
