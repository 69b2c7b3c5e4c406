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
