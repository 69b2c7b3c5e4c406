//! Begin a session; an agent comes on the floor by it.

use axum::{Json, extract::State, http::StatusCode};

use super::Problems;
use crate::{
    api::{Session, SignIn},
    domain::Redacted,
    server::{app::App, desk::Ask, extract::Body, problem::ApiError},
};

/// Sign in. Takes no idempotency key: a token is given once and stored nowhere.
#[utoipa::path(post, path = "/sessions", request_body = SignIn, security(()),
    responses((status = CREATED, body = Session), Problems))]
pub async fn sign_in(
    State(app): State<App>,
    Body(body): Body<SignIn>,
) -> Result<(StatusCode, Json<Session>), ApiError> {
    let begun = app.auth.sign_in(body).await?;
    if let Some(agent) = &begun.me.agent {
        if let Err(refused) = app.writer.ask(begun.me.clone(), Ask::SignIn, None).await {
            app.auth.end(&begun.token).await?;
            return Err(refused);
        }
        // A screen should open now: an agent without one gets no calls.
        app.presence.expect(agent.clone());
    }
    let token = Redacted(begun.token.reveal().to_owned());
    let session = Session { token, expires: begun.expires, me: (*begun.me).clone() };
    Ok((StatusCode::CREATED, Json(session)))
}
