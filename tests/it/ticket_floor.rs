//! A few tickets on their way, and a screen before them whose requests are answered by the lifecycle itself.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{
        ClockReading, Code, DecideApproval, LiveMessage, Looker, Me, MoveTicket, Page, Problem, Role,
        SaveView, SavedView, Snapshot, TicketSummary, ToCall, WhichTickets,
    },
    config::{DeskSettings, Site},
    domain::{
        Abilities, Actor, Attachment, AttachmentId, AttachmentRules, Catalogue, EVENT_VERSION, Event, Floor,
        Hash, Locale, Recorded, Ticket, TicketForm, TicketId, UnitId, VerbId,
        lifecycle::{Asked, Duty, Lifecycle, Pending, Reckoner},
    },
    metrics::Today,
    tui::{
        desk::{Answer, Failure, LinkNews, Msg, News, PathIs, PathSeen, RequestId},
        effect::{Effect, Request},
        runtime::{Input, Look, Screen, paint, press},
        tickets::{TicketScreen, TicketSeat, ticket_screen},
    },
};
use uuid::Uuid;

/// A time of the day of the story, a Wednesday; Shanghai is eight hours ahead.
pub fn time(text: &str) -> DateTime<Utc> {
    let local: DateTime<Utc> = format!("2026-03-04T{text}Z").parse().expect("a time of day");
    local - TimeDelta::hours(8)
}

