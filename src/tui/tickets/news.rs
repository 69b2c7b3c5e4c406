//! What live news mean at the screen of tickets: which lists are stale, and what somebody has to hear at once.

use chrono::{DateTime, Utc};

use super::{Names, Tab, TicketScreen, names};
use crate::{
    api::{LiveMessage, TicketSummary},
    domain::{
        Actor, Event, Recorded, TicketId,
        lifecycle::{Duty, Moved, Pending},
    },
    tui::{
        desk::{LinkNews, News, Say, Weight},
        effect::Effect,
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

impl TicketScreen {
    /// Lists are read again after anything that happened to tickets.
    pub(super) fn note_news(&mut self, news: &News) {
        let is_about_tickets = |message: &LiveMessage| match message {
            LiveMessage::Event { recorded } => recorded.event.ticket().is_some(),
            LiveMessage::Clock { .. } | LiveMessage::Resync | LiveMessage::Stopping => false,
        };
        let is_stale = match news {
            // Nobody knows what happened before it.
            News::Snapshot(_) | News::Link(LinkNews::Up) => true,
            News::Live(messages) => messages.iter().any(is_about_tickets),
            _ => false,
        };
        if is_stale {
            self.lists.iter_mut().for_each(|(_, list)| list.stale());
        }
    }

    /// Tells at once what cannot wait: approvals asked for, tickets sent here, urges and supervisions, clocks that run out.
    pub(super) fn tell_news(&mut self, news: &News, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let News::Live(messages) = news else { return };
        for message in messages {
            let LiveMessage::Event { recorded } = message else { continue };
            let Some(told) = self.told(recorded) else { continue };
            self.desk.toast(told.weight, told.say, now);
            if let Some(body) = told.rings {
                out.push(Effect::Notify { title: Say::plain(self.seat.title()), body });
            }
        }
    }

    fn told(&self, recorded: &Recorded) -> Option<Told> {
        let is_own = match &recorded.actor {
            Actor::User { name } => self.desk.me.as_ref().is_some_and(|me| me.user == *name),
            Actor::Desk | Actor::Switch | Actor::SwitchRecord => false,
        };
        match &recorded.event {
            _ if is_own => None,
            Event::ApprovalAsked { ticket, pending, .. } => self.approval_asked(*ticket, pending),
            Event::ApprovalRefused { ticket, verb, .. } => {
                let known = self.known(*ticket)?;
                let verb = Names::of_lifecycle(&self.desk, &known.lifecycle).verb(verb).to_owned();
                let say = Say::plain("tickets.told.refused").with("verb", verb);
                let rings = Some(Say::plain("tickets.rings.refused"));
                Some(Told { weight: Weight::Bad, say: say.with("number", &*known.number), rings })
            }
            Event::TicketMoved { ticket, asked_by: Some(by), moved, .. }
                if self.desk.me.as_ref().is_some_and(|me| me.user == *by) =>
            {
                let known = self.known(*ticket)?;
                let verb = Names::of_lifecycle(&self.desk, &known.lifecycle).verb(&moved.verb).to_owned();
                let say = Say::plain("tickets.told.approved").with("verb", verb);
                let rings = Some(Say::plain("tickets.rings.approved"));
                Some(Told { weight: Weight::Good, say: say.with("number", &*known.number), rings })
            }
            Event::TicketMoved { ticket, duty, moved, .. } => self.moved(*ticket, *duty, moved, recorded),
            Event::TicketClockTold { ticket, clock, percent, .. } => {
                let known = self.known(*ticket)?;
                let clock = Names::of_lifecycle(&self.desk, &known.lifecycle).clock(clock).to_owned();
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
    fn approval_asked(&self, ticket: TicketId, pending: &Pending) -> Option<Told> {
        let known = self.known(ticket);
        let is_mine = pending.approver == self.seat.duty();
        if !is_mine || (self.seat.duty() == Duty::Unit && known.is_none()) {
            return None;
        }
        let verb = Names::with_verb(&self.desk, &pending.asked.verb).verb(&pending.asked.verb).to_owned();
        let who = pending.unit.as_ref().map_or(pending.by.as_str(), |unit| names::unit(&self.desk, unit));
        let say = Say::plain("tickets.told.asked").with("verb", verb).with("who", who);
        let number = known.map(|known| known.number.clone()).unwrap_or_default();
        let rings = Some(Say::plain("tickets.rings.asked"));
        Some(Told { weight: Weight::Note, say: say.with("number", number), rings })
    }

    /// Something was done to a ticket: by others, to one that is with this unit or comes to it.
    fn moved(&self, ticket: TicketId, duty: Duty, moved: &Moved, recorded: &Recorded) -> Option<Told> {
        let own = self.desk.me.as_ref()?.unit.as_ref()?;
        let catalogue = self.desk.catalogue.as_deref()?;
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
        let verb = Names::of_lifecycle(&self.desk, &known.lifecycle).verb(&moved.verb).to_owned();
        let who = names::actor(&recorded.actor, &self.words).to_owned();
        let say = Say::plain("tickets.told.done").with("verb", verb).with("who", who);
        let rings = matches!(duty, Duty::Agent | Duty::Lead).then(|| Say::plain("tickets.rings.done"));
        Some(Told { weight: Weight::Note, say: say.with("number", &*known.number), rings })
    }

    /// A ticket that stands in one of the lists.
    fn known(&self, id: TicketId) -> Option<&TicketSummary> {
        let open = self.lists.iter().filter(|(tab, _)| *tab == Tab::Open);
        let lists = open.chain(&self.lists);
        lists.flat_map(|(_, list)| &list.items).find(|ticket| ticket.id == id)
    }
}
