//! The one next step: what the agent should do now, shown big with its key. A newcomer needs to read nothing else.

use super::{AgentScreen, Case, asking::is_asking};
use crate::{
    domain::{AgentState, Phase, Phone},
    tui::{desk::Link, keymap::Action},
};

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The action whose key is shown; none if there is only to wait.
    pub action: Option<Action>,
    /// Key of the words.
    pub words: &'static str,
}

impl AgentScreen {
    /// What the agent should do now.
    pub fn next_step(&self) -> NextStep {
        let Some(agent) = self.desk.my_agent().filter(|_| self.desk.is_started()) else {
            return wait(match self.desk.link {
                Link::Ended(_) | Link::Hopeless => "agent.next.ended",
                _ => "agent.next.connecting",
            });
        };
        match &agent.state {
            AgentState::Offline | AgentState::Paused { .. } => step(Action::AgentReady, "agent.next.ready"),
            AgentState::Ready if self.has_unsent_form() => step(Action::TicketSubmit, "agent.next.submit"),
            AgentState::Ready if agent.phone == Phone::Unreachable => wait("agent.next.phone"),
            AgentState::Ready => wait("agent.next.wait"),
            AgentState::Ringing { .. } if !self.desk.abilities.phone_control => {
                wait("agent.next.answer-phone")
            }
            AgentState::Ringing { .. } => step(Action::CallAnswer, "agent.next.answer"),
            AgentState::Talking { .. } => self.next_in_talk(),
            AgentState::Holding { .. } if is_asking(&self.desk) => {
                step(Action::CallConsultDone, "agent.next.hand-over")
            }
            AgentState::Holding { .. } if !self.desk.abilities.phone_control => {
                wait("agent.next.resume-phone")
            }
            AgentState::Holding { .. } => step(Action::CallHold, "agent.next.resume"),
            AgentState::WrapUp { .. } if self.has_unsent_form() => {
                step(Action::TicketSubmit, "agent.next.submit")
            }
            AgentState::WrapUp { .. } if self.promise_kept().is_some() => {
                step(Action::CallbackPromise, "agent.next.outcome")
            }
            AgentState::WrapUp { .. } => step(Action::CallWrapUpDone, "agent.next.done"),
        }
    }

    fn next_in_talk(&self) -> NextStep {
        match self.desk.my_call().map(|call| call.phase) {
            Some(Phase::Placed) => return wait("agent.next.lift"),
            Some(Phase::Dialling) => return wait("agent.next.dialling"),
            _ => {}
        }
        match self.case() {
            Some(case) if case.ticket().is_some() => step(Action::CallHangUp, "agent.next.hang-up"),
            Some(case) if !self.is_said(case) => step(Action::ScriptSaid, "agent.next.say"),
            Some(case) if self.is_complete(case) => step(Action::TicketSubmit, "agent.next.submit"),
            Some(case) if self.has_step_after(case) => step(Action::ScriptNext, "agent.next.step"),
            Some(_) if self.has_unsent_form() => step(Action::TicketSubmit, "agent.next.submit"),
            _ => step(Action::CallHangUp, "agent.next.hang-up"),
        }
    }

    fn has_unsent_form(&self) -> bool {
        self.case().is_some_and(|case| case.is_open() && case.draft.form != Default::default())
    }

    /// Nothing is missing in the form, nor in the blanks of the steps gone through.
    fn is_complete(&self, case: &Case) -> bool {
        let catalogue = self.desk.catalogue.as_deref();
        let is_filled = catalogue.is_some_and(|catalogue| case.draft.form.troubles(catalogue).is_empty());
        case.is_open() && is_filled && self.missing_blanks(case).is_none()
    }

    /// The present step needs no saying, or was said.
    fn is_said(&self, case: &Case) -> bool {
        self.script_step(case).is_none_or(|step| !step.must_say) || case.is_said()
    }
}

fn step(action: Action, words: &'static str) -> NextStep {
    NextStep { action: Some(action), words }
}

fn wait(words: &'static str) -> NextStep {
    NextStep { action: None, words }
}
