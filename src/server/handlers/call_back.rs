//! An agent calls whom a callback was promised.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{CallBack, Done},
    domain::CallbackId,
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Call whom a callback was promised: the agent's own phone rings first. The answer says that it was asked of the switch; what happens is an event.
#[utoipa::path(post, path = "/callbacks/{callback}/call", params(("callback" = CallbackId, Path)),
    request_body = CallBack, responses((status = OK, body = Done), Problems))]
pub async fn call_back(
    State(app): State<App>,
    agent: Agent,
    At(id): At<CallbackId>,
    Write { key, body }: Write<CallBack>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::CallBack { id, call: body.call }, Some(key)).await.map(Written::Ok)
}
