//! What live news mean at the screen of tickets: which lists are stale, and what somebody has to hear at once.

use chrono::{DateTime, Utc};

use super::{Around, Browser, Names, names};
use crate::{
    api::LiveMessage,
    domain::{
        Actor, Event, Recorded, TicketId,
        lifecycle::{Duty, Moved, Pending},
    },
    tui::{
        desk::{Desk, News, Say, Weight},
        effect::Effect,
        words::Words,
    },
};

/// A clock has run out at this share, percent.
const WHOLE: u8 = 100;

/// Something to be told, and whether it rings.
struct Told {
    weight: Weight,
    say: Say,
    /// What is said outside of the terminal: no names, no numbers.
    rings: Option<Say>,
}

impl Browser {
    /// Tells at once what cannot wait: approvals asked for, tickets sent here, urges and supervisions, clocks that run out.
    pub fn tell_news(&self, news: &News, around: &mut Around<'_>, now: DateTime<Utc>) {
        let News::Live(messages) = news else { return };
        for message in messages {
            let LiveMessage::Event { recorded } = message else { continue };
            let Some(told) = self.told(recorded, around.desk, around.words) else { continue };
            around.desk.toast(told.weight, told.say, now);
            if let Some(body) = told.rings {
                around.out.push(Effect::Notify { title: Say::plain(self.seat.title()), body });
            }
        }
    }

    fn told(&self, recorded: &Recorded, desk: &Desk, words: &Words) -> Option<Told> {
        let is_own = match &recorded.actor {
            Actor::User { name } => desk.me.as_ref().is_some_and(|me| me.user == *name),
            Actor::Desk | Actor::Switch | Actor::SwitchRecord => false,
        };
        match &recorded.event {
            _ if is_own => None,
            Event::ApprovalAsked { ticket, pending, .. } => self.approval_asked(*ticket, pending, desk),
            Event::ApprovalRefused { ticket, verb, .. } => {
                let known = self.known(*ticket)?;
                let verb = Names::of_lifecycle(desk, &known.lifecycle).verb(verb).to_owned();
                let say = Say::plain("tickets.told.refused").with("verb", verb);
                let rings = Some(Say::plain("tickets.rings.refused"));
                Some(Told { weight: Weight::Bad, say: say.with("number", &*known.number), rings })
            }
            Event::TicketMoved { ticket, asked_by: Some(by), moved, .. }
                if desk.me.as_ref().is_some_and(|me| me.user == *by) =>
            {
                let known = self.known(*ticket)?;
                let verb = Names::of_lifecycle(desk, &known.lifecycle).verb(&moved.verb).to_owned();
                let say = Say::plain("tickets.told.approved").with("verb", verb);
                let rings = Some(Say::plain("tickets.rings.approved"));
                Some(Told { weight: Weight::Good, say: say.with("number", &*known.number), rings })
            }
            Event::TicketMoved { ticket, duty, moved, .. } => {
                self.moved(*ticket, *duty, moved, recorded, (desk, words))
            }
            Event::TicketClockTold { ticket, clock, percent, .. } if self.seat.hears_clocks() => {
                let known = self.known(*ticket)?;
                let clock = Names::of_lifecycle(desk, &known.lifecycle).clock(clock).to_owned();
                let is_over = *percent >= WHOLE;
                let key = if is_over { "tickets.told.ran-out" } else { "tickets.told.warned" };
                let say = Say::plain(key).with("clock", clock).with("number", &*known.number);
                let rings = is_over.then(|| Say::plain("tickets.rings.ran-out"));
                let weight = if is_over { Weight::Bad } else { Weight::Note };
                Some(Told { weight, say: say.with("share", percent.to_string()), rings })
            }
            _ => None,
        }
    }

    /// Something waits for this seat.
    fn approval_asked(&self, ticket: TicketId, pending: &Pending, desk: &Desk) -> Option<Told> {
        let known = self.known(ticket);
        let is_mine = pending.approver == self.seat.duty();
        if !is_mine || (self.seat.duty() == Duty::Unit && known.is_none()) {
            return None;
        }
        let verb = Names::with_verb(desk, &pending.asked.verb).verb(&pending.asked.verb).to_owned();
        let who = pending.unit.as_ref().map_or(pending.by.as_str(), |unit| names::unit(desk, unit));
        let say = Say::plain("tickets.told.asked").with("verb", verb).with("who", who);
        let number = known.map(|known| known.number.clone()).unwrap_or_default();
        let rings = Some(Say::plain("tickets.rings.asked"));
        Some(Told { weight: Weight::Note, say: say.with("number", number), rings })
    }

    /// Something was done to a ticket: by others, to one that is with this unit or comes to it.
    fn moved(
        &self,
        ticket: TicketId,
        duty: Duty,
        moved: &Moved,
        recorded: &Recorded,
        (desk, words): (&Desk, &Words),
    ) -> Option<Told> {
        let own = desk.me.as_ref()?.unit.as_ref()?;
        let catalogue = desk.catalogue.as_deref()?;
        let comes = moved.involved.as_ref().is_some_and(|involved| {
            involved.lead.iter().chain(&involved.joint).any(|unit| catalogue.units.stands_for(own, unit))
        });
        if comes {
            let rings = Some(Say::plain("tickets.rings.sent"));
            return Some(Told { weight: Weight::Note, say: Say::plain("tickets.told.sent"), rings });
        }
        if matches!(duty, Duty::Unit | Duty::Joint) {
            return None;
        }
        let known = self.known(ticket)?;
        let verb = Names::of_lifecycle(desk, &known.lifecycle).verb(&moved.verb).to_owned();
        let who = names::actor(&recorded.actor, words).to_owned();
        let say = Say::plain("tickets.told.done").with("verb", verb).with("who", who);
        let rings = matches!(duty, Duty::Agent | Duty::Lead).then(|| Say::plain("tickets.rings.done"));
        Some(Told { weight: Weight::Note, say: say.with("number", &*known.number), rings })
    }
}

/// Whether an event is about something that stands in lists.
pub(super) fn is_listed(event: &Event) -> bool {
    let is_promise = matches!(
        event,
        Event::CallbackPromised { .. } | Event::CallbackAttempted { .. } | Event::CallbackDone { .. }
    );
    let is_mere_reading = matches!(event, Event::AttachmentRead { .. });
    is_promise || (event.ticket().is_some() && !is_mere_reading)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::AttachmentId;

    #[test]
    fn lists_are_not_read_again_because_somebody_opened_a_file() {
        let (ticket, attachment) = (TicketId(Uuid::nil()), AttachmentId(Uuid::nil()));
        assert!(!is_listed(&Event::AttachmentRead { ticket, attachment }));
        assert!(is_listed(&Event::TicketWaitOver { ticket }));
    }
}
