//! `hotdesk staff day`: a day's agents, needed and rostered.

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{
    forecast::{DaysOff, Forecast, back_test, instant, known, trust},
    form::{self, Format, NOTHING, percent, plain},
    given::{GoalArgs, Length},
    record::RecordArgs,
    roster_of_site,
};
use crate::{
    config::{Settings, Sources, toml_at},
    metrics::staffing::{Intervals, Patience, Plan, Roster, Staffed},
};

/// The widest bar, in characters: up to as many agents each is one.
const WIDEST: f64 = 18.0;

/// Lay the agents that a day needs beside those who are rostered.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    record: RecordArgs,
    /// The day; what came from then on is not looked at.
    #[arg(long, value_name = "DATE")]
    date: NaiveDate,
    /// How long the intervals are.
    #[arg(long, value_name = "LENGTH", default_value = "30m")]
    interval: Length,
    /// Average handling time. That of the record if left out.
    #[arg(long, value_name = "LENGTH")]
    aht: Option<Length>,
    #[command(flatten)]
    goal: GoalArgs,
    /// Who works when; see config/roster.toml. The site's roster.toml, if there is one, if left out.
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    #[command(flatten)]
    days_off: DaysOff,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
}

/// What came out.
struct Answer {
    date: NaiveDate,
    zone: Tz,
    intervals: Intervals,
    plan: Plan,
    forecast: Forecast,
    rows: Vec<Staffed>,
    /// Calls by interval that came in the end, as far as the record knows.
    came: Option<Vec<f64>>,
}

pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<()> {
    let history = args.record.read(args.interval, config.clone())?;
    let (arrivals, intervals) = (&history.arrivals, history.arrivals.intervals());
    let plan = Plan {
        aht_s: args
            .aht
            .map(|aht| aht.0)
            .or(history.aht_s())
            .context("the record tells of no talk: say --aht")?,
        patience: args.goal.patience()?,
        goal: args.goal.goal()?,
        shrinkage: args.goal.shrinkage()?,
    };
    let calendar = args.days_off.calendar()?;
    let forecast = known(Forecast::of(arrivals, calendar.as_ref(), args.date, 1), args.date)?;
    let roster = roster(args.roster.as_deref(), config)?;
    let rostered = roster.map(|roster| roster.on(args.date, intervals));
    let answer = Answer {
        date: args.date,
        zone: history.zone(),
        intervals,
        plan,
        rows: plan.day(intervals, &forecast.days[0].1, rostered.as_deref())?,
        forecast,
        came: arrivals.day(args.date).map(<[f64]>::to_vec),
    };
    args.format.answer(|| answer.table(), || answer.json())
}

/// The roster that is named, else the site's.
fn roster(path: Option<&Path>, config: Option<PathBuf>) -> anyhow::Result<Option<Roster>> {
    Ok(match path {
        Some(path) => Some(toml_at(path)?),
        None => roster_of_site(&Settings::load(&Sources::of_process(config, Vec::new()))?.desk)?,
    })
}

impl Answer {
    fn json(&self) -> Value {
        let row = |(number, row): (usize, &Staffed)| {
            let there = row.rostered;
            json!({
                "interval_start": instant(self.date.and_time(self.intervals.start(number)), self.zone),
                "calls": row.calls,
                "calls_came": self.came.as_ref().map(|came| came[number]),
                "agents": row.needed.agents,
                "agents_with_shrinkage": row.on_roster,
                "service_level": row.needed.service_level,
                "occupancy": row.needed.occupancy,
                "rostered": there.map(|there| there.agents),
                "gap": there.map(|there| there.gap),
                "service_level_rostered": there.and_then(|there| there.service.service_level),
            })
        };
        json!({
            "date": self.date,
            "interval_s": self.intervals.length_s(),
            "aht_s": self.plan.aht_s,
            "back_test": back_test(&self.forecast.back_test, 1),
            "rows": self.rows.iter().enumerate().map(row).collect::<Vec<_>>(),
        })
    }

    fn table(&self) -> String {
        let within = format!("in {} s", plain(self.plan.goal.within_s(), 3));
        let mut rows = vec![
            ["", "calls", "came", "needed", &within, "rostered", "gap", &within, ""]
                .map(str::to_owned)
                .to_vec(),
        ];
        let busy = |row: &Staffed| row.calls >= 0.05 || row.rostered.is_some_and(|there| there.agents > 0.0);
        let first = self.rows.iter().position(busy).unwrap_or_default();
        let last = self.rows.iter().rposition(busy).unwrap_or_default();
        rows.extend((first..=last).map(|number| self.row(number)));
        [self.head(), String::new(), form::rows(&rows), String::new(), trust(&self.forecast.back_test, 1)]
            .join("\n")
    }

    fn head(&self) -> String {
        let Plan { aht_s, patience, goal, .. } = self.plan;
        let callers = match patience {
            Patience::Endless => "callers wait for ever".to_owned(),
            Patience::Mean(mean_s) => format!("mean patience {} s", plain(mean_s, 1)),
        };
        format!(
            "{}: {} % within {} s, {} s a call, {callers}\n# needed, | rostered",
            self.date.format("%a %Y-%m-%d"),
            plain(goal.share() * 100.0, 3),
            plain(goal.within_s(), 3),
            plain(aht_s, 1),
        )
    }

    fn row(&self, number: usize) -> Vec<String> {
        let row = &self.rows[number];
        let there = row.rostered;
        let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.into());
        vec![
            self.intervals.start(number).format("%H:%M").to_string(),
            format!("{:.1}", row.calls),
            or_nothing(self.came.as_ref().map(|came| plain(came[number], 0))),
            row.on_roster.to_string(),
            percent(row.needed.service_level),
            or_nothing(there.map(|there| plain(there.agents, 1))),
            or_nothing(there.map(|there| signed(there.gap))),
            percent(there.and_then(|there| there.service.service_level)),
            self.bar(row),
        ]
    }

    /// As many `#` as agents are needed, and a `|` after as many places as agents are rostered, on one scale for the day. All bars are of
    /// one width.
    fn bar(&self, row: &Staffed) -> String {
        let rostered = |row: &Staffed| row.rostered.map(|there| there.agents);
        let agents = |row: &Staffed| rostered(row).unwrap_or_default().max(row.on_roster as f64);
        let most = self.rows.iter().map(agents).fold(1.0, f64::max);
        let long = |agents: f64| (agents * (WIDEST / most).min(1.0)).round() as usize;
        let mut bar = format!("{:<width$}", "#".repeat(long(row.on_roster as f64)), width = long(most));
        if let Some(agents) = rostered(row) {
            bar.insert(long(agents), '|');
        }
        bar
    }
}

/// `+3`, `-2.5`, `0`.
fn signed(number: f64) -> String {
    let text = plain(number, 1);
    if number > 0.0 { format!("+{text}") } else { text }
}
