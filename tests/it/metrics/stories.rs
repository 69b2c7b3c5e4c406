//! Stories of a day, and the numbers that come of them.

use chrono::{DateTime, Duration, Utc};
use hotdesk::{
    domain::{
        Ender, Event, Exit, Floor, NextState, NotReached, PauseCode, RingEnd, TransferTarget, WrapUpEnd,
    },
    metrics::{Metric, Tally},
};

use super::{agent, at, call, configured, entered, fold, placed, queue, queued, signed_in};

/// The log of a story: each event so many seconds after the one before; all of them fit the floor.
fn story(start: &str, steps: Vec<(i64, Event)>) -> Vec<(DateTime<Utc>, Event)> {
    let (mut now, mut floor) = (at(start), Floor::default());
    let mut told = Vec::new();
    for (after_s, event) in steps {
        now += Duration::seconds(after_s);
        floor.apply(now, &event).expect("the story fits the floor");
        told.push((now, event));
    }
    told
}

/// Signs agent 1 in and lets one call be answered after 12 s, held, and finished.
fn one_call() -> Vec<(i64, Event)> {
    let (id, agent) = (call(1), agent(1));
    vec![
        (0, configured(0)),
        (0, signed_in(1)),
        (30, Event::AgentReady { agent: agent.clone() }),
        (60, entered(id)),
        (10, queued(id, 0)),
        (2, Event::CallRinging { call: id, agent: agent.clone() }),
        (10, Event::CallAnswered { call: id, agent: agent.clone() }),
        (100, Event::CallHeld { call: id }),
        (20, Event::CallResumed { call: id }),
        (80, Event::CallEnded { call: id, agent: agent.clone(), by: Ender::Caller }),
        (40, Event::WrapUpEnded { call: id, agent, why: WrapUpEnd::Done }),
    ]
}

#[test]
fn a_call_becomes_the_numbers_of_its_queue_its_agent_and_the_centre() {
    let log = story("1999-01-04T08:00:00Z", one_call());
    let today = fold(&log);
    let queue = &today.tallies.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.answered_in_target, queue.handled), (1, 1, 1, 1));
    assert_eq!((queue.talk_ms, queue.hold_ms, queue.wrap_up_ms), (180_000, 20_000, 40_000));
    assert_eq!(Metric::Asa.of(queue), Some(12.0));
    let centre = &today.tallies.centre;
    assert_eq!((centre.entered, centre.offered, centre.answered), (1, 1, 1));
    let now = log.last().expect("events").0 + Duration::seconds(60);
    let agent = today.agent(&agent(1), now).expect("she is here");
    assert_eq!((agent.rings, agent.answered, agent.missed), (1, 1, 0));
    assert_eq!((agent.ready_ms(), agent.signed_in_ms), (72_000 + 60_000, 412_000));
    assert_eq!(agent.paused_ms[&PauseCode::from("start")], 30_000);
    assert_eq!(Metric::Aht.of(&agent), Some(240.0));
    assert_eq!(Metric::Occupancy.of(&agent), Some(240.0 / 372.0));
    assert_eq!(agent.calls, [call(1)]);
}

#[test]
fn a_wait_of_exactly_the_target_is_within_it_and_a_short_abandon_is_counted_apart() {
    let (a, b, c) = (call(1), call(2), call(3));
    let abandoned = |call| Event::CallLeft { call, exit: Exit::Abandoned };
    let steps = vec![
        (0, configured(0)),
        (0, signed_in(1)),
        (0, Event::AgentReady { agent: agent(1) }),
        (0, entered(a)),
        (0, queued(a, 0)),
        (0, entered(b)),
        (0, queued(b, 0)),
        (0, entered(c)),
        (0, queued(c, 0)),
        (0, Event::CallRinging { call: a, agent: agent(1) }),
        (5, abandoned(b)),
        (1, abandoned(c)),
        (14, Event::CallAnswered { call: a, agent: agent(1) }),
    ];
    let today = fold(&story("1999-01-04T08:00:00Z", steps));
    let tally = &today.tallies.queues[&queue(0)];
    assert_eq!((tally.answered_in_target, tally.abandoned, tally.abandoned_short), (1, 2, 1));
    assert_eq!((tally.wait_abandoned_ms, tally.longest_wait_ms), (11_000, 20_000));
    assert_eq!(Metric::ServiceLevelAbandonsMet.of(tally), Some(1.0));
    assert_eq!(Metric::AbandonRateWithoutShort.of(tally), Some(0.5));
}

