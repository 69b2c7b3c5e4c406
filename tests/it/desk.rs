//! The desk: what comes in, what is recorded, what the switch is asked. Each scenario is a list of (second, input, what came of it).

use chrono::{DateTime, Utc};
use hotdesk::{
    api::{CallAction, Code, Me, Role},
    domain::{Actor, AgentId, Event, NextState, Recorded, RingEnd},
    server::desk::{Answer, Ask, Desk, DeskSettings, Input, Refusal},
    switch::{Happened, Ringer, SwitchEvent},
};

use crate::make::{agent, at, call, queue, settings};

mod agents;
mod apart;
mod calls;
mod laws;
mod outbound;
mod people;
mod said;
mod service;
mod site;
mod steering;
mod tickets;
mod work;

use said::{phone, said};

/// A desk under test, with the log that it has written.
struct Room {
    desk: Desk,
    log: Vec<(DateTime<Utc>, Actor, Event)>,
}

impl Room {
    /// Queues `q` and `p`; nobody is there.
    fn empty(change: impl FnOnce(&mut DeskSettings)) -> Self {
        let mut site = DeskSettings::new(site::catalogue());
        change(&mut site);
        let mut room = Self { desk: Desk::new(site), log: Vec::new() };
        room.put(0, Input::Configure(vec![settings("q"), settings("p")]));
        room
    }

    /// Agent `a`, a person, is ready for `q` and `p` since second 1.
    fn open() -> Self {
        let mut room = Self::empty(|_| ());
        room.put(0, asks("a", Ask::SignIn));
        room.put(1, wants("a", NextState::Ready));
        room
    }

    /// Agent `a` speaks with caller 1 since second 13.
    fn talking() -> Self {
        let mut room = Self::open();
        room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a")), (13, answers(1, "a"))]);
        room
    }

    /// Puts an input in; gives what came of it, an event or `> command` a line.
    fn put(&mut self, second: i64, input: Input) -> Vec<String> {
        let outcome = self.desk.handle(at(second), input);
        let lines = outcome.events.iter().map(|(_, _, event)| said(event));
        let lines = lines.chain(outcome.commands.iter().map(said::asked)).collect();
        crate::floor::laws::check(self.desk.floor());
        self.log.extend(outcome.events);
        lines
    }

    fn play(&mut self, inputs: Vec<(i64, Input)>) {
        for (second, input) in inputs {
            self.put(second, input);
        }
    }

    /// Plays a scenario and compares all that comes of it; then replays the log into a new desk, which must be equal.
    #[track_caller]
    fn check(&mut self, scenario: Vec<(i64, Input, &[&str])>) {
        for (second, input, expected) in scenario {
            let told = format!("{input:?}");
            assert_eq!(self.put(second, input), expected, "at second {second}, of {told}");
        }
        self.check_replay();
    }

    #[track_caller]
    fn check_replay(&self) {
        assert_eq!(self.fold(), self.desk, "the log adds up to something else");
    }

    #[track_caller]
    fn fold(&self) -> Desk {
        let mut other = Desk::new(DeskSettings::new(site::catalogue()));
        for (seq, (at, actor, event)) in (1..).zip(&self.log) {
            let (actor, event) = (actor.clone(), event.clone());
            let recorded = Recorded { seq, at: *at, actor, version: 1, event, hash: Default::default() };
            other.replay(&recorded).expect("the desk's own log fits");
        }
        other
    }

    /// The desk after a restart in this second.
    fn replayed(&self, second: i64) -> Desk {
        let mut other = self.fold();
        assert!(other.next_timer() <= Some(at(second)), "a replayed desk sets its timers at once");
        assert_eq!(other.handle(at(second), Input::Timer).events, []);
        other
    }

    /// Asks, and gives the answer.
    fn ask(&mut self, second: i64, name: &str, ask: Ask) -> Result<Answer, Refusal> {
        let Input::Ask { me, ask } = asks(name, ask) else { unreachable!("asks gives an ask") };
        let outcome = self.desk.handle(at(second), Input::Ask { me, ask });
        assert!(outcome.answer.is_ok() || outcome.events.is_empty(), "refused, and yet recorded");
        self.log.extend(outcome.events);
        outcome.answer
    }

    /// Asks, and is refused with this code; nothing is recorded.
    #[track_caller]
    fn refused(&mut self, second: i64, name: &str, ask: Ask, code: Code) {
        let told = format!("{ask:?}");
        let before = self.log.len();
        let refusal = self.ask(second, name, ask).expect_err(&told);
        assert_eq!(refusal.code, code, "{told}: {refusal}");
        assert_eq!(self.log.len(), before, "{told} was refused and recorded something");
    }
}

fn me(name: &str) -> Me {
    let lead = name == "lead";
    Me {
        user: name.into(),
        name: name.to_uppercase(),
        agent: (!lead).then(|| agent(name)),
        line: Some(agent(name)),
        roles: vec![if lead { Role::Lead } else { Role::Agent }],
        queues: vec![queue("q"), queue("p")],
        unit: None,
    }
}

fn asks(name: &str, ask: Ask) -> Input {
    Input::Ask { me: me(name), ask }
}

fn wants(name: &str, want: NextState) -> Input {
    asks(name, Ask::WantState(want))
}

fn acts(name: &str, id: u128, action: CallAction) -> Input {
    asks(name, Ask::Call { call: call(id), action })
}

fn forces(name: &str, want: NextState) -> Input {
    asks("lead", Ask::ForceState { agent: agent(name), want })
}

/// The switch tells, with a clock that is days ahead: what it tells has happened now.
fn tells(what: Happened) -> Input {
    Input::Switch(SwitchEvent::new(at(1_000_000), what))
}

fn entered(id: u128, priority: u8) -> Input {
    let (switch_ref, number) = (format!("ref-{id}"), phone(id));
    tells(Happened::Entered { call: call(id), switch_ref, number, service: "PS".into(), priority })
}

fn queued(id: u128) -> Input {
    tells(Happened::Queued { call: call(id), queue: queue("q"), position: None })
}

fn rings(id: u128, name: &str) -> Input {
    tells(Happened::Ringing { call: call(id), agent: agent(name) })
}

fn ring_ended(id: u128, name: &str, why: RingEnd) -> Input {
    tells(Happened::RingEnded { call: call(id), agent: agent(name), why })
}

fn answers(id: u128, name: &str) -> Input {
    tells(Happened::Answered { call: call(id), agent: agent(name) })
}

fn hangs_up(id: u128, by: hotdesk::domain::Ender) -> Input {
    tells(Happened::HungUp { call: call(id), by })
}

fn comes(name: &str) -> Input {
    tells(Happened::AgentCame { agent: agent(name), name: name.to_uppercase(), queues: vec![queue("q")] })
}

fn lunch() -> NextState {
    NextState::Paused { reason: "lunch".into() }
}

fn follows(site: &mut DeskSettings) {
    site.abilities.ringer = Ringer::Switch;
}

fn id(name: &str) -> AgentId {
    agent(name)
}
