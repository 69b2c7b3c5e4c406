//! All that happened to one ticket.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    domain::{Recorded, TicketId},
    server::{
        app::App,
        extract::{At, TicketStaff},
        masking::Sight,
        problem::ApiError,
    },
};

/// No ticket has more events than this; one that had would still be shown from its beginning.
const MOST: u32 = 10_000;

/// A ticket's events in order, callers masked.
#[utoipa::path(get, path = "/tickets/{ticket}/events", params(("ticket" = TicketId, Path)),
    responses((status = OK, body = Vec<Recorded>), Problems))]
pub async fn ticket_events(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(ticket): At<TicketId>,
) -> Result<Json<Vec<Recorded>>, ApiError> {
    super::ticket_seen(&app, &me, ticket).await?;
    let events = app.store.ticket_events(ticket, MOST).await?;
    Ok(Json(events.iter().map(|recorded| Sight::Review.event(recorded)).collect()))
}