#[test]
fn a_ring_unanswered_is_the_agents_and_a_transfer_is_offered_again() {
    let (id, first, second) = (call(1), agent(1), agent(2));
    let steps = vec![
        (0, configured(0)),
        (0, configured(1)),
        (0, signed_in(1)),
        (0, Event::AgentReady { agent: first.clone() }),
        (0, signed_in(2)),
        (0, Event::AgentReady { agent: second.clone() }),
        (0, entered(id)),
        (0, queued(id, 0)),
        (0, Event::CallRinging { call: id, agent: first.clone() }),
        (15, Event::RingEnded { call: id, agent: first, why: RingEnd::NoAnswer }),
        (0, Event::CallRinging { call: id, agent: second.clone() }),
        (5, Event::CallAnswered { call: id, agent: second.clone() }),
        (60, Event::NextStateAsked { agent: second.clone(), next: Some(NextState::Offline) }),
        (
            0,
            Event::CallTransferred {
                call: id,
                agent: second.clone(),
                to: TransferTarget::Queue { queue: queue(1) },
            },
        ),
        (1, queued(id, 1)),
        (29, Event::WrapUpEnded { call: id, agent: second, why: WrapUpEnd::Limit }),
        (30, Event::CallLeft { call: id, exit: Exit::TimedOut }),
    ];
    let today = fold(&story("1999-01-04T08:00:00Z", steps));
    assert_eq!(Metric::RnaRate.of(&today.tallies.agents[&agent(1)]), Some(1.0));
    let second = &today.tallies.agents[&agent(2)];
    assert_eq!((second.transferred, second.handled, second.wrap_up_ms), (1, 1, 30_000));
    let later = today.agent(&agent(2), at("1999-01-04T20:00:00Z")).expect("she was here");
    assert_eq!(&later, second, "the wish to go home took effect after the wrap-up");
    let (general, urgent) = (&today.tallies.queues[&queue(0)], &today.tallies.queues[&queue(1)]);
    assert_eq!((general.offered, general.answered, general.transferred), (1, 1, 1));
    assert_eq!((urgent.offered, urgent.answered, urgent.timed_out), (1, 0, 1));
    assert_eq!(
        (today.tallies.centre.offered, today.tallies.centre.answered, today.tallies.centre.timed_out),
        (1, 1, 0)
    );
}

#[test]
fn a_call_belongs_to_the_day_on_which_it_was_offered_and_work_to_the_day_on_which_it_was_done() {
    // Local midnight is 22:00 UTC; the call is answered 102 s after the start of the story.
    let log = story("1999-01-04T21:58:00Z", one_call());
    let today = fold(&log);
    let queue = &today.tallies.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.talk_ms, queue.handled), (0, 0, 0, 0));
    let tally = &today.tallies.agents[&agent(1)];
    assert_eq!((tally.handled, tally.handled_ms), (1, 240_000), "the whole work of a call handled today");
    assert_eq!((tally.talk_ms, tally.hold_ms), (172_000, 20_000), "only the time since midnight");
    let (late, event) =
        (at("1999-01-04T21:59:59Z"), Event::AgentPaused { agent: "7001".into(), reason: "tea".into() });
    let mut moved = today.clone();
    moved.apply(late, &event);
    assert_eq!(moved.tallies.queues, today.tallies.queues, "a late event does not begin yesterday anew");
    moved.apply(at("1999-01-03T12:00:00Z"), &signed_in(1));
    assert_eq!(moved.tallies.agents[&agent(1)].handled, 0, "a clock set back does");
}

#[test]
fn a_quiet_night_ends_the_day_too() {
    let mut today = fold(&story("1999-01-04T08:00:00Z", one_call()));
    today.turn(at("1999-01-04T22:00:00Z"));
    assert_eq!(today.tallies.queues[&queue(0)], Tally::default());
    let tally = today.agent(&agent(1), at("1999-01-04T22:10:00Z")).expect("she is here");
    assert_eq!((tally.ready_ms(), tally.handled), (600_000, 0));
}

