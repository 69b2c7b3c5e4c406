//! `hotdesk staff patience`: how long callers wait before they hang up, also those who were answered before they did.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{
    form::{self, Format, NOTHING, percent, plain},
    given::Length,
    record::RecordArgs,
};
use crate::metrics::staffing::Waits;

/// The times for which the share of callers is told who are still patient, s.
const TIMES: [u32; 6] = [10, 20, 30, 60, 120, 180];
/// Any interval will do: patience has none.
const INTERVAL: Length = Length(3_600.0);

/// Say how patient callers are: the answered ones would have waited on (Kaplan and Meier).
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    record: RecordArgs,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
}

pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<()> {
    let waits = args.record.read(INTERVAL, config)?.waits;
    args.format.answer(|| table(&waits), || json(&waits))
}

fn json(waits: &Waits) -> Value {
    let (count, abandoned) = waits.counts();
    let survival = waits.survival();
    let share = |at: u32| (at.to_string(), json!(survival.at(at)));
    let mean = survival.restricted_mean_s();
    json!({
        "waits": count,
        "abandoned": abandoned,
        "survival": TIMES.into_iter().map(share).collect::<serde_json::Map<_, _>>(),
        "median_s": survival.median_s(),
        "restricted_mean_s": mean.map(|(mean_s, _)| mean_s),
        "restricted_to_s": mean.map(|(_, longest_s)| longest_s),
        "exponential_mean_s": waits.mean_patience_s(),
    })
}

fn table(waits: &Waits) -> String {
    let (count, abandoned) = waits.counts();
    let survival = waits.survival();
    let mut rows = vec![vec!["after".to_owned(), "still patient".to_owned()]];
    rows.extend(TIMES.map(|at| vec![format!("{at} s"), percent(survival.at(at))]));
    let seconds = |seconds: Option<f64>| {
        seconds.map_or_else(|| NOTHING.into(), |seconds| format!("{} s", plain(seconds, 1)))
    };
    let (mean, longest) = survival.restricted_mean_s().unzip();
    [
        format!("{count} waits, {abandoned} of them ended by the caller (the others would have waited on)"),
        String::new(),
        form::rows(&rows),
        String::new(),
        format!(
            "half of all callers have lost patience after  {}",
            seconds(survival.median_s().map(f64::from))
        ),
        format!("mean patience, as far as {} s can tell  {}", longest.unwrap_or_default(), seconds(mean)),
        format!("mean patience if exponential, for --patience  {}", seconds(waits.mean_patience_s())),
    ]
    .join("\n")
}
