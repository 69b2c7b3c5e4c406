//! A floor for the lead's and the reviewer's tests, told as events: seven agents in every state, callers within and past their target.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{ClockReading, Me, Role, Snapshot},
    domain::{
        Abilities, Actor, AgentId, AgentKind, Broadcast, CallId, Catalogue, EVENT_VERSION, Ender, Event,
        Exit, Floor, Hash, Locale, NextState, PauseReason, PhoneNumber, QueueSettings, Recorded, RingEnd,
        Tier, Words, WrapUpEnd, clock::Calendar,
    },
    metrics::Today,
    tui::desk::{LinkNews, Msg, News},
};
use uuid::Uuid;

/// The moment at which the tests look at the floor.
pub fn now() -> DateTime<Utc> {
    time("12:05:00")
}

/// A time of the day of the story, local: the zone is UTC+2.
pub fn time(text: &str) -> DateTime<Utc> {
    let local: DateTime<Utc> = format!("1999-01-21T{text}Z").parse().expect("a time of day");
    local - TimeDelta::hours(2)
}

pub fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}

/// A log being written, and what it adds up to.
pub struct Story {
    pub floor: Floor,
    pub today: Today,
    pub log: Vec<Recorded>,
}

impl Story {
    pub fn new() -> Self {
        let today = Today::new(chrono_tz::Asia::Jerusalem);
        let mut story = Self { floor: Floor::default(), today, log: Vec::new() };
        for (id, zh, en, target_s) in [
            ("general", "普通业务", "General", 20),
            ("stocks", "股票交易", "Stock trading", 20),
            ("web", "网上银行", "Internet", 40),
        ] {
            story.tell("06:00:00", Event::QueueConfigured { queue: queue(id, zh, en, target_s) });
        }
        story
    }

    /// Appends an event; the floor must take it.
    pub fn tell(&mut self, at: &str, event: Event) -> &mut Self {
        let at = time(at);
        self.floor.apply(at, &event).expect("the story fits");
        self.today.apply(at, &event);
        let seq = self.log.len() as u64 + 1;
        let hash = Hash([0; 32]);
        self.log.push(Recorded { seq, at, actor: Actor::Switch, version: EVENT_VERSION, event, hash });
        self
    }

    pub fn signs_in(&mut self, at: &str, id: &str, name: &str, queues: &[&str]) -> &mut Self {
        let queues = queues.iter().map(|queue| (*queue).into()).collect();
        let (agent, name) = (AgentId::from(id), name.to_string());
        self.tell(
            at,
            Event::AgentSignedIn { agent, name, kind: AgentKind::Person, queues, reason: "sign_in".into() },
        );
        self.tell(at, Event::AgentReady { agent: id.into() })
    }

    pub fn enters(&mut self, at: &str, n: u128, queue: &str, tier: Tier) -> &mut Self {
        let event = Event::CallEntered {
            call: call(n),
            switch_ref: format!("sw-{n}"),
            number: PhoneNumber::new(format!("+972-50-555-{:04}", 100 + n)),
            contact: None,
            tier,
            service: if queue == "stocks" { "NE".into() } else { "PS".into() },
            priority: if tier == Tier::Key { 2 } else { 0 },
            repeats: u32::from(n.is_multiple_of(3)),
        };
        self.tell(at, event);
        let queued = Event::CallQueued {
            call: call(n),
            queue: queue.into(),
            head_start_s: 0,
            kept_from: None,
            position: None,
        };
        self.tell(at, queued)
    }

    pub fn rings(&mut self, at: &str, n: u128, agent: &str) -> &mut Self {
        self.tell(at, Event::CallRinging { call: call(n), agent: agent.into() })
    }

    pub fn answers(&mut self, at: &str, n: u128, agent: &str) -> &mut Self {
        self.tell(at, Event::CallAnswered { call: call(n), agent: agent.into() })
    }

    pub fn ends(&mut self, at: &str, n: u128, agent: &str) -> &mut Self {
        self.tell(at, Event::CallEnded { call: call(n), agent: agent.into(), by: Ender::Caller })
    }

    pub fn wrapped_up(&mut self, at: &str, n: u128, agent: &str) -> &mut Self {
        self.tell(at, Event::WrapUpEnded { call: call(n), agent: agent.into(), why: WrapUpEnd::Done })
    }

    pub fn leaves(&mut self, at: &str, n: u128) -> &mut Self {
        self.tell(at, Event::CallLeft { call: call(n), exit: Exit::Abandoned })
    }

    pub fn misses(&mut self, at: &str, n: u128, agent: &str) -> &mut Self {
        self.tell(at, Event::RingEnded { call: call(n), agent: agent.into(), why: RingEnd::NoAnswer })
    }

    pub fn pauses(&mut self, at: &str, agent: &str, reason: &str) -> &mut Self {
        self.tell(at, Event::AgentPaused { agent: agent.into(), reason: reason.into() })
    }

    pub fn broadcast(&mut self, at: &str, text: &str) -> &mut Self {
        let broadcast = Broadcast { text: text.into(), from: "Noa Levi".into(), at: time(at) };
        self.tell(at, Event::BroadcastSent { broadcast })
    }

    /// The messages with which a screen of somebody without an agent number begins.
    pub fn messages(&self, locale: Locale, role: Role) -> Vec<Msg> {
        self.messages_to(locale, role, None)
    }

