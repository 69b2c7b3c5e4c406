//! A call, event by event.

use chrono::{DateTime, Utc};

use super::event::Event;
use crate::{
    domain::{Exit, PhoneNumber},
    import::{
        cdr::{Phones, phone},
        past::{Course, Leg, LegEnd, PastCall, PastTalk},
        times::between_ms,
    },
};

/// Channels that Asterisk makes to connect others.
const BETWEEN: &str = "Local/";

/// A call that is not over.
pub struct CelCall {
    name: String,
    number: String,
    phone: String,
    entered_at: DateTime<Utc>,
    legs: Vec<Leg>,
    /// The latest instant that was told.
    last: DateTime<Utc>,
    /// Who began it is one of ours.
    is_placed: bool,
    /// The caller has hung up.
    is_left: bool,
    place: Place,
}

/// Where the caller is.
enum Place {
    /// With the dialplan.
    Outside,
    /// In a queue; a key may have been pressed there.
    Waiting { queue: String, since: DateTime<Utc>, key: Option<String> },
    /// In a talk, on hold or not.
    Talking(Talking),
}

struct Talking {
    since: DateTime<Utc>,
    held_since: Option<DateTime<Utc>>,
    hold_ms: u64,
}

impl CelCall {
    /// The call that this channel began.
    pub fn new(event: &Event<'_>) -> Self {
        Self {
            name: event.call.to_owned(),
            number: event.number.to_owned(),
            phone: phone(event.channel).to_owned(),
            entered_at: event.at,
            legs: Vec::new(),
            last: event.at,
            is_placed: false,
            is_left: false,
            place: Place::Outside,
        }
    }

    /// Takes an event in.
    pub fn step(&mut self, event: &Event<'_>) {
        self.last = self.last.max(event.at);
        if event.is_callers() {
            self.of_caller(event);
        }
        match event.kind {
            "BRIDGE_ENTER" => self.bridge(event),
            "BLINDTRANSFER" | "ATTENDEDTRANSFER" => self.end_talk(event.at, true),
            "HOLD" => self.hold(event.at),
            "UNHOLD" => self.resume(event.at),
            _ => {}
        }
    }

    /// The phone that answered last, if it is in a queue's call.
    pub fn answered_by(&self) -> Option<&str> {
        match (&self.place, self.legs.last()) {
            (Place::Talking(_), Some(Leg { queue: Some(_), end: LegEnd::Answered(talk), .. })) => {
                talk.agent.as_deref()
            }
            _ => None,
        }
    }

    /// Whether the caller has hung up.
    pub fn is_left(&self) -> bool {
        self.is_left
    }

    /// The call as it was; none if an agent began it.
    pub fn over(mut self, agents: &Phones) -> Option<PastCall> {
        // Whoever hung up is out already.
        self.leave(self.last, Exit::Failed { what: "the record ends before the call".into() });
        self.end_talk(self.last, false);
        let is_own = self.is_placed || agents.know(&self.phone) || self.phone.starts_with(BETWEEN);
        if is_own && self.legs.iter().all(|leg| leg.queue.is_none()) {
            return None;
        }
        let course = match self.legs.is_empty() {
            true => Course::Unoffered { exit: Exit::AbandonedInGreeting, queue: None },
            false => Course::Offered(self.legs),
        };
        let number = PhoneNumber::new(self.number);
        Some(PastCall {
            name: self.name,
            number,
            customer: None,
            service: None,
            entered_at: self.entered_at,
            course,
        })
    }

    fn of_caller(&mut self, event: &Event<'_>) {
        // A channel that the switch was asked to make, and who listens to others, are no callers.
        self.is_placed |= matches!(event.app, "AppDial2" | "ChanSpy");
        match (event.kind, event.queue()) {
            ("HANGUP", _) => {
                self.is_left = true;
                self.leave(event.at, Exit::Abandoned);
                self.end_talk(event.at, false);
            }
            ("BRIDGE_EXIT", _) => self.end_talk(event.at, false),
            ("DTMF", Some(_)) => {
                if let Place::Waiting { key, .. } = &mut self.place {
                    *key = event.key();
                }
            }
            ("STREAM_BEGIN", Some(_)) if event.sort == "MOH_STREAM_BEGIN" && self.is_talking() => {
                self.hold(event.at);
            }
            ("STREAM_END", Some(_)) if event.sort == "MOH_STREAM_END" => self.resume(event.at),
            ("BRIDGE_ENTER", None) => self.taken_out(event.at),
            (_, Some(queue)) => self.wait(event.at, queue),
            ("ANSWER" | "CHAN_START" | "CHAN_END", None) => {}
            (_, None) => self.leave(event.at, Exit::TimedOut),
        }
    }

