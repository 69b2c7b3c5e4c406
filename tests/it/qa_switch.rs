//! What a real phone switch did in a call, on the reviewer's line of time: in words, and whether anybody watched.

use hotdesk::{
    api::LiveMessage,
    domain::{
        Actor, Event, Locale, Monitor, Phone, Recorded, RecordingState, Request as Asked, RequestRefused,
        Tier, TransferTarget,
    },
    tui::{
        desk::{Answer, Msg, News},
        runtime::Input,
    },
};

use crate::{
    lead_floor::{Story, call, noon},
    qa_review::Bench,
};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// A call in which all of it happens; its end was read from the switch's record.
fn events() -> Vec<Recorded> {
    let mut story = Story::new();
    story.signs_in("10:00:00", "7001", "李娜", &["general"]);
    story.signs_in("10:00:00", "7002", "Avi Cohen", &["general"]);
    let from = story.log.len();
    let (id, agent, by) = (call(1), || "7001".into(), || "7009".into());
    let recording = |state| Event::CallRecording { call: id, state, name: None };
    story.enters("11:00:00", 1, "general", Tier::Ordinary);
    story.tell("11:00:05", Event::CallPrioritised { call: id, priority: 2, head_start_s: 60 });
    story.rings("11:00:10", 1, "7001").answers("11:00:15", 1, "7001");
    story.tell("11:00:15", recording(RecordingState::Running));
    story.tell("11:00:30", Event::MonitorBegan { call: id, by: by(), how: Monitor::Listen });
    story.tell("11:00:40", Event::MonitorBegan { call: id, by: by(), how: Monitor::Whisper });
    story.tell("11:00:50", Event::MonitorEnded { call: id, by: by() });
    story.tell("11:01:00", recording(RecordingState::Muted));
    let (request, says) = (Asked::Transfer, "no such extension".to_owned());
    let why = RequestRefused::Refused { says };
    story.tell("11:01:10", Event::SwitchRefused { call: Some(id), agent: Some(agent()), request, why });
    let to = TransferTarget::Agent { agent: "7002".into() };
    story.tell("11:01:20", Event::ConsultBegan { call: id, agent: agent(), to });
    story.tell("11:01:50", Event::ConsultEnded { call: id, agent: agent() });
    story.tell("11:02:00", recording(RecordingState::Stopped));
    story.ends("11:02:30", 1, "7001");
    let mut events = story.log.split_off(from);
    if let Some(last) = events.last_mut() {
        last.actor = Actor::SwitchRecord;
    }
    events
}

fn open(locale: Locale, events: Vec<Recorded>) -> Bench {
    let mut bench = Bench::new(locale);
    bench.press(&["enter"]);
    bench.answer(Answer::Events(events));
    bench
}

#[test]
fn what_the_switch_did_is_said_in_words() {
    for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh")] {
        let mut bench = open(locale, events());
        bench.press(&["end"]);
        for size in SIZES {
            insta::assert_snapshot!(format!("steered_{}_{tag}", size.0), bench.text(size));
        }
    }
}

/// Whatever may come to a reviewer's line of time has words of its own.
#[test]
fn nothing_that_the_switch_does_is_something_else() {
    let recorded = |event| Recorded { event, ..events().remove(0) };
    for (event, sentence) in [
        (Event::SwitchLost, "The phone switch went out of reach"),
        (Event::SwitchFound, "The phone switch was in reach again"),
        (
            Event::AgentPhoneChanged { agent: "7001".into(), phone: Phone::Unreachable },
            "The switch lost 7001 李娜's phone",
        ),
        (
            Event::AgentPhoneChanged { agent: "7001".into(), phone: Phone::Reachable },
            "The switch reached 7001 李娜's phone again",
        ),
        (
            Event::MonitorBegan { call: call(1), by: "7009".into(), how: Monitor::Barge },
            "7009 joined the talk",
        ),
        (Event::AgentFound { agent: "7001".into() }, "7001 李娜 was connected again"),
        (
            Event::SwitchRefused {
                call: Some(call(1)),
                agent: None,
                request: Asked::Hold,
                why: RequestRefused::NoCall,
            },
            "Hold not done: the call is over",
        ),
    ] {
        let text = open(Locale::En, vec![recorded(event)]).text((120, 40));
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
}

#[test]
fn a_reviewer_is_told_that_the_switch_is_out_of_reach_while_it_is() {
    let mut bench = Bench::new(Locale::En);
    let mut story = noon();
    for (event, is_told) in [(Event::SwitchLost, true), (Event::SwitchFound, false)] {
        let recorded = story.tell("12:05:00", event).log.last().cloned().expect("it was told");
        bench.give(Input::App(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }]))));
        assert_eq!(bench.text((80, 24)).contains("Phone switch out of reach since 12:05"), is_told);
    }
}
