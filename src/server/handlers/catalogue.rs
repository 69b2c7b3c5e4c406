//! What the site has written down for its agents.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Problems;
use crate::{
    domain::Catalogue,
    server::{app::App, extract::SignedIn},
};

/// Categories, templates, scripts, pause reasons, time limits. Changes seldom: ask with `If-None-Match`.
#[utoipa::path(get, path = "/catalogue",
    responses((status = OK, body = Catalogue), (status = NOT_MODIFIED), Problems))]
pub async fn catalogue(State(app): State<App>, _: SignedIn, headers: HeaderMap) -> Response {
    let etag = [(header::ETAG, app.catalogue.etag.clone())];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == app.catalogue.etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    (etag, json, app.catalogue.json.clone()).into_response()
}
