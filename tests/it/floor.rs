//! The floor: every way through it, every move that it refuses, and what holds whatever happens.

use hotdesk::domain::{
    AgentState, CallId, Direction, Ender, Event, Exit, Floor, NextState, NotReached, Phase, RefusedWhy,
    RingEnd, TransferTarget, WrapUpEnd,
};

use crate::make::{self, agent, at, call, entered, pause, queue, queued, settings, signed_in};

pub mod laws;

/// A floor with queues `q` and `p`, agents `a` (ready) and `b` (paused), and what happened after, one event a second.
fn floor(events: Vec<Event>) -> Floor {
    let mut floor = Floor::default();
    let start = [
        Event::QueueConfigured { queue: settings("q") },
        Event::QueueConfigured { queue: settings("p") },
        signed_in("a", &["q", "p"]),
        Event::AgentReady { agent: agent("a") },
        signed_in("b", &["q"]),
    ];
    for (second, event) in start.into_iter().chain(events).enumerate() {
        let at = at(i64::try_from(second).expect("few events"));
        floor.apply(at, &event).unwrap_or_else(|illegal| panic!("{event:?}: {illegal}"));
        laws::check(&floor);
    }
    floor
}

fn rings(id: u128) -> Event {
    Event::CallRinging { call: call(id), agent: agent("a") }
}

fn answered(id: u128) -> Event {
    Event::CallAnswered { call: call(id), agent: agent("a") }
}

fn ended(id: u128) -> Event {
    Event::CallEnded { call: call(id), agent: agent("a"), by: Ender::Caller }
}

fn wrapped(id: u128) -> Event {
    Event::WrapUpEnded { call: call(id), agent: agent("a"), why: WrapUpEnd::Done }
}

fn left(id: u128, exit: Exit) -> Event {
    Event::CallLeft { call: call(id), exit }
}

fn transferred(id: u128, to: TransferTarget) -> Event {
    Event::CallTransferred { call: call(id), agent: agent("a"), to }
}

fn ring_ended(id: u128, why: RingEnd) -> Event {
    Event::RingEnded { call: call(id), agent: agent("a"), why }
}

fn to_queue(name: &str) -> TransferTarget {
    TransferTarget::Queue { queue: queue(name) }
}

fn placed(id: u128) -> Event {
    make::placed(id, "a")
}

fn dialled(id: u128) -> Event {
    Event::CallDialled { call: call(id), agent: agent("a"), switch_ref: "1.1".into() }
}

fn connected(id: u128) -> Event {
    Event::CallConnected { call: call(id), agent: agent("a"), switch_ref: String::new() }
}

fn not_reached(id: u128, why: NotReached) -> Event {
    Event::CallNotReached { call: call(id), agent: agent("a"), why }
}

/// What brings call 1 into each phase; agent `a` is the one who has it.
fn path(phase: Phase) -> Vec<Event> {
    let mut path = vec![entered(1), queued(1, "q"), rings(1), answered(1)];
    match phase {
        Phase::Greeting => path.truncate(1),
        Phase::Queued => path.truncate(2),
        Phase::Ringing => path.truncate(3),
        Phase::Talking => {}
        Phase::Held => path.push(Event::CallHeld { call: call(1) }),
        Phase::Transferring => path.push(transferred(1, to_queue("p"))),
        Phase::Over => path.push(ended(1)),
        Phase::Placed => path = vec![placed(1)],
        Phase::Dialling => path = vec![placed(1), dialled(1)],
    }
    path
}

const PHASES: [Phase; 9] = [
    Phase::Greeting,
    Phase::Queued,
    Phase::Ringing,
    Phase::Talking,
    Phase::Held,
    Phase::Transferring,
    Phase::Over,
    Phase::Placed,
    Phase::Dialling,
];

/// The event is taken in these phases of call 1 and in no other; where it is refused, nothing changes.
fn check_legal(event: &Event, phases: &[Phase]) {
    for phase in PHASES {
        let before = floor(path(phase));
        let mut after = before.clone();
        let moved = after.apply(at(60), event);
        assert_eq!(moved.is_ok(), phases.contains(&phase), "{event:?} while {phase:?}: {moved:?}");
        match moved {
            Ok(()) => laws::check(&after),
            Err(_) => {
                assert_eq!(after, before, "{event:?} was refused while {phase:?} and changed something")
            }
        }
    }
}

