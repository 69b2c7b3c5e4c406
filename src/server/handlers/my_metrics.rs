//! The agent's own numbers of today.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    metrics::Tally,
    server::{app::App, extract::Agent, problem::ApiError},
};

/// Today's tally of the agent signed in, up to now.
#[utoipa::path(get, path = "/metrics/me", responses((status = OK, body = Tally), Problems))]
pub async fn my_metrics(State(app): State<App>, agent: Agent) -> Result<Json<Tally>, ApiError> {
    let view = app.writer.look().await?;
    Ok(Json(view.today.agent(&agent.id, app.clock.reading().now).unwrap_or_default()))
}
