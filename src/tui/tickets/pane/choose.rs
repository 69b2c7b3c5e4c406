//! Lists to choose from: units, reasons, the family; and what a choice does.

use chrono::{DateTime, Utc};

use super::{Around, Offer, TicketPane};
use crate::{
    api::TicketSummary,
    domain::{FormField, Ticket, UnitId, Units, lifecycle::Reason},
    tui::{
        agent::fields,
        desk::{Desk, Say, Weight},
        layers::Overlay,
        tickets::{
            deed::{Field, Source},
            names::{self, Names},
            pane::verbs,
        },
        widgets::{Choice, Picker},
        words::Words,
    },
};

impl TicketPane {
    /// A choice of the open list was made.
    pub(super) fn chosen(&mut self, place: usize, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(offer) = std::mem::take(&mut self.offers).into_iter().nth(place) else { return };
        match offer {
            Offer::Verb(verb) => return self.begin(&verb, around, now),
            Offer::Show(ticket) => return self.show(ticket, None),
            Offer::Draft(place) => return self.go_on(place, around, now),
            Offer::Attach => return self.attach(around, now),
            Offer::Amend => return self.amend(around, now),
            Offer::Category(code) => self.with_deed(|deed| deed.choose_category(code)),
            Offer::File(file) => return self.save_file(*file, around, now),
            Offer::Unit(unit) => self.with_deed(|deed| deed.choose_unit(unit)),
            Offer::Reason(reason) => self.with_deed(|deed| {
                deed.asked.reason = Some(reason);
                deed.changed();
            }),
            Offer::Mother(id, number) => self.with_deed(|deed| {
                (deed.asked.mother, deed.mother) = (Some(id), number);
                deed.changed();
            }),
        }
        let stays = self.deed.as_ref().is_some_and(|deed| deed.field() == Some(Field::Joint));
        if !stays {
            self.with_deed(|deed| deed.step(1));
        }
        self.keep(around);
    }

    /// Enter on a field: the list of its values, or on to the next field.
    pub(super) fn choose_field(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        let Some(deed) = &mut self.deed else { return };
        match deed.field() {
            Some(Field::Unit | Field::Joint) => {
                let ids = units_for(around.desk, &ticket, deed.proposal.as_ref().map(|all| &all.unit));
                let choices = unit_choices(&ids, deed.proposal.as_ref(), around.desk, around.words, &ticket);
                let title = around.words.text("tickets.choose.unit");
                let offers = ids.into_iter().map(Offer::Unit).collect();
                self.open_list(offers, Overlay::Picker(Picker::new(title, choices).of_paths()));
            }
            Some(Field::Reason) => {
                let reasons = reasons(around.desk, &ticket, &deed.asked.verb);
                let locale = around.desk.locale;
                let choice = |reason: &Reason| Choice {
                    label: reason.label.text(locale).to_owned(),
                    detail: String::new(),
                    also: reason.code.to_string(),
                };
                let choices: Vec<Choice> = reasons.iter().map(choice).collect();
                let offers = reasons.iter().map(|reason| Offer::Reason(reason.code.clone())).collect();
                let title = around.words.text("tickets.choose.reason");
                self.open_list(offers, Overlay::Picker(Picker::new(title, choices)));
            }
            Some(Field::Mother) => self.ask_mothers(&ticket, around, now),
            Some(Field::Form(FormField::Category)) => self.offer_categories(around),
            Some(Field::Form(part)) if fields::choices(part) > 0 => self.turn(1, around),
            Some(Field::Reached | Field::Solved | Field::Satisfied) => self.turn(1, around),
            Some(Field::Evidence | Field::Folder) => self.look_at_path(Source::Meant, around, now),
            Some(Field::Until | Field::More | Field::Text | Field::Form(_)) | None => deed.step(1),
        }
    }

