//! A `queue_log` as a hotline with 300 agents writes it: always the same one, in the order of time, calls and shifts mixed.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use rand::{RngExt, SeedableRng, rngs::SmallRng};

use staff::Staff;

mod call;
mod staff;

/// By number of their calls; who waits too long in another is sent on to the last.
pub const QUEUES: [&str; 5] = ["hotline", "billing", "technical", "orders", "overflow"];
/// On an average day.
pub const CALLS_A_DAY: u64 = 16_667;
/// A Monday, 2026-01-05, s.
const START: u64 = 1_767_571_200;
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// How many call in each hour of a day.
const HOURS: [u32; 24] =
    [6, 4, 3, 3, 4, 8, 20, 45, 80, 100, 105, 95, 80, 85, 100, 98, 92, 80, 60, 45, 35, 25, 15, 9];
/// The same for the days from Monday on, percent.
const WEEKDAYS: [u32; 7] = [115, 105, 100, 100, 95, 50, 35];

/// What was written.
pub struct Size {
    pub lines: u64,
    pub bytes: u64,
}

/// Writes so many days of it.
pub fn write(path: &Path, days: u64) -> io::Result<Size> {
    let mut log = Log {
        out: BufWriter::new(File::create(path)?),
        random: SmallRng::seed_from_u64(5),
        planned: BTreeMap::new(),
        made: 0,
        channels: 0,
        size: Size { lines: 0, bytes: 0 },
    };
    let mut staff = Staff::hired();
    let mut begun = 0;
    log.plan(START, "NONE", "NONE", "NONE", "QUEUESTART|");
    for at in arrivals(days) {
        while START + begun * DAY <= at {
            staff.plan_day(START + begun * DAY, &mut log);
            begun += 1;
        }
        log.write_until(at)?;
        call::plan(at, &mut staff, &mut log);
    }
    log.write_until(u64::MAX)?;
    log.out.flush()?;
    Ok(log.size)
}

/// When callers come, in order.
fn arrivals(days: u64) -> impl Iterator<Item = u64> {
    let weight = |hour: u64| HOURS[(hour % 24) as usize] * WEEKDAYS[(hour / 24 % 7) as usize];
    let all: u32 = (0..days * 24).map(weight).sum();
    let calls = days * CALLS_A_DAY;
    let mut random = SmallRng::seed_from_u64(4);
    let (mut hour, mut before) = (0, 0.0);
    (0..calls).map(move |nth| {
        let spot = (nth as f64 + random.random::<f64>()) / calls as f64 * f64::from(all);
        while hour + 1 < days * 24 && spot >= before + f64::from(weight(hour)) {
            before += f64::from(weight(hour));
            hour += 1;
        }
        let into_hour = (spot - before) / f64::from(weight(hour));
        START + hour * HOUR + ((into_hour * HOUR as f64) as u64).min(HOUR - 1)
    })
}

/// The file, and what will be written when its time has come.
struct Log {
    out: BufWriter<File>,
    random: SmallRng,
    /// By time; lines of one second as they were made.
    planned: BTreeMap<(u64, u64), String>,
    made: u64,
    channels: u64,
    size: Size,
}

impl Log {
    /// A line that is to be written at this time.
    fn plan(&mut self, at: u64, call: &str, queue: &str, agent: &str, event: &str) {
        self.made += 1;
        self.planned.insert((at, self.made), format!("{at}|{call}|{queue}|{agent}|{event}\n"));
    }

    /// Writes what happens until then.
    fn write_until(&mut self, at: u64) -> io::Result<()> {
        while let Some(first) = self.planned.first_entry().filter(|first| first.key().0 <= at) {
            let line = first.remove();
            self.out.write_all(line.as_bytes())?;
            self.size.lines += 1;
            self.size.bytes += line.len() as u64;
        }
        Ok(())
    }

    /// The `Uniqueid` of a new channel.
    fn channel(&mut self, at: u64) -> String {
        self.channels += 1;
        format!("pbx1-{at}.{}", self.channels)
    }

    /// Exponentially distributed, s.
    fn around(&mut self, mean: f64) -> u64 {
        (-(1.0 - self.random.random::<f64>()).ln() * mean) as u64
    }

    /// A yes in so many of a hundred cases.
    fn happens(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }
}
