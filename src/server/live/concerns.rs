//! Which events concern a handling unit: those of tickets that it had to do with then or has to do with now, and what is said to everybody.
//! Of calls, callers and tickets of others its session is told nothing, not even that something happened.

use std::collections::{BTreeSet, HashMap};

use crate::{
    domain::{Event, Recorded, Ticket, TicketId, UnitId, Units, lifecycle::Involved},
    server::masking::is_of,
    storage::{Store, StoreError},
};

/// No ticket was handed on more often than it has events; one that had more would be told of by its first.
const MOST: u32 = 10_000;

/// Whom some events concern, in their order.
pub struct Concerns(Vec<Concern>);

enum Concern {
    Everybody,
    /// The units that handled the ticket or helped with it before the event, after it, or do now.
    Units(BTreeSet<UnitId>),
}

/// Who was involved in a ticket, each time from an event on.
type Handed = Vec<(u64, Vec<UnitId>)>;

impl Concerns {
    /// Whom these events concern. They are in the log already.
    pub async fn of(events: &[Recorded], store: &Store) -> Result<Self, StoreError> {
        let mut about: HashMap<TicketId, Vec<&Recorded>> = HashMap::new();
        for recorded in events {
            if let Some(ticket) = recorded.event.ticket() {
                about.entry(ticket).or_default().push(recorded);
            }
        }
        let mut now = HashMap::new();
        for &ticket in about.keys() {
            now.insert(ticket, store.ticket(ticket).await?);
        }
        // Asked after they were read: what is not among these stands as these events left it.
        let ids: Vec<TicketId> = about.keys().copied().collect();
        let last = events.last().map_or(0, |last| last.seq);
        let later = store.changed_after(&ids, last).await?;
        let mut tickets = HashMap::new();
        for (ticket, own) in about {
            let now = now.get(&ticket).and_then(Option::as_ref).filter(|_| !later.contains(&ticket));
            let handed = match now.and_then(|now| told(&own, now)) {
                Some(handed) => handed,
                None => handed(&store.ticket_events(ticket, MOST).await?),
            };
            tickets.insert(ticket, handed);
        }
        Ok(Self(events.iter().map(|recorded| concern(recorded, &tickets)).collect()))
    }

    /// Of each event, whether it concerns somebody of this unit; a session that is of none hears what is said to everybody.
    pub fn with<'a>(&'a self, own: Option<&'a UnitId>, units: &'a Units) -> impl Iterator<Item = bool> + 'a {
        self.0.iter().map(move |concern| match concern {
            Concern::Everybody => true,
            Concern::Units(with) => own.is_some_and(|own| with.iter().any(|unit| is_of(units, unit, own))),
        })
    }
}

fn concern(recorded: &Recorded, tickets: &HashMap<TicketId, Handed>) -> Concern {
    match &recorded.event {
        Event::BroadcastSent { .. } | Event::QueueConfigured { .. } => Concern::Everybody,
        event => {
            let handed = event.ticket().and_then(|ticket| tickets.get(&ticket));
            Concern::Units(handed.map(|handed| around(recorded.seq, handed)).unwrap_or_default())
        }
    }
}

/// The units before an event, after it, and now.
fn around(seq: u64, handed: &Handed) -> BTreeSet<UnitId> {
    let before = handed.iter().rfind(|(from, _)| *from < seq);
    let after = handed.iter().find(|(from, _)| *from == seq);
    [before, after, handed.last()].into_iter().flatten().flat_map(|(_, units)| units.clone()).collect()
}

/// Who was involved, as these events tell it and the ticket that stands as they left it; none where who had it before is not to be known
/// from them.
fn told(own: &[&Recorded], now: &Ticket) -> Option<Handed> {
    let handed = handed(own.iter().copied());
    let begins = own.first().is_some_and(|first| matches!(first.event, Event::TicketSubmitted { .. }));
    match handed.is_empty() {
        true => Some(vec![(0, units(&now.work.involved))]),
        false => begins.then_some(handed),
    }
}

fn handed<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Handed {
    let events = events.into_iter();
    events.filter_map(|recorded| Some((recorded.seq, units(involved(&recorded.event)?)))).collect()
}

fn units(involved: &Involved) -> Vec<UnitId> {
    involved.lead.iter().chain(&involved.joint).cloned().collect()
}

/// Who is involved from this event on, where it says so.
fn involved(event: &Event) -> Option<&Involved> {
    match event {
        Event::TicketSubmitted { ticket } => Some(&ticket.work.involved),
        Event::TicketAmended { work, .. } => work.as_ref().map(|work| &work.involved),
        Event::TicketBegun { work, .. } => Some(&work.involved),
        Event::TicketMoved { moved, .. } => moved.involved.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Actor, Hash, Priority, TicketForm, lifecycle::Work};

    fn ticket(lead: &str) -> Ticket {
        let at = DateTime::UNIX_EPOCH;
        let mut work = Work::without_lifecycle(false, at);
        work.involved.lead = Some(lead.into());
        Ticket {
            id: TicketId(Uuid::from_u128(1)),
            number: "19700101-0001".into(),
            version: 1,
            call: None,
            contact: None,
            agent: "1001".into(),
            at,
            form: TicketForm::default(),
            priority: Priority::P4,
            deadline: None,
            work,
        }
    }

    #[test]
    fn a_history_is_read_only_where_a_ticket_was_handed_on_that_did_not_begin_here() {
        let now = ticket("power");
        let recorded = |seq, event| {
            let (at, actor, hash) = (now.at, Actor::Desk, Hash::default());
            Recorded { seq, at, actor, version: 1, event, hash }
        };
        let submitted = recorded(4, Event::TicketSubmitted { ticket: Box::new(ticket("water")) });
        let waited = recorded(5, Event::TicketWaitOver { ticket: now.id });
        let begun = recorded(6, Event::TicketBegun { ticket: now.id, work: Box::new(now.work.clone()) });
        let check = |own: &[&Recorded], expected: Option<Handed>| assert_eq!(told(own, &now), expected);
        check(&[&waited], Some(vec![(0, vec!["power".into()])]));
        check(&[&submitted, &waited], Some(vec![(4, vec!["water".into()])]));
        let handed = vec![(4, vec!["water".into()]), (6, vec!["power".into()])];
        check(&[&submitted, &begun], Some(handed));
        check(&[&waited, &begun], None);
    }
}
