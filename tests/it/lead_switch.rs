//! A lead's screen with a real phone switch behind the desk: where the two disagree, whose phone is gone, and what a lead does with calls of
//! others; and that nothing of it is seen where the switch cannot do it.

use hotdesk::{
    api::{Done, LiveMessage, Role, Settle, Steer},
    domain::{
        Abilities, About, AgentId, Counted, Difference, Event, Fact, Locale, Monitor, Phone,
        Request as Asked, RequestRefused, Said,
    },
    tui::{
        desk::{Answer, Msg, News},
        effect::{Effect, Request},
        lead::{LeadScreen, lead_screen},
        runtime::{Input, Look, Screen, paint, press},
    },
};

use crate::{
    agent_switch::ABLE,
    lead_floor::{Story, call, noon, now, time},
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
const WIDE: (u16, u16) = SIZES[1];

struct Bench {
    screen: LeadScreen,
    look: Look,
    story: Story,
}

impl Bench {
    /// A lead with a phone, at a switch with these abilities.
    fn new(story: Story, locale: Locale, abilities: Abilities) -> Self {
        let look = Look::built_in(locale).expect("the built-in look loads");
        let mut bench = Self { screen: lead_screen(look.words.clone()), look, story };
        for mut msg in bench.story.messages(locale, Role::Lead) {
            if let Msg::Desk(News::Snapshot(snapshot)) = &mut msg {
                snapshot.abilities = abilities;
                snapshot.me.line = Some("7009".into());
            }
            bench.hear(msg);
        }
        bench
    }

    fn hear(&mut self, msg: Msg) -> Vec<Effect> {
        self.screen.update(Input::App(msg), now())
    }

    /// Something happens on the floor.
    fn tell(&mut self, event: Event) -> &mut Self {
        self.story.tell("12:05:00", event);
        let recorded = self.story.log.last().cloned().expect("it was told");
        self.hear(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }])));
        self
    }

    /// What keys ask of the server; the server takes it.
    fn asks(&mut self, keys: &[&str]) -> Vec<Request> {
        let effects = press(&mut self.screen, keys, now(), &self.look.keymap);
        let asked = effects.into_iter().filter_map(|effect| match effect {
            Effect::Ask { id, request } => Some((id, request)),
            _ => None,
        });
        let (ids, requests): (Vec<_>, Vec<_>) = asked.unzip();
        for request in ids {
            self.hear(Msg::Answer { request, answer: Ok(Answer::Done(Done { seq: 0 })) });
        }
        requests
    }

    fn text(&self, size: (u16, u16)) -> String {
        paint(&self.screen, size, now(), &self.look).plain()
    }

    fn footer(&self) -> String {
        self.text((200, 60)).lines().last().unwrap_or_default().to_owned()
    }

    fn sees(&self, text: &str) -> bool {
        self.text(WIDE).contains(text)
    }
}

/// Pictures of a situation in both languages.
fn check(name: &str, story: impl Fn() -> Story, keys: &[&str]) {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        let mut bench = Bench::new(story(), locale, ABLE);
        bench.asks(keys);
        for size in SIZES {
            insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), bench.text(size));
        }
    }
}

fn differ(about: About, switch_says: impl Into<Said>, desk_says: impl Into<Said>) -> Event {
    let (switch_says, desk_says) = (switch_says.into(), desk_says.into());
    Event::DifferenceOpened {
        difference: Difference { about, switch_says, desk_says, since: time("12:01:00") },
    }
}

fn about_agent(agent: &str) -> About {
    About::Agent { agent: agent.into() }
}

/// The noon, with two differences and a phone that is gone.
fn apart() -> Story {
    let mut story = noon();
    let serves = Fact::Serves { queues: vec!["general".into(), "stocks".into()] };
    story.tell("12:02:00", differ(about_agent("7002"), serves, Fact::SignedOut));
    let about = About::Queue { queue: "general".into() };
    let counted = Counted { entered: 41, answered: 33, left: 8, ..Counted::default() };
    let logged =
        Counted { entered: 42, waiting: 1, callers: vec!["1769.12".into()], more: 2, ..counted.clone() };
    story.tell("12:02:10", differ(about, logged, counted));
    story.tell("12:02:20", Event::AgentPhoneChanged { agent: "7004".into(), phone: Phone::Unreachable });
    story
}

