//! A made-up morning in which everything happens that can: the same events every time.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::domain::{
    About, Actor, AgentId, AgentKind, Attachment, AttachmentId, Broadcast, CallId, CallRecord, Callback,
    CallbackId, CallbackOutcome, Channel, Contact, ContactId, Difference, Ender, Event, Evidence, Exit, Flag,
    Monitor, NextState, Phone, PhoneNumber, QueueSettings, Recording, RecordingState, RefusedWhy, Request,
    RequestRefused, RingEnd, SecretField, Ticket, TicketForm, TicketId, Tier, TransferTarget, Words,
    WrapUpEnd,
    clock::{Allowance, Calendar},
    lifecycle::{Asked, Duty, Pending, Reckoner, Work},
};
use uuid::Uuid;

mod called_back;
mod who_is_who;

pub type Happening = (DateTime<Utc>, Actor, Event);

/// A few hundred events of all kinds, each legal after those before it.
pub fn morning() -> Vec<Happening> {
    let mut day = Day { now: "2026-01-05T00:30:00Z".parse().expect("a time"), events: Vec::new() };
    day.open();
    for round in 0..56 {
        day.round(round);
    }
    day.close();
    day.events
}

pub fn contact_id(n: u128) -> ContactId {
    ContactId(Uuid::from_u128(0xc0_0000 + n))
}

fn call_id(n: u128) -> CallId {
    CallId(Uuid::from_u128(0xca_0000 + n))
}

pub fn contact(n: u128) -> Contact {
    Contact {
        id: contact_id(n),
        name: format!("王小{n}"),
        numbers: vec![
            PhoneNumber::new(format!("+86 138 0000 {n:04}")),
            PhoneNumber::new(format!("0571-{n:08}")),
        ],
        tier: if n.is_multiple_of(3) { Tier::Key } else { Tier::Ordinary },
        tags: vec!["老客户".into()],
        flags: vec![Flag::SharedPhone],
        fictitious: true,
    }
}

pub fn ticket(n: u128, at: DateTime<Utc>, call: Option<CallId>) -> Ticket {
    let form = TicketForm {
        category: Some("billing.error".to_owned().into()),
        subject: format!("第{n}张 bill 🧾"),
        description: "line one\nline two \u{1F469}\u{200D}\u{1F4BB}".into(),
        contact_name: format!("王小{n}"),
        contact_number: format!("+86 138 0000 {n:04}"),
        channel: Channel::Phone,
        ..TicketForm::default()
    };
    Ticket {
        id: TicketId(Uuid::from_u128(0x71_0000 + n)),
        number: format!("20260105-{n:04}"),
        version: 1,
        call,
        contact: Some(contact_id(n)),
        agent: "1001".into(),
        at,
        priority: form.priority(),
        deadline: Calendar::always(chrono_tz::Tz::Asia__Shanghai).deadline(at, Allowance::WorkingDays(3)),
        work: Work::without_lifecycle(false, at),
        form,
    }
}

struct Day {
    now: DateTime<Utc>,
    events: Vec<Happening>,
}

impl Day {
    fn add(&mut self, actor: Actor, event: Event) {
        self.now += TimeDelta::milliseconds(1_250);
        self.events.push((self.now, actor, event));
    }

    fn switch(&mut self, event: Event) {
        self.add(Actor::Switch, event);
    }

    fn user(&mut self, event: Event) {
        self.add(Actor::User { name: "li".into() }, event);
    }

    fn open(&mut self) {
        for id in ["bills", "faults"] {
            self.add(Actor::Desk, Event::QueueConfigured { queue: queue(id) });
        }
        for n in 0..56 {
            self.user(Event::ContactRecorded { contact: Box::new(contact(n)) });
        }
        for (agent, kind) in [("1001", AgentKind::Person), ("1002", AgentKind::Recorded)] {
            let queues = vec!["bills".into(), "faults".into()];
            let (name, reason) = (format!("agent {agent}"), "signed_in".into());
            self.user(Event::AgentSignedIn { agent: agent.into(), name, kind, queues, reason });
            self.user(Event::AgentReady { agent: agent.into() });
        }
        self.switch(Event::CallImported { record: Box::new(imported(self.now)) });
    }

