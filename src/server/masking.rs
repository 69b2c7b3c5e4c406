//! Who sees what. Whole numbers and names leave the server by a reveal alone, with a reason on record.

use crate::{
    api::{HistoryItem, Me, Role},
    domain::{Callback, Difference, Event, Exit, Floor, Hash, NotReached, Recorded, Ticket, UnitId, Units},
};

/// How much of an event a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Agents and handling units: who and what of others' callers stays hidden.
    Floor,
    /// Leads, reviewers and clerks: callers are masked, what was written is shown.
    Review,
}

impl Sight {
    /// The sight of a user.
    pub fn of(me: &Me) -> Self {
        let reviews = me.roles.iter().any(|role| matches!(role, Role::Lead | Role::Qa | Role::Clerk));
        if reviews { Self::Review } else { Self::Floor }
    }

    /// The event as it is seen. Without its hash: from that, what is masked could be found out by trying.
    pub fn event(self, recorded: &Recorded) -> Recorded {
        let event: fn(&Event) -> Event = match self {
            Self::Floor => Event::masked,
            Self::Review => Event::masked_callers,
        };
        Recorded {
            event: event(&recorded.event),
            actor: recorded.actor.clone(),
            hash: Hash::default(),
            ..*recorded
        }
    }
}

/// The ticket as this user sees it: whole for who wrote it, and for a unit that is to answer somebody who asks for no secrecy; else with
/// the caller masked. Who only brings matters in learns nothing of what was typed since.
pub fn ticket_for(me: &Me, mut ticket: Ticket, units: &Units) -> Ticket {
    if me.roles == [Role::Intake] {
        ticket.form = ticket.form.without_secrets();
        ticket.work = ticket.work.without_secrets();
        return ticket;
    }
    let wrote_it = me.agent.as_ref() == Some(&ticket.agent);
    let answers = handles(me, &ticket, units) && ticket.form.reply_wanted && !ticket.form.secrecy;
    if !wrote_it && !answers {
        ticket.form = ticket.form.masked_caller();
    }
    ticket
}

/// Whether a user may see a ticket at all: units see those that they handle, help with or oversee, everybody else sees all.
pub fn sees(me: &Me, ticket: &Ticket, units: &Units) -> bool {
    !is_for_a_unit(me) || handles(me, ticket, units)
}

/// Whether a session is for the work of a handling unit, and of nobody who sees all tickets: it sees its own alone.
pub fn is_for_a_unit(me: &Me) -> bool {
    let sees_all = |role: &Role| matches!(role, Role::Agent | Role::Clerk | Role::Lead | Role::Qa);
    me.roles.contains(&Role::Unit) && !me.roles.iter().any(sees_all)
}

/// The floor as this user sees it: a handling unit has nothing to do with calls and those who take them.
pub fn floor_for(me: &Me, floor: &Floor) -> Floor {
    if is_for_a_unit(me) {
        return floor.without_calls();
    }
    let mut floor = floor.clone();
    if Sight::of(me) == Sight::Floor {
        // As in the events that follow.
        floor.differences = floor.differences.iter().map(Difference::masked).collect();
    }
    floor
}

/// Whether a user is of a unit that a ticket is with.
fn handles(me: &Me, ticket: &Ticket, units: &Units) -> bool {
    let involved = &ticket.work.involved;
    let mut with = involved.lead.iter().chain(&involved.joint);
    me.unit.as_ref().is_some_and(|own| with.any(|unit| is_of(units, unit, own)))
}

/// Whether a unit is this one, stands below it, or has it as its backup.
pub fn is_of(units: &Units, unit: &UnitId, own: &UnitId) -> bool {
    units.is_within(unit, own) || units.stands_for(own, unit)
}

/// The line of a history as this user sees it.
pub fn history_for(me: &Me, item: HistoryItem, units: &Units) -> HistoryItem {
    match item {
        HistoryItem::Ticket { ticket } => {
            HistoryItem::Ticket { ticket: Box::new(ticket_for(me, *ticket, units)) }
        }
        HistoryItem::Identity { change, at } => HistoryItem::Identity { change, at },
        HistoryItem::Callback { callback, at } => {
            HistoryItem::Callback { callback: callback_for(me, callback), at }
        }
        HistoryItem::Call { mut record } => {
            if let Some(Exit::NotReached { why }) = &mut record.exit {
                mask_why(me, why);
            }
            HistoryItem::Call { record }
        }
    }
}

/// The callback as this user sees it.
pub fn callback_for(me: &Me, mut callback: Callback) -> Callback {
    callback.attempts.iter_mut().for_each(|attempt| mask_why(me, &mut attempt.why));
    callback
}

/// What the switch says in its own words may hold a number.
fn mask_why(me: &Me, why: &mut NotReached) {
    if let NotReached::Failed { what } = why
        && Sight::of(me) == Sight::Floor
    {
        what.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_role_that_sees_all_tickets_takes_a_units_blinkers_off() {
        let check = |roles: &[Role], expected: bool| {
            let me = Me {
                user: "shui".into(),
                name: "shui".into(),
                agent: None,
                line: None,
                roles: roles.to_vec(),
                queues: Vec::new(),
                unit: Some("water".into()),
            };
            assert_eq!(is_for_a_unit(&me), expected, "{roles:?}");
        };
        check(&[Role::Unit], true);
        check(&[Role::Unit, Role::Unit], true);
        check(&[Role::Unit, Role::Intake], true);
        check(&[Role::Unit, Role::Clerk], false);
        check(&[Role::Agent], false);
        check(&[Role::Intake], false);
    }
}
