//! Which tickets follow which: what their mother is answered goes to them too.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Event, StateId, TicketId};

/// Tickets that follow another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::server::desk) struct Families {
    children: BTreeMap<TicketId, BTreeSet<TicketId>>,
    followed: BTreeMap<TicketId, Followed>,
}

/// What a ticket follows, as long as it is in this state.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Followed {
    mother: TicketId,
    state: StateId,
}

impl Families {
    /// The tickets that follow this one.
    pub fn children(&self, mother: TicketId) -> Vec<TicketId> {
        self.children.get(&mother).into_iter().flatten().copied().collect()
    }

    /// The ticket that this one follows.
    pub fn mother(&self, child: TicketId) -> Option<TicketId> {
        self.followed.get(&child).map(|followed| followed.mother)
    }

    pub fn apply(&mut self, event: &Event) {
        let Event::TicketMoved { ticket, moved, .. } = event else { return };
        if self.followed.get(ticket).is_some_and(|followed| followed.state != moved.state) {
            self.leave(*ticket);
        }
        if let Some(mother) = moved.mother {
            self.leave(*ticket);
            self.followed.insert(*ticket, Followed { mother, state: moved.state.clone() });
            self.children.entry(mother).or_default().insert(*ticket);
        }
    }

    fn leave(&mut self, child: TicketId) {
        let Some(Followed { mother, .. }) = self.followed.remove(&child) else { return };
        if let Some(children) = self.children.get_mut(&mother) {
            children.remove(&child);
            if children.is_empty() {
                self.children.remove(&mother);
            }
        }
    }
}
