//! Filters of tickets under names: each user's own, and those that leads share. No answer is kept under a key: the
//! same again changes nothing.

use axum::{Json, extract::State, http::StatusCode};

use super::Problems;
use crate::{
    api::{Code, Role, SaveView, SavedView},
    domain::{Sought, clean_text},
    server::{
        app::App,
        extract::{At, TicketStaff, Write},
        problem::ApiError,
    },
};

/// The asker's own views by name, then those that others share.
#[utoipa::path(get, path = "/views", responses((status = OK, body = Vec<SavedView>), Problems))]
pub async fn views(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
) -> Result<Json<Vec<SavedView>>, ApiError> {
    Ok(Json(app.store.views(&me.user).await?))
}

/// Save a view, new or changed. Only leads share theirs.
#[utoipa::path(put, path = "/views/{name}", params(("name" = String, Path)), request_body = SaveView,
    responses((status = OK, body = SavedView), Problems))]
pub async fn save_view(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(name): At<String>,
    Write { body: SaveView { shared, filter }, .. }: Write<SaveView>,
) -> Result<Json<SavedView>, ApiError> {
    let name = checked(&name)?;
    if shared && !me.roles.contains(&Role::Lead) {
        return Err(ApiError::new(Code::Forbidden, "only a lead shares a view; save it for yourself"));
    }
    if let Some(query) = &filter.q {
        Sought::parse(query).map_err(|why| ApiError::new(Code::BadRequest, why.to_string()))?;
    }
    let own = app.store.views(&me.user).await?.into_iter().filter(|view| view.owner == me.user);
    if own.filter(|view| view.name != name).count() >= SavedView::MOST {
        let detail = format!("you have {} views already; delete one first", SavedView::MOST);
        return Err(ApiError::new(Code::BadRequest, detail));
    }
    let view = SavedView { name, owner: me.user.clone(), shared, filter };
    app.store.save_view(&view).await?;
    Ok(Json(view))
}

/// Delete a view of one's own.
#[utoipa::path(delete, path = "/views/{name}", params(("name" = String, Path)),
    responses((status = NO_CONTENT), Problems))]
pub async fn forget_view(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(name): At<String>,
) -> Result<StatusCode, ApiError> {
    match app.store.forget_view(&me.user, &name).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::new(Code::NotFound, "you have no view of this name")),
    }
}

fn checked(name: &str) -> Result<String, ApiError> {
    let name = clean_text(name.trim()).into_owned();
    if name.is_empty() || name.chars().count() > SavedView::NAME_MAX {
        let detail = format!("a view's name has 1 to {} characters", SavedView::NAME_MAX);
        return Err(ApiError::new(Code::BadRequest, detail));
    }
    Ok(name)
}
