//! An agent's call from the ring to the ticket in the history, by messages and keys; and what must never happen on the way.

use hotdesk::{
    api::{CallAction, Code, HistoryItem, Problem, Revealed, ScriptMark},
    domain::{
        Callback, Draft, DraftId, Ender, Event, FormField, Locale, NextState, Redacted, RingEnd, SecretField,
        TicketKind, TransferTarget, WrapUpEnd,
    },
    tui::{
        agent::{Pane, Standing},
        desk::{Answer, DraftReport, Failure, LinkNews, Msg, News, OutboxReport},
        effect::{Effect, Request},
        keymap::Action,
        runtime::{Input, Screen, Spot, Zone},
    },
};
use uuid::Uuid;

use crate::agent_floor::{ME, Seat, call};

/// The requests that keys made, but for those about callers and marks.
#[track_caller]
fn check_asks(seat: &mut Seat, keys: &[&str], expected: &[Request]) {
    seat.effects.clear();
    seat.press(keys);
    let asked: Vec<Request> = seat.asked().into_iter().map(|(_, request)| request).collect();
    assert_eq!(asked, expected);
}

fn act(action: CallAction) -> Request {
    Request::Act { call: call(1), action }
}

/// The answer to the last request.
fn answer(seat: &mut Seat, answer: Result<Answer, Failure>) {
    let (request, _) = seat.asked().pop().expect("a request");
    seat.takes(Msg::Answer { request, answer });
}

fn refused(code: Code) -> Failure {
    let (title, detail) = (String::new(), String::new());
    Failure::Refused(Problem { status: 409, code, title, detail, fields: Vec::new(), retry_after_s: None })
}

/// Dana's call ends, and its work.
fn call_is_over(seat: &mut Seat) {
    seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Caller });
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
}

#[test]
fn from_the_ring_to_the_history() {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    assert!(seat.effects.iter().any(|effect| matches!(effect, Effect::Notify { .. })));
    assert_eq!(seat.screen.next_step().action, Some(Action::CallAnswer));
    seat.answer_all();
    check_asks(&mut seat, &["f5", "f5"], &[act(CallAction::Answer)]);

    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    assert_eq!(seat.screen.next_step().action, Some(Action::ScriptSaid));
    seat.press(&["space", "n", "tab", "Dana", "esc", "n", "2"]);
    let marks = seat.asked().into_iter().filter_map(|(_, request)| match request {
        Request::Mark { mark, .. } => Some(mark),
        _ => None,
    });
    let marks: Vec<_> = marks.collect();
    let entered = |step: &str| ScriptMark::Entered { step: step.into() };
    let said = ScriptMark::Said { step: "greeting".into() };
    assert_eq!(
        marks[1..],
        [entered("greeting"), said, entered("identify"), entered("classify"), entered("sorry")]
    );

    let form = &seat.screen.case().expect("a case").draft.form;
    assert_eq!((form.kind, form.contact_name.as_str()), (TicketKind::Complaint, "Dana"));
    seat.press(&["alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    let ticket = seat.ticket_is_taken();
    assert_eq!((ticket.call, ticket.form.subject.as_str()), (Some(call(1)), "card swallowed"));
    let case = seat.screen.case().expect("the case stays until the call is over");
    assert!(
        matches!(&case.caller.history.items[0], HistoryItem::Ticket { ticket: first } if **first == ticket)
    );

    seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Caller });
    check_asks(&mut seat, &["f9"], &[act(CallAction::FinishWrapUp)]);
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    assert!(seat.screen.cases().is_empty());
    assert_eq!(seat.screen.next_step().action, None);
}

#[test]
fn actions_of_a_call_fit_its_state() {
    let mut seat = Seat::new(Locale::En);
    check_asks(&mut seat, &["f5"], &[]);
    seat.rings();
    check_asks(&mut seat, &["f4"], &[act(CallAction::Reject)]);
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    check_asks(&mut seat, &["f6"], &[act(CallAction::Hold)]);
    seat.tell(Event::CallHeld { call: call(1) });
    check_asks(&mut seat, &["f6"], &[act(CallAction::Resume)]);
    let target = TransferTarget::Queue { queue: "stocks".into() };
    check_asks(&mut seat, &["f7", "stock", "enter"], &[act(CallAction::Transfer { target })]);
    let target = TransferTarget::Agent { agent: "1022".into() };
    check_asks(&mut seat, &["f7", "avi", "enter"], &[act(CallAction::Transfer { target })]);
    check_asks(&mut seat, &["f8"], &[act(CallAction::HangUp)]);
}

