//! The report of queues over the `queue_log` of a million calls, beside the same report by programs that people take for such questions, and
//! beside the least that a pass over the file can be.
//!
//! DuckDB and polars are asked through Python (`pip install duckdb polars`; `HOTDESK_BENCH_PYTHON` names the Python that has them). Their
//! times are those of the whole process, as ours; what Python and the library need to begin is told apart.

use std::{path::Path, time::Duration};

use crate::{
    measure::{at, ratio, row, show},
    process,
};

use programs::{Found, Program};
use same::Rows;

mod log;
mod programs;
mod same;

/// Sixty days make a million calls.
const DAYS: u64 = 60;
const RUNS: usize = 5;

/// Prints the rows.
pub fn run() {
    if !process::is_known() {
        return eprintln!("the report over a million calls is measured on Linux only");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("queue_log");
    let size = log::write(&path, DAYS).expect("a log");
    let found = Found::look(folder.path());
    let rows = check(&found, &path, &size);
    let megabytes = size.bytes / 1_000_000;
    let calls = DAYS * log::CALLS_A_DAY;
    let what =
        format!("report of queues by 30 min over {calls} calls ({} lines, {megabytes} MB)", size.lines);
    let figures = measure(&found.all(), &path);
    let ours = &figures[0];
    for (program, theirs) in found.all().iter().zip(&figures).skip(1) {
        let kind = if program.is_whole { format!("{what}: the same {rows} rows") } else { what.clone() };
        let share = ratio(ours.time, theirs.time);
        row(&kind, &ours.shown(), &format!("{}: {}", program.name, theirs.shown()), share);
    }
    grow(&found.ours, ours, folder.path());
}

/// What a program took.
struct Figures {
    /// Median of [`RUNS`].
    time: Duration,
    peak_mb: f64,
}

impl Figures {
    fn shown(&self) -> String {
        format!("{}, {:.1} MB", show(self.time), self.peak_mb)
    }
}

/// Runs them in turn, so that a busy minute of the machine hits all alike.
fn measure(programs: &[&Program], log: &Path) -> Vec<Figures> {
    let mut taken = vec![Vec::new(); programs.len()];
    for _ in 0..RUNS {
        for (program, taken) in programs.iter().zip(&mut taken) {
            taken.push(program.time(log));
        }
    }
    let figures = |(program, mut taken): (&&Program, Vec<Duration>)| {
        let (_, peak_mb) = program.watch(log);
        Figures { time: at(&mut taken, 0.5), peak_mb }
    };
    programs.iter().zip(taken).map(figures).collect()
}

/// All must give the same numbers; tells how many rows they are.
fn check(found: &Found, log: &Path, size: &log::Size) -> usize {
    let ours = Rows::of_ours(&found.ours.watch(log).0);
    for program in &found.peers {
        ours.assert_same(&Rows::of_peer(&program.watch(log).0), &program.name);
    }
    for program in &found.floors {
        let printed = program.watch(log).0;
        match program.name.as_str() {
            programs::LINES => {
                assert!(printed.starts_with(&format!("{} ", size.lines)), "wc counts {printed}")
            }
            _ => ours.assert_waits(&printed, &program.name),
        }
    }
    ours.count()
}

/// Ten times the calls.
fn grow(ours: &Program, long: &Figures, folder: &Path) {
    let path = folder.join("tenth");
    log::write(&path, DAYS / 10).expect("a log");
    let short = measure(&[ours], &path).remove(0);
    let calls = DAYS / 10 * log::CALLS_A_DAY;
    let reference = format!("{calls} calls: {}", short.shown());
    row("the same report, ten times the calls", &long.shown(), &reference, ratio(long.time, short.time));
}
