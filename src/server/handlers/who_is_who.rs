//! Contacts put in order: tiers and flags, two that are one, one that is two, and what of it was a mistake.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::{Done, MarkContact, MergeContact, SplitContact, UndoChange},
    domain::{Belongings, ChangeId, ContactId},
    server::{
        app::App,
        desk::Ask,
        extract::{At, Keeper, Write},
        problem::ApiError,
    },
};

/// Set a contact's tier and flags, all of them, with a reason.
#[utoipa::path(put, path = "/contacts/{contact}/marks", params(("contact" = ContactId, Path)),
    request_body = MarkContact, responses((status = OK, body = Done), Problems))]
pub async fn mark_contact(
    State(app): State<App>,
    Keeper(me): Keeper,
    At(contact): At<ContactId>,
    Write { key, body: mark }: Write<MarkContact>,
) -> Result<Written, ApiError> {
    app.writer.ask(me, Ask::MarkContact { contact, mark }, Some(key)).await.map(Written::Ok)
}

/// Say that another contact is the same person as this one. Both ids are known from then on, and show one history.
#[utoipa::path(post, path = "/contacts/{contact}/merge", params(("contact" = ContactId, Path)),
    request_body = MergeContact, responses((status = OK, body = Done), Problems))]
pub async fn merge_contact(
    State(app): State<App>,
    Keeper(me): Keeper,
    At(kept): At<ContactId>,
    Write { key, body: merge }: Write<MergeContact>,
) -> Result<Written, ApiError> {
    let ask = Ask::Merge { change: ChangeId(key.id), kept, merge };
    app.writer.ask(me, ask, Some(key)).await.map(Written::Ok)
}

/// Say that a contact is two persons: numbers and tickets go to the other one.
#[utoipa::path(post, path = "/contacts/{contact}/split", params(("contact" = ContactId, Path)),
    request_body = SplitContact, responses((status = OK, body = Done), Problems))]
pub async fn split_contact(
    State(app): State<App>,
    Keeper(me): Keeper,
    At(from): At<ContactId>,
    Write { key, body: split }: Write<SplitContact>,
) -> Result<Written, ApiError> {
    // What hangs on the contact is read by the writer, when nobody can change it any more.
    let (change, own) = (ChangeId(key.id), Belongings::default());
    let ask = Ask::Split { change, from, split: Box::new(split), own };
    app.writer.ask(me, ask, Some(key)).await.map(Written::Ok)
}

/// Take a merge or a split back. All is as it was before, but for what happened since.
#[utoipa::path(post, path = "/changes/{change}/undo", params(("change" = ChangeId, Path)),
    request_body = UndoChange, responses((status = OK, body = Done), Problems))]
pub async fn undo_change(
    State(app): State<App>,
    Keeper(me): Keeper,
    At(change): At<ChangeId>,
    Write { key, body }: Write<UndoChange>,
) -> Result<Written, ApiError> {
    let ask = Ask::UndoChange { change, reason: body.reason };
    app.writer.ask(me, ask, Some(key)).await.map(Written::Ok)
}
