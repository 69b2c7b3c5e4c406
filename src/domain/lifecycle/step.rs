//! Whether something may be done to a ticket, and what it changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    Asked, ClockRule, Duty, End, Involved, Lifecycle, Moved, Need, Occasion, Pending, TicketClock, Verb, Work,
};
use crate::domain::{
    ClockId, ReasonCode, StateId, UnitId, VerbId,
    clock::{Allowance, Calendar, Clock, Pause},
};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is in its message")]
pub enum Forbidden {
    #[error("there is no {verb} in lifecycle {lifecycle}; it has {known}")]
    NoVerb { verb: VerbId, lifecycle: String, known: String },
    #[error("a ticket that is {state} cannot be {verb}; now possible: {possible}")]
    NotNow { verb: VerbId, state: StateId, possible: String },
    #[error("{verb} is for {by}")]
    NotYours { verb: VerbId, by: String },
    #[error("{verb} was used {limit} times, which is the most for one ticket")]
    TooOften { verb: VerbId, limit: u32 },
    #[error("{verb} needs {need:?}: add it")]
    Needs { verb: VerbId, need: Need },
    #[error("{reason} is no reason for {verb}; write one of {known}")]
    NoReason { verb: VerbId, reason: ReasonCode, known: String },
    #[error("{verb} is possible only before {clock} runs out, which was {due}")]
    RunOut { verb: VerbId, clock: ClockId, due: DateTime<Utc> },
    #[error("{verb} is possible only until {until}")]
    TooLate { verb: VerbId, until: DateTime<Utc> },
    #[error("until {until} is not later than now: name a later time")]
    Past { until: DateTime<Utc> },
    #[error(
        "the caller does not know the answer yet: call back first, or {attempts} times without reaching anybody"
    )]
    NotReached { attempts: u32 },
    #[error("a ticket cannot follow itself")]
    OwnMother,
    #[error("{verb} is asked for already and waits for approval: let that be decided first")]
    Waits { verb: VerbId },
}

/// What a ticket's clocks are counted with.
#[derive(Clone, Copy, Debug)]
pub struct Reckoner<'a> {
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The limit of the ticket's category, where it has one.
    pub of_category: Option<Allowance>,
}

impl Lifecycle {
    /// A new ticket, answered during the call or not.
    pub fn begin(&self, is_answered: bool, now: DateTime<Utc>, reckoner: Reckoner<'_>) -> Work {
        let state = if is_answered { &self.answered } else { &self.start };
        let mut work = Work::new(self.id.clone(), state.clone(), now);
        work.reached = is_answered;
        work.end = self.state(state).and_then(|state| state.end);
        let begins = self.begins.iter().filter(|_| !is_answered).filter_map(|id| self.clock(id));
        work.clocks.extend(begins.map(|rule| {
            let mut clock = rule.started(now, Vec::new(), reckoner);
            clock.reckon(&rule.warn, reckoner.calendar, now);
            (rule.id.clone(), clock)
        }));
        work
    }

    /// What becomes of a ticket by this, done by somebody of this duty. An approval that it takes is not asked for here.
    ///
    /// # Errors
    /// When it may not be done, with what may.
    pub fn step(
        &self,
        work: &Work,
        asked: &Asked,
        duty: Duty,
        now: DateTime<Utc>,
        reckoner: Reckoner<'_>,
    ) -> Result<Moved, Forbidden> {
        self.step_asked(work, asked, duty, Instants { asked: now, now }, reckoner)
    }

    /// What becomes of a ticket by what waits for approval, once that is given. Whether it was asked for in time is judged by when it was asked.
    ///
    /// # Errors
    /// When it may not be done any more, with what may.
    pub fn approved(
        &self,
        work: &Work,
        pending: &Pending,
        now: DateTime<Utc>,
        reckoner: Reckoner<'_>,
    ) -> Result<Moved, Forbidden> {
        let instants = Instants { asked: pending.at, now };
        self.step_asked(work, &pending.asked, pending.duty, instants, reckoner)
    }

