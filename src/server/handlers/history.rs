//! What happened with a caller before.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::{HistoryItem, Page},
    domain::ContactId,
    server::{
        app::App,
        extract::{Asked, At, PageOf, Staff},
        masking::history_for,
        problem::ApiError,
    },
};

/// Calls, tickets and callbacks of a contact, newest first.
#[utoipa::path(get, path = "/contacts/{contact}/history", params(("contact" = ContactId, Path), PageOf),
    responses((status = OK, body = Page<HistoryItem>), Problems))]
pub async fn history(
    State(app): State<App>,
    Staff(me): Staff,
    At(id): At<ContactId>,
    Asked(page): Asked<PageOf>,
) -> Result<Json<Page<HistoryItem>>, ApiError> {
    if app.store.contact(id).await?.is_none() {
        return Err(ApiError::not_found("contact", id));
    }
    let found = app.store.history(id, page.place()?, page.limit(&app)).await?;
    let items = found.items.into_iter().map(|item| history_for(&me, item, &app.units)).collect();
    Ok(Json(Page { items, next: found.next }))
}