#[test]
fn each_exit_has_its_phases() {
    use Phase::{Greeting, Queued, Transferring};
    let exits: [(Exit, &[Phase]); 7] = [
        (Exit::AbandonedInGreeting, &[Greeting]),
        (Exit::Refused { why: RefusedWhy::Full }, &[Greeting]),
        (Exit::Abandoned, &[Queued, Transferring]),
        (Exit::KeyExit { key: "1".into() }, &[Queued]),
        (Exit::TimedOut, &[Queued]),
        (Exit::Failed { what: "trunk".into() }, &[Greeting, Queued, Transferring]),
        (Exit::NotReached { why: NotReached::Busy }, &[]),
    ];
    for (exit, phases) in exits {
        check_legal(&left(1, exit), phases);
    }
    // The seventh way out is the answer.
    check_legal(&answered(1), &[Phase::Ringing]);
}

#[test]
fn each_move_has_its_phases() {
    use Phase::{Dialling, Greeting, Held, Over, Placed, Queued, Ringing, Talking, Transferring};
    let moves: [(Event, &[Phase]); 14] = [
        (entered(1), &[]),
        (Event::CallSelfServed { call: call(1) }, &[Greeting]),
        (queued(1, "q"), &[Greeting, Transferring]),
        (rings(1), &[Queued]),
        (ring_ended(1, RingEnd::NoAnswer), &[Ringing]),
        (Event::CallHeld { call: call(1) }, &[Talking]),
        (Event::CallResumed { call: call(1) }, &[Held]),
        (transferred(1, to_queue("p")), &[Talking, Held]),
        (ended(1), &[Talking, Held]),
        (wrapped(1), &[Over, Transferring]),
        (placed(1), &[]),
        (dialled(1), &[Placed]),
        (connected(1), &[Dialling]),
        (not_reached(1, NotReached::Busy), &[Placed, Dialling]),
    ];
    for (event, phases) in moves {
        check_legal(&event, phases);
    }
}

#[test]
fn what_is_not_there_is_refused_and_changes_nothing() {
    let before = floor(path(Phase::Talking));
    let someone = || agent("nobody");
    let strangers = [
        queued(9, "q"),
        Event::CallHeld { call: call(9) },
        queued(1, "nowhere"),
        transferred(1, to_queue("nowhere")),
        transferred(1, TransferTarget::Agent { agent: someone() }),
        Event::CallRinging { call: call(1), agent: someone() },
        Event::CallEnded { call: call(1), agent: agent("b"), by: Ender::Agent },
        Event::AgentReady { agent: someone() },
        Event::AgentReady { agent: agent("a") },
        Event::AgentLost { agent: someone() },
        Event::AgentFound { agent: agent("a") },
        Event::NextStateAsked { agent: agent("b"), next: Some(NextState::Offline) },
        signed_in("b", &["q"]),
    ];
    for event in strangers {
        let mut after = before.clone();
        assert!(after.apply(at(60), &event).is_err(), "{event:?} was taken");
        assert_eq!(after, before, "{event:?} was refused and changed something");
    }
}

#[test]
fn a_call_goes_all_the_way_and_leaves_nothing_behind() {
    let mut path = path(Phase::Held);
    path.extend([Event::CallResumed { call: call(1) }, ended(1), wrapped(1)]);
    let floor = floor(path);
    assert!(floor.calls.is_empty());
    assert_eq!(floor.agents[&agent("a")].state, AgentState::Ready);
}

#[test]
fn a_transferred_call_has_two_agents_in_wrap_up_until_both_are_done() {
    let b = |event: fn(CallId, hotdesk::domain::AgentId) -> Event| event(call(1), agent("b"));
    let mut path = path(Phase::Transferring);
    path.extend([
        Event::AgentReady { agent: agent("b") },
        queued(1, "q"),
        b(|call, agent| Event::CallRinging { call, agent }),
        b(|call, agent| Event::CallAnswered { call, agent }),
        b(|call, agent| Event::CallEnded { call, agent, by: Ender::Agent }),
        b(|call, agent| Event::WrapUpEnded { call, agent, why: WrapUpEnd::Limit }),
    ]);
    let both = floor(path.clone());
    assert_eq!(both.calls[&call(1)].wrapping, [agent("a")], "the first agent still works on it");
    path.push(wrapped(1));
    assert!(floor(path).calls.is_empty());
}

