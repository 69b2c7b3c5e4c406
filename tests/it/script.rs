//! What the agent says: texts rendered, and an agent's way through a script.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::{DateTime, NaiveDateTime, Utc};
use hotdesk::{
    config::{DeskSettings, Site},
    domain::{Catalogue, Locale, Script, ScriptMarks, StepId, Tier, Words},
    script::{Context, NoWay, Progress, TicketFacts, check, render, render_template},
};
use proptest::prelude::*;

/// A small script with all that a script can have.
const SMALL: &str = r#"
    id = "small"
    version = 3
    label = { zh = "小", en = "small" }
    [[steps]]
    id = "greeting"
    title = { zh = "问候", en = "Greeting" }
    text = { zh = "您好，{{ hotline.name }}，工号 {{ agent.number }}", en = "Hello, {{ hotline.name }}" }
    [[steps]]
    id = "kind"
    title = { zh = "归类", en = "Kind" }
    text = { zh = "请问是什么事", en = "What is it" }
    blanks = [{ id = "name", label = { zh = "姓名", en = "name" }, required = true }]
    branches = [
      { label = { zh = "投诉", en = "complaint" }, to = "complaint", kind = "complaint" },
      { label = { zh = "咨询", en = "inquiry" }, to = "inquiry", kind = "inquiry" },
    ]
    [[steps]]
    id = "complaint"
    title = { zh = "投诉", en = "Complaint" }
    text = { zh = "{{ blanks.name }}，抱歉", en = "Sorry, {{ blanks.name }}" }
    blanks = [
      { id = "demand", label = { zh = "诉求", en = "demand" }, required = true },
      { id = "count", label = { zh = "次数", en = "times" }, kind = "number" },
      { id = "again", label = { zh = "再次", en = "again" }, kind = { choice = [{ zh = "是", en = "yes" }, { zh = "否", en = "no" }] } },
    ]
    branches = [{ label = { zh = "完", en = "end" }, to = "close" }]
    [[steps]]
    id = "inquiry"
    title = { zh = "咨询", en = "Inquiry" }
    text = { zh = "请讲", en = "Please" }
    ends = true
    [[steps]]
    id = "close"
    title = { zh = "结束", en = "Close" }
    text = { zh = "再见", en = "Goodbye" }
"#;

#[test]
fn texts_are_filled_from_what_is_known() {
    let script = small();
    let said = say(&script, "greeting", &context(), Locale::ZhCn);
    assert_eq!(said, "您好，安民热线，工号 8001");
    assert_eq!(say(&script, "greeting", &context(), Locale::En), "Hello, Anmin");
}

#[test]
fn an_unfilled_blank_is_seen_and_a_filled_one_is_said() {
    let script = small();
    let mut context = context();
    assert_eq!(say(&script, "complaint", &context, Locale::ZhCn), "〔姓名〕，抱歉");
    assert_eq!(say(&script, "complaint", &context, Locale::En), "Sorry, 〔name〕");
    context.blanks.insert("name".into(), "张三".to_owned());
    assert_eq!(say(&script, "complaint", &context, Locale::ZhCn), "张三，抱歉");
}

#[test]
fn callers_cannot_write_templates_or_escape_sequences() {
    let script = small();
    let mut context = context();
    context.blanks.insert("name".into(), "{{ agent.name }}\u{1b}[2J<b>\u{202e}".to_owned());
    assert_eq!(say(&script, "complaint", &context, Locale::ZhCn), "{{ agent.name }}[2J<b>，抱歉");
}

#[test]
fn numbers_in_texts_are_masked() {
    let script = with_text("{{ call.number }}");
    let mut context = context();
    context.call.number = hotdesk::domain::PhoneNumber::new("13800138000");
    assert_eq!(say(&script, "greeting", &context, Locale::ZhCn), "138******00");
}

#[test]
fn a_broken_text_is_found_before_a_call_is() {
    let check_text = |text: &str, said: &str| {
        let found = check(&with_text(text));
        let errors: Vec<String> = found.iter().map(|(_, error)| error.to_string()).collect();
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert!(errors[0].starts_with("script small, step greeting (zh), line "), "{}", errors[0]);
        assert!(errors[0].contains(said), "{}", errors[0]);
    };
    check_text("{{ caller.nam }}", "line 1: unknown name `caller.nam`: did you mean `caller.name`?");
    check_text(
        "好\n{% if call.repeats > 9 %}{{ blanks.nam }}{% endif %}",
        "line 2: unknown name `blanks.nam`: did you mean `blanks.name`?",
    );
    check_text(
        "{{ xyzzy }}",
        "a script knows hotline, call, caller, agent, ticket, clock and its own blanks",
    );
    check_text("{% if %}", "line 1: it cannot be read");
    check_text("好\n好\n{{ clock.hour | nosuch }}", "line 3: ");
    check_text(
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}",
        "it never ends",
    );
    check_text("{% include \"other\" %}", "line 1: ");
    check_text("{% if not ticket.due %}{{ ticket.due + 1 }}{% endif %}", "line 1: ");
    assert_eq!(check(&small()), []);
}

