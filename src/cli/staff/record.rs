//! Records of calls, read into what staffing needs of them.

use std::path::PathBuf;

use anyhow::ensure;
use chrono_tz::Tz;

use super::given::Length;
use crate::{
    cli::{
        record::RecordForm,
        report::{file, given::Asked},
    },
    config::{Settings, Sources},
    metrics::staffing::{History, Intervals},
    report::{ByNumber, Names, Strictness},
};

/// A record of calls.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// The record of a phone switch; several are read one after the other, - is standard input. May be packed by gzip.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    log: Vec<PathBuf>,
    #[command(flatten)]
    record: RecordForm,
    /// Only calls of this queue.
    #[arg(long, value_name = "QUEUE")]
    queue: Option<String>,
    /// Zone of days and intervals; the settings' if left out, or that of the record where it has one.
    #[arg(long, value_name = "ZONE")]
    tz: Option<Tz>,
    /// Stop at the first line that cannot be read.
    #[arg(long)]
    strict: bool,
}

impl RecordArgs {
    /// Reads the record; says on standard error which lines could not be read.
    ///
    /// # Errors
    /// When a file cannot be read, or it has no calls that were offered.
    pub fn read(&self, interval: Length, config: Option<PathBuf>) -> anyhow::Result<History<ByNumber>> {
        let settings = Settings::load(&Sources::of_process(config, Vec::new()))?;
        let zone = self.record.zone(self.tz, &settings);
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Lenient };
        let asked = Asked::all(self.log.clone(), self.record.log_format(zone)?, zone, strictness);
        let mut names = Names::default();
        let queue = self.queue.as_deref().map(|queue| names.of(queue));
        let history = History::new(zone, Intervals::of(interval.0)?, queue);
        let reading = file::read::<ByNumber, _>(names, history, &asked)?;
        file::complain(&reading.so_far);
        ensure!(
            reading.ledger.arrivals.span().is_some(),
            "the record has no calls that were offered{}",
            self.hint()
        );
        Ok(reading.ledger)
    }

    fn hint(&self) -> String {
        match &self.queue {
            Some(queue) => format!(" to the queue {queue}: check --queue"),
            None => ": check --log-format".to_owned(),
        }
    }
}
