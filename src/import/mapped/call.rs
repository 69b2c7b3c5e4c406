//! A row, read as the mapping tells.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::mapping::{Column, Mapping, Outcome};
use crate::{
    domain::{Exit, PhoneNumber, RefusedWhy},
    import::{
        columns::Cells,
        past::{Course, Leg, LegEnd, PastCall, PastTalk},
        times::{self, between_ms},
    },
};

/// Where the columns are that the mapping names.
pub struct Places {
    of: HashMap<&'static str, Vec<usize>>,
    /// Cells that a row has at least.
    least: usize,
}

/// A row with its mapping.
struct Row<'r> {
    places: &'r Places,
    mapping: &'r Mapping,
    zone: Tz,
    cells: &'r Cells,
}

impl Places {
    /// Finds them among the names of the first line.
    pub fn find(mapping: &Mapping, first: &Cells) -> Result<Self, String> {
        let place = |column: &Column| match column {
            Column::Named(name) => first.all().position(|there| there == name.trim()),
            Column::Nth(nth) => nth.checked_sub(1).filter(|place| *place < first.len()),
        };
        let mut of = HashMap::new();
        for (name, columns) in mapping.columns.all() {
            let mut places = Vec::new();
            for column in columns.parts() {
                places.push(place(column).ok_or_else(|| missing(name, column, mapping, first))?);
            }
            of.insert(name, places);
        }
        let last = of.values().flatten().max().map_or(0, |last| last + 1);
        Ok(Self { of, least: if mapping.header { first.len() } else { last } })
    }

    /// The call in a row; none if the mapping says that it is none.
    pub fn call(&self, mapping: &Mapping, zone: Tz, cells: &Cells) -> Result<Option<PastCall>, String> {
        if cells.len() < self.least {
            return Err(format!("{} columns, not {}", cells.len(), self.least));
        }
        Row { places: self, mapping, zone, cells }.call()
    }
}

impl Row<'_> {
    fn call(&self) -> Result<Option<PastCall>, String> {
        let Some(outcome) = self.outcome()? else { return Ok(None) };
        let name = self.text("call").ok_or("there is no name of a call")?;
        let (entered, offered) = (self.time("entered")?, self.time("offered")?);
        let entered_at = entered.or(offered).ok_or("there is no time at which the call entered")?;
        let offered_at = offered.unwrap_or(entered_at);
        let fixed = &self.mapping.fixed;
        let queue = self.text("queue").or_else(|| fixed.queue.clone());
        let course = match outcome {
            Outcome::SelfServed => Course::SelfServed,
            Outcome::Answered | Outcome::Transferred => {
                let talk = self.talk(offered_at, outcome == Outcome::Transferred)?;
                let wait_ms = self.wait_ms(offered_at, "answered")?;
                Course::Offered(vec![Leg { queue, offered_at, wait_ms, end: LegEnd::Answered(talk) }])
            }
            left => match exit(left) {
                exit @ (Exit::AbandonedInGreeting | Exit::Refused { .. }) => {
                    Course::Unoffered { exit, queue }
                }
                exit => {
                    let wait_ms = self.wait_ms(offered_at, "ended")?;
                    Course::Offered(vec![Leg { queue, offered_at, wait_ms, end: LegEnd::Left(exit) }])
                }
            },
        };
        let number = PhoneNumber::new(self.text("number").unwrap_or_default());
        let service = self.text("service").or_else(|| fixed.service.clone());
        Ok(Some(PastCall {
            name,
            number,
            customer: None,
            service,
            entered_at: entered_at.min(offered_at),
            course,
        }))
    }

    /// What became of the call. Where no column tells, it was answered if there is a time of an answer or a talk.
    fn outcome(&self) -> Result<Option<Outcome>, String> {
        if !self.places.of.contains_key("outcome") {
            let is_answered =
                self.time("answered")?.is_some() || self.length("talk")?.is_some_and(|ms| ms > 0);
            return Ok(Some(if is_answered { Outcome::Answered } else { Outcome::Abandoned }));
        }
        let text = self.text("outcome").unwrap_or_default();
        match self.mapping.outcomes.get(&text) {
            Some(Outcome::Skip) => Ok(None),
            Some(outcome) => Ok(Some(*outcome)),
            None => Err(format!("outcome {text:?} is not in [outcomes] of the mapping; say what it means")),
        }
    }

    fn talk(&self, offered_at: DateTime<Utc>, handed_on: bool) -> Result<PastTalk, String> {
        let hold_ms = self.length("hold")?.unwrap_or_default();
        let talk_ms = match self.length("talk")? {
            Some(told) => told,
            None => {
                let wait = TimeDelta::milliseconds(self.wait_ms(offered_at, "answered")?.cast_signed());
                let answered_at = self.time("answered")?.unwrap_or(offered_at + wait);
                let whole_ms = self.time("ended")?.map_or(0, |ended| between_ms(answered_at, ended));
                whole_ms.saturating_sub(hold_ms)
            }
        };
        Ok(PastTalk {
            spoken: None,
            agent: self.text("agent").or_else(|| self.mapping.fixed.agent.clone()),
            talk_ms,
            hold_ms,
            wrap_up_ms: self.length("wrap_up")?.unwrap_or_default(),
            handed_on,
        })
    }

    /// The wait as it is told, else up to this instant.
    fn wait_ms(&self, offered_at: DateTime<Utc>, until: &str) -> Result<u64, String> {
        match self.length("wait")? {
            Some(told) => Ok(told),
            None => Ok(self.time(until)?.map_or(0, |until| between_ms(offered_at, until))),
        }
    }

    /// What stands in the columns of this name; none if that is nothing.
    fn text(&self, name: &str) -> Option<String> {
        let places = self.places.of.get(name)?;
        let parts: Vec<&str> =
            places.iter().map(|place| self.cells.get(*place)).filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn length(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let wanted = "seconds or h:mm:ss should stand there";
        times::length_ms(&text).map(Some).ok_or_else(|| format!("{name} {text:?} cannot be read; {wanted}"))
    }

    /// A time; 0 is none.
    fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, String> {
        let Some(text) = self.text(name).filter(|text| text != "0") else { return Ok(None) };
        let forms = self.mapping.time.parts();
        let at = forms.iter().find_map(|form| time(form, self.zone, &text));
        at.map(Some)
            .ok_or_else(|| format!("{name} {text:?} cannot be read; the mapping says {}", forms.join(" or ")))
    }
}

