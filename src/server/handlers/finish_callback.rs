//! A callback is off the list.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, FinishCallback},
    domain::CallbackId,
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Say how a callback ended.
#[utoipa::path(post, path = "/callbacks/{callback}/done", params(("callback" = CallbackId, Path)),
    request_body = FinishCallback, responses((status = OK, body = Done), Problems))]
pub async fn finish_callback(
    State(app): State<App>,
    agent: Agent,
    At(id): At<CallbackId>,
    Write { key, body }: Write<FinishCallback>,
) -> Result<Written, ApiError> {
    app.writer
        .ask(agent.me, Ask::FinishCallback { id, outcome: body.outcome }, Some(key))
        .await
        .map(Written::Ok)
}
