//! What an agent does with the call in hand.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{CallAction, Done},
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
    Write { key, body }: Write<CallAction>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::Call { call, action: body }, Some(key)).await.map(Written::Ok)
}
