//! What the phone switch did not do of what the agent asked for, in words: what, why, and what to do instead.

use super::AgentScreen;
use crate::{
    api::LiveMessage,
    domain::{Event, Request, RequestRefused},
    tui::desk::{News, Say},
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
        let what = name(*request).filter(|_| is_mine)?;
        let what = self.words.text(what);
        let Some(reason) = reason(why) else {
            return Some(Say::plain("agent.refused.no-call").with("what", what));
        };
        let say = Say::plain("agent.refused.said").with("what", what).with("why", self.words.text(reason));
        Some(say.with("remedy", self.words.text(remedy(*request, why))))
    }
}

/// What an agent can ask for; the rest is the desk's and the lead's.
fn name(request: Request) -> Option<&'static str> {
    Some(match request {
        Request::Answer => "agent.request.answer",
        Request::StopRing => "agent.request.reject",
        Request::Hold => "agent.request.hold",
        Request::Resume => "agent.request.resume",
        Request::Transfer => "agent.request.transfer",
        Request::Consult => "agent.request.consult",
        Request::HangUp => "agent.request.hang-up",
        Request::Record => "agent.request.record",
        Request::Take => "agent.request.take",
        Request::Ring
        | Request::Release
        | Request::Monitor
        | Request::Prioritise
        | Request::Originate
        | Request::Note
        | Request::Serve => return None,
    })
}

/// Why; that a call is gone needs no reason.
fn reason(why: &RequestRefused) -> Option<&'static str> {
    match why {
        RequestRefused::NoCall => None,
        RequestRefused::NotAble => Some("agent.refused.not-able"),
        RequestRefused::Away => Some("agent.refused.away"),
        RequestRefused::Refused { .. } => Some("agent.refused.no"),
    }
}

/// A phone can do most of it; recording, and who rings next, only the switch can.
fn remedy(request: Request, why: &RequestRefused) -> &'static str {
    let at_phone = !matches!(request, Request::Record | Request::Take);
    match why {
        RequestRefused::Refused { .. } if at_phone => "agent.refused.again-or-phone",
        RequestRefused::Refused { .. } => "agent.refused.again",
        _ if at_phone => "agent.refused.phone",
        RequestRefused::Away => "agent.refused.later",
        _ => "agent.refused.lead",
    }
}
