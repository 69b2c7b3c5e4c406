//! Where the switch goes its own way: what is certain is followed, about the rest a difference stays open until both agree or a lead decides.

use hotdesk::{
    domain::{About, Counted, Phone, QueueId, TransferTarget},
    switch::{CommandRefused, Member, Service, SwitchCommand},
};

use super::*;

/// Agent `a` is ready; the switch has queues of its own.
fn followed() -> Room {
    let mut room = Room::empty(follows);
    room.play(vec![(1, asks("a", Ask::SignIn)), (2, wants("a", NextState::Ready))]);
    room
}

fn paused(reason: Option<&str>) -> Input {
    tells(Happened::PausedElsewhere { agent: agent("a"), reason: reason.map(Into::into) })
}

fn survey(members: Vec<Member>) -> Input {
    tells(Happened::Surveyed { calls: Vec::new(), members })
}

/// What the switch was asked for agent `a`.
fn serve() -> SwitchCommand {
    SwitchCommand::Serve { agent: agent("a"), name: "A".into(), queues: vec![queue("q")], how: Service::Open }
}

fn about_a() -> About {
    About::Agent { agent: agent("a") }
}

#[test]
fn a_link_that_breaks_is_on_record_once_and_so_is_its_return() {
    let mut room = followed();
    room.check(vec![
        (10, tells(Happened::LinkBack), &[]),
        (11, tells(Happened::LinkLost), &["SwitchLost"]),
        (12, tells(Happened::LinkLost), &[]),
    ]);
    assert_eq!(room.desk.floor().switch_lost, Some(at(11)));
    room.check(vec![(13, tells(Happened::LinkBack), &["SwitchFound"]), (14, tells(Happened::LinkBack), &[])]);
    assert_eq!(room.desk.floor().switch_lost, None);
}

