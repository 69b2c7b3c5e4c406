//! How the server is.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::{API_VERSION, Health},
    server::{app::App, problem::ApiError},
};

/// How the server is: an answer means that it serves and reads its database.
#[utoipa::path(get, path = "/health", security(()), responses((status = OK, body = Health), Problems))]
pub async fn health(State(app): State<App>) -> Result<Json<Health>, ApiError> {
    Ok(Json(Health {
        status: "ok".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        api: API_VERSION,
        seq: app.store.head().await?.seq,
        streams: app.streams.open(),
        now: chrono::Utc::now(),
    }))
}
