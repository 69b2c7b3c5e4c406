//! Whose screens are open. An agent is present with one live stream open at least, and silent after the grace time without any.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{desk::Input, writer::WriterDoor};
use crate::domain::AgentId;

/// Whose screens are open.
#[derive(Clone)]
pub struct Presence {
    writer: WriterDoor,
    grace: Duration,
    screens: Arc<Mutex<HashMap<AgentId, Screens>>>,
}

#[derive(Default)]
struct Screens {
    open: usize,
    /// Counts up with every opening: a grace time that began before it is void.
    opened: u64,
}

impl Presence {
    pub fn new(writer: WriterDoor, grace: Duration) -> Self {
        Self { writer, grace, screens: Arc::default() }
    }

    /// A screen of the agent is open until the guard is dropped.
    pub fn open(&self, agent: AgentId) -> Present {
        let mut all = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
        let screens = all.entry(agent.clone()).or_default();
        screens.open += 1;
        screens.opened += 1;
        if screens.open == 1 {
            // Told under the lock, so that heard and silent reach the desk in the order in which they happened.
            self.writer.tell(Input::ClientHeard(agent.clone()));
        }
        Present { presence: self.clone(), agent }
    }

    /// The agent's screen should be open: the grace time begins.
    pub fn expect(&self, agent: AgentId) {
        let opened = self.with(&agent, |screens| screens.opened);
        let presence = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(presence.grace).await;
            presence.miss(agent, opened);
        });
    }

    fn miss(&self, agent: AgentId, opened: u64) {
        self.with(&agent, |screens| {
            if screens.open == 0 && screens.opened == opened {
                self.writer.tell(Input::ClientSilent(agent.clone()));
            }
        });
    }

    fn with<T>(&self, agent: &AgentId, look: impl FnOnce(&mut Screens) -> T) -> T {
        let mut all = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
        look(all.entry(agent.clone()).or_default())
    }
}

/// An open screen.
pub struct Present {
    presence: Presence,
    agent: AgentId,
}

impl Drop for Present {
    fn drop(&mut self) {
        let open = self.presence.with(&self.agent, |screens| {
            screens.open -= 1;
            screens.open
        });
        if open == 0 {
            self.presence.expect(self.agent.clone());
        }
    }
}
