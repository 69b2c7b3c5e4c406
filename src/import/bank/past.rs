//! A row of the bank's record as a call of the past.

use std::collections::VecDeque;

use super::{BankCall, Outcome, line};
use crate::{
    domain::{Exit, PhoneNumber},
    import::{
        past::{Course, Leg, LegEnd, PastCall, PastTalk},
        past_calls::{Gather, Line, Trouble},
    },
};

/// Makes calls of rows.
pub struct Calls;

impl Gather for Calls {
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble> {
        let is_header = line.spot.line == 0 && line.text.trim_start_matches('"').starts_with("vru+line");
        if !is_header {
            let row = line::parse(line.text).map_err(|why| Trouble::Line(why.to_string()))?;
            ready.extend(row.past());
        }
        Ok(())
    }
}

impl BankCall {
    /// The call as other records tell theirs; none for a phantom. See [`BankCall::record`] for what its columns mean.
    pub fn past(&self) -> Option<PastCall> {
        let queue = || Some(self.service.word().to_owned());
        let offered = |offered_at, end| {
            let wait_ms = u64::from(self.wait_s) * 1_000;
            Course::Offered(vec![Leg { queue: queue(), offered_at, wait_ms, end }])
        };
        let course = match (self.outcome, self.offered_at()) {
            (Outcome::Phantom, _) => return None,
            (_, None) => Course::Unoffered { exit: Exit::AbandonedInGreeting, queue: queue() },
            (Outcome::Hang, Some(at)) => offered(at, LegEnd::Left(Exit::Abandoned)),
            (Outcome::Agent, Some(at)) => offered(
                at,
                LegEnd::Answered(PastTalk {
                    agent: self.agent.as_ref().map(ToString::to_string),
                    // The record of the agents is by another clock, which is a second or two off.
                    spoken: self.served.map(|served| (served.from, served.to)),
                    talk_ms: u64::from(self.served_s) * 1_000,
                    ..PastTalk::default()
                }),
            ),
        };
        Some(PastCall {
            name: self.switch_ref(),
            number: PhoneNumber::new(""),
            customer: self.customer.map(|customer| customer.0.to_string()),
            service: queue(),
            entered_at: self.entered_at(),
            course,
        })
    }
}
