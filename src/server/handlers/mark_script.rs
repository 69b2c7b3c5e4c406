//! What an agent did in the script of the call in hand.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, ScriptMark},
    domain::CallId,
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Mark a script as started, a step as entered or said.
#[utoipa::path(post, path = "/calls/{call}/script", params(("call" = CallId, Path)),
    request_body = ScriptMark, responses((status = OK, body = Done), Problems))]
pub async fn mark_script(
    State(app): State<App>,
    agent: Agent,
    At(call): At<CallId>,
    Write { key, body }: Write<ScriptMark>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::Mark { call, mark: body }, Some(key)).await.map(Written::Ok)
}
