//! What holds on a floor whatever happens, tried with random events.

use hotdesk::domain::{
    AgentState, Call, Ender, Event, Exit, Floor, NextState, NotReached, Phase, RefusedWhy, RingEnd,
    TransferTarget, WrapUpEnd,
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::make::{agent, at, call, entered, pause, placed, queue, queued, settings, signed_in};

/// Panics if calls, agents and queues of a floor contradict each other.
pub fn check(floor: &Floor) {
    for call in floor.calls.values() {
        check_call(floor, call);
    }
    for (id, agent) in &floor.agents {
        assert!(agent.next.is_none() || agent.state.call().is_some(), "{id} has a next state and no call");
        assert!(!(agent.lost && agent.state == AgentState::Offline), "{id} is lost and signed out");
        let Some(held) = agent.state.call() else { continue };
        let call = floor.calls.get(&held).unwrap_or_else(|| panic!("{id} has {held}, which is gone"));
        match agent.state {
            AgentState::WrapUp { .. } => {
                assert!(call.wrapping.contains(id), "{id} wraps up unknown to the call")
            }
            _ => assert_eq!(call.agent.as_ref(), Some(id), "{id} has a call that has another"),
        }
    }
    for queue in floor.queues.values() {
        let places =
            queue.waiting.iter().filter_map(|waiting| floor.calls.get(waiting)).map(|call| call.place());
        assert!(places.is_sorted(), "who waits is not in order in {}", queue.settings.id);
    }
    for waiting in floor.queues.values().flat_map(|queue| &queue.waiting) {
        assert!(floor.calls.contains_key(waiting), "{waiting} waits and is gone");
    }
}

fn check_call(floor: &Floor, call: &Call) {
    let places =
        floor.queues.values().flat_map(|queue| &queue.waiting).filter(|waiting| **waiting == call.id);
    let waits =
        matches!(call.phase, Phase::Queued) || (call.phase == Phase::Ringing && call.queued_at.is_some());
    assert_eq!(places.count(), usize::from(waits), "{} is {:?}", call.id, call.phase);
    if waits {
        let queue = call.queue.as_ref().expect("who waits, waits in a queue");
        assert!(floor.queues[queue].waiting.contains(&call.id));
    }
    let id = call.id;
    let state = match call.phase {
        Phase::Ringing => Some(AgentState::Ringing { call: id }),
        Phase::Placed | Phase::Dialling | Phase::Talking => Some(AgentState::Talking { call: id }),
        Phase::Held => Some(AgentState::Holding { call: id }),
        Phase::Greeting | Phase::Queued | Phase::Transferring | Phase::Over => None,
    };
    if call.phone_only {
        assert!(matches!(call.phase, Phase::Talking | Phase::Held) && call.agent.is_some(), "{call:?}");
        let wraps = AgentState::WrapUp { call: id };
        let mut hands = floor.agents.values().filter(|agent| agent.state.call() == Some(id));
        assert!(hands.all(|agent| agent.state == wraps), "{id} is in two hands");
    } else {
        let agent = call.agent.as_ref().map(|agent| floor.agents[agent].state.clone());
        assert_eq!(agent, state, "{id} and its agent disagree");
    }
    for agent in &call.wrapping {
        assert_eq!(floor.agents[agent].state, AgentState::WrapUp { call: id });
    }
    assert!(call.phase != Phase::Over || !call.wrapping.is_empty(), "{id} is over and kept");
}

fn exits() -> impl Strategy<Value = Exit> {
    select(vec![
        Exit::Abandoned,
        Exit::AbandonedInGreeting,
        Exit::KeyExit { key: "1".into() },
        Exit::TimedOut,
        Exit::Refused { why: RefusedWhy::Closed },
        Exit::Failed { what: "trunk".into() },
    ])
}

fn not_reached() -> impl Strategy<Value = NotReached> {
    let failed = NotReached::Failed { what: "trunk".into() };
    select(vec![NotReached::Busy, NotReached::GaveUp, NotReached::NotLifted, failed])
}

fn ring_ends() -> impl Strategy<Value = RingEnd> {
    select(vec![RingEnd::NoAnswer, RingEnd::Rejected, RingEnd::CallerGone, RingEnd::Withdrawn])
}

fn wishes() -> impl Strategy<Value = Option<NextState>> {
    let lunch = NextState::Paused { reason: pause("lunch") };
    select(vec![None, Some(NextState::Ready), Some(lunch), Some(NextState::Offline)])
}

fn targets() -> impl Strategy<Value = TransferTarget> {
    let agents = ["a", "b", "x"].map(|name| TransferTarget::Agent { agent: agent(name) });
    let queues = ["q", "p", "x"].map(|name| TransferTarget::Queue { queue: queue(name) });
    select(agents.into_iter().chain(queues).collect::<Vec<_>>())
}

/// Any event about three calls, three agents and two queues; most do not fit.
fn events() -> impl Strategy<Value = Event> {
    let who = || select(vec!["a", "b", "c"]);
    let which = || 1..4_u128;
    let both = || (which().prop_map(call), who().prop_map(agent));
    let about_calls = prop_oneof![
        3 => which().prop_map(entered),
        3 => (which(), select(vec!["q", "p", "x"]), 0..60_u32, any::<bool>()).prop_map(|(id, name, head_start_s, kept)| {
            let kept_from = kept.then(|| at(1));
            Event::CallQueued { call: call(id), queue: queue(name), head_start_s, kept_from, position: None }
        }),
        4 => both().prop_map(|(call, agent)| Event::CallRinging { call, agent }),
        2 => (both(), ring_ends()).prop_map(|((call, agent), why)| Event::RingEnded { call, agent, why }),
        4 => both().prop_map(|(call, agent)| Event::CallAnswered { call, agent }),
        1 => which().prop_map(|id| Event::CallHeld { call: call(id) }),
        1 => which().prop_map(|id| Event::CallResumed { call: call(id) }),
        2 => (both(), targets()).prop_map(|((call, agent), to)| Event::CallTransferred { call, agent, to }),
        2 => (which(), exits()).prop_map(|(id, exit)| Event::CallLeft { call: call(id), exit }),
        1 => which().prop_map(|id| Event::CallSelfServed { call: call(id) }),
        2 => both().prop_map(|(call, agent)| Event::CallEnded { call, agent, by: Ender::Caller }),
        2 => (which(), who()).prop_map(|(id, name)| placed(id, name)),
        2 => both().prop_map(|(call, agent)| Event::CallDialled { call, agent, switch_ref: "1.1".into() }),
        2 => both().prop_map(|(call, agent)| Event::CallConnected { call, agent, switch_ref: "1.2".into() }),
        1 => (both(), not_reached()).prop_map(|((call, agent), why)| Event::CallNotReached { call, agent, why }),
        3 => both().prop_map(|(call, agent)| Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done }),
    ];
    let about_agents = prop_oneof![
        3 => who().prop_map(|name| signed_in(name, &["q", "p"])),
        1 => who().prop_map(|name| Event::AgentSignedOut { agent: agent(name) }),
        4 => who().prop_map(|name| Event::AgentReady { agent: agent(name) }),
        1 => who().prop_map(|name| Event::AgentPaused { agent: agent(name), reason: pause("lunch") }),
        1 => (who(), wishes()).prop_map(|(name, next)| Event::NextStateAsked { agent: agent(name), next }),
        1 => who().prop_map(|name| Event::AgentLost { agent: agent(name) }),
        1 => who().prop_map(|name| Event::AgentFound { agent: agent(name) }),
    ];
    prop_oneof![3 => about_calls, 2 => about_agents]
}

