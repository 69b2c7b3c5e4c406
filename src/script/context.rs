//! The variables that texts may use.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, Timelike};
use minijinja::{Value, context};

use crate::domain::{AgentId, BlankId, Locale, PhoneNumber, Script, Tier, Words};

/// Everything that a text may speak of. Times are local.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// `hotline`: who answers.
    pub hotline: HotlineFacts,
    /// `call`: the call in hand.
    pub call: CallFacts,
    /// `caller`: who calls, as far as it is known.
    pub caller: CallerFacts,
    /// `agent`: who speaks.
    pub agent: AgentFacts,
    /// `ticket`: the ticket in hand.
    pub ticket: TicketFacts,
    /// `clock.date`, `clock.time`, `clock.hour`: now.
    pub clock: NaiveDateTime,
    /// `blanks.<id>`: what was filled in so far.
    pub blanks: BTreeMap<BlankId, String>,
}

/// `hotline.name`, `hotline.callback_minutes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotlineFacts {
    /// Its name.
    pub name: Words,
    /// A promised callback is made within this time, minutes.
    pub callback_minutes: u32,
}

/// `call.number`, `call.queue`, `call.waited_s`, `call.repeats`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFacts {
    /// The caller's number; shown masked.
    pub number: PhoneNumber,
    /// The queue's name.
    pub queue: Words,
    /// How long the caller waited, s.
    pub waited_s: u32,
    /// Earlier calls of this contact within seven days.
    pub repeats: u32,
}

/// `caller.name` (empty while unknown), `caller.key` (true for 重点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerFacts {
    /// Name; empty while unknown.
    pub name: String,
    /// Tier.
    pub tier: Tier,
}

/// `agent.number`, `agent.name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentFacts {
    /// Agent number.
    pub number: AgentId,
    /// Name as colleagues see it.
    pub name: String,
}

/// `ticket.number`, `ticket.subject`, `ticket.due`: each empty while there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketFacts {
    /// Number, once submitted.
    pub number: String,
    /// Subject as typed.
    pub subject: String,
    /// When it is due, or would be if it were submitted now.
    pub due: Option<NaiveDateTime>,
}

impl Context {
    /// A context with every fact known, for trying a text out.
    pub fn sample(clock: NaiveDateTime) -> Self {
        let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
        Self {
            hotline: HotlineFacts { name: words("hotline"), callback_minutes: 30 },
            call: CallFacts {
                number: PhoneNumber::new("00000000"),
                queue: words("queue"),
                waited_s: 60,
                repeats: 2,
            },
            caller: CallerFacts { name: "caller".to_owned(), tier: Tier::Key },
            agent: AgentFacts { number: "1".into(), name: "agent".to_owned() },
            ticket: TicketFacts { number: "1".to_owned(), subject: "subject".to_owned(), due: Some(clock) },
            clock,
            blanks: BTreeMap::new(),
        }
    }

    /// The same at the beginning of a first call: what may be unknown is unknown.
    pub(super) fn sparse(self) -> Self {
        let caller = CallerFacts { name: String::new(), tier: Tier::Ordinary };
        let call = CallFacts { waited_s: 0, repeats: 0, ..self.call };
        Self { caller, call, ticket: TicketFacts::default(), ..self }
    }

    /// The variables as templates see them, with a value or a placeholder for every blank of the script.
    pub(super) fn variables(&self, script: Option<&Script>, locale: Locale) -> Value {
        let due = self.ticket.due.map(|due| due.format("%Y-%m-%d %H:%M").to_string());
        context! {
            hotline => context! {
                name => self.hotline.name.text(locale),
                callback_minutes => self.hotline.callback_minutes,
            },
            call => context! {
                number => self.call.number.masked().reveal(),
                queue => self.call.queue.text(locale),
                waited_s => self.call.waited_s,
                repeats => self.call.repeats,
            },
            caller => context! { name => self.caller.name.as_str(), key => self.caller.tier == Tier::Key },
            agent => context! { number => self.agent.number.as_str(), name => self.agent.name.as_str() },
            ticket => context! {
                number => self.ticket.number.as_str(),
                subject => self.ticket.subject.as_str(),
                due => due.unwrap_or_default(),
            },
            clock => context! {
                date => self.clock.format("%Y-%m-%d").to_string(),
                time => self.clock.format("%H:%M").to_string(),
                hour => self.clock.hour(),
            },
            blanks => self.blanks(script, locale),
        }
    }

    fn blanks(&self, script: Option<&Script>, locale: Locale) -> Value {
        let blanks = script.iter().flat_map(|script| &script.steps).flat_map(|step| &step.blanks);
        let shown = |blank: &crate::domain::Blank| {
            let filled = self.blanks.get(&blank.id).filter(|value| !value.trim().is_empty());
            filled.cloned().unwrap_or_else(|| format!("〔{}〕", blank.label.text(locale)))
        };
        blanks.map(|blank| (blank.id.to_string(), shown(blank))).collect::<BTreeMap<_, _>>().into()
    }
}
