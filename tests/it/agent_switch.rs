//! An agent's screen with a real phone switch behind the desk: what it cannot reach, what it refuses, what it can do beside a bare talk; and
//! that nothing of it is seen where the switch cannot do it.

use hotdesk::{
    api::{CallAction, Done},
    domain::{
        Abilities, CallId, Event, Locale, Phone, RecordingState, Request as Asked, RequestRefused, Ringer,
        TransferTarget,
    },
    tui::{
        desk::{Answer, LinkNews, Msg, News},
        effect::Request,
    },
};

use crate::agent_floor::{ME, Seat, call};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const WIDE: (u16, u16) = SIZES[1];

/// What an Asterisk with phones of its own can do.
pub const ABLE: Abilities = Abilities {
    ringer: Ringer::Switch,
    phone_control: false,
    consult: true,
    record: true,
    monitor: true,
    prioritise: true,
    take: true,
    originate: true,
    note: true,
};

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
            let mut seat = seat(locale, ABLE);
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

/// What keys ask the server to do with calls.
fn asks(seat: &mut Seat, keys: &[&str]) -> Vec<(CallId, CallAction)> {
    seat.effects.clear();
    let asked = seat.press(keys).asked().into_iter().filter_map(|(id, request)| match request {
        Request::Act { call, action } => Some((id, (call, action))),
        _ => None,
    });
    let (ids, acts): (Vec<_>, Vec<_>) = asked.unzip();
    for request in ids {
        seat.takes(Msg::Answer { request, answer: Ok(Answer::Done(Done { seq: 0 })) });
    }
    acts
}

fn recording(state: RecordingState) -> Event {
    Event::CallRecording { call: call(1), state, name: None }
}

/// The agent asks Avi while the caller waits.
fn asks_avi(seat: &mut Seat) -> &mut Seat {
    let to = TransferTarget::Agent { agent: "1022".into() };
    seat.talks().waits(30).tell(Event::ConsultBegan { call: call(1), agent: ME.into(), to }).waits(12)
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
    let mut seat = seat(Locale::En, ABLE);
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
    let mut seat = seat(Locale::En, ABLE);
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
        let mut seat = seat(Locale::En, ABLE);
        seat.talks().press(&["f8"]).tell(refused(call(1), request, why));
        assert_eq!(said(&seat), sentence);
    }
}

#[test]
fn what_somebody_else_asked_of_the_switch_is_not_said_here() {
    let mut seat = seat(Locale::En, ABLE);
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

#[test]
fn a_talk_is_recorded() {
    check("recorded", |seat| {
        seat.talks().tell(recording(RecordingState::Running)).press(&["alt-2"]);
    });
}

#[test]
fn a_recording_is_muted_while_a_form_is_typed() {
    check("muted", |seat| {
        seat.talks().tell(recording(RecordingState::Muted)).press(&["alt-4", "card 4580"]);
    });
}

#[test]
fn a_recording_is_muted_goes_on_is_stopped_and_begun() {
    use RecordingState::*;
    let mut seat = seat(Locale::En, ABLE);
    let wants = |seat: &mut Seat, keys: &[&str]| match asks(seat, keys).as_slice() {
        [(_, CallAction::Record { want })] => Some(*want),
        [] => None,
        other => panic!("{other:?}"),
    };
    seat.talks();
    assert_eq!(wants(&mut seat, &["alt-m"]), None);
    assert_eq!(said(&seat), "This call is not recorded");
    assert_eq!(wants(&mut seat, &["ctrl-p", "stop recording", "enter"]), Some(Running));
    seat.tell(recording(Running));
    assert_eq!(wants(&mut seat, &["alt-4", "alt-c", "alt-m"]), Some(Muted), "under an open list too");
    seat.tell(recording(Muted));
    assert_eq!(wants(&mut seat, &["esc", "alt-m"]), Some(Running));
    assert_eq!(wants(&mut seat, &["ctrl-p", "stop recording", "enter"]), Some(Stopped));
    seat.tell(recording(Stopped));
    assert!(seat.frame(WIDE).contains("○ not recorded · Retail"), "{}", seat.frame(WIDE));
}

#[test]
fn whom_to_hand_the_call_on_to_can_be_asked_first() {
    check("transfer", |seat| {
        seat.talks().press(&["f7", "down"]);
    });
}

#[test]
fn somebody_is_asked_while_the_caller_waits() {
    check("asking", |seat| {
        asks_avi(seat);
    });
}

#[test]
fn the_list_hands_on_by_enter_and_asks_first_by_tab() {
    let to = || TransferTarget::Queue { queue: "stocks".into() };
    let mut seat = seat(Locale::En, ABLE);
    seat.talks();
    let asked = asks(&mut seat, &["f7", "stocks", "tab"]);
    assert_eq!(asked, [(call(1), CallAction::Consult { target: to() })]);
    assert!(!seat.frame(WIDE).contains("Hand the call on to"), "the list is closed");
    assert_eq!(
        asks(&mut seat, &["f7", "stocks", "enter"]),
        [(call(1), CallAction::Transfer { target: to() })]
    );
    assert_eq!(asks(&mut seat, &["f7", "nobody of this name", "tab"]), [], "nothing is chosen");
}

#[test]
fn while_somebody_is_asked_two_keys_end_it_one_way_or_the_other() {
    for (key, action) in [("f7", CallAction::CompleteConsult), ("f6", CallAction::CancelConsult)] {
        let mut seat = seat(Locale::En, ABLE);
        asks_avi(&mut seat);
        assert_eq!(asks(&mut seat, &["alt-c", key]), [(call(1), action)], "under an open list too");
    }
}

/// A switch that tells of it without being told what to do.
#[test]
fn what_was_begun_at_the_phone_is_ended_there() {
    let mut seat = seat(Locale::En, Abilities { consult: false, ..ABLE });
    asks_avi(&mut seat);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("Asking 0:12") && frame.contains("off hold at the phone"), "{frame}");
    assert!(!frame.contains("Hand call over") && !frame.contains("Back to caller"), "{frame}");
    assert_eq!(asks(&mut seat, &["f6"]), []);
    assert_eq!(said(&seat), "This is done at the phone; the screen follows");
}

