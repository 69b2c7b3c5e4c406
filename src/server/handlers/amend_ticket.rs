//! A ticket's form changes.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{AmendTicket, Code, Role},
    domain::{Ticket, TicketId},
    server::{
        app::App,
        desk::Ask,
        extract::{At, TicketStaff, Write},
        problem::ApiError,
    },
};

/// Change a ticket's form, made from the version named. Who wrote it may, and clerks, who do not see all of it and so say what they saw.
#[utoipa::path(put, path = "/tickets/{ticket}", params(("ticket" = TicketId, Path)),
    request_body = AmendTicket, responses((status = OK, body = Ticket), Problems))]
pub async fn amend_ticket(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<TicketId>,
    Write { key, body }: Write<AmendTicket>,
) -> Result<Written, ApiError> {
    let ticket = app.store.ticket(id).await?.ok_or_else(|| ApiError::not_found("ticket", id))?;
    if me.agent.as_ref() != Some(&ticket.agent) {
        if !me.roles.contains(&Role::Clerk) {
            let detail =
                format!("ticket {} was written by agent {}; ask that agent", ticket.number, ticket.agent);
            return Err(ApiError::new(Code::Forbidden, detail));
        }
        if body.base.is_none() {
            let detail = "a change of what another wrote needs `base`: the form that was seen";
            return Err(ApiError::new(Code::BadRequest, detail));
        }
    }
    let ask = Ask::Amend { current: Box::new(ticket), amend: Box::new(body) };
    app.writer.ask(me, ask, Some(key)).await.map(Written::Ok)
}
