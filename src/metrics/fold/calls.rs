//! What calls add to the numbers of queues, of service types, of the centre, and of the agents who speak.

use super::*;

impl<K: Keys> Fold<K> {
    pub(super) fn enter(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        service: Option<&K::Service>,
        ledger: &mut impl Ledger<K>,
    ) {
        ledger.count(at, Whose::Centre, Some(call), |tally| tally.entered += 1);
        let place = Place::Greeting;
        let open = Open { entered_at: at, service: service.cloned(), answered: false, place };
        self.calls.insert(call.clone(), open);
    }

    pub(super) fn self_served(&mut self, call: &K::Call, ledger: &mut impl Ledger<K>) {
        let Some(open) = self.calls.remove(call) else { return };
        ledger.count(open.entered_at, Whose::Centre, Some(call), |tally| tally.self_served += 1);
    }

    /// The wait counts from joining. A caller whose place was kept has the earlier wait in the numbers already, as an abandoned call's.
    pub(super) fn offer(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        queue: &K::Queue,
        ledger: &mut impl Ledger<K>,
    ) {
        let Some(open) = self.calls.get_mut(call) else { return };
        let promise = self
            .promises
            .get(queue)
            .and_then(|promises| promises.at(at))
            .unwrap_or_else(|| self.otherwise.at(at).unwrap_or_default());
        let offer = Offer { queue: queue.clone(), service: open.service.clone(), at, promise };
        open.count_for_centre(call, ledger, |tally| tally.offered += 1);
        offer.count(call, ledger, |tally| tally.offered += 1);
        open.place = Place::Waiting(offer);
    }

    pub(super) fn answer(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        wait_ms: Option<u64>,
        ledger: &mut impl Ledger<K>,
    ) {
        ledger.count(at, Whose::Agent(agent), Some(call), |tally| tally.answered += 1);
        let offer = self.answered_from(at, call, agent, wait_ms, ledger);
        if let Some(running) = self.agents.get_mut(agent).filter(|_| wait_ms.is_none()) {
            running.becomes(at, agent, Doing::Talking, Some(call), ledger);
            running.offer = offer;
            running.work_ms = 0;
            running.direction = Direction::Inbound;
        }
    }

    /// Counts the end of the wait; gives the offer for which the work that begins now counts.
    fn answered_from(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        told_ms: Option<u64>,
        ledger: &mut impl Ledger<K>,
    ) -> Option<Offer<K>> {
        let open = self.calls.get_mut(call)?;
        let (promise, wait_ms) = open.wait(at, told_ms);
        open.count_for_centre(call, ledger, |tally| tally.answer(wait_ms, promise));
        let offer = match std::mem::replace(&mut open.place, Place::Between) {
            Place::Waiting(offer) => {
                offer.count(call, ledger, |tally| tally.answer(wait_ms, promise));
                ledger.wait(offer.at, &offer.queue, wait_ms, WaitEnd::Answered);
                Some(offer)
            }
            _ => None,
        };
        open.answered = true;
        open.place = Place::With { agent: agent.clone(), offer: offer.clone() };
        offer
    }

    pub(super) fn on_call(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        doing: Doing,
        ledger: &mut impl Ledger<K>,
    ) {
        let Some(Open { place: Place::With { agent, .. }, .. }) = self.calls.get(call) else { return };
        if let Some(running) = self.agents.get_mut(agent).filter(|running| running.has(call)) {
            running.becomes(at, agent, doing, Some(call), ledger);
        }
    }

    pub(super) fn hand_on(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        if let Some(running) = self.agents.get_mut(agent).filter(|running| running.has(call)) {
            running.becomes(at, agent, Doing::WrapUp, Some(call), ledger);
            running.count_handing_on(at, call, agent, ledger);
        }
        if let Some(open) = self.calls.get_mut(call) {
            open.place = Place::Between;
        }
    }

    pub(super) fn end_talk(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        if let Some(running) = self.agents.get_mut(agent).filter(|running| running.has(call)) {
            running.becomes(at, agent, Doing::WrapUp, Some(call), ledger);
        }
        self.calls.remove(call);
    }

    /// A talk whose length the source tells: its work is finished with it, and its time is what it says, whatever the clock says.
    pub(super) fn talked(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        (worked, handed_on): (Worked, HandedOn),
        ledger: &mut impl Ledger<K>,
    ) {
        let change = |tally: &mut Tally| {
            tally.finish(worked.sum_ms());
            tally.transferred += u64::from(handed_on == HandedOn::Yes);
        };
        let mut from = super::before(at, worked.talk_ms.saturating_add(worked.hold_ms));
        for (doing, ms) in worked.parts().into_iter().filter(|(_, ms)| *ms > 0) {
            let to = super::after(from, ms);
            ledger.spend(Interval { from, to }, agent, Some(call), &doing);
            from = to;
        }
        ledger.count(at, Whose::Agent(agent), Some(call), change);
        if let Some(Open { place: Place::With { offer: Some(offer), .. }, .. }) = self.calls.remove(call) {
            offer.count(call, ledger, |tally| {
                worked.parts().iter().for_each(|(doing, ms)| tally.spend(doing, *ms));
                change(tally);
            });
        }
    }

    pub(super) fn leave(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        how: Leaving,
        told_ms: Option<u64>,
        ledger: &mut impl Ledger<K>,
    ) {
        let Some(open) = self.calls.remove(call) else { return };
        let (promise, wait_ms) = open.wait(at, told_ms);
        open.count_for_centre(call, ledger, |tally| tally.leave(how, wait_ms, promise));
        match (open.place, &open.service) {
            (Place::Waiting(offer), _) => {
                offer.count(call, ledger, |tally| tally.leave(how, wait_ms, promise));
                let end = if how == Leaving::Abandoned { WaitEnd::Abandoned } else { WaitEnd::Otherwise };
                ledger.wait(offer.at, &offer.queue, wait_ms, end);
            }
            (Place::Greeting, Some(service)) => {
                let change = |tally: &mut Tally| tally.leave(how, wait_ms, promise);
                ledger.count(open.entered_at, Whose::Service(service), Some(call), change);
            }
            _ => {}
        }
    }
}

impl<K: Keys> Open<K> {
    /// What was promised to the caller, and how long the wait was that ends at `at`, ms.
    fn wait(&self, at: DateTime<Utc>, told_ms: Option<u64>) -> (Promise, u64) {
        match &self.place {
            Place::Waiting(offer) => {
                (offer.promise, told_ms.unwrap_or_else(|| super::elapsed_ms(offer.at, at)))
            }
            Place::Greeting | Place::With { .. } | Place::Between => (Promise::default(), 0),
        }
    }

    /// Counts for the centre, if it has not counted this call as answered.
    fn count_for_centre(&self, call: &K::Call, ledger: &mut impl Ledger<K>, change: impl Fn(&mut Tally)) {
        if !self.answered {
            ledger.count(self.entered_at, Whose::Centre, Some(call), change);
        }
    }
}

impl<K: Keys> Offer<K> {
    /// Counts for the queue and the service type, when the call was offered.
    pub(super) fn count(&self, call: &K::Call, ledger: &mut impl Ledger<K>, change: impl Fn(&mut Tally)) {
        ledger.count(self.at, Whose::Queue(&self.queue), Some(call), &change);
        if let Some(service) = &self.service {
            ledger.count(self.at, Whose::Service(service), Some(call), &change);
        }
    }
}
