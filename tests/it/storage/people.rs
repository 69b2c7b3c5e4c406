//! Who is who, as every engine must keep it: found under any id, given back as it was.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hotdesk::{
    api::HistoryItem,
    domain::{
        Actor, Callback, CallbackId, ChangeId, Contact, ContactId, DialPlan, Event, Evidence, PhoneNumber,
        SecretField, Share, Ticket, TicketForm, TicketId, Tier,
    },
    storage::{Store, searched_field},
};
use uuid::Uuid;

use super::{each_engine, sample};

const LI: u128 = 1;
const XIAO: u128 = 2;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_600_000 + minute * 60, 0).expect("a time")
}

fn change() -> ChangeId {
    ChangeId(Uuid::from_u128(0xd1))
}

fn ticket(n: u128, contact: u128, name: &str, number: &str) -> Ticket {
    let form = TicketForm {
        contact_name: name.into(),
        contact_number: number.into(),
        place: "文三路 1 号".into(),
        ..TicketForm::default()
    };
    Ticket { contact: Some(sample::contact_id(contact)), form, ..sample::ticket(n, at(0), None) }
}

async fn happens(store: &Store, events: impl IntoIterator<Item = Event>) {
    let actor = Actor::User { name: "li".into() };
    let events = events.into_iter().map(|event| (at(1), actor.clone(), event));
    store.record(events).await.expect("it is written");
}

/// Two contacts, each with a ticket of its own.
async fn two(store: &Store) {
    let recorded = [LI, XIAO].map(|n| Event::ContactRecorded { contact: Box::new(sample::contact(n)) });
    happens(store, recorded).await;
    let tickets = [ticket(1, LI, "王五", "010-88888888-801"), ticket(2, XIAO, "王五", "13900139000")];
    happens(store, tickets.map(|ticket| Event::TicketSubmitted { ticket: Box::new(ticket) })).await;
}

fn merged() -> Event {
    let (kept, gone) = (sample::contact_id(LI), sample::contact_id(XIAO));
    Event::ContactsMerged { change: change(), kept, gone, reason: "同一人".into() }
}

fn undone(contacts: [ContactId; 2]) -> Event {
    Event::IdentityUndone { change: change(), contacts, reason: "弄错了".into() }
}

async fn shown(store: &Store, id: ContactId) -> Contact {
    store.contact(id).await.expect("read").expect("it is known")
}

/// What is in a contact's history, but for the changes of who is who.
async fn tickets(store: &Store, id: ContactId) -> Vec<TicketId> {
    let items = store.history(id, None, 100).await.expect("a history").items;
    let ticket = |item: HistoryItem| match item {
        HistoryItem::Ticket { ticket } => Some(ticket.id),
        _ => None,
    };
    items.into_iter().filter_map(ticket).collect()
}

#[tokio::test]
async fn two_that_are_one_are_read_as_one_until_that_is_undone() {
    each_engine(async |store| {
        two(store).await;
        let (li, xiao) = (sample::contact_id(LI), sample::contact_id(XIAO));
        let before = [shown(store, li).await, shown(store, xiao).await];
        happens(store, [merged()]).await;
        let one = shown(store, xiao).await;
        assert_eq!((one.id, one.numbers.len()), (li, 4));
        assert_eq!(tickets(store, xiao).await.len(), 2);
        let found = store.search_contacts("小2", &[], None, 10).await.expect("a search").items;
        assert_eq!(found, std::slice::from_ref(&one), "found by the name of either, once");
        let found = store.search_contacts("王小", &[], None, 10).await.expect("a search").items;
        assert_eq!(found, [one]);
        let latest = store.history(li, None, 1).await.expect("a history").items;
        assert!(matches!(&latest[..], [HistoryItem::Identity { change, .. }] if change.reason == "同一人"));

        happens(store, [undone([li, xiao])]).await;
        assert_eq!([shown(store, li).await, shown(store, xiao).await], before);
        assert_eq!(tickets(store, xiao).await, [TicketId(Uuid::from_u128(0x71_0002))]);
        let latest = store.history(xiao, None, 1).await.expect("a history").items;
        assert!(matches!(&latest[..], [HistoryItem::Identity { change, .. }] if change.undone));
    })
    .await;
}

