//! One event: which column is which, and what stands there.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::import::{
    columns::{Cells, Header},
    times,
};

/// Columns in the order of Asterisk's own sample.
const USUAL: [&str; 20] = [
    "eventtype",
    "eventtime",
    "cidname",
    "cidnum",
    "cidani",
    "cidrdnis",
    "ciddnid",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "amaflags",
    "accountcode",
    "uniqueid",
    "linkedid",
    "peer",
    "userfield",
    "userdeftype",
    "eventextra",
];
/// A row without this column and those before it tells nothing.
const LEAST: usize = 16;

/// Which column is which.
pub struct Form {
    kind: usize,
    at: usize,
    number: usize,
    channel: usize,
    app: usize,
    data: usize,
    uniqueid: usize,
    linkedid: usize,
    sort: usize,
    extra: usize,
    least: usize,
}

/// An event of a channel.
#[derive(Clone, Copy, Debug)]
pub struct Event<'c> {
    pub kind: &'c str,
    pub at: DateTime<Utc>,
    /// The number of the channel's own end.
    pub number: &'c str,
    pub channel: &'c str,
    /// What the dialplan does with the channel, and how.
    pub app: &'c str,
    pub data: &'c str,
    /// The channel, and the first channel of its call.
    pub id: &'c str,
    pub call: &'c str,
    /// What kind of stream, of streams.
    pub sort: &'c str,
    pub extra: &'c str,
}

impl Form {
    /// The columns, and whether this line names them.
    pub fn of(cells: &Cells) -> Result<(Self, bool), String> {
        let named = Header::of(cells.all());
        if named.place(&["linkedid"]).is_none() {
            let usual = Self::named(&Header::of(USUAL), LEAST);
            return usual.map(|form| (form, false)).map_err(|name| format!("no column {name}"));
        }
        let there: Vec<&str> = cells.all().collect();
        Self::named(&named, 0)
            .map(|form| (form, true))
            .map_err(|name| format!("no column {name}; there are {}", there.join(", ")))
    }

    fn named(names: &Header, least: usize) -> Result<Self, &'static str> {
        let needed = |known: &[&'static str]| names.place(known).ok_or(known[0]);
        let maybe = |known: &[&'static str]| names.place(known).unwrap_or(usize::MAX);
        let form = Self {
            kind: needed(&["eventtype", "type"])?,
            at: needed(&["eventtime", "time"])?,
            number: maybe(&["cidnum", "callerid"]),
            channel: needed(&["channame", "channel"])?,
            app: needed(&["appname", "application"])?,
            data: needed(&["appdata", "applicationdata"])?,
            uniqueid: needed(&["uniqueid"])?,
            linkedid: needed(&["linkedid"])?,
            sort: maybe(&["userdeftype"]),
            extra: maybe(&["eventextra", "extra"]),
            least,
        };
        let last = form.kind.max(form.at).max(form.channel).max(form.app).max(form.uniqueid);
        Ok(Self { least: least.max(last.max(form.linkedid) + 1), ..form })
    }

    /// The event in this line.
    pub fn event<'c>(&self, cells: &'c Cells, zone: Tz) -> Result<Event<'c>, String> {
        if cells.len() < self.least {
            return Err(format!("{} columns, not {} or more", cells.len(), self.least));
        }
        let time = cells.get(self.at);
        let at = times::epoch(time, 1).or_else(|| times::stamp(zone, time));
        let at = at.ok_or_else(|| {
            format!(
                "time {time:?} cannot be read; seconds since 1970 or 2026-11-22 03:17:12.5 should stand there"
            )
        })?;
        let call = cells.get(self.linkedid);
        if call.is_empty() {
            return Err("there is no linkedid".into());
        }
        Ok(Event {
            kind: cells.get(self.kind),
            at,
            number: cells.get(self.number),
            channel: cells.get(self.channel),
            app: cells.get(self.app),
            data: cells.get(self.data),
            id: cells.get(self.uniqueid),
            call,
            sort: cells.get(self.sort),
            extra: cells.get(self.extra),
        })
    }
}

impl Event<'_> {
    /// The queue that the dialplan has the channel in.
    pub fn queue(&self) -> Option<&str> {
        let is_queue = self.app.eq_ignore_ascii_case("Queue");
        self.data.split(',').next().filter(|queue| is_queue && !queue.is_empty())
    }

    /// The key that was pressed.
    pub fn key(&self) -> Option<String> {
        let extra: serde_json::Value = serde_json::from_str(self.extra).ok()?;
        extra.get("digit")?.as_str().map(str::to_owned)
    }

    /// Whether the channel belongs to who called.
    pub fn is_callers(&self) -> bool {
        self.id == self.call
    }
}