    fn step_asked(
        &self,
        work: &Work,
        asked: &Asked,
        duty: Duty,
        at: Instants,
        reckoner: Reckoner<'_>,
    ) -> Result<Moved, Forbidden> {
        let now = at.now;
        let verb = self.allowed(work, &asked.verb, duty)?;
        let asked = &asked.of(verb);
        self.check_said(verb, asked, now)?;
        check_times(work, verb, at.asked, reckoner.calendar)?;
        if self.end_of(verb) == Some(End::Closed) && !work.reached && work.attempts < self.attempts {
            return Err(Forbidden::NotReached { attempts: self.attempts });
        }
        let state = verb.to.clone().unwrap_or_else(|| work.state.clone());
        Ok(Moved {
            verb: verb.id.clone(),
            reason: asked.reason.clone(),
            text: asked.text.clone(),
            clocks: self.clocks_after(work, verb, asked, &state, now, reckoner),
            end: self.state(&state).and_then(|state| state.end),
            involved: self.involved_after(work, asked, &state),
            apart: self
                .of_itself(&work.state, Occasion::Mother)
                .is_some_and(|follows| follows.id != verb.id && state != work.state),
            state,
            tells: verb.tells,
            contacted: asked.contacted,
            until: asked.until,
            mother: asked.mother,
            evidence: asked.evidence.clone(),
        })
    }

    /// Whether the next use of a verb takes a second person: who.
    pub fn approver(&self, work: &Work, verb: &VerbId) -> Option<Duty> {
        let approval = self.verb(verb)?.approval.as_ref()?;
        (work.times(verb) + 1 >= approval.from_time).then_some(approval.by)
    }

    fn allowed(&self, work: &Work, id: &VerbId, duty: Duty) -> Result<&Verb, Forbidden> {
        let names = |verbs: &mut dyn Iterator<Item = &Verb>| {
            verbs.map(|verb| verb.id.as_str().to_owned()).collect::<Vec<_>>().join(", ")
        };
        let Some(verb) = self.verb(id) else {
            let known = names(&mut self.verbs.iter());
            return Err(Forbidden::NoVerb { verb: id.clone(), lifecycle: self.id.to_string(), known });
        };
        if !verb.from.contains(&work.state) {
            let possible = names(&mut self.verbs_in(&work.state, duty));
            return Err(Forbidden::NotNow { verb: id.clone(), state: work.state.clone(), possible });
        }
        if !verb.by.contains(&duty) {
            let by = verb.by.iter().map(|duty| format!("{duty:?}").to_lowercase()).collect::<Vec<_>>();
            return Err(Forbidden::NotYours { verb: id.clone(), by: by.join(", ") });
        }
        match verb.limit {
            Some(limit) if work.times(id) >= limit => Err(Forbidden::TooOften { verb: id.clone(), limit }),
            _ => Ok(verb),
        }
    }

    fn check_said(&self, verb: &Verb, asked: &Asked, now: DateTime<Utc>) -> Result<(), Forbidden> {
        let is_said = |need: &Need| match need {
            Need::Reason => asked.reason.is_some(),
            Need::Text => !asked.text.trim().is_empty(),
            Need::Unit => asked.unit.is_some(),
            Need::Until => asked.until.is_some(),
            Need::More => asked.more.is_some(),
            Need::Mother => asked.mother.is_some(),
            Need::Contact => asked.contacted.is_some(),
            Need::Evidence => !asked.evidence.is_empty(),
        };
        if let Some(need) = verb.needs.iter().find(|need| !is_said(need)) {
            return Err(Forbidden::Needs { verb: verb.id.clone(), need: *need });
        }
        if let (Some(list), Some(reason)) = (&verb.reasons, &asked.reason) {
            let known = self.reasons.get(list).map(Vec::as_slice).unwrap_or_default();
            if !known.iter().any(|known| known.code == *reason) {
                let known = known.iter().map(|known| known.code.as_str()).collect::<Vec<_>>().join(", ");
                let (verb, reason) = (verb.id.clone(), reason.clone());
                return Err(Forbidden::NoReason { verb, reason, known });
            }
        }
        match asked.until.filter(|until| *until <= now) {
            Some(until) => Err(Forbidden::Past { until }),
            None => Ok(()),
        }
    }

    /// Who handles it after a verb; none where that stays. Back at the start nobody does, until it is dispatched again.
    fn involved_after(&self, work: &Work, asked: &Asked, state: &StateId) -> Option<Involved> {
        let handed = asked.unit.clone().map(|lead| work.involved.handed_to(lead, asked.joint.clone()));
        let is_back = *state == self.start && work.involved.lead.is_some();
        handed.or_else(|| {
            is_back.then(|| Involved { first: work.involved.first.clone(), ..Default::default() })
        })
    }