#[tokio::test]
async fn one_that_is_two_gives_tickets_away_until_that_is_undone() {
    each_engine(async |store| {
        two(store).await;
        let (li, new) = (sample::contact_id(LI), ContactId(change().0));
        let before = shown(store, li).await;
        let numbers = before.numbers[1..].to_vec();
        let gone = TicketId(Uuid::from_u128(0x71_0001));
        let other =
            Contact { id: new, name: "李四".into(), numbers: numbers.clone(), ..sample::contact(9) };
        let split = Event::ContactSplit {
            change: change(),
            from: li,
            new: Box::new(other),
            goes: Box::new(Share { numbers, tickets: vec![gone], ..Share::default() }),
            reason: "两个人".into(),
        };
        happens(store, [split]).await;
        assert_eq!((tickets(store, li).await, tickets(store, new).await), (vec![], vec![gone]));
        assert_eq!(shown(store, li).await.numbers, before.numbers[..1]);
        let stored = store.ticket(gone).await.expect("read").expect("it is there");
        assert_eq!(stored.contact, Some(new), "the ticket says whose it is");

        happens(store, [undone([li, new])]).await;
        let after = shown(store, new).await;
        assert_eq!((after.id, after.numbers), (li, before.numbers));
        assert_eq!(tickets(store, li).await, [gone], "found under either id");
        let seen = (shown(store, li).await, tickets(store, new).await);
        store.rebuild().await.expect("folded again");
        assert_eq!((shown(store, li).await, tickets(store, new).await), seen);
    })
    .await;
}

#[tokio::test]
async fn what_is_said_of_a_contact_is_kept() {
    each_engine(async |store| {
        two(store).await;
        let (contact, flags) = (sample::contact_id(XIAO), Vec::new());
        let marked =
            Event::ContactMarked { contact, tier: Tier::Key, flags, reason: "市人大代表".into() };
        happens(store, [merged(), marked]).await;
        let shown = shown(store, contact).await;
        assert_eq!((shown.tier, &*shown.flags), (Tier::Key, &[][..]));
    })
    .await;
}

#[tokio::test]
async fn callers_are_found_by_number_in_any_form_and_by_what_tickets_say() {
    each_engine(async |store| {
        two(store).await;
        let plan = DialPlan::new("86", "10");
        let forms = |seen: &str| plan.written(&PhoneNumber::new(seen));
        let with = async |seen: &str| store.contacts_with(&forms(seen)).await.expect("a search").len();
        assert_eq!(with("13800000001").await, 1);
        assert_eq!(with("+86-571-00000001").await, 1);
        assert_eq!(with("anonymous").await, 0);
        let naming = async |seen: &str, name: &str, place: &str| {
            let found = store.tickets_naming(&forms(seen), name, place).await.expect("a search");
            found.into_iter().map(|ticket| ticket.number).collect::<Vec<_>>()
        };
        assert_eq!(naming("+861088888888", "", "").await, ["20260105-0001"]);
        assert_eq!(naming("", "王五", "文三路 1 号").await.len(), 2);
        assert!(naming("", "王五", "").await.is_empty(), "a name alone is many people's");
        assert!(naming("", "", "").await.is_empty());
        let form = TicketForm { contact_number: "95588".into(), ..TicketForm::default() };
        let ticket = TicketId(Uuid::from_u128(0x71_0001));
        happens(store, [Event::TicketAmended { ticket, version: 2, form: Box::new(form), work: None }]).await;
        assert!(naming("+861088888888", "", "").await.is_empty(), "what was amended says it no more");
    })
    .await;
}

#[tokio::test]
async fn what_was_made_in_a_call_goes_with_who_it_turns_out_to_be() {
    each_engine(async |store| {
        two(store).await;
        let call = hotdesk::domain::CallId(Uuid::from_u128(7));
        let (li, xiao) = (sample::contact_id(LI), sample::contact_id(XIAO));
        let entered = Event::CallEntered {
            call,
            switch_ref: "sip-1".into(),
            number: PhoneNumber::new("13800000001"),
            contact: Some(li),
            tier: Tier::Ordinary,
            service: "PS".into(),
            priority: 0,
            repeats: 0,
        };
        let (own, others) = (Ticket { call: Some(call), ..ticket(7, LI, "", "") }, ticket(8, LI, "", ""));
        let submitted =
            [&own, &others].map(|ticket| Event::TicketSubmitted { ticket: Box::new(ticket.clone()) });
        let callback = Callback {
            id: CallbackId(Uuid::from_u128(9)),
            contact: li,
            call: Some(call),
            ticket: None,
            agent: "1001".into(),
            due: "2026-01-05T09:00:00Z".parse().expect("a time"),
            note: String::new(),
            outcome: None,
            attempts: Vec::new(),
        };
        let promised = Event::CallbackPromised { callback: Box::new(callback.clone()) };
        let identified = |before, contact| Event::CallerIdentified {
            call,
            contact,
            before,
            tier: Tier::Ordinary,
            repeats: 0,
            evidence: vec![Evidence::SameNumber { persons: 2 }],
        };
        let taken_back_between = [identified(Some(li), None), identified(None, Some(xiao))];
        let made = [entered].into_iter().chain(submitted).chain([promised]);
        happens(store, made.chain(taken_back_between)).await;
        assert_eq!(store.callback(callback.id).await.expect("read").expect("there").contact, xiao);
        assert!(tickets(store, xiao).await.contains(&own.id));
        assert!(tickets(store, li).await.contains(&others.id));
        let belongings = store.belongings(xiao).await.expect("read");
        assert_eq!(belongings.calls, [(call, Some(PhoneNumber::new("13800000001")))]);
        assert!(store.last_call(xiao, call).await.expect("read").is_none(), "this call is not before it");
    })
    .await;
}

