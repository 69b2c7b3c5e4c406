//! Medians, and the rows of the table.

use std::time::{Duration, Instant};

/// Median of an odd number of runs, after one that does not count.
pub fn median(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    run();
    let mut taken: Vec<Duration> = (0..runs).map(|_| run()).collect();
    taken.sort();
    taken[taken.len() / 2]
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
        _ if us < 1000.0 => format!("{us:.0} µs"),
        _ if us < 1e6 => format!("{:.2} ms", us / 1e3),
        _ => format!("{:.2} s", us / 1e6),
    }
}

/// One row of the table.
pub fn row(what: &str, measured: &str, reference: &str, ratio: Option<f64>) {
    let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    println!("| {what} | {measured} | {reference} | {ratio} |");
}
