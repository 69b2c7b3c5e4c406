//! The lead's screen: (model, keys) to text and effects.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{Code, LiveMessage, Page, Problem, Role, StateAnswer, WantState},
    domain::{Event::AgentPaused, Locale, NextState, PhoneNumber, Tier},
    tui::{
        desk::{Answer, Failure, LinkNews, Msg, News},
        effect::{Effect, Request},
        lead::{LeadScreen, lead_screen},
        runtime::{Input, Look, Screen, Spot, paint, press},
    },
};

use crate::lead_floor::{Story, noon, now};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

struct Bench {
    screen: LeadScreen,
    look: Look,
    now: DateTime<Utc>,
}

impl Bench {
    fn new(story: &Story, locale: Locale) -> Self {
        let look = Look::built_in(locale).expect("the built-in look loads");
        let mut bench = Self { screen: lead_screen(look.words.clone()), look, now: now() };
        for msg in story.messages(locale, Role::Lead) {
            bench.hear(msg);
        }
        bench
    }

    fn hear(&mut self, msg: Msg) -> Vec<Effect> {
        self.screen.update(Input::App(msg), self.now)
    }

    fn press(&mut self, keys: &[&str]) -> Vec<Effect> {
        press(&mut self.screen, keys, self.now, &self.look.keymap)
    }

    /// Clicks where a text stands on a screen of 120×40.
    fn click(&mut self, target: &str) {
        let painted = paint(&self.screen, (120, 40), self.now, &self.look);
        let text = painted.plain();
        let (y, line) =
            text.lines().enumerate().find(|(_, line)| line.contains(target)).expect("it is shown");
        let x = line.split(target).next().map_or(0, |before| before.chars().count());
        let spot = painted.spot_at(x as u16, y as u16).expect("it can be clicked");
        self.screen.update(Input::Click(spot), self.now);
    }

    fn text(&self, size: (u16, u16)) -> String {
        paint(&self.screen, size, self.now, &self.look).plain()
    }
}

/// Pictures of a situation at three sizes in both languages.
fn check(name: &str, story: &Story, keys: &[&str]) {
    for locale in [Locale::En, Locale::ZhCn] {
        let mut bench = Bench::new(story, locale);
        bench.press(keys);
        for size in SIZES {
            let name = format!("{name}_{}_{}", size.0, look_tag(locale));
            insta::assert_snapshot!(name, bench.text(size));
        }
    }
}

fn look_tag(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::ZhCn => "zh",
    }
}

#[test]
fn a_busy_noon() {
    check("noon", &noon(), &[]);
}

#[test]
fn an_agent_looked_at_closely() {
    check("agent", &noon(), &["enter"]);
}

#[test]
fn a_queue_looked_at_closely() {
    check("queue", &noon(), &["alt-1", "enter"]);
}

#[test]
fn the_states_to_choose_from() {
    check("states", &noon(), &["f"]);
}

#[test]
fn the_waiting_callers() {
    check("waiting", &noon(), &["alt-3"]);
}

#[test]
fn a_line_to_everybody_being_typed_and_the_one_that_is_shown() {
    let mut story = noon();
    story.broadcast("12:04:00", "Fire drill at 12:30, finish your calls");
    check("broadcast", &story, &["b"]);
}

#[test]
fn signing_an_agent_out_is_asked_twice() {
    check("sign_out", &noon(), &["f", "pagedown", "enter"]);
}

#[test]
fn agents_found_by_pinyin_initials() {
    check("filter", &noon(), &["/", "wf"]);
}

/// The request that keys lead to, if they lead to one.
fn request(story: &Story, keys: &[&str]) -> Option<Request> {
    let effects = Bench::new(story, Locale::En).press(keys);
    let mut requests = effects.into_iter().map(|effect| match effect {
        Effect::Ask { request, .. } => request,
        other => panic!("{other:?}"),
    });
    let first = requests.next();
    assert_eq!(requests.next(), None);
    first
}

fn set_state(agent: &str, want: NextState) -> Option<Request> {
    Some(Request::SetState { agent: Some(agent.into()), want: WantState { want } })
}

