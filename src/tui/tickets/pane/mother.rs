//! The ticket to follow: those of the same matter are offered first, and any open one is found by words or its number.

use chrono::{DateTime, Utc};

use super::{Around, Asked, Offer, TicketPane, choose::family_choice};
use crate::{
    api::{Page, TicketSummary, WhichTickets},
    domain::{Sought, Ticket},
    tui::{
        desk::{Say, Weight},
        effect::Request,
        layers::Overlay,
        tickets::deed::Field,
        widgets::{Choice, Extent, Picker},
    },
};

/// So many tickets are offered to be followed.
const MOTHERS: u32 = 200;

impl TicketPane {
    /// Asks for tickets to begin with.
    pub(super) fn ask_mothers(&mut self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        let which = WhichTickets { limit: Some(MOTHERS), ..WhichTickets::default() };
        self.ask(Asked::Mothers(ticket.id), Request::Tickets(Box::new(which)), around, now);
    }

    /// Asks for the tickets in which the words occur that were typed.
    pub(super) fn seek_mother(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().map(|ticket| ticket.id) else { return };
        let Some(picker) = self.layers.picker_mut() else { return };
        let Some(sought) = picker.sought().map(str::to_owned) else { return };
        if Sought::parse(&sought).is_err() {
            picker.fail();
            return around.say(Weight::Bad, Say::plain("tickets.search.no-word"), now);
        }
        let which = WhichTickets { q: Some(sought), limit: Some(MOTHERS), ..WhichTickets::default() };
        self.ask(Asked::SoughtMothers(ticket), Request::Tickets(Box::new(which)), around, now);
    }

    /// Tickets came that this one can follow: those of the same matter first.
    pub(super) fn offer_mothers(&mut self, page: Page<TicketSummary>, around: &mut Around<'_>) {
        if self.deed.as_ref().and_then(|deed| deed.field()) != Some(Field::Mother) {
            return;
        }
        let Some(ticket) = self.ticket() else { return };
        let extent = extent(&page);
        let mut others = fitting(ticket, page);
        others.sort_by_key(|other| {
            let same_place = !other.place.is_empty() && other.place == ticket.form.place;
            (other.category != ticket.form.category, !same_place)
        });
        let (choices, offers) = choices(others, around);
        let (title, hint) = ("tickets.choose.mother", "tickets.choose.mother-hint");
        let picker = Picker::elsewhere(around.words.text(title), around.words.text(hint));
        self.open_list(offers, Overlay::Picker(picker.beginning_with(choices, extent)));
    }

    /// The tickets came in which the words occur, if they are still looked for.
    pub(super) fn take_mothers(&mut self, page: Page<TicketSummary>, around: &mut Around<'_>) {
        let Some(ticket) = self.ticket() else { return };
        let extent = extent(&page);
        let (choices, offers) = choices(fitting(ticket, page), around);
        let Some(picker) = self.layers.picker_mut().filter(|picker| picker.sought().is_some()) else {
            return;
        };
        picker.take(choices, extent);
        self.offers = offers;
    }

    /// They could not be looked for: the same words can be tried again.
    pub(super) fn no_mothers(&mut self) {
        if let Some(picker) = self.layers.picker_mut() {
            picker.fail();
        }
    }
}

/// Those that it can follow: not itself, and none that follows another.
fn fitting(ticket: &Ticket, page: Page<TicketSummary>) -> Vec<TicketSummary> {
    let can_lead = |other: &TicketSummary| other.id != ticket.id && other.mother.is_none();
    page.items.into_iter().filter(can_lead).collect()
}

fn extent(page: &Page<TicketSummary>) -> Extent {
    if page.next.is_some() { Extent::Beginning } else { Extent::All }
}

fn choices(others: Vec<TicketSummary>, around: &Around<'_>) -> (Vec<Choice>, Vec<Offer>) {
    let choices = others.iter().map(|other| family_choice(other, around.desk)).collect();
    (choices, others.into_iter().map(|other| Offer::Mother(other.id, other.number)).collect())
}
