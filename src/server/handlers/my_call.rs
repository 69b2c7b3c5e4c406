//! What an agent does with the call in hand, and in its script.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{CallAction, Done, ScriptMark},
    domain::CallId,
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Answer, reject, hold, resume, hang up, transfer, finish. The answer says that it was asked of the switch; what happens is an event.
#[utoipa::path(post, path = "/calls/{call}/actions", params(("call" = CallId, Path)),
    request_body = CallAction, responses((status = OK, body = Done), Problems))]
pub async fn act_on_call(
    State(app): State<App>,
    agent: Agent,
    At(call): At<CallId>,
    Write { key, body: action }: Write<CallAction>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::Call { call, action }, Some(key)).await.map(Written::Ok)
}

/// Mark a script as started, a step as entered or said.
#[utoipa::path(post, path = "/calls/{call}/script", params(("call" = CallId, Path)),
    request_body = ScriptMark, responses((status = OK, body = Done), Problems))]
pub async fn mark_script(
    State(app): State<App>,
    agent: Agent,
    At(call): At<CallId>,
    Write { key, body: mark }: Write<ScriptMark>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::Mark { call, mark }, Some(key)).await.map(Written::Ok)
}
