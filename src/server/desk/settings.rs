//! What a site decides about its desk.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::{
    domain::{CalendarId, Catalogue, DialPlan, PauseCode, clock::Calendar},
    switch::Abilities,
};

/// What a site decides about its desk. Durations are seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskSettings {
    /// Zone of ticket numbers and of the day that counts as today.
    pub zone: Tz,
    /// Categories, scripts, reasons, time limits.
    pub catalogue: Catalogue,
    /// How numbers are written here.
    pub numbers: DialPlan,
    /// The calendars of queues' service hours. A queue whose calendar is not here is open.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// What the switch can do.
    pub abilities: Abilities,
    /// Why an agent is paused who has just signed in.
    pub signed_in: PauseCode,
    /// Why an agent is paused who missed too many rings in a row.
    pub missed: PauseCode,
    /// How long a call rings that came through no queue, s.
    pub ring_s: u32,
    /// Limit of the wrap-up of such a call, s.
    pub wrap_up_s: u32,
    /// How long the switch may take until a phone that the desk asked for rings, s.
    pub ask_s: u32,
    /// How long the agent's own phone, and then the other one, may ring of a call that we begin, s. The switch's own limits are shorter.
    pub dial_s: u32,
    /// How long an agent is left out of routing whose phone could not be rung or who rejected a call, s.
    pub aside_s: u32,
}

impl DeskSettings {
    /// The settings of a site that has decided nothing more.
    pub fn new(catalogue: Catalogue) -> Self {
        Self {
            zone: catalogue.calendar.zone,
            catalogue,
            numbers: DialPlan::default(),
            calendars: BTreeMap::new(),
            abilities: Abilities::BASIC,
            signed_in: PauseCode::from("signed_in"),
            missed: PauseCode::from("missed"),
            ring_s: 20,
            wrap_up_s: 60,
            ask_s: 5,
            dial_s: 60,
            aside_s: 15,
        }
    }
}
