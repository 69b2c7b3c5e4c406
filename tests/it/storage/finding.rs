//! What every engine must find.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{Actor, Chain, Event, Ticket, TicketId, lifecycle::Work},
    storage::{OpenOf, Store},
};

use super::{chained, each_engine, sample};

const START: &str = "2026-01-05T00:30:00Z";

fn start() -> DateTime<Utc> {
    START.parse().expect("a time")
}

/// Tickets, submitted a minute apart.
async fn submit(store: &Store, tickets: Vec<Ticket>) {
    let event =
        |ticket: Ticket| (ticket.at, Actor::Desk, Event::TicketSubmitted { ticket: Box::new(ticket) });
    let entries = chained(&mut Chain::default(), tickets.into_iter().map(event));
    store.append(&entries, &[]).await.expect("they are written");
}

fn ticket(n: u32) -> Ticket {
    sample::ticket(n.into(), start() + TimeDelta::minutes(n.into()), None)
}

fn ids(tickets: &[Ticket]) -> Vec<TicketId> {
    tickets.iter().map(|ticket| ticket.id).collect()
}

#[tokio::test]
async fn open_tickets_of_a_category_or_a_contact_come_newest_first() {
    each_engine(async |store| {
        let mut tickets: Vec<_> = (0..6).map(ticket).collect();
        tickets[1].form.category = Some("other".into());
        tickets[2].work = Work::without_lifecycle(true, start());
        tickets[4].contact = tickets[0].contact;
        submit(store, tickets.clone()).await;
        let found = async |of: OpenOf, since: i64, limit: u32| {
            let since = start() + TimeDelta::minutes(since);
            ids(&store.open_tickets(&of, since, limit).await.expect("found"))
        };
        let of = OpenOf::Category("billing.error".into());
        let id = |n: usize| tickets[n].id;
        assert_eq!(found(of.clone(), 0, 10).await, [id(5), id(4), id(3), id(0)]);
        assert_eq!(found(of.clone(), 4, 10).await, [id(5), id(4)]);
        assert_eq!(found(of, 0, 1).await, [id(5)]);
        assert_eq!(found(OpenOf::Contact(sample::contact_id(0)), 0, 10).await, [id(4), id(0)]);
    })
    .await;
}

#[tokio::test]
async fn the_one_that_most_follow_is_known() {
    each_engine(async |store| {
        let mut tickets: Vec<_> = (0..6).map(ticket).collect();
        let (one, other) = (tickets[0].id, tickets[1].id);
        tickets[2].work.mother = Some(one);
        tickets[3].work.mother = Some(other);
        tickets[4].work.mother = Some(other);
        submit(store, tickets.clone()).await;
        let most = async |among: &[TicketId]| store.most_followed(among).await.expect("asked");
        assert_eq!(most(&ids(&tickets)).await, Some(other));
        assert_eq!(most(&[one, tickets[5].id]).await, Some(one));
        assert_eq!(most(&[tickets[5].id]).await, None);
        assert_eq!(most(&[]).await, None);
    })
    .await;
}
