//! What an agent does with the call in hand, and with being there for the next one.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Over, Waiting, view::wording};
use crate::{
    api::{CallAction, WantState},
    domain::{Abilities, AgentState, CallId, NextState},
    tui::{
        desk::{Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
    },
};

/// What an agent in this state can do about calls, the most important first; nothing before the server has said which it is. What is done
/// at the phone is not offered.
pub fn possible(state: Option<&AgentState>, abilities: Abilities) -> &'static [Action] {
    use Action::*;
    match (state, abilities.phone_control) {
        (Some(AgentState::Ringing { .. }), false) => return &[CallReject],
        (Some(AgentState::Talking { .. } | AgentState::Holding { .. }), false) => {
            return &[CallTransfer, CallHangUp];
        }
        _ => {}
    }
    match state {
        Some(AgentState::Ringing { .. }) => &[CallAnswer, CallReject],
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
            AgentReady,
            AgentPause,
            Quit,
        ];
        match self.layers.top() {
            None => true,
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
        let fitting = match (action, state) {
            (Action::CallAnswer, Some(AgentState::Ringing { .. })) => Some(CallAction::Answer),
            (Action::CallReject, Some(AgentState::Ringing { .. })) => Some(CallAction::Reject),
            (Action::CallHold, Some(AgentState::Talking { .. })) => Some(CallAction::Hold),
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
        let Some(call) = state else { return self.refuse_now(now) };
        let waiting = Waiting::Act(call, action.clone());
        if !self.is_waiting_for(&waiting) {
            self.acted = Some(call);
            self.ask(waiting, Request::Act { call, action }, now, out);
        }
    }

    pub(super) fn transfer(&mut self, now: DateTime<Utc>) {
        match self.desk.my_agent().map(|agent| &agent.state) {
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
    fn refuse_now(&mut self, now: DateTime<Utc>) {
        let say = match self.desk.my_agent().map(|agent| &agent.state) {
            None => Say::plain("agent.toast.not-yet"),
            Some(state) => Say::plain("agent.toast.not-now")
                .with("state", self.words.text(wording::state(state)))
                .with_actions("possible", possible(Some(state), self.desk.abilities)),
        };
        self.say(Weight::Note, say, now);
    }
}
