//! A form becomes a ticket.

use std::sync::Arc;

use axum::extract::State;

use super::{Problems, Written, move_ticket::family};
use crate::{
    api::{Me, MoveTicket, SubmitTicket},
    domain::{Ticket, TicketId, lifecycle::Asked},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Write},
        problem::ApiError,
    },
};

/// Submit a form: once for a draft, however often it is sent. What is to be done to its ticket at once is done as long as nothing else was.
#[utoipa::path(post, path = "/tickets", request_body = SubmitTicket,
    responses((status = CREATED, body = Ticket), Problems))]
pub async fn submit_ticket(
    State(app): State<App>,
    agent: Agent,
    Write { key, body }: Write<SubmitTicket>,
) -> Result<Written, ApiError> {
    let (id, me, then) = (TicketId(body.draft.0), agent.me, body.then.clone());
    let submitted = app.writer.ask(me.clone(), Ask::Submit(Box::new(body)), Some(key)).await?;
    let done = match then {
        Some(asked) => done_at_once(&app, me, id, *asked).await?,
        None => None,
    };
    Ok(Written::Created(done.unwrap_or(submitted)))
}

/// Does it to a ticket that nothing was done to since it was submitted; its answer, or none where it cannot be done.
///
/// # Errors
/// When it may be done later: who sends all of it again loses nothing.
async fn done_at_once(
    app: &App,
    me: Arc<Me>,
    id: TicketId,
    asked: Asked,
) -> Result<Option<String>, ApiError> {
    let verb = asked.verb.clone();
    let done = async {
        let family = Box::new(family(app, &me, id, asked.mother).await?);
        if family.ticket.version > 1 {
            return serde_json::to_string(&family.ticket).map_err(|error| ApiError::internal(&error));
        }
        let wanted = Box::new(MoveTicket { version: 1, asked });
        app.writer.ask(me, Ask::Move { family, wanted }, None).await
    };
    match done.await {
        Ok(ticket) => Ok(Some(ticket)),
        Err(error) if error.comes_right_later() => Err(error),
        Err(error) => {
            tracing::info!(ticket = %id.0, %verb, ?error, "what was to be done at once cannot be done");
            Ok(None)
        }
    }
}
