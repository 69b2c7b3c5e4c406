//! Callbacks that were promised, in the agent's list of whom to call: by due time among the tickets, called and ended by a key each.

use chrono::TimeDelta;
use hotdesk::{
    api::Promise,
    domain::{
        Attempt, Callback, CallbackId, CallbackOutcome, Ender, Event, Locale, NotReached, PhoneNumber, Tier,
    },
    tui::{
        agent::Pane,
        desk::News,
        effect::{Effect, Request},
        keymap::Action,
        tickets::Tab,
    },
};
use uuid::Uuid;

use crate::{
    agent_floor::{DANA, ME, call, contact, dana},
    agent_tickets::Desk,
};

fn id(n: u128) -> CallbackId {
    CallbackId(Uuid::from_u128(0xcb00 + n))
}

/// A promise that is due in so many minutes.
fn promise(desk: &Desk, n: u128, minutes: i64, note: &str) -> Promise {
    let callback = Callback {
        id: id(n),
        contact: contact(DANA),
        call: None,
        ticket: None,
        agent: ME.into(),
        due: desk.seat.now + TimeDelta::minutes(minutes),
        note: note.into(),
        outcome: None,
        attempts: Vec::new(),
    };
    Promise { callback, contact: dana().masked(), ticket: None }
}

/// An agent who can call from here, before a list with two promises: one is late and was tried, one is due after the ticket.
fn with_promises(locale: Locale) -> Desk {
    let mut desk = Desk::open(locale);
    desk.seat.abilities.originate = true;
    let snapshot = desk.seat.snapshot();
    desk.seat.hears(News::Snapshot(Box::new(snapshot)));
    desk.answer();
    let (mut late, mut later) =
        (promise(&desk, 1, -4, "水费单复核结果"), promise(&desk, 2, 60 * 24 * 30, "停水恢复时间"));
    let tried =
        Attempt { at: desk.seat.now - TimeDelta::minutes(9), agent: ME.into(), why: NotReached::Busy };
    late.callback.attempts.push(tried);
    later.callback.agent = "1022".into();
    later.ticket = Some("20260304-0002".into());
    desk.promises = vec![later, late];
    desk
}

#[test]
fn promises_stand_among_the_tickets_by_due_time() {
    let mut desk = with_promises(Locale::En);
    desk.press(&["alt-t", "2"]);
    assert_eq!(desk.seat.screen.browser().count(Tab::Callbacks), Some(3));
    let frame = desk.seat.frame((120, 40));
    let line = |text: &str| frame.lines().position(|line| line.contains(text)).expect("it is listed");
    assert!(line("水费单复核结果") < line("20260304-0006"), "{frame}");
    assert!(line("20260304-0006") < line("停水恢复时间"), "{frame}");
}

#[test]
fn what_is_due_within_minutes_is_counted_above_the_panes() {
    for (locale, said) in
        [(Locale::En, "1 to call back soon: Alt-T"), (Locale::ZhCn, "10 分钟内须回拨：1 件（Alt-T）")]
    {
        let mut desk = with_promises(locale);
        desk.press(&["alt-t", "esc"]);
        let frame = desk.seat.frame((80, 24));
        assert!(frame.contains(said), "the late one counts, those of later days do not: {frame}");
        desk.press(&["alt-t"]);
        let frame = desk.seat.frame((80, 24));
        assert!(!frame.contains(said), "the lists say it themselves: {frame}");
    }
}

#[test]
fn who_looked_at_whom_to_call_hears_of_it_once_a_minute() {
    let mut desk = with_promises(Locale::En);
    let reads = |desk: &mut Desk| {
        let snapshot = desk.seat.snapshot();
        desk.seat.hears(News::Snapshot(Box::new(snapshot)));
        let is_read = |(_, what): (_, Request)| matches!(what, Request::Callbacks { .. });
        let reads = desk.seat.asked().into_iter().any(is_read);
        desk.answer();
        reads
    };
    assert!(!reads(&mut desk), "who has not looked asks for nothing");
    desk.press(&["alt-t", "esc"]);
    assert!(!reads(&mut desk), "not so soon again");
    desk.seat.waits(60);
    assert!(reads(&mut desk));
}

