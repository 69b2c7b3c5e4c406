//! The agent's own state.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{StateAnswer, WantState},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Write},
        problem::ApiError,
    },
};

/// Ready, away or signed out: now, or after the present call.
#[utoipa::path(put, path = "/agents/me/state", request_body = WantState,
    responses((status = OK, body = StateAnswer), Problems))]
pub async fn my_state(
    State(app): State<App>,
    agent: Agent,
    Write { key, body }: Write<WantState>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::WantState(body.want), Some(key)).await.map(Written::Ok)
}
