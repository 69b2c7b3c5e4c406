//! The recorded day that ships with the program: who called when, who worked, and what the days before say about the callers.
//! It must not know how the day is played.
//!
//! It is Thursday, 21 January 1999. 1,381 callers reached the queues, 261 of them between 10:00 and 12:00; seventeen agents worked, and 193
//! callers gave up. With eight agents and the shipped queues somebody waits 71 % of the time between 10:00 and 12:00, fourteen callers at
//! most; in the afternoon now and then; 102 give up. The other weekdays of that January, roughly simulated, leave the queues empty for most
//! of those two hours, or have dozens waiting in the afternoon (the 3rd, 7th, 10th), or callers whom none of the eight busiest serves (the
//! 3rd, 13th, 14th, 26th). And almost three weeks of history lie before it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use flate2::bufread::GzDecoder;

use super::{
    bank::{self, BankCall, Customer, Outcome, Service, ZONE},
    callers::{self, Callers},
};
use crate::domain::{AgentId, Event, PhoneNumber, QueueId, ServiceType, Tier};

/// Services before this hour belong to the night shift of the day before, local time.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(6, 0, 0).expect("a time of day");

/// One day of a record, and the days before it.
#[derive(Debug)]
pub struct RecordedDay {
    date: NaiveDate,
    calls: Vec<BankCall>,
    callers: Callers,
}

/// A caller of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCaller {
    /// The record's own name for the call.
    pub switch_ref: String,
    /// The number, invented.
    pub number: PhoneNumber,
    /// What about.
    pub service: ServiceType,
    /// The queue of that.
    pub queue: QueueId,
    /// The caller's priority; 2 is high.
    pub priority: u8,
    /// When the call comes in.
    pub enters_at: DateTime<Utc>,
    /// When it has come through the greeting; none for callers who hang up there.
    pub queues_at: Option<DateTime<Utc>>,
    /// When the caller hangs up, if still waiting; none for those whom the record does not show hanging up.
    pub hangs_up_at: Option<DateTime<Utc>>,
    /// How long the caller was served, s; 0 for those who were not.
    pub served_s: u32,
}

/// An agent of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAgent {
    /// Agent number.
    pub agent: AgentId,
    /// The queues whose callers the agent served that day.
    pub queues: Vec<QueueId>,
    /// When the agent comes.
    pub comes_at: DateTime<Utc>,
    /// When the agent goes.
    pub goes_at: DateTime<Utc>,
    /// How long the agent served each caller, s, in the order of the day; never empty.
    pub services_s: Vec<u32>,
}

impl RecordedDay {
    /// Whose record it is: shown wherever the day is.
    pub const CREDIT: &'static str =
        "Call records of the Anonymous Bank call centre, 1999: I. Guedj and A. Mandelbaum, Technion";

    /// The day that ships with the program.
    pub fn shipped() -> Self {
        let packed: &[u8] = include_bytes!("../../config/demo/bank-1999-01.tsv.gz");
        let reading = bank::read(std::io::BufReader::new(GzDecoder::new(packed)));
        let date = NaiveDate::from_ymd_opt(1999, 1, 21).expect("a date");
        Self { date, calls: reading.calls, callers: Callers::shipped() }
    }

    /// This time of the day, local to the bank.
    pub fn at(&self, time: NaiveTime) -> DateTime<Utc> {
        let local = self.date.and_time(time);
        ZONE.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }

    /// What the callers of the day have behind them, in order of time: first everybody who was identified up to the end of the day, then the
    /// calls of the days before.
    pub fn history(&self) -> Vec<(DateTime<Utc>, Event)> {
        let known = self.tiers();
        let start = self.calls.iter().map(BankCall::entered_at).min().unwrap_or_default();
        let contacts = known.into_iter().map(|(customer, tier)| {
            (start, Event::ContactRecorded { contact: Box::new(self.callers.contact(customer, tier)) })
        });
        let earlier = self.calls.iter().filter(|call| call.date < self.date);
        let mut records: Vec<_> = earlier.filter_map(BankCall::record).collect();
        records.sort_by_key(|record| (record.entered_at, record.call));
        let imported = records
            .into_iter()
            .map(|record| (record.entered_at, Event::CallImported { record: Box::new(record) }));
        contacts.chain(imported).collect()
    }

