//! What handlers ask for: who is signed in and in which role, bodies with their keys, parts of the path, queries.
//! Whatever is missing or cannot be read becomes a problem, never plain text.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::PathRejection},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{app::App, auth::Token, problem::ApiError, writer::Key};
use crate::{
    api::{Code, IDEMPOTENCY_KEY, Me, Role},
    domain::AgentId,
    storage::Place,
};

/// Anybody signed in.
pub struct SignedIn(pub Arc<Me>);

/// Somebody with the role of an agent and an agent number.
pub struct Agent {
    pub me: Arc<Me>,
    pub id: AgentId,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $($role:ident)|+, $what:literal;)*) => {$(
        $(#[$doc])*
        pub struct $name(pub Arc<Me>);

        impl FromRequestParts<App> for $name {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
                let me = who(parts, app).await?;
                let may = me.roles.iter().any(|role| matches!(role, $(Role::$role)|+));
                if may { Ok(Self(me)) } else { Err(forbidden($what)) }
            }
        }
    )*};
}

roles! {
    /// A lead.
    Lead = Lead, "a lead";
    /// Those who look at calls afterwards.
    Reviewer = Lead | Qa, "a lead or a QA reviewer";
    /// Programs that bring matters in.
    Intake = Intake, "a user of the role intake";
    /// Those who may see a secret field with a reason.
    Revealer = Agent | Lead, "an agent or a lead";
    /// Those who keep contacts in order.
    Keeper = Agent | Lead, "an agent or a lead";
    /// Those who work with callers' matters.
    Staff = Agent | Clerk | Lead | Qa, "an agent, a clerk, a lead or a QA reviewer";
    /// Everybody who has a screen: programs that take matters in have none.
    Seated = Agent | Clerk | Unit | Lead | Qa, "somebody with a screen";
    /// Those who work on tickets; of units each only on its own: see `masking::sees`.
    TicketStaff = Agent | Clerk | Unit | Lead | Qa, "somebody who works on tickets";
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        who(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for Agent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let me = who(parts, app).await?;
        match &me.agent {
            Some(id) if me.roles.contains(&Role::Agent) => Ok(Self { id: id.clone(), me }),
            _ => Err(forbidden("an agent with an agent number")),
        }
    }
}

async fn who(parts: &Parts, app: &App) -> Result<Arc<Me>, ApiError> {
    app.auth.who(&token(parts)?).await
}

fn forbidden(who: &str) -> ApiError {
    ApiError::new(Code::Forbidden, format!("only {who} may do this; sign in as one"))
}

fn token(parts: &Parts) -> Result<Token, ApiError> {
    let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = sent.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    token.map(Token::sent).ok_or_else(|| ApiError::new(Code::SessionExpired, "no session; sign in first"))
}

impl FromRequestParts<App> for Token {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, ApiError> {
        token(parts)
    }
}

/// A body of JSON.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        parse(&Bytes::from_request(request, app).await?).map(Self)
    }
}

/// A write: its body and its idempotency key.
pub struct Write<T> {
    pub key: Key,
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Write<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let id = key_id(request.headers())?;
        let mut digest = Sha256::new();
        digest.update(request.method().as_str());
        digest.update([0]);
        digest.update(request.uri().path());
        digest.update([0]);
        let body = Bytes::from_request(request, app).await?;
        digest.update(&body);
        let key = Key { id, request: digest.finalize().into() };
        Ok(Self { key, body: parse(&body)? })
    }
}

/// The key of a write whose body is no JSON.
pub struct KeyId(pub uuid::Uuid);

impl FromRequestParts<App> for KeyId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, ApiError> {
        key_id(&parts.headers).map(Self)
    }
}

fn key_id(headers: &HeaderMap) -> Result<uuid::Uuid, ApiError> {
    let missing = || {
        ApiError::new(
            Code::IdempotencyKeyMissing,
            format!(
                "a write needs a uuid in the header {IDEMPOTENCY_KEY}; send the same one when you send the write again"
            ),
        )
    };
    let sent = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
    sent.and_then(|text| text.parse().ok()).ok_or_else(missing)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        // Not what it says: that may be a caller's name.
        let (line, column) = (error.line(), error.column());
        ApiError::new(
            Code::BadRequest,
            format!("the body is not what this request takes (line {line} column {column}); see /api/v1/openapi.json"),
        )
    })
}

/// An identity in the path.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let unreadable = |_: PathRejection| ApiError::new(Code::NotFound, "no such thing: the id is none");
        let Path(id) = Path::from_request_parts(parts, app).await.map_err(unreadable)?;
        Ok(Self(id))
    }
}

/// A query.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, app).await;
        let Query(query) =
            query.map_err(|rejection| ApiError::new(Code::BadRequest, rejection.body_text()))?;
        Ok(Self(query))
    }
}

/// Which part of a list: `before` comes from the page before, `limit` is cut to what the server allows.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageOf {
    /// `next` of the page before, or a time (RFC 3339) for what is older; none for the first.
    pub before: Option<String>,
    /// Most items; 50 if left out.
    pub limit: Option<u32>,
}

impl PageOf {
    pub fn place(&self) -> Result<Option<Place>, ApiError> {
        Ok(self.before.as_deref().map(str::parse).transpose()?)
    }

    pub fn limit(&self, app: &App) -> u32 {
        self.limit.unwrap_or(50).clamp(1, app.limits.page)
    }
}
