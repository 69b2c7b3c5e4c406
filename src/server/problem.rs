//! Errors on their way out: `application/problem+json`, whatever went wrong.

use axum::{
    Json,
    extract::rejection::BytesRejection,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::desk::Refusal;
use crate::{
    api::{Code, Problem},
    storage::{NoPlace, StoreError},
};

/// An error answer.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Problem>);

impl ApiError {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem::new(code, detail)))
    }

    pub fn not_found(what: &str, id: impl std::fmt::Display) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} {id}"))
    }

    pub fn stopping() -> Self {
        Self::wait(Code::Stopping, 2, "the server is stopping; connect again in a while")
    }

    /// A problem that passes.
    pub fn wait(code: Code, retry_after_s: u32, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem { retry_after_s: Some(retry_after_s), ..Problem::new(code, detail) }))
    }

    /// Whether the same may be asked again after a while.
    pub fn comes_right_later(&self) -> bool {
        self.0.retry_after_s.is_some()
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    /// A fault of ours: the log has what happened, the answer has not.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a request failed");
        Self::new(Code::Internal, "the server failed; its log says why")
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self(Box::new(Problem { fields: refusal.fields, ..Problem::new(refusal.code, refusal.detail) }))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<&StoreError> for ApiError {
    fn from(error: &StoreError) -> Self {
        if error.is_refused_write() {
            // The writer says it once; every asker is told.
            tracing::debug!(%error, "the database refuses writes");
            return Self::wait(Code::StorageFull, 5, error.to_string());
        }
        Self::internal(error)
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(Code::TooLarge, "the body is larger than this server takes; shorten the texts")
            }
            _ => Self::new(Code::BadRequest, "the body broke off; send it again"),
        }
    }
}

impl From<NoPlace> for ApiError {
    fn from(error: NoPlace) -> Self {
        Self::new(Code::BadRequest, error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = problem.retry_after_s;
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
