//! Tickets, callbacks, secrets, marks, lines to everybody: what people put on record.

use hotdesk::{
    api::{AmendTicket, PromiseCallback, Reveal, ScriptMark, SendBroadcast, SubmitTicket},
    domain::{
        CallbackId, CallbackOutcome, Contact, DraftId, FieldTrouble, FormField, FormTrouble, Impact,
        Priority, ScriptWay, SecretField, StepId, Ticket, TicketForm, Tier, Urgency,
    },
};
use uuid::Uuid;

use super::*;
use crate::make::contact;

fn form() -> TicketForm {
    TicketForm { category: Some("card".into()), subject: "lost\u{1b}[2J card".into(), ..Default::default() }
}

fn submit(draft: u128, form: TicketForm) -> Ask {
    let draft = DraftId(Uuid::from_u128(draft));
    let (call, contact, script, priority) = (None, None, None, Priority::P4);
    Ask::Submit(Box::new(SubmitTicket { draft, call, contact, script, form, priority, then: None }))
}

fn amend(current: &Ticket, version: u32, form: TicketForm) -> Ask {
    Ask::Amend {
        current: Box::new(current.clone()),
        amend: Box::new(AmendTicket { version, form, base: None }),
    }
}

#[track_caller]
fn submitted(room: &mut Room, second: i64, draft: u128, form: TicketForm) -> Ticket {
    match room.ask(second, "a", submit(draft, form)) {
        Ok(Answer::Ticket(ticket)) => *ticket,
        other => panic!("not a ticket: {other:?}"),
    }
}

fn known(room: &mut Room, id: u128) {
    let (name, numbers) = ("Ada".into(), vec![phone(1)]);
    let (tags, flags) = (Vec::new(), Vec::new());
    let ada = Contact { id: contact(id), name, numbers, tier: Tier::Ordinary, tags, flags, fictitious: true };
    room.put(2, asks("a", Ask::RecordContact(Box::new(ada))));
}

#[test]
fn a_form_becomes_a_ticket_once_with_number_priority_and_deadline() {
    let mut room = Room::open();
    let ticket = submitted(&mut room, 10, 7, form());
    assert_eq!((ticket.id.0.as_u128(), ticket.version), (7, 1));
    assert_eq!(ticket.number, "20240101-0001");
    assert_eq!(ticket.form.subject, "lost[2J card");
    assert_eq!(ticket.state().as_str(), "submitted");
    assert_eq!(ticket.deadline.map(|deadline| deadline.due), Some(at(10 + 24 * 3600)));
    let again = room.ask(11, "a", submit(7, form()));
    assert_eq!(again, Ok(Answer::SubmittedBefore(ticket.id)));
    room.refused(11, "b", submit(7, form()), Code::Forbidden);

    let urgent = TicketForm { urgency: Urgency::High, impact: Impact::Many, ..form() };
    let ticket = submitted(&mut room, 12, 8, urgent);
    assert_eq!((ticket.priority, ticket.number.as_str()), (Priority::P1, "20240101-0002"));
    // Sixteen hours after ten o'clock UTC it is long the next day in Shanghai.
    assert_eq!(submitted(&mut room, 16 * 3600, 9, form()).number, "20240102-0001");
    room.check_replay();
}

#[test]
fn what_was_answered_directly_has_no_deadline() {
    let mut room = Room::open();
    let ticket = submitted(&mut room, 10, 7, TicketForm { answer: "done".into(), ..form() });
    assert_eq!((ticket.state().as_str(), &ticket.deadline), ("answered_directly", &None));
}

#[test]
fn a_ticket_of_a_call_is_for_its_caller() {
    let mut room = Room::open();
    known(&mut room, 5);
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a")), (13, answers(1, "a"))]);
    let Ask::Submit(mut asked) = submit(7, form()) else { unreachable!("submit gives a submission") };
    asked.call = Some(call(1));
    let Ok(Answer::Ticket(ticket)) = room.ask(14, "a", Ask::Submit(asked.clone())) else {
        panic!("no ticket")
    };
    assert_eq!((ticket.call, ticket.contact), (Some(call(1)), Some(contact(5))));
    asked.draft = DraftId(Uuid::from_u128(8));
    asked.contact = Some(contact(99));
    room.refused(15, "a", Ask::Submit(asked), Code::NotFound);
}

