//! What people do to tickets, and what a second person says to it.

use axum::extract::State;

use super::{Problems, Written, ticket_seen};
use crate::{
    api::{DecideApproval, Me, MoveTicket},
    domain::{Ticket, TicketId},
    server::{
        app::App,
        desk::{Ask, Family},
        extract::{At, TicketStaff, Write},
        problem::ApiError,
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
    let family = Box::new(family(&app, &me, id, body.asked.mother).await?);
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
    let family = family(&app, &me, id, None).await?;
    let pending = family.ticket.work.pending.as_ref();
    let mother = pending.and_then(|pending| pending.asked.mother);
    let family = Box::new(match mother {
        Some(mother) => Family { mother: Some(ticket_seen(&app, &me, mother).await?), ..family },
        None => family,
    });
    app.writer.ask(me, Ask::Decide { family, decided: body }, Some(key)).await.map(Written::Ok)
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
