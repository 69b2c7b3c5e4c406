//! A ticket as it stands.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    domain::{Ticket, TicketId},
    server::{
        app::App,
        extract::{At, TicketStaff},
        masking::ticket_for,
        problem::ApiError,
    },
};

/// A ticket; the caller's name and number are masked for all but who wrote it.
#[utoipa::path(get, path = "/tickets/{ticket}", params(("ticket" = TicketId, Path)),
    responses((status = OK, body = Ticket), Problems))]
pub async fn ticket(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<TicketId>,
) -> Result<Json<Ticket>, ApiError> {
    let ticket = super::ticket_seen(&app, &me, id).await?;
    Ok(Json(ticket_for(&me, ticket, &app.units)))
}
