//! Calls that we begin: asked for, followed, given up.

use hotdesk::{
    domain::{CallbackId, CallbackOutcome, Contact, Ender, NotReached, Phase, Phone, PhoneNumber, Tier},
    switch::{CommandRefused, Found, SwitchCommand},
};
use uuid::Uuid;

use super::*;
use crate::make::contact;

pub fn callback(id: u128) -> CallbackId {
    CallbackId(Uuid::from_u128(id))
}

pub fn calls_back(name: &str, promise: u128, id: u128) -> Input {
    asks(name, Ask::CallBack { id: callback(promise), call: call(id) })
}

/// A promise to contact 1, whose second number is the first that is whole.
pub fn promise(room: &mut Room) {
    let known = Contact {
        id: contact(1),
        name: "Wang".into(),
        numbers: ["withheld", "138****00", "+86 (138) 0013-8000", "021 5555"].map(PhoneNumber::new).to_vec(),
        tier: Tier::Key,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: false,
    };
    room.ask(2, "a", Ask::RecordContact(Box::new(known))).expect("a contact");
    promise_again(room, 1);
}

fn promise_again(room: &mut Room, id: u128) {
    let promise = hotdesk::api::PromiseCallback {
        contact: contact(1),
        call: None,
        ticket: None,
        due: at(1_800),
        note: String::new(),
    };
    room.ask(3, "a", Ask::Promise { id: callback(id), promise }).expect("a promise");
}

/// Agent `a` is ready and has promised contact 1 a callback.
fn promised() -> Room {
    let mut room = Room::empty(|site| site.abilities.originate = true);
    room.play(vec![(0, asks("a", Ask::SignIn)), (1, wants("a", NextState::Ready))]);
    promise(&mut room);
    room
}

fn dials(id: u128) -> Input {
    tells(Happened::Dialling { call: call(id), switch_ref: format!("out-{id}") })
}

fn connects(id: u128) -> Input {
    tells(Happened::Connected { call: call(id), switch_ref: format!("called-{id}") })
}

fn fails(id: u128, why: NotReached) -> Input {
    tells(Happened::NotReached { call: call(id), why })
}

const PLACED: &[&str] = &["c1 placed a +8613800138000 Key callback", "> originate c1 a +8613800138000"];

