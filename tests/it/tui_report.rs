//! The report browser, over numbers that are folded from facts as a server would.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::WhichReport,
    domain::{AgentId, CallId, Locale, QueueId, ServiceType},
    metrics::{Behind, Fact, Fold, HandedOn, Ids, Labels, Leaving, Ledger, Periods, Report, Row, Sheet},
    report::{Topic, Wording},
    tui::{
        keymap::Keymap,
        report::{Begin, Days, Effect, Msg, Question, ReportScreen, report_screen},
        runtime::{Input, Look, Screen, paint, press},
        words::{LOCALES, Words},
    },
};
use uuid::Uuid;

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jerusalem;

fn now() -> DateTime<Utc> {
    "1999-01-08T10:00:00Z".parse().expect("a time")
}

/// A week from Monday to Friday, 8 to 20 o'clock, whose calls wait longer the later in the day.
fn week<L: Ledger<Ids>>(mut ledger: L) -> L {
    let monday: DateTime<Utc> = "1999-01-03T22:00:00Z".parse().expect("a time");
    let mut fold = Fold::<Ids>::default();
    let (queue, service) = (QueueId::from("hotline"), ServiceType::from("PS"));
    for day in 0..5 {
        for hour in 8..20_u32 {
            for nth in 0..(hour * 7 + day * 3) % 9 + 2 {
                let at = monday
                    + TimeDelta::hours((day * 24 + hour).into())
                    + TimeDelta::minutes((nth * 5).into());
                let call = &CallId(Uuid::from_u128(u128::from((day * 100 + hour) * 100 + nth)));
                let agent = &AgentId::from(if nth % 2 == 0 { "7001" } else { "7002" });
                let wait_s = (nth * 13 + hour * 3) % 71;
                let (wait, wait_ms) = (TimeDelta::seconds(wait_s.into()), Some(u64::from(wait_s) * 1_000));
                let mut tell = |at, fact| fold.apply(at, fact, &mut ledger);
                tell(at, Fact::Entered { call, service: Some(&service) });
                tell(at, Fact::Offered { call, queue: &queue });
                if (nth + hour) % 6 == 0 {
                    tell(at + wait, Fact::Left { call, how: Leaving::Abandoned, wait_ms });
                    continue;
                }
                tell(at + wait, Fact::Answered { call, agent, wait_ms });
                let (end, talk_ms) = (at + wait + TimeDelta::seconds(120), 120_000);
                tell(
                    end,
                    Fact::Talked {
                        call,
                        agent,
                        worked: hotdesk::metrics::Worked::talk(talk_ms),
                        handed_on: HandedOn::No,
                    },
                );
            }
        }
    }
    ledger
}

struct Plain;

impl Labels<Ids> for Plain {
    fn queue(&self, queue: &QueueId) -> String {
        queue.to_string()
    }

    fn service(&self, service: &ServiceType) -> String {
        service.to_string()
    }

    fn agent(&self, agent: &AgentId) -> String {
        agent.to_string()
    }
}

fn answer(question: &Question) -> Sheet {
    match question {
        Question::Report(report, which) => {
            let periods = week(Periods::<Ids>::new(which.interval, ZONE, which.range()));
            report.sheet(&periods, &Plain, which.range())
        }
        Question::Calls(report, which, number) => {
            let row = match report {
                Report::Queues | Report::Exits => Row::Queue(number.row.as_str().into()),
                Report::Services => Row::Service(number.row.as_str().into()),
                Report::Agents | Report::States => Row::Agent(number.row.as_str().into()),
                Report::Intervals => Row::Centre,
            };
            let start = number.start.unwrap_or_else(now);
            let interval = which.interval.of(ZONE, start).within(which.range());
            let field = report.field(&number.column).expect("a column with calls behind it");
            week(Behind::<Ids>::new(row, interval))
                .sheet(*report, field, ZONE, |call| format!("c-{}", call.0.as_u128()))
        }
    }
}

/// The browser with somebody who answers it.
struct Bench {
    screen: ReportScreen,
    look: Look,
    keymap: Keymap,
    asked: Vec<Question>,
}

impl Bench {
    fn new(locale: Locale) -> Self {
        let look = Look::built_in(locale).expect("a look");
        let begin = Begin {
            report: Report::Queues,
            which: WhichReport::default(),
            zone: ZONE,
            target_s: Some(20),
            days: Days::Recorded,
        };
        let screen = report_screen(look.words.clone(), begin);
        let mut bench =
            Self { screen, look, keymap: Keymap::load(None).expect("the keys"), asked: Vec::new() };
        let effects = bench.screen.update(Input::Resize { columns: 80, rows: 24 }, now());
        bench.answer(effects);
        bench
    }

    fn press(&mut self, keys: &[&str]) {
        for key in keys {
            let effects = press(&mut self.screen, &[key], now(), &self.keymap);
            self.answer(effects);
        }
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for Effect::Ask(number, question) in effects {
            let told = Msg::Told(number, Ok(answer(&question)));
            self.asked.push(*question);
            self.screen.update(Input::App(told), now());
        }
    }

    fn text(&self, size: (u16, u16)) -> String {
        paint(&self.screen, size, now(), &self.look).plain()
    }
}