#[test]
fn a_form_with_troubles_is_refused_with_its_fields() {
    let mut room = Room::open();
    let bad = TicketForm {
        category: Some("x".into()),
        reply_wanted: true,
        place: "x".repeat(201),
        ..Default::default()
    };
    let refusal = room.ask(10, "a", submit(7, bad)).expect_err("it has troubles");
    let trouble = |field, trouble| FormTrouble { field, trouble };
    let expected = [
        trouble(FormField::Category, FieldTrouble::Unknown),
        trouble(FormField::Subject, FieldTrouble::Empty),
        trouble(FormField::ContactNumber, FieldTrouble::Empty),
        trouble(FormField::Place, FieldTrouble::TooLong { max: 200 }),
    ];
    assert_eq!((refusal.code, refusal.fields.as_slice()), (Code::InvalidForm, expected.as_slice()));
    room.refused(11, "lead", submit(7, form()), Code::Forbidden);
}

#[test]
fn a_blank_that_the_script_demands_on_the_way_taken_must_be_filled() {
    let mut room = Room::open();
    let read = |draft, version, steps: &[&str], form: TicketForm| {
        let Ask::Submit(mut asked) = submit(draft, form) else { unreachable!("submit gives a submission") };
        let entered = steps.iter().map(|step| StepId::from(*step)).collect();
        asked.script = Some(ScriptWay { script: "main".into(), version, entered });
        Ask::Submit(asked)
    };
    let refusal = room.ask(10, "a", read(7, 3, &["greet", "complaint"], form())).expect_err("it is empty");
    let empty = FormTrouble { field: FormField::Blanks, trouble: FieldTrouble::Empty };
    assert_eq!((refusal.code, refusal.fields.as_slice()), (Code::InvalidForm, [empty].as_slice()));
    assert!(refusal.detail.ends_with("script main: demand of step complaint"), "{refusal}");
    let filled = |text: &str| TicketForm { blanks: [("demand".into(), text.into())].into(), ..form() };
    room.refused(11, "a", read(7, 3, &["complaint"], filled(" \u{7} ")), Code::InvalidForm);

    let mut taken = |asked| assert!(matches!(room.ask(12, "a", asked), Ok(Answer::Ticket(_))));
    taken(read(7, 3, &["greet", "complaint"], filled("money back")));
    taken(read(8, 3, &["greet"], form()));
    // The script that the agent saw is not this one any more.
    taken(read(9, 2, &["complaint"], form()));
    let again = room.ask(13, "a", read(7, 3, &["complaint"], form()));
    assert!(matches!(again, Ok(Answer::SubmittedBefore(_))), "a ticket stays one: {again:?}");
}

#[test]
fn a_ticket_changes_from_the_version_that_it_is_at() {
    let mut room = Room::open();
    let first = submitted(&mut room, 10, 7, form());
    let better = TicketForm { subject: "found card".into(), urgency: Urgency::High, ..form() };
    let Ok(Answer::Ticket(second)) = room.ask(20, "a", amend(&first, 1, better.clone())) else {
        panic!("refused")
    };
    assert_eq!((second.version, second.priority), (2, Priority::P3));
    assert_eq!(second.deadline, first.deadline, "what was promised stays");
    room.refused(21, "a", amend(&first, 1, better.clone()), Code::StaleVersion);
    room.refused(22, "a", amend(&second, 2, TicketForm::default()), Code::InvalidForm);
    let stranger = Ticket { id: hotdesk::domain::TicketId(Uuid::from_u128(99)), ..*second };
    room.refused(23, "a", amend(&stranger, 1, better), Code::NotFound);
    room.check_replay();
}

