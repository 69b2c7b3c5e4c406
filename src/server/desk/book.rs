//! The book: all that the log adds up to, as far as the desk needs it to decide. It changes by [`Book::apply`] alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::{
    domain::{Callback, CallbackId, DialPlan, Event, Floor, Illegal},
    metrics::Today,
    server::recordings::Unkept,
};

mod callers;
mod families;
mod numbering;

use callers::Callers;
use families::Families;
use numbering::Numbering;

/// All that the log adds up to, as far as the desk needs it to decide.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Book {
    pub floor: Floor,
    pub today: Today,
    pub callers: Callers,
    pub numbering: Numbering,
    pub families: Families,
    /// Recordings that are to be fetched from the switch.
    pub unkept: Unkept,
    /// Callbacks promised and not done.
    pub callbacks: BTreeMap<CallbackId, Callback>,
}

impl Book {
    pub fn new(zone: Tz, plan: DialPlan) -> Self {
        Self {
            floor: Floor::default(),
            today: Today::new(zone),
            callers: Callers::new(plan),
            numbering: Numbering::new(zone),
            families: Families::default(),
            unkept: Unkept::default(),
            callbacks: BTreeMap::new(),
        }
    }

    /// Folds an event in.
    ///
    /// # Errors
    /// When it does not fit the floor, or who is who; the book is then unchanged.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        self.floor.apply(at, event)?;
        // What is about contacts changes nothing on the floor, and what is about the floor is never refused here.
        self.callers.apply(at, event)?;
        self.today.apply(at, event);
        self.numbering.apply(event);
        self.families.apply(event);
        self.unkept.apply(event);
        match event {
            Event::CallbackPromised { callback } => {
                self.callbacks.insert(callback.id, (**callback).clone());
            }
            Event::CallbackDone { callback, .. } => {
                self.callbacks.remove(callback);
            }
            _ => {}
        }
        Ok(())
    }
}