#[test]
fn whom_a_callback_was_promised_is_called_by_one_key() {
    let mut desk = with_promises(Locale::En);
    desk.press(&["alt-t", "2"]);
    let asked = desk.press(&["c"]);
    assert!(matches!(asked[..], [Request::CallBack { callback, .. }] if callback == id(1)), "{asked:?}");
    desk.seat.tell(Event::CallPlaced {
        call: call(9),
        agent: ME.into(),
        number: PhoneNumber::new("+972545550101"),
        contact: Some(contact(DANA)),
        tier: Tier::Key,
        service: "callback".into(),
        callback: Some(id(1)),
    });
    assert!(!desk.seat.screen.is_browsing(), "the call is what is seen");
}

#[test]
fn how_a_callback_ended_is_said_from_the_list() {
    for keys in [["space", "down"], ["enter", "down"]] {
        let mut desk = with_promises(Locale::En);
        desk.press(&["alt-t", "2"]);
        desk.press(&keys);
        let asked = desk.press(&["enter"]);
        let [Request::Finish { callback, finish }] = &asked[..] else { panic!("asked {asked:?}") };
        assert_eq!((*callback, finish.outcome), (id(1), CallbackOutcome::Reached));
        // The list is read again, and the next one is selected.
        desk.promises.remove(1);
        let done = Event::CallbackDone {
            callback: id(1),
            contact: contact(DANA),
            outcome: CallbackOutcome::Reached,
        };
        desk.seat.tell(done).waits(60);
        desk.answer();
        assert_eq!(desk.seat.screen.browser().count(Tab::Callbacks), Some(2));
        assert!(desk.seat.screen.browser().selected().is_some());
    }
}

#[test]
fn the_caller_is_opened_where_the_number_is_dialled_by_hand() {
    let mut desk = with_promises(Locale::En);
    desk.press(&["alt-t", "2", "space", "open", "enter"]);
    assert!(!desk.seat.screen.is_browsing());
    assert_eq!(desk.seat.screen.pane, Pane::Call);
    assert_eq!(desk.seat.screen.case().and_then(|case| case.contact()), Some(contact(DANA)));
    desk.seat.effects.clear();
    desk.seat.press(&["alt-r", "enter"]);
    let asked = desk.seat.asked();
    assert!(matches!(asked[..], [(_, Request::Reveal { .. })]), "{asked:?}");
}

#[test]
fn after_the_talk_the_next_key_says_how_the_callback_ended() {
    let mut desk = with_promises(Locale::En);
    let (callback, agent) = (Some(id(1)), || ME.into());
    desk.seat.tell(Event::CallPlaced {
        call: call(9),
        agent: agent(),
        number: PhoneNumber::new("+972545550101"),
        contact: Some(contact(DANA)),
        tier: Tier::Key,
        service: "callback".into(),
        callback,
    });
    desk.seat.tell(Event::CallDialled { call: call(9), agent: agent(), switch_ref: "out-9".into() });
    desk.seat.tell(Event::CallConnected { call: call(9), agent: agent(), switch_ref: String::new() });
    desk.seat.tell(Event::CallEnded { call: call(9), agent: agent(), by: Ender::Caller });
    assert_eq!(desk.seat.screen.next_step().action, Some(Action::CallbackPromise));
    desk.seat.effects.clear();
    desk.seat.press(&["alt-k", "enter"]);
    let finished = desk.seat.effects.iter().any(|effect| {
        matches!(effect, Effect::Ask { request: Request::Finish { callback, .. }, .. } if *callback == id(1))
    });
    assert!(finished, "{}", desk.seat.frame((120, 40)));
}

#[test]
fn what_is_seen_of_promises() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40)] {
            let mut desk = with_promises(locale);
            desk.seat.resize(size);
            desk.press(&["alt-t", "2"]);
            insta::assert_snapshot!(format!("agent_promises_{}_{tag}", size.0), desk.seat.frame(size));
            desk.press(&["space"]);
            insta::assert_snapshot!(format!("agent_promise_{}_{tag}", size.0), desk.seat.frame(size));
        }
    }
}
