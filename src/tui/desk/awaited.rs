//! Requests under way, and what each answer is for. It must not know what is asked.

use chrono::{DateTime, Utc};

use super::{Desk, RequestId};
use crate::tui::effect::{Effect, Request};

/// Requests whose answers are awaited. An answer to anything else is stale.
#[derive(Clone, Debug, PartialEq)]
pub struct Awaited<T>(Vec<(RequestId, T)>);

impl<T> Default for Awaited<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Awaited<T> {
    /// An effect that asks the server; what for is remembered until the answer.
    pub fn ask(&mut self, desk: &mut Desk, what_for: T, request: Request, now: DateTime<Utc>) -> Effect {
        let (id, effect) = desk.ask(request, now);
        self.0.push((id, what_for));
        effect
    }

    /// An effect that asks once more under an id that was used before, so that the server does nothing twice.
    pub fn ask_again(&mut self, id: RequestId, what_for: T, request: Request) -> Effect {
        self.0.push((id, what_for));
        Effect::Ask { id, request }
    }

    /// Whether something is under way that `is_it`.
    pub fn any(&self, is_it: impl Fn(&T) -> bool) -> bool {
        self.0.iter().any(|(_, what_for)| is_it(what_for))
    }

    /// What all answers under way are for.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, what_for)| what_for)
    }

    /// What an answer is for; none when nobody waits for it any more.
    pub fn take(&mut self, request: RequestId) -> Option<T> {
        let at = self.0.iter().position(|(id, _)| *id == request)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Waits no more for what `is_stale`.
    pub fn forget(&mut self, is_stale: impl Fn(&T) -> bool) {
        self.0.retain(|(_, what_for)| !is_stale(what_for));
    }
}
