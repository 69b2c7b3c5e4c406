//! Routing: who is rung next, and that the quick way finds the same as the plain one.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use hotdesk::{
    domain::{AgentId, AgentState, CallId, Event, Floor, Phase, Phone},
    routing::{Reserved, next_rings},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::make::{agent, at, call, entered, pause, queue, settings, signed_in};

/// Who is ready since when, for which queues.
type Ready<'a> = (&'a str, i64, &'a [&'a str]);
/// Which call waits since when, with which head start, in which queue.
type Waiting<'a> = (u128, i64, u32, &'a str);

fn floor(agents: &[Ready], calls: &[Waiting]) -> Floor {
    let mut floor = Floor::default();
    let mut apply = |second, event| floor.apply(at(second), &event).expect("a floor that fits");
    for name in ["q", "p"] {
        apply(0, Event::QueueConfigured { queue: settings(name) });
    }
    for (name, since, queues) in agents {
        apply(0, signed_in(name, queues));
        apply(*since, Event::AgentReady { agent: agent(name) });
    }
    for (id, since, head_start_s, name) in calls {
        let (call, queue, head_start_s) = (call(*id), queue(name), *head_start_s);
        apply(*since, entered(*id));
        apply(*since, Event::CallQueued { call, queue, head_start_s, kept_from: None, position: None });
    }
    floor
}

#[track_caller]
fn check(agents: &[Ready], calls: &[Waiting], expected: &[(u128, &str)]) {
    let rings = next_rings(&floor(agents, calls), &Reserved::default());
    let expected: Vec<_> = expected.iter().map(|(id, name)| (call(*id), agent(name))).collect();
    assert_eq!(rings, expected);
}

#[test]
fn the_longest_wait_gets_the_longest_idle() {
    check(&[("a", 5, &["q"]), ("b", 3, &["q"])], &[(1, 12, 0, "q"), (2, 11, 0, "q")], &[(2, "b"), (1, "a")]);
    check(&[("a", 5, &["q"])], &[(1, 12, 0, "q"), (2, 11, 0, "q")], &[(2, "a")]);
    check(&[("a", 5, &["q"])], &[], &[]);
    check(&[], &[(1, 12, 0, "q")], &[]);
}

#[test]
fn a_head_start_counts_as_so_many_seconds_of_waiting() {
    check(&[("a", 0, &["q"])], &[(1, 10, 0, "q"), (2, 69, 60, "q")], &[(2, "a")]);
    check(&[("a", 0, &["q"])], &[(1, 10, 0, "q"), (2, 70, 60, "q")], &[(1, "a")]);
    check(&[("a", 0, &["q"])], &[(1, 10, 0, "q"), (2, 71, 60, "q")], &[(1, "a")]);
}

#[test]
fn agents_take_calls_of_their_queues_only() {
    check(&[("a", 1, &["p"])], &[(1, 10, 0, "q")], &[]);
    let agents: [Ready; 2] = [("a", 1, &["p"]), ("b", 2, &["q", "p"])];
    check(&agents, &[(1, 10, 0, "q"), (2, 11, 0, "q"), (3, 12, 0, "p")], &[(1, "b"), (3, "a")]);
}

#[test]
fn who_is_lost_away_asked_or_set_aside_is_not_rung() {
    let calls: [Waiting; 1] = [(1, 10, 0, "q")];
    let mut floor = floor(&[("a", 1, &["q"]), ("b", 2, &["q"]), ("c", 3, &["q"]), ("d", 4, &["q"])], &calls);
    floor.apply(at(11), &Event::AgentLost { agent: agent("a") }).expect("a is there");
    floor
        .apply(at(11), &Event::AgentPaused { agent: agent("b"), reason: pause("lunch") })
        .expect("b is there");
    let mut reserved = Reserved::default();
    reserved.set_aside(agent("c"));
    assert_eq!(next_rings(&floor, &reserved), [(call(1), agent("d"))]);
    reserved.reserve(call(1), agent("d"));
    assert_eq!(next_rings(&floor, &reserved), [], "a call that was asked for is not asked for again");
    assert_eq!(reserved.call_of(&agent("d")), Some(call(1)));
    assert_eq!(reserved.release(call(1)), Some(agent("d")));
    reserved.take_in(&agent("c"));
    assert_eq!(next_rings(&floor, &reserved), [(call(1), agent("c"))]);
}

#[test]
fn whose_phone_the_switch_does_not_reach_is_not_rung() {
    let mut floor = floor(&[("a", 1, &["q"]), ("b", 2, &["q"])], &[(1, 10, 0, "q")]);
    let mut rings = |phone| {
        floor.apply(at(11), &Event::AgentPhoneChanged { agent: agent("a"), phone }).expect("a is there");
        next_rings(&floor, &Reserved::default())
    };
    assert_eq!(rings(Phone::Unreachable), [(call(1), agent("b"))]);
    assert_eq!(rings(Phone::Reachable), [(call(1), agent("a"))]);
}

/// The same rule, written down as plainly as possible: all calls sorted, for each the first agent who fits.
fn plainly(floor: &Floor, reserved: &Reserved) -> Vec<(CallId, AgentId)> {
    let mut calls: Vec<_> = floor.waiting().filter(|call| call.phase == Phase::Queued).collect();
    calls.retain(|call| !reserved.is_asked(call.id));
    calls.sort_by_key(|call| {
        call.queued_at.map(|began| began - TimeDelta::seconds(i64::from(call.head_start_s)))
    });
    let mut agents: Vec<_> = floor.agents.values().filter(|agent| reserved.may_ring(agent)).collect();
    agents.sort_by_key(|agent| agent.idle_since);
    let mut rings = Vec::new();
    for call in calls {
        let queue = call.queue.as_ref().expect("who waits, waits in a queue");
        if let Some(place) = agents.iter().position(|agent| agent.queues.contains(queue)) {
            rings.push((call.id, agents.remove(place).id.clone()));
        }
    }
    rings
}

proptest! {
    #[test]
    fn the_quick_way_rings_as_the_plain_one(
        agents in vec((0..50_i64, select(vec![&["q"][..], &["p"], &["q", "p"], &["p", "q"]])), 0..8),
        calls in vec((0..1000_i64, 0..100_u32, select(vec!["q", "p"])), 0..60),
    ) {
        let names: Vec<_> = (0..agents.len()).map(|number| format!("a{number}")).collect();
        let agents: Vec<Ready> = names.iter().zip(&agents).map(|(name, (since, queues))| (name.as_str(), *since, *queues)).collect();
        // Two calls with the same place in line may go either way; give each a place of its own.
        let mut places = BTreeSet::new();
        let calls: Vec<Waiting> = (1..).zip(&calls)
            .map(|(id, (since, head_start, name))| (id, *since, *head_start, *name))
            .filter(|(_, since, head_start, _)| places.insert(since - i64::from(*head_start)))
            .collect();
        let floor = floor(&agents, &calls);
        let reserved = Reserved::default();
        prop_assert_eq!(next_rings(&floor, &reserved), plainly(&floor, &reserved));
    }
}

#[test]
fn a_call_that_rings_already_is_not_asked_for_again() {
    let mut floor = floor(&[("a", 1, &["q"]), ("b", 2, &["q"])], &[(1, 10, 0, "q")]);
    floor.apply(at(11), &Event::CallRinging { call: call(1), agent: agent("a") }).expect("it rings");
    assert_eq!(floor.agents[&agent("b")].state, AgentState::Ready);
    assert_eq!(next_rings(&floor, &Reserved::default()), []);
}
