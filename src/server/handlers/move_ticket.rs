//! What people do to tickets, and what a second person says to it.

use axum::extract::State;

use super::{Problems, Written, answered, ticket_seen};
use crate::{
    api::{DecideApproval, Me, MoveTicket},
    domain::{Ticket, TicketId},
    server::{
        app::App,
        desk::{Ask, Family},
        extract::{At, TicketStaff, Write},
        problem::ApiError,
        writer::Key,
    },
};

/// Do something to a ticket by the rules of its lifecycle. What a second person has to approve is asked for instead.
#[utoipa::path(post, path = "/tickets/{ticket}/moves", params(("ticket" = TicketId, Path)),
    request_body = MoveTicket, responses((status = OK, body = Ticket), Problems))]
pub async fn move_ticket(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<TicketId>,
    Write { key, body }: Write<MoveTicket>,
) -> Result<Written, ApiError> {
    let family = Box::new(family_sent(&app, &me, id, body.asked.mother, key).await?);
    let ask = Ask::Move { family, wanted: Box::new(body) };
    app.writer.ask(me, ask, Some(key)).await.map(Written::Ok)
}

/// Approve what somebody else has asked for, or do not.
#[utoipa::path(post, path = "/tickets/{ticket}/approval", params(("ticket" = TicketId, Path)),
    request_body = DecideApproval, responses((status = OK, body = Ticket), Problems))]
pub async fn decide_approval(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<TicketId>,
    Write { key, body }: Write<DecideApproval>,
) -> Result<Written, ApiError> {
    let family = family_sent(&app, &me, id, None, key).await?;
    let pending = family.ticket.work.pending.as_ref();
    let mother = pending.and_then(|pending| pending.asked.mother);
    let family = Box::new(match mother {
        Some(mother) => Family { mother: Some(ticket_seen(&app, &me, mother).await?), ..family },
        None => family,
    });
    app.writer.ask(me, Ask::Decide { family, decided: body }, Some(key)).await.map(Written::Ok)
}

/// As [`family`]; and of a request that was answered before, whatever may be seen since then: the writer only repeats its answer.
async fn family_sent(
    app: &App,
    me: &Me,
    id: TicketId,
    mother: Option<TicketId>,
    key: Key,
) -> Result<Family, ApiError> {
    let missing = match family(app, me, id, mother).await {
        Ok(family) => return Ok(family),
        Err(missing) => missing,
    };
    let before = answered(app, me, key.id).await?.filter(|given| given.request == key.request);
    let ticket = if before.is_some() { app.store.ticket(id).await? } else { None };
    let ticket = ticket.ok_or(missing)?;
    Ok(Family { ticket, mother: None, children: Vec::new() })
}

/// What is known before the writer looks again.
pub(super) async fn family(
    app: &App,
    me: &Me,
    id: TicketId,
    mother: Option<TicketId>,
) -> Result<Family, ApiError> {
    let ticket = ticket_seen(app, me, id).await?;
    let mother = match mother {
        Some(mother) => Some(ticket_seen(app, me, mother).await?),
        None => None,
    };
    Ok(Family { ticket, mother, children: Vec::new() })
}
