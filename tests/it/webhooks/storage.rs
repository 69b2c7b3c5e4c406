//! What storage keeps of deliveries: of each ticket the oldest comes first, and what is not there yet is lost by nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{Event, TicketId, Topic, WebhookId},
    storage::{Fate, NewDelivery, Options, Store},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use uuid::Uuid;

use crate::storage::sample;

async fn with_store(test: impl AsyncFnOnce(Store)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(Store::open(&Options::file(folder.path().join("desk.db"))).await.expect("a database")).await;
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

#[tokio::test]
async fn a_webhook_begins_once_and_goes_on_where_it_is() {
    with_store(async |store| {
        let hook = WebhookId::from("crm");
        assert_eq!(store.begin_webhook(&hook, 7).await.expect("begun"), 7);
        store.queue_deliveries(&hook, 9, &[]).await.expect("written");
        assert_eq!(store.begin_webhook(&hook, 20).await.expect("begun"), 9);
    })
    .await;
}

#[tokio::test]
async fn a_tickets_name_elsewhere_is_kept_for_each_webhook() {
    with_store(async |store| {
        let (crm, rt, ticket) = (WebhookId::from("crm"), WebhookId::from("rt"), TicketId(Uuid::nil()));
        store.begin_webhook(&crm, 0).await.expect("begun");
        store.begin_webhook(&rt, 0).await.expect("begun");
        store.keep_foreign_ticket(&rt, ticket, "17").await.expect("kept");
        assert_eq!(store.foreign_ticket(&rt, ticket).await.expect("read").as_deref(), Some("17"));
        assert_eq!(store.foreign_ticket(&crm, ticket).await.expect("read"), None);
    })
    .await;
}

#[test]
fn other_systems_can_be_told_of_all_that_happens_to_a_ticket() {
    let mut told = 0;
    for (_, _, event) in sample::morning() {
        // Who read a file is on record here, and is nothing that happened to the ticket.
        let Some(ticket) = event.ticket().filter(|_| !matches!(event, Event::AttachmentRead { .. })) else {
            continue;
        };
        let (topic, about) = Topic::of(&event).unwrap_or_else(|| panic!("{event:?} has no topic"));
        let written = serde_json::to_value(&event).expect("events are encoded");
        assert_eq!((written["type"].as_str(), about), (Some(topic.name()), ticket.0));
        told += 1;
    }
    assert!(told > 5, "the sample has tickets");
}

/// Deliveries of tickets, and what becomes of each attempt: 0 fails, 1 dies, else it arrives.
type Story = (Vec<u8>, Vec<u8>);

#[test]
fn of_each_ticket_deliveries_arrive_in_order_and_none_is_lost() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let stories = (vec(0_u8..4, 1..20), vec(0_u8..4, 0..60));
    TestRunner::new(ProptestConfig::with_cases(12))
        .run(&stories, |story| {
            runtime.block_on(with_store(async |store| check(&store, story).await));
            Ok(())
        })
        .expect("every story ends well");
}

#[tokio::test]
async fn a_dead_letter_that_is_sent_again_goes_before_what_came_after_it() {
    with_store(async |store| {
        let hook = WebhookId::from("crm");
        store.begin_webhook(&hook, 0).await.expect("begun");
        store.queue_deliveries(&hook, 3, &[new(1, 0), new(2, 0), new(3, 1)]).await.expect("written");
        let check = async |expected: &[u64]| {
            let next = store.next_deliveries(&hook, 9).await.expect("read");
            assert_eq!(next.iter().map(|next| next.seq).collect::<Vec<_>>(), expected);
        };
        check(&[1, 3]).await;
        let died = Fate::Died { at: at(1), why: "x".into() };
        store.settle_deliveries(&hook, &[(1, died)]).await.expect("written");
        check(&[2, 3]).await;
        store.replay_dead(&hook, Some(1), at(0)).await.expect("written");
        check(&[1, 3]).await;
        store.settle_deliveries(&hook, &[(1, Fate::Arrived { at: at(2) })]).await.expect("written");
        check(&[2, 3]).await;
    })
    .await;
}

async fn check(store: &Store, (tickets, fates): Story) {
    let hook = WebhookId::from("crm");
    store.begin_webhook(&hook, 0).await.expect("begun");
    let new: Vec<NewDelivery> = (1..).zip(&tickets).map(|(seq, ticket)| new(seq, *ticket)).collect();
    store.queue_deliveries(&hook, tickets.len() as u64, &new).await.expect("written");
    let (mut arrived, mut died, mut now) = (BTreeMap::<u8, Vec<u64>>::new(), 0, 0);
    let mut fates = fates.into_iter();
    loop {
        let next = store.next_deliveries(&hook, 3).await.expect("read");
        let mut heads: Vec<u8> = next.iter().map(|next| tickets[next.seq as usize - 1]).collect();
        heads.sort_unstable();
        heads.dedup();
        assert_eq!(heads.len(), next.len(), "one of each ticket at a time");
        let Some(next) = next.first() else { break };
        now += 1;
        let fate = match fates.next() {
            Some(0) => Fate::Failed { next: at(now + 5), why: "x".into() },
            Some(1) => Fate::Died { at: at(now), why: "x".into() },
            _ => Fate::Arrived { at: at(now) },
        };
        match fate {
            Fate::Arrived { .. } => arrived.entry(tickets[next.seq as usize - 1]).or_default().push(next.seq),
            Fate::Died { .. } => died += 1,
            Fate::Failed { .. } => {}
        }
        store.settle_deliveries(&hook, &[(next.seq, fate)]).await.expect("written");
    }
    assert!(arrived.values().all(|seqs| seqs.is_sorted()), "{arrived:?}");
    let count = arrived.values().map(Vec::len).sum::<usize>();
    let dead = store.dead_letters(&hook, None, 100).await.expect("read").len();
    assert_eq!((count + dead, dead), (tickets.len(), died));
    assert_eq!(store.replay_dead(&hook, None, at(now)).await.expect("written"), died as u64);
    let waiting = store.webhooks().await.expect("read").remove(0).waiting;
    assert_eq!(waiting, died as u64);
}

fn new(seq: u64, ticket: u8) -> NewDelivery {
    let about = Uuid::from_u128(ticket.into());
    NewDelivery { seq, topic: Topic::TicketAmended, about, at: at(0) }
}
