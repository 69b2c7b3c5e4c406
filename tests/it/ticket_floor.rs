//! A screen before a few tickets on their way, whose requests are answered by the lifecycle itself.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{
        AmendTicket, ClockReading, Code, DecideApproval, LiveMessage, Looker, Me, MoveTicket, Problem, Role,
        SaveView, SavedView, Snapshot,
    },
    domain::{
        Abilities, Actor, Attachment, AttachmentId, Event, Floor, Locale, Ticket, TicketId,
        lifecycle::{Pending, Reckoner},
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

pub use crate::ticket_book::{Book, asked, matter, ticket, time};

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

/// Whether a request changes something.
fn is_write(request: &Request) -> bool {
    matches!(
        request,
        Request::Move { .. } | Request::Decide { .. } | Request::Attach { .. } | Request::Amend { .. }
    )
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
            Request::Amend { ticket, amend } => Ok(Answer::Ticket(Box::new(self.amends(ticket, *amend)))),
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

    fn amends(&mut self, id: TicketId, amend: AmendTicket) -> Ticket {
        let (form, version) = (Box::new(amend.form), self.ticket(id).version + 1);
        let event = Event::TicketAmended { ticket: id, version, form, work: None };
        self.happens(Actor::User { name: me(self.seat).user }, event);
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

    /// All that was asked for, in order.
    pub fn asked(&self) -> Vec<(RequestId, Request)> {
        let asked = self.effects.iter().filter_map(|effect| match effect {
            Effect::Ask { id, request } => Some((*id, request.clone())),
            _ => None,
        });
        asked.collect()
    }

    /// What was asked for that changes something, in order.
    pub fn written(&self) -> Vec<(RequestId, Request)> {
        self.asked().into_iter().filter(|(_, request)| is_write(request)).collect()
    }
}
