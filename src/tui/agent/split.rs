//! One contact that is two persons: what goes to the other one is chosen line by line, then why. Nothing is done before that, and all of it
//! can be taken back from the history.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Waiting, offers::Offer};
use crate::{
    api::{HistoryItem, SplitContact},
    domain::{ContactId, PhoneNumber, TicketId},
    tui::{
        effect::{Effect, Request},
        text,
        widgets::Choice,
    },
};

/// What a contact has, and what of it goes to the other one.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    from: ContactId,
    parts: Vec<(Part, Side)>,
}

/// Something that a contact has.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// What the form calls the caller.
    Name(String),
    Number(PhoneNumber),
    Ticket(TicketId, String),
}

/// Whose it is from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Stays,
    Goes,
    Both,
}

/// Why a contact is split.
const REASONS: [&str; 3] = ["agent.split.told", "agent.split.lent", "agent.split.mixed-up"];

impl Division {
    /// Nothing goes yet.
    pub fn of(case: &Case) -> Option<Self> {
        let contact = case.caller.contact.as_ref()?;
        let name = text::clean(case.draft.form.contact_name.trim()).into_owned();
        let name = Some(name).filter(|name| !name.is_empty()).map(Part::Name);
        let numbers = contact.numbers.iter().cloned().map(Part::Number);
        let tickets = case.caller.history.items.iter().filter_map(|item| match item {
            HistoryItem::Ticket { ticket } => {
                Some(Part::Ticket(ticket.id, format!("{} {}", ticket.number, ticket.form.subject)))
            }
            _ => None,
        });
        let parts = name.into_iter().chain(numbers).chain(tickets).map(|part| (part, Side::Stays));
        Some(Self { from: contact.id, parts: parts.collect() })
    }

    /// The same with one part turned to the next side; a number can be of both.
    fn turned(&self, place: usize) -> Self {
        let mut turned = self.clone();
        if let Some((part, side)) = turned.parts.get_mut(place) {
            *side = match (*side, part) {
                (Side::Stays, _) => Side::Goes,
                (Side::Goes, Part::Number(_)) => Side::Both,
                _ => Side::Stays,
            };
        }
        turned
    }

    fn numbers(&self, on: Side) -> Vec<PhoneNumber> {
        let numbers = self.parts.iter().filter(|(_, side)| *side == on);
        numbers
            .filter_map(|(part, _)| if let Part::Number(number) = part { Some(number.clone()) } else { None })
            .collect()
    }

    /// Key of what is missing; none if it can be done.
    fn missing(&self) -> Option<&'static str> {
        let has = |is_it: fn(&Part) -> bool, sides: &[Side]| {
            self.parts.iter().any(|(part, side)| is_it(part) && sides.contains(side))
        };
        let is_number = |part: &Part| matches!(part, Part::Number(_));
        let goes = has(|part| !matches!(part, Part::Name(_)), &[Side::Goes]);
        let is_known = has(is_number, &[Side::Goes, Side::Both])
            || has(|part| matches!(part, Part::Name(_)), &[Side::Goes]);
        match () {
            () if !goes => Some("agent.split.nothing"),
            () if !is_known => Some("agent.split.nobody"),
            () if !has(is_number, &[Side::Stays, Side::Both]) => Some("agent.split.none-left"),
            () => None,
        }
    }

    fn asked(&self, reason: String) -> SplitContact {
        let gone = || self.parts.iter().filter(|(_, side)| *side == Side::Goes).map(|(part, _)| part);
        let name =
            gone().find_map(|part| if let Part::Name(name) = part { Some(name.clone()) } else { None });
        let ticket = |part: &Part| if let Part::Ticket(ticket, _) = part { Some(*ticket) } else { None };
        SplitContact {
            name: name.unwrap_or_default(),
            numbers: self.numbers(Side::Goes),
            shared: self.numbers(Side::Both),
            tickets: gone().filter_map(ticket).collect(),
            reason,
        }
    }
}

impl AgentScreen {
    /// The line with which a split begins, in the list of who calls.
    pub(super) fn split_offer(&self, case: &Case) -> Option<(Offer, Choice)> {
        let label = self.words.text("agent.split.begin").to_owned();
        let offer = Offer::Divide(Box::new(Division::of(case)?), 0);
        Some((offer, Choice { label, ..Choice::default() }))
    }

    /// What the contact has, each with whose it is from then on; Enter turns that. `at` is where the cursor stands.
    pub(super) fn offer_division(&mut self, division: &Division, at: usize) {
        let parts = division.parts.iter().enumerate();
        let mut offers: Vec<_> = parts
            .map(|(place, (part, side))| {
                let turned = Offer::Divide(Box::new(division.turned(place)), place);
                (turned, self.part_choice(part, *side))
            })
            .collect();
        let last = offers.len();
        let (offer, key) = match division.missing() {
            Some(missing) => (Offer::Divide(Box::new(division.clone()), last), missing),
            None => (Offer::DivideWhy(Box::new(division.clone())), "agent.split.go-on"),
        };
        offers.push((offer, Choice { label: self.words.text(key).to_owned(), ..Choice::default() }));
        self.offer_at("agent.split.title", offers, at);
    }

    fn part_choice(&self, part: &Part, side: Side) -> Choice {
        let label = match part {
            Part::Name(name) => self.words.fill("agent.split.name", &[("name", name)]),
            Part::Number(number) => self.words.number(number),
            Part::Ticket(_, label) => text::clean(label).into_owned(),
        };
        let side = match side {
            Side::Stays => "agent.split.stays",
            Side::Goes => "agent.split.goes",
            Side::Both => "agent.split.both",
        };
        Choice { label, detail: self.words.text(side).to_owned(), also: String::new() }
    }

    /// Why; it goes on record.
    pub(super) fn offer_split_reasons(&mut self, division: &Division) {
        let offers = REASONS.map(|key| {
            let reason = self.words.text(key).to_owned();
            let choice = Choice { label: reason.clone(), ..Choice::default() };
            (Offer::Split(Box::new(division.clone()), reason), choice)
        });
        self.offer("agent.split.why", offers.into());
    }

    pub(super) fn split(
        &mut self,
        division: &Division,
        reason: String,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let (from, split) = (division.from, division.asked(reason));
        self.ask(Waiting::Identity, Request::Split { from, split }, now, out);
    }
}
