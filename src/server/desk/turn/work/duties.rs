//! In which part somebody does something to a ticket.

use super::{Asked, Code, Duty, Me, Pending, Refusal, Ticket, Turn};

impl Turn<'_> {
    /// The first duty that may, of those that the user has for this ticket.
    pub(super) fn duty(&self, me: &Me, ticket: &Ticket, asked: &Asked) -> Result<Duty, Refusal> {
        let held = self.duties(me, ticket);
        let verb = self.lifecycle(ticket)?.verb(&asked.verb);
        let may = verb.and_then(|verb| verb.by.iter().find(|duty| held.contains(duty)));
        if let Some(duty) = may.or(held.first()) {
            return Ok(*duty);
        }
        Err(Refusal::new(Code::Forbidden, not_theirs(me, ticket)))
    }

    fn duties(&self, me: &Me, ticket: &Ticket) -> Vec<Duty> {
        me.duties(&ticket.work.involved, &self.desk.settings.catalogue.units)
    }

    /// A second person of the duty that the lifecycle names.
    pub(super) fn check_approver(&self, me: &Me, ticket: &Ticket, pending: &Pending) -> Result<(), Refusal> {
        if me.user == pending.by {
            let detail =
                format!("{} asked for it and cannot approve it: that takes a second person", me.user);
            return Err(Refusal::new(Code::Forbidden, detail));
        }
        if self.duties(me, ticket).contains(&pending.approver) {
            return Ok(());
        }
        let duty = format!("{:?}", pending.approver).to_lowercase();
        let detail = format!("{} is approved by a {duty}; sign in as one", pending.asked.verb);
        Err(Refusal::new(Code::Forbidden, detail))
    }
}

fn not_theirs(me: &Me, ticket: &Ticket) -> String {
    let number = &ticket.number;
    match (&me.unit, &ticket.work.involved.lead) {
        (Some(own), Some(unit)) => format!("ticket {number} is handled by unit {unit}, and you are of {own}"),
        (Some(_), None) => format!("ticket {number} is not with any unit yet"),
        (None, _) => format!("user {} has no part in tickets; ask an administrator for one", me.user),
    }
}
