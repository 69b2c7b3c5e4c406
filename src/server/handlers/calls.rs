//! Calls of the log, for review.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{CallSummary, Page},
    domain::{AgentId, QueueId},
    server::{
        app::App,
        extract::{Asked, PageOf, Reviewer},
        problem::ApiError,
    },
    storage::CallFilter,
};

/// Which calls.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Answered by this agent.
    agent: Option<AgentId>,
    /// Through this queue.
    queue: Option<QueueId>,
}

/// Calls, newest first.
#[utoipa::path(get, path = "/calls", params(PageOf, Which),
    responses((status = OK, body = Page<CallSummary>), Problems))]
pub async fn calls(
    State(app): State<App>,
    _: Reviewer,
    Asked(page): Asked<PageOf>,
    Asked(which): Asked<Which>,
) -> Result<Json<Page<CallSummary>>, ApiError> {
    let filter = CallFilter { agent: which.agent, queue: which.queue };
    Ok(Json(app.store.calls(&filter, page.place()?, page.limit(&app)).await?))
}
