//! Tickets over a lead's boards: what waits for the lead is told at once and decided by a key, counts stand in the board.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{ClockReading, DecideApproval, LiveMessage, Snapshot},
    domain::{
        Abilities, Actor, Event, Floor, Locale,
        lifecycle::{Asked, Duty},
    },
    metrics::Today,
    tui::{
        desk::{Answer, LinkNews, Msg, News},
        effect::{Effect, Request},
        lead::{LeadScreen, lead_screen},
        runtime::{Input, Look, Screen, paint, press},
        tickets::TicketSeat,
    },
};
use uuid::Uuid;

use crate::{
    make,
    ticket_floor::{Book, asked, me, ticket, time},
    ticket_morning::morning,
};

/// A lead before the tickets of a city.
struct Bench {
    screen: LeadScreen,
    look: Look,
    now: DateTime<Utc>,
    book: Book,
    /// What was decided, and what else the screen wanted done.
    decided: Vec<DecideApproval>,
    effects: Vec<Effect>,
}

/// Void is asked for by the clerk, and by a lead; both wait for a lead.
fn waiting_for_a_lead() -> Book {
    let mut book = morning();
    let void = Asked { reason: Some("test".into()), text: "测试".into(), ..asked("void") };
    book.asks("10:29:00", 8, ("pan", Duty::Clerk), void.clone());
    book.asks("10:29:30", 5, ("ban", Duty::Clerk), Asked { reason: Some("duplicate".into()), ..void });
    book
}

impl Bench {
    fn new(locale: Locale) -> Self {
        let look = Look::built_in(locale).expect("the built-in look loads");
        let (screen, book) = (lead_screen(look.words.clone()), waiting_for_a_lead());
        let now = time("10:30:00");
        let mut bench = Self { screen, look, now, book, decided: Vec::new(), effects: Vec::new() };
        let zone = chrono_tz::Asia::Shanghai;
        let (user, me) = (me(TicketSeat::Lead).user, me(TicketSeat::Lead));
        let snapshot = Snapshot {
            seq: bench.book.log.len() as u64,
            clock: ClockReading { now, speed: 1.0, zone, recorded: false },
            me,
            floor: floor(now - TimeDelta::minutes(20)),
            today: Today::new(zone),
            abilities: Abilities::BASIC,
        };
        for news in [
            News::Started { seed: Uuid::from_u128(7), locale, user, zone },
            News::Link(LinkNews::Up),
            News::Catalogue(Box::new(bench.book.catalogue.clone())),
            News::Snapshot(Box::new(snapshot)),
        ] {
            bench.input(Input::App(Msg::Desk(news)));
        }
        bench.waits(3);
        bench
    }

    fn waits(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.now += TimeDelta::seconds(1);
            self.input(Input::Tick);
        }
    }

    fn input(&mut self, input: Input<Msg>) {
        let effects = self.screen.update(input, self.now);
        self.perform(effects);
    }

    fn press(&mut self, keys: &[&str]) {
        for key in keys {
            let effects = press(&mut self.screen, &[key], self.now, &self.look.keymap);
            self.perform(effects);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Ask { id: request, request: what } = effect else {
                self.effects.push(effect);
                continue;
            };
            let answer = match what {
                Request::Tickets(which) => Answer::Tickets(self.book.list(&which, TicketSeat::Lead)),
                Request::Ticket(id) => Answer::Ticket(Box::new(self.by_id(id))),
                Request::Look(_) => Answer::Lookers(Vec::new()),
                Request::TicketEvents(_) => Answer::Events(Vec::new()),
                Request::Decide { ticket, decided } => {
                    self.decided.push(decided);
                    let mut decided = self.by_id(ticket);
                    decided.version += 1;
                    decided.work.pending = None;
                    self.book.tickets.retain(|known| known.id != ticket);
                    self.book.tickets.push(decided.clone());
                    Answer::Ticket(Box::new(decided))
                }
                _ => continue,
            };
            self.input(Input::App(Msg::Answer { request, answer: Ok(answer) }));
        }
    }

    fn by_id(&self, id: hotdesk::domain::TicketId) -> hotdesk::domain::Ticket {
        self.book.tickets.iter().find(|ticket| ticket.id == id).expect("it is there").clone()
    }

    /// Whether the line of keys names the one that approves.
    fn offers_to_approve(&mut self) -> bool {
        self.frame((120, 40)).lines().last().is_some_and(|keys| keys.contains("y Approve"))
    }

    fn frame(&mut self, (columns, rows): (u16, u16)) -> String {
        self.input(Input::Resize { columns, rows });
        paint(&self.screen, (columns, rows), self.now, &self.look).plain()
    }
}