pub fn ticket(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

/// Who sits where.
pub fn me(seat: TicketSeat) -> Me {
    let (user, name, role, unit) = match seat {
        TicketSeat::Clerk => ("pan", "潘晓梅", Role::Clerk, None),
        TicketSeat::Unit => ("shui", "沈毅", Role::Unit, Some("water")),
        TicketSeat::Agent => ("li", "李雯", Role::Agent, None),
        TicketSeat::Lead => ("ban", "班长", Role::Lead, None),
    };
    Me {
        user: user.into(),
        name: name.into(),
        agent: (seat == TicketSeat::Agent).then(|| "1001".into()),
        line: None,
        roles: vec![role],
        queues: Vec::new(),
        unit: unit.map(Into::into),
    }
}

/// Tickets, and what happened to them.
#[derive(Clone)]
pub struct Book {
    pub catalogue: Catalogue,
    pub tickets: Vec<Ticket>,
    pub log: Vec<Recorded>,
}

impl Book {
    pub fn new() -> Self {
        let site = Site::load(&DeskSettings::default()).unwrap_or_else(|troubles| panic!("{troubles}"));
        let rules = AttachmentRules {
            max_bytes: 2_000_000,
            per_ticket: 3,
            kinds: vec!["image/jpeg".into(), "application/pdf".into()],
        };
        let catalogue = Catalogue { attachments: Some(rules), ..site.catalogue };
        Self { catalogue, tickets: Vec::new(), log: Vec::new() }
    }

    fn lifecycle(&self, n: u128) -> &Lifecycle {
        self.catalogue.lifecycle_for(&self.ticket(n).work).expect("it has one")
    }

    pub fn ticket(&self, n: u128) -> &Ticket {
        self.tickets.iter().find(|known| known.id == ticket(n)).expect("it is there")
    }

    /// An agent writes a ticket.
    pub fn submits(&mut self, at: &str, n: u128, form: TicketForm) -> &mut Self {
        let now = time(at);
        let lifecycle = self.catalogue.lifecycle_of(form.category.as_ref()).expect("there is one");
        let reckoner = Reckoner { calendar: &self.catalogue.calendar, of_category: None };
        let made = Ticket {
            id: ticket(n),
            number: format!("20260304-{n:04}"),
            version: 1,
            call: None,
            contact: None,
            agent: "1001".into(),
            at: now,
            priority: form.priority(),
            deadline: None,
            work: lifecycle.begin(false, now, reckoner),
            form,
        };
        self.tickets.push(made.clone());
        self.log(at, Actor::User { name: "li".into() }, Event::TicketSubmitted { ticket: Box::new(made) })
    }

    /// Somebody does something.
    pub fn does(&mut self, at: &str, n: u128, (user, duty): (&str, Duty), asked: &Asked) -> &mut Self {
        let now = time(at);
        let work = &self.ticket(n).work;
        let form = &self.ticket(n).form;
        let of_category = self.catalogue.allowance(form.category.as_ref(), form.priority());
        let reckoner = Reckoner { calendar: &self.catalogue.calendar, of_category };
        let moved = self.lifecycle(n).step(work, asked, duty, now, reckoner).expect("it may be done");
        let unit = (duty == Duty::Unit).then(|| work.involved.lead.clone()).flatten();
        let version = self.ticket(n).version + 1;
        let moved = Box::new(moved);
        let event = Event::TicketMoved { ticket: ticket(n), version, duty, unit, asked_by: None, moved };
        self.log(at, Actor::User { name: user.into() }, event)
    }

    /// Somebody asks for what a second person has to approve.
    pub fn asks(&mut self, at: &str, n: u128, (user, duty): (&str, Duty), asked: Asked) -> &mut Self {
        let work = &self.ticket(n).work;
        let approver = self.lifecycle(n).approver(work, &asked.verb).expect("it is approved by somebody");
        let unit = (duty == Duty::Unit).then(|| work.involved.lead.clone()).flatten();
        let pending = Box::new(Pending { asked, by: user.into(), duty, unit, at: time(at), approver });
        let event = Event::ApprovalAsked { ticket: ticket(n), version: self.ticket(n).version + 1, pending };
        self.log(at, Actor::User { name: user.into() }, event)
    }

    /// Part of a clock's time is used.
    pub fn told(&mut self, at: &str, n: u128, clock: &str, percent: u8) -> &mut Self {
        let event = Event::TicketClockTold { ticket: ticket(n), clock: clock.into(), percent, due: time(at) };
        self.log(at, Actor::Desk, event)
    }

    fn log(&mut self, at: &str, actor: Actor, event: Event) -> &mut Self {
        self.log_at(time(at), actor, event);
        self
    }

    fn log_at(&mut self, at: DateTime<Utc>, actor: Actor, event: Event) -> Recorded {
        if let Some(known) = self.tickets.iter_mut().find(|known| Some(known.id) == event.ticket()) {
            known.apply(at, &event);
        }
        let seq = self.log.len() as u64 + 1;
        let recorded = Recorded { seq, at, actor, version: EVENT_VERSION, event, hash: Hash([0; 32]) };
        self.log.push(recorded.clone());
        recorded
    }

    /// Those whose callers are to be called.
    fn to_call(&self) -> Page<ToCall> {
        let waits = |ticket: &&Ticket| ["replied", "called_back"].contains(&ticket.work.state.as_str());
        let tickets = self.tickets.iter().filter(waits);
        let items = tickets.map(|ticket| ToCall::Ticket { ticket: Box::new(TicketSummary::of(ticket)) });
        Page { items: items.collect(), next: None }
    }

    /// What the server would answer.
    pub fn list(&self, which: &WhichTickets, seat: TicketSeat) -> Page<TicketSummary> {
        let sees = |ticket: &&Ticket| {
            let handles = ticket.work.involved.lead == Some("water".into());
            let helps = ticket.work.involved.joint.contains(&UnitId::from("water"));
            let fits = which.helped.map_or(handles || helps, |helped| if helped { helps } else { handles });
            seat != TicketSeat::Unit || fits
        };
        let fits = |ticket: &&Ticket| {
            let pending = ticket.work.pending.as_ref();
            (which.state.is_empty() || which.state.contains(&ticket.work.state))
                && which.approver.is_none_or(|duty| pending.is_some_and(|pending| pending.approver == duty))
                && which.mother.is_none_or(|mother| ticket.work.mother == Some(mother))
                && (which.over || !ticket.is_over())
                && which.priority.is_none_or(|priority| ticket.priority == priority)
                && which.unit.as_ref().is_none_or(|unit| ticket.work.involved.lead.as_ref() == Some(unit))
                && which.q.as_deref().is_none_or(|words| holds(ticket, words))
        };
        let mut tickets: Vec<&Ticket> = self.tickets.iter().filter(sees).filter(fits).collect();
        tickets.sort_by_key(|ticket| ticket.work.next_due().map_or(DateTime::<Utc>::MAX_UTC, |(_, due)| due));
        Page { items: tickets.into_iter().map(TicketSummary::of).collect(), next: None }
    }
}

/// Whether all of the words stand in a ticket.
fn holds(ticket: &Ticket, words: &str) -> bool {
    let text = format!("{} {} {}", ticket.number, ticket.form.subject, ticket.form.place);
    words.split_whitespace().all(|word| text.contains(word))
}

/// Whether a request changes something.
fn is_write(request: &Request) -> bool {
    matches!(
        request,
        Request::Move { .. } | Request::Decide { .. } | Request::Attach { .. } | Request::Amend { .. }
    )
}

/// A verb with words.
pub fn asked(verb: &str) -> Asked {
    Asked::plain(VerbId::from(verb))
}

/// A matter of the city.
pub fn matter(category: &str, subject: &str, place: &str) -> TicketForm {
    TicketForm {
        category: Some(category.into()),
        subject: subject.into(),
        place: place.into(),
        description: format!("{subject}，已持续两天，周边住户均受影响。"),
        wish: "尽快处理并回电".into(),
        contact_name: "王先生".into(),
        contact_number: "138****8000".into(),
        reply_wanted: true,
        ..TicketForm::default()
    }
}

/// A screen of tickets, and the server that it asks.
pub struct Office {
    pub screen: TicketScreen,
    pub look: Look,
    pub now: DateTime<Utc>,
    pub book: Book,
    pub effects: Vec<Effect>,
    seat: TicketSeat,
    /// Who else looks at tickets.
    pub lookers: Vec<Looker>,
    /// The server does not answer.
    pub is_away: bool,
    /// What the server refuses everything with.
    pub refuses: Option<Code>,
    /// Files of this machine, with their sizes.
    pub disk: Vec<(&'static str, u64, &'static str)>,
    /// Files of tickets.
    pub files: Vec<Attachment>,
    /// Views that were saved.
    pub views: Vec<SavedView>,
    /// The server takes its time: nothing is answered for now.
    pub is_slow: bool,
}

impl Office {
    pub fn open(seat: TicketSeat, locale: Locale, book: Book) -> Self {
        let look = Look::built_in(locale).expect("the built-in look loads");
        let screen = ticket_screen(seat, look.words.clone());
        let now = time("10:30:00");
        let mut office = Self {
            screen,
            look,
            now,
            book,
            effects: Vec::new(),
            seat,
            lookers: Vec::new(),
            is_away: false,
            refuses: None,
            disk: Vec::new(),
            files: Vec::new(),
            views: Vec::new(),
            is_slow: false,
        };
        let zone = chrono_tz::Asia::Shanghai;
        let snapshot = Snapshot {
            seq: office.book.log.len() as u64,
            clock: ClockReading { now, speed: 1.0, zone, recorded: false },
            me: me(seat),
            floor: Floor::default(),
            today: Today::new(zone),
            abilities: Abilities::BASIC,
        };
        let user = me(seat).user;
        let catalogue = Box::new(office.book.catalogue.clone());
        for news in [
            News::Started { seed: Uuid::from_u128(7), locale, user, zone },
            News::Link(LinkNews::Up),
            News::Catalogue(catalogue),
            News::Snapshot(Box::new(snapshot)),
        ] {
            office.hear(Msg::Desk(news));
        }
        office.waits(2);
        office.waits(2);
        office
    }

    pub fn hear(&mut self, msg: Msg) {
        self.input(Input::App(msg));
    }

    /// So many seconds pass.
    pub fn waits(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.now += TimeDelta::seconds(1);
            self.input(Input::Tick);
        }
    }

    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.input(Input::Resize { columns, rows });
    }

    pub fn press(&mut self, keys: &[&str]) {
        // What a key asks for is answered before the next one.
        for key in keys {
            let effects = press(&mut self.screen, &[key], self.now, &self.look.keymap);
            self.perform(effects);
        }
    }

    pub fn frame(&self, size: (u16, u16)) -> String {
        paint(&self.screen, size, self.now, &self.look).plain()
    }

    fn input(&mut self, input: Input<Msg>) {
        let effects = self.screen.update(input, self.now);
        self.perform(effects);
    }

    /// Answers what the screen asks, at once.
    pub fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            if let Effect::Ask { id, request } = effect
                && !self.is_slow
            {
                self.answer(id, request);
            }
        }
    }

    pub fn answer(&mut self, request: RequestId, asked: Request) {
        let answer = match asked {
            _ if self.is_away => Err(Failure::Away),
            _ if is_write(&asked) && self.refuses.is_some() => Err(self.refusal()),
            Request::Tickets(which) => Ok(Answer::Tickets(self.book.list(&which, self.seat))),
            Request::Callbacks { .. } => Ok(Answer::Callbacks(self.book.to_call())),
            Request::Path(typed) => Ok(Answer::Path(self.seen(typed))),
            Request::Attachments(_) => Ok(Answer::Attachments(self.files.clone())),
            Request::Attach { path, .. } => Ok(Answer::Attached(Box::new(self.attach(request, &path)))),
            Request::SaveAttachment { file, folder } => {
                Ok(Answer::Saved { file: format!("{folder}{}", file.name), as_added: true })
            }
            Request::Views => Ok(Answer::Views(self.views.clone())),
            Request::SaveView { name, view, instead_of } => {
                let gone = instead_of.unwrap_or_else(|| name.clone());
                self.views.retain(|known| known.name != gone && known.name != name);
                let SaveView { shared, filter } = *view;
                self.views.push(SavedView { name, owner: me(self.seat).user, shared, filter });
                Ok(Answer::Views(self.views.clone()))
            }
            Request::ForgetView(name) => {
                self.views.retain(|known| known.name != name);
                Ok(Answer::Views(self.views.clone()))
            }
            Request::Look(_) => Ok(Answer::Lookers(self.lookers.clone())),
            Request::Ticket(id) => Ok(Answer::Ticket(Box::new(self.ticket(id)))),
            Request::TicketEvents(id) => {
                let log = self.book.log.iter().filter(|recorded| recorded.event.ticket() == Some(id));
                Ok(Answer::Events(log.cloned().collect()))
            }
            Request::Move { ticket, wanted } => Ok(Answer::Ticket(Box::new(self.moves(ticket, *wanted)))),
            Request::Decide { ticket, decided } => {
                Ok(Answer::Ticket(Box::new(self.decides(ticket, &decided))))
            }
            _ => return,
        };
        self.hear(Msg::Answer { request, answer });
    }

    /// What stands at a path of the disk.
    fn seen(&self, typed: String) -> PathSeen {
        let meant: Vec<_> = self.disk.iter().filter(|(path, ..)| path.starts_with(&typed)).collect();
        let is = match self.disk.iter().find(|(path, ..)| *path == typed) {
            Some((_, bytes, kind)) => PathIs::File { bytes: *bytes, kind: Some((*kind).into()) },
            None if typed.ends_with('/') => PathIs::Folder,
            None => PathIs::Nothing,
        };
        let completed = match &meant[..] {
            [(only, ..)] => (*only).to_owned(),
            _ => typed.clone(),
        };
        let among = meant.iter().filter_map(|(path, ..)| Some(path.rsplit_once('/')?.1.to_owned())).collect();
        PathSeen { typed, completed, among, is }
    }

    fn attach(&mut self, request: RequestId, path: &str) -> Attachment {
        let (_, bytes, kind) = self.disk.iter().find(|(known, ..)| *known == path).expect("a file");
        let file = Attachment {
            id: AttachmentId(request.0),
            name: path.rsplit('/').next().unwrap_or_default().into(),
            kind: (*kind).into(),
            bytes: *bytes,
            sha256: String::new(),
            at: self.now,
        };
        self.files.push(file.clone());
        file
    }

    fn refusal(&self) -> Failure {
        let code = self.refuses.expect("it refuses");
        let (title, detail) = (String::new(), String::new());
        Failure::Refused(Problem {
            status: 409,
            code,
            title,
            detail,
            fields: Vec::new(),
            retry_after_s: None,
        })
    }

    fn ticket(&self, id: TicketId) -> Ticket {
        self.book.tickets.iter().find(|ticket| ticket.id == id).expect("it is there").clone()
    }

    fn moves(&mut self, id: TicketId, wanted: MoveTicket) -> Ticket {
        let ticket = self.ticket(id);
        let me = me(self.seat);
        let held = me.duties(&ticket.work.involved, &self.book.catalogue.units);
        let lifecycle = self.book.catalogue.lifecycle_for(&ticket.work).expect("it has one").clone();
        let verb = lifecycle.verb(&wanted.asked.verb).expect("there is such a verb");
        let duty = *verb.by.iter().find(|duty| held.contains(duty)).expect("they may");
        let calendar = self.book.catalogue.calendar.clone();
        let reckoner = Reckoner { calendar: &calendar, of_category: None };
        let moved = lifecycle.step(&ticket.work, &wanted.asked, duty, self.now, reckoner).expect("it may be");
        let (version, unit) = (ticket.version + 1, me.unit.clone());
        let event = match lifecycle.approver(&ticket.work, &verb.id) {
            Some(approver) => {
                let (asked, by, at) = (wanted.asked, me.user.clone(), self.now);
                let pending = Box::new(Pending { asked, by, duty, unit, at, approver });
                Event::ApprovalAsked { ticket: id, version, pending }
            }
            None => {
                let moved = Box::new(moved);
                Event::TicketMoved { ticket: id, version, duty, unit, asked_by: None, moved }
            }
        };
        self.happens(Actor::User { name: me.user }, event);
        self.ticket(id)
    }

    fn decides(&mut self, id: TicketId, decided: &DecideApproval) -> Ticket {
        let ticket = self.ticket(id);
        let pending = ticket.work.pending.clone().expect("something waits");
        let version = ticket.version + 1;
        let event = if decided.granted {
            let lifecycle = self.book.catalogue.lifecycle_for(&ticket.work).expect("it has one").clone();
            let calendar = self.book.catalogue.calendar.clone();
            let reckoner = Reckoner { calendar: &calendar, of_category: None };
            let moved = lifecycle.approved(&ticket.work, &pending, self.now, reckoner).expect("it may be");
            let (duty, unit, asked_by) = (pending.duty, pending.unit, Some(pending.by));
            Event::TicketMoved { ticket: id, version, duty, unit, asked_by, moved: Box::new(moved) }
        } else {
            let (verb, text) = (pending.asked.verb, decided.text.clone());
            Event::ApprovalRefused { ticket: id, version, verb, text }
        };
        self.happens(Actor::User { name: me(self.seat).user }, event);
        self.ticket(id)
    }

    /// Something happens on the server, and comes live.
    pub fn happens(&mut self, actor: Actor, event: Event) {
        let recorded = self.book.log_at(self.now, actor, event);
        self.hear(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded }])));
    }

    /// What was asked for that changes something, in order.
    pub fn written(&self) -> Vec<(RequestId, Request)> {
        let asked = self.effects.iter().filter_map(|effect| match effect {
            Effect::Ask { id, request } if is_write(request) => Some((*id, request.clone())),
            _ => None,
        });
        asked.collect()
    }
}
