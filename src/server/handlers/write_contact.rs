//! A caller is written down.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, WriteContact},
    domain::{Contact, ContactId, Tier},
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Write},
        problem::ApiError,
    },
};

/// Write a contact down. Its identity is the idempotency key, so that it is there once; calls from its numbers are its own from then on.
#[utoipa::path(post, path = "/contacts", request_body = WriteContact,
    responses((status = CREATED, body = Done), Problems))]
pub async fn write_contact(
    State(app): State<App>,
    agent: Agent,
    Write { key, body }: Write<WriteContact>,
) -> Result<Written, ApiError> {
    let WriteContact { name, numbers, tags, flags } = body;
    let (id, tier) = (ContactId(key.id), Tier::Ordinary);
    let contact = Contact { id, name, numbers, tier, tags, flags, fictitious: false };
    app.writer.ask(agent.me, Ask::RecordContact(Box::new(contact)), Some(key)).await.map(Written::Created)
}
