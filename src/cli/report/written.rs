//! How a report is written, and where to.

use std::{
    fs,
    io::{self, IsTerminal},
    path::PathBuf,
};

use anyhow::{Context, bail};
use chrono::Utc;

use super::{given::Asked, paged};
use crate::{
    cli::{look, output},
    config::Settings,
    domain::Locale,
    metrics::{Report, Sheet},
    report::{Mark, Terminal, Wording, csv, html, json, table, xlsx},
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
    /// One page for a browser or a printer, with charts and formulas.
    Html,
    /// A workbook whose numbers are numbers.
    Xlsx,
}

impl Written {
    /// Whether people read it at once.
    pub fn is_for_people(&self) -> bool {
        self.format == Form::Table && self.output.is_none()
    }

    /// Writes a report; none for a list of calls behind a number.
    ///
    /// # Errors
    /// When the place cannot be written to, or a workbook cannot hold so many rows.
    pub fn write(
        &self,
        sheet: &Sheet,
        report: Option<Report>,
        asked: &Asked,
        settings: &Settings,
    ) -> anyhow::Result<()> {
        let locale = self.locale(settings);
        let words = Words::load(locale)?;
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let wording = Wording { locale, fill: &fill };
        let page = || paged::page(sheet, report, asked, &wording);
        let bytes = match self.format {
            Form::Table => table(sheet, &wording, terminal()).into_bytes(),
            Form::Json => format!("{}\n", serde_json::to_string_pretty(&json(sheet))?).into_bytes(),
            Form::Csv => csv(sheet, Mark::None)?,
            Form::Html => html(&page(), &wording).into_bytes(),
            Form::Xlsx => {
                xlsx(&page(), Utc::now(), &wording).context("a workbook cannot hold this; take csv")?
            }
        };
        self.put(&bytes)
    }

    fn put(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match &self.output {
            Some(path) => fs::write(path, bytes)
                .with_context(|| format!("cannot write {}; check the place", path.display())),
            None if self.format == Form::Xlsx && io::stdout().is_terminal() => {
                bail!("a workbook is nothing for a terminal: say where to with --output FILE.xlsx")
            }
            None => output::print(bytes),
        }
    }

    fn locale(&self, settings: &Settings) -> Locale {
        let given = self.lang.as_deref().and_then(crate::tui::words::locale_from_tag);
        given.unwrap_or_else(|| look::locale(&settings.screen))
    }
}

/// The terminal that a table is for.
fn terminal() -> Terminal {
    let columns = crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| usize::from(columns));
    Terminal { columns, width: text::width, wrap: text::wrap }
}
