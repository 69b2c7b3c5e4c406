//! Lifecycles: which states a ticket goes through, by which verbs, who may use them, and what they do to its clocks. All of it is data.

mod asked;
mod counts;
mod marks;
mod pending;
mod proof;
mod step;
mod work;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClockId, LifecycleId, ReasonCode, StateId, VerbId, Words, clock::Allowance};

pub use asked::Asked;
pub use counts::{ClockCount, VerbCount};
pub use marks::{Mark, Wake};
pub use pending::Pending;
pub use proof::Fault;
pub use step::{Forbidden, Reckoner};
pub use work::{Contacted, Involved, Moved, TicketClock, Work};

/// The way of a kind of tickets from the form to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// Short name.
    pub id: LifecycleId,
    /// Name on screens.
    pub label: Words,
    /// The state of a new ticket.
    pub start: StateId,
    /// The state of a new ticket that was answered during the call.
    pub answered: StateId,
    /// Clocks that run from the beginning, unless it was answered during the call.
    #[serde(default)]
    pub begins: Vec<ClockId>,
    /// After so many failed attempts to reach the caller a ticket may be closed without.
    pub attempts: u32,
    /// States, in the usual order.
    #[serde(rename = "state")]
    pub states: Vec<State>,
    /// What can be done, in the order of menus.
    #[serde(rename = "verb")]
    pub verbs: Vec<Verb>,
    /// Time limits.
    #[serde(rename = "clock", default)]
    pub clocks: Vec<ClockRule>,
    /// Lists of reasons by their names.
    #[serde(default)]
    pub reasons: BTreeMap<String, Vec<Reason>>,
}

/// Where a ticket stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Short name.
    pub id: StateId,
    /// Name on screens.
    pub label: Words,
    /// Whether it ends here, and how.
    #[serde(default)]
    pub end: Option<End>,
    /// Clocks that stand still in it.
    #[serde(default)]
    pub pauses: Vec<ClockId>,
}

/// How a ticket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The answer has reached the caller, or the failed attempts are on record.
    Closed,
    /// It was none.
    Void,
}

/// What somebody does to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    /// Short name.
    pub id: VerbId,
    /// Name on screens.
    pub label: Words,
    /// What it does, in one line, for who has not used it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Words>,
    /// Who may.
    pub by: Vec<Duty>,
    /// In which states.
    pub from: Vec<StateId>,
    /// The state after it; it stays where it is if left out.
    #[serde(default)]
    pub to: Option<StateId>,
    /// What has to be said with it.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The list that its reason is from.
    #[serde(default)]
    pub reasons: Option<String>,
    /// Who has to approve it, and from the how-maniest time on.
    #[serde(default)]
    pub approval: Option<Approval>,
    /// Most times for one ticket.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Only before this clock has run out.
    #[serde(default)]
    pub before: Option<ClockId>,
    /// Only within this time after the state before it was reached.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub within: Option<Allowance>,
    /// Clocks that it starts, anew if they ran before.
    #[serde(default)]
    pub starts: Vec<ClockId>,
    /// Clocks that it starts where they do not run yet; one that runs goes on.
    #[serde(default)]
    pub begins: Vec<ClockId>,
    /// Clocks that it stops.
    #[serde(default)]
    pub stops: Vec<ClockId>,
    /// The clock that gets more time.
    #[serde(default)]
    pub extends: Option<ClockId>,
    /// The unit that it names stands above the one that handles the ticket.
    #[serde(default)]
    pub upwards: bool,
    /// What it says of the caller.
    #[serde(default)]
    pub tells: Option<Tells>,
    /// When hotdesk itself does it.
    #[serde(default)]
    pub on: Option<Occasion>,
    /// What reports count it as, where nothing else here says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<VerbCount>,
}

/// When hotdesk itself does something to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The instant has come until which it waits.
    Until,
    /// The caller was reached, and did not say that the matter is not solved or that it is not well.
    Content,
    /// There is an answer to the ticket that it follows.
    Mother,
}

/// Who does things to tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Speaks with callers.
    Agent,
    /// Reviews and dispatches.
    Clerk,
    /// Handles the matter.
    Unit,
    /// Helps the unit that handles it.
    Joint,
    /// Leads agents, and supervises units.
    Lead,
    /// hotdesk itself, when a time has come.
    System,
}

impl Duty {
    /// Its short name, as on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Clerk => "clerk",
            Self::Unit => "unit",
            Self::Joint => "joint",
            Self::Lead => "lead",
            Self::System => "system",
        }
    }
}

/// What has to be said with a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A reason from the verb's list.
    Reason,
    /// Words.
    Text,
    /// The unit that is to handle it.
    Unit,
    /// An instant.
    Until,
    /// How much time is added.
    More,
    /// The ticket that this one follows.
    Mother,
    /// Whether the caller was contacted, is helped, is satisfied.
    Contact,
    /// A file.
    Evidence,
}

/// The second person of a verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who.
    pub by: Duty,
    /// From the how-maniest time on: 2 for the second return. The first if left out.
    #[serde(default = "first")]
    pub from_time: u32,
}

fn first() -> u32 {
    1
}

/// What a verb says of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tells {
    /// There is an answer for the caller, who does not know it yet.
    Answer,
    /// The caller was called, and reached or not.
    Contact,
    /// What was answered does not hold: all begins anew.
    Redo,
    /// It takes longer than was promised: the caller has to be told.
    Delay,
    /// The caller was told that it takes longer.
    Told,
    /// The caller asks how far it has come, and cannot wait.
    Urge,
}

/// A time limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// Short name.
    pub id: ClockId,
    /// Name on screens.
    pub label: Words,
    /// How much time there is, where the ticket's category names no limit of its own or the clock does not heed it.
    #[schema(value_type = String)]
    pub allowance: Allowance,
    /// Whether the limit of the ticket's category goes first.
    #[serde(default)]
    pub by_category: bool,
    /// Shares of the time, percent, at which those who are responsible are warned; beyond 100, the stages after it has run out, which is told too.
    #[serde(default = "warnings")]
    pub warn: Vec<u8>,
    /// What reports count it as: what was promised by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<ClockCount>,
}

fn warnings() -> Vec<u8> {
    vec![75, 90]
}

/// A reason for a verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code.
    pub code: ReasonCode,
    /// Name on screens.
    pub label: Words,
}

impl Lifecycle {
    /// The state of this id.
    pub fn state(&self, id: &StateId) -> Option<&State> {
        self.states.iter().find(|state| state.id == *id)
    }

    /// The verb of this id.
    pub fn verb(&self, id: &VerbId) -> Option<&Verb> {
        self.verbs.iter().find(|verb| verb.id == *id)
    }

    /// The clock of this id.
    pub fn clock(&self, id: &ClockId) -> Option<&ClockRule> {
        self.clocks.iter().find(|clock| clock.id == *id)
    }

    /// The verbs that somebody of this duty may use in a state.
    pub fn verbs_in<'a>(&'a self, state: &'a StateId, duty: Duty) -> impl Iterator<Item = &'a Verb> {
        self.verbs.iter().filter(move |verb| verb.from.contains(state) && verb.by.contains(&duty))
    }

    /// What hotdesk itself does to a ticket in this state on an occasion.
    pub fn of_itself(&self, state: &StateId, on: Occasion) -> Option<&Verb> {
        self.verbs.iter().find(|verb| verb.on == Some(on) && verb.from.contains(state))
    }

    fn end_of(&self, verb: &Verb) -> Option<End> {
        self.state(verb.to.as_ref()?)?.end
    }
}
