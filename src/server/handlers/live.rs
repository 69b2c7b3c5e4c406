//! What happens, as it happens.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{Code, LiveMessage},
    server::{
        app::App,
        auth::Token,
        extract::{Asked, Seated},
        live,
        problem::ApiError,
    },
};

/// Where a stream begins.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// The last event that the reader has; `Last-Event-ID` says the same and wins.
    from: Option<u64>,
}

/// Server-sent events: `id:` is the sequence of an event, `event:` the kind of message, `data:` a live message.
#[utoipa::path(get, path = "/live", params(From),
    responses((status = OK, body = LiveMessage, content_type = "text/event-stream"), Problems))]
pub async fn live(
    State(app): State<App>,
    Seated(me): Seated,
    token: Token,
    Asked(asked): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let from = match headers.get("last-event-id") {
        Some(last) => last.to_str().ok().and_then(|last| last.trim().parse().ok()),
        None => asked.from,
    };
    let missing =
        "say with `from` or Last-Event-ID where the stream begins; a floor snapshot tells its place";
    let from = from.ok_or_else(|| ApiError::new(Code::BadRequest, missing))?;
    let body = live::open(&app, &me, token, from)?;
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}
