//! End a session; an agent leaves the floor by it, at once or after the present call.

use axum::{extract::State, http::StatusCode};

use super::Problems;
use crate::server::{app::App, auth::Token, desk::Ask, extract::SignedIn, problem::ApiError};

/// Sign out. Takes no idempotency key: ending an ended session changes nothing.
#[utoipa::path(delete, path = "/sessions/current", responses((status = NO_CONTENT), Problems))]
pub async fn sign_out(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    token: Token,
) -> Result<StatusCode, ApiError> {
    if me.agent.is_some() {
        app.writer.ask(me, Ask::SignOut, None).await?;
    }
    app.auth.end(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}
