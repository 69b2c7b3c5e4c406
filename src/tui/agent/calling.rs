//! What an agent does with the call in hand, and with being there for the next one.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Over, Waiting, asking::is_asking, queue::Row, view::wording};
use crate::{
    api::{CallAction, CallBack, WantState},
    domain::{Agent, AgentState, Call, CallId, CallbackId, NextState, Phase},
    tui::{
        able,
        desk::{Desk, Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
    },
};

/// What the agent at the screen can do about calls now, the most important first; nothing before the server has said which state it is. What
/// is done at the phone is not offered.
pub fn possible(desk: &Desk) -> &'static [Action] {
    use Action::*;
    let at_phone = !desk.abilities.phone_control;
    match desk.my_agent().map(|agent| &agent.state) {
        Some(AgentState::Ringing { .. }) if at_phone => &[CallReject],
        Some(AgentState::Ringing { .. }) => &[CallAnswer, CallReject],
        Some(AgentState::Holding { .. }) if is_asking(desk) => &[CallConsultDone, CallConsultBack],
        Some(AgentState::Talking { .. }) if desk.my_call().is_some_and(Call::is_being_placed) => {
            &[CallHangUp]
        }
        Some(AgentState::Talking { .. } | AgentState::Holding { .. }) if at_phone => {
            &[CallTransfer, CallHangUp]
        }
        Some(AgentState::Talking { .. } | AgentState::Holding { .. }) => {
            &[CallHold, CallTransfer, CallHangUp]
        }
        Some(AgentState::WrapUp { .. }) => &[CallWrapUpDone, AgentPause],
        Some(AgentState::Ready) => &[AgentPause],
        Some(AgentState::Paused { .. } | AgentState::Offline) => &[AgentReady, AgentPause],
        None => &[],
    }
}

impl AgentScreen {
    /// Whether an action counts now. Under an open list, question or text that is what concerns the call alone: nobody may be kept from
    /// a caller by something that lies over the panes.
    pub fn counts(&self, action: Action) -> bool {
        use Action::*;
        let always = [
            CallAnswer,
            CallReject,
            CallHold,
            CallTransfer,
            CallHangUp,
            CallWrapUpDone,
            CallConsultDone,
            CallConsultBack,
            CallRecordMute,
            AgentReady,
            AgentPause,
            Quit,
        ];
        match self.layers.top() {
            None => {
                !self.is_browsing || always.contains(&action) || matches!(action, Help | Palette | WorkMine)
            }
            Some(Over::Transfer) if action == CallConsult => able::can(self.desk.abilities, action),
            Some(Over::Ticket(_)) if action == TicketAmend => true,
            Some(_) => always.contains(&action),
        }
    }

    /// Sends an action of the call in hand, if it fits what the agent does now and is not under way already.
    pub(super) fn simple_call_action(&mut self, action: Action, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let at_phone = !self.desk.abilities.phone_control;
        if at_phone && matches!(action, Action::CallAnswer | Action::CallHold) {
            return self.say(Weight::Note, Say::plain("agent.toast.at-the-phone"), now);
        }
        let state = self.desk.my_agent().map(|agent| &agent.state);
        let placing = self.desk.my_call().is_some_and(Call::is_being_placed);
        let fitting = match (action, state) {
            (Action::CallAnswer, Some(AgentState::Ringing { .. })) => Some(CallAction::Answer),
            (Action::CallReject, Some(AgentState::Ringing { .. })) => Some(CallAction::Reject),
            (Action::CallHold, Some(AgentState::Talking { .. })) if !placing => Some(CallAction::Hold),
            (Action::CallHold, Some(AgentState::Holding { .. })) => Some(CallAction::Resume),
            (Action::CallHangUp, Some(AgentState::Talking { .. } | AgentState::Holding { .. })) => {
                Some(CallAction::HangUp)
            }
            (Action::CallWrapUpDone, Some(AgentState::WrapUp { call })) => {
                let call = *call;
                return self.finish_wrap_up(call, now, out);
            }
            _ => None,
        };
        match fitting {
            Some(action) => self.call_action(action, now, out),
            None => self.refuse_now(now),
        }
    }

