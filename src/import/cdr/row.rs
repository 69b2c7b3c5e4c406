//! One row: which column is which, and what stands there.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::import::{
    columns::{Cells, Header},
    times,
};

/// Columns that every file has, in this order where no first line names them.
const FIXED: [&str; 16] = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
];
/// Columns that may follow.
const MORE: [&str; 5] = ["uniqueid", "userfield", "peeraccount", "linkedid", "sequence"];

/// Which column is which.
pub struct Form {
    src: usize,
    channel: usize,
    dstchannel: usize,
    lastapp: usize,
    lastdata: usize,
    start: usize,
    duration: usize,
    billsec: usize,
    disposition: usize,
    uniqueid: Option<usize>,
    linkedid: Option<usize>,
    /// Cells that a row has at least.
    least: usize,
}

/// A leg of a call.
#[derive(Clone, Debug)]
pub struct Row {
    /// The call.
    pub name: String,
    /// Who called.
    pub src: String,
    /// The phone that it began at.
    pub phone: String,
    /// The phone that took it; empty if none did.
    pub answered_by: String,
    /// What the dialplan did last.
    pub app: String,
    /// The queue, of a row of one.
    pub queue: String,
    /// When it began.
    pub start: DateTime<Utc>,
    /// How long it was, s.
    pub duration_s: u32,
    /// How long it was answered, s.
    pub answered_s: u32,
    /// How it went.
    pub disposition: Disposition,
}

/// How a leg went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Answered,
    NoAnswer,
    Failed,
}

impl Form {
    /// The columns, and whether this line names them.
    pub fn of(cells: &Cells) -> (Self, bool) {
        let named = Header::of(cells.all());
        if named.place(&["lastapp"]).is_some() && named.place(&["disposition"]).is_some() {
            return (Self::named(&named, cells.len()), true);
        }
        let names = Header::of(FIXED.into_iter().chain(MORE).take(cells.len().max(FIXED.len())));
        (Self::named(&names, FIXED.len()), false)
    }

    /// A column that is not there is beyond the last one: see [`Form::check`].
    fn named(names: &Header, least: usize) -> Self {
        let place = |known: &[&str]| names.place(known).unwrap_or(usize::MAX);
        Self {
            src: place(&["src"]),
            channel: place(&["channel"]),
            dstchannel: place(&["dstchannel"]),
            lastapp: place(&["lastapp"]),
            lastdata: place(&["lastdata"]),
            start: place(&["start", "calldate"]),
            duration: place(&["duration"]),
            billsec: place(&["billsec"]),
            disposition: place(&["disposition"]),
            uniqueid: names.place(&["uniqueid"]),
            linkedid: names.place(&["linkedid"]),
            least,
        }
    }

    /// Refuses a file without what every call needs.
    pub fn check(&self, header: &Cells) -> Result<(), String> {
        let needed = [
            (self.channel, "channel"),
            (self.dstchannel, "dstchannel"),
            (self.lastdata, "lastdata"),
            (self.start, "start"),
            (self.duration, "duration"),
            (self.billsec, "billsec"),
        ];
        match needed.iter().find(|(place, _)| *place == usize::MAX) {
            None => Ok(()),
            Some((_, name)) => {
                let there: Vec<&str> = header.all().collect();
                Err(format!("no column {name}; there are {}", there.join(", ")))
            }
        }
    }

    /// The row in this line. Its call is named by the linked id, else by the channel's.
    pub fn row(&self, cells: &Cells, zone: Tz) -> Result<(String, Row), String> {
        if cells.len() < self.least {
            return Err(format!("{} columns, not {} or more", cells.len(), self.least));
        }
        let start = cells.get(self.start);
        let at = times::stamp(zone, start)
            .ok_or_else(|| format!("start {start:?} cannot be read; write 2026-11-22 03:17:12"))?;
        let id = |place: Option<usize>| place.map(|place| cells.get(place)).filter(|id| !id.is_empty());
        let channel = cells.get(self.channel);
        let name = id(self.linkedid).or_else(|| id(self.uniqueid));
        let name = name.map_or_else(|| format!("{channel} {start}"), str::to_owned);
        let app = cells.get(self.lastapp).to_owned();
        let queue = cells.get(self.lastdata).split(',').next().unwrap_or_default().to_owned();
        let row = Row {
            name: String::new(),
            src: cells.get(self.src).to_owned(),
            phone: phone(channel).to_owned(),
            answered_by: phone(cells.get(self.dstchannel)).to_owned(),
            app,
            queue,
            start: at,
            duration_s: number(cells, self.duration, "duration")?,
            answered_s: number(cells, self.billsec, "billsec")?,
            disposition: disposition(cells.get(self.disposition))?,
        };
        Ok((name, row))
    }
}

impl Row {
    pub fn is_of_queue(&self) -> bool {
        self.app.eq_ignore_ascii_case("Queue") && !self.queue.is_empty()
    }

    /// Whether a phone answered it; a greeting that did has none.
    pub fn is_answered(&self) -> bool {
        self.disposition == Disposition::Answered && self.answered_s > 0 && !self.answered_by.is_empty()
    }

    /// When it was answered, if it was.
    pub fn answered_at(&self) -> DateTime<Utc> {
        self.start + TimeDelta::seconds(self.duration_s.saturating_sub(self.answered_s).into())
    }

    pub fn end(&self) -> DateTime<Utc> {
        self.start + TimeDelta::seconds(self.duration_s.into())
    }
}

/// The phone of a channel: `PJSIP/7012-0000001a` is one of `PJSIP/7012`.
pub fn phone(channel: &str) -> &str {
    let channel = channel.strip_suffix(";1").or_else(|| channel.strip_suffix(";2")).unwrap_or(channel);
    match channel.rsplit_once('-') {
        Some((phone, number)) if number.len() >= 8 && number.bytes().all(|b| b.is_ascii_hexdigit()) => phone,
        _ => channel,
    }
}

fn number(cells: &Cells, place: usize, name: &str) -> Result<u32, String> {
    let text = cells.get(place);
    // Clocks that were set back make lengths negative: they are nothing then.
    let number = text.parse().ok().or_else(|| text.parse::<i64>().ok().filter(|n| *n < 0).map(|_| 0));
    number.ok_or_else(|| format!("{name} {text:?} cannot be read; seconds should stand there"))
}

fn disposition(text: &str) -> Result<Disposition, String> {
    match text.to_ascii_uppercase().as_str() {
        "ANSWERED" => Ok(Disposition::Answered),
        "NO ANSWER" | "NOANSWER" => Ok(Disposition::NoAnswer),
        "BUSY" | "FAILED" | "CONGESTION" => Ok(Disposition::Failed),
        _ => Err(format!(
            "disposition {text:?} cannot be read; ANSWERED, NO ANSWER, BUSY, FAILED or CONGESTION should stand there"
        )),
    }
}
