//! The engine of a simulation: draws callers as they are due, and lets them be played as those of a record are.
//! Pure: no clock and no I/O; its randomness is its seed's.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use uuid::Uuid;

use super::{
    callees::{Became, Callee, Callees},
    spread::{Spread, exponential},
};
use crate::{
    domain::{AgentId, CallId, QueueId, ServiceType},
    import::{self, RecordedAgent, RecordedCaller, bank::Customer},
    switch::{
        Abilities, CommandRefused, Engine, Happened, SwitchCommand, SwitchEvent,
        replay::{Day, Drawn},
    },
};

/// One hour, s.
const HOUR: f64 = 3_600.0;

/// What those are called about whom the desk calls.
const CALLBACK: &str = "callback";

/// What is made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many calls come to each queue, calls/h on average: each by chance, whenever the last one came (a Poisson process).
    pub calls_per_hour: BTreeMap<QueueId, u32>,
    /// How many people call, each with a number; who has called before is known again. At least one.
    pub callers: u32,
    /// How long the greeting takes.
    pub greeting: Spread,
    /// How long a caller waits before giving up.
    pub patience: Spread,
    /// How long a caller talks.
    pub talk: Spread,
    /// How long a caller stays on hold.
    pub hold: Spread,
    /// How many of a hundred people whom the desk calls answer.
    pub reached_percent: u32,
    /// Agents who serve all these queues by themselves, from the beginning.
    pub agents: Vec<AgentId>,
}

/// Made-up callers, as far as they have come.
#[derive(Clone, Debug)]
pub struct Crowd {
    plan: Plan,
    draws: Xoshiro256PlusPlus,
    /// When the next caller of each queue comes.
    next: BTreeMap<QueueId, DateTime<Utc>>,
    came: u64,
    callees: Callees,
    day: Day,
    /// What happened before a command that was refused.
    told: Vec<SwitchEvent>,
}

impl Engine for Crowd {
    const ABILITIES: Abilities = Abilities { originate: true, ..Abilities::BASIC };

    fn next_at(&self) -> Option<DateTime<Utc>> {
        let told = self.told.first().map(|event| event.at);
        let callers = self.next.values().copied();
        callers.chain(told).chain(self.day.next_at()).chain(self.callees.next_at()).min()
    }

    fn advance(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        let mut told = std::mem::take(&mut self.told);
        told.extend(self.bring(now));
        told
    }

    fn command(
        &mut self,
        now: DateTime<Utc>,
        command: SwitchCommand,
    ) -> Result<Vec<SwitchEvent>, CommandRefused> {
        self.told = self.advance(now);
        let done = self.obey(now, command)?;
        let mut told = std::mem::take(&mut self.told);
        told.extend(done);
        Ok(told)
    }
}

impl Crowd {
    /// Nobody yet, at `from`. The same seed draws the same callers; `run` makes the calls of one run others than those of the next.
    pub fn new(plan: Plan, seed: u64, from: DateTime<Utc>, run: Uuid) -> Self {
        let queues: Vec<QueueId> = plan.calls_per_hour.keys().cloned().collect();
        let agents = plan.agents.iter().map(|agent| RecordedAgent {
            agent: agent.clone(),
            queues: queues.clone(),
            comes_at: from,
            goes_at: DateTime::<Utc>::MAX_UTC,
            services_s: Vec::new(),
        });
        let day = Day::new(Vec::new(), agents.collect(), run);
        let draws = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut crowd = Self {
            plan,
            draws,
            next: BTreeMap::new(),
            came: 0,
            callees: Callees::new(seed),
            day,
            told: Vec::new(),
        };
        queues.into_iter().for_each(|queue| crowd.draw_next(queue, from));
        crowd
    }

