//! What shows that an order was obeyed which Asterisk only passes on: to a phone, or as keys that it presses for the agent.

use std::time::Duration;

use crate::{
    domain::{AgentId, CallId},
    switch::{CommandRefused, asterisk::mapper::Mapper},
};

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The ring at this phone ends: with the answer, or otherwise.
    Answered(CallId, AgentId),
    /// The caller is on hold.
    Held(CallId),
    /// The caller is off hold.
    Resumed(CallId),
    /// Somebody is asked.
    Asked(CallId),
    /// Nobody is asked any more.
    Back(CallId),
}

impl Awaited {
    /// How long it may take: a phone obeys at once, keys that Asterisk presses for the agent take some seconds.
    pub fn patience(&self) -> Duration {
        match self {
            Self::Answered(..) | Self::Held(_) | Self::Resumed(_) => Duration::from_secs(5),
            Self::Asked(_) | Self::Back(_) => Duration::from_secs(10),
        }
    }

    /// What came of it, once that is known. With the end of the talk or of the caller's wait nothing is left to do, which is told by itself.
    pub fn outcome(&self, mapper: &Mapper) -> Option<Result<(), CommandRefused>> {
        let is_settled = match self {
            Self::Answered(call, agent) if mapper.ringing_channel(*call, agent).is_some() => false,
            // A phone that does not know what it is told may end its ring for that.
            Self::Answered(call, _) if mapper.waits_for_answer(*call) => return Some(Err(self.failed())),
            Self::Answered(..) => true,
            Self::Held(call) => mapper.is_held(*call) != Some(false),
            Self::Resumed(call) => mapper.is_held(*call) != Some(true),
            Self::Asked(call) => mapper.is_consulting(*call) || mapper.talking_channel(*call).is_none(),
            Self::Back(call) => !mapper.is_consulting(*call),
        };
        is_settled.then_some(Ok(()))
    }

    /// What is told if it does not come.
    pub fn failed(&self) -> CommandRefused {
        let says = match self {
            Self::Answered(..) | Self::Held(_) | Self::Resumed(_) => {
                "the phone has not obeyed; use its own keys"
            }
            Self::Asked(_) => "nobody could be asked; try again, or ask at the phone",
            Self::Back(_) => "the way back to the caller was not taken; use the phone",
        };
        CommandRefused::Refused(says.into())
    }
}