#[test]
fn the_greeting_follows_the_clock_and_the_history() {
    let site = built_in();
    let general = site.script(&"general".into()).expect("it is built in");
    let mut context = context();
    let mut check = |hour: u32, waited_s, repeats, tier, zh: &[&str], not: &[&str]| {
        context.clock = context.clock.date().and_hms_opt(hour, 0, 0).expect("an hour");
        context.call.waited_s = waited_s;
        context.call.repeats = repeats;
        context.caller.tier = tier;
        let said = say(general, "greeting", &context, Locale::ZhCn);
        zh.iter().for_each(|part| assert!(said.contains(part), "{said}"));
        not.iter().for_each(|part| assert!(!said.contains(part), "{said}"));
    };
    check(9, 10, 0, Tier::Ordinary, &["上午好，安民热线，工号 8001"], &["久等", "来电 ", "重点"]);
    check(15, 90, 3, Tier::Ordinary, &["下午好", "让您久等了", "七天内来电 3 次"], &["重点"]);
    check(20, 90, 0, Tier::Key, &["晚上好", "重点客户"], &["七天内"]);
}

#[test]
fn a_promise_names_number_and_time_once_they_are_known() {
    let site = built_in();
    let general = site.script(&"general".into()).expect("it is built in");
    let mut context = context();
    let early = say(general, "promise", &context, Locale::ZhCn);
    assert!(early.contains("我已登记，会转给") && early.contains("30 分钟内回电"), "{early}");
    let due = Some("2026-03-06T18:00:00".parse().expect("a time"));
    context.ticket = TicketFacts { number: "20260304-0001".to_owned(), subject: String::new(), due };
    let late = say(general, "promise", &context, Locale::ZhCn);
    assert!(late.contains("工单号 20260304-0001") && late.contains("最迟 2026-03-06 18:00 前"), "{late}");
}

#[test]
fn ticket_templates_fill_a_form() {
    let site = built_in();
    let template = site.templates.iter().find(|template| template.id == "card-lost").expect("it is built in");
    let texts = render_template(template, &context(), Locale::ZhCn).expect("it was checked");
    assert!(texts.description.starts_with("客户于 2026-03-04 09:30 来电报失。\n"), "{}", texts.description);
    assert_eq!(texts.wish.as_deref(), Some("立即挂失并补卡"));
}

#[test]
fn the_way_leads_forward_along_branches_and_back() {
    let script = small();
    let mut marks = Progress::start(&script).expect("it has steps");
    let mut progress = Progress::of(&script, &mut marks).expect("they belong together");
    assert_eq!(progress.back().err(), Some(NoWay::FirstStep));
    assert_eq!(id(progress.forward()), "kind");
    assert_eq!(progress.forward().err(), Some(NoWay::ChooseBranch));
    assert_eq!(progress.branch(2).err(), Some(NoWay::NoSuchBranch));
    let (branch, step) = progress.branch(0).expect("there is one");
    assert_eq!((branch.label.en.as_str(), step.id.as_str()), ("complaint", "complaint"));
    assert_eq!(id(progress.forward()), "close");
    assert_eq!(progress.forward().err(), Some(NoWay::LastStep));
    assert_eq!(id(progress.back()), "complaint");
    assert_eq!(id(progress.back()), "kind");
    assert_eq!(progress.branch(1).map(|(_, step)| step.id.as_str().to_owned()), Ok("inquiry".to_owned()));
    assert_eq!(progress.forward().err(), Some(NoWay::LastStep), "the step ends its way");
}

#[test]
fn a_way_not_taken_after_all_asks_for_nothing() {
    let script = small();
    let mut marks = Progress::start(&script).expect("it has steps");
    let missing = |marks: &ScriptMarks| -> Vec<String> {
        script.missing(&marks.entered, &marks.blanks).map(|(_, blank)| blank.id.to_string()).collect()
    };
    let mut go = |moves: &dyn Fn(&mut Progress<'_>) -> bool| {
        assert!(moves(&mut Progress::of(&script, &mut marks).expect("they belong together")));
        missing(&marks)
    };
    assert_eq!(go(&|progress| progress.forward().is_ok()), ["name"]);
    assert_eq!(go(&|progress| progress.branch(0).is_ok()), ["name", "demand"]);
    assert_eq!(go(&|progress| progress.back().is_ok()), ["name", "demand"], "looking back is not leaving");
    assert_eq!(go(&|progress| progress.branch(1).is_ok()), ["name"]);
    assert_eq!(go(&|progress| progress.fill("name", "张三").is_ok()), [""; 0]);
}

