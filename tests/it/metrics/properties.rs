//! What holds of the numbers of any day whatever.

use chrono::{DateTime, Duration, Utc};
use hotdesk::{
    domain::{
        AgentState, Ender, Event, Exit, Floor, NextState, NotReached, RingEnd, TransferTarget, WrapUpEnd,
    },
    metrics::{Tally, Today},
};
use proptest::prelude::*;

use super::{agent, at, call, configured, entered, fold, placed, queue, queued, signed_in};

/// One thing to try: time since the one before (ms), kind, and which call, agent and queue.
pub(super) type Try = (i64, u8, u128, usize, usize);

pub(super) fn tries(longest_pause_ms: i64) -> impl Strategy<Value = Vec<Try>> {
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
pub(super) fn legal(tries: &[Try]) -> (Vec<(DateTime<Utc>, Event)>, Floor) {
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
        for (id, tally) in &today.tallies.queues {
            let waiting = floor.queues[id].waiting.len() as u64;
            let gone = tally.answered + tally.abandoned + tally.key_exits + tally.timed_out + tally.failed;
            prop_assert_eq!(tally.offered, gone + waiting);
            prop_assert!(tally.answered_in_target <= tally.answered && tally.handled <= tally.answered);
        }
        let centre = &today.tallies.centre;
        let dialled = log.iter().filter(|(_, event)| matches!(event, Event::CallDialled { .. })).count() as u64;
        prop_assert_eq!(centre.placed, dialled);
        prop_assert!(centre.placed_connected <= centre.placed);
        let placed: u64 = today.tallies.agents.values().map(|tally| tally.placed).sum();
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
        for (id, tally) in &today.tallies.agents {
            let tally = today.agent(id, now).unwrap_or_else(|| tally.clone());
            let work = tally.talk_ms + tally.hold_ms + tally.wrap_up_ms;
            let spent = tally.ready_ms() + tally.ringing_ms + work + tally.paused_total_ms();
            prop_assert_eq!(tally.signed_in_ms, spent);
            let later = today.agent(id, now + Duration::seconds(1)).unwrap_or_default();
            // Who answers at a phone without a screen need not be known here.
            let is_here = floor.agents.get(id).is_some_and(|agent| agent.state != AgentState::Offline);
            prop_assert_eq!(later.signed_in_ms - tally.signed_in_ms, if is_here { 1_000 } else { 0 });
        }
    }

    #[test]
    fn merging_is_adding_in_any_grouping(tries in tries(30_000)) {
        let today = fold(&legal(&tries).0);
        let tallies: Vec<Tally> = today.tallies.agents.values().chain(today.tallies.queues.values()).cloned().collect();
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