    /// What has happened up to `now` to callers and to those whom the desk calls, in order.
    fn bring(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        self.invite(now);
        let mut told = Vec::new();
        while let Some((at, call, became)) = self.callees.next(now) {
            told.extend(self.day.advance(at));
            let what = match became {
                Became::Dialling { switch_ref } => Happened::Dialling { call, switch_ref },
                Became::Connected { callee, drawn } => self.connect(call, *callee, at, drawn),
                Became::NotReached(why) => Happened::NotReached { call, why },
            };
            told.push(SwitchEvent::new(at, what));
        }
        told.extend(self.day.advance(now));
        told
    }

    /// From here on it is a talk as any other.
    fn connect(&mut self, call: CallId, callee: Callee, at: DateTime<Utc>, drawn: Drawn) -> Happened {
        let Callee { agent, number, switch_ref, .. } = callee;
        let called = RecordedCaller {
            switch_ref: switch_ref.clone(),
            number,
            service: CALLBACK.into(),
            queue: CALLBACK.into(),
            priority: 0,
            enters_at: at,
            queues_at: None,
            hangs_up_at: None,
            served_s: 0,
        };
        self.day.connect(call, called, agent, drawn);
        Happened::Connected { call, switch_ref }
    }

    fn obey(
        &mut self,
        now: DateTime<Utc>,
        command: SwitchCommand,
    ) -> Result<Vec<SwitchEvent>, CommandRefused> {
        match command {
            SwitchCommand::Originate { call, agent, number } => {
                self.callees.call(call, agent, number, &self.plan, now);
                Ok(Vec::new())
            }
            SwitchCommand::HangUp { call, by } if self.callees.has(call) => {
                let why = self.callees.give_up(call, by);
                Ok(vec![SwitchEvent::new(now, Happened::NotReached { call, why })])
            }
            command if command.call().is_some_and(|call| self.callees.has(call)) => {
                Err(CommandRefused::NotAble)
            }
            command => self.day.command(now, command),
        }
    }

    /// Draws all who come up to `now`, in the order in which they come: so what is drawn does not depend on when it is asked for.
    fn invite(&mut self, now: DateTime<Utc>) {
        let first = |next: &BTreeMap<QueueId, DateTime<Utc>>| {
            let (queue, at) = next.iter().min_by_key(|(_, at)| **at)?;
            (*at <= now).then(|| (queue.clone(), *at))
        };
        while let Some((queue, at)) = first(&self.next) {
            self.draw_caller(&queue, at);
            self.draw_next(queue, at);
        }
    }

    fn draw_next(&mut self, queue: QueueId, after: DateTime<Utc>) {
        let per_hour = self.plan.calls_per_hour.get(&queue).copied().unwrap_or_default();
        if per_hour == 0 {
            return;
        }
        let seconds = exponential(&mut self.draws) * HOUR / f64::from(per_hour);
        self.next.insert(queue, after + TimeDelta::milliseconds((seconds * 1_000.0) as i64));
    }

