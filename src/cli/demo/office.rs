//! Simulated people behind the desk of the demo: agents who write tickets, a clerk who dispatches them, units that sign for them, return,
//! extend and answer, agents who call back. What each does, and when, follows from the ticket alone, so that it is the same before the
//! screen opens and after.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    api::{DecideApproval, MoveTicket, TakeIn},
    domain::{
        AgentId, CallId, Catalogue, CategoryCode, Channel, Event, Locale, Ticket, TicketForm, TicketId,
        TicketKind, UnitId, Urgency, VerbId, Words,
        lifecycle::{Asked, Contacted, Duty},
    },
};

mod live;
mod past;

pub use live::Live;
pub use past::Past;

/// What simulated people write, and which units there are.
#[derive(Clone, Debug)]
pub struct Office {
    texts: Texts,
    locale: Locale,
    catalogue: Catalogue,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    matter: Vec<Matter>,
    said: Said,
}

/// A matter that callers have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Matter {
    category: CategoryCode,
    kind: TicketKind,
    urgency: Urgency,
    subject: Words,
    description: Words,
    place: Words,
    /// What the unit answers.
    reply: Words,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    r#return: Words,
    extend: Words,
    reply: Words,
    redo: Words,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// Who wrote the ticket, or a colleague.
    Agent(AgentId),
    /// The clerk.
    Clerk,
    /// Somebody of a unit.
    Unit(UnitId),
    /// The lead.
    Lead,
}

/// Something that is done to a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Person,
    /// What.
    pub what: What,
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A verb.
    Move(MoveTicket),
    /// An approval given.
    Approve(DecideApproval),
}

impl Office {
    /// The people of the demo, who write in this language.
    pub fn new(catalogue: Catalogue, locale: Locale) -> Self {
        #[expect(clippy::expect_used, reason = "built in, and read by a test")]
        let texts = toml::from_str(include_str!("../../../config/demo/office.toml")).expect("well-formed");
        Self { texts, locale, catalogue }
    }

    /// What the agent writes whose call has just ended, if the call was about more than could be answered at once: one in four.
    pub fn form(&self, call: CallId) -> Option<TicketForm> {
        let chance = Chance::of(call.0, 0);
        chance.again().one_in(4).then(|| self.any_form(chance))
    }

    /// What comes from the web in this minute of the day, if something does: one in six.
    pub fn from_web(&self, minute: i64) -> Option<TakeIn> {
        let chance = Chance(minute.unsigned_abs()).again();
        chance.again().one_in(6).then(|| TakeIn {
            channel: Channel::Web,
            reference: format!("web-{minute}"),
            form: self.any_form(chance),
        })
    }

    fn any_form(&self, chance: Chance) -> TicketForm {
        let matter = &self.texts.matter[chance.below(self.texts.matter.len() as u64) as usize];
        TicketForm {
            kind: matter.kind,
            category: Some(matter.category.clone()),
            subject: self.say(&matter.subject),
            description: self.say(&matter.description),
            place: self.say(&matter.place),
            urgency: matter.urgency,
            ..TicketForm::default()
        }
    }

    /// What is done to a ticket next, and when; none if that is for nobody here.
    pub fn next(&self, ticket: &Ticket) -> Option<Deed> {
        let chance = Chance::of(ticket.id.0, ticket.version);
        let work = &ticket.work;
        if let Some(pending) = &work.pending {
            let by = match pending.approver {
                Duty::Lead => Person::Lead,
                _ => Person::Clerk,
            };
            let decide = DecideApproval { version: ticket.version, granted: true, text: String::new() };
            return Some(Deed { at: pending.at + chance.minutes(2, 9), by, what: What::Approve(decide) });
        }
        let (by, after, asked) = match work.state.as_str() {
            "submitted" => (Person::Clerk, chance.minutes(1, 8), self.dispatched(ticket)?),
            "dispatched" => (self.unit(ticket)?, chance.minutes(3, 25), self.received(ticket, chance)),
            "in_progress" => (self.unit(ticket)?, chance.minutes(15, 110), self.handled(ticket, chance)),
            "replied" | "called_back" => {
                let by = Person::Agent(ticket.agent.clone());
                (by, chance.minutes(10, 70), self.called_back(ticket, chance))
            }
            _ => return None,
        };
        let what = What::Move(MoveTicket { version: ticket.version, asked });
        Some(Deed { at: self.last(ticket) + after, by, what })
    }

