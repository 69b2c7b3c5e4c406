//! Tickets of the same matter beside a call: the caller's are urged or opened, that of the same event is followed.

use hotdesk::{
    api::{MergeHint, SimilarTicket, SimilarTickets, TicketSummary},
    domain::{Alike, Locale, Ticket, TicketId},
    tui::{
        desk::{Answer, DraftReport, Msg, OutboxReport},
        effect::{Effect, Request},
    },
};

use crate::{
    agent_tickets::{Desk, asked},
    ticket_floor::ticket,
};

impl Desk {
    /// Dana speaks, and what is like her matter has come.
    fn talks(&mut self, found: SimilarTickets) {
        self.seat.talks();
        self.finds(found);
    }

    /// What is like the matter in hand has come, which was asked for lately.
    fn finds(&mut self, found: SimilarTickets) {
        let asked = self.seat.asked();
        let similar = asked.iter().find(|(_, what)| matches!(what, Request::Similar(_)));
        let (request, _) = similar.expect("what is like it was asked for");
        self.seat.takes(Msg::Answer { request: *request, answer: Ok(Answer::Similar(found)) });
        self.seat.effects.clear();
    }

    /// A ticket of the city, as one of Dana's or of the same event.
    fn like(&self, n: u128, alike: Alike) -> SimilarTickets {
        let like = TicketSummary::of(self.book.ticket(n));
        let hint = MergeHint {
            mother: like.id,
            number: like.number.clone(),
            tickets: 3,
            within_s: 20 * 60,
            alike: alike.clone(),
        };
        SimilarTickets { tickets: vec![SimilarTicket { ticket: like, alike }], hint: Some(hint) }
    }
}

fn of_event() -> Alike {
    Alike { street: Some("柳堤街道晨光里".into()), category: true, contact: false }
}

fn of_caller() -> Alike {
    Alike { street: None, category: false, contact: true }
}

#[test]
fn the_caller_s_open_ticket_is_urged_by_one_key_in_the_place_of_another() {
    let mut desk = Desk::open(Locale::En);
    let found = desk.like(1, of_caller());
    desk.talks(found);
    let frame = desk.seat.frame((120, 40));
    assert!(frame.contains("20260304-0001") && frame.contains("Alt-U"), "{frame}");
    desk.seat.press(&["alt-u", "alt-u"]);
    let urged: Vec<_> = desk.seat.asked().into_iter().map(|(_, request)| request).collect();
    assert_eq!(urged.len(), 1, "once: {urged:?}");
    assert_eq!(asked(&urged[0]).asked.verb.as_str(), "urge");
    desk.press(&["alt-o"]);
    assert_eq!(desk.seat.screen.browser().shown().map(|ticket| ticket.id), Some(ticket(1)));
}

#[test]
fn what_is_said_of_one_ticket_is_put_aside_where_another_is_opened() {
    let mut desk = Desk::open(Locale::En);
    let found = desk.like(5, of_caller());
    desk.talks(found);
    desk.press(&["alt-t", "enter", "space", "u", "tab", "they call again"]);
    let said = desk.seat.screen.browser().pane().deed().expect("it is urged").ticket;
    assert_ne!(said, ticket(5));
    desk.press(&["alt-t", "alt-o"]);
    assert_eq!(desk.seat.screen.browser().shown().map(|ticket| ticket.id), Some(ticket(5)));
    assert!(desk.seat.screen.browser().pane().deed().is_none(), "it is of another ticket");
    assert_eq!(desk.press(&["ctrl-s"]).len(), 0, "nothing is sent");
    desk.press(&["ctrl-d"]);
    assert!(desk.seat.frame((120, 40)).contains("they call again"), "{}", desk.seat.frame((120, 40)));
}

/// A form of the same matter as ticket 1, in Dana's call.
fn of_the_same_event(locale: Locale) -> Desk {
    let mut desk = Desk::open(locale);
    desk.talks(SimilarTickets::default());
    desk.seat.press(&["alt-c", "C101", "enter", "no water"]).waits(1);
    let found = desk.like(1, of_event());
    desk.finds(found);
    desk
}

#[test]
fn a_reason_is_told_of_what_the_form_says_and_of_nothing_else() {
    let mut desk = of_the_same_event(Locale::En);
    desk.seat.press(&["alt-c", "C103", "enter"]);
    let frame = desk.seat.frame((120, 40));
    assert!(!frame.contains("3× in 20m"), "that was another category:\n{frame}");
    desk.seat.press(&["alt-y"]);
    assert_eq!(desk.seat.screen.case().expect("a form").draft.follows, None);
}

#[test]
fn the_same_event_is_told_by_its_street_and_category() {
    let mut desk = of_the_same_event(Locale::En);
    let frame = desk.seat.frame((120, 40));
    assert!(frame.contains("3× in 20m, 柳堤街道晨光里, "), "{frame}");
    assert!(frame.contains(": 20260304-0001"), "{frame}");
}

