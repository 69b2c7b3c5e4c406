//! The floor as a screen holds it: a mirror of the server, made of a snapshot and what followed, by the domain's own fold.
//!
//! ```text
//!  Msg::Desk(news) ─▶ Desk::take ─▶ effects      me · catalogue · floor · today · clock · link · toasts
//! ```
//!
//! What does not fit is not guessed at: the desk asks for a new snapshot and goes on showing the last good state.
//! Pure: no clock, no I/O, no randomness. It must not know which screen it serves.

mod awaited;
pub mod effect;
mod ids;
mod msg;
mod say;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

pub use awaited::Awaited;
pub use ids::{Ids, RequestId};
pub use msg::{
    Answer, DiskTrouble, DraftReport, Failure, LinkNews, Msg, News, OutboxReport, PathIs, PathSeen,
};
pub use say::{Say, Toast, Toasts, Value, Weight, code_key};

use self::effect::{Effect, Request};
use crate::{
    api::{ClockReading, LiveMessage, Me, Problem, Snapshot},
    domain::{
        Abilities, Agent, AgentId, Call, Catalogue, Floor, Locale, QueueId, Recorded, ServiceType,
        lifecycle::Work,
    },
    metrics::Today,
    tui::keymap::Action,
};

/// What every screen knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// User name given at the start.
    pub user: String,
    /// Language of texts that are put into forms.
    pub locale: Locale,
    /// Who is signed in; none before the first snapshot.
    pub me: Option<Me>,
    /// The site's catalogue; none before it came.
    pub catalogue: Option<Box<Catalogue>>,
    /// All live calls, agents and queues.
    pub floor: Floor,
    /// Today's numbers.
    pub today: Today,
    /// What the phone switch can do.
    pub abilities: Abilities,
    /// The server's clock.
    pub clock: Option<ClockReading>,
    /// How far that clock is ahead of this machine's (negative: behind), s; 0 where that is not worth a word.
    pub skew_s: i64,
    /// The connection.
    pub link: Link,
    /// Since when nothing is heard of the server; none while it is.
    silent: Option<DateTime<Utc>>,
    /// Sentences that go away by themselves.
    pub toasts: Toasts,
    /// Source of ids.
    pub ids: Ids,
    /// Zone of times before the server has said its own.
    zone: Tz,
    seq: u64,
    mirror: Mirror,
}

/// The connection, for the banner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Not yet reached.
    #[default]
    Connecting,
    /// All is well.
    Up,
    /// Out of reach.
    Away {
        /// Since when: the server's last word.
        since: DateTime<Utc>,
    },
    /// Over for good.
    Ended(Problem),
    /// The server is dead, and stays so.
    Hopeless,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mirror {
    /// Nothing to show yet.
    #[default]
    Empty,
    /// The floor is the server's up to `seq`.
    True,
    /// A new snapshot is asked for; what flows until then cannot be applied.
    Stale,
}

impl Desk {
    /// Takes news in.
    pub fn take(&mut self, news: News, now: DateTime<Utc>) -> Vec<Effect> {
        match news {
            News::Started { seed, locale, user, zone } => {
                self.zone = zone;
                self.ids = Ids::new(seed);
                self.locale = locale;
                self.user = user;
            }
            News::Link(link) => self.relink(link, now),
            News::ClockSkew { seconds } => self.skew_s = seconds,
            News::Catalogue(catalogue) => self.catalogue = Some(catalogue),
            News::Snapshot(snapshot) => self.begin(*snapshot),
            News::Live(messages) => {
                let asked = messages.iter().any(|message| self.follow(message).is_err());
                return if asked { self.ask_for_snapshot() } else { Vec::new() };
            }
        }
        Vec::new()
    }

    /// An effect that asks the server, and the id that its answer will carry.
    pub fn ask(&mut self, request: Request, now: DateTime<Utc>) -> (RequestId, Effect) {
        let id = self.ids.request(now);
        (id, Effect::Ask { id, request })
    }

    /// Shows a toast.
    pub fn toast(&mut self, weight: Weight, say: Say, now: DateTime<Utc>) {
        self.toasts.show(weight, say, now, self.speed());
    }

    /// Somebody tries to interrupt the program, as elsewhere: says which key leaves it.
    pub fn interrupted(&mut self, now: DateTime<Utc>) {
        let say = Say::plain("shell.interrupt").with_key("quit", Action::Quit);
        self.toast(Weight::Note, say, now);
    }

    /// There is a floor to show.
    pub fn is_started(&self) -> bool {
        self.mirror != Mirror::Empty
    }

    /// Number of the agent at the screen.
    pub fn my_id(&self) -> Option<&AgentId> {
        self.me.as_ref()?.agent.as_ref()
    }

    /// The agent at the screen, once signed in on the floor.
    pub fn my_agent(&self) -> Option<&Agent> {
        self.floor.agents.get(self.my_id()?)
    }

    /// The call that the agent at the screen has in hand.
    pub fn my_call(&self) -> Option<&Call> {
        self.floor.call_of(self.my_id()?)
    }

    /// Queues that the user serves.
    pub fn my_queues(&self) -> &[QueueId] {
        self.me.as_ref().map_or(&[], |me| &me.queues)
    }

