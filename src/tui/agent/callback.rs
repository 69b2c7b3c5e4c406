//! Promises to call back: when, and that nobody is promised two.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::{AgentScreen, offers::Offer, view::wording};
use crate::{
    api::{HistoryItem, PromiseCallback},
    domain::{CallbackId, Catalogue, ContactId},
    tui::{
        desk::{Say, Weight},
        effect::Effect,
        widgets::Choice,
    },
};

/// A promise on its way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Whom to call.
    pub contact: ContactId,
    /// When the caller must have been called.
    pub due: DateTime<Utc>,
}

/// Waits beside the site's own that are offered while the place is open, minutes.
const LATER: [i64; 2] = [60, 120];
/// Times of day that are offered, hours.
const MORNING: u32 = 9;
const AFTERNOON: u32 = 15;
/// Days among which the next working day is looked for.
const DAYS: u64 = 14;

impl AgentScreen {
    /// Offers times for a callback, unless one is promised already. In a call that keeps a promise, how that ended.
    pub(super) fn offer_callback_times(&mut self, now: DateTime<Utc>) {
        if let Some(callback) = self.promise_kept() {
            return self.offer_callback(callback);
        }
        let Some(contact) = self.call_case().and_then(|case| case.contact()) else {
            return self.say(Weight::Note, Say::plain("agent.toast.no-contact"), now);
        };
        if let Some(due) = self.promised(contact) {
            let due = wording::moment(&self.words, &self.desk, due, now);
            return self.say(Weight::Bad, Say::plain("agent.toast.promised-already").with("due", due), now);
        }
        let Some(catalogue) = self.desk.catalogue.as_deref() else {
            return self.say_no_catalogue(now);
        };
        let spans = spans(catalogue, now).into_iter().map(|due| (due, self.wait(due - now)));
        let days = days(catalogue, now).into_iter().map(|due| (due, self.day(due, now)));
        let offers = spans.chain(days).map(|(due, label)| {
            let detail = wording::moment(&self.words, &self.desk, due, now);
            (Offer::Promise(contact, due), Choice { label, detail, also: String::new() })
        });
        self.offer("agent.callback.when", offers.collect());
    }

    /// What cannot be answered now: the form is submitted and a callback promised in the site's own time, in one step. Where the form is not
    /// complete, nothing is promised yet.
    pub(super) fn answer_later(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(contact) = self.call_case().and_then(|case| case.contact()) else {
            return self.say(Weight::Note, Say::plain("agent.toast.no-contact"), now);
        };
        let Some(wait_s) = self.desk.catalogue.as_ref().map(|catalogue| catalogue.callback_s) else {
            return self.say_no_catalogue(now);
        };
        if self.case().is_none_or(|case| case.is_open()) {
            self.submit(now, out);
        }
        let is_submitted = self.case().is_some_and(|case| !case.is_open());
        if is_submitted && self.promised(contact).is_none() {
            self.promise_callback(contact, now + TimeDelta::seconds(wait_s.into()), now, out);
        }
    }

    /// Promises a callback; it goes through the outbox.
    pub(super) fn promise_callback(
        &mut self,
        contact: ContactId,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let case = self.call_case().filter(|case| case.contact() == Some(contact));
        let promise = PromiseCallback {
            contact,
            call: case.and_then(|case| case.draft.call),
            ticket: case.and_then(|case| case.ticket()).map(|ticket| ticket.id),
            due,
            note: case.map(|case| case.draft.form.subject.clone()).unwrap_or_default(),
        };
        let callback = CallbackId(self.desk.ids.uuid(now));
        self.promises.insert(callback, Promise { contact, due });
        self.browser.watch_callbacks();
        out.push(Effect::Promise { callback, promise: Box::new(promise) });
    }

    /// The promise that the call in hand was made for, while it is not said how that ended.
    pub(super) fn promise_kept(&self) -> Option<CallbackId> {
        let id = self.desk.my_call()?.callback?;
        let items = self.call_case().map_or(&[][..], |case| &case.caller.history.items);
        let is_over = items.iter().any(|item| match item {
            HistoryItem::Callback { callback, .. } => callback.id == id && callback.outcome.is_some(),
            _ => false,
        });
        (!is_over && self.calls_about.iter().all(|about| about.callback != id)).then_some(id)
    }

    /// When the contact will be called back, if that is promised: on its way from here, or on the list.
    fn promised(&self, contact: ContactId) -> Option<DateTime<Utc>> {
        let sent = self.promises.values().find(|promise| promise.contact == contact);
        let listed = || {
            let items = &self.call_case()?.caller.history.items;
            items.iter().find_map(|item| match item {
                HistoryItem::Callback { callback, .. } if callback.outcome.is_none() => Some(callback.due),
                _ => None,
            })
        };
        sent.map(|promise| promise.due).or_else(listed)
    }

    /// A wait as one says it to a caller.
    fn wait(&self, wait: TimeDelta) -> String {
        let minutes = wait.num_minutes();
        let (key, number) = match minutes % 60 {
            0 => ("agent.callback.in-hours", minutes / 60),
            _ => ("agent.callback.in-minutes", minutes),
        };
        self.words.fill(key, &[("n", &number.to_string())])
    }

    /// A day and a time as one says it to a caller.
    fn day(&self, due: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (local, today) = (self.desk.local(due), self.desk.local(now));
        let time = self.words.time(&local);
        match (local.date_naive() - today.date_naive()).num_days() {
            0 => self.words.fill("agent.callback.today", &[("time", &time)]),
            1 => self.words.fill("agent.callback.tomorrow", &[("time", &time)]),
            _ => {
                let values = [("date", self.words.date(&local, &today)), ("time", time)];
                self.words.fill("agent.callback.day", &values)
            }
        }
    }
}

/// The site's own time, and later ones at which the place is still open.
fn spans(catalogue: &Catalogue, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let own = now + TimeDelta::seconds(catalogue.callback_s.into());
    let later = LATER.map(|minutes| now + TimeDelta::minutes(minutes));
    let open = later.into_iter().filter(|due| *due > own && catalogue.calendar.is_open(*due));
    [own].into_iter().chain(open).collect()
}

/// This afternoon, and morning and afternoon of the next working day.
fn days(catalogue: &Catalogue, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let calendar = &catalogue.calendar;
    let today = now.with_timezone(&calendar.zone).date_naive();
    let is_working = |date: &NaiveDate| !calendar.openings_on(*date).is_empty();
    let next = (1..=DAYS).filter_map(|days| today.checked_add_days(Days::new(days))).find(is_working);
    let at = |date: NaiveDate, hour: u32| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
        let due = calendar.zone.from_local_datetime(&date.and_time(time)).earliest()?.to_utc();
        let due = calendar.next_opening(due)?;
        (due.with_timezone(&calendar.zone).date_naive() == date).then_some(due)
    };
    let afternoon = at(today, AFTERNOON).filter(|due| *due - now > TimeDelta::minutes(LATER[0]));
    let next = next.into_iter().flat_map(|date| [at(date, MORNING), at(date, AFTERNOON)]);
    afternoon.into_iter().chain(next.flatten()).collect()
}
