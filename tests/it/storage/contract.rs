//! What every engine must do.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{CallSummary, HistoryItem, Role},
    domain::{Actor, CallRecord, Chain, Direction, Event, Exit, NotReached, Redacted, TicketId},
    storage::{
        CallFilter, Entry, Given, GivenAnswer, Options, Place, Store, StoreError, StoredUser, TokenHash,
    },
};
use proptest::{prelude::*, test_runner::TestRunner};
use uuid::Uuid;

use super::{chained, each_engine, open, sample};

async fn filled(store: &Store) -> Vec<Entry> {
    let entries = chained(&mut Chain::default(), sample::morning());
    store.append(&entries, &[]).await.expect("the morning is written");
    entries
}

#[tokio::test]
async fn what_is_appended_is_read_in_order_and_the_chain_holds() {
    each_engine(async |store| {
        let entries = filled(store).await;
        let mut walked = Vec::new();
        let chain = store
            .walk(|recorded| -> Result<(), StoreError> {
                walked.push(recorded);
                Ok(())
            })
            .await
            .expect("the chain holds");
        assert_eq!(chain, store.head().await.expect("a head"));
        assert!(walked.iter().eq(entries.iter().map(|entry| &entry.recorded)));
        let page = store.read_after(10, 5).await.expect("a page");
        assert_eq!(page.iter().map(|recorded| recorded.seq).collect::<Vec<_>>(), [11, 12, 13, 14, 15]);
    })
    .await;
}

#[tokio::test]
async fn a_gap_or_a_double_is_refused_and_nothing_is_written() {
    each_engine(async |store| {
        let entries = filled(store).await;
        let head = store.head().await.expect("a head");
        let mut ahead = Chain { seq: head.seq + 1, ..head };
        let gap = chained(&mut ahead, [(Utc::now(), Actor::Desk, sample::morning()[0].2.clone())]);
        let refused = store.append(&gap, &[]).await;
        assert!(
            matches!(refused, Err(StoreError::NotNext { head, given }) if given == head + 2),
            "{refused:?}"
        );
        let double = store.append(&entries[..1], &[]).await;
        assert!(matches!(double, Err(StoreError::NotNext { given: 1, .. })), "{double:?}");
        assert_eq!(store.head().await.expect("a head"), head);
    })
    .await;
}

#[tokio::test]
async fn projections_dropped_and_folded_again_are_the_same() {
    each_engine(async |store| {
        filled(store).await;
        let before = seen(store).await;
        store.rebuild().await.expect("folded again");
        assert_eq!(seen(store).await, before);
        assert!(before.contains("已退款"), "an amended ticket shows its new form");
    })
    .await;
}

/// All that the projections say, as text.
async fn seen(store: &Store) -> String {
    let calls = store.calls(&CallFilter::default(), None, 1_000).await.expect("calls");
    let contacts = store.search_contacts("王", &[], None, 1_000).await.expect("contacts");
    let mut seen = format!("{calls:#?}\n{contacts:#?}\n");
    for contact in &contacts.items {
        let history = store.history(contact.id, None, 1_000).await.expect("a history");
        seen += &format!("{} {history:#?}\n", contact.id);
    }
    for call in &calls.items {
        let events = store.call_events(call.record.call, 1_000).await.expect("events");
        let seqs: Vec<u64> = events.iter().map(|recorded| recorded.seq).collect();
        seen += &format!("{} {seqs:?}\n", call.record.call);
    }
    seen
}

#[tokio::test]
async fn a_call_is_summed_up_as_it_went() {
    each_engine(async |store| {
        filled(store).await;
        let calls = store.calls(&CallFilter::default(), None, 1_000).await.expect("calls").items;
        let find = |reference: &str| -> &CallSummary {
            calls.iter().find(|call| call.record.switch_ref == reference).expect("the call is listed")
        };
        let imported = find("bank-1");
        assert!(!imported.replayable && imported.record.talk_s == 95);

        // Entered, queued, rung, answered: 1.25 s apart, see the sample.
        let with_ticket = find("vru-11");
        assert!(with_ticket.replayable);
        assert_eq!(with_ticket.tickets.len(), 1);
        assert_eq!((with_ticket.record.wait_s, with_ticket.record.talk_s), (2, 21));
        // A place kept counts from the first wait: 40 s more.
        assert_eq!(find("vru-7").record.wait_s, 46);
        // Handed on: both waits and both talks.
        assert_eq!((find("vru-8").record.wait_s, find("vru-8").record.talk_s), (5, 5));
        assert_eq!(find("vru-8").record.agent, Some("1002".into()));
        assert_eq!(find("vru-3").record.exit, Some(Exit::Abandoned));
    })
    .await;
}