    fn close(&mut self) {
        self.call_back(800);
        self.user(Event::AgentPaused { agent: "1001".into(), reason: "tea".into() });
        self.add(Actor::Desk, Event::AgentLost { agent: "1001".into() });
        self.add(Actor::Desk, Event::AgentFound { agent: "1001".into() });
        self.user(Event::AgentSignedOut { agent: "1002".into() });
        let broadcast = Broadcast { text: "系统维护 18:00".into(), from: "班长".into(), at: self.now };
        self.user(Event::BroadcastSent { broadcast });
        self.who_is_who();
        // One caller still waits when the log ends: a floor worth comparing.
        self.enter(900);
        self.queue(900, None);
    }

    /// A call in one of twelve ways.
    fn round(&mut self, n: u128) {
        let call = call_id(n);
        self.enter(n);
        match n % 14 {
            0 => self.switch(Event::CallSelfServed { call }),
            1 => self.leave(n, Exit::AbandonedInGreeting),
            2 => self.leave(n, Exit::Refused { why: RefusedWhy::Closed }),
            3 => {
                self.queue(n, None);
                self.leave(n, Exit::Abandoned);
            }
            4 => {
                self.queue(n, None);
                self.leave(n, Exit::KeyExit { key: "1".into() });
            }
            5 => {
                self.queue(n, None);
                self.leave(n, Exit::TimedOut);
            }
            6 => {
                self.queue(n, None);
                self.leave(n, Exit::Failed { what: "no trunk".into() });
            }
            7 => self.missed(n),
            8 => self.transferred(n),
            9 => self.with_callback(n),
            10 => self.with_next_state(n),
            11 => self.with_ticket(n),
            12 => self.steered(n),
            _ => {
                self.queue(n, None);
                self.leave(n, if n % 28 == 13 { Exit::LeftEmpty } else { Exit::Withdrawn });
            }
        }
    }

    fn enter(&mut self, n: u128) {
        let number = PhoneNumber::new(format!("+86 138 0000 {n:04}"));
        self.switch(Event::CallEntered {
            call: call_id(n),
            switch_ref: format!("vru-{n}"),
            number,
            contact: Some(contact_id(n)),
            tier: Tier::Ordinary,
            service: "PS".into(),
            priority: (n % 3) as u8,
            repeats: 0,
        });
    }

    fn queue(&mut self, n: u128, kept_from: Option<DateTime<Utc>>) {
        let queue = "bills".into();
        self.add(
            Actor::Desk,
            Event::CallQueued { call: call_id(n), queue, head_start_s: 30, kept_from, position: None },
        );
    }

    fn leave(&mut self, n: u128, exit: Exit) {
        self.switch(Event::CallLeft { call: call_id(n), exit });
    }

    fn answered(&mut self, n: u128, agent: &str) {
        let call = call_id(n);
        self.switch(Event::CallRinging { call, agent: agent.into() });
        self.switch(Event::CallAnswered { call, agent: agent.into() });
    }

    fn ended(&mut self, n: u128, agent: &str) {
        let call = call_id(n);
        self.switch(Event::CallEnded { call, agent: agent.into(), by: Ender::Caller });
        self.user(Event::WrapUpEnded { call, agent: agent.into(), why: WrapUpEnd::Done });
    }

    fn missed(&mut self, n: u128) {
        let call = call_id(n);
        self.queue(n, Some(self.now - TimeDelta::seconds(40)));
        self.switch(Event::CallRinging { call, agent: "1001".into() });
        self.switch(Event::RingEnded { call, agent: "1001".into(), why: RingEnd::NoAnswer });
        self.answered(n, "1002");
        self.ended(n, "1002");
    }

    fn transferred(&mut self, n: u128) {
        let call = call_id(n);
        self.queue(n, None);
        self.answered(n, "1001");
        self.switch(Event::CallHeld { call });
        self.switch(Event::CallResumed { call });
        let to = TransferTarget::Queue { queue: "bills".into() };
        self.switch(Event::CallTransferred { call, agent: "1001".into(), to });
        self.add(Actor::Desk, Event::WrapUpEnded { call, agent: "1001".into(), why: WrapUpEnd::Limit });
        self.queue(n, None);
        self.answered(n, "1002");
        self.ended(n, "1002");
    }

