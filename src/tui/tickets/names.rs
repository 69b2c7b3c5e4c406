//! What verbs, states, reasons, clocks, units and duties are called: by the catalogue, in the language of the screen.

use crate::{
    domain::{
        Actor, CategoryCode, ClockId, LifecycleId, Locale, ProposedBy, ReasonCode, StateId, UnitId, VerbId,
        lifecycle::{Duty, Lifecycle, Work},
    },
    tui::{desk::Desk, words::Words},
};

/// The names of a lifecycle. What the site has not is called by its id.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    desk: &'a Desk,
    lifecycle: Option<&'a Lifecycle>,
}

impl<'a> Names<'a> {
    /// Those of the lifecycle that a ticket follows.
    pub fn of(desk: &'a Desk, work: &Work) -> Self {
        let catalogue = desk.catalogue.as_deref();
        Self { desk, lifecycle: catalogue.and_then(|catalogue| catalogue.lifecycle_for(work)) }
    }

    /// Those of this lifecycle; of the site's first for a ticket that follows none.
    pub fn of_lifecycle(desk: &'a Desk, id: &LifecycleId) -> Self {
        let catalogue = desk.catalogue.as_deref();
        let own = catalogue.and_then(|catalogue| catalogue.lifecycle(id));
        let first = catalogue.and_then(|catalogue| catalogue.lifecycles.first());
        Self { desk, lifecycle: own.or(first.filter(|_| id.as_str().is_empty())) }
    }

    /// Those of any lifecycle that has this verb.
    pub fn with_verb(desk: &'a Desk, verb: &VerbId) -> Self {
        let lifecycles = desk.catalogue.as_deref().map_or(&[][..], |catalogue| &catalogue.lifecycles);
        Self { desk, lifecycle: lifecycles.iter().find(|lifecycle| lifecycle.verb(verb).is_some()) }
    }

    /// Those of any lifecycle that has this state.
    pub fn with_state(desk: &'a Desk, state: &StateId) -> Self {
        let lifecycles = desk.catalogue.as_deref().map_or(&[][..], |catalogue| &catalogue.lifecycles);
        Self { desk, lifecycle: lifecycles.iter().find(|lifecycle| lifecycle.state(state).is_some()) }
    }

    /// Those of any lifecycle that has this clock.
    pub fn with_clock(desk: &'a Desk, clock: &ClockId) -> Self {
        let lifecycles = desk.catalogue.as_deref().map_or(&[][..], |catalogue| &catalogue.lifecycles);
        Self { desk, lifecycle: lifecycles.iter().find(|lifecycle| lifecycle.clock(clock).is_some()) }
    }

    fn locale(self) -> Locale {
        self.desk.locale
    }

    /// A verb.
    pub fn verb(self, id: &'a VerbId) -> &'a str {
        let verb = self.lifecycle.and_then(|lifecycle| lifecycle.verb(id));
        verb.map_or(id.as_str(), |verb| verb.label.text(self.locale()))
    }

    /// A state.
    pub fn state(self, id: &'a StateId) -> &'a str {
        let state = self.lifecycle.and_then(|lifecycle| lifecycle.state(id));
        state.map_or(id.as_str(), |state| state.label.text(self.locale()))
    }

    /// A clock.
    pub fn clock(self, id: &'a ClockId) -> &'a str {
        let clock = self.lifecycle.and_then(|lifecycle| lifecycle.clock(id));
        clock.map_or(id.as_str(), |clock| clock.label.text(self.locale()))
    }

    /// A reason of a verb.
    pub fn reason(self, verb: &VerbId, code: &'a ReasonCode) -> &'a str {
        let found = self.lifecycle.and_then(|lifecycle| {
            let list = lifecycle.verb(verb)?.reasons.as_ref()?;
            lifecycle.reasons.get(list)?.iter().find(|reason| reason.code == *code)
        });
        found.map_or(code.as_str(), |reason| reason.label.text(self.locale()))
    }

    /// A unit.
    pub fn unit(self, id: &'a UnitId) -> &'a str {
        unit(self.desk, id)
    }
}

/// A unit.
pub fn unit<'a>(desk: &'a Desk, id: &'a UnitId) -> &'a str {
    let unit = desk.catalogue.as_deref().and_then(|catalogue| catalogue.units.get(id));
    unit.map_or(id.as_str(), |unit| unit.label.text(desk.locale))
}

/// A category's own name; empty for none.
pub fn leaf(desk: &Desk, code: Option<&CategoryCode>) -> String {
    let found = desk.catalogue.as_deref().zip(code);
    let found = found.and_then(|(catalogue, code)| catalogue.category(code));
    found.map_or(String::new(), |category| category.label.text(desk.locale).to_owned())
}

/// Who did something.
pub fn actor<'a>(actor: &'a Actor, words: &'a Words) -> &'a str {
    match actor {
        Actor::User { name } => name,
        Actor::Desk | Actor::Switch | Actor::SwitchRecord => words.text("tickets.by-itself"),
    }
}

/// A duty.
pub fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::Agent => "tickets.duty.agent",
        Duty::Clerk => "tickets.duty.clerk",
        Duty::Unit => "tickets.duty.unit",
        Duty::Joint => "tickets.duty.joint",
        Duty::Lead => "tickets.duty.lead",
        Duty::System => "tickets.by-itself",
    }
}

/// Why a unit is proposed.
pub fn proposed(desk: &Desk, why: &ProposedBy, words: &Words) -> String {
    let label = |code: &CategoryCode| {
        let catalogue = desk.catalogue.as_deref();
        let found = catalogue.and_then(|catalogue| catalogue.category(code));
        found.map_or(code.as_str(), |category| category.label.text(desk.locale)).to_owned()
    };
    match why {
        ProposedBy::Place { category, place } => {
            let values = [("category", label(category)), ("place", place.clone())];
            words.fill("tickets.proposed.place", &values)
        }
        ProposedBy::Category { category } => {
            words.fill("tickets.proposed.category", &[("category", label(category))])
        }
    }
}
