//! What a report is asked for: which record, which time, which promises.

use std::path::PathBuf;

use anyhow::bail;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::targets::Targets;
use crate::{
    api::WhichReport,
    cli::{reckoning, record::RecordForm, staff::given::Length},
    config::Settings,
    metrics::{Every, Interval, Promise},
    report::{LogFormat, Strictness},
};

/// Which record, which time, which promises.
#[derive(Clone, Debug, clap::Args)]
pub struct Given {
    /// The record of a phone switch instead of a server's log; several are read one after the other, - is standard input. May be packed
    /// by gzip.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub log: Vec<PathBuf>,
    #[command(flatten)]
    record: RecordForm,
    /// From this instant on, such as 2026-03-02 or 2026-03-02T08:00:00+08:00.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Up to this instant, which is not in it any more.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Length of an interval: 15m, 30m, 1h, 1d, 1w, 1mo, all.
    #[arg(long, value_name = "LENGTH", default_value_t)]
    interval: Every,
    /// Zone of days, of the times given and of a record that tells none; the settings' if left out, or that of the record where it has one.
    #[arg(long, value_name = "ZONE")]
    tz: Option<Tz>,
    /// Answer-time target: a wait of at most this is within it. Left out, it is 20s for a record, and for a server what each queue
    /// promised at the time.
    #[arg(long, value_name = "LENGTH")]
    service_level: Option<Length>,
    /// An abandonment after at most this wait is short. Left out, it is 5s for a record, and for a server what each queue had at the
    /// time.
    #[arg(long, value_name = "LENGTH")]
    short_abandon: Option<Length>,
    /// Targets of single queues, and since when: a file of `[[target]]` with queue, from, target_s, short_abandon_s.
    #[arg(long, value_name = "FILE", requires = "log")]
    targets: Option<PathBuf>,
    /// Percentiles of the waits of answered calls, too; each is at most 1 % off.
    #[arg(long, requires = "log")]
    percentiles: bool,
    /// Count, too, how many callers called again within so many days (FCR); 7 are usual.
    #[arg(long, value_name = "DAYS", requires = "log")]
    first_contact: Option<u16>,
    /// Stop at the first line of a record that cannot be read.
    #[arg(long, requires = "log")]
    strict: bool,
}

/// What is asked for, understood.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The records; none: a server is asked.
    pub logs: Vec<PathBuf>,
    /// What they are.
    pub format: LogFormat,
    /// What a server is asked for.
    pub which: WhichReport,
    /// The time.
    pub range: Interval,
    /// Its end, where one was given.
    pub until: Option<DateTime<Utc>>,
    /// Its intervals.
    pub every: Every,
    /// The zone.
    pub zone: Tz,
    /// What queues promise.
    pub promise: Promise,
    /// What they promise from a date on.
    pub targets: Targets,
    /// Whether percentiles are wanted.
    pub percentiles: bool,
    /// Within which time a caller who calls again has the same matter.
    pub first_contact: Option<TimeDelta>,
    /// Whether bad lines are allowed.
    pub strictness: Strictness,
    /// Whether a bar tells how far the reading has come.
    pub progress: Progress,
}

/// Whether a bar tells how far a reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// On a terminal.
    Shown,
    /// The terminal is somebody else's.
    Hidden,
}

impl Asked {
    /// The same records, of what this asks for.
    pub fn over(&self, which: WhichReport) -> Self {
        let (range, until, every) = (which.range(), which.to, which.interval);
        Self { range, until, every, which, ..self.clone() }
    }

    /// Understands what is given.
    ///
    /// # Errors
    /// When a time or a length cannot be read, or the time ends before it begins.
    pub fn new(given: &Given, settings: &Settings) -> anyhow::Result<Self> {
        let zone = given.record.zone(given.tz, settings);
        let format = given.record.log_format(zone)?;
        let instant =
            |text: &Option<String>| text.as_deref().map(|text| reckoning::instant_in(text, zone)).transpose();
        let (from, until) = (instant(&given.from)?, instant(&given.to)?);
        let which = WhichReport {
            from,
            to: until,
            interval: given.interval,
            tz: given.tz,
            target_s: given.service_level.map(seconds).transpose()?,
            short_abandon_s: given.short_abandon.map(seconds).transpose()?,
        };
        let range = which.range();
        if range.to <= range.from {
            bail!("the time ends before it begins: give --to later than --from");
        }
        let usual = Promise::default();
        let promise = Promise {
            target_s: which.target_s.unwrap_or(usual.target_s),
            short_abandon_s: which.short_abandon_s.unwrap_or(usual.short_abandon_s),
        };
        let targets = given.targets.as_deref().map(|file| Targets::read(file, promise, zone)).transpose()?;
        let targets = targets.unwrap_or_else(|| Targets { everywhere: promise.into(), ..Targets::default() });
        let percentiles = given.percentiles;
        let first_contact = given.first_contact.map(|days| TimeDelta::days(days.into()));
        let strictness = if given.strict { Strictness::Strict } else { Strictness::Lenient };
        let logs = given.log.clone();
        Ok(Self {
            logs,
            format,
            which,
            range,
            until,
            every: given.interval,
            zone,
            promise,
            targets,
            percentiles,
            first_contact,
            strictness,
            progress: Progress::Shown,
        })
    }

    /// All of these records, for who counts by other times than a report's.
    pub fn all(logs: Vec<PathBuf>, format: LogFormat, zone: Tz, strictness: Strictness) -> Self {
        Self {
            logs,
            format,
            which: WhichReport::default(),
            range: Interval::ALL,
            until: None,
            every: Every::All,
            zone,
            promise: Promise::default(),
            targets: Targets::default(),
            percentiles: false,
            first_contact: None,
            strictness,
            progress: Progress::Shown,
        }
    }
}

fn seconds(length: Length) -> anyhow::Result<u32> {
    let is_whole = length.0.fract() == 0.0 && (0.0..=86_400.0).contains(&length.0);
    if !is_whole {
        bail!("a wait of {} s cannot be a limit: give whole seconds, a day at most", length.0);
    }
    Ok(length.0 as u32)
}