    /// Turns the value of the field that has the cursor.
    pub(super) fn turn(&mut self, steps: isize, around: &mut Around<'_>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        if let Some(deed) = &mut self.deed {
            let reasons = reasons(around.desk, &ticket, &deed.asked.verb);
            deed.turn(steps, &reasons);
        }
        self.keep(around);
    }

    /// Opens the list of the ticket's family.
    pub(super) fn offer_family(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(open) = &self.open else { return };
        let mother = open.mother.iter().map(|mother| TicketSummary::of(mother));
        let family: Vec<TicketSummary> = mother.chain(open.followers.iter().cloned()).collect();
        if family.is_empty() {
            return around.say(Weight::Note, Say::plain("tickets.toast.no-family"), now);
        }
        let choices: Vec<Choice> = family.iter().map(|other| family_choice(other, around.desk)).collect();
        let offers = family.into_iter().map(|other| Offer::Show(other.id)).collect();
        let title = around.words.text("tickets.head.family");
        self.open_list(offers, Overlay::Picker(Picker::new(title, choices)));
    }
}

pub(super) fn family_choice(other: &TicketSummary, desk: &Desk) -> Choice {
    let names = Names::of_lifecycle(desk, &other.lifecycle);
    Choice {
        label: format!("{} {} {}", other.number, other.subject, other.place),
        detail: names.state(&other.state).to_owned(),
        also: String::new(),
    }
}

/// The reasons of a verb.
pub(super) fn reasons(desk: &Desk, ticket: &Ticket, verb: &crate::domain::VerbId) -> Vec<Reason> {
    let found = verbs::lifecycle(desk, ticket).and_then(|lifecycle| {
        let list = lifecycle.verb(verb)?.reasons.as_ref()?;
        lifecycle.reasons.get(list).cloned()
    });
    found.unwrap_or_default()
}

/// The unit that is most likely meant: that above the one that has it in hand, else the proposed one.
pub(super) fn likely_unit(desk: &Desk, ticket: &Ticket, proposed: Option<&UnitId>) -> Option<UnitId> {
    let units = units(desk);
    let lead = ticket.work.involved.lead.as_ref();
    let above = lead.filter(|_| is_in_hand(desk, ticket)).and_then(|lead| units?.above(lead));
    above.map(|unit| unit.id.clone()).or_else(|| proposed.cloned())
}

/// Whether a unit has it in hand: there is something that only it can do.
fn is_in_hand(desk: &Desk, ticket: &Ticket) -> bool {
    use crate::domain::lifecycle::Duty;
    let lifecycle = verbs::lifecycle(desk, ticket);
    lifecycle.is_some_and(|lifecycle| lifecycle.verbs_in(&ticket.work.state, Duty::Unit).next().is_some())
}

fn units(desk: &Desk) -> Option<&Units> {
    Some(&desk.catalogue.as_deref()?.units)
}

/// All units, the likely one first, then the proposed one, then the others in their order.
fn units_for(desk: &Desk, ticket: &Ticket, proposed: Option<&UnitId>) -> Vec<UnitId> {
    let likely = likely_unit(desk, ticket, proposed);
    let first: Vec<UnitId> = likely.into_iter().chain(proposed.cloned()).collect();
    let all = units(desk).into_iter().flat_map(|units| units.iter()).map(|unit| unit.id.clone());
    let mut ids: Vec<UnitId> = Vec::new();
    for id in first.into_iter().chain(all) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn unit_choices(
    ids: &[UnitId],
    proposal: Option<&crate::domain::Proposal>,
    desk: &Desk,
    words: &Words,
    ticket: &Ticket,
) -> Vec<Choice> {
    let lead = ticket.work.involved.lead.as_ref();
    let above = lead.and_then(|lead| units(desk)?.above(lead)).map(|unit| &unit.id);
    let choice = |id: &UnitId| {
        let path = units(desk).map(|units| units.path(id)).unwrap_or_default();
        let path: Vec<&str> = path.iter().map(|unit| unit.label.text(desk.locale)).collect();
        let detail = match proposal {
            Some(proposal) if proposal.unit == *id => names::proposed(desk, &proposal.why, words),
            _ if lead == Some(id) => words.text("tickets.choose.present").to_owned(),
            _ if above == Some(id) => words.text("tickets.choose.above").to_owned(),
            _ => String::new(),
        };
        let label = if path.is_empty() { id.to_string() } else { path.join(" / ") };
        Choice { label, detail, also: id.to_string() }
    };
    ids.iter().map(choice).collect()
}
