//! Numbers as folds over facts, each with its formula. Pure: no clock, no I/O; it must not know the floor's rules, only what happened.
//!
//! One [`Fold`] turns [`Fact`]s (those of our own log, or of any other record) into what a [`Ledger`] writes down: [`Today`] for the screens,
//! the intervals of a report, the calls behind a number. Either writes [`Tally`]s; a [`Metric`] reads a number off a tally by its
//! [`Formula`], which is the very thing that a screen shows as text, so the number and its explanation cannot disagree.
//!
//! Matters are counted beside calls: [`Tickets`] and [`Callbacks`] fold the log, a [`Book`] keeps the story of each ticket, from which come
//! [`rates()`] by rules, their [`forecast()`] and the [`backlog`]. [`score`] makes points of numbers, and [`Services`] are held against their promises.

pub mod staffing;

mod behind;
mod compare;
mod events;
mod fact;
mod first_contact;
mod fold;
mod formula;
mod interval;
mod ledger;
mod periods;
mod reports;
mod sheet;
mod spread;
mod tally;
mod today;
mod waits;

pub use behind::{Behind, Row};
pub use compare::{Against, Match};
pub use events::{Ids, caller, fact, tell};
pub use fact::{Fact, HandedOn, Key, Keys, Leaving, Missed, Promise, Worked};
pub use first_contact::FirstContacts;
pub use fold::{Fold, Promises, Stage};
pub use formula::{Count, Formula, Metric, Parameter, Term, Unit};
pub use interval::{Every, Interval};
pub use ledger::{Doing, Ledger, WaitEnd, Whose};
pub use periods::{Period, Periods, Whom};
pub use reports::{Field, Labels, Number, Report};
pub use sheet::{Cell, Column, Measure, Sheet};
pub use spread::Spread;
pub use tally::Tally;
pub use today::{Tallies, Today};
pub use waits::Waits;

// Matters, beside calls.
mod callbacks;
mod rates;
mod scorecard;
mod services;
mod tickets;

pub use callbacks::Callbacks;
pub use rates::{RateSum, Rules, forecast, rates};
pub use scorecard::{
    ExtraPoints, ItemPoints, NotWhole, Published, Scored, score, scorecard_on, scorecard_sheet,
};
pub use services::{Services, SwitchOutages};
pub use tickets::{Book, Group, Meanings, Milestone, Story, Tickets, backlog};
