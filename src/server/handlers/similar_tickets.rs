//! Tickets that may be of the event that a caller tells of.

use std::collections::BTreeSet;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Problems, ticket_seen};
use crate::{
    api::{Code, Me, MergeHint, SimilarTicket, SimilarTickets, TicketSummary},
    domain::{Alike, CategoryCode, ContactId, Matter, Ticket, TicketForm, TicketId},
    server::{
        app::App,
        extract::{Asked, TicketStaff},
        masking::sees,
        problem::ApiError,
    },
    storage::OpenOf,
};

/// What is known of the matter so far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichMatter {
    /// Who calls.
    contact: Option<ContactId>,
    /// What it is.
    category: Option<CategoryCode>,
    /// Where, in the caller's words.
    #[serde(default)]
    place: String,
    /// The matter's own ticket, if it has one already.
    ticket: Option<TicketId>,
}

/// Most tickets that are looked at of a category, and of a contact: the newest.
const LOOKED_AT: u32 = 200;

/// Open tickets of the last hours in the same street and of the same category, and those of the same contact of the last days. `hint` says
/// which of them a new ticket could follow, and why.
#[utoipa::path(get, path = "/tickets/similar", params(WhichMatter),
    responses((status = OK, body = SimilarTickets), Problems))]
pub async fn similar_tickets(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    Asked(which): Asked<WhichMatter>,
) -> Result<Json<SimilarTickets>, ApiError> {
    if which.place.chars().count() > TicketForm::LINE_MAX {
        let detail = format!("`place` is longer than {} characters; shorten it", TicketForm::LINE_MAX);
        return Err(ApiError::new(Code::BadRequest, detail));
    }
    let WhichMatter { contact, category, place, ticket: own } = which;
    let (matter, now) = (Matter { contact, category, place }, app.clock.now());
    let mut found = candidates(&app, &matter, now).await?;
    found.retain(|ticket| Some(ticket.id) != own && sees(&me, ticket, &app.units));
    let alike = |ticket: Ticket| Some((Alike::of(&matter, &ticket)?, ticket));
    let found: Vec<_> = found.into_iter().filter_map(alike).collect();
    let hint = hint(&app, &me, &found, now).await?;
    let similar = |(alike, ticket)| SimilarTicket { ticket: TicketSummary::of(&ticket), alike };
    Ok(Json(SimilarTickets { tickets: found.into_iter().map(similar).collect(), hint }))
}

/// Tickets of the category and of the contact, each once, the newest first.
async fn candidates(app: &App, matter: &Matter, now: DateTime<Utc>) -> Result<Vec<Ticket>, ApiError> {
    let (event, caller) = (now - app.limits.same_event, now - app.limits.same_caller);
    let by_category = matter.category.clone().filter(|_| !matter.place.is_empty());
    let by_category = by_category.map(|category| (OpenOf::Category(category), event));
    let by_contact = matter.contact.map(|contact| (OpenOf::Contact(contact), caller));
    let mut found = Vec::new();
    for (of, since) in by_category.into_iter().chain(by_contact) {
        found.extend(app.store.open_tickets(&of, since, LOOKED_AT).await?);
    }
    found.sort_by_key(|ticket| std::cmp::Reverse((ticket.at, ticket.id)));
    found.dedup_by_key(|ticket| ticket.id);
    Ok(found)
}

/// Which ticket to follow: of those of one event if there are any, else of those of the same contact.
async fn hint(
    app: &App,
    me: &Me,
    found: &[(Alike, Ticket)],
    now: DateTime<Utc>,
) -> Result<Option<MergeHint>, ApiError> {
    let is_of_one_event = found.iter().any(|(alike, _)| alike.is_of_one_event());
    let fits = |(alike, _): &&(Alike, Ticket)| alike.is_of_one_event() == is_of_one_event;
    let alike: Vec<_> = found.iter().filter(fits).collect();
    let (Some((like, _)), Some((_, oldest))) = (alike.first(), alike.last()) else { return Ok(None) };
    let mother = mother(app, me, &alike).await?;
    Ok(mother.map(|(mother, number)| MergeHint {
        mother,
        number,
        tickets: u32::try_from(alike.len()).unwrap_or(u32::MAX),
        within_s: u32::try_from((now - oldest.at).num_seconds()).unwrap_or(0),
        alike: like.clone(),
    }))
}

/// The ticket that most others follow, be it older than those that were looked at; else the oldest that follows none.
async fn mother(
    app: &App,
    me: &Me,
    alike: &[&(Alike, Ticket)],
) -> Result<Option<(TicketId, String)>, ApiError> {
    let tickets = || alike.iter().map(|(_, ticket)| ticket);
    let known: BTreeSet<_> = tickets().flat_map(|ticket| [Some(ticket.id), ticket.work.mother]).collect();
    let known: Vec<_> = known.into_iter().flatten().collect();
    if let Some(mother) = app.store.most_followed(&known).await? {
        let found = ticket_seen(app, me, mother).await.ok().filter(|ticket| !ticket.is_over());
        if let Some(ticket) = found {
            return Ok(Some((ticket.id, ticket.number)));
        }
    }
    let oldest = tickets().rev().find(|ticket| ticket.work.mother.is_none());
    Ok(oldest.map(|ticket| (ticket.id, ticket.number.clone())))
}