#[test]
fn a_callback_is_promised_once_and_done_once() {
    let mut room = Room::open();
    known(&mut room, 5);
    let id = CallbackId(Uuid::from_u128(1));
    let promise = |who: u128, due| {
        let (contact, due, note) = (contact(who), at(due), "about the card".into());
        Ask::Promise { id, promise: PromiseCallback { contact, call: None, ticket: None, due, note } }
    };
    room.refused(10, "a", promise(5, 10), Code::BadRequest);
    room.refused(10, "a", promise(6, 1000), Code::NotFound);
    let first = room.ask(11, "a", promise(5, 1000));
    assert!(matches!(&first, Ok(Answer::Callback(callback)) if callback.due == at(1000)));
    assert_eq!(room.ask(12, "a", promise(5, 2000)), first, "the same promise, though asked again");
    room.refused(12, "b", promise(5, 2000), Code::Forbidden);
    let done = || Ask::FinishCallback { id, outcome: CallbackOutcome::Reached };
    assert_eq!(room.ask(13, "a", done()), Ok(Answer::Done));
    room.refused(14, "a", done(), Code::NotFound);
    room.check_replay();
}

#[test]
fn a_call_is_promised_one_callback_at_a_time() {
    let mut room = Room::talking();
    known(&mut room, 5);
    let promise = |id: u128| {
        let (contact, call, due) = (contact(5), Some(call(1)), at(1000));
        let promise = PromiseCallback { contact, call, ticket: None, due, note: String::new() };
        Ask::Promise { id: CallbackId(Uuid::from_u128(id)), promise }
    };
    assert!(room.ask(20, "a", promise(1)).is_ok());
    let refused = room.ask(21, "a", promise(2)).expect_err("one is promised already");
    assert!(refused.detail.contains("due 2"), "{}", refused.detail);
    let done = Ask::FinishCallback { id: CallbackId(Uuid::from_u128(1)), outcome: CallbackOutcome::Reached };
    assert_eq!(room.ask(22, "a", done), Ok(Answer::Done));
    assert!(room.ask(23, "a", promise(2)).is_ok());
}

#[test]
fn secrets_are_shown_for_a_reason_on_record() {
    let mut room = Room::open();
    known(&mut room, 5);
    let reveal = |who: u128, reason: &str| Ask::Reveal {
        contact: contact(who),
        reveal: Reveal { field: SecretField::Numbers, reason: reason.into() },
    };
    room.refused(10, "a", reveal(5, "  "), Code::BadRequest);
    room.refused(10, "a", reveal(6, "to call back"), Code::NotFound);
    assert_eq!(room.ask(11, "lead", reveal(5, "to call back\u{7}")), Ok(Answer::Done));
    let (_, actor, event) = room.log.last().expect("it is on record");
    assert_eq!(*actor, Actor::User { name: "lead".into() });
    assert!(matches!(event, Event::SecretRevealed { reason, .. } if reason == "to call back"));
}

#[test]
fn script_marks_are_of_the_call_in_hand_and_of_scripts_that_exist() {
    let mark = |id: u128, mark| Ask::Mark { call: call(id), mark };
    let started = |version| ScriptMark::Started { script: "main".into(), version };
    let mut room = Room::talking();
    for step in
        [started(3), ScriptMark::Entered { step: "greet".into() }, ScriptMark::Said { step: "greet".into() }]
    {
        assert_eq!(room.ask(20, "a", mark(1, step)), Ok(Answer::Done));
    }
    room.refused(21, "a", mark(1, started(2)), Code::NotFound);
    room.refused(21, "a", mark(1, ScriptMark::Said { step: "dance".into() }), Code::NotFound);
    room.refused(21, "a", mark(2, started(3)), Code::NotFound);
    room.put(21, asks("b", Ask::SignIn));
    room.refused(22, "b", mark(1, started(3)), Code::Forbidden);
}

#[test]
fn a_leads_line_reaches_everybody_and_can_be_taken_down() {
    let line = |text: &str| Ask::Broadcast(SendBroadcast { text: text.into() });
    let mut room = Room::open();
    assert_eq!(room.ask(10, "lead", line("drill at three\u{1b}")), Ok(Answer::Done));
    let broadcast = room.desk.floor().broadcast.clone().expect("it is up");
    assert_eq!((broadcast.text.as_str(), broadcast.from.as_str()), ("drill at three", "LEAD"));
    assert_eq!(room.ask(11, "lead", line("")), Ok(Answer::Done));
    assert_eq!(room.desk.floor().broadcast, None);
    room.refused(12, "lead", line(&"x".repeat(201)), Code::BadRequest);
    room.refused(12, "a", line("me too"), Code::Forbidden);
}
