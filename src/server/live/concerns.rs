//! Which events concern a handling unit: those of tickets that it had to do with then or has to do with now, and what is said to everybody.
//! Of calls, callers and tickets of others its session is told nothing, not even that something happened.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use crate::{
    domain::{Event, Recorded, TicketId, UnitId, Units, lifecycle::Involved},
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
        let mut tickets: HashMap<TicketId, Handed> = HashMap::new();
        for ticket in events.iter().filter_map(|recorded| recorded.event.ticket()) {
            if let Entry::Vacant(place) = tickets.entry(ticket) {
                place.insert(handed(&store.ticket_events(ticket, MOST).await?));
            }
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

fn handed(events: &[Recorded]) -> Handed {
    let units = |involved: &Involved| involved.lead.iter().chain(&involved.joint).cloned().collect();
    events.iter().filter_map(|recorded| Some((recorded.seq, units(involved(&recorded.event)?)))).collect()
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