    /// The messages with which a screen begins.
    pub fn messages_to(&self, locale: Locale, role: Role, agent: Option<&str>) -> Vec<Msg> {
        let me = Me {
            user: "noa".into(),
            name: "Noa Levi".into(),
            agent: agent.map(Into::into),
            line: agent.map(Into::into),
            roles: vec![role],
            queues: Vec::new(),
            unit: None,
        };
        let snapshot = Snapshot {
            seq: self.log.len() as u64,
            clock: clock(),
            me,
            floor: self.floor.clone(),
            today: self.today.clone(),
            abilities: Abilities::BASIC,
        };
        let started =
            News::Started { seed: Uuid::from_u128(7), locale, user: "noa".into(), zone: chrono_tz::UTC };
        let news = [
            started,
            News::Link(LinkNews::Up),
            News::Catalogue(Box::new(catalogue())),
            News::Snapshot(Box::new(snapshot)),
        ];
        news.map(Msg::Desk).into()
    }
}

pub fn clock() -> ClockReading {
    ClockReading { now: now(), speed: 1.0, zone: chrono_tz::Asia::Jerusalem, recorded: true }
}

/// The busy noon that most tests look at.
pub fn noon() -> Story {
    let mut story = Story::new();
    let all: &[&str] = &["general", "stocks"];
    story.signs_in("08:00:00", "7001", "李娜", all).signs_in("08:00:10", "7002", "Avi Cohen", all);
    story.signs_in("08:00:20", "7003", "王芳", all).signs_in("08:00:30", "7004", "Dana Mizrahi", &["web"]);
    story.signs_in("08:00:40", "7005", "Yossi Katz", all).signs_in("08:00:50", "7006", "张伟", all);
    story.signs_in("08:01:00", "7007", "Rina Peretz", &["web"]).signs_in("08:01:10", "7008", "陈静", all);
    story
        .enters("11:00:00", 1, "general", Tier::Ordinary)
        .rings("11:00:05", 1, "7001")
        .answers("11:00:12", 1, "7001");
    story.ends("11:04:00", 1, "7001").wrapped_up("11:05:00", 1, "7001");
    story.enters("11:10:00", 2, "general", Tier::Ordinary).leaves("11:10:45", 2);
    story
        .enters("11:20:00", 3, "web", Tier::Ordinary)
        .rings("11:20:02", 3, "7007")
        .misses("11:20:22", 3, "7007");
    story.rings("11:20:23", 3, "7004").answers("11:20:30", 3, "7004").ends("11:22:00", 3, "7004");
    story.wrapped_up("11:22:30", 3, "7004");
    story.pauses("11:22:50", "7003", "lunch");
    story.tell("11:40:00", Event::AgentSignedOut { agent: "7008".into() });
    story
        .enters("11:58:00", 4, "stocks", Tier::Key)
        .rings("11:58:02", 4, "7002")
        .answers("11:58:06", 4, "7002");
    story
        .enters("11:59:00", 5, "general", Tier::Ordinary)
        .rings("11:59:05", 5, "7001")
        .answers("11:59:12", 5, "7001");
    story
        .enters("12:01:00", 6, "general", Tier::Ordinary)
        .rings("12:01:01", 6, "7006")
        .answers("12:01:10", 6, "7006");
    story.ends("12:02:00", 4, "7002");
    let lunch = NextState::Paused { reason: "lunch".into() };
    story.tell("12:02:30", Event::NextStateAsked { agent: "7001".into(), next: Some(lunch) });
    story.tell("12:03:00", Event::CallHeld { call: call(6) });
    story.tell("12:03:30", Event::AgentLost { agent: "7005".into() });
    story.enters("12:03:55", 7, "general", Tier::Ordinary).enters("12:04:30", 8, "general", Tier::Key);
    story.enters("12:04:44", 9, "stocks", Tier::Ordinary).enters("12:04:55", 10, "general", Tier::Ordinary);
    story
}

fn queue(id: &str, zh: &str, en: &str, target_s: u32) -> QueueSettings {
    QueueSettings {
        id: id.into(),
        label: words(zh, en),
        target_s,
        short_abandon_s: 5,
        max_wait_s: 600,
        ring_s: 20,
        wrap_up_s: 90,
        misses_before_pause: 2,
        keep_place_s: 120,
        capacity: 2000,
        head_start_s: vec![0, 30, 60],
        hours: None,
    }
}

fn catalogue() -> Catalogue {
    let pause = |code: &str, zh, en, limit_s, lead_only| PauseReason {
        code: code.into(),
        label: words(zh, en),
        limit_s,
        paid: true,
        lead_only,
        desk_only: code == "missed",
    };
    Catalogue {
        hotline: words("演示热线", "Demo hotline"),
        categories: Vec::new(),
        templates: Vec::new(),
        scripts: Vec::new(),
        pauses: vec![
            pause("lunch", "午餐", "lunch", Some(1800), false),
            pause("break", "小休", "break", Some(600), false),
            pause("training", "培训", "training", None, true),
            pause("missed", "连续未接", "missed rings", Some(300), false),
        ],
        units: Default::default(),
        lifecycles: Vec::new(),
        allowances: Default::default(),
        calendar: Calendar {
            zone: chrono_tz::Asia::Jerusalem,
            hours: Default::default(),
            holidays: Default::default(),
            workdays: Default::default(),
            years: Default::default(),
            special: Default::default(),
        },
        callback_s: 1800,
        attachments: None,
    }
}

pub fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.into(), en: en.into() }
}
