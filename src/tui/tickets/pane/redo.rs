//! What follows from a call to the caller: who says that it is not solved gets it begun anew, if who called agrees.

use chrono::{DateTime, Utc};

use super::{Around, TicketPane, choose, verbs};
use crate::{
    domain::lifecycle::{Asked, Tells},
    tui::tickets::deed::Deed,
};

/// The reason of a list by which something is begun anew that the caller says is not solved.
const NOT_SOLVED: &str = "not_solved";

impl Deed {
    /// What was said of a call in which the caller said that it is not solved.
    pub(super) fn unsolved(&self) -> Option<Asked> {
        let said = self.said();
        said.contacted.is_some_and(|contacted| contacted.solved == Some(false)).then_some(said)
    }
}

impl TicketPane {
    /// Offers to begin it anew, with what the caller said: to be sent as it is, changed, or left.
    pub(super) fn offer_redo(&mut self, said: &Asked, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        let possible = verbs::possible(around.desk, &ticket);
        let redo = possible.into_iter().find(|verb| verb.tells == Some(Tells::Redo));
        let Some(redo) = redo.map(|verb| verb.id.clone()) else { return };
        let reasons = choose::reasons(around.desk, &ticket, &redo);
        let reason = reasons.into_iter().map(|reason| reason.code).find(|code| code.as_str() == NOT_SOLVED);
        self.begin(&redo, around, now);
        let why = around.words.text("tickets.deed.not-solved").to_owned();
        self.with_deed(|deed| deed.offer(reason, &said.text, why));
        self.set_columns();
    }
}
