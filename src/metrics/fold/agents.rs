//! What agents do, and the time that it takes.

use super::*;

impl<K: Keys> Fold<K> {
    pub(super) fn ring(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        ledger.count(at, Whose::Agent(agent), Some(call), |tally| tally.rings += 1);
        ledger.touch(at, agent, call);
        if let Some(running) = self.agents.get_mut(agent) {
            running.becomes(at, agent, Doing::Ringing, Some(call), ledger);
        }
    }

    pub(super) fn end_ring(
        &mut self,
        at: DateTime<Utc>,
        agent: &K::Agent,
        missed: Missed,
        ledger: &mut impl Ledger<K>,
    ) {
        let running = self.agents.get_mut(agent);
        let call = running.as_ref().and_then(|running| running.call.clone());
        if missed == Missed::Yes {
            ledger.count(at, Whose::Agent(agent), call.as_ref(), |tally| tally.missed += 1);
        }
        self.free(at, agent, ledger);
    }

    /// A ring whose length the source tells is time that the agent did not wait for a call.
    pub(super) fn ring_told(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        (ring_ms, missed): (u64, Missed),
        ledger: &mut impl Ledger<K>,
    ) {
        ledger.count(at, Whose::Agent(agent), Some(call), |tally| {
            tally.rings += 1;
            tally.missed += u64::from(missed == Missed::Yes);
        });
        ledger.touch(at, agent, call);
        let time = Interval { from: super::before(at, ring_ms), to: at };
        let waits =
            |running: &Running<K>| running.attendance == Attendance::Known && running.doing == Doing::Ready;
        if self.agents.get(agent).is_some_and(waits) {
            ledger.spend(time, agent, Some(call), &Doing::Ringing);
        }
    }

    pub(super) fn sign_in(
        &mut self,
        at: DateTime<Utc>,
        agent: &K::Agent,
        doing: Doing,
        attendance: Attendance,
        ledger: &mut impl Ledger<K>,
    ) {
        self.sign_out(at, agent, ledger);
        let running = Running {
            doing,
            call: None,
            since: at,
            attendance,
            next: None,
            offer: None,
            work_ms: 0,
            direction: Direction::Inbound,
        };
        self.agents.insert(agent.clone(), running);
    }

    pub(super) fn sign_out(&mut self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        if let Some(mut running) = self.agents.remove(agent) {
            running.settle(at, agent, ledger);
        }
    }

    /// A move outside a call takes a wish for the time after it back.
    pub(super) fn idle(
        &mut self,
        at: DateTime<Utc>,
        agent: &K::Agent,
        doing: Doing,
        ledger: &mut impl Ledger<K>,
    ) {
        if let Some(running) = self.agents.get_mut(agent) {
            running.next = None;
            running.becomes(at, agent, doing, None, ledger);
        }
    }

    pub(super) fn wish(&mut self, agent: &K::Agent, next: Option<NextState>) {
        if let Some(running) = self.agents.get_mut(agent) {
            running.next = next;
        }
    }

    pub(super) fn end_wrap_up(&mut self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        let Some(running) = self.agents.get_mut(agent) else { return };
        running.settle(at, agent, ledger);
        let (offer, call, work_ms) = (running.offer.take(), running.call.clone(), running.work_ms);
        running.work_ms = 0;
        let direction = std::mem::take(&mut running.direction);
        ledger.count(at, Whose::Agent(agent), call.as_ref(), |tally| match direction {
            Direction::Inbound => tally.finish(work_ms),
            Direction::Outbound => tally.finish_placed(work_ms),
        });
        if let (Some(offer), Some(call)) = (offer, call) {
            offer.count(&call, ledger, |tally| tally.finish(work_ms));
        }
        self.free(at, agent, ledger);
    }

    /// The agent's call is out of hand: on to the state asked for, else ready.
    pub(super) fn free(&mut self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        let Some(running) = self.agents.get_mut(agent) else { return };
        running.settle(at, agent, ledger);
        if running.next == Some(NextState::Offline) {
            self.agents.remove(agent);
        } else {
            running.set_free();
        }
    }
}

impl<K: Keys> Running<K> {
    /// Writes down the time until now, then changes what the agent does.
    pub(super) fn becomes(
        &mut self,
        at: DateTime<Utc>,
        agent: &K::Agent,
        doing: Doing,
        call: Option<&K::Call>,
        ledger: &mut impl Ledger<K>,
    ) {
        self.settle(at, agent, ledger);
        self.doing = doing;
        self.call = call.cloned();
    }

    /// Goes on to the state asked for, else to ready, at the end of what is written down.
    pub(super) fn set_free(&mut self) {
        self.call = None;
        self.offer = None;
        self.doing = match self.next.take() {
            Some(NextState::Paused { reason }) => Doing::Paused(reason),
            None | Some(NextState::Ready | NextState::Offline) => Doing::Ready,
        };
    }

    /// Writes down the time that the agent has spent until now, for the agent and for the queue whose call it was.
    pub(super) fn settle(&mut self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        let time = Interval { from: self.since, to: at.max(self.since) };
        self.attend(at, agent, ledger);
        ledger.spend(time, agent, self.call.as_ref(), &self.doing);
        if !self.doing.is_work() {
            return;
        }
        let ms = super::elapsed_ms(time.from, time.to);
        self.work_ms += ms;
        if let (Some(offer), Some(call)) = (&self.offer, &self.call) {
            offer.count(call, ledger, |tally| tally.spend(&self.doing, ms));
        }
    }

    /// Writes down that the agent was signed in until now.
    pub(super) fn attend(&mut self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        if self.attendance == Attendance::Known {
            ledger.attend(Interval { from: self.since, to: at.max(self.since) }, agent);
        }
        self.since = at;
    }

    /// Whether the agent has the call in hand: a talk at a phone without a screen takes no time of what the agent does here.
    pub(super) fn has(&self, call: &K::Call) -> bool {
        self.call.as_ref() == Some(call)
    }

    /// Counts that the agent hands on what is in hand. It stands beside the calls handled, which those that we began are not among.
    pub(super) fn count_handing_on(
        &self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        if self.direction == Direction::Inbound {
            ledger.count(at, Whose::Agent(agent), Some(call), |tally| tally.transferred += 1);
        }
        if let Some(offer) = &self.offer {
            offer.count(call, ledger, |tally| tally.transferred += 1);
        }
    }
}
