//! `hotdesk metric`: the built-in help of numbers.

use std::process::ExitCode;

use anyhow::anyhow;

use super::{look, output};
use crate::{
    config::{Settings, Sources},
    report::{Topic, Wording},
    tui::{
        text,
        words::{Words, locale_from_tag},
    },
};

/// Say what a number is, how it is made, what it depends on, and who says so; without a name, list all numbers.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The number, as columns of reports are called: service_level, asa_s, rna.
    name: Option<String>,
    /// Language; that of the screens if left out.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

/// Columns in which a page is read easily.
const COLUMNS: usize = 100;

/// Runs the subcommand.
///
/// # Errors
/// When there is no such number, or the settings are wrong.
pub fn run(args: &Args, config: Option<std::path::PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = Settings::load(&Sources::of_process(config, Vec::new()))?;
    let given = args.lang.as_deref().and_then(locale_from_tag);
    let locale = given.unwrap_or_else(|| look::locale(&settings.screen));
    let words = Words::load(locale)?;
    let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
    let wording = Wording { locale, fill: &fill };
    let page = match &args.name {
        None => list(&wording),
        Some(name) => {
            let topic = Topic::named(name);
            topic
                .map(|topic| page(topic, &wording))
                .ok_or_else(|| anyhow!("{}", words.fill("report.help.unknown", &[("name", name)])))?
        }
    };
    output::print(page.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn list(wording: &Wording<'_>) -> String {
    let topics = Topic::all();
    let widest = topics.iter().map(|topic| topic.key.len()).max().unwrap_or(0);
    topics.iter().map(|topic| format!("{:widest$}  {}\n", topic.key, topic.name(wording))).collect()
}

fn page(topic: Topic, wording: &Wording<'_>) -> String {
    let page = topic.page(wording);
    let columns = crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| usize::from(columns));
    let lines = page.lines(wording);
    let names = lines.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0) + 2;
    let mut written = format!("{} ({})\n\n", page.name, topic.key);
    for (name, line) in lines {
        let room = columns.min(COLUMNS).saturating_sub(names).max(20);
        for (at, part) in text::wrap(&line, room).into_iter().enumerate() {
            let name = text::pad(if at == 0 { &name } else { "" }, names);
            written += &format!("{name}{part}\n");
        }
    }
    written
}