#[test]
fn a_wish_for_a_pause_is_sent_with_its_reason() {
    let mut seat = Seat::new(Locale::ZhCn);
    seat.talks();
    let want = |want| Request::SetState { agent: None, want: hotdesk::api::WantState { want } };
    let lunch = want(NextState::Paused { reason: "lunch".into() });
    check_asks(&mut seat, &["f3", "yc", "enter"], &[lunch]);
    answer(&mut seat, Err(refused(Code::Forbidden)));
    assert_eq!(seat.screen.desk.toasts.shown().last().expect("a toast").say.key, "problem.forbidden");
    check_asks(&mut seat, &["f2"], &[want(NextState::Ready)]);
}

#[test]
fn a_ring_moves_nothing_that_is_being_typed() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "half a senten"]);
    let typed = seat.screen.case().expect("a case").id();
    seat.rings();
    seat.press(&["ce"]);
    let case = seat.screen.case().expect("still a case");
    assert_eq!((case.id(), case.draft.form.subject.as_str()), (typed, "half a sentence"));
    assert_eq!(seat.screen.pane, Pane::Ticket);

    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    assert_ne!(seat.screen.case().expect("the call's case").id(), typed);
    seat.press(&["x", "y"]);
    assert!(seat.screen.case().expect("the call's case").draft.is_untouched());
    seat.press(&["ctrl-d", "half", "enter"]);
    assert_eq!(seat.screen.case().expect("the first case").id(), typed);
}

#[test]
fn a_ring_not_answered_leaves_nothing_behind() {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    seat.tell(Event::RingEnded { call: call(1), agent: ME.into(), why: RingEnd::NoAnswer });
    assert!(seat.screen.cases().is_empty());
}

#[test]
fn every_change_goes_to_disk_and_the_form_says_when_it_is_there() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "ab"]);
    let saves = seat.effects.iter().filter_map(|effect| match effect {
        Effect::SaveDraft { draft, change } => Some((draft.form.subject.clone(), *change)),
        _ => None,
    });
    let saves: Vec<_> = saves.collect();
    assert_eq!(saves, [("a".to_owned(), 1), ("ab".to_owned(), 2)]);
    let draft = seat.screen.case().expect("a case").id();
    seat.takes(Msg::Drafts(DraftReport::Saved { draft, change: 1 }));
    assert!(seat.frame((120, 40)).contains("saving"));
    seat.takes(Msg::Drafts(DraftReport::Saved { draft, change: 2 }));
    assert!(seat.frame((120, 40)).contains("saved here"));
}

#[test]
fn drafts_from_before_are_offered_and_discarded_only_after_a_question() {
    let mut seat = Seat::new(Locale::En);
    let mut draft = Draft {
        id: DraftId(Uuid::from_u128(77)),
        begun: seat.now,
        call: None,
        contact: None,
        caller: None,
        form: Default::default(),
        marks: None,
        amends: None,
        follows: None,
        deed: None,
    };
    draft.form.subject = "from yesterday".into();
    seat.takes(Msg::Drafts(DraftReport::Found(vec![draft.clone()])));
    assert!(seat.screen.case().is_none(), "nothing comes up by itself");
    seat.press(&["ctrl-d", "enter"]);
    assert_eq!(seat.screen.case().expect("the draft").draft, draft);
    seat.effects.clear();
    seat.press(&["alt-x", "enter"]);
    assert!(seat.effects.is_empty(), "the safe answer comes first");
    seat.press(&["alt-x", "y"]);
    assert_eq!(seat.effects, [Effect::DropDraft(draft.id)]);
}

#[test]
fn a_form_half_typed_outlives_its_call() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-4", "card swallowed"]);
    call_is_over(&mut seat);
    let case = seat.screen.case().expect("the draft stays");
    assert_eq!((case.draft.call, &case.standing), (Some(call(1)), &Standing::Typing));
    assert_eq!(seat.screen.next_step().action, Some(Action::TicketSubmit));
}

