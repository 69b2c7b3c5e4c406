//! A ticket's form changes.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{AmendTicket, Code},
    domain::{Ticket, TicketId},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Change a ticket's form, made from the version named. Only who wrote it may: others do not see all of it.
#[utoipa::path(put, path = "/tickets/{ticket}", params(("ticket" = TicketId, Path)),
    request_body = AmendTicket, responses((status = OK, body = Ticket), Problems))]
pub async fn amend_ticket(
    State(app): State<App>,
    agent: Agent,
    At(id): At<TicketId>,
    Write { key, body }: Write<AmendTicket>,
) -> Result<Written, ApiError> {
    let ticket = app.store.ticket(id).await?.ok_or_else(|| ApiError::not_found("ticket", id))?;
    if ticket.agent != agent.id {
        let detail =
            format!("ticket {} was written by agent {}; ask that agent", ticket.number, ticket.agent);
        return Err(ApiError::new(Code::Forbidden, detail));
    }
    let ask = Ask::Amend { current: Box::new(ticket), amend: Box::new(body) };
    app.writer.ask(agent.me, ask, Some(key)).await.map(Written::Ok)
}
