//! The small site of the agent's tests: queues, categories, a template, a script.

use std::collections::BTreeMap;

use hotdesk::domain::{
    Blank, BlankKind, Branch, Catalogue, Category, PauseReason, Priority, QueueSettings, Script, ScriptStep,
    TicketKind, TicketTemplate, Words,
    clock::{Allowance, Calendar},
};

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

/// A queue.
pub fn queue(id: &str, zh: &str, en: &str, target_s: u32) -> QueueSettings {
    QueueSettings {
        id: id.into(),
        label: words(zh, en),
        target_s,
        short_abandon_s: 5,
        max_wait_s: 1800,
        ring_s: 20,
        wrap_up_s: 60,
        misses_before_pause: 3,
        keep_place_s: 60,
        capacity: 2000,
        head_start_s: vec![0, 60, 120],
        hours: None,
    }
}

/// The site.
pub fn site() -> Catalogue {
    let category = |code: &str, parent: Option<&str>, zh: &str, en: &str| Category {
        code: code.into(),
        parent: parent.map(Into::into),
        label: words(zh, en),
        also: (code == "0201").then(|| words("抱怨", "grievance")),
        allowance: (code == "0101").then_some(Allowance::ClockMinutes(120)),
        lifecycle: None,
        unit: None,
        places: Vec::new(),
    };
    let pause = |code: &str, zh: &str, en: &str, limit_s| PauseReason {
        code: code.into(),
        label: words(zh, en),
        limit_s,
        paid: true,
        lead_only: false,
        desk_only: false,
    };
    Catalogue {
        hotline: words("万国银行热线", "Bank of Nations hotline"),
        categories: vec![
            category("01", None, "银行卡", "Cards"),
            category("0101", Some("01"), "挂失", "Lost card"),
            category("0102", Some("01"), "投诉举报", "Complaint about a card"),
            category("02", None, "账户", "Accounts"),
            category("0201", Some("02"), "余额查询", "Balance"),
        ],
        templates: vec![TicketTemplate {
            id: "lost".into(),
            label: words("挂失登记", "Lost card"),
            kind: TicketKind::Help,
            category: Some("0101".into()),
            subject: words("银行卡挂失", "Lost card"),
            description: words(
                "来电号码 {{ call.number }} 要求挂失。",
                "Caller {{ call.number }} lost a card.",
            ),
            wish: None,
        }],
        scripts: vec![script()],
        pauses: vec![
            pause("sign-in", "签入", "Signed in", None),
            pause("lunch", "用餐", "Lunch", Some(1800)),
            pause("rest", "小休", "Short break", Some(600)),
        ],
        units: Default::default(),
        lifecycles: hotdesk::config::lifecycles(&hotdesk::config::SiteFiles::default()).expect("proved"),
        allowances: BTreeMap::from([
            (Priority::P1, Allowance::ClockMinutes(120)),
            (Priority::P2, Allowance::ClockMinutes(1440)),
            (Priority::P3, Allowance::WorkingDays(3)),
            (Priority::P4, Allowance::WorkingDays(7)),
        ]),
        calendar: Calendar::always(chrono_tz::Asia::Jerusalem),
        callback_s: 1800,
        attachments: None,
    }
}

fn script() -> Script {
    let branch =
        |zh: &str, en: &str, to: &str, kind| Branch { label: words(zh, en), to: to.into(), kind: Some(kind) };
    let classify = ScriptStep {
        branches: vec![
            branch("咨询", "Inquiry", "close", TicketKind::Inquiry),
            branch("投诉", "Complaint", "sorry", TicketKind::Complaint),
        ],
        ..step("classify", words("归类", "Classify"), words("（选择事项）", "(What is it about?)"))
    };
    let sorry = step(
        "sorry",
        words("致歉", "Apologise"),
        words("{{ blanks.caller_name }}，给您添麻烦了。", "I am sorry, {{ blanks.caller_name }}."),
    );
    let close =
        step("close", words("结束", "Close"), words("感谢来电，再见。", "Thank you for calling. Goodbye."));
    Script {
        id: "general".into(),
        version: 1,
        label: words("通用", "General"),
        services: Vec::new(),
        steps: vec![greeting(), identify(), classify, sorry, close],
    }
}

fn greeting() -> ScriptStep {
    ScriptStep {
        must_say: true,
        ..step(
            "greeting",
            words("问候", "Greeting"),
            words(
                "您好，{{ hotline.name }}，{{ agent.number }} 号为您服务，请讲。",
                "Good morning, {{ hotline.name }}, agent {{ agent.number }}. How may I help you?",
            ),
        )
    }
}

fn identify() -> ScriptStep {
    ScriptStep {
        blanks: vec![
            Blank {
                id: "caller_name".into(),
                label: words("称呼", "Name"),
                kind: BlankKind::Text,
                required: true,
            },
            Blank {
                id: "language".into(),
                label: words("语言", "Language"),
                kind: BlankKind::Choice(vec![words("希伯来语", "Hebrew"), words("英语", "English")]),
                required: false,
            },
        ],
        ..step("identify", words("核实", "Identify"), words("请问您贵姓？", "May I have your name, please?"))
    }
}

fn step(id: &str, title: Words, text: Words) -> ScriptStep {
    ScriptStep {
        id: id.into(),
        title,
        text,
        must_say: false,
        blanks: Vec::new(),
        branches: Vec::new(),
        ends: false,
    }
}
