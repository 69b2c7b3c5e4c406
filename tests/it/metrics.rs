//! Events to numbers.

use chrono::{DateTime, Duration, Utc};
use hotdesk::{
    domain::{
        AgentId, AgentKind, AgentState, CallId, Ender, Event, Exit, Floor, NextState, NotReached, PauseCode,
        PhoneNumber, QueueId, QueueSettings, RingEnd, Tier, TransferTarget, Words, WrapUpEnd,
    },
    metrics::{Metric, Tally, Today},
};
use proptest::prelude::*;
use uuid::Uuid;

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jerusalem;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}

fn agent(n: usize) -> AgentId {
    AgentId::from(format!("70{n:02}"))
}

fn queue(n: usize) -> QueueId {
    QueueId::from(["general", "urgent"][n % 2])
}

fn configured(n: usize) -> Event {
    let label = Words { zh: "综合".into(), en: "General".into() };
    let queue = QueueSettings {
        id: queue(n),
        label,
        target_s: 20,
        short_abandon_s: 5,
        max_wait_s: 600,
        ring_s: 15,
        wrap_up_s: 60,
        misses_before_pause: 2,
        keep_place_s: 60,
        capacity: 50,
        head_start_s: vec![0],
        hours: None,
    };
    Event::QueueConfigured { queue }
}

fn entered(call: CallId) -> Event {
    Event::CallEntered {
        call,
        switch_ref: String::new(),
        number: PhoneNumber::new("+972545550123"),
        contact: None,
        tier: Tier::Ordinary,
        service: "PS".into(),
        priority: 0,
        repeats: 0,
    }
}

fn queued(call: CallId, n: usize) -> Event {
    Event::CallQueued { call, queue: queue(n), head_start_s: 0, kept_from: None, position: None }
}

fn signed_in(n: usize) -> Event {
    Event::AgentSignedIn {
        agent: agent(n),
        name: "Avi".into(),
        kind: AgentKind::Person,
        queues: vec![queue(0), queue(1)],
        reason: PauseCode::from("start"),
    }
}

fn placed(call: CallId, agent: AgentId) -> Event {
    Event::CallPlaced {
        call,
        agent,
        number: PhoneNumber::new("+972545550123"),
        contact: None,
        tier: Tier::Ordinary,
        service: "callback".into(),
        callback: None,
    }
}

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

fn fold(log: &[(DateTime<Utc>, Event)]) -> Today {
    let mut today = Today::new(ZONE);
    log.iter().for_each(|(at, event)| today.apply(*at, event));
    today
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
    let queue = &today.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.answered_in_target, queue.handled), (1, 1, 1, 1));
    assert_eq!((queue.talk_ms, queue.hold_ms, queue.wrap_up_ms), (180_000, 20_000, 40_000));
    assert_eq!(Metric::Asa.of(queue), Some(12.0));
    let centre = &today.centre;
    assert_eq!((centre.entered, centre.offered, centre.answered), (1, 1, 1));
    let now = log.last().expect("events").0 + Duration::seconds(60);
    let agent = today.agents[&agent(1)].at(now);
    assert_eq!((agent.rings, agent.answered, agent.missed), (1, 1, 0));
    assert_eq!((agent.ready_ms, agent.signed_in_ms), (72_000 + 60_000, 412_000));
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
    let tally = &today.queues[&queue(0)];
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
    assert_eq!(Metric::RnaRate.of(&today.agents[&agent(1)]), Some(1.0));
    let second = &today.agents[&agent(2)];
    assert_eq!((second.transferred, second.handled, second.wrap_up_ms), (1, 1, 30_000));
    assert_eq!(second.running, None, "the wish to go home took effect after the wrap-up");
    let (general, urgent) = (&today.queues[&queue(0)], &today.queues[&queue(1)]);
    assert_eq!((general.offered, general.answered, general.transferred), (1, 1, 1));
    assert_eq!((urgent.offered, urgent.answered, urgent.timed_out), (1, 0, 1));
    assert_eq!((today.centre.offered, today.centre.answered, today.centre.timed_out), (1, 1, 0));
}

