//! The reviewer's screen: (model, keys) to text and effects.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{CallSummary, Page, Role},
    domain::{
        CallRecord, Event, Exit, Locale, Priority, Recorded, Recording, RefusedWhy, Ticket, TicketForm,
        TicketId, Tier, Urgency, lifecycle::Work,
    },
    tui::{
        desk::{Answer, Failure, Msg, RequestId},
        effect::{Effect, Request},
        qa::{QaScreen, qa_screen},
        runtime::{Input, Look, Pace, Painted, Screen, paint, press},
    },
};
use uuid::Uuid;

use crate::lead_floor::{Story, call, noon, now, time};

pub const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// A reviewer at the screen.
pub struct Bench {
    pub screen: QaScreen,
    pub look: Look,
    pub now: DateTime<Utc>,
    pub asked: Vec<(RequestId, Request)>,
}

pub fn look(locale: Locale) -> Look {
    Look::built_in(locale).expect("the built-in look loads")
}

impl Bench {
    /// The screen after its first messages, with the calls listed.
    pub fn new(locale: Locale) -> Self {
        let look = look(locale);
        let screen = qa_screen(look.words.clone(), None);
        let mut bench = Self { screen, look, now: now(), asked: Vec::new() };
        for msg in reviewed().messages(locale, Role::Qa) {
            bench.give(Input::App(msg));
        }
        bench.answer(Answer::Calls(Page { items: summaries(), next: Some("more".into()) }));
        bench
    }

    /// The screen with the call of the story open.
    pub fn open(locale: Locale) -> Self {
        let mut bench = Self::new(locale);
        bench.press(&["enter"]);
        bench.answer(Answer::Events(events()));
        bench
    }

    pub fn give(&mut self, input: Input<Msg>) {
        let effects = self.screen.update(input, self.now);
        self.remember(effects);
    }

    pub fn press(&mut self, keys: &[&str]) {
        let effects = press(&mut self.screen, keys, self.now, &self.look.keymap);
        self.remember(effects);
    }

    fn remember(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Ask { id, request } = effect else { panic!("{effect:?}") };
            self.asked.push((id, request));
        }
    }

    /// Answers the last request.
    pub fn answer(&mut self, answer: Answer) {
        let (request, _) = self.asked.pop().expect("something was asked");
        self.give(Input::App(Msg::Answer { request, answer: Ok(answer) }));
    }

    /// Fails the last request.
    pub fn fail(&mut self, failure: Failure) {
        let (request, _) = self.asked.pop().expect("something was asked");
        self.give(Input::App(Msg::Answer { request, answer: Err(failure) }));
    }

    /// Lets time pass in ticks of half a second.
    pub fn wait(&mut self, seconds: i64) {
        for _ in 0..seconds * 2 {
            self.now += TimeDelta::milliseconds(500);
            self.give(Input::Tick);
        }
    }

    pub fn text(&self, size: (u16, u16)) -> String {
        self.painted(size).plain()
    }

    pub fn painted(&self, size: (u16, u16)) -> Painted {
        paint(&self.screen, size, self.now, &self.look)
    }

    /// Where the playing position stands, as the bar says it: `+0:12 / 4:00`.
    pub fn position(&self) -> String {
        let text = self.text((120, 40));
        let bar = text.lines().find(|line| line.contains(" / ") && line.contains("× ")).expect("a bar");
        bar.split_whitespace().find(|word| word.starts_with('+')).expect("a position").to_string()
    }
}

/// The noon, with a script, a hold and a ticket in call 1 and its end later on.
pub fn reviewed() -> Story {
    noon()
}

pub fn events() -> Vec<Recorded> {
    let mut story = Story::new();
    story.signs_in("10:00:00", "7001", "李娜", &["general"]);
    story.signs_in("10:00:00", "7002", "Avi Cohen", &["general"]);
    let from = story.log.len();
    story.enters("11:00:00", 1, "general", Tier::Key);
    story.rings("11:00:05", 1, "7002").misses("11:00:25", 1, "7002");
    story.rings("11:00:26", 1, "7001").answers("11:00:32", 1, "7001");
    let (id, agent) = (call(1), || "7001".into());
    story.tell(
        "11:00:32",
        Event::ScriptStarted { call: id, agent: agent(), script: "general".into(), version: 3 },
    );
    story.tell("11:00:32", Event::ScriptStepEntered { call: id, agent: agent(), step: "greeting".into() });
    story.tell("11:00:40", Event::ScriptSaid { call: id, agent: agent(), step: "greeting".into() });
    story.tell("11:00:41", Event::ScriptStepEntered { call: id, agent: agent(), step: "identify".into() });
    story.tell("11:02:00", Event::CallHeld { call: id }).tell("11:02:30", Event::CallResumed { call: id });
    story.tell("11:03:10", Event::TicketSubmitted { ticket: Box::new(ticket()) });
    story.ends("11:04:00", 1, "7001").wrapped_up("11:05:00", 1, "7001");
    story.log.split_off(from)
}

