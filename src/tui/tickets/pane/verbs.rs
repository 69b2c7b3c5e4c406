//! What can be done to a ticket now by who is signed in: the verbs of its lifecycle, each with a letter.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Around, Offer, TicketPane};
use crate::{
    domain::{
        Ticket,
        lifecycle::{Duty, Lifecycle, Verb},
    },
    tui::{
        desk::{Desk, Say, Weight},
        layers::Overlay,
        tickets::names,
        widgets::{Menu, MenuItem, letters},
        words::Words,
    },
};

/// The duties of who is signed in, for a ticket.
pub fn duties(desk: &Desk, ticket: &Ticket) -> Vec<Duty> {
    let (Some(me), Some(catalogue)) = (&desk.me, &desk.catalogue) else { return Vec::new() };
    me.duties(&ticket.work.involved, &catalogue.units)
}

/// The lifecycle of a ticket, with the verbs that are possible now; in the order of the lifecycle.
pub fn possible<'a>(desk: &'a Desk, ticket: &Ticket) -> Vec<&'a Verb> {
    let lifecycle = lifecycle(desk, ticket);
    let held = duties(desk, ticket);
    let is_possible = |verb: &&Verb| {
        let may = verb.by.iter().any(|duty| held.contains(duty));
        let is_left = verb.limit.is_none_or(|limit| ticket.work.times(&verb.id) < limit);
        verb.from.contains(&ticket.work.state) && may && is_left
    };
    lifecycle.iter().flat_map(|lifecycle| &lifecycle.verbs).filter(is_possible).collect()
}

pub(super) fn lifecycle<'a>(desk: &'a Desk, ticket: &Ticket) -> Option<&'a Lifecycle> {
    desk.catalogue.as_deref()?.lifecycle_for(&ticket.work)
}

/// What is to be known of a verb before it is chosen: who decides, and how often it can be used yet.
fn detail(lifecycle: &Lifecycle, ticket: &Ticket, verb: &Verb, words: &Words) -> String {
    let approver = lifecycle.approver(&ticket.work, &verb.id);
    let approver =
        approver.map(|who| words.fill("tickets.menu.approved-by", &[("who", words.text(names::duty(who)))]));
    let left = verb.limit.map(|limit| {
        let left = (limit - ticket.work.times(&verb.id).min(limit)).to_string();
        words.fill("tickets.menu.left", &[("n", &left)])
    });
    [left, approver].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

impl TicketPane {
    /// Opens the menu of what can be done.
    pub(super) fn offer_verbs(&mut self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        let verbs = possible(around.desk, ticket);
        let Some(lifecycle) = lifecycle(around.desk, ticket).filter(|_| !verbs.is_empty()) else {
            let state = around.desk.ticket_state(&ticket.work).to_owned();
            let say = Say::plain("tickets.toast.nothing-possible").with("state", state);
            return around.say(Weight::Note, say, now);
        };
        // Of all that who is signed in may ever do, so that a verb has the same letter in every state.
        let held = duties(around.desk, ticket);
        let own = lifecycle.verbs.iter().filter(|verb| verb.by.iter().any(|duty| held.contains(duty)));
        let own: Vec<&str> = own.map(|verb| verb.id.as_str()).collect();
        let letters: BTreeMap<&str, char> = own.iter().copied().zip(letters(own.iter().copied())).collect();
        let items = verbs.iter().map(|verb| MenuItem {
            letter: letters.get(verb.id.as_str()).copied().unwrap_or(' '),
            label: verb.label.text(around.desk.locale).to_owned(),
            about: verb
                .about
                .as_ref()
                .map_or_else(String::new, |about| about.text(around.desk.locale).to_owned()),
            detail: detail(lifecycle, ticket, verb, around.words),
        });
        let words = around.words;
        let beside = |letter, label, about| MenuItem {
            letter,
            label: words.text(label).to_owned(),
            about: words.text(about).to_owned(),
            detail: String::new(),
        };
        let files = beside('1', "tickets.menu.attach", "tickets.menu.attach-about");
        let form = beside('2', "tickets.menu.amend", "tickets.menu.amend-about");
        let may_amend = Self::may_amend(ticket, around);
        let menu =
            Menu::new(ticket.number.clone(), items.chain([files]).chain(may_amend.then_some(form)).collect());
        let verbs = verbs.iter().map(|verb| Offer::Verb(verb.id.clone()));
        let offers = verbs.chain([Offer::Attach]).chain(may_amend.then_some(Offer::Amend)).collect();
        self.open_list(offers, Overlay::Menu(menu));
    }
}
