//! The engine of a replay: recorded callers and agents who play themselves, and whoever else the desk rings.
//! Pure: no clock, no randomness, no I/O. The same commands at the same times give the same events.
//!
//! Callers come in, pass the greeting, wait and lose patience when the record says so. The desk decides who rings. A recorded agent answers
//! after a moment, talks as long as with its next caller in the record (again from the first when it has run out of them), and wraps up shortly.
//! Anybody else who is rung works by command, and callers talk with them until the call is ended or they have heard enough.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

mod past;

pub use past::Past;

use super::people::{Caller, Drawn, Place, Staff, Work};
use crate::{
    domain::{AgentId, CallId, Ender, RingEnd, TransferTarget},
    import::{RecordedAgent, RecordedCaller},
    switch::{Abilities, CommandRefused, Engine, Happened, SwitchCommand, SwitchEvent},
};

/// Who is on hold longer than this hangs up.
const HOLD: TimeDelta = TimeDelta::minutes(3);
/// Who was taken off hold listens this long at least.
const AFTER_HOLD: TimeDelta = TimeDelta::minutes(1);
/// A caller has this long at least for whoever works by command, and this many times the service of the record.
const TALK: TimeDelta = TimeDelta::minutes(5);
const TALK_TIMES: i32 = 3;

/// A recorded day, as far as it has come.
#[derive(Clone, Debug)]
pub struct Day {
    run: Uuid,
    now: DateTime<Utc>,
    due: BTreeSet<(DateTime<Utc>, Due)>,
    callers: BTreeMap<CallId, Caller>,
    staff: BTreeMap<AgentId, Staff>,
    happened: Vec<SwitchEvent>,
}

/// What a time brings. At the same time, earlier variants come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Comes(AgentId),
    Enters(CallId),
    Queues(CallId),
    PicksUp(CallId),
    HangsUp(CallId),
    Finishes(CallId, AgentId),
    Goes(AgentId),
}

impl Engine for Day {
    const ABILITIES: Abilities = Abilities::BASIC;

    fn next_at(&self) -> Option<DateTime<Utc>> {
        if !self.happened.is_empty() {
            return Some(self.now);
        }
        self.due.first().map(|(at, _)| *at)
    }

    fn advance(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        while let Some((at, due)) = self.due.pop_first() {
            if at > now {
                self.due.insert((at, due));
                break;
            }
            self.now = self.now.max(at);
            self.bring(at, due);
        }
        self.now = self.now.max(now);
        std::mem::take(&mut self.happened)
    }

    fn command(
        &mut self,
        now: DateTime<Utc>,
        command: SwitchCommand,
    ) -> Result<Vec<SwitchEvent>, CommandRefused> {
        self.happened = self.advance(now);
        self.obey(command)?;
        Ok(std::mem::take(&mut self.happened))
    }
}

impl Day {
    /// A day before it begins. `run` makes the calls of one run others than those of the next run of the same day.
    pub fn new(callers: Vec<RecordedCaller>, agents: Vec<RecordedAgent>, run: Uuid) -> Self {
        let mut day = Self {
            run,
            now: DateTime::<Utc>::MIN_UTC,
            due: BTreeSet::new(),
            callers: BTreeMap::new(),
            staff: BTreeMap::new(),
            happened: Vec::new(),
        };
        for agent in agents {
            day.due.insert((agent.comes_at, Due::Comes(agent.agent.clone())));
            day.due.insert((agent.goes_at, Due::Goes(agent.agent.clone())));
            day.staff.insert(agent.agent.clone(), Staff::new(agent));
        }
        callers.into_iter().for_each(|caller| day.expect(caller, None));
        day
    }

    /// One caller more, who comes when the record says.
    pub(in crate::switch) fn expect(&mut self, caller: RecordedCaller, drawn: Option<Drawn>) {
        let call = CallId(Uuid::new_v5(&self.run, caller.switch_ref.as_bytes()));
        self.due.insert((caller.enters_at, Due::Enters(call)));
        self.callers.insert(call, Caller::new(caller, drawn));
    }

    /// Whom we called speaks with this agent from now on, for so long as was drawn.
    pub(in crate::switch) fn connect(
        &mut self,
        call: CallId,
        called: RecordedCaller,
        agent: AgentId,
        drawn: Drawn,
    ) {
        let caller = Caller { place: Place::Talking { agent }, ..Caller::new(called, Some(drawn)) };
        self.callers.insert(call, caller);
        self.set_patience(call, Some(self.now + drawn.talk));
    }

    fn bring(&mut self, at: DateTime<Utc>, due: Due) {
        match due {
            Due::Comes(agent) => self.come(agent),
            Due::Enters(call) => self.enter(call),
            Due::Queues(call) => self.queue(call),
            Due::PicksUp(call) => self.pick_up(at, call),
            Due::HangsUp(call) => {
                if self.callers.get(&call).is_some_and(|caller| caller.hangs_up_at == Some(at)) {
                    self.hang_up(call, Ender::Caller);
                }
            }
            Due::Finishes(call, agent) => self.finish(call, agent),
            Due::Goes(agent) => self.go(&agent),
        }
    }

