//! Who sits at the screen of tickets, and which lists fit: a clerk's or a handling unit's.

use std::collections::BTreeSet;

use crate::{
    api::WhichTickets,
    domain::{
        Catalogue, StateId,
        lifecycle::{Duty, Lifecycle, Need, Verb},
    },
    tui::keymap::Layer,
};

/// Whose screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketSeat {
    /// A clerk's, who reviews, dispatches and approves.
    Clerk,
    /// A handling unit's.
    Unit,
    /// An agent's, over the panes.
    Agent,
    /// A lead's, over the boards.
    Lead,
}

/// A list of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is to be dispatched.
    Dispatch,
    /// What waits for approval here.
    Approve,
    /// What is to be signed for.
    Sign,
    /// What is in hand.
    Hand,
    /// All that is not over.
    Open,
    /// What the unit helps with.
    Helped,
    /// What the agent wrote.
    Mine,
    /// Whom to call: tickets whose answer the caller is to be told, and callbacks that were promised.
    Callbacks,
}

impl TicketSeat {
    /// The lists, in their order.
    pub fn tabs(self) -> &'static [Tab] {
        match self {
            Self::Clerk => &[Tab::Dispatch, Tab::Approve, Tab::Open],
            Self::Unit => &[Tab::Sign, Tab::Hand, Tab::Open, Tab::Helped],
            Self::Agent => &[Tab::Mine, Tab::Callbacks],
            Self::Lead => &[Tab::Approve, Tab::Open],
        }
    }

    /// The layer of its own keys.
    pub fn layer(self) -> Layer {
        match self {
            Self::Clerk => Layer::Clerk,
            Self::Unit => Layer::Unit,
            Self::Agent => Layer::AgentTickets,
            Self::Lead => Layer::LeadTickets,
        }
    }

    /// The part in which it approves.
    pub fn duty(self) -> Duty {
        match self {
            Self::Clerk => Duty::Clerk,
            Self::Unit => Duty::Unit,
            Self::Agent => Duty::Agent,
            Self::Lead => Duty::Lead,
        }
    }

    /// Key of the words for the role that the screen is for.
    pub fn role(self) -> &'static str {
        match self {
            Self::Clerk => "role.clerk",
            Self::Unit => "role.unit",
            Self::Agent => "role.agent",
            Self::Lead => "role.lead",
        }
    }

    /// Key of the screen's name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Clerk => "tickets.title.clerk",
            Self::Unit => "tickets.title.unit",
            Self::Agent => "tickets.title.agent",
            Self::Lead => "tickets.title.lead",
        }
    }

    /// Whether it is told when a clock runs out: who handles tickets is, who has calls in hand is not interrupted by it.
    pub fn hears_clocks(self) -> bool {
        matches!(self, Self::Clerk | Self::Unit)
    }
}

impl Tab {
    /// Key of its name.
    pub fn words_key(self) -> &'static str {
        match self {
            Self::Dispatch => "tickets.tab.dispatch",
            Self::Approve => "tickets.tab.approve",
            Self::Sign => "tickets.tab.sign",
            Self::Hand => "tickets.tab.hand",
            Self::Open => "tickets.tab.open",
            Self::Helped => "tickets.tab.helped",
            Self::Mine => "tickets.tab.mine",
            Self::Callbacks => "tickets.tab.callbacks",
        }
    }

    /// Which tickets it lists; none where it lists whom to call.
    pub fn which(self, seat: TicketSeat, catalogue: &Catalogue) -> Option<WhichTickets> {
        let lifecycles = &catalogue.lifecycles;
        let of_states = |states: BTreeSet<StateId>| states.into_iter().collect();
        Some(match self {
            Self::Dispatch => WhichTickets {
                state: of_states(lifecycles.iter().map(|lifecycle| lifecycle.start.clone()).collect()),
                ..WhichTickets::default()
            },
            Self::Approve => WhichTickets { approver: Some(seat.duty()), ..WhichTickets::default() },
            Self::Sign => handled(of_states(handed(lifecycles))),
            Self::Hand => handled(of_states(in_hand(lifecycles))),
            Self::Open => WhichTickets::default(),
            Self::Helped => WhichTickets { helped: Some(true), ..WhichTickets::default() },
            Self::Mine => WhichTickets { mine: true, ..WhichTickets::default() },
            Self::Callbacks => return None,
        })
    }
}

/// Tickets in these states that the unit does not only help with: nobody signs for what is another unit's.
fn handled(state: Vec<StateId>) -> WhichTickets {
    WhichTickets { state, helped: Some(false), ..WhichTickets::default() }
}

/// The states of tickets that have just been handed to a unit.
fn handed(lifecycles: &[Lifecycle]) -> BTreeSet<StateId> {
    let verbs = lifecycles.iter().flat_map(|lifecycle| &lifecycle.verbs);
    let hands = |verb: &&Verb| verb.needs.contains(&Need::Unit);
    verbs.filter(hands).filter_map(|verb| verb.to.clone()).collect()
}

/// The states in which a unit has something to do, but for those of [`handed`].
fn in_hand(lifecycles: &[Lifecycle]) -> BTreeSet<StateId> {
    let handed = handed(lifecycles);
    let verbs = lifecycles.iter().flat_map(|lifecycle| &lifecycle.verbs);
    let of_unit = verbs.filter(|verb| verb.by.contains(&Duty::Unit));
    of_unit.flat_map(|verb| verb.from.iter().cloned()).filter(|state| !handed.contains(state)).collect()
}
