//! A session played again on the reviewer's screen: frame by frame what it was, and whose deeds its marks are.

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use hotdesk::{
    api::{LiveMessage, Role},
    domain::{Locale, Tier},
    tui::{
        agent::agent_screen,
        desk::{Msg, News},
        keymap::Action,
        lead::lead_screen,
        qa::{Session, qa_screen},
        record::{Header, Recorder, Recording},
        runtime::{Input, Look, Painted, Screen, paint},
    },
};

use crate::{
    lead_floor::{Story, noon, now},
    qa_review::{Bench, SIZES, look},
};

/// What was on a screen after each of its inputs, a second apart.
type Frames = Vec<(DateTime<Utc>, Painted)>;

/// Plays inputs to a screen and records them as it happens.
fn record<S>(mut screen: S, name: &str, look: &Look, inputs: Vec<Input<Msg>>) -> (Recording<Msg>, Frames)
where
    S: Screen<Msg = Msg>,
{
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let header = Header::new(name, look.words.locale, serde_json::Value::Null);
    let mut recorder = Recorder::create(&path, &header).expect("a new file");
    let mut size = (0, 0);
    let mut frames = Vec::new();
    for (second, input) in (0..).zip(inputs) {
        let at = now() + TimeDelta::seconds(second);
        if let Input::Resize { columns, rows } = input {
            size = (columns, rows);
        }
        recorder.write(at, &input);
        screen.update(input, at);
        frames.push((at, paint(&screen, size, at, look)));
    }
    (Recording::read(&path, name).expect("what was just written"), frames)
}

/// The reviewer's screen, in English, with a recorded session.
fn reviewing(session: Session) -> Bench {
    let look = look(Locale::En);
    Bench { screen: qa_screen(look.words.clone(), Some(session)), look, now: now(), asked: Vec::new() }
}

/// A session of the lead's screen.
fn playing(locale: Locale, size: (u16, u16)) -> (Bench, Frames) {
    let mut inputs = vec![Input::Resize { columns: size.0, rows: size.1 }];
    inputs.extend(noon().messages(locale, Role::Lead).into_iter().map(Input::App));
    let acts = [
        Action::ListSort,
        Action::ListDown,
        Action::LeadForceState,
        Action::Close,
        Action::ListOpen,
        Action::LeadBroadcast,
    ];
    inputs.extend(acts.map(Input::Act));
    let look = look(locale);
    let (recording, frames) = record(lead_screen(look.words.clone()), "lead", &look, inputs);
    let words = look.words.clone();
    (reviewing(Session::new(recording, look.words, move || lead_screen(words.clone()))), frames)
}

/// A session of the agent's screen: a call rings, is answered, a ticket is begun, the caller hangs up.
fn agent_playing(locale: Locale, size: (u16, u16)) -> (Bench, Frames) {
    let mut story = Story::new();
    story.signs_in("12:00:00", "7001", "李娜", &["general"]).signs_in(
        "12:00:00",
        "7002",
        "Avi Cohen",
        &["general"],
    );
    let mut inputs = vec![Input::Resize { columns: size.0, rows: size.1 }];
    inputs.extend(story.messages_to(locale, Role::Agent, Some("7001")).into_iter().map(Input::App));
    let heard = story.log.len();
    story.enters("12:05:05", 1, "general", Tier::Key).enters("12:05:05", 2, "general", Tier::Ordinary);
    story.rings("12:05:06", 2, "7002").rings("12:05:06", 1, "7001").answers("12:05:08", 1, "7001");
    story.answers("12:05:09", 2, "7002").ends("12:05:20", 1, "7001");
    let mut live = story
        .log
        .split_off(heard)
        .into_iter()
        .map(|recorded| Input::App(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }]))));
    inputs.extend(live.by_ref().take(6));
    inputs.push(Input::Act(Action::CallAnswer));
    inputs.extend(live.by_ref().take(2));
    inputs.push(Input::Act(Action::PaneFour));
    inputs.extend("卡被吞".chars().map(|letter| Input::Key(KeyEvent::from(KeyCode::Char(letter)))));
    inputs.extend(live);
    let look = look(locale);
    let (recording, frames) = record(agent_screen(look.words.clone()), "agent", &look, inputs);
    let words = look.words.clone();
    (reviewing(Session::new(recording, look.words, move || agent_screen(words.clone()))), frames)
}