/// The noon, with somebody in a talk of others.
fn listened_to() -> Story {
    let mut story = noon();
    story.tell("12:02:40", Event::MonitorBegan { call: call(5), by: "7009".into(), how: Monitor::Listen });
    story
}

#[test]
fn switch_and_desk_disagree() {
    check("apart", apart, &[]);
    check("differences", apart, &["4", "down"]);
}

#[test]
fn the_switch_is_out_of_reach() {
    let lost = || {
        let mut story = noon();
        story.tell("12:02:00", Event::SwitchLost);
        story
    };
    check("lost", lost, &[]);
    let mut bench = Bench::new(lost(), Locale::En, ABLE);
    assert!(bench.sees("out of reach since 12:02"));
    assert!(!bench.tell(Event::SwitchFound).sees("out of reach"));
}

#[test]
fn somebody_listens() {
    check("listened", listened_to, &["/", "7001", "enter", "m"]);
    check("listened_detail", listened_to, &["/", "7001", "enter", "enter"]);
}

#[test]
fn priorities_to_choose_from() {
    check("priority", noon, &["3", "down", "p"]);
}

#[test]
fn agents_to_give_a_call_to() {
    check("give", noon, &["3", "g"]);
}

#[test]
fn a_difference_is_settled_by_one_key_and_once() {
    let mut bench = Bench::new(apart(), Locale::En, ABLE);
    assert_eq!(bench.asks(&["d"]), [], "first it is looked at");
    assert!(bench.sees("The switch says: serves General, Stock trading") && bench.sees("We say: Offline"));
    let settle = |about| Request::Settle(Settle { about });
    assert_eq!(bench.asks(&["d"]), [settle(about_agent("7002"))]);
    assert!(bench.sees("Our word holds, and the switch is told again: 7002 Avi Cohen"));
    bench.tell(Event::DifferenceClosed { about: about_agent("7002") });
    assert!(!bench.sees("serves General"));
    let twice = press(&mut bench.screen, &["d", "d"], now(), &bench.look.keymap);
    assert_eq!(twice.len(), 1, "while it is under way");
}

#[test]
fn differences_are_gone_when_both_agree() {
    let mut bench = Bench::new(apart(), Locale::En, ABLE);
    bench.asks(&["4"]);
    bench.tell(Event::DifferenceClosed { about: about_agent("7002") });
    bench.tell(Event::DifferenceClosed { about: About::Queue { queue: "general".into() } });
    assert!(!bench.sees("disagree") && bench.sees("2 Agents"));
    bench.asks(&["4"]);
    assert!(bench.sees("Switch and desk agree."));
    assert!(!bench.footer().contains("Differences"));
}

#[test]
fn an_agent_whose_phone_is_gone_is_a_trouble_and_not_ready() {
    let mut bench = Bench::new(noon(), Locale::En, ABLE);
    assert!(bench.sees("2 ready"));
    bench.tell(Event::AgentPhoneChanged { agent: "7004".into(), phone: Phone::Unreachable });
    assert!(bench.sees("7004 Dana Mizrahi: phone not registered") && bench.sees("1 ready"));
    assert!(bench.sees("No phone: Ready"));
    bench.tell(Event::AgentPhoneChanged { agent: "7004".into(), phone: Phone::Reachable });
    assert!(!bench.sees("phone"));
}

fn steer(n: u128, steer: Steer) -> Request {
    Request::Steer { call: call(n), steer }
}

