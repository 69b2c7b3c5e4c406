//! Whom to call.

use std::collections::HashMap;

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{Me, Page, Promise, TicketSummary, ToCall},
    domain::{Callback, Contact, ContactId, Ticket, TicketId},
    server::{
        app::App,
        extract::{Asked, Staff},
        masking::callback_for,
        problem::ApiError,
    },
    storage::{DuePlace, TicketFilter},
};

/// A page of a list by due time.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageByDue {
    /// `next` of the page before; none for the first.
    after: Option<String>,
    /// Most items; 50 if left out.
    limit: Option<u32>,
}

/// Somebody to call, as stored.
enum Found {
    Ticket(Box<Ticket>),
    Promise(Box<Callback>),
}

/// Whom and what the promises of a page are about.
struct About {
    tickets: HashMap<TicketId, Ticket>,
    contacts: HashMap<ContactId, Contact>,
}

/// Callbacks that are promised and not done, and tickets whose callers are to be told the answer, together: the first due first. What is
/// promised for a ticket that is due before it in the same list is left out.
#[utoipa::path(get, path = "/callbacks", params(PageByDue),
    responses((status = OK, body = Page<ToCall>), Problems))]
pub async fn callbacks(
    State(app): State<App>,
    Staff(me): Staff,
    Asked(page): Asked<PageByDue>,
) -> Result<Json<Page<ToCall>>, ApiError> {
    let after = page.after.as_deref().map(str::parse).transpose()?;
    let limit = page.limit.unwrap_or(50).clamp(1, app.limits.page);
    let Page { items, next } = found(&app, after, limit).await?;
    let about = About::of(&app, &items).await?;
    let mut shown = Vec::with_capacity(items.len());
    for found in items {
        match found {
            Found::Ticket(ticket) => {
                shown.push(ToCall::Ticket { ticket: Box::new(TicketSummary::of(&ticket)) })
            }
            Found::Promise(callback) => shown.extend(about.promise(&app, &me, *callback)?),
        }
    }
    Ok(Json(Page { items: shown, next }))
}

/// A page of each, put in one order; what of them is beyond the page is read again with the next one.
async fn found(app: &App, after: Option<DuePlace>, limit: u32) -> Result<Page<Found>, ApiError> {
    let tickets = match &app.to_call[..] {
        [] => Page { items: Vec::new(), next: None },
        states => {
            let filter = TicketFilter { states: states.to_vec(), ..TicketFilter::default() };
            app.store.tickets(&filter, after, limit).await?
        }
    };
    let promises = app.store.promises(after, limit).await?;
    let goes_on = tickets.next.is_some() || promises.next.is_some();
    let tickets = tickets.items.into_iter().map(|ticket| Found::Ticket(Box::new(ticket)));
    let promises = promises.items.into_iter().map(|callback| Found::Promise(Box::new(callback)));
    let mut items: Vec<Found> = tickets.chain(promises).collect();
    items.sort_by_key(|found| found.place().order());
    let more = goes_on || items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| more).map(|last| last.place().to_string());
    Ok(Page { items, next })
}

impl About {
    async fn of(app: &App, items: &[Found]) -> Result<Self, ApiError> {
        let promises = || items.iter().filter_map(Found::promise);
        let tickets: Vec<TicketId> = promises().filter_map(|callback| callback.ticket).collect();
        let contacts: Vec<ContactId> = promises().map(|callback| callback.contact).collect();
        let tickets = app.store.tickets_of(&tickets).await?;
        Ok(Self {
            tickets: tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect(),
            contacts: app.store.contacts_of(&contacts).await?,
        })
    }

    /// A promise with whom and what it is about; none where its ticket stands before it in the list.
    fn promise(&self, app: &App, me: &Me, callback: Callback) -> Result<Option<ToCall>, ApiError> {
        let ticket = callback.ticket.and_then(|ticket| self.tickets.get(&ticket));
        let is_listed = |ticket: &Ticket| !ticket.is_over() && app.to_call.contains(ticket.state());
        let place = DuePlace::of_callback(&callback).order();
        if ticket.is_some_and(|ticket| is_listed(ticket) && DuePlace::of_ticket(ticket).order() <= place) {
            return Ok(None);
        }
        let contact = self.contacts.get(&callback.contact);
        let contact = contact.ok_or_else(|| ApiError::not_found("contact", callback.contact))?.masked();
        let (callback, ticket) = (callback_for(me, callback), ticket.map(|ticket| ticket.number.clone()));
        Ok(Some(ToCall::Promise { promise: Box::new(Promise { callback, contact, ticket }) }))
    }
}

impl Found {
    fn promise(&self) -> Option<&Callback> {
        match self {
            Self::Ticket(_) => None,
            Self::Promise(callback) => Some(callback),
        }
    }

    fn place(&self) -> DuePlace {
        match self {
            Self::Ticket(ticket) => DuePlace::of_ticket(ticket),
            Self::Promise(callback) => DuePlace::of_callback(callback),
        }
    }
}