#[test]
fn a_session_played_again_gives_the_very_frames() {
    let sizes = [(Locale::En, (80, 24)), (Locale::ZhCn, (120, 40))];
    let sessions = sizes.map(|(locale, size)| (size, playing(locale, size)));
    let of_agents = sizes.map(|(locale, size)| (size, agent_playing(locale, size)));
    for (size, (mut bench, frames)) in sessions.into_iter().chain(of_agents) {
        bench.press(&["z", "space"]);
        for (at, frame) in &frames[..frames.len() - 1] {
            assert_eq!(bench.painted(size).buffer, frame.buffer, "at {at}");
            bench.wait(1);
        }
        bench.press(&["home", "space"]);
        assert_eq!(bench.painted(size).buffer, frames[0].1.buffer, "back at the beginning");
    }
}

#[test]
fn a_session_in_the_reviewer_s_frame() {
    for size in SIZES {
        let (mut bench, _) = agent_playing(Locale::ZhCn, (80, 24));
        bench.press(&["end", "["]);
        insta::assert_snapshot!(format!("session_{}", size.0), bench.text(size));
    }
}

#[test]
fn a_session_s_marks_are_the_agent_s_deeds_and_calls_and_nobody_else_s() {
    let (mut bench, _) = agent_playing(Locale::En, (80, 24));
    bench.press(&["]"]);
    let text = bench.text((200, 60));
    for (line, there) in [
        ("~ Rang at 7001 李娜", true),
        ("* Key: Answer", true),
        ("+ 7001 李娜 answered", true),
        ("x Caller hung up", true),
        ("7002", false),
        ("Key: Ticket", false),
    ] {
        let listed = text.lines().any(|shown| shown.starts_with('┃') && shown.contains(line));
        assert_eq!(listed, there, "{line}\n{text}");
    }
}

#[test]
fn without_a_server_there_is_nothing_to_choose_and_it_is_said() {
    for key in ["c", "esc", "a", "r"] {
        let (mut bench, _) = agent_playing(Locale::En, (80, 24));
        bench.press(&[key]);
        let text = bench.text((120, 40));
        assert!(text.contains("played without a server"), "{key}:\n{text}");
        assert!(text.contains("The screen as it was") && bench.asked.is_empty(), "{key}:\n{text}");
    }
}

#[test]
fn a_session_larger_than_the_terminal_is_seen_in_parts() {
    let (mut bench, frames) = playing(Locale::En, (120, 40));
    let whole = frames[0].1.plain();
    bench.press(&["z", "space"]);
    let lines = |text: &str, from: usize, to: usize| -> Vec<String> {
        let part =
            |line: &str| line.chars().chain(std::iter::repeat(' ')).take(to).skip(from).collect::<String>();
        text.lines().map(part).collect()
    };
    assert_eq!(lines(&bench.text((80, 24)), 0, 80), lines(&whole, 0, 80)[..24]);
    bench.press(&["shift-right", "shift-down"]);
    assert_eq!(lines(&bench.text((80, 24)), 0, 80), lines(&whole, 8, 88)[4..28]);
    bench.press(&["l", "l", "l", "l", "l", "l", "l", "shift-up"]);
    assert_eq!(lines(&bench.text((80, 24)), 0, 80), lines(&whole, 40, 120)[..24], "no further than the edge");
}

#[test]
fn without_room_for_the_timeline_the_title_says_what_was_done() {
    let (mut bench, _) = agent_playing(Locale::En, (80, 24));
    bench.press(&["]", "]"]);
    let text = bench.text((80, 24));
    assert!(text.lines().next().is_some_and(|title| title.ends_with("· Key: Answer")), "{text}");
}

#[test]
fn a_session_that_stands_still_alone_shows_where_it_is_and_the_way_back() {
    let (mut bench, frames) = playing(Locale::En, (120, 40));
    bench.press(&["z"]);
    let text = bench.text((120, 40));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..38], frames[0].1.plain().lines().collect::<Vec<_>>()[..38]);
    assert!(lines[38].contains("‖ 1×") && lines[39].contains("z Full screen / frame"), "{text}");
}
