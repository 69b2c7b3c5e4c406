//! Who is looking at a ticket now.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::Looker,
    domain::TicketId,
    server::{
        app::App,
        extract::{At, TicketStaff},
        problem::ApiError,
    },
};

/// Say that a ticket is on the screen, again every five seconds; answers who else looks at it.
#[utoipa::path(post, path = "/tickets/{ticket}/looks", params(("ticket" = TicketId, Path)),
    responses((status = OK, body = Vec<Looker>), Problems))]
pub async fn look(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<TicketId>,
) -> Result<Json<Vec<Looker>>, ApiError> {
    super::ticket_seen(&app, &me, id).await?;
    Ok(Json(app.looks.look(id, &me)))
}
