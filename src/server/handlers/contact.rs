//! A caller's card.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    domain::{Contact, ContactId},
    server::{
        app::App,
        extract::{At, Staff},
        problem::ApiError,
    },
};

/// A contact, masked.
#[utoipa::path(get, path = "/contacts/{contact}", params(("contact" = ContactId, Path)),
    responses((status = OK, body = Contact), Problems))]
pub async fn contact(
    State(app): State<App>,
    _: Staff,
    At(id): At<ContactId>,
) -> Result<Json<Contact>, ApiError> {
    let contact = app.store.contact(id).await?.ok_or_else(|| ApiError::not_found("contact", id))?;
    Ok(Json(contact.masked()))
}