#[test]
fn after_asking_the_screen_is_as_before_it() {
    let mut seat = seat(Locale::En, ABLE);
    asks_avi(&mut seat);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("Asking 0:12 · 0:51") && frame.contains("asking 1022 Avi"), "{frame}");
    seat.tell(Event::ConsultEnded { call: call(1), agent: ME.into() });
    let frame = seat.frame(WIDE);
    assert!(frame.contains("Talking 0:51") && !frame.contains("sking"), "{frame}");
    assert!(frame.contains("F7 Transfer"), "{frame}");
}

#[test]
fn a_waiting_caller_is_taken_out_of_turn_by_who_is_ready() {
    let mut seat = seat(Locale::En, ABLE);
    seat.queues(2, "retail", None).waits(5).queues(3, "retail", None);
    assert_eq!(asks(&mut seat, &["alt-1", "down", "down", "enter"]), []);
    assert_eq!(said(&seat), "Not while Paused; possible: F2 Ready for calls, F3 Pause");
    seat.tell(Event::AgentReady { agent: ME.into() });
    assert!(seat.frame(WIDE).contains("Enter Take this call"), "{}", seat.frame(WIDE));
    assert_eq!(asks(&mut seat, &["enter", "enter"]), [(call(3), CallAction::Take)], "once");
    seat.tell(Event::CallRinging { call: call(3), agent: "1022".into() });
    assert_eq!(asks(&mut seat, &["enter"]), []);
    assert_eq!(said(&seat), "Select a caller who waits and does not ring yet");
}

#[test]
fn a_waiting_caller_is_selected() {
    check("take", |seat| {
        seat.tell(Event::AgentReady { agent: ME.into() });
        seat.queues(2, "retail", None).waits(25).queues(3, "stocks", None).waits(9).press(&["down"]);
    });
}

#[test]
fn callers_stand_in_the_order_of_the_floor() {
    let mut seat = seat(Locale::En, ABLE);
    seat.queues(2, "retail", None).waits(5).queues(3, "retail", None);
    let order = |seat: &mut Seat| {
        let frame = seat.frame(WIDE);
        let place = |number: &str| frame.find(number).unwrap_or_else(|| panic!("{number}: {frame}"));
        place("…02") < place("…03")
    };
    assert!(order(&mut seat));
    seat.tell(Event::CallPrioritised { call: call(3), priority: 2, head_start_s: 60 });
    assert!(!order(&mut seat), "more urgent now");
}

#[test]
fn what_the_switch_cannot_do_is_offered_nowhere() {
    let none = Abilities { consult: false, record: false, take: false, ..ABLE };
    let words = ["Ask first", "recording", "Take this call", "While asking"];
    let mut seat = seat(Locale::En, none);
    seat.queues(2, "retail", None).talks().queues(3, "retail", None);
    let recorded = recording(RecordingState::Running);
    seat.tell(recorded).press(&["alt-1", "down"]);
    for keys in [["f7"].as_slice(), &["esc"], &["f1"], &["esc", "ctrl-p"]] {
        let frame = seat.press(keys).frame((200, 60));
        assert!(!words.iter().any(|word| frame.contains(word)), "{keys:?}: {frame}");
    }
    assert_eq!(asks(&mut seat, &["esc", "alt-m", "f7", "tab", "esc", "alt-1", "enter"]), []);
    assert_eq!(said(&seat), "This phone switch cannot do that");
}
