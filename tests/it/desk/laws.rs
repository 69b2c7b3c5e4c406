//! What holds at the desk whatever comes in, tried with random inputs.

use hotdesk::{
    domain::{Ender, Exit, Monitor, NotReached, Phone, RingEnd, TransferTarget},
    switch::{CommandRefused, Happened, SwitchCommand},
};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    outbound::{calls_back, promise},
    *,
};

fn ring_ends() -> impl Strategy<Value = RingEnd> {
    select(vec![RingEnd::NoAnswer, RingEnd::Rejected, RingEnd::CallerGone, RingEnd::Withdrawn])
}

fn not_reached() -> impl Strategy<Value = NotReached> {
    let failed = NotReached::Failed { what: "trunk".into() };
    select(vec![NotReached::Busy, NotReached::GaveUp, NotReached::NotLifted, failed])
}

fn targets() -> impl Strategy<Value = TransferTarget> {
    let agents = ["a", "r", "x"].map(|name| TransferTarget::Agent { agent: agent(name) });
    let queues = ["q", "p", "x"].map(|name| TransferTarget::Queue { queue: queue(name) });
    select(agents.into_iter().chain(queues).collect::<Vec<_>>())
}

fn wishes() -> impl Strategy<Value = NextState> {
    select(vec![NextState::Ready, lunch(), NextState::Offline])
}

/// What a switch may say, in its right mind or not.
fn says() -> impl Strategy<Value = Input> {
    let which = || (1..6_u128).prop_map(call);
    let both = || (1..6_u128, select(vec!["a", "b", "r"])).prop_map(|(id, name)| (call(id), agent(name)));
    let enders = || select(vec![Ender::Caller, Ender::Agent, Ender::System]);
    let what = prop_oneof![
        4 => (1..6_u128, select(vec!["q", "q", "q", "p", "x"])).prop_map(|(id, name)| Happened::Queued { call: call(id), queue: queue(name), position: None }),
        3 => both().prop_map(|(call, agent)| Happened::Ringing { call, agent }),
        2 => (both(), ring_ends()).prop_map(|((call, agent), why)| Happened::RingEnded { call, agent, why }),
        3 => both().prop_map(|(call, agent)| Happened::Answered { call, agent }),
        1 => which().prop_map(|call| Happened::Held { call }),
        1 => which().prop_map(|call| Happened::Resumed { call }),
        1 => which().prop_map(|call| Happened::SelfServed { call }),
        1 => which().prop_map(|call| Happened::Left { call, exit: Exit::KeyExit { key: "1".into() } }),
        2 => (both(), targets()).prop_map(|((call, agent), to)| Happened::Transferred { call, agent, to }),
        2 => (which(), enders()).prop_map(|(call, by)| Happened::HungUp { call, by }),
        2 => which().prop_map(|call| Happened::Dialling { call, switch_ref: "out".into() }),
        2 => which().prop_map(|call| Happened::Connected { call, switch_ref: "called".into() }),
        1 => (which(), not_reached()).prop_map(|(call, why)| Happened::NotReached { call, why }),
        1 => both().prop_map(|(call, agent)| Happened::AgentFinished { call, agent }),
        1 => Just(Happened::AgentWent { agent: agent("r") }),
        1 => prop_oneof![Just(Happened::LinkLost), Just(Happened::LinkBack)],
        1 => (both(), targets()).prop_map(|((call, agent), to)| Happened::ConsultBegan { call, agent, to }),
        1 => both().prop_map(|(call, agent)| Happened::ConsultEnded { call, agent }),
        1 => (which(), 0..4_u8).prop_map(|(call, priority)| Happened::Prioritised { call, priority }),
        1 => both().prop_map(|(call, by)| Happened::MonitorBegan { call, by, how: Monitor::Listen }),
        1 => both().prop_map(|(call, by)| Happened::MonitorEnded { call, by }),
        1 => both().prop_map(|(_, agent)| Happened::PhoneChanged { agent, phone: Phone::Unreachable }),
        1 => (both(), any::<bool>()).prop_map(|((_, agent), lacks)| {
            let lacking = lacks.then(|| queue("q")).into_iter().collect();
            Happened::ServesElsewise { agent, lacking, beside: Vec::new() }
        }),
        1 => (both(), any::<bool>()).prop_map(|((_, agent), paused)| {
            Happened::PausedElsewhere { agent, reason: paused.then(|| "lunch".into()) }
        }),
    ];
    prop_oneof![
        4 => what.prop_map(tells),
        2 => (1..6_u128, 0..3_u8).prop_map(|(id, priority)| entered(id, priority)),
        1 => select(vec!["r", "a"]).prop_map(comes),
    ]
}

fn asked() -> impl Strategy<Value = Input> {
    let actions = || {
        prop_oneof![
            select(vec![CallAction::Answer, CallAction::Reject, CallAction::Hold, CallAction::HangUp]),
            Just(CallAction::FinishWrapUp),
            targets().prop_map(|target| CallAction::Transfer { target }),
        ]
    };
    let who = || select(vec!["a", "b"]);
    prop_oneof![
        2 => who().prop_map(|name| asks(name, Ask::SignIn)),
        1 => who().prop_map(|name| asks(name, Ask::SignOut)),
        4 => (who(), wishes()).prop_map(|(name, want)| wants(name, want)),
        1 => (who(), wishes()).prop_map(|(name, want)| forces(name, want)),
        2 => (who(), 1..3_u128, 1..6_u128).prop_map(|(name, promise, id)| calls_back(name, promise, id)),
        4 => (who(), 1..6_u128, actions()).prop_map(|(name, id, action)| acts(name, id, action)),
    ]
}

/// Anything that may reach a desk.
fn inputs() -> impl Strategy<Value = Input> {
    let refusals =
        select(vec![CommandRefused::NotAble, CommandRefused::Away, CommandRefused::NoCall(call(1))]);
    let ring = |id: u128| SwitchCommand::Ring { call: call(id), agent: agent("a") };
    let refused =
        (1..6_u128, refusals).prop_map(move |(id, why)| Input::CommandRefused { command: ring(id), why });
    prop_oneof![
        30 => says(),
        15 => asked(),
        6 => Just(Input::Timer),
        2 => select(vec!["a", "b"]).prop_map(|name| Input::ClientSilent(agent(name))),
        2 => select(vec!["a", "b"]).prop_map(|name| Input::ClientHeard(agent(name))),
        2 => refused,
        1 => Just(Input::SwitchRestarted),
    ]
}

proptest! {
    /// The floor never contradicts itself ([`Room::put`] looks after every input), no call and no agent is asked to ring
    /// twice at once, and the log adds up to the desk that wrote it.
    #[test]
    fn whatever_comes_in_the_log_adds_up(inputs in vec((0..40_i64, inputs()), 1..150), follow in any::<bool>()) {
        let mut room = Room::empty(|site| {
            site.abilities.originate = true;
            if follow {
                follows(site);
            }
        });
        room.play(vec![(0, asks("a", Ask::SignIn)), (1, wants("a", NextState::Ready))]);
        promise(&mut room);
        let mut second = 10;
        for (later, input) in inputs {
            second += later;
            let lines = room.put(second, input);
            let mut rung: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("> ring ")).collect();
            let rings = rung.len();
            prop_assert!(!follow || rings == 0, "a switch that rings by itself is not asked to");
            rung.sort_unstable();
            rung.dedup_by_key(|line| line.split(' ').next_back());
            prop_assert_eq!(rung.len(), rings);
        }
        room.check_replay();
    }
}
