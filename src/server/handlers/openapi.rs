//! This document.

use axum::Json;

use crate::server::router;

/// The OpenAPI document.
#[utoipa::path(get, path = "/openapi.json", security(()), responses((status = OK, body = serde_json::Value)))]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(router::document())
}