#[test]
fn a_refused_form_is_a_draft_again() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "x", "ctrl-s"]);
    assert_eq!(seat.screen.case().expect("a case").field, FormField::Category);
    assert!(!seat.effects.iter().any(|effect| matches!(effect, Effect::Submit(_))));
    seat.press(&["alt-c", "balance", "enter", "ctrl-s", "no more of this"]);
    let case = seat.screen.case().expect("a case");
    assert_eq!((&case.standing, case.draft.form.subject.as_str()), (&Standing::Sending, "x"));
}

#[test]
fn stale_answers_change_nothing() {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    let asked = seat.asked();
    let (request, _) =
        asked.iter().find(|(_, request)| matches!(request, Request::Contact(_))).expect("asked");
    let answer = Msg::Answer {
        request: *request,
        answer: Ok(Answer::Contact(Box::new(crate::agent_floor::dana().masked()))),
    };
    seat.takes(answer.clone());
    let frame = seat.frame((120, 40));
    assert!(frame.contains("D**"), "{frame}");
    seat.takes(answer);
    seat.tell(Event::RingEnded { call: call(1), agent: ME.into(), why: RingEnd::CallerGone });
    answer_late(&mut seat);
    assert!(seat.screen.cases().is_empty());
}

/// Answers a request whose case is gone.
fn answer_late(seat: &mut Seat) {
    for (request, _) in seat.asked() {
        seat.takes(Msg::Answer { request, answer: Err(Failure::Away) });
    }
}

#[test]
fn a_number_is_revealed_with_a_reason_and_goes_into_the_empty_field() {
    let mut seat = Seat::new(Locale::En);
    seat.talks();
    seat.effects.clear();
    seat.press(&["alt-r", "number reply", "enter"]);
    let (_, request) = seat.asked().pop().expect("a request");
    let Request::Reveal { reveal, .. } = request else { panic!("{request:?}") };
    assert_eq!((reveal.field, reveal.reason.as_str()), (SecretField::Numbers, "to reply to the caller"));
    let values = Redacted(vec!["+972-54-555-0101".to_owned()]);
    answer(&mut seat, Ok(Answer::Revealed(Revealed { values })));
    assert_eq!(seat.screen.case().expect("a case").draft.form.contact_number, "+972-54-555-0101");
}

#[test]
fn marks_that_the_server_could_not_hear_are_sent_again_under_their_own_keys() {
    let mut seat = Seat::new(Locale::En);
    seat.talks();
    seat.hears(News::Link(LinkNews::Away { silent_s: 0 }));
    seat.effects.clear();
    seat.press(&["space"]);
    let asked = seat.asked();
    answer(&mut seat, Err(Failure::Away));
    seat.effects.clear();
    seat.hears(News::Link(LinkNews::Up));
    assert_eq!(seat.asked(), asked);
}

#[test]
fn a_promise_goes_through_the_outbox_and_says_where_it_is() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().hears(News::Link(LinkNews::Away { silent_s: 0 }));
    seat.effects.clear();
    seat.press(&["alt-k", "enter"]);
    let [Effect::Promise { callback, promise }] = &seat.effects[..] else {
        panic!("{:?} is no promise", seat.effects)
    };
    let made = Callback {
        id: *callback,
        contact: promise.contact,
        call: promise.call,
        ticket: None,
        agent: ME.into(),
        due: promise.due,
        note: promise.note.clone(),
        outcome: None,
        attempts: Vec::new(),
    };
    let toast = |seat: &Seat| seat.screen.desk.toasts.shown().last().map(|toast| toast.say.key);
    let waiting = Msg::Outbox(OutboxReport::PromiseWaiting { callback: made.id });
    seat.takes(waiting.clone());
    assert_eq!(toast(&seat), Some("agent.toast.promise-kept"));
    assert!(seat.frame((120, 40)).contains("to be sent: 1"));
    seat.takes(Msg::Outbox(OutboxReport::Promised { callback: Box::new(made) }));
    assert_eq!(toast(&seat), Some("agent.toast.promised"));
    assert!(seat.frame((120, 40)).contains("to be sent: 0"));
    seat.takes(waiting);
    assert_eq!(toast(&seat), Some("agent.toast.promised"), "the server was quicker");
}