fn start() -> Floor {
    let mut floor = Floor::default();
    let ready = ["a", "b", "c"]
        .into_iter()
        .flat_map(|name| [signed_in(name, &["q", "p"]), Event::AgentReady { agent: agent(name) }]);
    let queues = ["q", "p"].map(|name| Event::QueueConfigured { queue: settings(name) });
    let calls = [entered(1), queued(1, "q")];
    for event in queues.into_iter().chain(ready).chain(calls) {
        floor.apply(at(0), &event).expect("a start that fits");
    }
    floor
}

proptest! {
    #[test]
    fn whatever_happens_the_floor_contradicts_itself_nowhere(events in vec(events(), 1..120)) {
        let mut floor = start();
        for (second, event) in (1..).zip(&events) {
            let before = floor.clone();
            match floor.apply(at(second), event) {
                Ok(()) => check(&floor),
                Err(_) => prop_assert_eq!(&floor, &before, "{:?} was refused and changed something", event),
            }
        }
    }

    #[test]
    fn a_floor_from_a_snapshot_goes_on_as_the_other(events in vec(events(), 2..80), cut in 0.0..1.0_f64) {
        let cut = (events.len() as f64 * cut) as usize;
        let mut floor = start();
        let go = |floor: &mut Floor, from: usize, to: usize| {
            for (second, event) in (0..).zip(&events).skip(from).take(to - from) {
                let _ = floor.apply(at(second), event);
            }
        };
        go(&mut floor, 0, cut);
        let snapshot = serde_json::to_string(&floor).expect("floors serialize");
        let mut other: Floor = serde_json::from_str(&snapshot).expect("and come back");
        go(&mut floor, cut, events.len());
        go(&mut other, cut, events.len());
        prop_assert_eq!(floor, other);
    }
}
