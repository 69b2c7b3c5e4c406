//! A recording of a call, to be heard by a reviewer.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::Problems;
use crate::{
    domain::{CallId, Event, Recorded, Recording},
    server::{
        app::App,
        desk::Ask,
        extract::{At, Reviewer},
        problem::ApiError,
        sending,
    },
};

/// A call has few events about recordings, and they stand at its end.
const MOST: u32 = 10_000;

/// The file as the switch recorded it; who took it to hear it is on record.
#[utoipa::path(get, path = "/calls/{call}/recordings/{nth}", params(("call" = CallId, Path), ("nth" = u32, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/octet-stream"), Problems))]
pub async fn recording(
    State(app): State<App>,
    Reviewer(me): Reviewer,
    At((call, nth)): At<(CallId, u32)>,
) -> Result<Response, ApiError> {
    let events = app.store.call_events(call, MOST).await?;
    let recording = events.iter().rev().find_map(|recorded| kept(recorded, nth));
    let missing = || ApiError::not_found("recording", format!("{nth} of call {call}"));
    let (recording, folders) = recording.zip(app.recordings.as_ref()).ok_or_else(missing)?;
    let file = sending::open(&folders.kept(recording), recording.bytes).await.map_err(|error| {
        tracing::error!(%error, %call, nth, "a recording that is kept cannot be read");
        missing()
    })?;
    app.writer.ask(me, Ask::Hear { call, nth }, None).await?;
    let length = (header::CONTENT_LENGTH, recording.bytes.to_string());
    let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    Ok(([length, kind], sending::body(file)).into_response())
}

fn kept(recorded: &Recorded, nth: u32) -> Option<&Recording> {
    match &recorded.event {
        Event::RecordingKept { recording, .. } if recording.nth == nth => Some(recording),
        _ => None,
    }
}
