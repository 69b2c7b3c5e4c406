//! What the phone switch did not do of what the agent asked for.

use super::AgentScreen;
use crate::{
    api::LiveMessage,
    domain::{Event, Request},
    tui::{
        desk::{News, Say},
        refusal,
    },
};

impl AgentScreen {
    /// What the news say that the switch refused of what was asked at this screen. What the desk or a lead asked is theirs.
    pub(super) fn refusals(&self, news: &News) -> Vec<Say> {
        let News::Live(messages) = news else { return Vec::new() };
        let events = messages.iter().filter_map(|message| match message {
            LiveMessage::Event { recorded } => Some(&recorded.event),
            _ => None,
        });
        events.filter_map(|event| self.refusal(event)).collect()
    }

    fn refusal(&self, event: &Event) -> Option<Say> {
        let Event::SwitchRefused { call, agent, request, why } = event else { return None };
        let is_mine = agent.as_ref() == self.desk.my_id() && call.is_some() && *call == self.acted;
        (is_mine && is_asked_here(*request)).then(|| refusal::not_done(*request, why, &self.words))
    }
}

/// What an agent can ask for; the rest is the desk's and the lead's.
fn is_asked_here(request: Request) -> bool {
    use Request::*;
    matches!(request, Answer | StopRing | Hold | Resume | Transfer | Consult | HangUp | Record | Take)
}
