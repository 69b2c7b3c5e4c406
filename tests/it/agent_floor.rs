//! An agent's seat for tests: a floor told as events, and a screen that hears and is typed at.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{ClockReading, HistoryItem, LiveMessage, Me, Page, Role, Snapshot},
    domain::{
        Abilities, Actor, AgentKind, AgentState, CallId, CallRecord, Contact, ContactId, EVENT_VERSION,
        Event, Exit, Flag, Floor, Hash, Locale, PhoneNumber, Priority, Recorded, Ticket, TicketForm,
        TicketId, TicketKind, Tier, lifecycle::Work,
    },
    metrics::Today,
    tui::{
        agent::{AgentScreen, agent_screen},
        desk::{Answer, LinkNews, Msg, News, OutboxReport, RequestId},
        effect::{Effect, Request},
        runtime::{Input, Look, Screen, paint, press},
    },
};
use uuid::Uuid;

use crate::agent_site::{queue, site};

/// Number of the agent at the screen.
pub const ME: &str = "1018";
/// The contact behind call 1.
pub const DANA: u128 = 500;

pub fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}

pub fn contact(n: u128) -> ContactId {
    ContactId(Uuid::from_u128(n))
}

/// A time of the day of the story, local: the zone is UTC+2.
pub fn time(text: &str) -> DateTime<Utc> {
    let local: DateTime<Utc> = format!("1999-01-21T{text}Z").parse().expect("a time of day");
    local - TimeDelta::hours(2)
}

/// A screen with its server, which says what the test tells.
pub struct Seat {
    pub screen: AgentScreen,
    pub look: Look,
    pub now: DateTime<Utc>,
    /// Effects that nobody has looked at yet.
    pub effects: Vec<Effect>,
    floor: Floor,
    today: Today,
    seq: u64,
    /// What the server says of the phones; told with the next snapshot.
    pub abilities: Abilities,
}

impl Seat {
    /// An agent signed in at 10:00, paused, with all that a screen gets at its start.
    pub fn new(locale: Locale) -> Self {
        let look = Look::built_in(locale).expect("the built-in look");
        let screen = agent_screen(look.words.clone());
        let today = Today::new(chrono_tz::Asia::Jerusalem);
        let mut seat = Self {
            screen,
            look,
            now: time("10:00:00"),
            effects: Vec::new(),
            floor: Floor::default(),
            today,
            seq: 0,
            abilities: Abilities::BASIC,
        };
        for (id, zh, en, target_s) in [("retail", "个人业务", "Retail", 20), ("stocks", "股票", "Stocks", 40)]
        {
            seat.record(Event::QueueConfigured { queue: queue(id, zh, en, target_s) });
        }
        seat.signs_in(ME, "Noa").signs_in("1022", "Avi");
        seat.record(Event::AgentReady { agent: "1022".into() });
        seat.hears(News::Started {
            seed: Uuid::from_u128(7),
            locale,
            user: "noa".into(),
            zone: chrono_tz::Asia::Jerusalem,
        });
        seat.hears(News::Catalogue(Box::new(site())));
        let snapshot = seat.snapshot();
        seat.hears(News::Snapshot(Box::new(snapshot)));
        seat.hears(News::Link(LinkNews::Up));
        seat.effects.clear();
        seat
    }

    fn signs_in(&mut self, id: &str, name: &str) -> &mut Self {
        self.record(Event::AgentSignedIn {
            agent: id.into(),
            name: name.into(),
            kind: AgentKind::Person,
            queues: vec!["retail".into()],
            reason: "sign-in".into(),
        });
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        let me = Me {
            user: "noa".into(),
            name: "Noa".into(),
            agent: Some(ME.into()),
            line: Some(ME.into()),
            roles: vec![Role::Agent],
            queues: vec!["retail".into()],
            unit: None,
        };
        let zone = chrono_tz::Asia::Jerusalem;
        let clock = ClockReading { now: self.now, speed: 1.0, zone, recorded: true };
        Snapshot {
            seq: self.seq,
            clock,
            me,
            floor: self.floor.clone(),
            today: self.today.clone(),
            abilities: self.abilities,
        }
    }

    fn record(&mut self, event: Event) -> Recorded {
        self.floor.apply(self.now, &event).expect("the story fits");
        self.today.apply(self.now, &event);
        self.seq += 1;
        let (version, hash) = (EVENT_VERSION, Hash([0; 32]));
        Recorded { seq: self.seq, at: self.now, actor: Actor::Switch, version, event, hash }
    }

    /// Something happens on the floor, and the screen hears of it as the server would tell an agent.
    pub fn tell(&mut self, event: Event) -> &mut Self {
        let mut recorded = self.record(event);
        recorded.event = recorded.event.masked();
        self.hears(News::Live(vec![LiveMessage::Event { recorded }]))
    }

    /// The same, done by somebody.
    pub fn tell_as(&mut self, actor: Actor, event: Event) -> &mut Self {
        let mut recorded = self.record(event);
        (recorded.actor, recorded.event) = (actor, recorded.event.masked());
        self.hears(News::Live(vec![LiveMessage::Event { recorded }]))
    }

    pub fn hears(&mut self, news: News) -> &mut Self {
        self.takes(Msg::Desk(news))
    }

    pub fn takes(&mut self, msg: Msg) -> &mut Self {
        let effects = self.screen.update(Input::App(msg), self.now);
        self.effects.extend(effects);
        self
    }

    pub fn waits(&mut self, seconds: i64) -> &mut Self {
        self.now += TimeDelta::seconds(seconds);
        let effects = self.screen.update(Input::Tick, self.now);
        self.effects.extend(effects);
        self
    }

    pub fn press(&mut self, keys: &[&str]) -> &mut Self {
        let effects = press(&mut self.screen, keys, self.now, &self.look.keymap);
        self.effects.extend(effects);
        self
    }