/// A queue and an agent who waits for a call.
fn floor(at: DateTime<Utc>) -> Floor {
    let mut floor = Floor::default();
    let events = [
        Event::QueueConfigured { queue: make::settings("city") },
        make::signed_in("1001", &["city"]),
        Event::AgentReady { agent: "1001".into() },
    ];
    for event in events {
        floor.apply(at, &event).expect("it fits");
    }
    floor
}

#[test]
fn the_board_counts_what_is_late_and_what_waits_for_the_lead() {
    let mut bench = Bench::new(Locale::En);
    let board = bench.frame((120, 40));
    assert!(board.contains("2 tickets late"), "{board}");
    assert!(board.contains("2 to approve"), "{board}");
}

#[test]
fn what_waits_is_seen_first_and_approved_by_one_key() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["a", "down"]);
    assert!(bench.offers_to_approve(), "in the list");
    bench.press(&["y"]);
    assert_eq!(bench.decided, [], "nobody decides on what was not seen");
    assert!(bench.offers_to_approve(), "on the ticket");
    bench.press(&["y"]);
    assert_eq!(bench.decided, [DecideApproval { version: 2, granted: true, text: String::new() }]);
}

#[test]
fn commands_look_for_tickets_too() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["a", "ctrl-p", "work.search", "enter", "hydrant"]);
    let frame = bench.frame((120, 40));
    assert!(frame.contains("Search  hydrant"), "{frame}");
}

#[test]
fn what_is_not_approved_needs_a_reason() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["a", "down", "enter", "n", "ctrl-s"]);
    assert_eq!(bench.decided, [], "not without a reason");
    bench.press(&["tab", "still needed", "ctrl-s"]);
    let said = "still needed".to_owned();
    assert_eq!(bench.decided, [DecideApproval { version: 2, granted: false, text: said }]);
}

#[test]
fn who_asked_does_not_approve() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["a"]);
    assert!(!bench.offers_to_approve(), "in the list");
    bench.press(&["enter"]);
    assert!(!bench.offers_to_approve(), "on the ticket");
    bench.press(&["y"]);
    assert_eq!(bench.decided, []);
    let frame = bench.frame((120, 40));
    assert!(frame.contains("You asked for it: a second person decides"), "{frame}");
}

#[test]
fn what_is_asked_for_is_told_at_once_and_counted() {
    let mut bench = Bench::new(Locale::En);
    let void = Asked { reason: Some("test".into()), text: "测试".into(), ..asked("void") };
    bench.book.asks("10:30:10", 3, ("pan", Duty::Clerk), void);
    let recorded = bench.book.log.last().expect("it was asked for").clone();
    assert_eq!(recorded.actor, Actor::User { name: "pan".into() });
    let message = LiveMessage::Event { recorded };
    bench.input(Input::App(Msg::Desk(News::Live(vec![message]))));
    let board = bench.frame((120, 40));
    assert!(board.contains("pan asks: Void"), "{board}");
    assert!(bench.effects.iter().any(|effect| matches!(effect, Effect::Notify { .. })), "it rings");
    bench.waits(60);
    let board = bench.frame((120, 40));
    assert!(board.contains("3 to approve"), "{board}");
    assert!(bench.book.ticket(3).work.pending.is_some() && ticket(3) == bench.book.ticket(3).id);
}

#[test]
fn what_a_lead_sees_of_tickets() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40), (200, 60)] {
            let check = |name: &str, bench: &mut Bench| {
                insta::assert_snapshot!(format!("lead_{name}_{}_{tag}", size.0), bench.frame(size));
            };
            let mut bench = Bench::new(locale);
            bench.frame(size);
            check("counts", &mut bench);
            bench.press(&["a", "down"]);
            check("approvals", &mut bench);
            bench.press(&["enter"]);
            check("approval", &mut bench);
            bench.press(&["n"]);
            check("refusal", &mut bench);
            bench.press(&["esc", "esc", "esc", "w"]);
            check("watch", &mut bench);
        }
    }
}