#[test]
fn calls_that_we_begin_are_counted_apart() {
    let who = agent(1);
    let dialled = |call| Event::CallDialled { call, agent: who.clone(), switch_ref: String::new() };
    let not_reached = |call, why| Event::CallNotReached { call, agent: who.clone(), why };
    let steps = vec![
        (0, configured(0)),
        (0, signed_in(1)),
        (0, placed(call(1), who.clone())),
        (5, dialled(call(1))),
        (20, not_reached(call(1), NotReached::NoAnswer)),
        (0, placed(call(2), who.clone())),
        (5, not_reached(call(2), NotReached::NotLifted)),
        (10, placed(call(3), who.clone())),
        (5, dialled(call(3))),
        (15, Event::CallConnected { call: call(3), agent: who.clone(), switch_ref: String::new() }),
        (100, Event::CallEnded { call: call(3), agent: who.clone(), by: Ender::Agent }),
        (30, Event::WrapUpEnded { call: call(3), agent: who.clone(), why: WrapUpEnd::Done }),
    ];
    let today = fold(&story("1999-01-04T08:00:00Z", steps));
    let tally = &today.tallies.agents[&who];
    assert_eq!(Metric::PlacedAnswerRate.of(tally), Some(0.5), "the phone that was not lifted called nobody");
    assert_eq!(Metric::PlacedAht.of(tally), Some(150.0));
    assert_eq!((tally.answered, tally.handled, tally.rings, tally.transferred), (0, 0, 0, 0));
    assert_eq!((tally.talk_ms, tally.wrap_up_ms), (150_000, 30_000), "dialling is work");
    assert_eq!(tally.paused_ms[&PauseCode::from("start")], 10_000, "and then the agent is away as before");
    assert_eq!(tally.calls, [call(1), call(3)]);
    let apart = Tally { placed: 2, placed_connected: 1, ..Tally::default() };
    assert_eq!(today.tallies.centre, apart);
    assert_eq!(today.tallies.queues[&queue(0)], Tally::default());
}

#[test]
fn a_call_that_we_began_and_handed_on_is_its_next_queues() {
    let (id, first, second) = (call(1), agent(1), agent(2));
    let to = TransferTarget::Queue { queue: queue(0) };
    let steps = vec![
        (0, configured(0)),
        (0, signed_in(1)),
        (0, signed_in(2)),
        (0, Event::AgentReady { agent: second.clone() }),
        (0, placed(id, first.clone())),
        (0, Event::CallDialled { call: id, agent: first.clone(), switch_ref: String::new() }),
        (9, Event::CallConnected { call: id, agent: first.clone(), switch_ref: String::new() }),
        (60, Event::CallTransferred { call: id, agent: first.clone(), to }),
        (0, queued(id, 0)),
        (0, Event::CallRinging { call: id, agent: second.clone() }),
        (4, Event::CallAnswered { call: id, agent: second.clone() }),
        (30, Event::CallEnded { call: id, agent: second.clone(), by: Ender::Caller }),
        (5, Event::WrapUpEnded { call: id, agent: second.clone(), why: WrapUpEnd::Done }),
    ];
    let today = fold(&story("1999-01-04T08:00:00Z", steps));
    let queue = &today.tallies.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.handled), (1, 1, 1));
    assert_eq!(Metric::Aht.of(&today.tallies.agents[&second]), Some(35.0));
    assert_eq!(
        (
            today.tallies.agents[&first].transferred,
            today.tallies.centre.offered,
            today.tallies.centre.answered
        ),
        (0, 0, 0)
    );
}

#[test]
fn a_talk_at_a_phone_without_a_screen_is_answered_and_neither_handled_nor_handed_on() {
    let (id, first, second) = (call(1), agent(1), agent(2));
    let to = TransferTarget::Queue { queue: queue(1) };
    let steps = vec![
        (0, configured(0)),
        (0, configured(1)),
        (0, entered(id)),
        (0, queued(id, 0)),
        (9, Event::CallAnswered { call: id, agent: first.clone() }),
        (60, Event::CallTransferred { call: id, agent: first.clone(), to }),
        (0, queued(id, 1)),
        (5, Event::CallAnswered { call: id, agent: second.clone() }),
        (30, Event::CallEnded { call: id, agent: second, by: Ender::Caller }),
    ];
    let today = fold(&story("1999-01-04T08:00:00Z", steps));
    let agent = &today.tallies.agents[&first];
    assert_eq!((agent.answered, agent.handled, agent.transferred), (1, 0, 0));
    assert_eq!((agent.talk_ms, Metric::TransferRate.of(agent)), (0, None));
    for queue in [&today.tallies.queues[&queue(0)], &today.tallies.queues[&queue(1)]] {
        assert_eq!((queue.offered, queue.answered, queue.handled, queue.transferred), (1, 1, 0, 0));
    }
    assert_eq!((today.tallies.centre.offered, today.tallies.centre.answered), (1, 1));
}
