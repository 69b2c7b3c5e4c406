//! What calls that we begin add to the numbers: of their agents and of the centre, and of no queue. Handed on to a queue, such a call counts
//! there as any other, and for the centre still as placed only.

use super::*;

impl<K: Keys> Fold<K> {
    pub(super) fn place(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        let place = Place::With { agent: agent.clone(), offer: None };
        self.calls.insert(call.clone(), Open { entered_at: at, service: None, answered: true, place });
        let Some(running) = self.agents.get_mut(agent) else { return };
        let before = running.doing.clone();
        running.becomes(at, agent, Doing::Talking, Some(call), ledger);
        running.direction = Direction::Outbound;
        running.offer = None;
        running.work_ms = 0;
        // Who was away is away again after it.
        running.next = match before {
            Doing::Paused(reason) => Some(NextState::Paused { reason }),
            _ => None,
        };
    }

    /// The call counts from here on, for the day on which the number was called.
    pub(super) fn dial(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        if let Some(open) = self.calls.get_mut(call) {
            open.entered_at = at;
        }
        ledger.count(at, Whose::Agent(agent), Some(call), |tally| tally.placed += 1);
        ledger.count(at, Whose::Centre, Some(call), |tally| tally.placed += 1);
        ledger.touch(at, agent, call);
    }

    pub(super) fn connect(&mut self, call: &K::Call, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        let Some(dialled_at) = self.calls.get(call).map(|open| open.entered_at) else { return };
        ledger.count(dialled_at, Whose::Agent(agent), Some(call), |tally| tally.placed_connected += 1);
        ledger.count(dialled_at, Whose::Centre, Some(call), |tally| tally.placed_connected += 1);
    }

    /// Nobody was spoken with: nothing was handled.
    pub(super) fn not_reached(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        agent: &K::Agent,
        ledger: &mut impl Ledger<K>,
    ) {
        self.calls.remove(call);
        self.free(at, agent, ledger);
        if let Some(running) = self.agents.get_mut(agent) {
            running.direction = Direction::Inbound;
            running.work_ms = 0;
        }
    }
}
