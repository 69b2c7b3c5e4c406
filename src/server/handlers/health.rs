//! How the server is.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::{API_VERSION, Health},
    server::{app::App, problem::ApiError},
};

/// What is wrong while nothing can be written.
const REFUSING: &str =
    "the database refuses writes, as on a full disk: free space; the server's log says why";

/// How the server is: an answer means that it serves and reads its database; its status, whether that takes writes.
#[utoipa::path(get, path = "/health", security(()), responses((status = OK, body = Health), Problems))]
pub async fn health(State(app): State<App>) -> Result<Json<Health>, ApiError> {
    Ok(Json(Health {
        status: if app.writer.is_refusing() { REFUSING } else { "ok" }.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        api: API_VERSION,
        seq: app.store.head().await?.seq,
        streams: app.streams.open(),
        now: chrono::Utc::now(),
    }))
}