#[test]
fn a_pause_set_on_the_switch_is_followed_as_the_agents_own_wish() {
    let mut room = followed();
    room.check(vec![
        (10, paused(Some("lunch")), &["a paused lunch", "> a paused lunch"]),
        (11, paused(Some("lunch")), &[]),
        (12, paused(None), &["a ready", "> a open"]),
        (13, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (14, queued(1), &["c1 queued q +0"]),
        (15, rings(1, "a"), &["c1 rings a"]),
        (16, answers(1, "a"), &["c1 answered a", "> a paused wrapup"]),
        (17, paused(Some("lunch")), &["a next lunch", "> a paused lunch"]),
    ]);
}

#[test]
fn who_cannot_be_rung_because_of_how_things_are_here_is_paused_again() {
    let mut room = followed();
    room.check(vec![
        (10, Input::ClientSilent(agent("a")), &["a lost", "> a paused lost"]),
        (11, paused(None), &["difference: not paused / the screen is silent", "> a paused lost"]),
        (12, Input::ClientHeard(agent("a")), &["a found", "> a open"]),
        (13, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (14, queued(1), &["c1 queued q +0"]),
        (15, rings(1, "a"), &["c1 rings a"]),
        (16, answers(1, "a"), &["c1 answered a", "> a paused wrapup"]),
        (17, paused(None), &["difference: not paused / speaking", "> a paused wrapup"]),
    ]);
}

#[test]
fn who_serves_and_is_signed_out_here_is_a_difference_that_a_lead_settles() {
    let mut room = followed();
    let member = Member {
        name: "A".into(),
        agent: agent("a"),
        queue: queue("q"),
        paused: None,
        phone: Phone::Reachable,
    };
    room.check(vec![
        (10, asks("a", Ask::SignOut), &["a signed out", "> a out"]),
        (11, survey(vec![member.clone()]), &["agent a: serves q / signed out"]),
        (12, survey(vec![member.clone()]), &[]),
        (13, asks("lead", Ask::Settle(about_a())), &["agent a: agreed", "> a out"]),
        (14, survey(vec![member]), &["agent a: serves q / signed out"]),
        (15, asks("a", Ask::SignIn), &["a signed in, signed_in", "agent a: agreed", "> a paused signed_in"]),
    ]);
    room.refused(16, "lead", Ask::Settle(about_a()), Code::NotFound);
    room.refused(16, "a", Ask::Settle(about_a()), Code::Forbidden);
}

#[test]
fn an_agent_who_speaks_with_another_caller_has_ended_the_talk_before() {
    let mut room = followed();
    room.play(vec![
        (10, entered(1, 0)),
        (11, queued(1)),
        (12, rings(1, "a")),
        (13, answers(1, "a")),
        (14, entered(2, 0)),
        (15, queued(2)),
    ]);
    room.check(vec![(
        16,
        answers(2, "a"),
        &[
            "difference: has a call / speaking",
            "c1 ended a System",
            "a next -",
            "c1 wrapped a Done",
            "c2 rings a",
            "c2 answered a",
            "> a open",
            "> a paused wrapup",
        ],
    )]);
}

#[test]
fn a_number_outside_is_no_agent_and_is_masked() {
    let mut room = followed();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a")), (13, answers(1, "a"))]);
    let outside = || TransferTarget::Agent { agent: "07700900123".into() };
    let asks = Happened::ConsultBegan { call: call(1), agent: agent("a"), to: outside() };
    let goes = Happened::Transferred { call: call(1), agent: agent("a"), to: outside() };
    room.check(vec![
        (14, tells(asks), &["c1 a asks agent 077******23"]),
        (15, tells(goes), &["c1 ended a Agent"]),
    ]);
}

#[test]
fn phones_are_followed_for_agents_who_were_here() {
    let mut room = followed();
    let phone = |name, phone| tells(Happened::PhoneChanged { agent: agent(name), phone });
    room.check(vec![
        (10, phone("z", Phone::Unreachable), &[]),
        (11, phone("a", Phone::Reachable), &[]),
        (12, phone("a", Phone::Unreachable), &["a phone Unreachable"]),
    ]);
    room.play(vec![(12, asks("a", Ask::SignOut)), (12, asks("a", Ask::SignIn))]);
    assert_eq!(room.desk.floor().agents[&agent("a")].phone, Phone::Unreachable, "it is the same phone");
    let member = Member {
        agent: agent("a"),
        name: "Anna".into(),
        queue: queue("q"),
        paused: None,
        phone: Phone::Reachable,
    };
    room.check(vec![(13, survey(vec![member]), &["a phone Reachable", "> a paused signed_in"])]);
}

#[test]
fn a_refused_service_stays_a_difference_until_it_is_taken() {
    let mut room = followed();
    let refused = |why| Input::CommandRefused { command: serve(), why };
    let no = || CommandRefused::Refused("No such queue".into());
    room.check(vec![
        (10, refused(CommandRefused::Away), &[]),
        (
            11,
            refused(no()),
            &[
                "switch refused Serve Refused { says: \"No such queue\" }",
                "agent a: the switch refused: No such queue / takes calls",
            ],
        ),
        (12, wants("a", lunch()), &["a paused lunch", "agent a: agreed", "> a paused lunch"]),
    ]);
}

#[test]
fn a_queue_that_the_switch_counts_otherwise_is_a_difference_until_it_agrees() {
    let mut room = followed();
    let counted = |switch_says: Option<u64>| {
        let of = |entered| Counted { entered, ..Counted::default() };
        let (switch_says, desk_says) = (switch_says.map(of), of(9));
        tells(Happened::Miscounted { queue: queue("q"), switch_says, desk_says })
    };
    let others = "0 answered, 0 left, 0 wait; 0 talks over, 0 going on";
    let differs = format!("queue q: 10 entered, {others} / 9 entered, {others}");
    room.check(vec![
        (10, counted(Some(10)), &[&differs]),
        (11, counted(Some(10)), &[]),
        (12, counted(None), &["queue q: agreed"]),
        (13, counted(None), &[]),
    ]);
}

#[test]
fn queues_that_an_agent_serves_elsewise_on_the_switch_are_a_difference_until_it_agrees() {
    let mut room = followed();
    let serves = |lacking: &[&str], beside: &[&str]| {
        let queues = |names: &[&str]| names.iter().map(|name| queue(name)).collect();
        tells(Happened::ServesElsewise {
            agent: agent("a"),
            lacking: queues(lacking),
            beside: queues(beside),
        })
    };
    room.check(vec![
        (10, serves(&["q"], &[]), &["agent a: serves p / serves q, p"]),
        (11, serves(&["q"], &[]), &[]),
        (12, asks("lead", Ask::Settle(about_a())), &["agent a: agreed", "> a open"]),
        (13, serves(&[], &[]), &[]),
        (14, asks("a", Ask::SignOut), &["a signed out", "> a out"]),
        (15, serves(&[], &["q"]), &["agent a: serves q / signed out"]),
        (16, serves(&[], &[]), &["agent a: agreed"]),
        (17, asks("a", Ask::SignIn), &["a signed in, signed_in", "> a paused signed_in"]),
        (18, serves(&[], &["x"]), &["agent a: serves q, p, x / serves q, p"]),
        (19, wants("a", NextState::Ready), &["a ready", "agent a: agreed", "> a open"]),
    ]);
}

#[test]
fn a_refusal_says_more_than_the_queues_that_an_agent_serves() {
    let mut room = followed();
    let why = CommandRefused::Refused("No such queue".into());
    room.play(vec![(10, Input::CommandRefused { command: serve(), why })]);
    let serves = |lacking: Vec<QueueId>| {
        tells(Happened::ServesElsewise { agent: agent("a"), lacking, beside: Vec::new() })
    };
    room.check(vec![(12, serves(vec![queue("q")]), &[]), (14, serves(Vec::new()), &[])]);
}
