//! One handler a file, or two that differ in one word: what it takes, who may ask, what it answers.

use std::collections::BTreeMap;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder, response},
};
use uuid::Uuid;

use super::{app::App, masking::sees, problem::ApiError};
use crate::{
    api::{Me, Problem},
    domain::{Ticket, TicketId},
    storage::GivenAnswer,
};

mod amend_ticket;
mod attachments;
mod broadcast;
mod call_back;
mod call_events;
mod callbacks;
mod calls;
mod candidates;
mod catalogue;
mod contact;
mod contacts;
mod finish_callback;
mod floor;
mod force_state;
mod health;
mod history;
mod identify;
mod imports;
mod live;
mod look;
mod move_ticket;
mod my_call;
mod my_metrics;
mod my_state;
mod openapi;
mod promise_callback;
mod recording;
mod reports;
mod reveal;
mod sign_in;
mod sign_out;
mod similar_tickets;
mod steer;
mod submit_ticket;
mod take_in;
mod ticket;
mod ticket_events;
mod tickets;
mod views;
mod webhooks;
mod who_is_who;
mod write_contact;

// Each brings its handler, and what the document says of it.
pub use amend_ticket::*;
pub use attachments::*;
pub use broadcast::*;
pub use call_back::*;
pub use call_events::*;
pub use callbacks::*;
pub use calls::*;
pub use candidates::*;
pub use catalogue::*;
pub use contact::*;
pub use contacts::*;
pub use finish_callback::*;
pub use floor::*;
pub use force_state::*;
pub use health::*;
pub use history::*;
pub use identify::*;
pub use imports::*;
pub use live::*;
pub use look::*;
pub use move_ticket::*;
pub use my_call::*;
pub use my_metrics::*;
pub use my_state::*;
pub use openapi::*;
pub use promise_callback::*;
pub use recording::*;
pub use reports::*;
pub use reveal::*;
pub use sign_in::*;
pub use sign_out::*;
pub use similar_tickets::*;
pub use steer::*;
pub use submit_ticket::*;
pub use take_in::*;
pub use ticket::*;
pub use ticket_events::*;
pub use tickets::*;
pub use views::*;
pub use webhooks::*;
pub use who_is_who::*;
pub use write_contact::*;

/// The answer to a write: JSON that is the same when it is asked for again. Only a ticket is then told as it stands by that time.
pub enum Written {
    /// Something was done.
    Ok(String),
    /// Something new is there.
    Created(String),
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let (status, json) = match self {
            Self::Ok(json) => (StatusCode::OK, json),
            Self::Created(json) => (StatusCode::CREATED, json),
        };
        (status, [(header::CONTENT_TYPE, "application/json")], json).into_response()
    }
}

/// A ticket that the user may see; others are not there for them.
async fn ticket_seen(app: &App, me: &Me, id: TicketId) -> Result<Ticket, ApiError> {
    let found = app.store.ticket(id).await?.filter(|ticket| sees(me, ticket, &app.units));
    found.ok_or_else(|| ApiError::not_found("ticket", id))
}

/// What this user was answered under this key, if anything. Who has handed a ticket on sees it no more, and may still send that again when
/// the answer was lost: the writer repeats it.
async fn answered(app: &App, me: &Me, key: Uuid) -> Result<Option<GivenAnswer>, ApiError> {
    Ok(app.store.answers(&[key]).await?.into_iter().find(|given| given.user == me.user))
}

/// What every request may be answered when something is wrong, for the document.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<response::Response>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let response = ResponseBuilder::new()
            .description("What is wrong and what to do about it.")
            .content("application/problem+json", content)
            .build();
        BTreeMap::from([("default".to_owned(), response.into())])
    }
}