#[test]
fn a_form_follows_the_ticket_of_the_same_event_once_it_is_submitted() {
    let mut desk = of_the_same_event(Locale::En);
    let before = desk.seat.frame((80, 24));
    desk.seat.press(&["alt-y"]);
    let after = desk.seat.frame((80, 24));
    let differing = before.lines().zip(after.lines()).filter(|(one, other)| one != other).count();
    assert!(differing <= 3, "nothing moves:\n{after}");
    assert_eq!(after.matches("ollows 20260304-0001").count(), 2, "on the form and beside the key:\n{after}");
    desk.seat.effects.clear();
    desk.seat.press(&["ctrl-s"]);
    let submitted = desk.seat.effects.iter().find_map(|effect| match effect {
        Effect::Submit(submit) => submit.then.clone(),
        _ => None,
    });
    let then = submitted.expect("it follows in the same step");
    assert_eq!((then.verb.as_str(), then.mother), ("merge", Some(ticket(1))));
    for (mother, told) in [(Some(ticket(1)), "follows 20260304-0001"), (None, "cannot follow")] {
        let mut desk = of_the_same_event(Locale::En);
        desk.seat.press(&["alt-y", "ctrl-s"]);
        let draft = desk.seat.screen.case().expect("a form").id();
        let mut taken = Ticket { id: TicketId(draft.0), ..desk.by_id(ticket(5)) };
        taken.work.mother = mother;
        desk.seat.takes(Msg::Outbox(OutboxReport::Taken { ticket: Box::new(taken) }));
        let frame = desk.seat.frame((120, 40));
        assert!(frame.contains(told), "{frame}");
    }
}

#[test]
fn the_wish_to_follow_survives_a_crash_and_is_taken_back_by_the_same_key() {
    let mut desk = of_the_same_event(Locale::En);
    desk.seat.effects.clear();
    desk.seat.press(&["alt-y"]);
    let saved = |desk: &Desk| {
        let mut drafts = desk.seat.effects.iter().filter_map(|effect| match effect {
            Effect::SaveDraft { draft, .. } => Some((**draft).clone()),
            _ => None,
        });
        drafts.next_back().expect("it is on disk")
    };
    let kept = saved(&desk);
    assert_eq!(kept.follows.as_ref().map(|followed| followed.ticket), Some(ticket(1)));

    let mut desk = Desk::open(Locale::En);
    desk.seat.takes(Msg::Drafts(DraftReport::Found(vec![kept])));
    desk.seat.press(&["ctrl-d", "enter"]);
    let frame = desk.seat.frame((80, 24));
    assert!(frame.contains("follows 20260304-0001"), "{frame}");
    desk.seat.effects.clear();
    desk.seat.press(&["alt-y"]);
    assert_eq!(saved(&desk).follows, None);
    desk.seat.press(&["ctrl-s"]);
    let alone = desk
        .seat
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Submit(submit) if submit.then.is_none()));
    assert!(alone, "{}", desk.seat.frame((80, 24)));
}

#[test]
fn nothing_is_asked_for_by_typing() {
    let mut desk = Desk::open(Locale::En);
    desk.talks(SimilarTickets::default());
    desk.seat.press(&["alt-4", "tab", "tab", "tab", "some street 5"]);
    assert!(desk.seat.asked().is_empty(), "{:?}", desk.seat.asked());
}

#[test]
fn what_cannot_be_answered_now_is_submitted_and_promised_in_one_step() {
    let mut desk = Desk::open(Locale::En);
    desk.talks(SimilarTickets::default());
    desk.seat.press(&["alt-l"]);
    let promises = |desk: &Desk| {
        let is_it = |effect: &&Effect| matches!(effect, Effect::Promise { .. });
        desk.seat.effects.iter().filter(is_it).count()
    };
    assert_eq!(promises(&desk), 0, "a form that is not complete is not sent");
    desk.seat.press(&["alt-c", "C101", "enter", "no water", "alt-l"]);
    let submitted = desk.seat.effects.iter().any(|effect| matches!(effect, Effect::Submit(_)));
    assert!(submitted, "{}", desk.seat.frame((120, 40)));
    assert_eq!(promises(&desk), 1);
}

#[test]
fn what_is_seen_of_the_same_matter() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40), (200, 60)] {
            let check = |name: &str, desk: &mut Desk| {
                desk.seat.resize(size);
                insta::assert_snapshot!(format!("agent_{name}_{}_{tag}", size.0), desk.seat.frame(size));
            };
            let mut desk = Desk::open(locale);
            let found = desk.like(1, of_caller());
            desk.talks(found);
            check("of_caller", &mut desk);
            let mut desk = of_the_same_event(locale);
            check("of_event", &mut desk);
            desk.seat.press(&["alt-y"]);
            check("follows", &mut desk);
        }
    }
}
