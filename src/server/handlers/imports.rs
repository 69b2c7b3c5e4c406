//! Calls of other systems come into the log, and who sends them is told how far that has come.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::{Problems, Written};
use crate::{
    api::{Code, ImportCall, ImportCalls, ImportPlace, Imported},
    domain::{CallRecord, ContactId, PhoneNumber, clean_text},
    server::{
        app::App,
        desk::Ask,
        extract::{Asked, Lead, Write},
        problem::ApiError,
    },
};

/// Longest name of a record, of a call, a queue, an agent; characters.
const LONGEST: usize = CallRecord::NAME_MAX;

/// Which record.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Of {
    /// Its name.
    source: String,
}

/// Take calls of another system in; those that are known are not written again. A caller whom exactly one contact may be is that one.
#[utoipa::path(post, path = "/imports", request_body = ImportCalls,
    responses((status = OK, body = Imported), Problems))]
pub async fn import_calls(
    State(app): State<App>,
    Lead(me): Lead,
    Write { key, body }: Write<ImportCalls>,
) -> Result<Written, ApiError> {
    check(&body)?;
    let mut records = Vec::with_capacity(body.calls.len());
    for ImportCall { record, number } in body.calls {
        let contact = caller(&app, &number).await?;
        records.push(CallRecord { contact, under_way: false, ..record });
    }
    let answer = app.writer.ask(me, Ask::Import(records, Default::default()), Some(key)).await?;
    // Only now: what stands before the place is in the log.
    app.store.note_import(&body.source, body.place, chrono::Utc::now()).await?;
    Ok(Written::Ok(answer))
}

/// How far a record was imported.
#[utoipa::path(get, path = "/imports", params(Of),
    responses((status = OK, body = ImportPlace), Problems))]
pub async fn import_place(
    State(app): State<App>,
    _: Lead,
    Asked(Of { source }): Asked<Of>,
) -> Result<Json<ImportPlace>, ApiError> {
    Ok(Json(app.store.import_place(&source).await?))
}

fn check(import: &ImportCalls) -> Result<(), ApiError> {
    let refused = |detail: String| Err(ApiError::new(Code::BadRequest, detail));
    let fits = |text: &str| text.chars().count() <= LONGEST && clean_text(text) == text;
    if import.source.is_empty() || !fits(&import.source) {
        return refused(format!("`source` must have 1 to {LONGEST} characters; name the record"));
    }
    if import.calls.len() > ImportCalls::MOST {
        return refused(format!("more than {} calls at once; send fewer", ImportCalls::MOST));
    }
    let is_bad = |record: &CallRecord| {
        let names = [Some(record.service.as_str()), record.queue.as_ref().map(|id| id.as_str())];
        let names = names.into_iter().chain([record.agent.as_ref().map(|id| id.as_str())]).flatten();
        !names.chain([record.switch_ref.as_str()]).all(fits)
    };
    match import.calls.iter().find(|call| is_bad(&call.record)) {
        Some(call) => refused(format!(
            "call {} has a name that is longer than {LONGEST} characters or not plain text; shorten it",
            call.record.call
        )),
        None => Ok(()),
    }
}

/// The one contact with this number; none if there is none, or several.
async fn caller(app: &App, number: &PhoneNumber) -> Result<Option<ContactId>, ApiError> {
    if !number.is_known() {
        return Ok(None);
    }
    let found = app.store.contacts_with(&app.numbers.written(number)).await?;
    let is_own = |own: &PhoneNumber| app.numbers.is_same(number, own);
    let mut found = found.into_iter().filter(|contact| contact.numbers.iter().any(is_own));
    let first = found.next();
    Ok(first.filter(|_| found.next().is_none()).map(|contact| contact.id))
}