    /// The clocks that a verb changes: first those that it starts, stops and extends, then those that its new state holds or lets go.
    fn clocks_after(
        &self,
        work: &Work,
        verb: &Verb,
        asked: &Asked,
        state: &StateId,
        now: DateTime<Utc>,
        reckoner: Reckoner<'_>,
    ) -> BTreeMap<ClockId, TicketClock> {
        let mut after = work.clocks.clone();
        let runs = |id: &ClockId| work.clocks.get(id).is_some_and(|clock| clock.clock.stopped.is_none());
        let begins = verb.begins.iter().filter(|id| !runs(id));
        for rule in verb.starts.iter().chain(begins).filter_map(|id| self.clock(id)) {
            let earlier = after.get(&rule.id).map(TicketClock::earlier_with_last).unwrap_or_default();
            after.insert(rule.id.clone(), rule.started(now, earlier, reckoner));
        }
        let held = self.state(state).map(|state| state.pauses.as_slice()).unwrap_or_default();
        for (id, clock) in &mut after {
            if verb.stops.contains(id) && clock.clock.stopped.is_none() {
                let runs = clock.clock.resumed(now);
                // One that stands still has no deadline; what it would have been stays known.
                clock.deadline = clock.deadline.take().or_else(|| runs.deadline(reckoner.calendar));
                clock.clock = Clock { stopped: Some(now), ..runs };
            }
            if let Some(more) = asked.more.filter(|_| verb.extends.as_ref() == Some(id)) {
                clock.clock.extensions.push(more);
            }
            clock.hold(held.contains(id), now);
            clock.reckon(self.warnings(id), reckoner.calendar, now);
        }
        after.retain(|id, clock| work.clocks.get(id) != Some(clock));
        after
    }

    /// The clocks whose deadlines are others on this calendar, as they are on it; empty if none is.
    pub fn reckoned(
        &self,
        work: &Work,
        now: DateTime<Utc>,
        calendar: &Calendar,
    ) -> BTreeMap<ClockId, TicketClock> {
        let anew = work.clocks.iter().map(|(id, clock)| {
            let mut clock = clock.clone();
            clock.reckon(self.warnings(id), calendar, now);
            (id.clone(), clock)
        });
        anew.filter(|(id, clock)| work.clocks.get(id) != Some(clock)).collect()
    }

    fn warnings(&self, id: &ClockId) -> &[u8] {
        self.clock(id).map_or(&[], |rule| &rule.warn)
    }
}

/// When something was asked for, and when it is done.
#[derive(Clone, Copy)]
struct Instants {
    asked: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Involved {
    /// Handed to another unit; the one that received it first stays known.
    fn handed_to(&self, lead: UnitId, joint: Vec<UnitId>) -> Self {
        let first = self.first.clone().or_else(|| Some(lead.clone()));
        Self { lead: Some(lead), joint, first }
    }
}

fn check_times(work: &Work, verb: &Verb, now: DateTime<Utc>, calendar: &Calendar) -> Result<(), Forbidden> {
    if let Some(within) = verb.within
        && let Some(deadline) = calendar.deadline(work.since, within)
        && deadline.due <= now
    {
        return Err(Forbidden::TooLate { verb: verb.id.clone(), until: deadline.due });
    }
    let clock = verb.before.as_ref().and_then(|id| work.clocks.get_key_value(id));
    match clock.and_then(|(id, clock)| Some((id, clock.deadline.as_ref()?.due))) {
        Some((id, due)) if due <= now => {
            Err(Forbidden::RunOut { verb: verb.id.clone(), clock: id.clone(), due })
        }
        _ => Ok(()),
    }
}

impl ClockRule {
    fn started(
        &self,
        now: DateTime<Utc>,
        earlier: Vec<DateTime<Utc>>,
        reckoner: Reckoner<'_>,
    ) -> TicketClock {
        let own = reckoner.of_category.filter(|_| self.by_category);
        let clock = Clock::new(now, own.unwrap_or(self.allowance));
        TicketClock { clock, deadline: None, earlier, marks: Vec::new(), told: 0 }
    }
}

impl TicketClock {
    /// Lets it stand still, or run again.
    fn hold(&mut self, is_held: bool, now: DateTime<Utc>) {
        if self.clock.stopped.is_some() {
            return;
        }
        match (is_held, self.clock.paused_since()) {
            (true, None) => self.clock.pauses.push(Pause { from: now, to: None }),
            (false, Some(_)) => self.clock = self.clock.resumed(now),
            _ => {}
        }
    }

    /// Counts its deadline anew; one that it had is kept. A clock that was stopped keeps its last.
    fn reckon(&mut self, warn: &[u8], calendar: &Calendar, now: DateTime<Utc>) {
        if self.clock.stopped.is_some() {
            return;
        }
        let deadline = self.clock.deadline(calendar);
        if deadline != self.deadline {
            self.earlier = self.earlier_with_last();
            self.deadline = deadline;
        }
        self.mark(warn, calendar, now);
    }

    fn earlier_with_last(&self) -> Vec<DateTime<Utc>> {
        self.earlier.iter().copied().chain(self.deadline.as_ref().map(|deadline| deadline.due)).collect()
    }
}
