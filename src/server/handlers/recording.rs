//! A recording of a call, to be heard by a reviewer.

use std::{io, path::Path};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{TryStreamExt, stream};
use tokio::{fs::File, io::AsyncReadExt};

use super::Problems;
use crate::{
    domain::{CallId, Event, Recorded, Recording},
    server::{
        app::App,
        desk::Ask,
        extract::{At, Reviewer},
        problem::ApiError,
    },
};

/// A call has few events about recordings, and they stand at its end.
const MOST: u32 = 10_000;
/// Bytes sent at once.
const PIECE: usize = 64 << 10;

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
    let file = open(&folders.kept(recording), recording.bytes).await.map_err(|error| {
        tracing::error!(%error, %call, nth, "a recording that is kept cannot be read");
        missing()
    })?;
    app.writer.ask(me, Ask::Hear { call, nth }, None).await?;
    let length = (header::CONTENT_LENGTH, recording.bytes.to_string());
    let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    Ok(([length, kind], Body::from_stream(pieces(file))).into_response())
}

/// One that is not so long any more would end in the middle of an answer.
async fn open(path: &Path, bytes: u64) -> io::Result<File> {
    let file = File::open(path).await?;
    match file.metadata().await?.len() {
        now if now == bytes => Ok(file),
        now => Err(io::Error::other(format!("it was {bytes} bytes long, and is {now} now"))),
    }
}

fn kept(recorded: &Recorded, nth: u32) -> Option<&Recording> {
    match &recorded.event {
        Event::RecordingKept { recording, .. } if recording.nth == nth => Some(recording),
        _ => None,
    }
}

fn pieces(file: File) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
    .into_stream()
}
