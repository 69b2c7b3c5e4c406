//! Tickets of the same matter as the form in hand: those of the same caller, and those of the same event. They are asked for while nobody
//! types, shown in one line on the edge of the panes, and moved by one key each: urge, open, follow.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AgentScreen, Case, Waiting, offers::Offer};
use crate::{
    api::{MergeHint, MoveTicket, SimilarTickets, TicketSummary},
    domain::{
        DraftId, Followed, Matter, Ticket, TicketId,
        lifecycle::{Asked, Duty, Need, Tells, Verb},
    },
    tui::{
        desk::{Say, Weight},
        effect::{Effect, Request},
        runtime::Input,
        tickets::Names,
        widgets::Choice,
    },
};

/// After this time it is asked again: others write tickets too.
const STALE: TimeDelta = TimeDelta::minutes(1);

/// What is known of tickets like a form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kin {
    /// What was asked for last, and when.
    asked: Option<(Matter, DateTime<Utc>)>,
    found: SimilarTickets,
}

impl Case {
    /// The ticket to follow, with the reason, where there are some of one event; none once the form says another place or category than
    /// was asked about.
    pub fn kin_of_event(&self) -> Option<&MergeHint> {
        let (asked, _) = self.kin.asked.as_ref()?;
        let now = matter_of(self);
        let is_told = (&asked.category, &asked.place) == (&now.category, &now.place);
        self.kin.found.hint.as_ref().filter(|hint| is_told && hint.alike.is_of_one_event())
    }
}

impl Kin {
    /// Open tickets of the same caller, the newest first.
    pub fn of_caller(&self) -> Vec<&TicketSummary> {
        let own = self.found.tickets.iter().filter(|similar| similar.alike.contact);
        own.map(|similar| &similar.ticket).collect()
    }
}

impl AgentScreen {
    /// Asks what is like the matter in hand, where that is another than was asked for; after a key nothing is, so that typing is not
    /// waited for.
    pub(super) fn seek_kin(&mut self, typed: Typed, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let has_ways = self.desk.catalogue.as_ref().is_some_and(|site| !site.lifecycles.is_empty());
        if typed == Typed::Yes || !has_ways || !self.desk.is_current() {
            return;
        }
        let Some(case) = self.call_case().filter(|case| case.is_open() && case.amends().is_none()) else {
            return;
        };
        let (id, matter) = (case.id(), matter_of(case));
        let is_known =
            case.kin.asked.as_ref().is_some_and(|(known, at)| *known == matter && now - *at < STALE);
        let says_nothing = matter.contact.is_none() && (matter.category.is_none() || matter.place.is_empty());
        if is_known || says_nothing || self.waiting.any(|what| matches!(what, Waiting::Similar(..))) {
            return;
        }
        if let Some(case) = self.case_of(id) {
            case.kin.asked = Some((matter.clone(), now));
        }
        self.ask(Waiting::Similar(id), Request::Similar(matter), now, out);
    }

    /// What is like the matter has come.
    pub(super) fn take_similar(&mut self, id: DraftId, found: SimilarTickets) {
        if let Some(case) = self.case_of(id) {
            case.kin.found = found;
        }
    }

    /// The ticket of the form in hand is to follow the one of the same event, or no more. The wish is kept with the form.
    pub(super) fn attach_to_kin(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let shown = self.case().filter(|case| case.draft.follows.is_some());
        let id = shown.or(self.call_case()).filter(|case| case.is_open()).map(Case::id);
        let catalogue = self.desk.catalogue.clone();
        let Some(case) = id.and_then(|id| self.case_of(id)) else {
            return self.say(Weight::Note, Say::plain("agent.kin.nothing"), now);
        };
        let before = case.draft.follows.take();
        if before.is_none() {
            let followed = |hint: &MergeHint| Followed { ticket: hint.mother, number: hint.number.clone() };
            case.draft.follows = case.kin_of_event().map(followed);
        }
        let is_found = case.draft.follows.is_some();
        if is_found || before.is_some() {
            case.changed(catalogue.as_deref(), out);
        }
        match before {
            Some(Followed { number, .. }) => {
                self.say(Weight::Note, Say::plain("agent.kin.stands-alone").with("number", number), now);
            }
            None if !is_found => self.say(Weight::Note, Say::plain("agent.kin.nothing"), now),
            None => {}
        }
    }

    /// What is done to a form's ticket at once: it follows the one that it is to follow, if its lifecycle lets an agent say so.
    pub(super) fn following(&self, case: &Case) -> Option<Box<Asked>> {
        let followed = case.draft.follows.as_ref()?;
        let form = &case.draft.form;
        let lifecycle = self.desk.catalogue.as_deref()?.lifecycle_of(form.category.as_ref())?;
        let begins = if form.is_answered() { &lifecycle.answered } else { &lifecycle.start };
        let lets_follow = |verb: &&Verb| {
            verb.needs.contains(&Need::Mother) && verb.by.contains(&Duty::Agent) && verb.from.contains(begins)
        };
        let verb = lifecycle.verbs.iter().find(lets_follow)?.id.clone();
        Some(Box::new(Asked { mother: Some(followed.ticket), ..Asked::plain(verb) }))
    }

