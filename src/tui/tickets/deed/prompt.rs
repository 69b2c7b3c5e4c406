//! What is said to the caller while the outcome of a callback is asked for: the step of the callback script that fits the field. Pure.

use chrono::{DateTime, Utc};

use super::{Deed, Field};
use crate::{
    domain::{PhoneNumber, Script, ScriptStep, Ticket, Tier, Words, lifecycle::Tells},
    script::{AgentFacts, CallFacts, CallerFacts, Context, HotlineFacts, TicketFacts, render},
    tui::{desk::Desk, text},
};

/// The service whose script is for callbacks.
const SERVICE: &str = "callback";
/// Lines of it that are shown; room for them is kept, so that nothing moves from field to field.
pub const LINES: u16 = 4;

impl Deed {
    /// The lines to be said now, at this width; none for a verb that tells of no call.
    pub(super) fn prompt(
        &self,
        ticket: &Ticket,
        desk: &Desk,
        now: DateTime<Utc>,
        width: usize,
    ) -> Option<Vec<String>> {
        if self.tells() != Some(Tells::Contact) {
            return None;
        }
        let script = desk.catalogue.as_deref()?.script_for(&SERVICE.into())?;
        let step = step_for(script, self.field()?)?;
        let said = render(script, step, &context(ticket, desk, now)?, desk.locale).ok()?;
        let lines = said.lines().flat_map(|line| text::wrap(line, width)).map(ToOwned::to_owned);
        Some(lines.take(LINES.into()).collect())
    }
}

/// The step in which this is asked; that by which the call ends for words.
fn step_for(script: &Script, field: Field) -> Option<&ScriptStep> {
    let blank = match field {
        Field::Reached => "contacted",
        Field::Solved => "solved",
        Field::Satisfied => "satisfied",
        _ => return script.steps.last(),
    };
    script.steps.iter().find(|step| step.blanks.iter().any(|known| known.id.as_str() == blank))
}

fn context(ticket: &Ticket, desk: &Desk, now: DateTime<Utc>) -> Option<Context> {
    let (catalogue, me) = (desk.catalogue.as_deref()?, desk.me.as_ref()?);
    let due = ticket.deadline.as_ref().map(|deadline| desk.local(deadline.due).naive_local());
    let queue = Words { zh: String::new(), en: String::new() };
    Some(Context {
        hotline: HotlineFacts {
            name: catalogue.hotline.clone(),
            callback_minutes: catalogue.callback_s / 60,
        },
        call: CallFacts { number: PhoneNumber::new(""), queue, waited_s: 0, repeats: 0 },
        caller: CallerFacts { name: ticket.form.contact_name.clone(), tier: Tier::default() },
        agent: AgentFacts { number: me.agent.clone()?, name: me.name.clone() },
        ticket: TicketFacts { number: ticket.number.clone(), subject: ticket.form.subject.clone(), due },
        clock: desk.local(now).naive_local(),
        blanks: ticket.form.blanks.clone(),
    })
}