    /// The callers of the day, in order of coming in.
    pub fn callers(&self) -> Vec<RecordedCaller> {
        let mut today: Vec<_> = self.today().collect();
        today.sort_by_key(|call| (call.entered_at(), call.line.as_str(), call.number));
        let mut unknown = 0..;
        let number = |call: &BankCall| match call.customer {
            Some(customer) => callers::number(customer),
            None => callers::unknown_number(unknown.next().unwrap_or_default()),
        };
        let numbers: Vec<_> = today.iter().copied().map(number).collect();
        today.iter().zip(numbers).map(|(call, number)| caller(call, number)).collect()
    }

    /// The `count` busiest agents of the day, who stand in for all that worked: they come when the first `count` of all came, and go
    /// when the last `count` went; who began first comes and goes first.
    pub fn agents(&self, count: usize) -> Vec<RecordedAgent> {
        let mut all: Vec<RecordedAgent> = self.shifts().into_values().collect();
        let mut came: Vec<_> = all.iter().map(|agent| agent.comes_at).collect();
        let mut went: Vec<_> = all.iter().map(|agent| agent.goes_at).collect();
        came.sort_unstable();
        went.sort_unstable();
        let last = went.split_off(went.len().saturating_sub(count));
        all.sort_by(|a, b| b.services_s.len().cmp(&a.services_s.len()).then_with(|| a.agent.cmp(&b.agent)));
        all.truncate(count);
        all.sort_by(|a, b| a.comes_at.cmp(&b.comes_at).then_with(|| a.agent.cmp(&b.agent)));
        for (agent, (comes_at, goes_at)) in all.iter_mut().zip(came.into_iter().zip(last)) {
            agent.comes_at = comes_at;
            agent.goes_at = goes_at;
        }
        all
    }

    /// The calls of the day; no phantoms.
    fn today(&self) -> impl Iterator<Item = &BankCall> {
        self.calls.iter().filter(|call| call.date == self.date && call.outcome != Outcome::Phantom)
    }

    /// Everybody who was identified up to the end of the day, with the highest tier that was seen.
    fn tiers(&self) -> BTreeMap<Customer, Tier> {
        let mut tiers = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.date <= self.date) {
            let Some(customer) = call.customer else { continue };
            let tier = tiers.entry(customer).or_insert(Tier::Ordinary);
            if call.tier() == Tier::Key {
                *tier = Tier::Key;
            }
        }
        tiers
    }

    /// Everybody's own shift: from the first service of the day to the end of the last.
    fn shifts(&self) -> BTreeMap<AgentId, RecordedAgent> {
        let morning = self.at(MORNING);
        let mut served: Vec<_> = self
            .today()
            .filter(|call| call.outcome == Outcome::Agent)
            .filter_map(|call| Some((call.served?, call.agent.clone()?, call)))
            .filter(|(span, ..)| span.from >= morning)
            .collect();
        served.sort_by_key(|(span, _, call)| (span.from, call.switch_ref()));
        let mut shifts = BTreeMap::new();
        let mut services = BTreeMap::<AgentId, BTreeSet<Service>>::new();
        for (span, agent, call) in served {
            let shift = shifts.entry(agent.clone()).or_insert_with(|| RecordedAgent {
                agent: agent.clone(),
                queues: Vec::new(),
                comes_at: span.from,
                goes_at: span.to,
                services_s: Vec::new(),
            });
            shift.goes_at = shift.goes_at.max(span.to);
            shift.services_s.push(call.served_s);
            services.entry(agent).or_default().insert(call.service);
        }
        for (agent, shift) in &mut shifts {
            shift.queues = services[agent].iter().map(|service| service.queue()).collect();
        }
        shifts
    }
}

fn caller(call: &BankCall, number: PhoneNumber) -> RecordedCaller {
    let wait = TimeDelta::seconds(i64::from(call.wait_s));
    let hangs_up_at = match (call.outcome, call.queue) {
        (Outcome::Hang, Some(queue)) => Some(queue.from + wait),
        (Outcome::Hang, None) => Some(call.greeting.to.max(call.entered_at())),
        _ => None,
    };
    RecordedCaller {
        switch_ref: call.switch_ref(),
        number,
        service: call.service.service_type(),
        queue: call.service.queue(),
        priority: call.priority,
        enters_at: call.entered_at(),
        queues_at: call.offered_at(),
        hangs_up_at,
        served_s: if call.outcome == Outcome::Agent { call.served_s } else { 0 },
    }
}