/// Names and numbers with what is awkward in them: signs between, letters of several scripts, one character, figures.
const AWKWARD: [(&str, &[&str]); 8] = [
    ("王小明", &["13800138000"]),
    ("王明", &["010-88888888 转 801", "13900000007"]),
    ("Li-Na O'Neil", &["+86 138 0013 8001"]),
    ("LI na", &[]),
    ("欧阳 海", &["95588"]),
    ("王", &["12345678"]),
    ("7 号院 Ж", &["0571-87654321"]),
    ("", &["13800138000"]),
];

#[tokio::test]
async fn contacts_are_found_by_any_part_as_if_all_were_looked_at_and_as_they_are_now() {
    each_engine(async |store| {
        let contact = |n: u128, (name, numbers): (&str, &[&str])| Contact {
            name: name.into(),
            numbers: numbers.iter().map(|number| PhoneNumber::new(*number)).collect(),
            ..sample::contact(n)
        };
        let mut contacts: Vec<_> =
            (100..).zip(AWKWARD.iter().cycle().take(24)).map(|(n, held)| contact(n, *held)).collect();
        let recorded = |contact: &Contact| Event::ContactRecorded { contact: Box::new(contact.clone()) };
        happens(store, contacts.iter().map(recorded)).await;
        check_searches(store, &contacts).await;
        // Another name, another number, and something that nobody is found by.
        contacts[0].name = "赵小海".into();
        contacts[1].numbers = vec![PhoneNumber::new("13912345678")];
        contacts[2].tier = Tier::Key;
        happens(store, contacts[..3].iter().map(recorded)).await;
        check_searches(store, &contacts).await;
        store.rebuild().await.expect("folded again");
        check_searches(store, &contacts).await;
    })
    .await;
}

/// Every part of every name and number, and what is in none.
async fn check_searches(store: &Store, contacts: &[Contact]) {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let holds = |contact: &Contact, search: &str| match searched_field(search) {
        SecretField::Name => contact.name.contains(search.trim()),
        SecretField::Numbers => {
            contact.numbers.iter().any(|number| digits(number.reveal()).contains(&digits(search)))
        }
    };
    let parts = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let lengths = 1..=chars.len();
        lengths
            .flat_map(|n| chars.windows(n).map(|part| part.iter().collect()).collect::<Vec<String>>())
            .collect()
    };
    let texts = contacts.iter().flat_map(|one| {
        let numbers = one.numbers.iter().map(|number| number.reveal().to_owned());
        numbers.chain([one.name.clone()]).collect::<Vec<_>>()
    });
    let searches: BTreeSet<String> = texts.flat_map(|text| -> Vec<String> { parts(&text) }).collect();
    let absent = ["", "王海", "li", "99999", "' OR 1=1", "\" AND \""].map(str::to_owned);
    for search in searches.into_iter().chain(absent) {
        let expected: Vec<_> =
            contacts.iter().rev().filter(|one| holds(one, &search)).map(|one| one.id).collect();
        let mut found = Vec::new();
        let mut before = None;
        loop {
            let page = store.search_contacts(&search, &[], before, 5).await.expect("a search");
            found.extend(page.items.iter().map(|one| one.id));
            let Some(next) = page.next else { break };
            before = Some(next.parse().expect("a place"));
        }
        assert_eq!(found, expected, "{search:?}");
    }
}
