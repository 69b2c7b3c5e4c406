//! Where the switch goes its own way: what is certain is followed, about the rest a difference stays open until both agree or a lead decides.

use hotdesk::{
    domain::{About, Phone, Recording},
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
fn who_cannot_be_rung_because_of_how_things_are_here_is_a_difference() {
    let mut room = followed();
    room.check(vec![
        (10, Input::ClientSilent(agent("a")), &["a lost", "> a paused lost"]),
        (11, paused(None), &["agent a: not paused / the screen is silent"]),
        (12, paused(None), &[]),
        (13, asks("lead", Ask::Settle(about_a())), &["agent a: agreed", "> a paused lost"]),
        (14, paused(None), &["agent a: not paused / the screen is silent"]),
        (15, Input::ClientHeard(agent("a")), &["a found", "agent a: agreed", "> a open"]),
    ]);
    room.refused(16, "lead", Ask::Settle(about_a()), Code::NotFound);
    room.refused(16, "a", Ask::Settle(about_a()), Code::Forbidden);
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
    assert_eq!(room.desk.floor().agents[&agent("a")].phone, Phone::Unreachable);
    let member = Member {
        agent: agent("a"),
        name: "Anna".into(),
        queue: queue("q"),
        paused: None,
        phone: Phone::Reachable,
    };
    room.check(vec![(13, survey(vec![member]), &["a phone Reachable", "> a open"])]);
}

#[test]
fn a_refused_service_stays_a_difference_until_it_is_taken() {
    let mut room = followed();
    let serve = SwitchCommand::Serve {
        agent: agent("a"),
        name: "A".into(),
        queues: vec![queue("q")],
        how: Service::Open,
    };
    let refused = |why| Input::CommandRefused { command: serve.clone(), why };
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
    let counted = |switch_says: Option<&str>| {
        let desk_says = "9 entered".into();
        tells(Happened::Miscounted { queue: queue("q"), switch_says: switch_says.map(Into::into), desk_says })
    };
    room.check(vec![
        (10, counted(Some("10 entered")), &["queue q: 10 entered / 9 entered"]),
        (11, counted(Some("10 entered")), &[]),
        (12, counted(None), &["queue q: agreed"]),
        (13, counted(None), &[]),
    ]);
}

#[test]
fn a_recording_that_is_missing_is_a_difference_until_it_is_here() {
    let mut room = followed();
    let recording = Recording { nth: 1, name: "a.wav".into(), sha256: "5e".into(), bytes: 1 };
    let missing = Input::RecordingMissing { call: call(1), why: "it is not there".into() };
    let about = About::Call { call: call(1) };
    room.put(10, missing);
    assert_eq!(room.desk.floor().differences[0].about, about);
    room.put(11, Input::RecordingKept { call: call(1), recording });
    assert_eq!(room.desk.floor().differences, []);
    room.check_replay();
}
