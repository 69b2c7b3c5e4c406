//! All that happened with one call.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    domain::{CallId, Recorded},
    server::{
        app::App,
        extract::{At, Reviewer},
        masking::Sight,
        problem::ApiError,
    },
};

/// No call has more events than this; one that had would still be shown from its beginning.
const MOST: u32 = 10_000;

/// A call's events in order, callers masked.
#[utoipa::path(get, path = "/calls/{call}/events", params(("call" = CallId, Path)),
    responses((status = OK, body = Vec<Recorded>), Problems))]
pub async fn call_events(
    State(app): State<App>,
    Reviewer(me): Reviewer,
    At(call): At<CallId>,
) -> Result<Json<Vec<Recorded>>, ApiError> {
    if app.store.call(call).await?.is_none() {
        return Err(ApiError::not_found("call", call));
    }
    let sight = Sight::of(&me);
    let events = app.store.call_events(call, MOST).await?;
    Ok(Json(events.iter().map(|recorded| sight.event(recorded)).collect()))
}
