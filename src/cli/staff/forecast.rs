//! `hotdesk staff forecast`: calls to be expected, and how far such forecasts are off.

use std::path::PathBuf;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{
    form::{self, Format, percent, plain},
    given::Length,
    record::RecordArgs,
};
use crate::{
    config::{SiteFiles, calendar, calendar_at},
    domain::clock::Calendar,
    metrics::staffing::{Arrivals, BackTest, Intervals, Level, Method, Miss, Morning, Season},
};

/// How many days stand beside each other.
const BESIDE: usize = 7;

/// Say how many calls will come, from those that came, and how far off such a forecast is.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    record: RecordArgs,
    /// How long the intervals are.
    #[arg(long, value_name = "LENGTH", default_value = "30m")]
    interval: Length,
    /// First day of the forecast; what came from then on is not looked at. The day after the last one recorded if left out.
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// How many days.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    #[command(flatten)]
    days_off: DaysOff,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
}

/// Days that are not like others of their weekday.
#[derive(Clone, Debug, clap::Args)]
pub struct DaysOff {
    /// Calendar file, or the name of a built-in one: its days off are a kind of their own.
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
}

impl DaysOff {
    /// The calendar that names them, if one does.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn calendar(&self) -> anyhow::Result<Option<Calendar>> {
        let Some(path) = &self.calendar else { return Ok(None) };
        let name = path.to_string_lossy();
        let is_name = !path.exists() && !name.contains(['/', '.']);
        Ok(Some(if is_name { calendar(&SiteFiles::default(), &name)? } else { calendar_at(path)? }))
    }
}

/// What will come on some days, and how far off that may be.
pub struct Forecast {
    /// Calls by interval of each day.
    pub days: Vec<(NaiveDate, Vec<f64>)>,
    /// How it would have done so far.
    pub back_test: BackTest,
}

impl Forecast {
    /// Of so many days from this one on, by what was known on its morning. None where nothing was.
    pub fn of(arrivals: &Arrivals, calendar: Option<&Calendar>, from: NaiveDate, days: u32) -> Option<Self> {
        let back_test = BackTest::of(arrivals, calendar, from, days);
        let dates: Vec<_> = from.iter_days().take(days as usize).collect();
        let calls = Morning::of(from, arrivals, calendar).expect(back_test.best, &dates)?;
        Some(Self { days: dates.into_iter().zip(calls).collect(), back_test })
    }
}

pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<()> {
    let history = args.record.read(args.interval, config)?;
    let (arrivals, calendar) = (&history.arrivals, args.days_off.calendar()?);
    let next = arrivals.span().and_then(|(_, last)| last.checked_add_days(Days::new(1)));
    let from = args.from.or(next).unwrap_or_default();
    let forecast = known(Forecast::of(arrivals, calendar.as_ref(), from, args.days), from)?;
    args.format.answer(
        || table(&forecast, arrivals.intervals(), args.days),
        || json(&forecast, arrivals.intervals(), history.zone(), args.days),
    )
}

/// A forecast that something is known for.
///
/// # Errors
/// When nothing is: no call came before that day.
pub fn known<T>(forecast: Option<T>, from: NaiveDate) -> anyhow::Result<T> {
    let nothing =
        || anyhow::anyhow!("the record has no calls before {from}: take a later day, or an older record");
    forecast.ok_or_else(nothing)
}