#[test]
fn a_state_is_forced_at_once_unless_it_hurts() {
    let pause = || NextState::Paused { reason: "lunch".into() };
    let noon = noon();
    let avi = ["/", "avi", "enter", "f"];
    assert_eq!(request(&noon, &[&avi[..], &["lunch", "enter"]].concat()), set_state("7002", pause()));
    assert_eq!(request(&noon, &[&avi[..], &["sign", "enter"]].concat()), None, "asks first");
    assert_eq!(
        request(&noon, &[&avi[..], &["sign", "enter", "enter"]].concat()),
        None,
        "no is the safe answer"
    );
    let sure = [&avi[..], &["sign", "enter", "y"]].concat();
    assert_eq!(request(&noon, &sure), set_state("7002", NextState::Offline));
}

#[test]
fn from_a_queue_a_state_is_forced_by_way_of_its_agents() {
    let noon = noon();
    let lunch = || NextState::Paused { reason: "lunch".into() };
    for way in [["1", "enter"].as_slice(), &["1"], &["3"]] {
        let keys = [way, &["f", "avi", "enter", "lunch", "enter"]].concat();
        let asked = Bench::new(&noon, Locale::En).press(&keys).pop();
        let Some(Effect::Ask { request, .. }) = asked else { panic!("{asked:?}") };
        assert_eq!(Some(request), set_state("7002", lunch()), "{way:?}");
    }
    let mut bench = Bench::new(&noon, Locale::En);
    bench.press(&["1", "f"]);
    let text = bench.text((120, 40));
    assert!(text.contains("Set the state of whom? General") && text.contains("7001 李娜"), "{text}");
    assert_eq!(
        text.matches("7004").count(),
        1,
        "serves another queue, and stands on the board alone:\n{text}"
    );
    let mut bench = Bench::new(&Story::new(), Locale::En);
    bench.press(&["1", "f"]);
    assert!(bench.text((120, 40)).contains("nobody who serves it is signed in"));
    bench.press(&["2", "f"]);
    assert!(bench.text((120, 40)).contains("Choose an agent or a queue first"));
}

#[test]
fn reasons_of_the_desk_itself_are_not_to_choose_from() {
    let mut bench = Bench::new(&noon(), Locale::En);
    bench.press(&["f"]);
    let text = bench.text((120, 40));
    assert!(text.contains("Pause: training") && !text.contains("missed rings"), "{text}");
}

#[test]
fn a_queue_counts_who_could_take_its_calls_and_who_has_one_of_them() {
    let bench = Bench::new(&noon(), Locale::En);
    let text = bench.text((120, 40));
    let numbers = |queue: &str| {
        let line =
            text.lines().find(|line| line.contains(queue) && line.starts_with('│')).expect("it is listed");
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| queue.ends_with(word)).expect("its name");
        words[at + 1..at + 8].iter().map(|word| (*word).to_string()).collect::<Vec<_>>()
    };
    // Waiting, longest, ready, ringing, on call, wrap-up, paused. One talks and one holds a call of the first, one finishes one of the
    // second.
    assert_eq!(numbers("!! General"), ["3", "1:05", "0", "0", "2", "0", "1"]);
    assert_eq!(numbers("Stock trading"), ["1", "0:16", "0", "0", "0", "1", "1"]);
}

#[test]
fn figures_stand_still_while_the_server_is_away() {
    let mut bench = Bench::new(&noon(), Locale::En);
    bench.hear(Msg::Desk(News::Link(LinkNews::Away { silent_s: 0 })));
    let before = bench.text((120, 40));
    assert!(before.contains("as of 12:05:00") && before.contains("out of reach since 12:05"), "{before}");
    bench.now += TimeDelta::minutes(3);
    bench.screen.update(Input::Tick, bench.now);
    assert_eq!(bench.text((120, 40)), before);
    bench.hear(Msg::Desk(News::Link(LinkNews::Up)));
    assert!(bench.text((120, 40)).contains("  12:08:00  "));
}

