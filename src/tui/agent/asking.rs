//! Asking somebody else while the caller waits, and then handing the call on, or not. The switch does it; a phone need not be in reach.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Over, offers::Offer};
use crate::{
    api::CallAction,
    domain::TransferTarget,
    tui::{able, desk::Desk, effect::Effect, keymap::Action},
};

/// Whether the agent asks somebody while the caller waits, and can end that from here; where the switch cannot, the phone does.
pub fn is_asking(desk: &Desk) -> bool {
    able::can(desk.abilities, Action::CallConsultDone)
        && desk.my_call().is_some_and(|call| call.consulting.is_some())
}

impl AgentScreen {
    /// Whom the agent asks while the caller waits.
    pub(super) fn asks(&self) -> Option<&TransferTarget> {
        self.desk.my_call()?.consulting.as_ref()
    }

    /// Whether the list of where to hand the call on to is open, and whoever is in it can be asked first.
    pub fn offers_to_ask(&self) -> bool {
        self.layers.top() == Some(Over::Transfer)
            && self.counts(Action::CallConsult)
            && !is_asking(&self.desk)
    }

    /// Asks whoever is selected in the list of where to hand the call on to; opens that list where it is not open.
    pub(super) fn ask_first(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if self.layers.top() != Some(Over::Transfer) {
            return self.transfer(now);
        }
        let chosen = self.layers.picker_mut().and_then(|picker| picker.current());
        if let Some(Offer::Transfer(target)) = chosen.and_then(|place| self.offers.get(place)).cloned() {
            self.layers.close();
            self.call_action(CallAction::Consult { target }, now, out);
        }
    }

    /// Leaves the caller with whoever is asked, or goes back to the caller.
    pub(super) fn end_asking(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match action {
            _ if !is_asking(&self.desk) => self.refuse_now(now),
            Action::CallConsultDone => self.call_action(CallAction::CompleteConsult, now, out),
            _ => self.call_action(CallAction::CancelConsult, now, out),
        }
    }
}
