//! The list of calls to choose from: pages from the server, newest first, filtered by agent, queue and time. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Asked, CALLS, QaScreen, Shown};
use crate::{
    api::{CallSummary, Page},
    domain::{AgentId, CallId, QueueId},
    tui::{
        calls::Freshness,
        desk::{Failure, Msg},
        effect::{Effect, Request},
        runtime::Input,
        widgets::Selection,
    },
};

/// So many calls come at once.
const PAGE: u32 = 100;

/// What is listed.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    pub filter: Filter,
    /// Newest first, as far as pages were fetched.
    pub items: Vec<CallSummary>,
    pub selection: Selection,
    pub standing: Standing,
    pub freshness: Freshness,
    /// Where the next page begins.
    next: Option<String>,
}

/// Which calls are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub agent: Option<AgentId>,
    pub queue: Option<QueueId>,
    /// Entered before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// How far the list is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Never asked for.
    #[default]
    Unasked,
    Coming,
    Here,
    Failed(Failure),
}

impl Calls {
    /// The selected call.
    pub fn selected(&self) -> Option<&CallSummary> {
        self.selection.row(self.items.len()).and_then(|row| self.items.get(row))
    }

    /// Moves along the list; returns whether the input was for it.
    pub fn input(&mut self, input: &Input<Msg>) -> bool {
        self.selection.input(input, CALLS, self.items.len())
    }

    /// The selection has come to the end of what is here, and there is more.
    fn wants_more(&self) -> bool {
        let at_end = self.selection.row(self.items.len()).is_some_and(|row| row + 1 == self.items.len());
        at_end && self.next.is_some() && self.standing == Standing::Here
    }

    /// There are older calls than those listed.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    pub fn begin(&mut self, page: Page<CallSummary>, now: DateTime<Utc>) {
        self.items.clear();
        self.selection = Selection::default();
        self.freshness.listed_at = Some(now);
        self.more(page);
    }

    pub fn more(&mut self, page: Page<CallSummary>) {
        self.items.extend(page.items);
        self.next = page.next;
        self.standing = Standing::Here;
    }

    /// Puts the newest calls before the older ones that are listed already; the selection stays with its call. Where too many are new
    /// for one page, the list begins anew rather than hide a gap.
    pub fn renew(&mut self, page: Page<CallSummary>, now: DateTime<Utc>) {
        let selected = self.selected().map(|call| call.record.call);
        let new: BTreeSet<CallId> = page.items.iter().map(|call| call.record.call).collect();
        let older = self.items.iter().rposition(|call| new.contains(&call.record.call)).map(|last| last + 1);
        let older = older.map(|first| self.items.split_off(first)).unwrap_or_default();
        self.items = page.items;
        if older.is_empty() {
            self.next = page.next;
        }
        self.items.extend(older);
        let row = selected.and_then(|call| self.items.iter().position(|listed| listed.record.call == call));
        self.selection.select(row.unwrap_or_default());
        self.standing = Standing::Here;
        self.freshness.listed_at = Some(now);
    }
}

impl QaScreen {
    /// Asks for the list from its beginning.
    pub(super) fn list_calls(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let before = self.calls.filter.before();
        self.asked.forget(|asked| matches!(asked, Asked::Calls | Asked::NewCalls | Asked::MoreCalls));
        self.ask_calls(Asked::Calls, before, now)
    }

    /// Asks for the newest calls, to put them before what is listed.
    pub(super) fn renew_calls(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        if self.calls.items.is_empty() || matches!(self.calls.standing, Standing::Failed(_)) {
            return self.list_calls(now);
        }
        let before = self.calls.filter.before();
        self.asked.forget(|asked| matches!(asked, Asked::Calls | Asked::NewCalls | Asked::MoreCalls));
        self.ask_calls(Asked::NewCalls, before, now)
    }

    /// The list is seen and does not show the newest calls, though it reaches up to now, or could not be had when it was asked for.
    pub(super) fn wants_new_calls(&self) -> bool {
        let calls = &self.calls;
        let may_differ = match calls.standing {
            Standing::Here => calls.filter.before.is_none(),
            Standing::Failed(_) => true,
            Standing::Unasked | Standing::Coming => false,
        };
        self.shown == Shown::Calls && may_differ && calls.freshness.is_stale() && self.desk.is_current()
    }

    /// Renews the list after calls have ended, now and then.
    pub(super) fn renew_when_due(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let rested = self.calls.freshness.has_rested(now, self.desk.speed());
        if self.wants_new_calls() && rested { self.renew_calls(now) } else { Vec::new() }
    }

    /// Asks for the next page when the selection has come to the end.
    pub(super) fn list_more(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        match self.calls.wants_more() {
            true => self.ask_calls(Asked::MoreCalls, self.calls.next.clone(), now),
            false => Vec::new(),
        }
    }

    fn ask_calls(&mut self, asked: Asked, before: Option<String>, now: DateTime<Utc>) -> Vec<Effect> {
        self.calls.standing = Standing::Coming;
        if asked != Asked::MoreCalls {
            self.calls.freshness.asked();
        }
        let Filter { agent, queue, .. } = self.calls.filter.clone();
        self.ask(asked, Request::Calls { before, limit: PAGE, agent, queue }, now)
    }
}

impl Filter {
    /// The moment as the server reads it.
    fn before(&self) -> Option<String> {
        self.before.map(|before| before.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

/// The moment that a reviewer means by `14:05`, `01-21 14:05` or `1999-01-21 14:05` in a zone: without a date the day of `now`, without
/// a year the year of `now`. None when it cannot be read, or the clocks skip it.
pub(super) fn moment(text: &str, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(&zone).date_naive();
    let (date, time) = match text.trim().rsplit_once(' ') {
        Some((date, time)) => (self::date(date.trim(), today)?, time),
        None => (today, text.trim()),
    };
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(time, form).ok())?;
    zone.from_local_datetime(&NaiveDateTime::new(date, time)).earliest().map(|at| at.to_utc())
}

fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let with_year = format!("{}-{text}", today.format("%Y"));
    [text, &with_year].iter().find_map(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let now = "1999-01-21T10:05:00Z".parse().unwrap();
        let check = |text: &str, expected: Option<&str>| {
            let expected = expected.map(|at| at.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(moment(text, chrono_tz::Asia::Jerusalem, now), expected, "{text}");
        };
        check("14:05", Some("1999-01-21T12:05:00Z"));
        check(" 14:05:09 ", Some("1999-01-21T12:05:09Z"));
        check("01-20 08:00", Some("1999-01-20T06:00:00Z"));
        check("1998-12-31 23:59", Some("1998-12-31T21:59:00Z"));
        for text in ["", "noon", "25:00", "13-40 10:00", "10"] {
            check(text, None);
        }
    }
}