#[test]
fn a_waiting_caller_is_shown_as_the_agents_see_them() {
    let mut bench = Bench::new(&noon(), Locale::En);
    let begin = noon().messages(Locale::En, Role::Lead).into_iter();
    let mut snapshot = begin.filter_map(|msg| match msg {
        Msg::Desk(News::Snapshot(snapshot)) => Some(snapshot),
        _ => None,
    });
    let mut snapshot = snapshot.next().expect("a screen begins with one");
    for call in snapshot.floor.calls.values_mut() {
        (call.number, call.repeats) = (PhoneNumber::new("anonymous"), 10);
    }
    bench.hear(Msg::Desk(News::Snapshot(snapshot)));
    bench.press(&["3"]);
    let text = bench.text((120, 40));
    assert!(text.contains("number withheld") && text.contains("11x"), "{text}");
}

#[test]
fn a_refused_role_is_named() {
    let mut bench = Bench::new(&noon(), Locale::En);
    let (title, detail) = (String::new(), String::new());
    let code = Code::Forbidden;
    let problem = Problem { status: 403, code, title, detail, fields: Vec::new(), retry_after_s: None };
    bench.hear(Msg::Desk(News::Link(LinkNews::Ended(problem))));
    assert!(bench.text((120, 40)).contains("needs the role lead (team lead)"), "{}", bench.text((120, 40)));
}

#[test]
fn the_last_one_ready_for_waiting_callers_is_not_sent_away_unasked() {
    let mut story = noon();
    let dana = ["/", "dana", "enter", "f", "lunch", "enter"];
    story.tell("12:04:56", AgentPaused { agent: "7007".into(), reason: "break".into() });
    let lunch = NextState::Paused { reason: "lunch".into() };
    assert_eq!(request(&story, &dana), set_state("7004", lunch.clone()), "nobody waits there");
    story.enters("12:04:57", 11, "web", Tier::Ordinary);
    assert_eq!(request(&story, &dana), None);
    assert_eq!(request(&story, &[&dana[..], &["y"]].concat()), set_state("7004", lunch));
}

#[test]
fn what_the_server_makes_of_a_state_is_said() {
    for (answer, said) in [
        (Ok(Answer::State(StateAnswer::Now)), "7001 李娜: Pause: lunch"),
        (Ok(Answer::State(StateAnswer::AfterCall)), "7001 李娜: Pause: lunch, after the present"),
        (Err(Failure::Away), "cannot be reached"),
    ] {
        let mut bench = Bench::new(&noon(), Locale::En);
        let effects = bench.press(&["/", "7001", "enter", "f", "lunch", "enter"]);
        let [Effect::Ask { id, .. }] = effects[..] else { panic!("{effects:?}") };
        bench.hear(Msg::Answer { request: id, answer });
        let text = bench.text((120, 40));
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn calls_that_end_renew_an_open_detail_after_a_while() {
    let mut story = noon();
    let heard = story.log.len();
    let mut bench = Bench::new(&story, Locale::En);
    let asked = |effects: Vec<Effect>| match effects.into_iter().next() {
        Some(Effect::Ask { id, request: request @ Request::Calls { .. } }) => Some((id, request)),
        _ => None,
    };
    let (request, first) = asked(bench.press(&["1", "enter"])).expect("its calls are asked for");
    let none = Answer::Calls(Page { items: vec![], next: None });
    bench.hear(Msg::Answer { request, answer: Ok(none) });
    story.leaves("12:05:01", 7);
    let recorded = story.log.remove(heard);
    assert_eq!(asked(bench.hear(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }])))), None, "soon");
    bench.now += TimeDelta::seconds(3);
    let (request, again) =
        asked(bench.screen.update(Input::Tick, bench.now)).expect("they are asked for again");
    assert_eq!(again, first);
    assert_eq!(asked(bench.screen.update(Input::Tick, bench.now)), None, "once");
    story.leaves("12:05:02", 8);
    let recorded = story.log.remove(heard);
    let more = bench.hear(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }])));
    assert_eq!(asked(more), None, "a slow server is still to answer");
    let none = Answer::Calls(Page { items: vec![], next: None });
    bench.hear(Msg::Answer { request, answer: Ok(none) });
    bench.now += TimeDelta::seconds(3);
    assert!(asked(bench.screen.update(Input::Tick, bench.now)).is_some(), "then the other one is asked for");
}

#[test]
fn who_leaves_is_signed_out() {
    let check = |leave: fn(&mut Bench) -> Vec<Effect>| {
        let mut bench = Bench::new(&noon(), Locale::En);
        assert_eq!(leave(&mut bench), [Effect::SignOut]);
        assert!(bench.screen.finished());
    };
    check(|bench| bench.press(&["ctrl-q"]));
    check(|bench| bench.screen.update(Input::Stop, now()));
}

