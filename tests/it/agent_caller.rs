//! Who is at the other end: looked for, known, unknown; and what may be read of them.

use hotdesk::{
    api::{HistoryItem, Page},
    domain::{Contact, Event, Locale},
    tui::{
        desk::{Answer, Msg, Say},
        effect::{Effect, Request},
    },
};

use crate::agent_floor::{DANA, ME, Seat, call, contact, dana, history};

const WIDE: (u16, u16) = (120, 40);

fn toast(seat: &Seat) -> &Say {
    &seat.screen.desk.toasts.shown().last().expect("a toast").say
}

#[test]
fn the_caller_of_a_ticket_without_a_call_is_looked_for_and_attached() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "lost his umbrella", "alt-f", "Dana", "enter", "enter"]);
    let searches: Vec<_> = seat
        .asked()
        .into_iter()
        .filter_map(|(id, request)| match request {
            Request::Contacts { search, .. } => Some((id, search)),
            _ => None,
        })
        .collect();
    let [(id, search)] = &searches[..] else { panic!("{searches:?}: asked once for the same text") };
    assert_eq!(search, "Dana");
    let found: Vec<Contact> = vec![dana().masked()];
    let page = Page { items: found, next: None };
    seat.takes(Msg::Answer { request: *id, answer: Ok(Answer::Contacts(page)) });
    assert!(seat.frame((80, 24)).contains("D**  +972-**-***-**01"));
    seat.effects.clear();
    seat.press(&["enter"]);
    let case = seat.screen.case().expect("the case");
    assert_eq!(case.draft.contact, Some(contact(DANA)));
    assert!(seat.effects.iter().any(|effect| matches!(effect, Effect::SaveDraft { .. })));
    assert!(seat.asked().iter().any(|(_, request)| matches!(request, Request::History { .. })));
    seat.press(&["alt-c", "balance", "enter", "ctrl-s"]);
    assert_eq!(seat.ticket_is_taken().contact, Some(contact(DANA)));
}

#[test]
fn whoever_calls_is_not_changed_by_hand() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-f"]);
    assert_eq!(toast(&seat).key, "agent.toast.caller-known");
}

#[test]
fn nobody_found_is_said_only_after_looking() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-f", "Zz"]);
    assert!(!seat.frame(WIDE).contains("nothing found"));
    seat.press(&["enter"]);
    assert!(!seat.frame(WIDE).contains("nothing found"));
    let (id, _) = seat.asked().pop().expect("a request");
    let page = Page { items: Vec::new(), next: None };
    seat.takes(Msg::Answer { request: id, answer: Ok(Answer::Contacts(page)) });
    assert!(seat.frame(WIDE).contains("nothing found"));
}

#[test]
fn too_few_digits_are_not_looked_up() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-f", "87", "enter"]);
    assert_eq!(toast(&seat).key, "agent.toast.few-digits");
    assert!(seat.asked().is_empty());
    seat.press(&["46", "enter"]);
    assert_eq!(seat.asked().len(), 1);
}

#[test]
fn of_an_unknown_caller_nothing_is_revealed_or_promised() {
    for key in ["alt-r", "alt-k"] {
        let mut seat = Seat::new(Locale::En);
        seat.tell(Event::AgentReady { agent: ME.into() }).queues(5, "retail", None);
        seat.tell(Event::CallRinging { call: call(5), agent: ME.into() });
        seat.tell(Event::CallAnswered { call: call(5), agent: ME.into() }).press(&[key]);
        assert_eq!(toast(&seat).key, "agent.toast.no-contact");
        assert!(seat.frame(WIDE).contains("Alt-4 Ticket"), "no list lies over the panes");
    }
}

#[test]
fn a_call_under_way_has_no_times_yet() {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    for (id, request) in seat.asked() {
        let Request::History { .. } = request else { continue };
        let mut items = history();
        items.retain(|item| matches!(item, HistoryItem::Call { .. }));
        for item in &mut items {
            if let HistoryItem::Call { record } = item {
                (record.under_way, record.wait_s, record.talk_s) = (true, 0, 0);
            }
        }
        let page = Page { items, next: None };
        seat.takes(Msg::Answer { request: id, answer: Ok(Answer::History(page)) });
    }
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() }).press(&["alt-2", "enter"]);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("under way") && !frame.contains("Talked"), "{frame}");
}