#[test]
fn a_lead_listens_whispers_joins_and_leaves() {
    let way = |how| [steer(5, Steer::Monitor { how })];
    let mut bench = Bench::new(noon(), Locale::En, ABLE);
    bench.asks(&["/", "7001", "enter"]);
    assert_eq!(bench.asks(&["m", "enter"]), way(Monitor::Listen));
    assert!(bench.sees("Your phone rings: pick it up."));
    assert_eq!(bench.asks(&["m", "whisper", "enter"]), way(Monitor::Whisper));
    assert!(!bench.asks(&["m"]).is_empty() || !bench.sees("Leave the talk"), "nobody is in it");
    bench.asks(&["esc"]);
    let by = || AgentId::from("7009");
    bench.tell(Event::MonitorBegan { call: call(5), by: by(), how: Monitor::Whisper });
    assert!(bench.sees("Talking ◉ whisper"), "{}", bench.text(WIDE));
    assert_eq!(bench.asks(&["m", "join", "enter"]), way(Monitor::Barge));
    assert_eq!(bench.asks(&["m", "leave", "enter"]), [steer(5, Steer::StopMonitor)]);
    bench.tell(Event::MonitorEnded { call: call(5), by: by() });
    assert!(!bench.sees("◉ whisper"));
}

#[test]
fn there_must_be_a_talk_to_listen_to() {
    let mut bench = Bench::new(noon(), Locale::En, ABLE);
    assert_eq!(bench.asks(&["/", "dana", "enter", "m"]), []);
    assert!(bench.sees("Choose an agent who speaks first."));
    assert!(!bench.footer().contains("Listen in"));
}

#[test]
fn a_waiting_call_is_made_more_urgent_or_given_to_an_agent() {
    let mut bench = Bench::new(noon(), Locale::En, ABLE);
    bench.asks(&["3"]);
    assert!(bench.footer().starts_with("g Give call  p Priority"), "{}", bench.footer());
    assert_eq!(bench.asks(&["p", "priority 2", "enter"]), [steer(7, Steer::Prioritise { priority: 2 })]);
    assert_eq!(bench.asks(&["g", "dana", "enter"]), [steer(7, Steer::Give { agent: "7004".into() })]);
    bench.tell(Event::CallRinging { call: call(7), agent: "7004".into() });
    assert_eq!(bench.asks(&["p"]), []);
    assert!(bench.sees("who does not ring yet"), "{}", bench.text(WIDE));
}

#[test]
fn what_the_switch_refuses_is_said_to_who_asked() {
    let refused_of = |n, request| Event::SwitchRefused {
        call: Some(call(n)),
        agent: None,
        request,
        why: RequestRefused::Away,
    };
    let refused = |n| refused_of(n, Asked::Prioritise);
    let sentence = "Priority not done: the switch is out of reach; try again when it is back";
    let mut bench = Bench::new(noon(), Locale::En, ABLE);
    assert!(!bench.tell(refused(7)).sees("not done"), "another lead asked");
    bench.asks(&["3", "p", "enter"]);
    assert!(bench.tell(refused(7)).sees(sentence), "{}", bench.text(WIDE));
    bench.asks(&["g", "dana", "enter"]);
    assert!(bench.tell(refused_of(7, Asked::Take)).sees("Giving the call not done"), "{}", bench.text(WIDE));
}

#[test]
fn what_the_switch_cannot_do_is_offered_nowhere() {
    let none = Abilities { monitor: false, prioritise: false, take: false, ..ABLE };
    let words = ["Listen in", "Priority", "Give call", "Differences", "Our word"];
    let mut bench = Bench::new(noon(), Locale::En, none);
    for keys in [["/", "7001", "enter"].as_slice(), &["3"], &["f1"], &["esc", "ctrl-p"]] {
        bench.asks(keys);
        let text = bench.text((200, 60));
        assert!(!words.iter().any(|word| text.contains(word)), "{keys:?}: {text}");
    }
    assert_eq!(bench.asks(&["esc", "m", "p", "g", "enter"]).len(), 1, "Enter opens the queue");
    assert!(bench.sees("This phone switch cannot do that"));
}
