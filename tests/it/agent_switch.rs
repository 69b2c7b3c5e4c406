//! An agent's screen with a real phone switch behind the desk: what it cannot reach, what it refuses, what it can do beside a bare talk; and
//! that nothing of it is seen where the switch cannot do it.

use hotdesk::{
    domain::{Abilities, CallId, Event, Locale, Phone, Request as Asked, RequestRefused, Ringer},
    tui::desk::{LinkNews, News},
};

use crate::agent_floor::{ME, Seat, call};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const WIDE: (u16, u16) = SIZES[1];

/// What an Asterisk with phones of its own can do.
fn able() -> Abilities {
    Abilities {
        ringer: Ringer::Switch,
        phone_control: false,
        consult: true,
        record: true,
        monitor: true,
        prioritise: true,
        take: true,
        originate: true,
        note: true,
    }
}

/// A seat whose switch can do what `abilities` say.
fn seat(locale: Locale, abilities: Abilities) -> Seat {
    let mut seat = Seat::new(locale);
    seat.abilities = abilities;
    let snapshot = seat.snapshot();
    seat.hears(News::Snapshot(Box::new(snapshot)));
    seat.effects.clear();
    seat
}

/// Brings a seat at an able switch into a situation and looks at it.
fn check(name: &str, situation: impl Fn(&mut Seat)) {
    for size in SIZES {
        for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
            let mut seat = seat(locale, able());
            seat.resize(size);
            situation(&mut seat);
            let frame = seat.frame(size);
            insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("agent_switch_{name}_{}_{tag}", size.0), frame);
            });
        }
    }
}

/// What the last toast says, keys and all.
fn said(seat: &Seat) -> String {
    let layers = hotdesk::tui::runtime::Screen::focus(&seat.screen).layers;
    let toast = seat.screen.desk.toasts.shown().last().map(|toast| &toast.say);
    let hint = |action| seat.look.keymap.hint_in(&layers, action);
    toast.map(|say| say.with_hints(&seat.look.words, hint)).unwrap_or_default()
}

fn refused(call: CallId, request: Asked, why: RequestRefused) -> Event {
    Event::SwitchRefused { call: Some(call), agent: Some(ME.into()), request, why }
}

#[test]
fn the_switch_is_out_of_reach() {
    check("lost", |seat| {
        seat.talks().tell(Event::SwitchLost).waits(65);
    });
}

#[test]
fn the_banner_of_a_lost_switch_goes_when_it_is_back_and_gives_way_to_a_lost_server() {
    let mut seat = seat(Locale::En, able());
    seat.talks().tell(Event::SwitchLost);
    assert!(seat.frame(WIDE).contains("Phone switch out of reach since 10:01"), "{}", seat.frame(WIDE));
    seat.hears(News::Link(LinkNews::Away { silent_s: 0 }));
    assert!(!seat.frame(WIDE).contains("Phone switch"), "one thing at a time");
    seat.hears(News::Link(LinkNews::Up)).tell(Event::SwitchFound);
    assert!(!seat.frame(WIDE).contains("Phone switch"));
}

#[test]
fn the_phone_is_not_registered() {
    check("phone", |seat| {
        seat.tell(Event::AgentReady { agent: ME.into() });
        seat.tell(Event::AgentPhoneChanged { agent: ME.into(), phone: Phone::Unreachable });
    });
}

#[test]
fn a_phone_that_is_back_is_not_spoken_of() {
    let mut seat = seat(Locale::En, able());
    seat.tell(Event::AgentReady { agent: ME.into() });
    let before = seat.frame(WIDE);
    for phone in [Phone::Unreachable, Phone::Reachable] {
        seat.tell(Event::AgentPhoneChanged { agent: ME.into(), phone });
    }
    assert_eq!(seat.frame(WIDE), before);
}

#[test]
fn what_the_switch_refuses_is_said_with_what_to_do() {
    let says = || RequestRefused::Refused { says: "no such channel".into() };
    for (request, why, sentence) in [
        (Asked::HangUp, RequestRefused::Away, "Hang up not done: the switch is out of reach; use the phone"),
        (Asked::Hold, RequestRefused::NotAble, "Hold not done: this switch or phone cannot; use the phone"),
        (Asked::Transfer, says(), "Transfer not done: the switch refused; try again, or use the phone"),
        (Asked::Record, says(), "Recording not done: the switch refused; try again"),
        (
            Asked::Record,
            RequestRefused::Away,
            "Recording not done: the switch is out of reach; try again when it is back",
        ),
        (Asked::HangUp, RequestRefused::NoCall, "Hang up not done: the call is over"),
    ] {
        let mut seat = seat(Locale::En, able());
        seat.talks().press(&["f8"]).tell(refused(call(1), request, why));
        assert_eq!(said(&seat), sentence);
    }
}

#[test]
fn what_somebody_else_asked_of_the_switch_is_not_said_here() {
    let mut seat = seat(Locale::En, able());
    seat.talks().tell(refused(call(1), Asked::HangUp, RequestRefused::Away));
    seat.press(&["f8"]).tell(refused(call(1), Asked::Monitor, RequestRefused::Away));
    seat.tell(refused(call(2), Asked::HangUp, RequestRefused::Away));
    assert_eq!(said(&seat), "");
}

#[test]
fn a_refusal_is_seen_in_a_talk() {
    check("refused", |seat| {
        seat.talks().press(&["f8"]).tell(refused(call(1), Asked::HangUp, RequestRefused::Away));
    });
}
