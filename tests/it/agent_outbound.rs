//! A callback from the agent's screen: begun from the history, seen while it is being placed, a talk like any, or not reached.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{HistoryItem, Page},
    domain::{
        AgentState, Callback, CallbackId, Ender, Event, Locale, NotReached, PhoneNumber, Tier, WrapUpEnd,
    },
    tui::{
        desk::{Answer, Msg, News},
        effect::Request,
    },
};
use uuid::Uuid;

use crate::agent_floor::{DANA, ME, Seat, call, contact, dana, history};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn promised() -> CallbackId {
    CallbackId(Uuid::from_u128(77))
}

fn callback(promised_at: DateTime<Utc>) -> Callback {
    Callback {
        id: promised(),
        contact: contact(DANA),
        call: Some(call(1)),
        ticket: None,
        agent: ME.into(),
        due: promised_at + TimeDelta::minutes(30),
        note: "the bank's answer".into(),
        outcome: None,
        attempts: Vec::new(),
    }
}

/// After Dana's call, with a ticket half typed and a callback promised; what the switch can do is known.
fn after_a_promise(seat: &mut Seat) {
    seat.abilities.originate = true;
    let snapshot = seat.snapshot();
    seat.hears(News::Snapshot(Box::new(snapshot)));
    seat.talks().press(&["alt-4", "card swallowed"]);
    let callback = callback(seat.now);
    seat.tell(Event::CallbackPromised { callback: Box::new(callback) });
    seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Caller });
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    seat.waits(30).effects.clear();
}

/// What the agent's call is told as: placed, and dialled or not yet.
fn begins(seat: &mut Seat) {
    seat.tell(Event::CallPlaced {
        call: call(2),
        agent: ME.into(),
        number: PhoneNumber::new("+972545550101"),
        contact: Some(contact(DANA)),
        tier: Tier::Key,
        service: "callback".into(),
        callback: Some(promised()),
    });
    for (id, request) in seat.asked() {
        let answer = match request {
            Request::Contact(_) => Answer::Contact(Box::new(dana().masked())),
            Request::History { .. } => {
                Answer::History(Page { items: with_the_promise(seat.now), next: None })
            }
            _ => continue,
        };
        seat.takes(Msg::Answer { request: id, answer: Ok(answer) });
    }
}

fn with_the_promise(now: DateTime<Utc>) -> Vec<HistoryItem> {
    let at = now - TimeDelta::seconds(30);
    let promise = HistoryItem::Callback { callback: callback(at), at };
    std::iter::once(promise).chain(history()).collect()
}

fn dials(seat: &mut Seat) {
    begins(seat);
    seat.waits(4);
    seat.tell(Event::CallDialled { call: call(2), agent: ME.into(), switch_ref: "out-2".into() });
    seat.waits(6);
}

fn fails(seat: &mut Seat, why: NotReached) {
    let (call, callback, contact) = (call(2), promised(), contact(DANA));
    seat.tell(Event::CallNotReached { call, agent: ME.into(), why: why.clone() });
    seat.tell(Event::CallbackAttempted { callback, contact, call, agent: ME.into(), why });
}

fn check(name: &str, situation: impl Fn(&mut Seat)) {
    for (size, (tag, locale)) in SIZES
        .into_iter()
        .flat_map(|size| [("en", Locale::En), ("zh", Locale::ZhCn)].map(|language| (size, language)))
    {
        let mut seat = Seat::new(locale);
        seat.resize(size);
        after_a_promise(&mut seat);
        situation(&mut seat);
        let frame = seat.frame(size);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("agent_outbound_{name}_{}_{tag}", size.0), frame);
        });
    }
}

#[test]
fn what_can_be_done_about_a_callback() {
    check("choices", |seat| {
        seat.press(&["alt-2", "enter"]);
    });
}

#[test]
fn the_number_is_being_called() {
    check("dialling", dials);
}

#[test]
fn nobody_was_reached() {
    check("tried", |seat| {
        dials(seat);
        fails(seat, NotReached::Busy);
    });
}

#[test]
fn a_callback_is_called_from_the_history_once() {
    let mut seat = Seat::new(Locale::En);
    after_a_promise(&mut seat);
    seat.press(&["alt-2", "enter", "enter", "enter", "enter"]);
    let asked = seat.asked();
    let [(_, Request::CallBack { callback, .. })] = &asked[..] else { panic!("asked {asked:?}") };
    assert_eq!(*callback, promised());
}

#[test]
fn where_it_cannot_be_called_the_callback_is_only_ended() {
    let mut seat = Seat::new(Locale::En);
    after_a_promise(&mut seat);
    seat.abilities.originate = false;
    let snapshot = seat.snapshot();
    seat.hears(News::Snapshot(Box::new(snapshot))).press(&["alt-2", "enter"]);
    let frame = seat.frame((120, 40));
    assert!(frame.contains("How did the callback end?") && !frame.contains("Call now"), "{frame}");
    let mut seat = Seat::new(Locale::En);
    after_a_promise(&mut seat);
    begins(&mut seat);
    seat.press(&["alt-2", "enter"]);
    let frame = seat.frame((120, 40));
    assert!(!frame.contains("Call now"), "one call at a time: {frame}");
}

#[test]
fn until_somebody_answers_the_call_can_only_be_given_up() {
    let mut seat = Seat::new(Locale::En);
    after_a_promise(&mut seat);
    begins(&mut seat);
    let frame = seat.frame((120, 40));
    assert!(frame.contains("Calling") && frame.contains("lift your phone"), "{frame}");
    let card = frame.lines().find(|line| line.contains("Alt-R Reveal")).expect("what can be done");
    assert!(card.contains("F8 Hang up") && !card.contains("F6") && !card.contains("F7"), "{frame}");
    seat.effects.clear();
    seat.press(&["f6", "f7"]);
    assert_eq!(seat.asked(), []);
    let frame = seat.frame((120, 40));
    assert!(frame.contains("Not while Calling; possible: F8 Hang up"), "{frame}");
    seat.tell(Event::CallDialled { call: call(2), agent: ME.into(), switch_ref: String::new() });
    seat.tell(Event::CallConnected { call: call(2), agent: ME.into(), switch_ref: String::new() });
    let frame = seat.frame((120, 40));
    assert!(frame.contains("Talking") && frame.contains("F7 Transfer"), "{frame}");
}

#[test]
fn who_was_away_is_away_again_and_the_history_knows_the_attempt() {
    let mut seat = Seat::new(Locale::En);
    after_a_promise(&mut seat);
    seat.tell(Event::AgentPaused { agent: ME.into(), reason: "lunch".into() });
    dials(&mut seat);
    fails(&mut seat, NotReached::NoAnswer);
    let paused = AgentState::Paused { reason: "lunch".into() };
    assert_eq!(seat.screen.desk.my_agent().map(|agent| &agent.state), Some(&paused));
    let frame = seat.frame((120, 40));
    assert!(frame.contains("Not reached: no answer") && frame.contains("tried 1×"), "{frame}");
}