#[tokio::test]
async fn calls_that_we_begin_are_summed_up_and_their_promise_knows_the_attempts() {
    each_engine(async |store| {
        filled(store).await;
        let calls = store.calls(&CallFilter::default(), None, 1_000).await.expect("calls").items;
        let find = |reference: &str| -> &CallRecord {
            &calls.iter().find(|call| call.record.switch_ref == reference).expect("the call is listed").record
        };
        let (in_vain, talked) = (find("out-800"), find("out-801"));
        assert_eq!(in_vain.exit, Some(Exit::NotReached { why: NotReached::Busy }));
        // Connected, ended: 1.25 s apart.
        assert_eq!((talked.exit.clone(), talked.wait_s, talked.talk_s), (None, 0, 1));
        for record in [in_vain, talked] {
            assert_eq!((record.direction, record.under_way), (Direction::Outbound, false));
            assert_eq!(record.agent, Some("1002".into()));
        }
        let promised = sample::callback(800, DateTime::UNIX_EPOCH).id;
        let callback = store.callback(promised).await.expect("read").expect("it is there");
        let attempts: Vec<_> = callback.attempts.iter().map(|attempt| &attempt.why).collect();
        assert_eq!((callback.outcome, attempts), (None, vec![&NotReached::Busy]));
    })
    .await;
}

#[tokio::test]
async fn lists_go_on_where_the_page_before_ended() {
    each_engine(async |store| {
        filled(store).await;
        let all = store.calls(&CallFilter::default(), None, 1_000).await.expect("calls").items;
        let mut paged = Vec::new();
        let mut before: Option<Place> = None;
        loop {
            let page = store.calls(&CallFilter::default(), before, 7).await.expect("a page");
            paged.extend(page.items);
            match page.next {
                Some(next) => before = Some(next.parse().expect("`next` is a place")),
                None => break,
            }
        }
        assert_eq!(paged, all);
        let mine = CallFilter { agent: Some("1002".into()), queue: Some("bills".into()) };
        let mine = store.calls(&mine, None, 100).await.expect("calls").items;
        assert!(!mine.is_empty() && mine.iter().all(|call| call.record.agent == Some("1002".into())));
    })
    .await;
}

#[tokio::test]
async fn a_history_is_one_list_newest_first() {
    each_engine(async |store| {
        filled(store).await;
        let id = sample::contact_id(11);
        let all = store.history(id, None, 100).await.expect("a history").items;
        assert!(all.is_sorted_by_key(|item| std::cmp::Reverse(item.at())));
        assert!(matches!(all[0], HistoryItem::Ticket { .. }) && matches!(all[1], HistoryItem::Call { .. }));
        let first = store.history(id, None, 1).await.expect("a page");
        let next = first.next.expect("there is more").parse().expect("a place");
        let second = store.history(id, Some(next), 1).await.expect("a page");
        assert_eq!([first.items, second.items].concat(), all);
        assert_eq!(second.next, None);
    })
    .await;
}

