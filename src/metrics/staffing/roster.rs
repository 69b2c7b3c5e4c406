//! Who is rostered when, by weekday.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};
use serde::Deserialize;

use super::Intervals;
use crate::domain::{
    AgentId,
    clock::{Opening, Openings},
};

const DAY_MIN: usize = 24 * 60;

/// Shifts and who works them, in local time. As a file:
///
/// ```toml
/// away = { 8002 = ["2026-03-09"] }
///
/// [[shift]]
/// agents = ["8001", "8002"]
/// days = ["mon", "tue"]
/// hours = ["08:00-16:30"]
/// breaks = ["12:00-12:30"]
/// ```
///
/// A night shift is split at 24:00 into two days. Who stands in two shifts at once is there once; a break is one of its own shift only.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    #[serde(default)]
    away: BTreeMap<AgentId, BTreeSet<NaiveDate>>,
    #[serde(rename = "shift", default)]
    shifts: Vec<Shift>,
}

/// Hours that are worked on some weekdays.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shift {
    agents: BTreeSet<AgentId>,
    days: Vec<Weekday>,
    hours: Openings,
    #[serde(default)]
    breaks: Openings,
}

impl Roster {
    /// How many agents are rostered in each interval of this day: as many as work all of it, and a part for who works a part of it.
    pub fn on(&self, date: NaiveDate, intervals: Intervals) -> Vec<f64> {
        let mut minutes = vec![0.0; DAY_MIN];
        for agent in self.agents() {
            let there = self.minutes(agent, date);
            minutes
                .iter_mut()
                .zip(there)
                .for_each(|(count, is_there)| *count += f64::from(u8::from(is_there)));
        }
        let length = DAY_MIN / intervals.a_day();
        minutes.chunks(length).map(|chunk| chunk.iter().sum::<f64>() / length as f64).collect()
    }

    /// Everybody who stands in it.
    pub fn agents(&self) -> BTreeSet<&AgentId> {
        self.shifts.iter().flat_map(|shift| &shift.agents).collect()
    }

    /// Those who are said to be away and work no shift: somebody has mistyped a number.
    pub fn strangers(&self) -> Vec<&AgentId> {
        let agents = self.agents();
        self.away.keys().filter(|agent| !agents.contains(agent)).collect()
    }

    /// In which minutes of the day an agent is there.
    fn minutes(&self, agent: &AgentId, date: NaiveDate) -> [bool; DAY_MIN] {
        let mut there = [false; DAY_MIN];
        if self.away.get(agent).is_some_and(|dates| dates.contains(&date)) {
            return there;
        }
        let mine = |shift: &&Shift| shift.agents.contains(agent) && shift.days.contains(&date.weekday());
        for shift in self.shifts.iter().filter(mine) {
            let breaks = covered(&shift.breaks);
            let works = covered(&shift.hours).into_iter().zip(breaks).map(|(hours, pause)| hours && !pause);
            there.iter_mut().zip(works).for_each(|(there, works)| *there |= works);
        }
        there
    }
}

/// The minutes of a day that lie in these openings.
fn covered(openings: &Openings) -> [bool; DAY_MIN] {
    let minute = |time: NaiveTime| (time.num_seconds_from_midnight() / 60) as usize;
    let mut covered = [false; DAY_MIN];
    for Opening { from, to } in openings.as_slice() {
        covered[minute(*from)..to.map_or(DAY_MIN, minute)].fill(true);
    }
    covered
}
