//! People whom the desk calls: the agent's phone is lifted, the number rings, and is answered or not, as drawn. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use super::crowd::Plan;
use crate::{
    domain::{AgentId, CallId, Ender, NotReached, PhoneNumber},
    switch::replay::Drawn,
};

/// Until the agent's phone is lifted.
const LIFT: TimeDelta = TimeDelta::seconds(1);
/// How long a number rings, s: until somebody answers or turns the call down, and until nobody has.
const ANSWER_S: std::ops::RangeInclusive<u32> = 3..=20;
const NO_ANSWER: TimeDelta = TimeDelta::seconds(30);
/// A number that is engaged says so at once.
const BUSY: TimeDelta = TimeDelta::seconds(2);

/// Those who are being called. The nth is drawn the same for the same seed, whoever calls meanwhile.
#[derive(Clone, Debug)]
pub struct Callees {
    draws: Xoshiro256PlusPlus,
    called: u64,
    under_way: BTreeMap<CallId, Callee>,
}

/// Somebody who is being called.
#[derive(Clone, Debug)]
pub struct Callee {
    pub agent: AgentId,
    pub number: PhoneNumber,
    /// What the switch calls the call.
    pub switch_ref: String,
    step: Step,
    at: DateTime<Utc>,
    rings: TimeDelta,
    fate: Result<Drawn, NotReached>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Lifts,
    Rings,
}

/// What became of a call.
pub enum Became {
    /// The agent's phone is lifted, and the number rings.
    Dialling { switch_ref: String },
    /// Somebody answered.
    Connected { callee: Box<Callee>, drawn: Drawn },
    /// Nobody did.
    NotReached(NotReached),
}

impl Callees {
    /// Nobody yet.
    pub fn new(seed: u64) -> Self {
        // Not the callers' draws, or who calls would depend on whom we call.
        let draws = Xoshiro256PlusPlus::seed_from_u64(!seed);
        Self { draws, called: 0, under_way: BTreeMap::new() }
    }

    /// Calls this number from the agent's phone.
    pub fn call(
        &mut self,
        call: CallId,
        agent: AgentId,
        number: PhoneNumber,
        plan: &Plan,
        now: DateTime<Utc>,
    ) {
        self.called += 1;
        let switch_ref = format!("called-{}", self.called);
        let (rings, fate) = self.draw(plan);
        let callee = Callee { agent, number, switch_ref, step: Step::Lifts, at: now + LIFT, rings, fate };
        self.under_way.insert(call, callee);
    }

    /// When something becomes of a call; none if nobody is being called.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.under_way.values().map(|callee| callee.at).min()
    }

    /// The first that becomes of a call up to `now`, and when.
    pub fn next(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, CallId, Became)> {
        let (call, callee) = self.under_way.iter_mut().min_by_key(|(_, callee)| callee.at)?;
        let (call, at) = (*call, callee.at);
        if at > now {
            return None;
        }
        if let Step::Lifts = callee.step {
            (callee.step, callee.at) = (Step::Rings, at + callee.rings);
            return Some((at, call, Became::Dialling { switch_ref: callee.switch_ref.clone() }));
        }
        let callee = Box::new(self.under_way.remove(&call)?);
        let became = match callee.fate.clone() {
            Ok(drawn) => Became::Connected { callee, drawn },
            Err(why) => Became::NotReached(why),
        };
        Some((at, call, became))
    }

    /// Whether it is a call to somebody who has not answered yet.
    pub fn has(&self, call: CallId) -> bool {
        self.under_way.contains_key(&call)
    }

    /// Gives the call up.
    pub fn give_up(&mut self, call: CallId, by: Ender) -> NotReached {
        self.under_way.remove(&call);
        match by {
            Ender::System => NotReached::Failed { what: "the desk ended the call".to_owned() },
            Ender::Agent | Ender::Caller => NotReached::GaveUp,
        }
    }

    /// How long it rings, and how the callee behaves then.
    fn draw(&mut self, plan: &Plan) -> (TimeDelta, Result<Drawn, NotReached>) {
        let draws = &mut self.draws;
        let (hundredth, answers) = (draws.random_range(0..100), draws.random_range(ANSWER_S));
        let (talk, hold) = (plan.talk.draw(draws), plan.hold.draw(draws));
        let drawn = Drawn { talk, hold, patience: plan.patience.draw(draws) };
        let answers = TimeDelta::seconds(i64::from(answers));
        if hundredth < plan.reached_percent {
            return (answers, Ok(drawn));
        }
        match hundredth % 4 {
            0 => (BUSY, Err(NotReached::Busy)),
            1 => (answers, Err(NotReached::Rejected)),
            _ => (NO_ANSWER, Err(NotReached::NoAnswer)),
        }
    }
}