    fn draw_caller(&mut self, queue: &QueueId, enters_at: DateTime<Utc>) {
        let Plan { greeting, patience, talk, hold, callers, .. } = self.plan;
        let draws = &mut self.draws;
        let queues_at = enters_at + greeting.draw(draws);
        self.came += 1;
        let caller = RecordedCaller {
            switch_ref: format!("simulated-{}", self.came),
            number: import::number(Customer(draws.random_range(0..callers.max(1)))),
            service: ServiceType::from(queue.as_str()),
            queue: queue.clone(),
            priority: 0,
            enters_at,
            queues_at: Some(queues_at),
            hangs_up_at: Some(queues_at + patience.draw(draws)),
            served_s: 0,
        };
        let drawn = Drawn { talk: talk.draw(draws), hold: hold.draw(draws), patience: patience.draw(draws) };
        self.day.expect(caller, Some(drawn));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{Ender, NotReached, PhoneNumber};

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    fn plan() -> Plan {
        Plan {
            calls_per_hour: [("private", 120), ("stocks", 30)]
                .map(|(queue, rate)| (queue.into(), rate))
                .into(),
            callers: 200,
            greeting: Spread::Fixed(8),
            patience: Spread::Exponential(120),
            talk: Spread::Lognormal { mean: 180, deviation: 120 },
            hold: Spread::Exponential(60),
            reached_percent: 60,
            agents: Vec::new(),
        }
    }

    fn crowd(plan: Plan, seed: u64) -> Crowd {
        Crowd::new(plan, seed, noon(), Uuid::nil())
    }

    /// All that happens in so many seconds, asked for at each of these moments.
    fn played(mut crowd: Crowd, moments: impl Iterator<Item = i64>) -> Vec<SwitchEvent> {
        moments.flat_map(|second| crowd.advance(noon() + TimeDelta::seconds(second))).collect()
    }

    #[test]
    fn a_seed_gives_the_same_callers_however_often_it_is_asked() {
        let once = played(crowd(plan(), 7), [7_200].into_iter());
        assert_eq!(once, played(crowd(plan(), 7), (0..=7_200).step_by(13).chain([7_200])));
        assert_ne!(once, played(crowd(plan(), 8), [7_200].into_iter()));
        assert!(once.is_sorted_by_key(|event| event.at));
    }

    #[test]
    fn callers_come_at_the_rate_of_their_queue_and_some_come_again() {
        let hours = 100;
        let events = played(crowd(plan(), 1), [hours * 3_600].into_iter());
        let entered: Vec<_> = events
            .iter()
            .filter_map(|event| match &event.what {
                Happened::Entered { service, number, .. } => Some((service.as_str(), number)),
                _ => None,
            })
            .collect();
        // Three standard deviations on either side.
        let check = |queue: &str, wanted: f64| {
            let came = entered.iter().filter(|(service, _)| *service == queue).count() as f64;
            assert!((came - wanted).abs() < 3.0 * wanted.sqrt(), "{came} came to {queue}");
        };
        check("private", 12_000.0);
        check("stocks", 3_000.0);
        let numbers: BTreeSet<_> = entered.iter().map(|(_, number)| number.reveal()).collect();
        assert_eq!(numbers.len(), 200);
    }

    #[test]
    fn who_is_not_served_gives_up_and_an_agent_of_its_own_serves() {
        let events = played(crowd(plan(), 3), [3_600].into_iter());
        let over = events.iter().filter(|event| matches!(event.what, Happened::HungUp { .. })).count();
        assert!(over > 100, "{over}");
        let mut crowd = crowd(Plan { agents: vec!["9001".into()], ..plan() }, 3);
        let (call, at) = first_queued(&mut crowd);
        let ring = SwitchCommand::Ring { call, agent: "9001".into() };
        crowd.command(at, ring).expect("the agent is there");
        let day = crowd.advance(at + TimeDelta::hours(1));
        let of = |happened: &Happened| matches!(happened, Happened::Answered { call: it, .. } if *it == call);
        assert!(day.iter().any(|event| of(&event.what)));
        let done = |happened: &Happened| matches!(happened, Happened::AgentFinished { .. });
        assert!(day.iter().any(|event| done(&event.what)));
    }

    /// Calls so many people one after the other; what became of each, and when it was known after the call was begun.
    fn called(mut crowd: Crowd, count: u128) -> Vec<(i64, Result<(), NotReached>)> {
        let mut at = noon();
        let mut fates = Vec::new();
        for n in 0..count {
            let call = CallId(Uuid::from_u128(n));
            let number = PhoneNumber::new("+8613800138000");
            crowd
                .command(at, SwitchCommand::Originate { call, agent: "8001".into(), number })
                .expect("it rings");
            let events = crowd.advance(at + TimeDelta::minutes(1));
            let of_call: Vec<_> = events.iter().filter(|event| event.what.call() == Some(call)).collect();
            assert!(matches!(of_call[0].what, Happened::Dialling { .. }), "{of_call:?}");
            let fate = match &of_call[1].what {
                Happened::Connected { .. } => Ok(()),
                Happened::NotReached { why, .. } => Err(why.clone()),
                other => panic!("{other:?}"),
            };
            fates.push(((of_call[1].at - at).num_seconds(), fate));
            at += TimeDelta::minutes(1);
        }
        fates
    }

    #[test]
    fn who_is_called_answers_or_not_as_drawn() {
        let fates = called(crowd(plan(), 7), 200);
        assert_eq!(fates, called(crowd(plan(), 7), 200), "the same seed draws the same");
        let reached = fates.iter().filter(|(_, fate)| fate.is_ok()).count();
        assert!((100..140).contains(&reached), "{reached} of 200 at 60 %");
        for why in [NotReached::Busy, NotReached::NoAnswer, NotReached::Rejected] {
            assert!(fates.iter().any(|(_, fate)| *fate == Err(why.clone())), "{why:?}");
        }
        let all = called(crowd(Plan { reached_percent: 100, ..plan() }, 7), 20);
        assert!(all.iter().all(|(after, fate)| fate.is_ok() && (4..=21).contains(after)), "{all:?}");
    }

    #[test]
    fn a_call_that_we_began_is_a_talk_once_it_is_answered_and_can_be_given_up_before() {
        let sure = Plan { reached_percent: 100, talk: Spread::Fixed(100), ..plan() };
        let mut crowd = crowd(sure, 5);
        let (call, agent) = (CallId(Uuid::nil()), || AgentId::from("8001"));
        let number = || PhoneNumber::new("+8613800138000");
        let begin = SwitchCommand::Originate { call, agent: agent(), number: number() };
        crowd.command(noon(), begin.clone()).expect("it rings");
        assert_eq!(crowd.command(noon(), SwitchCommand::Hold { call }), Err(CommandRefused::NotAble));
        let end = SwitchCommand::HangUp { call, by: Ender::Agent };
        let told = crowd.command(noon(), end.clone()).expect("it is under way");
        assert_eq!(
            told.last().map(|event| &event.what),
            Some(&Happened::NotReached { call, why: NotReached::GaveUp })
        );
        assert_eq!(crowd.command(noon(), end), Err(CommandRefused::NoCall(call)));
        crowd.command(noon(), begin).expect("it rings again");
        let later = noon() + TimeDelta::seconds(30);
        let connected = crowd.advance(later);
        let connected = connected.iter().find(|event| matches!(event.what, Happened::Connected { .. }));
        let at = connected.expect("it is answered").at;
        assert!(crowd.command(later, SwitchCommand::Hold { call }).is_ok());
        assert!(crowd.command(later, SwitchCommand::Resume { call }).is_ok());
        assert!(hang_up(&mut crowd, call) >= at + TimeDelta::seconds(100));
    }

    #[test]
    fn talks_and_holds_last_as_drawn() {
        let fixed = Plan { talk: Spread::Fixed(100), hold: Spread::Fixed(20), ..plan() };
        let mut crowd = crowd(fixed, 5);
        let (call, at) = first_queued(&mut crowd);
        let agent = || AgentId::from("8001");
        crowd.command(at, SwitchCommand::Ring { call, agent: agent() }).expect("it waits");
        crowd.command(at, SwitchCommand::Answer { call, agent: agent() }).expect("it rings");
        let mut held = crowd.clone();
        assert_eq!(hang_up(&mut crowd, call), at + TimeDelta::seconds(100));
        held.command(at + TimeDelta::seconds(10), SwitchCommand::Hold { call }).expect("it talks");
        assert_eq!(hang_up(&mut held, call), at + TimeDelta::seconds(30));
    }

    /// The first caller in a queue, and since when.
    fn first_queued(crowd: &mut Crowd) -> (CallId, DateTime<Utc>) {
        loop {
            let at = crowd.next_at().expect("somebody calls");
            for event in crowd.advance(at) {
                if let Happened::Queued { call, .. } = event.what {
                    return (call, at);
                }
            }
        }
    }

    fn hang_up(crowd: &mut Crowd, of: CallId) -> DateTime<Utc> {
        let later = crowd.advance(noon() + TimeDelta::hours(5));
        let over = |event: &&SwitchEvent| matches!(event.what, Happened::HungUp { call, .. } if call == of);
        later.iter().find(over).expect("it ends").at
    }
}