/// What is seen after these keys, in both languages on a small terminal and in English on larger ones.
fn check(name: &str, keys: &[&str]) {
    for (locale, tag, sizes) in
        [(Locale::En, "en", &[(80, 24), (120, 40), (200, 60)][..]), (Locale::ZhCn, "zh", &[(80, 24)][..])]
    {
        let mut bench = Bench::new(locale);
        bench.press(keys);
        for size in sizes {
            insta::assert_snapshot!(format!("{name}_{tag}_{}x{}", size.0, size.1), bench.text(*size));
        }
    }
}

#[test]
fn numbers_by_day() {
    check("days", &["right", "down"]);
}

#[test]
fn the_calls_behind_a_number() {
    check("calls", &["down", "right", "right", "right", "enter"]);
}

#[test]
fn service_level_and_calls_along_the_time() {
    check("lines", &["d", "c"]);
}

#[test]
fn a_week_by_hours() {
    check("week", &["c", "c"]);
    check("week_level", &["c", "c", "o"]);
}

#[test]
fn a_distribution_of_waits() {
    check("waits", &["c", "c", "c"]);
}

#[test]
fn how_a_number_is_made() {
    let keys: Vec<&str> = std::iter::repeat_n("right", 6).chain(["?"]).collect();
    check("formula", &keys);
}

#[test]
fn a_choice_of_reports() {
    check("reports", &["r"]);
}

#[test]
fn keys_lead_from_all_time_to_a_day_and_to_its_neighbours() {
    let mut bench = Bench::new(Locale::En);
    let title = |bench: &Bench| bench.text((120, 40)).lines().next().unwrap_or_default().trim().to_owned();
    assert_eq!(title(&bench), "Reports  Queues · all time · by day · Asia/Jerusalem");
    bench.press(&["down", "down", "d"]);
    assert_eq!(title(&bench), "Reports  Queues · 1999-01-06 Wed · every 30 min · Asia/Jerusalem");
    bench.press(&["]"]);
    assert_eq!(title(&bench), "Reports  Queues · 1999-01-07 Thu · every 30 min · Asia/Jerusalem");
    bench.press(&["w", "["]);
    assert_eq!(title(&bench), "Reports  Queues · 1998-12-28 – 01-03 · by day · Asia/Jerusalem");
    assert!(bench.text((120, 40)).contains("Nothing happened in this time."));
    bench.press(&["m", "i", "w"]);
    assert_eq!(title(&bench), "Reports  Queues · 1999-01 · by week · Asia/Jerusalem");
    bench.press(&["r", "a"]);
    assert_eq!(title(&bench), "Reports  Agents · 1999-01 · by week · Asia/Jerusalem");
    bench.press(&["esc", "esc", "a"]);
    assert_eq!(title(&bench), "Reports  Agents · all time · by day · Asia/Jerusalem");
}

#[test]
fn ways_out_and_states_have_calls_behind_them_too() {
    let mut bench = Bench::new(Locale::En);
    for report in ["e", "t"] {
        bench.press(&["r", report, "enter"]);
        let Some(Question::Calls(of, _, number)) = bench.asked.last() else {
            panic!("{report}: asked {:?}", bench.asked.last())
        };
        assert!(of.field(&number.column).is_some(), "{number:?}");
    }
}

#[test]
fn an_answer_that_comes_too_late_is_not_taken_for_the_new_one() {
    let mut bench = Bench::new(Locale::En);
    let old = press(&mut bench.screen, &["d"], now(), &bench.keymap);
    let new = press(&mut bench.screen, &["w"], now(), &bench.keymap);
    bench.answer(new);
    let before = bench.text((80, 24));
    bench.answer(old);
    assert_eq!(bench.text((80, 24)), before);
}

#[test]
fn why_there_are_no_numbers_is_told_in_their_place() {
    let mut bench = Bench::new(Locale::En);
    let Some(Effect::Ask(number, _)) = press(&mut bench.screen, &["f5"], now(), &bench.keymap).pop() else {
        panic!("nothing is asked")
    };
    let why = "the server is out of reach".to_owned();
    bench.screen.update(Input::App(Msg::Told(number, Err(why))), now());
    assert!(bench.text((80, 24)).contains("the server is out of reach"));
}

#[test]
fn every_number_has_a_page_in_both_languages() {
    for locale in LOCALES {
        let words = Words::load(locale).expect("words");
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let wording = Wording { locale, fill: &fill };
        for topic in Topic::all() {
            let page = topic.page(&wording);
            let texts = [&page.name, &page.about].into_iter().chain(page.formula.as_ref());
            for text in texts.chain(&page.depends).chain((topic.metric.is_some()).then_some(&page.source)) {
                assert!(!text.is_empty() && !text.contains("report."), "{}: {text:?}", topic.key);
                assert!(!text.contains("count.") && *text != topic.key, "{}: {text:?}", topic.key);
            }
        }
    }
}

#[test]
fn a_page_tells_the_formula_by_which_the_number_is_made() {
    let words = Words::load(Locale::En).expect("words");
    let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
    let wording = Wording { locale: Locale::En, fill: &fill };
    let page = Topic::named("Service-Level").expect("a page").page(&wording);
    assert_eq!(page.formula.as_deref(), Some("answered in target / offered"));
    assert_eq!(page.beside.len(), 3);
    assert_eq!(page.depends.len(), 1);
    assert!(Topic::named("beauty").is_none());
}