#[test]
fn a_call_belongs_to_the_day_on_which_it_was_offered_and_work_to_the_day_on_which_it_was_done() {
    // Local midnight is 22:00 UTC; the call is answered 102 s after the start of the story.
    let log = story("1999-01-04T21:58:00Z", one_call());
    let today = fold(&log);
    let queue = &today.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.talk_ms, queue.handled), (0, 0, 0, 0));
    let tally = &today.agents[&agent(1)];
    assert_eq!((tally.handled, tally.handled_ms), (1, 240_000), "the whole work of a call handled today");
    assert_eq!((tally.talk_ms, tally.hold_ms), (172_000, 20_000), "only the time since midnight");
    let (late, event) =
        (at("1999-01-04T21:59:59Z"), Event::AgentPaused { agent: "7001".into(), reason: "tea".into() });
    let mut moved = today.clone();
    moved.apply(late, &event);
    assert_eq!(moved.queues, today.queues, "a late event does not begin yesterday anew");
    moved.apply(at("1999-01-03T12:00:00Z"), &signed_in(1));
    assert_eq!(moved.agents[&agent(1)].handled, 0, "a clock set back does");
}

#[test]
fn a_quiet_night_ends_the_day_too() {
    let mut today = fold(&story("1999-01-04T08:00:00Z", one_call()));
    today.turn(at("1999-01-04T22:00:00Z"));
    assert_eq!(today.queues[&queue(0)], Tally::default());
    let tally = today.agents[&agent(1)].at(at("1999-01-04T22:10:00Z"));
    assert_eq!((tally.ready_ms, tally.handled), (600_000, 0));
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
    let tally = &today.agents[&who];
    assert_eq!(Metric::PlacedAnswerRate.of(tally), Some(0.5), "the phone that was not lifted called nobody");
    assert_eq!(Metric::PlacedAht.of(tally), Some(150.0));
    assert_eq!((tally.answered, tally.handled, tally.rings, tally.transferred), (0, 0, 0, 0));
    assert_eq!((tally.talk_ms, tally.wrap_up_ms), (150_000, 30_000), "dialling is work");
    assert_eq!(tally.paused_ms[&PauseCode::from("start")], 10_000, "and then the agent is away as before");
    assert_eq!(tally.calls, [call(1), call(3)]);
    let apart = Tally { placed: 2, placed_connected: 1, ..Tally::default() };
    assert_eq!(today.centre, apart);
    assert_eq!(today.queues[&queue(0)], Tally::default());
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
    let queue = &today.queues[&queue(0)];
    assert_eq!((queue.offered, queue.answered, queue.handled), (1, 1, 1));
    assert_eq!(Metric::Aht.of(&today.agents[&second]), Some(35.0));
    assert_eq!((today.agents[&first].transferred, today.centre.offered, today.centre.answered), (0, 0, 0));
}

/// One thing to try: time since the one before (ms), kind, and which call, agent and queue.
type Try = (i64, u8, u128, usize, usize);

fn tries(longest_pause_ms: i64) -> impl Strategy<Value = Vec<Try>> {
    prop::collection::vec((0..longest_pause_ms, 0..24_u8, 0..6_u128, 0..3_usize, 0..2_usize), 0..300)
}

fn event(&(_, kind, id, who, place): &Try) -> Event {
    let (call, agent, left) = (call(id), agent(who), |exit| Event::CallLeft { call: call(id), exit });
    match kind {
        0 | 1 => entered(call),
        2 | 3 => queued(call, place),
        4..=6 => Event::CallRinging { call, agent },
        7 => Event::RingEnded { call, agent, why: [RingEnd::NoAnswer, RingEnd::Withdrawn][place] },
        8 | 9 => Event::CallAnswered { call, agent },
        10 => [Event::CallHeld { call }, Event::CallResumed { call }][place].clone(),
        11 => Event::CallTransferred {
            call,
            agent: agent.clone(),
            to: [TransferTarget::Queue { queue: queue(0) }, TransferTarget::Agent { agent }][place].clone(),
        },
        12 => Event::CallEnded { call, agent, by: Ender::Agent },
        13 | 14 => Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done },
        15 => left([Exit::Abandoned, Exit::AbandonedInGreeting][place].clone()),
        16 => left([Exit::TimedOut, Exit::KeyExit { key: "1".into() }][place].clone()),
        17 => [left(Exit::Failed { what: "trunk".into() }), Event::CallSelfServed { call }][place].clone(),
        18 if id == 0 => {
            Event::NextStateAsked { agent, next: Some([NextState::Offline, NextState::Ready][place].clone()) }
        }
        18 => [signed_in(who), Event::AgentSignedOut { agent }][place].clone(),
        20 => placed(call, agent),
        21 => Event::CallDialled { call, agent, switch_ref: String::new() },
        22 => [
            Event::CallConnected { call, agent: agent.clone(), switch_ref: String::new() },
            Event::CallNotReached { call, agent, why: NotReached::Busy },
        ][place]
            .clone(),
        23 => [
            Event::ConsultBegan { call, agent: agent.clone(), to: TransferTarget::Queue { queue: queue(0) } },
            Event::ConsultEnded { call, agent },
        ][place]
            .clone(),
        _ => [Event::AgentReady { agent: agent.clone() }, Event::AgentPaused { agent, reason: "tea".into() }]
            [place]
            .clone(),
    }
}