#[tokio::test]
async fn contacts_are_found_by_name_and_by_digits_however_written() {
    each_engine(async |store| {
        filled(store).await;
        let found = async |search: &str| {
            let page = store.search_contacts(search, &[], None, 10).await.expect("a search");
            page.items.into_iter().map(|contact| contact.name).collect::<Vec<_>>()
        };
        assert_eq!(found("小7").await, ["王小7"]);
        assert_eq!(found("138-0000-0007").await, ["王小7"]);
        assert_eq!(found("(0571) 00000007").await, ["王小7"]);
        assert!(found("' OR 1=1 --").await.is_empty());
        assert_eq!(found("").await.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn answers_are_kept_by_key_until_forgotten() {
    each_engine(async |store| {
        let at: DateTime<Utc> = "2026-01-05T08:00:00Z".parse().expect("a time");
        let given = |n: u128| GivenAnswer {
            key: Uuid::from_u128(n),
            user: "li".into(),
            request: [7; 32],
            answer: match n % 2 {
                0 => Given::Json(format!("{{\"seq\":{n}}}")),
                _ => Given::Ticket(TicketId(Uuid::from_u128(n))),
            },
            at: at + TimeDelta::seconds(n as i64),
        };
        let answers: Vec<_> = (0..100).map(given).collect();
        store.append(&[], &answers).await.expect("written");
        let keys: Vec<Uuid> = (50..150).map(Uuid::from_u128).collect();
        let mut found = store.answers(&keys).await.expect("found");
        found.sort_by_key(|given| given.key);
        assert_eq!(found, answers[50..]);
        assert_eq!(store.forget_answers(at + TimeDelta::seconds(60)).await.expect("forgotten"), 60);
        assert_eq!(store.answers(&keys).await.expect("found").len(), 40);
    })
    .await;
}

fn user(name: &str, agent: Option<&str>) -> StoredUser {
    StoredUser {
        name: name.into(),
        display: "李敏".into(),
        password: Redacted("$argon2id$".into()),
        agent: agent.map(Into::into),
        roles: vec![Role::Agent, Role::Qa],
        queues: vec!["bills".into()],
        unit: agent.is_none().then(|| "water".into()),
        disabled: false,
    }
}

#[tokio::test]
async fn users_and_their_sessions() {
    each_engine(async |store| {
        let li = user("li", Some("1001"));
        store.save_user(&li).await.expect("saved");
        assert_eq!(store.user("li").await.expect("read"), Some(li.clone()));
        let taken = store.save_user(&user("wu", Some("1001"))).await;
        assert!(matches!(taken, Err(StoreError::AgentTaken(_))), "{taken:?}");

        let (token, now) = (TokenHash([9; 32]), DateTime::from_timestamp_micros(1_767_571_200_000_000));
        let now = now.expect("a time");
        store.begin_session(&token, "li", &[Role::Qa], now, now + TimeDelta::hours(1)).await.expect("begun");
        store.prolong_session(&token, now + TimeDelta::hours(2)).await.expect("prolonged");
        let session = store.session(&token).await.expect("read").expect("there");
        assert_eq!((session.begun, session.expires, session.user), (now, now + TimeDelta::hours(2), li));
        assert_eq!(session.roles, [Role::Qa]);
        store.end_sessions_of("li").await.expect("ended");
        assert_eq!(store.session(&token).await.expect("read"), None);
    })
    .await;
}

#[tokio::test]
async fn what_was_appended_is_there_after_the_process_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let store = open(&path).await;
    let entries = filled(&store).await;
    // Not closed: what is in the write-ahead log must count, as after a kill.
    std::mem::forget(store);
    let again = open(&path).await;
    assert_eq!(again.head().await.expect("a head").seq, entries.len() as u64);
    assert_eq!(again.calls(&CallFilter::default(), None, 1_000).await.expect("calls").items.len(), 60);
}

#[tokio::test]
async fn two_writers_of_one_log_find_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let (ours, theirs) = (open(&path).await, open(&path).await);
    let mut chain = Chain::default();
    let entries = chained(&mut chain, [(Utc::now(), Actor::Desk, noted("ours"))]);
    ours.append(&entries, &[]).await.expect("written");
    let refused = theirs.append(&entries, &[]).await;
    assert!(matches!(refused, Err(StoreError::NotNext { head: 1, given: 1 })), "{refused:?}");
    // Who has found out goes on from the true end.
    let next = chained(&mut chain, [(Utc::now(), Actor::Desk, noted("theirs"))]);
    theirs.append(&next, &[]).await.expect("written");
    theirs.walk(|_| Ok::<_, StoreError>(())).await.expect("the chain holds");
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { path: folder.path().join("desk.db"), max_pages: Some(90) };
    let store = Store::open(&options).await.expect("a small database");
    let mut chain = Chain::default();
    let refused = loop {
        let (before, long) = (chain, noted(&"长".repeat(500)));
        let entries = chained(&mut chain, std::iter::repeat_n((Utc::now(), Actor::Desk, long), 10));
        if let Err(error) = store.append(&entries, &[]).await {
            chain = before;
            break error;
        }
    };
    assert!(refused.is_refused_write(), "{refused}");
    assert_eq!(store.head().await.expect("a head"), chain);
    store.walk(|_| Ok::<_, StoreError>(())).await.expect("the chain holds");
}

/// Any events in any batches come back as they were.
#[test]
fn whatever_is_appended_comes_back() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let texts = proptest::collection::vec(proptest::collection::vec(".{0,40}", 1..6), 1..6);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let check = |batches: Vec<Vec<String>>| {
        runtime.block_on(each_engine(async |store| {
            let mut chain = Chain::default();
            let mut written = Vec::new();
            for batch in &batches {
                let events = batch.iter().map(|text| (Utc::now(), Actor::Desk, noted(text)));
                let entries = chained(&mut chain, events.collect::<Vec<_>>());
                store.append(&entries, &[]).await.expect("written");
                written.extend(entries.into_iter().map(|entry| entry.recorded));
            }
            assert_eq!(store.read_after(0, 1_000).await.expect("read"), written);
            assert_eq!(store.head().await.expect("a head"), chain);
        }));
        Ok(())
    };
    runner.run(&texts, check).expect("whatever is appended comes back");
}

fn noted(text: &str) -> Event {
    Event::DifferenceSeen { about: text.into(), switch_says: text.into(), desk_says: text.into() }
}
