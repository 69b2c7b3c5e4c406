//! What every request passes: version, number at once, time, and a net under all of it.

use std::any::Any;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{app::App, problem::ApiError};
use crate::api::{API_VERSION, API_VERSION_HEADER, Code, ROOT};

/// Lets a request through if it may pass, and marks the answer with the version that is spoken here.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = pass(&app, request, next).await.unwrap_or_else(IntoResponse::into_response);
    response.headers_mut().insert(API_VERSION_HEADER, HeaderValue::from(API_VERSION));
    response
}

async fn pass(app: &App, request: Request, next: Next) -> Result<Response, ApiError> {
    same_version(&request)?;
    if app.stopping.is_cancelled() {
        return Err(ApiError::stopping());
    }
    let turns = if signs_in(&request) { &app.sign_ins } else { &app.requests };
    let _turn = turns.try_acquire().map_err(|_| {
        ApiError::wait(Code::TooMany, 1, "too many requests at once; send it again in a second")
    })?;
    let time = if brings_a_file(&request) {
        app.limits.upload
    } else if wants_a_report(&request) {
        app.limits.report
    } else {
        app.limits.request
    };
    let answer = tokio::time::timeout(time, next.run(request)).await;
    answer.map_err(|_| {
        ApiError::wait(Code::TimedOut, 1, "the answer took too long; send it again with the same key")
    })
}

fn signs_in(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path().strip_prefix(ROOT) == Some("/sessions")
}

/// Files are long, and lines may be slow.
fn brings_a_file(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path().ends_with("/attachments")
}

/// Logs are long.
fn wants_a_report(request: &Request) -> bool {
    request.uri().path().strip_prefix(ROOT).is_some_and(|path| path.starts_with("/reports/"))
}

fn same_version(request: &Request) -> Result<(), ApiError> {
    let Some(sent) = request.headers().get(API_VERSION_HEADER) else { return Ok(()) };
    let theirs = sent.to_str().unwrap_or("unreadable");
    if theirs == API_VERSION.to_string() {
        return Ok(());
    }
    let theirs: String = theirs.chars().take(20).collect();
    Err(ApiError::new(
        Code::OtherVersion,
        format!(
            "the client speaks version {theirs} and the server version {API_VERSION} (hotdesk {}); install the same release on both",
            env!("CARGO_PKG_VERSION")
        ),
    ))
}

/// The answer when a handler panicked.
pub fn panicked(_what: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    ApiError::new(Code::Internal, "the server failed; its log says why").into_response()
}

/// The answer where no route is.
pub async fn no_route() -> ApiError {
    ApiError::new(Code::NotFound, "no such route; /api/v1/openapi.json lists them all")
}