    /// When something was done to a ticket last, as far as it says.
    fn last(&self, ticket: &Ticket) -> DateTime<Utc> {
        ticket.work.since
    }

    fn unit(&self, ticket: &Ticket) -> Option<Person> {
        ticket.work.involved.lead.clone().map(Person::Unit)
    }

    fn dispatched(&self, ticket: &Ticket) -> Option<Asked> {
        let proposed = self.catalogue.propose(&ticket.form).map(|proposal| proposal.unit.clone());
        let unit = proposed.or_else(|| Some(self.catalogue.units.first()?.id.clone()))?;
        Some(Asked { unit: Some(unit), ..Asked::plain("dispatch".into()) })
    }

    /// One in nine comes back once.
    fn received(&self, ticket: &Ticket, chance: Chance) -> Asked {
        let verb: VerbId = "return".into();
        if ticket.work.times(&verb) == 0 && chance.again().one_in(9) {
            let reason = Some("unclear".into());
            return Asked { reason, text: self.say(&self.texts.said.r#return), ..Asked::plain(verb) };
        }
        Asked::plain("sign".into())
    }

    /// One in seven asks for more time once.
    fn handled(&self, ticket: &Ticket, chance: Chance) -> Asked {
        let verb: VerbId = "extend".into();
        if ticket.work.times(&verb) == 0 && chance.again().one_in(7) {
            let (reason, more) = (Some("several_units".into()), "1wd".parse().ok());
            return Asked { reason, more, text: self.say(&self.texts.said.extend), ..Asked::plain(verb) };
        }
        let subject = &ticket.form.subject;
        let known = self.texts.matter.iter().find(|matter| matter.subject.text(self.locale) == subject);
        let reply = known.map_or(&self.texts.said.reply, |matter| &matter.reply);
        Asked { text: self.say(reply), ..Asked::plain("reply".into()) }
    }

    /// One in five is not reached at first, one in eight is not content.
    fn called_back(&self, ticket: &Ticket, chance: Chance) -> Asked {
        let unsolved = ticket.work.contacted.is_some_and(|contacted| contacted.reached);
        if unsolved {
            let reason = Some("not_solved".into());
            return Asked { reason, text: self.say(&self.texts.said.redo), ..Asked::plain("redo".into()) };
        }
        let (reached, content) = (!chance.again().one_in(5), !chance.again().again().one_in(8));
        let contacted =
            Contacted { reached, solved: reached.then_some(content), satisfied: reached.then_some(content) };
        Asked { contacted: Some(contacted), ..Asked::plain("callback".into()) }
    }

    fn say(&self, words: &Words) -> String {
        words.text(self.locale).to_owned()
    }
}

/// Chance that is the same for the same ticket in the same version.
#[derive(Clone, Copy)]
struct Chance(u64);

impl Chance {
    fn of(id: Uuid, version: u32) -> Self {
        let (high, low) = id.as_u64_pair();
        Self(high ^ low.rotate_left(17) ^ (u64::from(version) << 40)).again()
    }

    /// Another draw. The steps of SplitMix64 (Steele, Lea, Flood 2014).
    fn again(self) -> Self {
        let next = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(mixed ^ (mixed >> 31))
    }

    fn below(self, most: u64) -> u64 {
        self.0 % most.max(1)
    }

    fn one_in(self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn minutes(self, least: i64, most: i64) -> TimeDelta {
        let spread = (most - least).unsigned_abs() * 60;
        TimeDelta::minutes(least) + TimeDelta::seconds(self.again().below(spread).cast_signed())
    }
}
