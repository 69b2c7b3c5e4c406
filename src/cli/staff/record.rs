//! Records of calls, read into what staffing needs of them, in the memory of a line.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use flate2::bufread::MultiGzDecoder;

use super::given::Length;
use crate::{
    cli::output,
    config::{Settings, Sources},
    domain::{Exit, QueueId},
    import::{
        bank::{self, Rows},
        queue_log::{Entries, Talk, What},
    },
    metrics::{
        Ids, Ledger, WaitEnd, Whose,
        staffing::{History, Intervals},
    },
};

/// A record of calls.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// File of recorded calls; it may be packed by gzip.
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
    /// What kind of record it is.
    #[arg(long, value_enum, value_name = "FORM")]
    log_format: LogFormat,
    /// Only calls of this queue.
    #[arg(long, value_name = "QUEUE")]
    queue: Option<String>,
    /// Time zone of days and intervals. The bank's own, or that of the settings, if left out.
    #[arg(long, value_name = "ZONE")]
    tz: Option<Tz>,
}

/// Kinds of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    /// Asterisk's queue_log.
    QueueLog,
    /// The call records of the Anonymous Bank.
    Bank,
}

impl RecordArgs {
    /// Reads the record; says on standard error how many lines could not be read.
    ///
    /// # Errors
    /// When the file cannot be read, no line of it can, or it has no calls that were offered.
    pub fn read(&self, interval: Length, config: Option<PathBuf>) -> anyhow::Result<History<Ids>> {
        let mut history = History::new(
            self.zone(config)?,
            Intervals::of(interval.0)?,
            self.queue.as_deref().map(QueueId::from),
        );
        let reader = open(&self.log)?;
        let bad = match self.log_format {
            LogFormat::Bank => bank(reader, &mut history),
            LogFormat::QueueLog => queue_log(reader, &mut history),
        };
        let name = self.log.display();
        if let Some((count, first)) = &bad {
            output::complain(&format!("{name}: lines that could not be read: {count}; the first: {first}"));
        }
        ensure!(history.arrivals.span().is_some(), "{name} has no calls that were offered{}", self.hint());
        Ok(history)
    }

    /// The zone of days and intervals.
    ///
    /// # Errors
    /// When the settings cannot be read.
    fn zone(&self, config: Option<PathBuf>) -> anyhow::Result<Tz> {
        Ok(match (self.tz, self.log_format) {
            (Some(zone), _) => zone,
            (None, LogFormat::Bank) => bank::ZONE,
            (None, LogFormat::QueueLog) => {
                Settings::load(&Sources::of_process(config, Vec::new()))?.desk.zone
            }
        })
    }

    fn hint(&self) -> String {
        match &self.queue {
            Some(queue) => format!(" to the queue {queue}: check --queue"),
            None => ": check --log-format".to_owned(),
        }
    }
}

/// How many lines could not be read, and what is wrong with the first.
type Bad = Option<(u64, String)>;

fn bank(reader: impl BufRead, history: &mut History<Ids>) -> Bad {
    let mut bad = None;
    for row in Rows::new(reader) {
        let call = match row {
            Ok(call) => call,
            Err(error) => {
                spoilt(&mut bad, &error.to_string());
                continue;
            }
        };
        let (Some(record), Some(at)) = (call.record(), call.offered_at()) else { continue };
        let queue = call.service.queue();
        let end = match record.exit {
            None => WaitEnd::Answered,
            Some(Exit::Abandoned) => WaitEnd::Abandoned,
            Some(_) => WaitEnd::Otherwise,
        };
        history.wait(at, &queue, u64::from(record.wait_s) * 1_000, end);
        if end == WaitEnd::Answered {
            handled(history, at, &queue, record.talk_s);
        }
    }
    bad
}

fn queue_log(reader: impl BufRead, history: &mut History<Ids>) -> Bad {
    let (mut bad, mut entries) = (None, Entries::new(reader));
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) => {
                if let Some(queue) = entry.queue.map(QueueId::from) {
                    happened(history, entry.at, &queue, &entry.what);
                }
            }
            Err(error) => spoilt(&mut bad, &error.to_string()),
        }
    }
    bad
}

/// Each wait is told where it ends, with its length: nobody need remember who waits.
fn happened(history: &mut History<Ids>, at: DateTime<Utc>, queue: &QueueId, what: &What<'_>) {
    let mut waited = |wait_s: u32, end| {
        history.wait(at - TimeDelta::seconds(wait_s.into()), queue, u64::from(wait_s) * 1_000, end);
    };
    match what {
        What::Connect { wait_s, .. } => waited(*wait_s, WaitEnd::Answered),
        What::Abandon(wait) => waited(wait.wait_s.unwrap_or_default(), WaitEnd::Abandoned),
        What::ExitWithTimeout(wait)
        | What::ExitEmpty(wait)
        | What::ExitWithKey { wait, .. }
        | What::Withdraw { wait, .. } => waited(wait.wait_s.unwrap_or_default(), WaitEnd::Otherwise),
        What::CompleteCaller(Talk { talk_s, .. })
        | What::CompleteAgent(Talk { talk_s, .. })
        | What::BlindTransfer { talk: Talk { talk_s, .. }, .. }
        | What::AttendedTransfer { talk: Talk { talk_s, .. }, .. } => handled(history, at, queue, *talk_s),
        _ => {}
    }
}

fn handled(history: &mut History<Ids>, at: DateTime<Utc>, queue: &QueueId, talk_s: u32) {
    history.count(at, Whose::Queue(queue), None, |tally| {
        tally.handled += 1;
        tally.handled_ms += u64::from(talk_s) * 1_000;
    });
}

fn spoilt(bad: &mut Bad, why: &str) {
    bad.get_or_insert_with(|| (0, why.to_owned())).0 += 1;
}

fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let cannot = || format!("cannot read {}", path.display());
    let mut reader = BufReader::new(File::open(path).with_context(cannot)?);
    let packed = reader.fill_buf().with_context(cannot)?.starts_with(&[0x1f, 0x8b]);
    Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(reader))) } else { Box::new(reader) })
}
