//! Another's state, by a lead.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{StateAnswer, WantState},
    domain::AgentId,
    server::{
        app::App,
        desk::Ask,
        extract::{At, Lead, Write},
        problem::ApiError,
    },
};

/// Force an agent's state.
#[utoipa::path(put, path = "/agents/{agent}/state", params(("agent" = AgentId, Path)),
    request_body = WantState, responses((status = OK, body = StateAnswer), Problems))]
pub async fn force_state(
    State(app): State<App>,
    Lead(me): Lead,
    At(agent): At<AgentId>,
    Write { key, body }: Write<WantState>,
) -> Result<Written, ApiError> {
    app.writer.ask(me, Ask::ForceState { agent, want: body.want }, Some(key)).await.map(Written::Ok)
}
