//! How a report is written, and where to.

use std::{fs, path::PathBuf};

use anyhow::Context;

use crate::{
    cli::{look, output},
    config::Settings,
    domain::Locale,
    metrics::Sheet,
    report::{Mark, Terminal, Wording, csv, json, table},
    tui::{text, words::Words},
};

/// Columns of a table that goes nowhere near a terminal.
const COLUMNS: usize = 80;

/// How and where.
#[derive(Clone, Debug, clap::Args)]
pub struct Written {
    /// How the report is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    /// Language of titles; that of the screens if left out.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Write into this file.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people, on a terminal.
    #[default]
    Table,
    /// For programs: an array of rows.
    Json,
    /// For programs and spreadsheets.
    Csv,
}

impl Written {
    /// Whether people read it at once.
    pub fn is_for_people(&self) -> bool {
        self.format == Form::Table && self.output.is_none()
    }

    /// Writes the report.
    ///
    /// # Errors
    /// When the place cannot be written to.
    pub fn write(&self, sheet: &Sheet, settings: &Settings) -> anyhow::Result<()> {
        let bytes = match self.format {
            Form::Table => self.table(sheet, settings)?.into_bytes(),
            Form::Json => format!("{}\n", serde_json::to_string_pretty(&json(sheet))?).into_bytes(),
            Form::Csv => csv(sheet, Mark::None)?,
        };
        match &self.output {
            None => output::print(&bytes),
            Some(path) => fs::write(path, bytes)
                .with_context(|| format!("cannot write {}; check the place", path.display())),
        }
    }

    fn table(&self, sheet: &Sheet, settings: &Settings) -> anyhow::Result<String> {
        let locale = self.locale(settings);
        let words = Words::load(locale)?;
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let columns = crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| usize::from(columns));
        let terminal = Terminal { columns, width: text::width, wrap: text::wrap };
        Ok(table(sheet, &Wording { locale, fill: &fill }, terminal))
    }

    fn locale(&self, settings: &Settings) -> Locale {
        let given = self.lang.as_deref().and_then(crate::tui::words::locale_from_tag);
        given.unwrap_or_else(|| look::locale(&settings.screen))
    }
}
