//! Who calls, and who is who.

use chrono::{DateTime, Utc};

use super::{AgentScreen, view::wording};
use crate::{api::IdentityChange, domain::Actor};

impl AgentScreen {
    /// A merge or a split in full.
    pub(super) fn change_lines(
        &self,
        change: &IdentityChange,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<(String, String)> {
        let by = match &change.by {
            Actor::User { name } => name.clone(),
            _ => String::new(),
        };
        vec![
            self.line("agent.read.at", wording::moment(&self.words, &self.desk, at, now)),
            self.line("agent.read.agent", by),
            self.line("agent.read.state", self.words.text(wording::change(change))),
            self.line("agent.read.note", change.reason.clone()),
        ]
    }
}
