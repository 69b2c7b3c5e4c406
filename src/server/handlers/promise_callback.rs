//! A callback is promised.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::PromiseCallback,
    domain::{Callback, CallbackId},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Write},
        problem::ApiError,
    },
};

/// Promise a callback. Its identity is the idempotency key, so that it is promised once.
#[utoipa::path(post, path = "/callbacks", request_body = PromiseCallback,
    responses((status = CREATED, body = Callback), Problems))]
pub async fn promise_callback(
    State(app): State<App>,
    agent: Agent,
    Write { key, body }: Write<PromiseCallback>,
) -> Result<Written, ApiError> {
    let ask = Ask::Promise { id: CallbackId(key.id), promise: body };
    app.writer.ask(agent.me, ask, Some(key)).await.map(Written::Created)
}