    /// What a phone switch of its own does and is asked beside.
    fn steered(&mut self, n: u128) {
        let (call, agent, lead) = (call_id(n), || AgentId::from("1001"), || AgentId::from("1009"));
        let about = About::Agent { agent: agent() };
        self.switch(Event::SwitchLost);
        self.switch(Event::SwitchFound);
        self.queue(n, None);
        self.user(Event::CallPrioritised { call, priority: 2, head_start_s: 60 });
        self.switch(Event::AgentPhoneChanged { agent: agent(), phone: Phone::Reachable });
        self.answered(n, "1001");
        let name = Some("hotdesk.wav".into());
        self.switch(Event::CallRecording { call, state: RecordingState::Running, name });
        self.switch(Event::MonitorBegan { call, by: lead(), how: Monitor::Whisper });
        let to = TransferTarget::Agent { agent: "1002".into() };
        self.switch(Event::ConsultBegan { call, agent: agent(), to });
        self.switch(Event::ConsultEnded { call, agent: agent() });
        self.switch(Event::MonitorEnded { call, by: lead() });
        let why = RequestRefused::Refused { says: "no such channel".into() };
        let (refused, asker) = (Some(call), Some(agent()));
        self.add(
            Actor::Desk,
            Event::SwitchRefused { call: refused, agent: asker, request: Request::Hold, why },
        );
        let (switch_says, desk_says) = ("paused".to_owned().into(), "ready".to_owned().into());
        let difference = Difference { about: about.clone(), switch_says, desk_says, since: self.now };
        self.add(Actor::Desk, Event::DifferenceOpened { difference });
        self.user(Event::DifferenceClosed { about });
        self.ended(n, "1001");
        let recording = Recording { nth: 1, name: "a.wav".into(), sha256: "5e".into(), bytes: 9 };
        self.add(Actor::Desk, Event::RecordingKept { call, recording });
        self.add(Actor::Desk, Event::RecordingMissing { call, nth: 2, why: "it is not there".into() });
        self.user(Event::RecordingHeard { call, nth: 1 });
    }

    fn with_callback(&mut self, n: u128) {
        self.queue(n, None);
        self.answered(n, "1001");
        let callback = callback(n, self.now + TimeDelta::minutes(30));
        self.user(Event::CallbackPromised { callback: Box::new(callback.clone()) });
        self.ended(n, "1001");
        let (contact, outcome) = (contact_id(n), CallbackOutcome::Reached);
        self.user(Event::CallbackDone { callback: callback.id, contact, outcome });
    }

    fn with_next_state(&mut self, n: u128) {
        self.queue(n, None);
        self.answered(n, "1001");
        let next = Some(NextState::Paused { reason: "tea".into() });
        self.user(Event::NextStateAsked { agent: "1001".into(), next });
        self.ended(n, "1001");
        self.user(Event::AgentReady { agent: "1001".into() });
        self.switch(Event::DifferenceSeen {
            about: "agent 1001".into(),
            switch_says: "busy".into(),
            desk_says: "ready".into(),
        });
    }

    fn with_ticket(&mut self, n: u128) {
        let (call, agent) = (call_id(n), "1001".into());
        self.queue(n, None);
        self.answered(n, "1001");
        self.user(Event::ScriptStarted { call, agent: "1001".into(), script: "bills".into(), version: 2 });
        self.user(Event::ScriptStepEntered { call, agent: "1001".into(), step: "greet".into() });
        self.user(Event::ScriptSaid { call, agent, step: "greet".into() });
        let ticket = ticket(n, self.now, Some(call));
        self.user(Event::TicketSubmitted { ticket: Box::new(ticket.clone()) });
        if n == 25 {
            let (contact, before) = (Some(contact_id(26)), Some(contact_id(25)));
            let (tier, repeats, evidence) = (Tier::Key, 1, vec![Evidence::SameNumber { persons: 2 }]);
            self.user(Event::CallerIdentified { call, contact, before, tier, repeats, evidence });
        }
        let form = TicketForm { answer: "已退款".into(), ..ticket.form };
        self.user(Event::TicketAmended { ticket: ticket.id, version: 2, form: Box::new(form), work: None });
        self.worked_on(ticket.id);
        let attachment = Attachment {
            id: AttachmentId(Uuid::from_u128(0xa7_0000 + n)),
            name: "现场.jpg".into(),
            kind: "image/jpeg".into(),
            bytes: 9,
            sha256: "5e".into(),
            at: self.now,
        };
        let read = Event::AttachmentRead { ticket: ticket.id, attachment: attachment.id };
        self.user(Event::AttachmentAdded { ticket: ticket.id, attachment: Box::new(attachment) });

        let (field, reason) = (SecretField::Numbers, "回访".into());
        self.user(Event::SecretRevealed { contact: contact_id(n), field, reason });
        self.ended(n, "1001");
        self.user(read);
    }