#[test]
fn a_recording_is_named_and_saved() {
    let mut bench = Bench::open(Locale::En);
    bench.press(&["s"]);
    assert!(bench.asked.is_empty() && bench.text((80, 24)).contains("no recording here"), "none is kept");
    let mut events = events();
    let recording =
        Recording { nth: 1, name: "1999/01/21/c-1.wav".into(), sha256: "5e".into(), bytes: 1_500_000 };
    let last = events.last().expect("events").clone();
    let event = Event::RecordingKept { call: call(1), recording };
    events.push(Recorded { seq: last.seq + 1, event, ..last });
    let mut bench = Bench::new(Locale::En);
    bench.press(&["enter"]);
    bench.answer(Answer::Events(events));
    assert!(bench.text((120, 40)).contains("recording 1: 1.5 MB"), "{}", bench.text((120, 40)));
    bench.press(&["s"]);
    let (_, request) = bench.asked.last().expect("it is asked for");
    assert!(
        matches!(request, Request::SaveRecording { nth: 1, file, .. } if file == "c-1.wav"),
        "{request:?}"
    );
    bench.answer(Answer::Recording { file: "/home/qa/c-1.wav".into(), as_recorded: false });
    assert!(bench.text((120, 40)).contains("/home/qa/c-1.wav, but it is not what was recorded"));
}

fn ticket() -> Ticket {
    let form = TicketForm {
        category: Some("0103".into()),
        subject: "Card swallowed by the machine".into(),
        urgency: Urgency::High,
        ..TicketForm::default()
    };
    Ticket {
        id: TicketId(Uuid::from_u128(1)),
        number: "19990121-0007".into(),
        version: 1,
        call: Some(call(1)),
        contact: None,
        agent: "7001".into(),
        at: time("11:03:10"),
        form,
        priority: Priority::P3,
        deadline: None,
        work: Work::without_lifecycle(false, time("11:03:10")),
    }
}

pub fn summaries() -> Vec<CallSummary> {
    let record = |n: u128, at: &str, exit: Option<Exit>, agent: Option<&str>, talk_s| CallRecord {
        call: call(n),
        switch_ref: format!("sw-{n}"),
        contact: None,
        service: "PS".into(),
        queue: Some("general".into()),
        entered_at: time(at),
        wait_s: 32,
        exit,
        agent: agent.map(Into::into),
        talk_s,
        offered_at: None,
        hold_s: 0,
        wrap_up_s: 0,
        transferred: false,
        under_way: false,
        direction: Default::default(),
    };
    let summary = |record, tickets: &[u128], replayable| CallSummary {
        record,
        tickets: tickets.iter().map(|n| TicketId(Uuid::from_u128(*n))).collect(),
        replayable,
    };
    vec![
        summary(record(1, "11:00:00", None, Some("7001"), 208), &[1], true),
        summary(record(2, "10:58:00", Some(Exit::Abandoned), None, 0), &[], true),
        summary(record(90, "09:12:44", None, Some("7004"), 95), &[], false),
    ]
}

/// Pictures of a situation at three sizes in both languages.
fn check(name: &str, open: fn(Locale) -> Bench, keys: &[&str]) {
    for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh")] {
        let mut bench = open(locale);
        bench.press(keys);
        for size in SIZES {
            insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), bench.text(size));
        }
    }
}

#[test]
fn calls_to_choose_from() {
    check("calls", Bench::new, &["down"]);
}

#[test]
fn a_call_in_the_middle_of_its_talk() {
    check("call", Bench::open, &["]", "]", "]", "]", "]", "]", "]"]);
}

#[test]
fn a_call_that_is_over() {
    check("over", Bench::open, &["end"]);
}

#[test]
fn a_call_that_was_refused_says_why() {
    for (why, in_en, in_zh) in [
        (RefusedWhy::Full, "the queue is full", "队列已满"),
        (RefusedWhy::Closed, "outside service hours", "非服务时间"),
        (RefusedWhy::NobodySignedIn, "nobody is signed in", "无人签入"),
    ] {
        let mut events = events();
        // Refused, it never came into the queue.
        events.truncate(2);
        events[1].event = Event::CallLeft { call: call(1), exit: Exit::Refused { why } };
        for (locale, said) in [(Locale::En, in_en), (Locale::ZhCn, in_zh)] {
            let mut bench = Bench::new(locale);
            bench.press(&["enter"]);
            bench.answer(Answer::Events(events.clone()));
            let text = bench.text((120, 40));
            assert!(text.contains(said), "{text}");
        }
    }
}