#[test]
fn a_promise_is_kept_by_a_call() {
    let mut room = promised();
    room.check(vec![
        (10, calls_back("a", 1, 1), PLACED),
        (12, dials(1), &["c1 dialled a out-1"]),
        (20, connects(1), &["c1 connected a"]),
        (21, connects(1), &[]),
        (22, acts("a", 1, CallAction::Hold), &["> hold c1"]),
        (23, tells(Happened::Held { call: call(1) }), &["c1 held"]),
        (30, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (40, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done"]),
    ]);
    assert_eq!(room.desk.today().tallies.agents[&agent("a")].placed_connected, 1);
    let outcome = CallbackOutcome::Reached;
    room.ask(41, "a", Ask::FinishCallback { id: callback(1), outcome }).expect("kept");
    room.refused(42, "a", Ask::CallBack { id: callback(1), call: call(2) }, Code::NotFound);
}

#[test]
fn who_is_not_reached_stays_on_the_list_with_an_attempt() {
    let mut room = promised();
    room.play(vec![(4, wants("a", lunch()))]);
    room.check(vec![
        (10, calls_back("a", 1, 1), PLACED),
        (12, dials(1), &["c1 dialled a out-1"]),
        (20, fails(1, NotReached::Busy), &["c1 not reached a Busy", "attempt c1 a Busy"]),
    ]);
    assert_eq!(said::state(&room.desk.floor().agents[&agent("a")].state), "paused lunch");
    // That the number was called goes without saying.
    room.check(vec![
        (
            30,
            calls_back("a", 1, 2),
            &["c2 placed a +8613800138000 Key callback", "> originate c2 a +8613800138000"],
        ),
        (
            40,
            fails(2, NotReached::NoAnswer),
            &["c2 dialled a ", "c2 not reached a NoAnswer", "attempt c2 a NoAnswer"],
        ),
    ]);
}

#[test]
fn a_phone_that_is_not_lifted_is_no_attempt() {
    let mut room = promised();
    room.check(vec![
        (10, calls_back("a", 1, 1), PLACED),
        (30, fails(1, NotReached::NotLifted), &["c1 not reached a NotLifted"]),
    ]);
}

#[test]
fn a_dead_line_tells_who_ended_it() {
    let hung_up = |by, lines: &[&str]| {
        let mut room = promised();
        room.play(vec![(10, calls_back("a", 1, 1)), (12, dials(1))]);
        room.check(vec![(20, hangs_up(1, by), lines)]);
    };
    hung_up(Ender::Agent, &["c1 not reached a GaveUp", "attempt c1 a GaveUp"]);
    hung_up(Ender::Caller, &["c1 not reached a Rejected", "attempt c1 a Rejected"]);
    let failed = "Failed { what: \"the switch ended the call\" }";
    hung_up(Ender::System, &[&format!("c1 not reached a {failed}"), &format!("attempt c1 a {failed}")]);
}

#[test]
fn a_switch_that_says_nothing_more_is_told_to_hang_up() {
    let mut room = promised();
    room.check(vec![
        (10, calls_back("a", 1, 1), PLACED),
        (69, Input::Timer, &[]),
        (70, Input::Timer, &["c1 not reached a NotLifted", "> hang up c1 System"]),
    ]);
    let mut room = promised();
    room.play(vec![(10, calls_back("a", 1, 1)), (12, dials(1))]);
    let given_up = ["c1 not reached a NoAnswer", "attempt c1 a NoAnswer", "> hang up c1 System"];
    room.check(vec![(72, Input::Timer, &given_up)]);
    // Also with a switch that has limits of its own for callers.
    let mut room = Room::empty(|site| {
        follows(site);
        site.abilities.originate = true;
    });
    room.play(vec![(0, asks("a", Ask::SignIn))]);
    promise(&mut room);
    room.play(vec![(10, calls_back("a", 1, 1))]);
    assert_eq!(room.desk.next_timer(), Some(at(70)));
    assert_eq!(room.replayed(11).next_timer(), Some(at(70)));
}

#[test]
fn what_the_switch_refuses_is_over_and_said() {
    let mut room = promised();
    room.put(10, calls_back("a", 1, 1));
    let originate = SwitchCommand::Originate {
        call: call(1),
        agent: agent("a"),
        number: PhoneNumber::new("+8613800138000"),
    };
    let says = "no such phone\u{1b}[31m";
    let refused = Input::CommandRefused { command: originate, why: CommandRefused::Refused(says.into()) };
    room.check(vec![(
        11,
        refused,
        &[
            "switch refused Originate Refused { says: \"no such phone[31m\" }",
            "c1 not reached a Failed { what: \"the switch refused: no such phone[31m\" }",
        ],
    )]);
}

#[test]
fn no_queue_rings_who_calls() {
    let mut room = Room::empty(|site| {
        follows(site);
        site.abilities.originate = true;
    });
    room.play(vec![(0, asks("a", Ask::SignIn)), (1, wants("a", NextState::Ready))]);
    promise(&mut room);
    let [placed, originate] = PLACED else { panic!("two lines") };
    room.check(vec![
        (10, calls_back("a", 1, 1), &[placed, "> a paused wrapup", originate]),
        (20, fails(1, NotReached::NotLifted), &["c1 not reached a NotLifted", "> a open"]),
    ]);
    let mut room = promised();
    room.play(vec![(10, calls_back("a", 1, 1)), (11, entered(2, 0))]);
    assert_eq!(room.put(12, queued(2)), ["c2 queued q +0"], "routed to nobody");
}

#[test]
fn who_answers_a_caller_while_calling_speaks_with_the_caller() {
    let mut room = Room::empty(|site| {
        follows(site);
        site.abilities.originate = true;
    });
    room.play(vec![(0, asks("a", Ask::SignIn)), (1, wants("a", NextState::Ready))]);
    promise(&mut room);
    room.play(vec![(10, calls_back("a", 1, 1)), (11, entered(2, 0)), (12, queued(2))]);
    room.check(vec![(
        13,
        answers(2, "a"),
        &[
            "c1 not reached a GaveUp",
            "c2 rings a",
            "c2 answered a",
            "> hang up c1 System",
            "> a open",
            "> a paused wrapup",
        ],
    )]);
}

#[test]
fn a_survey_knows_calls_that_we_began() {
    let begun = || {
        let mut room = Room::empty(|site| {
            follows(site);
            site.abilities.originate = true;
        });
        room.play(vec![(0, asks("a", Ask::SignIn))]);
        promise(&mut room);
        room.play(vec![(10, calls_back("a", 1, 1)), (12, dials(1))]);
        room
    };
    let surveyed = |calls| tells(Happened::Surveyed { calls, members: Vec::new() });
    let found = |agent: Option<&str>| Found {
        call: call(1),
        queue: None,
        since: at(15),
        agent: agent.map(id),
        monitored_by: Vec::new(),
    };
    let serves = "> a paused signed_in";
    let mut still = begun();
    still.check(vec![(20, surveyed(vec![found(None)]), &["> a paused signed_in"])]);
    assert_eq!(still.desk.floor().calls[&call(1)].phase, Phase::Dialling);
    let spoken = surveyed(vec![found(Some("a"))]);
    still.check(vec![(21, spoken.clone(), &["c1 connected a", serves]), (22, spoken, &[serves])]);
    let failed = "Failed { what: \"the switch ended the call\" }";
    let lines = [&format!("c1 not reached a {failed}"), &format!("attempt c1 a {failed}"), serves];
    begun().check(vec![(20, surveyed(Vec::new()), &lines)]);
}

#[test]
fn a_call_that_we_began_is_handed_on_as_any() {
    let mut room = promised();
    room.play(vec![(10, calls_back("a", 1, 1)), (12, dials(1)), (13, connects(1))]);
    let to = hotdesk::domain::TransferTarget::Queue { queue: queue("q") };
    room.check(vec![
        (20, acts("a", 1, CallAction::Transfer { target: to.clone() }), &["> hand on c1 a queue q"]),
        (
            21,
            tells(Happened::Transferred { call: call(1), agent: agent("a"), to }),
            &["c1 handed on a queue q", "c1 queued q +0"],
        ),
        (30, hangs_up(1, Ender::Caller), &["c1 left Abandoned"]),
    ]);
}

#[test]
fn before_anybody_is_reached_the_call_can_only_be_given_up() {
    let mut room = promised();
    room.play(vec![(10, calls_back("a", 1, 1)), (11, asks("b", Ask::SignIn))]);
    room.check(vec![(12, acts("a", 1, CallAction::HangUp), &["> hang up c1 Agent"])]);
    room.refused(13, "a", Ask::Call { call: call(1), action: CallAction::Hold }, Code::IllegalMove);
    room.refused(13, "b", Ask::CallBack { id: callback(1), call: call(2) }, Code::IllegalMove);
    promise_again(&mut room, 2);
    room.refused(14, "a", Ask::CallBack { id: callback(2), call: call(2) }, Code::IllegalMove);
    room.refused(14, "b", Ask::CallBack { id: callback(2), call: call(1) }, Code::IllegalMove);
}

#[test]
fn nobody_is_called_where_it_cannot_be_done() {
    let ask = || Ask::CallBack { id: callback(1), call: call(1) };
    let mut unable = Room::open();
    promise(&mut unable);
    unable.refused(10, "a", ask(), Code::IllegalMove);

    let mut room = promised();
    room.refused(9, "a", Ask::CallBack { id: callback(7), call: call(1) }, Code::NotFound);
    room.refused(9, "lead", ask(), Code::Forbidden);
    room.refused(9, "b", ask(), Code::NotFound);
    room.play(vec![(10, entered(2, 0)), (11, queued(2))]);
    room.refused(12, "a", ask(), Code::IllegalMove);
    room.play(vec![(13, rings(2, "a"))]);
    room.refused(13, "a", ask(), Code::IllegalMove);

    let mut room = promised();
    let phone = |phone| tells(Happened::PhoneChanged { agent: agent("a"), phone });
    room.put(10, phone(Phone::Unreachable));
    room.refused(11, "a", ask(), Code::IllegalMove);
    room.play(vec![(12, phone(Phone::Reachable)), (13, tells(Happened::LinkLost))]);
    room.refused(14, "a", ask(), Code::IllegalMove);
    room.put(15, tells(Happened::LinkBack));
    room.ask(16, "a", ask()).expect("now it can");
}

#[test]
fn who_has_no_whole_number_is_not_called() {
    let mut room = promised();
    let known = Contact {
        id: contact(2),
        name: "Li".into(),
        numbers: vec![PhoneNumber::new("138****00")],
        tier: Tier::Ordinary,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: true,
    };
    room.ask(4, "a", Ask::RecordContact(Box::new(known))).expect("a contact");
    let promise = hotdesk::api::PromiseCallback {
        contact: contact(2),
        call: None,
        ticket: None,
        due: at(1_800),
        note: String::new(),
    };
    room.ask(5, "a", Ask::Promise { id: callback(2), promise }).expect("a promise");
    room.refused(6, "a", Ask::CallBack { id: callback(2), call: call(1) }, Code::IllegalMove);
}
