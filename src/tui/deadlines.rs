//! Moments, time limits and deadlines in words, and why a deadline is then. It must not know any screen.

use chrono::{DateTime, Utc};

use super::{desk::Desk, words::Words};
use crate::domain::clock::{Allowance, Deadline};

/// Intervals of a deadline that are listed one by one.
const INTERVALS: usize = 20;

/// Lines to read: a name, which may be empty, and a text.
pub type Lines = Vec<(String, String)>;

/// A moment as people here read it: the time today, else date and time.
pub fn moment(words: &Words, desk: &Desk, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (desk.local(at), desk.local(now));
    let time = words.time(&local);
    match local.date_naive() == today.date_naive() {
        true => time,
        false => format!("{} {time}", words.date(&local, &today)),
    }
}

/// Why something is due then: from when, how much time there is, and what was counted.
pub fn deadline_lines(words: &Words, desk: &Desk, deadline: &Deadline, now: DateTime<Utc>) -> Lines {
    let line = |key: &str, value: String| (words.text(key).to_owned(), value);
    let moment = |at| moment(words, desk, at, now);
    let mut lines = vec![
        line("agent.deadline.start", moment(deadline.start)),
        line("agent.deadline.allowance", allowance(words, deadline.allowance)),
        line("agent.read.due", moment(deadline.due)),
    ];
    lines.extend(deadline.unannounced.map(|year| {
        let values = [("year", year.to_string())];
        line("agent.deadline.unannounced", words.fill("agent.deadline.unannounced-year", &values))
    }));
    let counted = deadline.why.iter().take(INTERVALS).enumerate().map(|(place, counted)| {
        let name = if place == 0 { words.text("agent.deadline.counted") } else { "" };
        (name.to_owned(), format!("{} – {}", moment(counted.from), moment(counted.to)))
    });
    lines.extend(counted);
    let more = deadline.why.len().saturating_sub(INTERVALS);
    if more > 0 {
        lines.push((String::new(), words.fill("agent.deadline.more", &[("count", &more.to_string())])));
    }
    lines
}

/// A time limit.
pub fn allowance(words: &Words, allowance: Allowance) -> String {
    let (key, number) = match allowance {
        Allowance::ClockMinutes(minutes) if minutes.is_multiple_of(60) => {
            ("agent.deadline.hours", minutes / 60)
        }
        Allowance::ClockMinutes(minutes) => ("agent.deadline.minutes", minutes),
        Allowance::WorkingMinutes(minutes) if minutes.is_multiple_of(60) => {
            ("agent.deadline.working-hours", minutes / 60)
        }
        Allowance::WorkingMinutes(minutes) => ("agent.deadline.working-minutes", minutes),
        Allowance::WorkingDays(days) => ("agent.deadline.working-days", days),
    };
    words.fill(key, &[("n", &number.to_string())])
}
