//! Seeing a secret field, on record.

use axum::{Json, extract::State};

use super::Problems;
use crate::{
    api::{Reveal, Revealed},
    domain::{Contact, ContactId, Redacted, SecretField},
    server::{
        app::App,
        desk::Ask,
        extract::{At, Revealer, Write},
        problem::ApiError,
    },
};

/// A secret field's values. That it was seen, by whom and why, is in the log before the answer.
#[utoipa::path(post, path = "/contacts/{contact}/reveal", params(("contact" = ContactId, Path)),
    request_body = Reveal, responses((status = OK, body = Revealed), Problems))]
pub async fn reveal(
    State(app): State<App>,
    Revealer(me): Revealer,
    At(id): At<ContactId>,
    Write { key, body }: Write<Reveal>,
) -> Result<Json<Revealed>, ApiError> {
    let contact = app.store.contact(id).await?.ok_or_else(|| ApiError::not_found("contact", id))?;
    let field = body.field;
    app.writer.ask(me, Ask::Reveal { contact: id, reveal: body }, Some(key)).await?;
    Ok(Json(Revealed { values: Redacted(values(contact, field)) }))
}

fn values(contact: Contact, field: SecretField) -> Vec<String> {
    match field {
        SecretField::Name => vec![contact.name],
        SecretField::Numbers => contact.numbers.iter().map(|number| number.reveal().to_owned()).collect(),
    }
}
