//! A line to everybody.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, SendBroadcast},
    server::{
        app::App,
        desk::Ask,
        extract::{Lead, Write},
        problem::ApiError,
    },
};

/// Show a line on all screens; an empty one takes the last down.
#[utoipa::path(post, path = "/broadcasts", request_body = SendBroadcast,
    responses((status = OK, body = Done), Problems))]
pub async fn broadcast(
    State(app): State<App>,
    Lead(me): Lead,
    Write { key, body }: Write<SendBroadcast>,
) -> Result<Written, ApiError> {
    app.writer.ask(me, Ask::Broadcast(body), Some(key)).await.map(Written::Ok)
}
