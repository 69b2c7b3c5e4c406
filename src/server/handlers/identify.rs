//! An agent says who calls.

use axum::extract::State;

use super::{Problems, Written, candidates::evidence};
use crate::{
    api::{Done, IdentifyCaller},
    domain::{CallId, ContactId},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, At, Write},
        problem::ApiError,
    },
};

/// Say who the caller of one's call is, or take that back. Why it may be that one is put on record with it.
#[utoipa::path(put, path = "/calls/{call}/caller", params(("call" = CallId, Path)),
    request_body = IdentifyCaller, responses((status = OK, body = Done), Problems))]
pub async fn identify(
    State(app): State<App>,
    agent: Agent,
    At(call): At<CallId>,
    Write { key, body: who }: Write<IdentifyCaller>,
) -> Result<Written, ApiError> {
    let evidence = match &who {
        IdentifyCaller::Contact { contact } => evidence(&app, call, *contact).await?,
        IdentifyCaller::New { .. } | IdentifyCaller::TakeBack => Vec::new(),
    };
    let ask = Ask::Identify { call, who, new: ContactId(key.id), evidence };
    app.writer.ask(agent.me, ask, Some(key)).await.map(Written::Ok)
}