/// What of the tries fits the floor, and the floor that comes of it.
fn legal(tries: &[Try]) -> (Vec<(DateTime<Utc>, Event)>, Floor) {
    let (mut now, mut floor) = (at("1999-01-04T04:00:00Z"), Floor::default());
    let opening = [configured(0), configured(1), signed_in(0), signed_in(1)];
    let mut log = Vec::new();
    let wanted =
        opening.into_iter().map(|event| (0, event)).chain(tries.iter().map(|one| (one.0, event(one))));
    for (after_ms, event) in wanted {
        now += Duration::milliseconds(after_ms);
        if floor.apply(now, &event).is_ok() {
            log.push((now, event));
        }
    }
    (log, floor)
}

proptest! {
    #[test]
    fn a_snapshot_in_the_middle_goes_on_as_the_whole(tries in tries(3_600_000), cut in 0..300_usize) {
        let (log, _) = legal(&tries);
        let (before, after) = log.split_at(cut.min(log.len()));
        let stored = serde_json::to_string(&fold(before)).expect("tallies serialize");
        let mut resumed: Today = serde_json::from_str(&stored).expect("tallies come back");
        after.iter().for_each(|(at, event)| resumed.apply(*at, event));
        prop_assert_eq!(resumed, fold(&log));
    }

    #[test]
    fn every_call_offered_is_somewhere(tries in tries(30_000)) {
        let (log, floor) = legal(&tries);
        let today = fold(&log);
        for (id, tally) in &today.queues {
            let waiting = floor.queues[id].waiting.len() as u64;
            let gone = tally.answered + tally.abandoned + tally.key_exits + tally.timed_out + tally.failed;
            prop_assert_eq!(tally.offered, gone + waiting);
            prop_assert!(tally.answered_in_target <= tally.answered && tally.handled <= tally.answered);
        }
        let centre = &today.centre;
        let dialled = log.iter().filter(|(_, event)| matches!(event, Event::CallDialled { .. })).count() as u64;
        prop_assert_eq!(centre.placed, dialled);
        prop_assert!(centre.placed_connected <= centre.placed);
        let placed: u64 = today.agents.values().map(|tally| tally.placed).sum();
        prop_assert_eq!(placed, dialled);
        let exits = centre.abandoned + centre.abandoned_in_greeting + centre.key_exits + centre.timed_out + centre.failed;
        let open = floor.calls.values().filter(|call| call.wrapping.is_empty() && call.answered_at.is_none());
        prop_assert!(centre.answered + centre.self_served + exits <= centre.entered);
        prop_assert!(centre.entered <= centre.answered + centre.self_served + exits + open.count() as u64);
    }

    #[test]
    fn an_agents_times_are_the_time_signed_in(tries in tries(3_600_000)) {
        let (log, floor) = legal(&tries);
        let now = log.last().expect("the opening").0 + Duration::seconds(7);
        let today = fold(&log);
        for (id, tally) in &today.agents {
            let tally = tally.at(now);
            let work = tally.talk_ms + tally.hold_ms + tally.wrap_up_ms;
            let spent = tally.ready_ms + tally.ringing_ms + work + tally.paused_total_ms();
            prop_assert_eq!(tally.signed_in_ms, spent);
            let running = today.agents[id].running.as_ref().map(|running| running.state.clone());
            // Who answers at a phone without a screen need not be known here.
            let state = floor.agents.get(id).map_or(AgentState::Offline, |agent| agent.state.clone());
            prop_assert_eq!(running.unwrap_or(AgentState::Offline), state);
        }
    }

    #[test]
    fn merging_is_adding_in_any_grouping(tries in tries(30_000)) {
        let today = fold(&legal(&tries).0);
        let now = at("1999-01-04T20:00:00Z");
        let tallies: Vec<Tally> = today.agents.values().chain(today.queues.values()).map(|tally| tally.at(now)).collect();
        let left = merged(&tallies);
        let (some, rest) = tallies.split_at(tallies.len() / 2);
        prop_assert_eq!(left, merged(&[merged(some), merged(rest)]));
    }
}

fn merged(tallies: &[Tally]) -> Tally {
    let mut sum = Tally::default();
    tallies.iter().for_each(|tally| sum.merge(tally));
    sum
}