#[test]
fn blanks_take_what_they_are_for() {
    let script = small();
    let mut marks = Progress::start(&script).expect("it has steps");
    let mut progress = Progress::of(&script, &mut marks).expect("they belong together");
    assert_eq!(progress.fill("name", " 张三 "), Ok(()));
    assert_eq!(progress.fill("count", "三"), Err(NoWay::WrongValue));
    assert_eq!(progress.fill("count", "3"), Ok(()));
    assert_eq!(progress.fill("again", "maybe"), Err(NoWay::WrongValue));
    assert_eq!(progress.fill("again", "是"), Ok(()));
    assert_eq!(progress.fill("again", ""), Ok(()));
    assert_eq!(progress.fill("nosuch", "1"), Err(NoWay::NoSuchBlank));
    let filled: Vec<(&str, &str)> =
        marks.blanks.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
    assert_eq!(filled, [("count", "3"), ("name", "张三")]);
}

#[test]
fn saying_counts_once_and_survives_going_back() {
    let script = small();
    let mut marks = Progress::start(&script).expect("it has steps");
    let at = |s| DateTime::<Utc>::from_timestamp(s, 0).expect("a time");
    let mut progress = Progress::of(&script, &mut marks).expect("they belong together");
    progress.say(at(10));
    progress.say(at(20));
    assert_eq!(marks.said.into_iter().collect::<Vec<_>>(), [(StepId::from("greeting"), at(10))]);
}

#[test]
fn marks_of_another_version_are_refused() {
    let script = small();
    let mut marks = Progress::start(&script).expect("it has steps");
    marks.version = 2;
    assert_eq!(Progress::of(&script, &mut marks).err(), Some(NoWay::OtherScript));
}

proptest! {
    /// Whatever an agent presses, the marks stay on steps of the script and the way back leads to its first step.
    #[test]
    fn every_way_leads_back(moves in prop::collection::vec(0usize..6, 0..60)) {
        for script in &built_in().scripts {
            let mut marks = Progress::start(script).expect("it has steps");
            let mut progress = Progress::of(script, &mut marks).expect("they belong together");
            for step in &moves {
                let _refused_or_not = match step {
                    0 | 1 => progress.forward().map(|_| ()),
                    2 => progress.back().map(|_| ()),
                    way => progress.branch(way - 3).map(|_| ()),
                };
            }
            prop_assert!(marks.entered.contains(&marks.at));
            let known: BTreeSet<&StepId> = script.steps.iter().map(|step| &step.id).collect();
            prop_assert!(marks.entered.iter().chain(&marks.path).all(|step| known.contains(step)));
            let mut progress = Progress::of(script, &mut marks).expect("they belong together");
            while progress.back().is_ok() {}
            prop_assert_eq!(&marks.at, &script.steps[0].id);
        }
    }

    /// No text of an operator can make rendering panic or hang, and nothing unclean comes out.
    #[test]
    fn any_text_ends(text in "[a-z{}%| .\n\u{1b}0-9好]{0,60}") {
        let script = with_text(&text);
        if let Ok(said) = render(&script, &script.steps[0], &context(), Locale::ZhCn) {
            prop_assert_eq!(said.find('\u{1b}'), None);
        }
    }
}

/// The door: what is said at a step.
fn say(script: &Script, step: &str, context: &Context, locale: Locale) -> String {
    let (_, step) = script.step(&step.into()).expect("the step is there");
    render(script, step, context, locale).expect("it was checked")
}

fn small() -> Script {
    toml::from_str(SMALL).expect("the script can be read")
}

fn with_text(zh: &str) -> Script {
    let mut script = small();
    script.steps[0].text = Words { zh: zh.to_owned(), en: "fine".to_owned() };
    script
}

fn built_in() -> &'static Catalogue {
    static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| {
        Site::load(&DeskSettings::default()).expect("the built-in files are right").catalogue
    });
    &BUILT_IN
}

/// The beginning of a first call.
fn context() -> Context {
    let clock: NaiveDateTime = "2026-03-04T09:30:00".parse().expect("a time");
    let mut context = Context::sample(clock);
    context.hotline.name = Words { zh: "安民热线".to_owned(), en: "Anmin".to_owned() };
    context.agent.number = "8001".into();
    context.ticket = TicketFacts::default();
    context
}

fn id(step: Result<&hotdesk::domain::ScriptStep, NoWay>) -> &str {
    step.expect("there is a way").id.as_str()
}