    fn is_talking(&self) -> bool {
        matches!(self.place, Place::Talking(_))
    }

    fn wait(&mut self, at: DateTime<Utc>, queue: &str) {
        match &self.place {
            Place::Waiting { queue: here, .. } if here == queue => return,
            Place::Talking(_) => return,
            Place::Waiting { .. } => self.leave(at, Exit::TimedOut),
            Place::Outside => {}
        }
        self.place = Place::Waiting { queue: queue.to_owned(), since: at, key: None };
    }

    /// The caller is out of the queue; by a key, if one was pressed and nobody hung up.
    fn leave(&mut self, at: DateTime<Utc>, exit: Exit) {
        if !matches!(self.place, Place::Waiting { .. }) {
            return;
        }
        if let Place::Waiting { queue, since, key } = std::mem::replace(&mut self.place, Place::Outside) {
            let exit = match key {
                Some(key) if exit == Exit::TimedOut => Exit::KeyExit { key },
                _ => exit,
            };
            let (queue, wait_ms) = (Some(queue), between_ms(since, at));
            self.legs.push(Leg { queue, offered_at: since, wait_ms, end: LegEnd::Left(exit) });
        }
    }

    /// Both ends meet: the one of them that is not the caller's channel is the agent's.
    fn bridge(&mut self, event: &Event<'_>) {
        if event.is_callers() || self.is_talking() || event.channel.starts_with(BETWEEN) {
            return;
        }
        let (queue, since) = match std::mem::replace(&mut self.place, Place::Outside) {
            Place::Waiting { queue, since, .. } => (Some(queue), since),
            _ if self.legs.is_empty() => (None, self.entered_at),
            _ if self.is_withdrawn() => (None, event.at),
            _ => return,
        };
        let talk = PastTalk { agent: Some(phone(event.channel).to_owned()), ..PastTalk::default() };
        let (wait_ms, end) = (between_ms(since, event.at), LegEnd::Answered(talk));
        self.legs.push(Leg { queue, offered_at: since, wait_ms, end });
        self.place = Place::Talking(Talking { since: event.at, held_since: None, hold_ms: 0 });
    }

    /// The caller meets somebody, and not by way of the queue: a person had taken the caller out of it.
    fn taken_out(&mut self, at: DateTime<Utc>) {
        self.leave(at, Exit::Withdrawn);
        let (Place::Talking(talking), Some(leg)) = (&self.place, self.legs.last_mut()) else { return };
        if leg.queue.is_some() {
            let end = std::mem::replace(&mut leg.end, LegEnd::Left(Exit::Withdrawn));
            self.legs.push(Leg { queue: None, offered_at: talking.since, wait_ms: 0, end });
        }
    }

    fn is_withdrawn(&self) -> bool {
        self.legs.last().is_some_and(|leg| leg.end == LegEnd::Left(Exit::Withdrawn))
    }

    fn hold(&mut self, at: DateTime<Utc>) {
        if let Place::Talking(talking) = &mut self.place {
            talking.held_since.get_or_insert(at);
        }
    }

    fn resume(&mut self, at: DateTime<Utc>) {
        if let Place::Talking(talking) = &mut self.place {
            let held_since = talking.held_since.take();
            talking.hold_ms += held_since.map_or(0, |since| between_ms(since, at));
        }
    }

    fn end_talk(&mut self, at: DateTime<Utc>, handed_on: bool) {
        self.resume(at);
        let Place::Talking(talking) = &self.place else { return };
        let (whole_ms, hold_ms) = (between_ms(talking.since, at), talking.hold_ms);
        if let Some(Leg { end: LegEnd::Answered(talk), .. }) = self.legs.last_mut() {
            talk.talk_ms = whole_ms.saturating_sub(hold_ms);
            talk.hold_ms = hold_ms;
            talk.handed_on = handed_on;
        }
        self.place = Place::Outside;
    }
}