#[test]
fn who_leaves_is_signed_out_and_asked_in_the_middle_of_a_call() {
    let leaves = |seat: &mut Seat, keys: &[&str]| {
        seat.effects.clear();
        seat.press(keys);
        (seat.screen.finished(), seat.effects.contains(&Effect::SignOut))
    };
    let mut seat = Seat::new(Locale::En);
    assert_eq!(leaves(&mut seat, &["ctrl-q"]), (true, true));
    let mut seat = Seat::new(Locale::En);
    seat.talks();
    assert_eq!(leaves(&mut seat, &["ctrl-q", "enter"]), (false, false), "the safe answer comes first");
    assert_eq!(leaves(&mut seat, &["ctrl-q", "y"]), (true, true));
    for (talks, signs_out) in [(false, true), (true, false)] {
        let mut seat = Seat::new(Locale::En);
        if talks {
            seat.talks();
        }
        let effects = seat.screen.update(Input::Stop, seat.now);
        assert_eq!(effects.contains(&Effect::SignOut), signs_out, "a signal ends the program");
    }
}

#[test]
fn the_place_in_the_script_is_kept_and_forgotten_with_its_call() {
    let mut seat = Seat::new(Locale::En);
    seat.talks();
    let place = |seat: &Seat| {
        seat.effects.iter().rev().find_map(|effect| match effect {
            Effect::SaveDraft { draft, .. } => draft.marks.as_ref().map(|marks| marks.at.to_string()),
            _ => None,
        })
    };
    seat.press(&["n"]);
    assert_eq!(place(&seat).as_deref(), Some("identify"));
    seat.press(&["n", "1"]);
    assert_eq!(place(&seat).as_deref(), Some("close"));
    let draft = seat.screen.case().expect("a case").id();
    seat.press(&["b", "b", "alt-4", "x", "backspace"]);
    assert_eq!(place(&seat).as_deref(), Some("identify"));
    seat.press(&["alt-3", "b"]);
    let kind = seat.screen.case().expect("a case").draft.form.kind;
    assert_eq!(kind, TicketKind::default());
    call_is_over(&mut seat);
    assert!(seat.effects.contains(&Effect::DropDraft(draft)), "nothing worth keeping stays on disk");
}

#[test]
fn going_to_a_missing_blank_enters_its_step() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["n", "n", "alt-4", "card swallowed", "alt-c", "enter"]);
    seat.effects.clear();
    seat.press(&["ctrl-s"]);
    let entered = ScriptMark::Entered { step: "identify".into() };
    let asked: Vec<_> = seat.asked().into_iter().map(|(_, request)| request).collect();
    assert_eq!(asked, [Request::Mark { call: call(1), mark: entered }]);
}

#[test]
fn one_types_on_after_choosing_a_category_and_where_no_form_is_yet() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-c", "enter", "card swallowed"]);
    let case = seat.screen.case().expect("a case");
    assert_eq!((case.field, case.draft.form.subject.as_str()), (FormField::Subject, "card swallowed"));

    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-1", "backtab", "backtab"]);
    assert_eq!((seat.screen.pane, seat.screen.case().is_none()), (Pane::Ticket, true));
    seat.press(&["no form yet"]);
    assert_eq!(seat.screen.case().expect("a new case").draft.form.subject, "no form yet");
}

#[test]
fn the_mouse_does_what_keys_do() {
    let mut seat = Seat::new(Locale::En);
    seat.rings().resize((200, 60));
    seat.effects.clear();
    let size = (200, 60);
    let painted = hotdesk::tui::runtime::paint(&seat.screen, size, seat.now, &seat.look);
    let button =
        painted.spots.iter().find(|(_, spot)| *spot == Spot::Run(Action::CallAnswer)).expect("a button");
    let spot = painted.spot_at(button.0.x, button.0.y).expect("a spot");
    let effects = seat.screen.update(Input::Click(spot), seat.now);
    assert!(matches!(
        &effects[..],
        [Effect::Ask { request: Request::Act { action: CallAction::Answer, .. }, .. }]
    ));
    seat.screen.update(Input::Click(Spot::Zone(Zone(5))), seat.now);
    assert_eq!(seat.screen.pane, Pane::Me);
}

#[test]
fn the_same_messages_give_the_same_screen() {
    let story = || {
        let mut seat = Seat::new(Locale::ZhCn);
        seat.talks().press(&["space", "n", "alt-4", "abc", "ctrl-t", "gs", "enter"]);
        seat.frame((120, 40))
    };
    assert_eq!(story(), story());
}
