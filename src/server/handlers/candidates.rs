//! Who may be calling, and why.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{Candidate, Code},
    domain::{CallId, ContactId, DialPlan, Event, Evidence, PhoneNumber, SameIn, SecretField, Ticket},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Asked, At},
        problem::ApiError,
    },
    storage::StoreError,
};

/// What the caller has said so far.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Told {
    /// The whole name.
    name: Option<String>,
    /// The place that it is about.
    place: Option<String>,
}

/// Longest name or place, characters.
const LONGEST: usize = 200;

/// Contacts who may be the caller of the agent's call, masked, the last caller first. Whose name was given whole is on record as a reveal.
#[utoipa::path(get, path = "/calls/{call}/candidates", params(("call" = CallId, Path), Told),
    responses((status = OK, body = Vec<Candidate>), Problems))]
pub async fn candidates(
    State(app): State<App>,
    agent: Agent,
    At(call): At<CallId>,
    Asked(told): Asked<Told>,
) -> Result<Json<Vec<Candidate>>, ApiError> {
    check(&told)?;
    check_in_hand(&app, &agent, call).await?;
    let candidates = may_be(&app, call, &told).await?;
    let named = |candidate: &&Candidate| {
        candidate.evidence.iter().any(|evidence| matches!(evidence, Evidence::SameName { .. }))
    };
    let contacts: Vec<ContactId> =
        candidates.iter().filter(named).map(|candidate| candidate.contact.id).collect();
    if !contacts.is_empty() {
        app.writer.ask(agent.me, Ask::Found { contacts, field: SecretField::Name }, None).await?;
    }
    Ok(Json(candidates))
}

/// Why this contact may be the caller of this call, by the number alone.
pub(super) async fn evidence(app: &App, call: CallId, contact: ContactId) -> Result<Vec<Evidence>, ApiError> {
    let found = may_be(app, call, &Told::default()).await?;
    let found = found.into_iter().find(|candidate| candidate.contact.id == contact);
    Ok(found.map(|candidate| candidate.evidence).unwrap_or_default())
}

fn check(told: &Told) -> Result<(), ApiError> {
    let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > LONGEST);
    if long(&told.name) || long(&told.place) {
        let detail = format!("`name` or `place` is longer than {LONGEST} characters; shorten it");
        return Err(ApiError::new(Code::BadRequest, detail));
    }
    Ok(())
}

/// Others may not find out by trying who calls whom.
async fn check_in_hand(app: &App, agent: &Agent, call: CallId) -> Result<(), ApiError> {
    let view = app.writer.look().await?;
    if view.floor.call_of(&agent.id).is_some_and(|own| own.id == call) {
        return Ok(());
    }
    let detail = format!(
        "call {call} is not in the hands of agent {}; only its own agent may ask who calls",
        agent.id
    );
    Err(ApiError::new(Code::Forbidden, detail))
}

async fn may_be(app: &App, call: CallId, told: &Told) -> Result<Vec<Candidate>, ApiError> {
    let store = &app.store;
    let number = number_of(app, call).await?;
    let forms = app.numbers.written(&number);
    let (name, place) = (told.name.as_deref().unwrap_or_default(), told.place.as_deref().unwrap_or_default());
    let mut sought =
        Sought { plan: &app.numbers, number, name: name.trim(), place: place.trim(), found: Vec::new() };
    let with_number = store.contacts_with(&forms).await?;
    let with_number: Vec<_> = with_number
        .into_iter()
        .filter(|contact| contact.numbers.iter().any(|own| sought.is_number(own)))
        .collect();
    let persons = u32::try_from(with_number.len()).unwrap_or(u32::MAX);
    for contact in with_number {
        sought.add(contact.id, Evidence::SameNumber { persons });
    }
    for ticket in store.tickets_naming(&forms, sought.name, sought.place).await? {
        let Some(contact) = ticket.contact else { continue };
        let Some(evidence) = sought.evidence_in(&ticket) else { continue };
        let shown = store.contact(contact).await?.map(|contact| contact.id);
        shown.into_iter().for_each(|contact| sought.add(contact, evidence.clone()));
    }
    shown(app, call, sought.found).await
}

/// The number that a call began with; the switch's word for a withheld one is none.
async fn number_of(app: &App, call: CallId) -> Result<PhoneNumber, StoreError> {
    let first = app.store.call_events(call, 1).await?.pop();
    Ok(match first.map(|recorded| recorded.event) {
        Some(Event::CallEntered { number, .. } | Event::CallPlaced { number, .. }) => number,
        _ => PhoneNumber::new(""),
    })
}

/// The last caller first; who has never called, last.
async fn shown(
    app: &App,
    call: CallId,
    found: Vec<(ContactId, Vec<Evidence>)>,
) -> Result<Vec<Candidate>, ApiError> {
    let mut candidates = Vec::new();
    for (id, evidence) in found {
        let last_call = app.store.last_call(id, call).await?;
        let contact = app.store.contact(id).await?;
        candidates.extend(contact.map(|contact| Candidate {
            contact: contact.masked(),
            evidence,
            last_call,
        }));
    }
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.last_call));
    Ok(candidates)
}

struct Sought<'a> {
    plan: &'a DialPlan,
    number: PhoneNumber,
    name: &'a str,
    place: &'a str,
    found: Vec<(ContactId, Vec<Evidence>)>,
}

impl Sought<'_> {
    fn is_number(&self, other: &PhoneNumber) -> bool {
        self.plan.is_same(&self.number, other)
    }

    /// One line of each kind is enough: the latest ticket comes first.
    fn add(&mut self, contact: ContactId, evidence: Evidence) {
        match self.found.iter_mut().find(|(known, _)| *known == contact) {
            None => self.found.push((contact, vec![evidence])),
            Some((_, known)) => {
                let same =
                    |known: &Evidence| std::mem::discriminant(known) == std::mem::discriminant(&evidence);
                if !known.iter().any(same) {
                    known.push(evidence);
                }
            }
        }
    }

    fn evidence_in(&self, ticket: &Ticket) -> Option<Evidence> {
        let (number, at) = (ticket.number.clone(), ticket.at);
        let same_number = self.is_number(&PhoneNumber::new(ticket.form.contact_number.as_str()));
        let same_name = !self.name.is_empty() && ticket.form.contact_name.trim() == self.name;
        let same_place = !self.place.is_empty() && ticket.form.place.trim() == self.place;
        match (same_name, same_number, same_place) {
            (true, true, _) => Some(Evidence::SameName { ticket: number, at, also: SameIn::Number }),
            (true, false, true) => Some(Evidence::SameName { ticket: number, at, also: SameIn::Place }),
            (false, true, _) => Some(Evidence::ReplyNumber { ticket: number, at }),
            _ => None,
        }
    }
}