    /// Where a ticket stands, in words of its lifecycle; the state's id where that is unknown.
    pub fn ticket_state<'a>(&'a self, work: &'a Work) -> &'a str {
        let lifecycle = self.catalogue.as_ref().and_then(|catalogue| catalogue.lifecycle_for(work));
        let state = lifecycle.and_then(|lifecycle| lifecycle.state(&work.state));
        state.map_or(work.state.as_str(), |state| state.label.text(self.locale))
    }

    /// A queue's name in a language; its id where it is unknown.
    pub fn queue_label<'a>(&'a self, queue: &'a QueueId, locale: Locale) -> &'a str {
        self.floor.queues.get(queue).map_or(queue.as_str(), |queue| queue.settings.label.text(locale))
    }

    /// A service's name in a language: that of the queue that serves it; its id where there is none of that name.
    pub fn service_label<'a>(&'a self, service: &'a ServiceType, locale: Locale) -> &'a str {
        let queue = self.floor.queues.get(service.as_str());
        queue.map_or(service.as_str(), |queue| queue.settings.label.text(locale))
    }

    /// A moment in the zone in which people here read times.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        let zone = self.clock.map_or(self.zone, |clock| clock.zone);
        zone.from_utc_datetime(&at.naive_utc())
    }

    /// The moment that the floor here is known of: `now`, but where the server is away the last moment before that. Times that
    /// count are counted up to it, for whoever is away may long have hung up.
    pub fn as_of(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.silent.unwrap_or(now)
    }

    /// The server is heard of: what is here is as of now.
    pub fn is_current(&self) -> bool {
        self.silent.is_none()
    }

    /// Since when the floor stands still, because the server is not heard.
    pub fn silent_since(&self) -> Option<DateTime<Utc>> {
        self.silent.filter(|_| self.is_started())
    }

    /// Seconds of the scene in a second of the wall.
    pub fn speed(&self) -> f64 {
        self.clock.map_or(1.0, |clock| clock.speed)
    }

    fn begin(&mut self, snapshot: Snapshot) {
        self.seq = snapshot.seq;
        self.clock = Some(snapshot.clock);
        self.me = Some(snapshot.me);
        self.floor = snapshot.floor;
        self.today = snapshot.today;
        self.abilities = snapshot.abilities;
        self.mirror = Mirror::True;
    }

    fn relink(&mut self, link: LinkNews, now: DateTime<Utc>) {
        let last_word = |silent_s: u32| now - seconds_of_scene(silent_s, self.speed());
        self.link = match (link, &self.link) {
            (LinkNews::Up, _) => Link::Up,
            (LinkNews::Hopeless, _) | (LinkNews::Away { .. }, Link::Hopeless) => Link::Hopeless,
            (LinkNews::Away { .. }, Link::Away { since }) => Link::Away { since: *since },
            (LinkNews::Away { silent_s }, _) => Link::Away { since: last_word(silent_s) },
            (LinkNews::Ended(problem), _) => Link::Ended(problem),
        };
        self.silent = match self.link {
            Link::Up | Link::Connecting => None,
            Link::Away { since } => Some(self.silent.unwrap_or(since)),
            Link::Ended(_) | Link::Hopeless => Some(self.silent.unwrap_or(now)),
        };
    }

    /// Follows one live message; refuses what cannot be reached from here.
    fn follow(&mut self, message: &LiveMessage) -> Result<(), OutOfStep> {
        match message {
            LiveMessage::Event { recorded } => self.follow_event(recorded),
            LiveMessage::Clock { clock, abilities } => {
                self.abilities = abilities.unwrap_or(self.abilities);
                self.clock = Some(*clock);
                Ok(())
            }
            LiveMessage::Passed { after, to } => self.pass(*after, *to),
            LiveMessage::Resync => Err(OutOfStep),
            LiveMessage::Stopping => Ok(()),
        }
    }

    fn follow_event(&mut self, recorded: &Recorded) -> Result<(), OutOfStep> {
        if self.mirror != Mirror::True || recorded.seq <= self.seq {
            return Ok(());
        }
        if recorded.seq != self.seq + 1 {
            return Err(OutOfStep);
        }
        self.floor.apply(recorded.at, &recorded.event).map_err(|_| OutOfStep)?;
        self.today.apply(recorded.at, &recorded.event);
        self.seq = recorded.seq;
        Ok(())
    }

    /// Events that are none of this screen's.
    fn pass(&mut self, after: u64, to: u64) -> Result<(), OutOfStep> {
        if self.mirror != Mirror::True || to <= self.seq {
            return Ok(());
        }
        if after > self.seq {
            return Err(OutOfStep);
        }
        self.seq = to;
        Ok(())
    }

    fn ask_for_snapshot(&mut self) -> Vec<Effect> {
        match self.mirror {
            Mirror::Stale => Vec::new(),
            Mirror::Empty => vec![Effect::Resync],
            Mirror::True => {
                self.mirror = Mirror::Stale;
                vec![Effect::Resync]
            }
        }
    }
}

/// Seconds of the wall as time of a scene that runs at some speed.
fn seconds_of_scene(seconds: u32, speed: f64) -> TimeDelta {
    TimeDelta::milliseconds((f64::from(seconds) * 1000.0 * speed) as i64)
}

/// A live message that cannot follow what is here.
struct OutOfStep;

#[cfg(test)]
mod tests;
