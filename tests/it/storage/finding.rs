//! What every engine must find.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{
        Actor, CallbackOutcome, Chain, Event, Priority, Sought, Ticket, TicketForm, TicketId, folded,
        is_ideograph, lifecycle::Work,
    },
    storage::{OpenOf, Store, TicketFilter},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

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

/// Tickets found, by their places in what was submitted, the last first.
async fn found(store: &Store, query: &str, own: Option<&str>, filter: &TicketFilter) -> Vec<u128> {
    let sought = Sought::parse(query).expect("there is something to look for");
    let own = own.map(Into::into);
    let page = store.search_tickets(&sought, own.as_ref(), filter, None, 1_000).await.expect("a search");
    page.items.iter().map(|ticket| ticket.id.0.as_u128() - 0x71_0000).collect()
}

fn all() -> TicketFilter {
    TicketFilter { over: true, ..TicketFilter::default() }
}

fn saying(n: u32, text: &str) -> Ticket {
    let mut ticket = ticket(n);
    ticket.form = TicketForm { subject: text.into(), ..TicketForm::default() };
    ticket
}

#[tokio::test]
async fn words_are_found_wherever_they_were_written() {
    each_engine(async |store| {
        let mut tickets = vec![
            saying(0, "账单错误，多收了 20 元"),
            saying(1, "Street lamp broken in Ｗillow Street"),
            saying(2, "停电"),
            saying(3, "路灯坏了"),
        ];
        tickets[2].form.description = "柳树街整条街".into();
        tickets[3].form.blanks.insert("meter".into(), "电表 A-77".into());
        tickets[3].form.contact_name = "张三".into();
        tickets[3].form.contact_number = "138 0013 8000".into();
        tickets[3].agent = "1002".into();
        submit(store, tickets).await;
        let check = async |query: &str, expected: &[u128]| {
            assert_eq!(found(store, query, None, &all()).await, expected, "{query}");
        };
        check("单错", &[0]).await;
        check("街", &[2]).await;
        check("电", &[3, 2]).await;
        check("整条街", &[2]).await;
        check("单误", &[]).await;
        check("willow lam", &[1]).await;
        check("\"willow street\"", &[1]).await;
        check("\"street willow\"", &[]).await;
        check("\"wil\"", &[]).await;
        check("停电 柳树", &[2]).await;
        check("\"停电 柳树\"", &[]).await;
        check("a-77", &[3]).await;
        check("20260105-0002", &[2]).await;
        check("50002", &[2]).await;
        check("0105", &[3, 2, 1, 0]).await;
        // Who calls is found by who wrote it alone.
        for query in ["张三", "13800138000", "0138"] {
            check(query, &[]).await;
            assert_eq!(found(store, query, Some("1001"), &all()).await, [0; 0], "{query}");
            assert_eq!(found(store, query, Some("1002"), &all()).await, [3], "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_found_follows_what_changes_and_is_the_same_folded_again() {
    each_engine(async |store| {
        submit(store, vec![saying(0, "停电"), saying(1, "停水")]).await;
        let mut chain = store.head().await.expect("a head");
        let form =
            Box::new(TicketForm {
                subject: "漏气".into(), answer: "已关阀".into(), ..TicketForm::default()
            });
        let amended = Event::TicketAmended { ticket: ticket(0).id, version: 2, form, work: None };
        let entries = chained(&mut chain, [(start(), Actor::Desk, amended)]);
        store.append(&entries, &[]).await.expect("written");
        for _ in 0..2 {
            assert_eq!(found(store, "停电", None, &all()).await, [0; 0]);
            assert_eq!(found(store, "漏气 关阀", None, &all()).await, [0]);
            assert_eq!(found(store, "停水", None, &all()).await, [1]);
            store.rebuild().await.expect("folded again");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_found_is_filtered_and_goes_on_from_a_place() {
    each_engine(async |store| {
        let mut tickets: Vec<_> = (0..9).map(|n| saying(n, "停电")).collect();
        tickets[0].agent = "1002".into();
        tickets[1].form.category = Some("other".into());
        tickets[2].priority = Priority::P1;
        tickets[3].work.involved.lead = Some("water".into());
        tickets[4].work.involved.joint = vec!["water".into(), "power".into()];
        tickets[5].work = Work::without_lifecycle(true, start());
        submit(store, tickets).await;
        let check = async |filter: TicketFilter, expected: &[u128]| {
            assert_eq!(found(store, "停电", None, &filter).await, expected, "{filter:?}");
        };
        let none = TicketFilter::default;
        check(none(), &[8, 7, 6, 4, 3, 2, 1, 0]).await;
        check(TicketFilter { agent: Some("1002".into()), ..none() }, &[0]).await;
        check(TicketFilter { category: Some("other".into()), ..none() }, &[1]).await;
        check(TicketFilter { priority: Some(Priority::P1), ..none() }, &[2]).await;
        check(TicketFilter { units: vec!["water".into()], ..none() }, &[4, 3]).await;
        check(TicketFilter { units: vec!["power".into()], ..none() }, &[4]).await;
        check(TicketFilter { states: vec!["answered_directly".into()], ..all() }, &[5]).await;
        let (from, to) = (start() + TimeDelta::minutes(6), start() + TimeDelta::minutes(8));
        check(TicketFilter { from: Some(from), to: Some(to), ..none() }, &[7, 6]).await;

        let (sought, mut paged, mut before) = (Sought::parse("电").expect("a word"), Vec::new(), None);
        loop {
            let page = store.search_tickets(&sought, None, &all(), before, 2).await.expect("a page");
            paged.extend(ids(&page.items));
            let Some(next) = page.next else { break };
            before = Some(next.parse().expect("a place in the log"));
        }
        assert_eq!(paged, (0..9).rev().map(|n| ticket(n).id).collect::<Vec<_>>());
    })
    .await;
}

/// A list, page by page, as the tickets' places in what was submitted.
async fn listed(store: &Store, filter: &TicketFilter) -> Vec<u128> {
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = store.tickets(filter, after, 2).await.expect("a page");
        listed.extend(page.items.iter().map(|ticket| ticket.id.0.as_u128() - 0x71_0000));
        let Some(next) = page.next else { return listed };
        after = Some(next.parse().expect("a place in the list"));
    }
}

#[tokio::test]
async fn lists_of_several_units_and_states_are_merged_and_follow_what_changes() {
    each_engine(async |store| {
        let mut tickets: Vec<_> = (0..7).map(ticket).collect();
        for (n, lead, joint) in [(1, "water", "gas"), (2, "gas", "water"), (4, "power", "gas")] {
            tickets[n].work.involved.lead = Some(lead.into());
            tickets[n].work.involved.joint = vec![joint.into()];
        }
        tickets[3].agent = "1002".into();
        tickets[5].work = Work::without_lifecycle(true, start());
        tickets[5].work.involved.lead = Some("water".into());
        tickets[6].work.state = "in_hand".into();
        let submitted = tickets[0].work.state.clone();
        submit(store, tickets.clone()).await;
        let check = async |filter: TicketFilter, expected: &[u128]| {
            assert_eq!(listed(store, &filter).await, expected, "{filter:?}");
        };
        let none = TicketFilter::default;
        let units = |units: &[&str]| units.iter().map(|unit| (*unit).into()).collect::<Vec<_>>();
        for _ in 0..2 {
            check(none(), &[0, 1, 2, 3, 4, 6]).await;
            check(all(), &[0, 1, 2, 3, 4, 5, 6]).await;
            check(TicketFilter { units: units(&["water"]), ..none() }, &[1, 2]).await;
            check(TicketFilter { units: units(&["water", "gas", "power"]), ..none() }, &[1, 2, 4]).await;
            check(TicketFilter { units: units(&["water"]), ..all() }, &[1, 2, 5]).await;
            let helped = |helped| TicketFilter { units: units(&["gas"]), helped: Some(helped), ..none() };
            check(helped(true), &[1, 4]).await;
            check(helped(false), &[2]).await;
            let crowd: Vec<_> = (0..60).map(|n| n.to_string().into()).chain(units(&["gas"])).collect();
            check(TicketFilter { units: crowd.clone(), ..none() }, &[1, 2, 4]).await;
            check(TicketFilter { units: crowd, helped: Some(true), ..none() }, &[1, 4]).await;
            let states = vec!["in_hand".into(), submitted.clone()];
            check(TicketFilter { states: states.clone(), ..none() }, &[0, 1, 2, 3, 4, 6]).await;
            check(TicketFilter { states, agent: Some("1002".into()), ..none() }, &[3]).await;
            store.rebuild().await.expect("folded again");
        }
        let work = Work::without_lifecycle(true, start());
        let (ticket, form) = (tickets[1].id, Box::new(tickets[1].form.clone()));
        let amended = Event::TicketAmended { ticket, version: 2, form, work: Some(Box::new(work)) };
        let mut chain = store.head().await.expect("a head");
        let entries = chained(&mut chain, [(start(), Actor::Desk, amended)]);
        store.append(&entries, &[]).await.expect("written");
        check(TicketFilter { units: units(&["gas", "water"]), ..all() }, &[2, 4, 5]).await;
    })
    .await;
}

/// What a plain scan would find: the query's letters as the beginning of a word of the text, its Chinese anywhere in a run of it.
fn scan_finds(text: &str, query: &str) -> bool {
    let (text, query) = (folded(text), folded(query));
    let is_word = |c: char| c.is_alphanumeric() && !is_ideograph(c);
    if query.chars().all(is_ideograph) {
        return text.contains(&query);
    }
    text.split(|c| !is_word(c)).any(|word| word.starts_with(&query))
}

#[tokio::test]
async fn the_index_finds_what_a_plain_scan_finds_and_nothing_else() {
    each_engine(async |store| {
        let text = prop::collection::vec(
            prop_oneof!["[电费账单错误]{1,5}", "[abAＢß1]{1,4}", "[ ，。-]{1,2}", Just("\u{0}\"".to_owned())],
            0..8,
        );
        let texts = prop::collection::vec(text.prop_map(|parts| parts.concat()), 40);
        let query = prop_oneof!["[电费账单错误]{1,4}", "[abAＢß1]{1,3}"];
        let strategy = (texts, prop::collection::vec(query, 200));
        let mut runner = TestRunner::deterministic();
        let (texts, queries) = strategy.new_tree(&mut runner).expect("texts").current();
        let tickets = texts.iter().zip(0..).map(|(text, n)| saying(n, text)).collect();
        submit(store, tickets).await;
        for query in queries {
            let expected = texts.iter().enumerate().filter(|(_, text)| scan_finds(text, &query));
            let expected: Vec<_> = expected.map(|(n, _)| n as u128).rev().collect();
            assert_eq!(found(store, &query, None, &all()).await, expected, "{query}: {texts:#?}");
        }
    })
    .await;
}

#[tokio::test]
async fn many_are_read_at_once_as_each_alone() {
    each_engine(async |store| {
        let tickets: Vec<_> = (0..4).map(ticket).collect();
        let submitted = tickets
            .iter()
            .cloned()
            .map(|ticket| (ticket.at, Actor::Desk, Event::TicketSubmitted { ticket: Box::new(ticket) }));
        let known = (0..4).map(|n| {
            (start(), Actor::Desk, Event::ContactRecorded { contact: Box::new(sample::contact(n)) })
        });
        let over = Event::TicketWaitOver { ticket: tickets[2].id };
        let happened = submitted.chain(known).chain([(start(), Actor::Desk, over)]);
        let entries = chained(&mut Chain::default(), happened);
        store.append(&entries, &[]).await.expect("they are written");
        let last = entries.last().map_or(0, |last| last.recorded.seq);

        let (nobody, all) = (TicketId(Uuid::nil()), ids(&tickets));
        let mut found = store.tickets_of(&[all[0], nobody, all[3]]).await.expect("read");
        found.sort_by_key(|ticket| ticket.id.0);
        assert_eq!(found, [tickets[0].clone(), tickets[3].clone()]);
        assert!(store.tickets_of(&[]).await.expect("read").is_empty());

        let asked = [sample::contact_id(1), sample::contact_id(9), sample::contact_id(3)];
        let mut one_by_one = HashMap::new();
        for id in asked {
            one_by_one.extend(store.contact(id).await.expect("read").map(|contact| (id, contact)));
        }
        assert_eq!(one_by_one.len(), 2);
        assert_eq!(store.contacts_of(&asked).await.expect("read"), one_by_one);

        let later = async |seq: u64| store.changed_after(&all, seq).await.expect("read");
        assert_eq!(later(last - 1).await, HashSet::from([all[2]]));
        assert!(later(last).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn promises_that_are_not_kept_come_first_due_first_page_by_page() {
    each_engine(async |store| {
        let callback = |n: u32| sample::callback(n.into(), start() + TimeDelta::minutes((7 - n).into()));
        let promised =
            |n| (start(), Actor::Desk, Event::CallbackPromised { callback: Box::new(callback(n)) });
        let done = callback(2);
        let done = Event::CallbackDone {
            callback: done.id,
            contact: done.contact,
            outcome: CallbackOutcome::NotReached,
        };
        let happened = (0..5).map(promised).chain([(start(), Actor::Desk, done)]);
        let entries = chained(&mut Chain::default(), happened);
        store.append(&entries, &[]).await.expect("they are written");
        let open = [4, 3, 1, 0].map(|n| callback(n).id);
        for _ in ["as written", "folded again"] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = store.promises(after, 3).await.expect("a page");
                found.extend(page.items.iter().map(|callback| callback.id));
                let Some(next) = page.next else { break };
                after = Some(next.parse().expect("a place"));
            }
            assert_eq!(found, open);
            store.rebuild().await.expect("folded");
        }
    })
    .await;
}