fn json(forecast: &Forecast, intervals: Intervals, zone: Tz, days: u32) -> Value {
    let of_day = |(date, calls): &(NaiveDate, Vec<f64>)| {
        let row = |(number, calls): (usize, &f64)| json!({ "interval_start": instant(date.and_time(intervals.start(number)), zone), "calls": calls });
        calls.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    json!({
        "interval_s": intervals.length_s(),
        "method": name(forecast.back_test.best),
        "back_test": back_test(&forecast.back_test, days),
        "forecast": forecast.days.iter().flat_map(of_day).collect::<Vec<_>>(),
    })
}

/// How far off forecasts would have been, for programs.
pub fn back_test(tried: &BackTest, days: u32) -> Value {
    let miss = |miss: Miss| json!({ "wape": miss.wape(), "mae": miss.mae() });
    let methods = Method::ALL.iter().zip(&tried.methods);
    json!({
        "mornings": tried.mornings,
        "days_ahead": days,
        "chosen": miss(tried.chosen),
        "naive": miss(tried.naive()),
        "methods": methods.map(|(method, missed)| (name(*method), miss(*missed))).collect::<serde_json::Map<_, _>>(),
    })
}

/// An instant as programs read it; without its distance from UTC if the clocks leave it out.
pub fn instant(local: NaiveDateTime, zone: Tz) -> String {
    let at = zone.from_local_datetime(&local).earliest();
    at.map_or_else(|| local.format("%Y-%m-%dT%H:%M:%S").to_string(), |at| at.to_rfc3339())
}

fn table(forecast: &Forecast, intervals: Intervals, days: u32) -> String {
    let mut parts: Vec<_> = forecast.days.chunks(BESIDE).map(|days| beside(days, intervals)).collect();
    parts.push(trust(&forecast.back_test, days));
    parts.join("\n\n")
}

/// Some days beside each other, from the first interval in which somebody is expected to the last.
fn beside(days: &[(NaiveDate, Vec<f64>)], intervals: Intervals) -> String {
    let head = days.iter().map(|(date, _)| date.format("%a %m-%d").to_string());
    let mut rows = vec![[String::new()].into_iter().chain(head).collect()];
    let quiet = |number: &usize| days.iter().all(|(_, calls)| calls[*number] < 0.05);
    let first = (0..intervals.a_day()).find(|number| !quiet(number)).unwrap_or_default();
    let last = (0..intervals.a_day()).rfind(|number| !quiet(number)).unwrap_or_default();
    for number in first..=last {
        let start = intervals.start(number).format("%H:%M").to_string();
        let calls = days.iter().map(|(_, calls)| format!("{:.1}", calls[number]));
        rows.push([start].into_iter().chain(calls).collect());
    }
    let sums = days.iter().map(|(_, calls)| format!("{:.0}", calls.iter().sum::<f64>()));
    rows.push(["all".to_owned()].into_iter().chain(sums).collect());
    form::rows(&rows)
}

/// How far off forecasts would have been, for people.
pub fn trust(tried: &BackTest, days: u32) -> String {
    let method = format!("each day as {}", words(tried.best));
    if tried.chosen.wape().is_none() {
        return format!("{method}\nthe record is too short to say how far off that is");
    }
    let ahead = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
    let calls = |miss: Miss| plain(miss.mae().unwrap_or_default(), 1);
    let miss = |miss: Miss| format!("{} of the calls ({} an interval)", percent(miss.wape()), calls(miss));
    [
        method,
        format!("tried on {} mornings for {ahead} ahead: off by {}", tried.mornings, miss(tried.chosen)),
        format!("the same weekday a week before: off by {}", miss(tried.naive())),
    ]
    .join("\n")
}

/// A method as programs know it.
fn name(method: Method) -> String {
    let season = match method.season {
        Season::Last => "last",
        Season::Mean => "mean",
        Season::Median => "median",
        Season::Recent => "recent",
    };
    match method.level {
        Level::Steady => season.to_owned(),
        Level::Moving => format!("{season}_at_level"),
    }
}

/// A method in words.
fn words(method: Method) -> String {
    let season = match method.season {
        Season::Last => "the same weekday before it",
        Season::Mean => "the mean of its last eight weekdays",
        Season::Median => "the median of its last eight weekdays",
        Season::Recent => "the mean of its last eight weekdays, newer ones counting more",
    };
    match method.level {
        Level::Steady => season.to_owned(),
        Level::Moving => format!("{season}, at the level of the last seven days"),
    }
}