    pub fn resize(&mut self, (columns, rows): (u16, u16)) -> &mut Self {
        self.screen.update(Input::Resize { columns, rows }, self.now);
        self
    }

    /// The frame at a size.
    pub fn frame(&mut self, size: (u16, u16)) -> String {
        self.resize(size);
        paint(&self.screen, size, self.now, &self.look).plain()
    }

    /// The frame at a size, as a picture.
    pub fn picture(&mut self, size: (u16, u16)) -> String {
        self.resize(size);
        paint(&self.screen, size, self.now, &self.look).svg()
    }

    /// A call comes into a queue.
    pub fn queues(&mut self, n: u128, queue: &str, caller: Option<ContactId>) -> &mut Self {
        self.tell(Event::CallEntered {
            call: call(n),
            switch_ref: format!("sw-{n}"),
            number: PhoneNumber::new(format!("+972-54-555-{:04}", 100 + n)),
            contact: caller,
            tier: if n.is_multiple_of(4) || n == 1 { Tier::Key } else { Tier::Ordinary },
            service: "PS".into(),
            priority: if n == 1 { 2 } else { 0 },
            repeats: if n.is_multiple_of(3) || n == 1 { 2 } else { 0 },
        });
        let queue = queue.into();
        self.tell(Event::CallQueued {
            call: call(n),
            queue,
            head_start_s: 0,
            kept_from: None,
            position: None,
        })
    }

    /// The agent takes calls, and Dana's rings.
    pub fn rings(&mut self) -> &mut Self {
        if self.screen.desk.my_agent().is_none_or(|agent| agent.state != AgentState::Ready) {
            self.tell(Event::AgentReady { agent: ME.into() });
        }
        self.waits(60).queues(1, "retail", Some(contact(DANA))).waits(42);
        self.tell(Event::CallRinging { call: call(1), agent: ME.into() });
        self.waits(3)
    }

    /// Dana's call is answered, and who she is has come.
    pub fn talks(&mut self) -> &mut Self {
        self.rings();
        self.answer_all();
        self.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
        self.waits(9)
    }

    /// Answers what the screen asked about callers.
    pub fn answer_all(&mut self) -> &mut Self {
        for (id, request) in self.asked() {
            let answer = match request {
                Request::Contact(_) => Answer::Contact(Box::new(dana().masked())),
                Request::History { .. } => Answer::History(Page { items: history(), next: None }),
                _ => continue,
            };
            self.takes(Msg::Answer { request: id, answer: Ok(answer) });
        }
        self
    }

    /// Requests that the screen made.
    pub fn asked(&self) -> Vec<(RequestId, Request)> {
        let asked = self.effects.iter().filter_map(|effect| match effect {
            Effect::Ask { id, request } => Some((*id, request.clone())),
            _ => None,
        });
        asked.collect()
    }

    /// The outbox brings a submitted form to the server, which numbers it.
    pub fn ticket_is_taken(&mut self) -> Ticket {
        let submitted = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Submit(submit) => Some((**submit).clone()),
            _ => None,
        });
        let submit = submitted.expect("a form was submitted");
        let ticket = Ticket {
            id: TicketId(submit.draft.0),
            number: "19990121-0042".into(),
            version: 1,
            call: submit.call,
            contact: submit.contact,
            agent: ME.into(),
            at: self.now,
            priority: submit.form.priority(),
            form: submit.form,
            deadline: None,
            work: Work::without_lifecycle(false, self.now),
        };
        self.takes(Msg::Outbox(OutboxReport::Waiting { draft: submit.draft }));
        self.tell(Event::TicketSubmitted { ticket: Box::new(ticket.clone()) });
        self.takes(Msg::Outbox(OutboxReport::Taken { ticket: Box::new(ticket.clone()) }));
        ticket
    }
}

pub fn dana() -> Contact {
    Contact {
        id: contact(DANA),
        name: "Dana Levi".into(),
        numbers: vec![PhoneNumber::new("+972-54-555-0101")],
        tier: Tier::Key,
        tags: vec!["pension".into()],
        flags: vec![Flag::SharedPhone],
        fictitious: true,
    }
}

pub fn history() -> Vec<HistoryItem> {
    let record = |n: u128, days: i64, exit: Option<Exit>| HistoryItem::Call {
        record: CallRecord {
            call: call(n),
            switch_ref: format!("old-{n}"),
            contact: Some(contact(DANA)),
            service: "PS".into(),
            queue: Some("retail".into()),
            entered_at: time("11:20:00") - TimeDelta::days(days),
            wait_s: 75,
            exit,
            agent: Some("1022".into()),
            talk_s: 134,
            offered_at: None,
            hold_s: 0,
            wrap_up_s: 0,
            transferred: false,
            under_way: false,
            direction: Default::default(),
        },
    };
    let ticket = Ticket {
        id: TicketId(Uuid::from_u128(900)),
        number: "19990119-0007".into(),
        version: 1,
        call: None,
        contact: Some(contact(DANA)),
        agent: "1022".into(),
        at: time("11:24:00") - TimeDelta::days(2),
        form: TicketForm {
            kind: TicketKind::Complaint,
            category: Some("0102".into()),
            subject: "card swallowed by the machine".into(),
            description: "The machine in Ben Yehuda street kept the card.\nNo receipt.".into(),
            ..TicketForm::default()
        },
        priority: Priority::P3,
        deadline: None,
        work: Work::without_lifecycle(false, time("11:24:00") - TimeDelta::days(2)),
    };
    vec![
        record(801, 1, Some(Exit::Abandoned)),
        HistoryItem::Ticket { ticket: Box::new(ticket) },
        record(802, 2, None),
    ]
}