    /// A form is a ticket now: whether it follows the one that it was to follow.
    pub(super) fn say_followed(&mut self, ticket: &Ticket, now: DateTime<Utc>) {
        let Some(case) = self.case_of(DraftId(ticket.id.0)) else { return };
        let Some(Followed { number, .. }) = case.draft.follows.take() else { return };
        let (weight, key) = match ticket.work.mother {
            Some(_) => (Weight::Good, "agent.kin.follows"),
            None => (Weight::Bad, "agent.kin.cannot-follow"),
        };
        let say = Say::plain(key).with("number", ticket.number.as_str()).with("mother", number);
        self.say(weight, say, now);
    }

    /// Urges the caller's open ticket in the place of writing another; where there are several, one is chosen.
    pub(super) fn urge_kin(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let own: Vec<TicketSummary> = self.kin_of_caller().into_iter().cloned().collect();
        match own.as_slice() {
            [] => self.say(Weight::Note, Say::plain("agent.kin.nothing"), now),
            [one] => self.urge(one, now, out),
            several => self.offer_kin("agent.kin.urge-which", several, Offer::Urge),
        }
    }

    /// Opens the caller's open ticket, else that of the same event; where there are several, one is chosen.
    pub(super) fn open_kin(&mut self, now: DateTime<Utc>) {
        let own: Vec<TicketSummary> = self.kin_of_caller().into_iter().cloned().collect();
        let event = self.call_case().and_then(Case::kin_of_event).map(|hint| hint.mother);
        match (own.as_slice(), event) {
            ([], None) => self.say(Weight::Note, Say::plain("agent.kin.nothing"), now),
            ([], Some(mother)) => self.look_at_ticket(mother),
            ([one], _) => self.look_at_ticket(one.id),
            (several, _) => self.offer_kin("agent.kin.open-which", several, Offer::Show),
        }
    }

    pub(super) fn look_at_ticket(&mut self, id: TicketId) {
        self.layers.close_all();
        self.browser.pane_mut().show(id, None);
        self.is_browsing = true;
    }

    /// Urges one of the caller's open tickets.
    pub(super) fn urge_one(&mut self, id: TicketId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let one = self.kin_of_caller().into_iter().find(|ticket| ticket.id == id).cloned();
        if let Some(one) = one {
            self.urge(&one, now, out);
        }
    }

    fn urge(&mut self, one: &TicketSummary, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let catalogue = self.desk.catalogue.as_deref();
        let lifecycle = catalogue.and_then(|site| site.lifecycle(&one.lifecycle));
        let urges = |verb: &&Verb| {
            verb.tells == Some(Tells::Urge)
                && verb.by.contains(&Duty::Agent)
                && verb.from.contains(&one.state)
        };
        let verb = lifecycle.and_then(|lifecycle| lifecycle.verbs.iter().find(urges));
        let Some(verb) = verb.map(|verb| verb.id.clone()) else {
            let state = Names::of_lifecycle(&self.desk, &one.lifecycle).state(&one.state).to_owned();
            let say = Say::plain("agent.kin.cannot-urge").with("number", one.number.as_str());
            return self.say(Weight::Note, say.with("state", state), now);
        };
        let done = Say::plain("agent.kin.urged").with("number", one.number.as_str());
        if self.is_waiting_for(&Waiting::Kin(done.clone())) {
            return;
        }
        let wanted = Box::new(MoveTicket { version: one.version, asked: Asked::plain(verb) });
        self.ask(Waiting::Kin(done), Request::Move { ticket: one.id, wanted }, now, out);
    }

    fn kin_of_caller(&self) -> Vec<&TicketSummary> {
        self.call_case().map(|case| case.kin.of_caller()).unwrap_or_default()
    }

    fn offer_kin(
        &mut self,
        title: &'static str,
        several: &[TicketSummary],
        offer: impl Fn(TicketId) -> Offer,
    ) {
        let choice = |ticket: &TicketSummary| Choice {
            label: format!("{} {} {}", ticket.number, ticket.subject, ticket.place),
            detail: Names::of_lifecycle(&self.desk, &ticket.lifecycle).state(&ticket.state).to_owned(),
            also: String::new(),
        };
        let offers = several.iter().map(|ticket| (offer(ticket.id), choice(ticket))).collect();
        self.offer(title, offers);
    }
}

/// Whether an input was a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Something was typed or pressed.
    Yes,
    /// Time passed, or somebody else spoke.
    No,
}

impl Typed {
    /// Whether this input is a key.
    pub fn of<M>(input: &Input<M>) -> Self {
        match input {
            Input::Tick | Input::App(_) => Self::No,
            _ => Self::Yes,
        }
    }
}

fn matter_of(case: &Case) -> Matter {
    let form = &case.draft.form;
    Matter { contact: case.contact(), category: form.category.clone(), place: form.place.trim().to_owned() }
}