    /// What a unit does to a ticket, and what comes by itself.
    fn worked_on(&mut self, ticket: TicketId) {
        let calendar = Calendar::always(chrono_tz::Tz::Asia__Shanghai);
        let lifecycles = hotdesk::config::lifecycles(&hotdesk::config::SiteFiles::default()).expect("proved");
        let lifecycle = &lifecycles[0];
        let reckoner = Reckoner { calendar: &calendar, of_category: None };
        let mut work = lifecycle.begin(false, self.now, reckoner);
        let steps = [("dispatch", Duty::Clerk), ("sign", Duty::Unit), ("reply", Duty::Unit)];
        for (version, (verb, duty)) in (3..).zip(steps) {
            let said =
                Asked { unit: Some("water".into()), text: "已修复".into(), ..Asked::plain(verb.into()) };
            let moved = lifecycle.step(&work, &said, duty, self.now, reckoner).expect("legal");
            work.apply(self.now, &moved);
            let (unit, asked_by) = ((duty == Duty::Unit).then(|| "water".into()), None);
            self.user(Event::TicketMoved { ticket, version, duty, unit, asked_by, moved: Box::new(moved) });
        }
        let asked = Asked { text: "重复".into(), ..Asked::plain("void".into()) };
        let (by, at) = ("pan".to_owned(), self.now);
        let pending = Pending { asked, by, duty: Duty::Clerk, unit: None, at, approver: Duty::Lead };
        self.user(Event::ApprovalAsked { ticket, version: 6, pending: Box::new(pending) });
        let (verb, text) = ("void".into(), "不是重复工单".to_owned());
        self.user(Event::ApprovalRefused { ticket, version: 7, verb, text });
        let (clock, due) = ("callback".into(), self.now);
        self.user(Event::TicketClockTold { ticket, clock, percent: 75, due });
        self.user(Event::TicketReckoned { ticket, clocks: work.clocks.clone() });
        self.user(Event::TicketWaitOver { ticket });
        self.user(Event::TicketBegun { ticket, work: Box::new(work) });
    }
}

fn queue(id: &str) -> QueueSettings {
    QueueSettings {
        id: id.into(),
        label: Words { zh: "账单".into(), en: "Bills".into() },
        target_s: 20,
        short_abandon_s: 5,
        max_wait_s: 600,
        ring_s: 15,
        wrap_up_s: 60,
        misses_before_pause: 3,
        keep_place_s: 120,
        capacity: 100,
        head_start_s: vec![0, 30, 60],
        hours: None,
    }
}

pub fn callback(n: u128, due: DateTime<Utc>) -> Callback {
    Callback {
        id: CallbackId(Uuid::from_u128(0xcb_0000 + n)),
        contact: contact_id(n),
        call: Some(call_id(n)),
        ticket: None,
        agent: "1001".into(),
        due,
        note: "查到后回电".into(),
        outcome: None,
        attempts: Vec::new(),
    }
}

fn imported(now: DateTime<Utc>) -> CallRecord {
    CallRecord {
        call: call_id(0xffff),
        switch_ref: "bank-1".into(),
        contact: Some(contact_id(1)),
        service: "PS".into(),
        queue: Some("bills".into()),
        entered_at: now - TimeDelta::days(1),
        wait_s: 12,
        exit: None,
        agent: Some("1001".into()),
        talk_s: 95,
        offered_at: None,
        hold_s: 0,
        wrap_up_s: 0,
        transferred: false,
        under_way: false,
        direction: Default::default(),
    }
}
