//! Tickets as logs have them: those of before lifecycles had a state instead of work.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::{AgentId, CallId, ContactId, StateId, TicketId, clock::Deadline},
    Priority, Ticket, TicketForm, Work,
};

#[derive(Deserialize)]
pub(super) struct Written {
    id: TicketId,
    number: String,
    version: u32,
    call: Option<CallId>,
    contact: Option<ContactId>,
    agent: AgentId,
    at: DateTime<Utc>,
    form: TicketForm,
    priority: Priority,
    deadline: Option<Deadline>,
    #[serde(default)]
    state: Option<StateId>,
    #[serde(default)]
    work: Option<Work>,
}

impl From<Written> for Ticket {
    fn from(written: Written) -> Self {
        let Written { id, number, version, call, contact, agent, at, form, priority, deadline, state, work } =
            written;
        let is_answered = state.is_some_and(|state| state.as_str() == Work::ANSWERED_DIRECTLY);
        let work = work.unwrap_or_else(|| Work::without_lifecycle(is_answered, at));
        Self { id, number, version, call, contact, agent, at, form, priority, deadline, work }
    }
}
