//! What leads see of webhooks, and do about them.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{DeadLetter, Page, Replay, Replayed, Tested, Webhook},
    domain::WebhookId,
    server::{
        app::App,
        extract::{Asked, At, Lead, Write},
        problem::ApiError,
        standing,
    },
    storage::WebhookRow,
};

/// How all webhooks stand, those too that the settings do not name any more.
#[utoipa::path(get, path = "/webhooks", responses((status = OK, body = Vec<Webhook>), Problems))]
pub async fn webhooks(State(app): State<App>, Lead(_): Lead) -> Result<Json<Vec<Webhook>>, ApiError> {
    let rows = app.store.webhooks().await?.into_iter();
    let shown = |row: WebhookRow| {
        let hook = app.hooks.get(&row.id);
        standing(row, hook)
    };
    Ok(Json(rows.map(shown).collect()))
}

/// Which dead letters.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadOf {
    /// `next` of the page before: events before this one.
    before: Option<u64>,
    /// Most items; 50 if left out.
    limit: Option<u32>,
}

/// Deliveries that were given up, the latest event first.
#[utoipa::path(get, path = "/webhooks/{webhook}/dead", params(("webhook" = WebhookId, Path), DeadOf),
    responses((status = OK, body = Page<DeadLetter>), Problems))]
pub async fn dead_letters(
    State(app): State<App>,
    Lead(_): Lead,
    At(id): At<WebhookId>,
    Asked(DeadOf { before, limit }): Asked<DeadOf>,
) -> Result<Json<Page<DeadLetter>>, ApiError> {
    known(&app, &id).await?;
    let limit = limit.unwrap_or(50).clamp(1, app.limits.page);
    let items = app.store.dead_letters(&id, before, limit).await?;
    let next = items.last().filter(|_| items.len() == limit as usize).map(|last| last.seq.to_string());
    Ok(Json(Page { items, next }))
}

/// Send dead letters again, from the first attempt on. Those that wait already are left as they are, so asking again does nothing more.
#[utoipa::path(post, path = "/webhooks/{webhook}/replay", params(("webhook" = WebhookId, Path)),
    request_body = Replay, responses((status = OK, body = Replayed), Problems))]
pub async fn replay(
    State(app): State<App>,
    Lead(_): Lead,
    At(id): At<WebhookId>,
    Write { body, .. }: Write<Replay>,
) -> Result<Json<Replayed>, ApiError> {
    known(&app, &id).await?;
    let count = app.store.replay_dead(&id, body.seq, app.clock.now()).await?;
    app.hooks.ring(&id);
    Ok(Json(Replayed { count }))
}

/// Say something to a webhook that is about nothing, to see whether it arrives.
#[utoipa::path(post, path = "/webhooks/{webhook}/test", params(("webhook" = WebhookId, Path)),
    responses((status = OK, body = Tested), Problems))]
pub async fn test_webhook(
    State(app): State<App>,
    Lead(_): Lead,
    At(id): At<WebhookId>,
    Write { .. }: Write<serde::de::IgnoredAny>,
) -> Result<Json<Tested>, ApiError> {
    let tested = app.hooks.test(&id, app.clock.now()).await.ok_or_else(|| none(&id))?;
    Ok(Json(Tested { why: tested.err().map(|error| error.to_string()) }))
}

async fn known(app: &App, id: &WebhookId) -> Result<(), ApiError> {
    let rows = app.store.webhooks().await?;
    if rows.iter().any(|row| row.id == *id) { Ok(()) } else { Err(none(id)) }
}

fn none(id: &WebhookId) -> ApiError {
    ApiError::not_found("webhook", id)
}