    fn enter(&mut self, call: CallId) {
        let Some(caller) = self.callers.get_mut(&call) else { return };
        caller.place = Place::Greeting;
        let recorded = caller.recorded.clone();
        self.tell(Happened::Entered {
            call,
            switch_ref: recorded.switch_ref,
            number: recorded.number,
            service: recorded.service,
            priority: recorded.priority,
        });
        match recorded.queues_at {
            Some(at) => drop(self.due.insert((at, Due::Queues(call)))),
            None => self.set_patience(call, recorded.hangs_up_at),
        }
    }

    fn queue(&mut self, call: CallId) {
        let Some(caller) = self.callers.get_mut(&call) else { return };
        caller.place = Place::Waiting;
        let (queue, patience) = (caller.recorded.queue.clone(), caller.recorded.hangs_up_at);
        self.tell(Happened::Queued { call, queue, position: None });
        self.set_patience(call, patience);
    }

    fn obey(&mut self, command: SwitchCommand) -> Result<(), CommandRefused> {
        match command {
            SwitchCommand::Ring { call, agent } => self.ring(call, agent),
            SwitchCommand::StopRing { call, agent, why } => self.stop_ring(call, agent, why),
            SwitchCommand::Answer { call, agent } => {
                self.need(call, |place| place.rings(&agent))?;
                self.answer(call, agent);
                Ok(())
            }
            SwitchCommand::Hold { call } => self.hold(call),
            SwitchCommand::Resume { call } => self.resume(call),
            SwitchCommand::Transfer { call, agent, to } => self.transfer(call, agent, to),
            SwitchCommand::HangUp { call, by } => {
                self.need(call, |_| true)?;
                self.hang_up(call, by);
                Ok(())
            }
            SwitchCommand::Release { call } => {
                self.need(call, |place| !place.is_with_agent())?;
                self.hang_up(call, Ender::System);
                Ok(())
            }
            // It has no queues of its own, and its phones can do no more.
            SwitchCommand::Serve { .. }
            | SwitchCommand::Consult { .. }
            | SwitchCommand::CompleteConsult { .. }
            | SwitchCommand::CancelConsult { .. }
            | SwitchCommand::Record { .. }
            | SwitchCommand::Monitor { .. }
            | SwitchCommand::StopMonitor { .. }
            | SwitchCommand::Prioritise { .. }
            | SwitchCommand::Take { .. }
            | SwitchCommand::Originate { .. }
            | SwitchCommand::Note { .. } => Err(CommandRefused::NotAble),
        }
    }

    fn ring(&mut self, call: CallId, agent: AgentId) -> Result<(), CommandRefused> {
        let at = self.now + pick_up(call);
        let picks_up_at = self.staff.contains_key(&agent).then_some(at);
        let busy = self.staff.get(&agent).is_some_and(|staff| staff.work != Work::Idle);
        let caller = self.need(call, |place| *place == Place::Waiting && !busy)?;
        caller.place = Place::Ringing { agent: agent.clone(), picks_up_at };
        if let Some(staff) = self.staff.get_mut(&agent) {
            staff.work = Work::Busy;
            self.due.insert((at, Due::PicksUp(call)));
        }
        self.tell(Happened::Ringing { call, agent });
        Ok(())
    }

    fn stop_ring(&mut self, call: CallId, agent: AgentId, why: RingEnd) -> Result<(), CommandRefused> {
        self.need(call, |place| place.rings(&agent))?.place = Place::Waiting;
        self.tell(Happened::RingEnded { call, agent: agent.clone(), why });
        self.free(&agent);
        Ok(())
    }

    fn pick_up(&mut self, at: DateTime<Utc>, call: CallId) {
        let Some(Place::Ringing { agent, picks_up_at }) = self.callers.get(&call).map(|caller| &caller.place)
        else {
            return;
        };
        if *picks_up_at == Some(at) {
            let agent = agent.clone();
            self.answer(call, agent);
        }
    }

    fn answer(&mut self, call: CallId, agent: AgentId) {
        let Some(caller) = self.callers.get(&call) else { return };
        let (drawn, generous) = (caller.drawn, generous(&caller.recorded));
        let served = self.staff.get_mut(&agent).map(Staff::next_service);
        let talk = drawn.map(|drawn| drawn.talk).or(served).unwrap_or(generous);
        self.set_place(call, Place::Talking { agent: agent.clone() });
        self.tell(Happened::Answered { call, agent });
        self.set_patience(call, Some(self.now + talk));
    }

    fn hold(&mut self, call: CallId) -> Result<(), CommandRefused> {
        let caller = self.need(call, |place| matches!(place, Place::Talking { .. }))?;
        let Place::Talking { agent } = caller.place.clone() else { return Err(CommandRefused::NotAble) };
        caller.place = Place::Held { agent, talks_until: caller.hangs_up_at };
        let patience = caller.drawn.map_or(HOLD, |drawn| drawn.hold);
        self.tell(Happened::Held { call });
        self.set_patience(call, Some(self.now + patience));
        Ok(())
    }