#[test]
fn a_line_is_sent_changed_and_taken_down() {
    let broadcast = |text: &str| Some(Request::Broadcast { text: text.into() });
    let mut story = noon();
    assert_eq!(request(&story, &["b", "drill at noon", "enter"]), broadcast("drill at noon"));
    assert_eq!(request(&story, &["b", "drill", "esc"]), None);
    assert_eq!(request(&story, &["b", "enter"]), None, "nothing is shown and nothing was typed");
    story.broadcast("12:04:00", "abc");
    assert_eq!(request(&story, &["b", "enter"]), None, "it is shown already");
    assert_eq!(request(&story, &["b", "backspace", "backspace", "backspace", "enter"]), broadcast(""));
}

/// The agents' numbers from the top, as they are drawn.
fn listed(bench: &Bench) -> Vec<String> {
    let text = bench.text((120, 40));
    let below = text.lines().skip_while(|line| !line.contains("2 Agents")).skip(2);
    let number = |line: &str| line.split_whitespace().find(|word| word.starts_with("70")).map(str::to_string);
    below.filter_map(number).collect()
}

#[test]
fn agents_are_ordered_by_any_column_with_keys_and_mouse() {
    let mut bench = Bench::new(&noon(), Locale::En);
    assert_eq!(listed(&bench), ["7005", "7002", "7003", "7007", "7001", "7004", "7006"], "attention first");
    bench.press(&["s"]);
    assert_eq!(listed(&bench), ["7001", "7002", "7003", "7004", "7005", "7006", "7007"], "by number");
    bench.press(&["shift-s"]);
    assert_eq!(listed(&bench), ["7007", "7006", "7005", "7004", "7003", "7002", "7001"], "turned round");
    bench.click("Time");
    assert_eq!(
        listed(&bench),
        ["7005", "7007", "7004", "7003", "7001", "7002", "7006"],
        "longest in their state"
    );
    bench.click("Handling");
    assert_eq!(listed(&bench)[..2], ["7001", "7004"], "whoever has no number comes last");
}

#[test]
fn states_and_text_filter_together_and_esc_clears_both() {
    let mut bench = Bench::new(&noon(), Locale::En);
    bench.press(&["t"]);
    assert_eq!(listed(&bench), ["7005", "7002", "7003", "7007"], "what needs attention");
    bench.press(&["/", "70", "0", "3", "enter"]);
    assert_eq!(listed(&bench), ["7003"]);
    bench.press(&["esc"]);
    assert_eq!(listed(&bench).len(), 7);
}

#[test]
fn what_is_wrong_stands_out_by_mark_and_by_colour() {
    let bench = Bench::new(&noon(), Locale::En);
    let painted = paint(&bench.screen, (120, 40), bench.now, &bench.look);
    let text = painted.plain();
    let style_of = |row: &str, column: u16| {
        let y = text.lines().position(|line| line.contains(row)).expect("the row is shown");
        painted.buffer[(column, y as u16)].style()
    };
    let theme = &bench.look.theme;
    for (row, style) in [("!! General", theme.bad), ("!  Stock", theme.warn), ("!! 7003", theme.bad)] {
        assert_eq!(style_of(row, 1).fg, style.fg, "{row}");
    }
    assert_ne!(style_of("Internet", 4).fg, theme.bad.fg);
}

#[test]
fn a_thousand_agents_and_callers_cost_only_what_is_seen() {
    let mut story = Story::new();
    for n in 0..1000_u32 {
        story.signs_in("08:00:00", &format!("{n:04}"), "Recorded", &["general"]);
        story.enters("12:00:00", u128::from(n) + 1, "general", Tier::Ordinary);
    }
    let mut bench = Bench::new(&story, Locale::En);
    bench.press(&["s", "end"]);
    let painted = paint(&bench.screen, (200, 60), bench.now, &bench.look);
    let rows = painted.spots.iter().filter(|(_, spot)| matches!(spot, Spot::Row(..))).count();
    assert!(rows < 160, "{rows} rows were drawn");
    assert!(painted.plain().contains("0999"));
}
