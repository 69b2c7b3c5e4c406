//! What the record of another system is, as it is said on a command line.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use chrono_tz::Tz;

use crate::{
    config::Settings,
    import::{Mapping, RecordFormat, bank},
    report::LogFormat,
};

/// What a record is.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordForm {
    /// What the record is.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    log_format: Format,
    /// Which column of a csv is what: a file as in config/import.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

/// Forms of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Asterisk's queue_log.
    #[default]
    QueueLog,
    /// The call records of the Anonymous Bank.
    Bank,
    /// Asterisk's call detail records, Master.csv.
    Cdr,
    /// Asterisk's channel event log, Master.csv of cel_custom.
    Cel,
    /// Any table with a row for each call, and a --mapping.
    Csv,
}

impl RecordForm {
    /// The zone of days and of times that tell none: the one that is asked for, else the record's own, else the settings'.
    pub fn zone(&self, asked_for: Option<Tz>, settings: &Settings) -> Tz {
        let of_record = (self.log_format == Format::Bank).then_some(bank::ZONE);
        asked_for.or(of_record).unwrap_or(settings.desk.zone)
    }

    /// The form as the source of a report knows it.
    ///
    /// # Errors
    /// As [`RecordForm::understood`].
    pub fn log_format(&self, zone: Tz) -> anyhow::Result<LogFormat> {
        Ok(match self.understood(zone)? {
            RecordFormat::QueueLog => LogFormat::QueueLog,
            RecordFormat::Bank => LogFormat::Bank,
            whole => LogFormat::Calls(whole),
        })
    }

    /// The form, with times of this zone where the record tells none.
    ///
    /// # Errors
    /// When a csv has no mapping, something else has one, or the mapping cannot be read.
    pub fn understood(&self, zone: Tz) -> anyhow::Result<RecordFormat> {
        if self.mapping.is_some() && self.log_format != Format::Csv {
            bail!("a mapping is for --log-format csv; leave --mapping out");
        }
        Ok(match self.log_format {
            Format::QueueLog => RecordFormat::QueueLog,
            Format::Bank => RecordFormat::Bank,
            Format::Cdr => RecordFormat::Cdr(zone),
            Format::Cel => RecordFormat::Cel(zone),
            Format::Csv => {
                let file = self.mapping.as_deref();
                let file = file.context("a csv may be anything: give --mapping, as in config/import")?;
                RecordFormat::Csv(Box::new(mapping(file)?), zone)
            }
        })
    }
}

fn mapping(file: &Path) -> anyhow::Result<Mapping> {
    let name = file.display();
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {name}; check that it is there"))?;
    Mapping::parse(&text).with_context(|| format!("{name} does not tell which column is what"))
}
