//! A lead's hand on calls, and on differences between switch and desk.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, Settle, Steer},
    domain::CallId,
    server::{
        app::App,
        desk::Ask,
        extract::{At, Lead, Write},
        problem::ApiError,
    },
};

/// Listen to a talk, make a waiting call more urgent, give it to an agent. The answer says that it was asked; what happens is an event.
#[utoipa::path(post, path = "/calls/{call}/steer", params(("call" = CallId, Path)),
    request_body = Steer, responses((status = OK, body = Done), Problems))]
pub async fn steer(
    State(app): State<App>,
    Lead(me): Lead,
    At(call): At<CallId>,
    Write { key, body: steer }: Write<Steer>,
) -> Result<Written, ApiError> {
    app.writer.ask(me, Ask::Steer { call, steer }, Some(key)).await.map(Written::Ok)
}

/// Let the desk's word hold where switch and desk disagree: the switch is told again, and the difference is closed.
#[utoipa::path(post, path = "/differences/settle", request_body = Settle,
    responses((status = OK, body = Done), Problems))]
pub async fn settle(
    State(app): State<App>,
    Lead(me): Lead,
    Write { key, body }: Write<Settle>,
) -> Result<Written, ApiError> {
    app.writer.ask(me, Ask::Settle(body.about), Some(key)).await.map(Written::Ok)
}
