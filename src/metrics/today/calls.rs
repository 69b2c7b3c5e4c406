//! What calls add to the tallies of queues, of the centre, and of the agents who speak.

use super::*;
use crate::domain::Exit;

impl Today {
    pub(super) fn enter(&mut self, at: DateTime<Utc>, call: CallId) {
        self.centre.entered += u64::from(self.is_today(at));
        self.calls.insert(call, OpenCall { entered_at: at, answered: false, place: Place::Greeting });
    }

    pub(super) fn self_served(&mut self, call: CallId) {
        let Some(open) = self.calls.remove(&call) else { return };
        self.centre.self_served += u64::from(self.is_today(open.entered_at));
    }

    /// The wait counts from joining. A caller whose place was kept has the earlier wait in the tally already, as an abandoned call's.
    pub(super) fn enqueue(&mut self, at: DateTime<Utc>, call: CallId, queue: &QueueId) {
        let today = self.is_today(at);
        let Some(open) = self.calls.get_mut(&call) else { return };
        open.place = Place::Waiting { queue: queue.clone(), since: at };
        let counted = open.clone();
        if let Some(centre) = self.centre_for(&counted) {
            centre.offered += 1;
        }
        if today {
            self.queues.entry(queue.clone()).or_default().offered += 1;
        }
    }

    pub(super) fn ring(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        self.count(at, agent, |tally| {
            tally.rings += 1;
            tally.keep(call);
        });
        self.becomes(at, agent, AgentState::Ringing { call });
    }

    pub(super) fn answer(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        self.count(at, agent, |tally| tally.answered += 1);
        self.becomes(at, agent, AgentState::Talking { call });
        let queue = self.answered_from(at, call, agent);
        if let Some(running) = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut()) {
            running.queue = queue;
            running.work_ms = 0;
            running.direction = Direction::Inbound;
        }
    }

    /// Counts the end of the wait; gives the queue for which the work that begins now counts.
    fn answered_from(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) -> Option<QueueId> {
        let open = self.calls.get_mut(&call)?;
        let before = open.clone();
        open.answered = true;
        open.place = Place::With { agent: agent.clone() };
        let (promise, wait_ms) = self.wait_of(&before, at);
        if let Some(centre) = self.centre_for(&before) {
            centre.answer(wait_ms, promise);
        }
        let (queue, tally) = self.queue_for(before)?;
        tally.answer(wait_ms, promise);
        Some(queue)
    }

    pub(super) fn on_call(&mut self, at: DateTime<Utc>, call: CallId, state: AgentState) {
        let Some(OpenCall { place: Place::With { agent }, .. }) = self.calls.get(&call) else { return };
        let agent = agent.clone();
        if self.has(&agent, call) {
            self.becomes(at, &agent, state);
        }
    }

    pub(super) fn transfer(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        if self.has(agent, call) {
            self.becomes(at, agent, AgentState::WrapUp { call });
            self.count_transfer(at, agent);
        }
        if let Some(open) = self.calls.get_mut(&call) {
            open.place = Place::Between;
        }
    }

    /// Counts that the agent hands on what is in hand. It stands beside the calls handled, which those that we began are not among.
    fn count_transfer(&mut self, at: DateTime<Utc>, agent: &AgentId) {
        let Some(running) = self.agents.get(agent).and_then(|tally| tally.running.as_ref()) else { return };
        let (direction, queue) = (running.direction, running.queue.clone());
        if direction == Direction::Inbound {
            self.count(at, agent, |tally| tally.transferred += 1);
        }
        if let Some(tally) = queue.and_then(|queue| self.queues.get_mut(&queue)) {
            tally.transferred += 1;
        }
    }

    pub(super) fn end_talk(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        if self.has(agent, call) {
            self.becomes(at, agent, AgentState::WrapUp { call });
        }
        self.calls.remove(&call);
    }

    /// Whether the agent has the call in hand: a talk at a phone without a screen takes no time of what the agent does here.
    fn has(&self, agent: &AgentId, call: CallId) -> bool {
        let running = self.agents.get(agent).and_then(|tally| tally.running.as_ref());
        running.is_some_and(|running| running.state.call() == Some(call))
    }

    pub(super) fn leave(&mut self, at: DateTime<Utc>, call: CallId, exit: &Exit) {
        let Some(open) = self.calls.remove(&call) else { return };
        let (promise, wait_ms) = self.wait_of(&open, at);
        if let Some(centre) = self.centre_for(&open) {
            centre.leave(exit, wait_ms, promise);
        }
        if let Some((_, tally)) = self.queue_for(open) {
            tally.leave(exit, wait_ms, promise);
        }
    }

    fn wait_of(&self, open: &OpenCall, at: DateTime<Utc>) -> (Promise, u64) {
        match &open.place {
            Place::Waiting { queue, since } => {
                (self.promises.get(queue).copied().unwrap_or_default(), elapsed_ms(*since, at))
            }
            Place::Greeting | Place::With { .. } | Place::Between => (Promise::default(), 0),
        }
    }

    /// The centre's tally, if it still counts this call.
    fn centre_for(&mut self, open: &OpenCall) -> Option<&mut Tally> {
        let counts = !open.answered && self.is_today(open.entered_at);
        counts.then_some(&mut self.centre)
    }

    /// The tally of the queue in which the call waits, if it was offered today.
    fn queue_for(&mut self, open: OpenCall) -> Option<(QueueId, &mut Tally)> {
        let Place::Waiting { queue, since } = open.place else { return None };
        if !self.is_today(since) {
            return None;
        }
        let tally = self.queues.get_mut(&queue)?;
        Some((queue, tally))
    }
}