    /// Sends an action of the call in hand; the same one is not sent twice while it is under way.
    pub(super) fn call_action(&mut self, action: CallAction, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let state = self.desk.my_agent().and_then(|agent| agent.state.call());
        match state {
            Some(call) => self.act_on(call, action, now, out),
            None => self.refuse_now(now),
        }
    }

    fn act_on(&mut self, call: CallId, action: CallAction, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let waiting = Waiting::Act(call, action.clone());
        if !self.is_waiting_for(&waiting) {
            self.acted = Some(call);
            self.ask(waiting, Request::Act { call, action }, now, out);
        }
    }

    /// Takes the selected caller out of turn.
    pub(super) fn take_waiting(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match (self.selected_waiting(), self.desk.my_agent().map(|agent| &agent.state)) {
            (None, _) => self.say(Weight::Note, Say::plain("agent.toast.take-whom"), now),
            (Some(call), Some(AgentState::Ready)) => self.act_on(call, CallAction::Take, now, out),
            _ => self.refuse_now(now),
        }
    }

    /// The selected caller, who rings nowhere yet.
    fn selected_waiting(&self) -> Option<CallId> {
        let Row::Caller(call) = self.queue.selected.as_ref()? else { return None };
        let waits = |call: &&Call| call.phase == Phase::Queued;
        self.desk.floor.calls.get(call).filter(waits).map(|call| call.id)
    }

    /// Whether the selected caller can be taken out of turn.
    pub fn may_take(&self) -> bool {
        let is_ready = self.desk.my_agent().is_some_and(|agent| agent.state == AgentState::Ready);
        is_ready && able::can(self.desk.abilities, Action::CallTake) && self.selected_waiting().is_some()
    }

    /// Calls whom a callback was promised; the agent's own phone rings first.
    pub(super) fn call_back(&mut self, callback: CallbackId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if !self.is_waiting_for(&Waiting::CallBack(callback)) {
            let call = CallBack { call: CallId(self.desk.ids.uuid(now)) };
            self.ask(Waiting::CallBack(callback), Request::CallBack { callback, call }, now, out);
        }
    }

    /// Whether a call can be begun now.
    pub(super) fn may_call(&self) -> bool {
        let is_free = |agent: &Agent| matches!(agent.state, AgentState::Ready | AgentState::Paused { .. });
        self.desk.abilities.originate && self.desk.my_agent().is_some_and(is_free)
    }

    pub(super) fn transfer(&mut self, now: DateTime<Utc>) {
        match self.desk.my_agent().map(|agent| &agent.state) {
            Some(AgentState::Talking { .. }) if self.desk.my_call().is_some_and(Call::is_being_placed) => {
                self.refuse_now(now)
            }
            Some(AgentState::Talking { .. } | AgentState::Holding { .. }) => self.offer_transfer(),
            _ => self.refuse_now(now),
        }
    }

    /// Asks for a state; during a call it takes effect after it.
    pub(super) fn want(&mut self, want: NextState, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.ask(Waiting::State, Request::SetState { agent: None, want: WantState { want } }, now, out);
    }

    /// The next call may ring at once, so a form that was not sent is spoken of first; the second time it stays a draft.
    fn finish_wrap_up(&mut self, call: CallId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let is_unsent =
            |case: &Case| case.draft.call == Some(call) && case.is_open() && case.is_worth_keeping();
        if self.cases.iter().any(is_unsent) && self.warned != Some(call) {
            self.warned = Some(call);
            let say = Say::plain("agent.toast.unsent")
                .with_key("send", Action::TicketSubmit)
                .with_key("again", Action::CallWrapUpDone);
            return self.say(Weight::Bad, say, now);
        }
        self.call_action(CallAction::FinishWrapUp, now, out);
    }

    /// Says why not: in which state the agent is, and what can be done in it.
    pub(super) fn refuse_now(&mut self, now: DateTime<Utc>) {
        let say = match self.desk.my_agent() {
            None => Say::plain("agent.toast.not-yet"),
            Some(agent) => Say::plain("agent.toast.not-now")
                .with("state", self.words.text(wording::doing(&self.desk, agent)))
                .with_actions("possible", possible(&self.desk)),
        };
        self.say(Weight::Note, say, now);
    }
}