    fn resume(&mut self, call: CallId) -> Result<(), CommandRefused> {
        let caller = self.need(call, |place| matches!(place, Place::Held { .. }))?;
        let Place::Held { agent, talks_until } = caller.place.clone() else {
            return Err(CommandRefused::NotAble);
        };
        caller.place = Place::Talking { agent };
        self.tell(Happened::Resumed { call });
        self.set_patience(call, talks_until.max(Some(self.now + AFTER_HOLD)));
        Ok(())
    }

    /// The caller waits wherever the desk says next. No record knows of any patience there.
    fn transfer(&mut self, call: CallId, agent: AgentId, to: TransferTarget) -> Result<(), CommandRefused> {
        let caller = self.need(call, |place| place.speaks_with(&agent))?;
        caller.place = Place::Waiting;
        let patience = caller.drawn.map(|drawn| drawn.patience);
        self.tell(Happened::Transferred { call, agent: agent.clone(), to });
        self.set_patience(call, patience.map(|patience| self.now + patience));
        self.wrap_up(call, &agent);
        Ok(())
    }

    fn hang_up(&mut self, call: CallId, by: Ender) {
        let Some(caller) = self.callers.remove(&call) else { return };
        self.tell(Happened::HungUp { call, by });
        match caller.place {
            Place::Ringing { agent, .. } => self.free(&agent),
            Place::Talking { agent } | Place::Held { agent, .. } => self.wrap_up(call, &agent),
            Place::Outside | Place::Greeting | Place::Waiting => {}
        }
    }

    fn wrap_up(&mut self, call: CallId, agent: &AgentId) {
        if self.staff.contains_key(agent) {
            self.due.insert((self.now + wrap_up(call), Due::Finishes(call, agent.clone())));
        }
    }

    fn finish(&mut self, call: CallId, agent: AgentId) {
        self.tell(Happened::AgentFinished { call, agent: agent.clone() });
        self.free(&agent);
    }

    fn come(&mut self, agent: AgentId) {
        let Some(staff) = self.staff.get_mut(&agent) else { return };
        staff.work = Work::Idle;
        let queues = staff.recorded.queues.clone();
        self.tell(Happened::AgentCame { name: agent.to_string(), agent, queues });
    }

    /// Said at once, also with a call in hand: the desk lets nobody go before the work is done.
    fn go(&mut self, agent: &AgentId) {
        let Some(staff) = self.staff.get_mut(agent) else { return };
        staff.is_going = true;
        if staff.work == Work::Idle {
            staff.work = Work::Away;
        }
        self.tell(Happened::AgentWent { agent: agent.clone() });
    }

    /// A recorded agent has nothing in hand any more.
    fn free(&mut self, agent: &AgentId) {
        if let Some(staff) = self.staff.get_mut(agent) {
            staff.work = if staff.is_going { Work::Away } else { Work::Idle };
        }
    }

    /// The caller, if still there and where this can be done.
    fn need(&mut self, call: CallId, fits: impl Fn(&Place) -> bool) -> Result<&mut Caller, CommandRefused> {
        let inside = self.callers.get_mut(&call).filter(|caller| caller.place != Place::Outside);
        let caller = inside.ok_or(CommandRefused::NoCall(call))?;
        if fits(&caller.place) { Ok(caller) } else { Err(CommandRefused::NotAble) }
    }

    fn set_place(&mut self, call: CallId, place: Place) {
        if let Some(caller) = self.callers.get_mut(&call) {
            caller.place = place;
        }
    }

    fn set_patience(&mut self, call: CallId, until: Option<DateTime<Utc>>) {
        let Some(caller) = self.callers.get_mut(&call) else { return };
        caller.hangs_up_at = until;
        if let Some(at) = until {
            self.due.insert((at, Due::HangsUp(call)));
        }
    }

    fn tell(&mut self, what: Happened) {
        self.happened.push(SwitchEvent::new(self.now, what));
    }
}

/// How long a caller talks with whoever works by command.
fn generous(caller: &RecordedCaller) -> TimeDelta {
    TALK.max(seconds(caller.served_s) * TALK_TIMES)
}

/// How long a recorded agent lets a call ring.
fn pick_up(call: CallId) -> TimeDelta {
    moment(call, 1, 3)
}

/// How long a recorded agent finishes the work of a call.
fn wrap_up(call: CallId) -> TimeDelta {
    moment(call, 15, 45)
}

/// A moment between `least` and `most` seconds, always the same for the same call.
fn moment(call: CallId, least: u32, most: u32) -> TimeDelta {
    let drawn = call.0.as_u128() % u128::from(most - least + 1);
    seconds(least + u32::try_from(drawn).unwrap_or(0))
}

fn seconds(count: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(count))
}