#[test]
fn a_missed_ring_goes_back_to_its_place_and_its_agent_to_the_end_of_the_line() {
    let mut path = path(Phase::Queued);
    path.extend([entered(2), queued(2, "q"), rings(1), ring_ended(1, RingEnd::NoAnswer)]);
    let floor = floor(path);
    assert_eq!(floor.queues[&queue("q")].waiting, [call(1), call(2)]);
    assert_eq!(floor.agents[&agent("a")].missed, 1);
    assert_eq!(floor.agents[&agent("a")].idle_since, at(10));
}

#[test]
fn the_state_asked_for_comes_after_a_ring_as_after_a_talk() {
    let lunch = NextState::Paused { reason: pause("lunch") };
    let wish = Event::NextStateAsked { agent: agent("a"), next: Some(lunch) };
    let away = AgentState::Paused { reason: pause("lunch") };
    let mut after_ring = path(Phase::Ringing);
    after_ring.extend([wish.clone(), ring_ended(1, RingEnd::Withdrawn)]);
    assert_eq!(floor(after_ring).agents[&agent("a")].state, away);
    let mut after_talk = path(Phase::Over);
    after_talk.extend([wish, wrapped(1)]);
    assert_eq!(floor(after_talk).agents[&agent("a")].state, away);
}

#[test]
fn a_dropped_callers_place_is_kept_for_that_number_alone() {
    let mut path = path(Phase::Queued);
    path.push(left(1, Exit::Abandoned));
    let kept = floor(path.clone()).kept;
    assert_eq!(kept.len(), 1);
    let from = kept[0].queued_at;
    let back = |id: u128| Event::CallQueued {
        call: call(id),
        queue: queue("q"),
        head_start_s: 0,
        kept_from: Some(from),
        position: None,
    };
    path.extend([entered(2), back(2)]);
    assert_eq!(floor(path.clone()).kept.len(), 1, "another number does not use the place up");
    path.pop();
    path.pop();
    path.extend([entered(1), back(1)]);
    let floor = floor(path);
    assert!(floor.kept.is_empty());
    assert_eq!(floor.calls[&call(1)].queued_at, Some(from));
}

#[test]
fn a_call_that_we_begin_is_a_talk_from_its_connection_on() {
    let talk = [placed(1), dialled(1), connected(1)];
    let floor_then = |more: Vec<Event>| floor(talk.iter().cloned().chain(more).collect());
    let talking = floor_then(vec![]);
    let on_line = &talking.calls[&call(1)];
    assert_eq!((on_line.direction, on_line.switch_ref.as_str()), (Direction::Outbound, "1.1"));
    assert_eq!(on_line.answered_at, Some(on_line.since));
    let wrapping = floor_then(vec![ended(1)]);
    assert_eq!(wrapping.agents[&agent("a")].state, AgentState::WrapUp { call: call(1) });
    let handed_on = floor_then(vec![transferred(1, to_queue("p")), queued(1, "p")]);
    assert_eq!(handed_on.queues[&queue("p")].waiting, [call(1)]);
}

#[test]
fn who_reaches_nobody_is_where_the_call_began() {
    let unreached = |events: Vec<Event>| floor(events).agents[&agent("a")].state.clone();
    let tried = [placed(1), dialled(1), not_reached(1, NotReached::NoAnswer)];
    assert_eq!(unreached(tried.to_vec()), AgentState::Ready);
    let lunch = pause("lunch");
    let away = Event::AgentPaused { agent: agent("a"), reason: lunch.clone() };
    let from_lunch = [vec![away], tried.to_vec()].concat();
    assert_eq!(unreached(from_lunch), AgentState::Paused { reason: lunch });
    let never_lifted = [placed(1), not_reached(1, NotReached::NotLifted)];
    assert_eq!(floor(never_lifted.to_vec()).calls.len(), 0, "nothing was said, so nothing is to be done");
}

#[test]
fn a_call_is_begun_out_of_no_other() {
    for phase in [Phase::Ringing, Phase::Talking, Phase::Held, Phase::Over, Phase::Dialling] {
        let mut floor = floor(path(phase));
        assert!(floor.apply(at(60), &placed(2)).is_err(), "while {phase:?}");
    }
}