#[test]
fn jumps_go_from_event_to_event_and_to_both_ends() {
    let mut bench = Bench::open(Locale::En);
    assert_eq!(bench.position(), "+0:00");
    let mut seen = Vec::new();
    for _ in 0..12 {
        bench.press(&["]"]);
        seen.push(bench.position());
    }
    let all = [
        "+0:05", "+0:25", "+0:26", "+0:32", "+0:40", "+0:41", "+2:00", "+2:30", "+3:10", "+4:00", "+5:00",
        "+5:00",
    ];
    assert_eq!(seen, all);
    bench.press(&["[", "["]);
    assert_eq!(bench.position(), "+3:10");
    bench.press(&["home"]);
    assert_eq!(bench.position(), "+0:00");
    bench.press(&["right", "right", "left"]);
    assert_eq!(bench.position(), "+0:05");
}

#[test]
fn a_click_on_an_event_or_on_the_bar_goes_there() {
    let mut bench = Bench::open(Locale::En);
    let painted = bench.painted((120, 40));
    let text = painted.plain();
    let row = text.lines().position(|line| line.contains("put on hold")).expect("the hold is listed");
    bench.give(Input::Click(painted.spot_at(10, row as u16).expect("it can be clicked")));
    assert_eq!(bench.position(), "+2:00");
    bench.give(Input::Click(painted.spot_at(118, 38).expect("the bar can be clicked")));
    assert!(bench.position().as_str() > "+4:5", "{}", bench.position());
}

#[test]
fn time_passes_at_the_chosen_speed_and_only_while_playing() {
    let mut bench = Bench::open(Locale::En);
    assert_eq!(bench.screen.pace(), Pace::Idle);
    bench.wait(3);
    assert_eq!(bench.position(), "+0:00");
    bench.press(&["space"]);
    assert_eq!(bench.screen.pace(), Pace::Smooth);
    bench.wait(3);
    assert_eq!(bench.position(), "+0:03");
    bench.press(&["+", "+", "+"]);
    bench.wait(3);
    assert_eq!(bench.position(), "+0:27");
    bench.press(&["-", "-", "-", "-"]);
    bench.wait(4);
    assert_eq!(bench.position(), "+0:29");
    bench.press(&["+", "+", "+", "+", "+", "+", "+", "+"]);
    bench.wait(5);
    assert_eq!((bench.position().as_str(), bench.screen.pace()), ("+5:00", Pace::Idle), "stops at the end");
}

/// A line from its middle frame on.
fn right_half(line: &str) -> String {
    line.chars()
        .skip_while(|letter| *letter != '┃')
        .skip(1)
        .skip_while(|letter| *letter != '┃')
        .collect::<String>()
        + "\n"
}

#[test]
fn what_was_on_the_agent_s_call_pane_follows_the_position() {
    let mut bench = Bench::open(Locale::En);
    let mut sees = |keys: &[&str], there: &[&str], not_there: &[&str]| {
        bench.press(keys);
        let text = bench.text((120, 40));
        let right: String = text.lines().map(right_half).collect();
        for words in there {
            assert!(right.contains(words), "{words} is missing:\n{text}");
        }
        for words in not_there {
            assert!(!right.contains(words), "{words} is too early:\n{text}");
        }
    };
    sees(&[], &["Waiting 0:00", "key caller"], &["with 7002", "Script"]);
    sees(&["]"], &["RINGING 0:00", "with 7002 Avi Cohen"], &["7001"]);
    sees(
        &["]", "]", "]"],
        &["Talking 0:00", "with 7001 李娜", "waited 0:32", "Script: general, version 3"],
        &["✓ +0:40 g"],
    );
    sees(&["]", "]"], &["Talking 0:09", "✓ +0:40 greeting", "on the screen: identify"], &["Ticket"]);
    sees(&["]"], &["On hold 0:00"], &[]);
    sees(&["]", "]"], &["Talking 0:40", "Ticket 19990121-0007: Card swallowed"], &[]);
    sees(&["]"], &["Wrap-up 0:00"], &[]);
    sees(
        &["]"],
        &["The call is over", "answered, waited 0:32, talked 3:28", "with 7001", "key caller"],
        &["Talking"],
    );
}

#[test]
fn who_leaves_is_signed_out() {
    let mut bench = Bench::open(Locale::En);
    let keymap = bench.look.keymap.clone();
    assert_eq!(press(&mut bench.screen, &["ctrl-q"], now(), &keymap), [Effect::SignOut]);
    assert!(bench.screen.finished());
    let mut bench = Bench::new(Locale::En);
    assert_eq!(bench.screen.update(Input::Stop, now()), [Effect::SignOut]);
}

#[test]
fn a_call_without_events_is_said_so() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["enter"]);
    bench.answer(Answer::Events(Vec::new()));
    assert!(bench.text((80, 24)).contains("The log has no events of this call"));
}

#[test]
fn without_a_session_file_it_is_said_how_to_give_one() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["o"]);
    assert!(bench.text((80, 24)).contains("No session file was given"));
}