fn time(form: &str, zone: Tz, text: &str) -> Option<DateTime<Utc>> {
    match form {
        "epoch_s" => times::epoch(text, 1),
        "epoch_ms" => times::epoch(text, 1_000),
        "epoch_us" => times::epoch(text, 1_000_000),
        form => {
            if let Ok(at) = DateTime::parse_from_str(text, form) {
                return Some(at.to_utc());
            }
            let date = || NaiveDate::parse_from_str(text, form).ok()?.and_hms_opt(0, 0, 0);
            times::local(zone, NaiveDateTime::parse_from_str(text, form).ok().or_else(date)?)
        }
    }
}

fn exit(outcome: Outcome) -> Exit {
    match outcome {
        Outcome::AbandonedInGreeting => Exit::AbandonedInGreeting,
        Outcome::KeyExit => Exit::KeyExit { key: String::new() },
        Outcome::TimedOut => Exit::TimedOut,
        Outcome::Full => Exit::Refused { why: RefusedWhy::Full },
        Outcome::Closed => Exit::Refused { why: RefusedWhy::Closed },
        Outcome::NobodySignedIn => Exit::Refused { why: RefusedWhy::NobodySignedIn },
        Outcome::LeftEmpty => Exit::LeftEmpty,
        Outcome::Withdrawn => Exit::Withdrawn,
        Outcome::Failed => Exit::Failed { what: "the record says so".into() },
        Outcome::Answered
        | Outcome::Transferred
        | Outcome::Abandoned
        | Outcome::SelfServed
        | Outcome::Skip => Exit::Abandoned,
    }
}

fn missing(name: &str, column: &Column, mapping: &Mapping, first: &Cells) -> String {
    let column = match column {
        Column::Named(named) => format!("{named:?}"),
        Column::Nth(nth) => format!("number {nth}"),
    };
    let there: Vec<&str> = first.all().collect();
    let there = if mapping.header { there.join(", ") } else { format!("{} columns", there.len()) };
    format!("the mapping takes {name} from column {column}, which is not there; there are {there}")
}
