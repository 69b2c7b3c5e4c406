//! `hotdesk demo`: a server with a recorded day, and a screen signed in. The server is a process of its own, so that the screen and
//! the server are measured, killed and restarted apart; it ends with the screen.

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveTime;

use super::stage::{self, Seat};
use crate::config::{Settings, Sources};

mod child;
mod day;
mod door;
mod floor;
mod office;
mod prepare;
mod users;
mod visit;

pub use office::Office;
pub use prepare::{Entry, Prepared};

/// Play a recorded day of real calls, with you as one more agent.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How fast the day runs: 4 is four seconds a second.
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// When the day begins; only for a day that has not been begun yet.
    #[arg(long, default_value = "10:00", value_name = "HH:MM", value_parser = time)]
    from: NaiveTime,
    /// Where the day is kept; a second start goes on where the first ended.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Forget the day that was begun there, and begin again.
    #[arg(long)]
    fresh: bool,
    /// Language of the screen.
    #[arg(long, value_name = "zh-CN|en")]
    locale: Option<String>,
    /// Whose screen is opened.
    #[arg(long = "as", value_enum, default_value_t = Seat::Agent)]
    seat: Seat,
    /// Write the session to a new file, for `hotdesk agent --play FILE`.
    #[arg(long, value_name = "FILE", conflicts_with = "headless")]
    record: Option<PathBuf>,
    /// Only the server and its floor: prints one line of JSON with `url`, `user` and `password`, and runs until it is ended.
    #[arg(long)]
    headless: bool,
}

/// A variable that is set for the server of a screen: it takes port and password from standard input, and ends when that ends.
const OF_SCREEN: &str = "HOTDESK_DEMO_OF_SCREEN";

impl Args {
    /// The settings; the day has a folder of its own beside that of a real hotline.
    fn settings(&self, sources: &Sources) -> anyhow::Result<Settings> {
        let mut settings = Settings::load(sources)?;
        let own = || settings.server.data_dir.join("demo");
        settings.server.data_dir = self.data_dir.clone().unwrap_or_else(own);
        Ok(settings)
    }
}

/// Runs the demo.
///
/// # Errors
/// When the settings are wrong or the day's folder cannot be written.
pub fn run(args: Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let locale = args.locale.iter().map(|locale| stage::locale_flag(locale));
    let sources = Sources::of_process(config, locale.collect());
    let settings = args.settings(&sources)?;
    if args.headless { floor::run(&args, &settings) } else { visit::run(&args, &settings, &sources) }
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "write a number such as 1, 4 or 0.5".to_owned())?;
    let fits = (0.1..=64.0).contains(&speed);
    if fits { Ok(speed) } else { Err("the day can run from 0.1 to 64 times as fast as it did".to_owned()) }
}

fn time(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "write a time of day such as 10:00".to_owned())
}
