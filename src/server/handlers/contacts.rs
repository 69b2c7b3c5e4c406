//! Looking for a caller.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::Problems;
use crate::{
    api::{Code, Page},
    domain::Contact,
    server::{
        app::App,
        extract::{Asked, PageOf, Staff},
        problem::ApiError,
    },
};

/// What is looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// A part of a name, or three digits of a number at least.
    q: Option<String>,
}

/// Longest text looked for, characters.
const LONGEST: usize = 100;

/// Contacts whose name or number holds the text, masked.
#[utoipa::path(get, path = "/contacts", params(PageOf, Search),
    responses((status = OK, body = Page<Contact>), Problems))]
pub async fn contacts(
    State(app): State<App>,
    _: Staff,
    Asked(page): Asked<PageOf>,
    Asked(search): Asked<Search>,
) -> Result<Json<Page<Contact>>, ApiError> {
    let search = search.q.unwrap_or_default();
    if search.chars().count() > LONGEST {
        return Err(ApiError::new(
            Code::BadRequest,
            format!("`q` is longer than {LONGEST} characters; shorten it"),
        ));
    }
    let found = app.store.search_contacts(&search, page.place()?, page.limit(&app)).await?;
    let items = found.items.iter().map(Contact::masked).collect();
    Ok(Json(Page { items, next: found.next }))
}
