//! How agents serve, as last asked for: one command of an agent's at a time while the latest wish waits, and none is lost with a
//! connection. Pure.

use std::collections::BTreeMap;

use tokio::sync::oneshot;

use crate::{
    domain::AgentId,
    switch::{CommandRefused, SwitchCommand},
};

/// The way back for the answer to a command; none once it is answered.
pub type Answer = Option<oneshot::Sender<Result<(), CommandRefused>>>;

/// How an agent shall serve.
pub struct Wish {
    pub command: SwitchCommand,
    pub answer: Answer,
}

/// The wishes of all agents that are not fulfilled.
#[derive(Default)]
pub struct Wishes {
    waiting: BTreeMap<AgentId, Wish>,
    under_way: BTreeMap<AgentId, SwitchCommand>,
}

impl Wishes {
    /// Keeps it until it is its turn. An older one that waits is overtaken, which is no refusal.
    pub fn keep(&mut self, agent: AgentId, wish: Wish) {
        if let Some(mut older) = self.waiting.insert(agent, wish) {
            older.take();
        }
    }

    /// The first that may be sent, which is under way from now on.
    pub fn first(&mut self) -> Option<(AgentId, Wish)> {
        let agent = self.waiting.keys().find(|agent| !self.under_way.contains_key(*agent))?.clone();
        let wish = self.waiting.remove(&agent)?;
        self.under_way.insert(agent.clone(), wish.command.clone());
        Some((agent, wish))
    }

    /// The switch has answered.
    pub fn done(&mut self, agent: &AgentId) {
        self.under_way.remove(agent);
    }

    /// The connection broke: what is not answered waits again, unless something newer does.
    pub fn broken(&mut self) {
        for (agent, command) in std::mem::take(&mut self.under_way) {
            self.waiting.entry(agent).or_insert(Wish { command, answer: None });
        }
        self.waiting.values_mut().for_each(Wish::take);
    }
}

impl Wish {
    /// Answers that it is taken.
    fn take(&mut self) {
        // Whoever asked may have gone without waiting for the answer.
        let _ = self.answer.take().map(|answer| answer.send(Ok(())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::switch::Service;

    fn serve(how: Service) -> Wish {
        let (agent, queues) = ("8001".into(), Vec::new());
        Wish { command: SwitchCommand::Serve { agent, name: "Anna".into(), queues, how }, answer: None }
    }

    /// How the next one serves who may be told.
    fn first(wishes: &mut Wishes) -> Option<Service> {
        match wishes.first()?.1.command {
            SwitchCommand::Serve { how, .. } => Some(how),
            _ => None,
        }
    }

    #[test]
    fn the_latest_wish_waits_for_the_one_under_way() {
        let mut wishes = Wishes::default();
        let paused = || Service::Paused("wrapup".into());
        wishes.keep("8001".into(), serve(Service::Open));
        assert_eq!(first(&mut wishes), Some(Service::Open));
        wishes.keep("8001".into(), serve(paused()));
        wishes.keep("8001".into(), serve(Service::Out));
        assert_eq!(first(&mut wishes), None, "one at a time");
        wishes.done(&"8001".into());
        assert_eq!(first(&mut wishes), Some(Service::Out));
        wishes.done(&"8001".into());
        assert_eq!(first(&mut wishes), None);
    }

    #[test]
    fn what_is_not_answered_is_said_again_unless_there_is_something_newer() {
        let mut wishes = Wishes::default();
        wishes.keep("8001".into(), serve(Service::Out));
        assert_eq!(first(&mut wishes), Some(Service::Out));
        wishes.broken();
        assert_eq!(first(&mut wishes), Some(Service::Out));
        wishes.keep("8001".into(), serve(Service::Open));
        wishes.broken();
        assert_eq!(first(&mut wishes), Some(Service::Open));
    }
}
