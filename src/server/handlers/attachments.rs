//! Files that belong to a ticket: added, listed, fetched.

use axum::{
    Json,
    body::{Body, BodyDataStream},
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Problems, Written, answered, ticket_seen};
use crate::{
    api::{Code, Me},
    domain::{Attachment, AttachmentId, TicketId},
    server::{
        app::App,
        attachments::{Arrived, Claim, check_room},
        desk::Ask,
        extract::{Asked, At, KeyId, TicketStaff},
        problem::ApiError,
        sending,
        writer::{Key, Reply},
    },
};

/// What a file is called.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// The file's name, without a path.
    pub name: String,
}

/// Add a file: the body is what is in it, as `Content-Type` says and its first bytes have to agree. The key becomes its id.
#[utoipa::path(post, path = "/tickets/{ticket}/attachments", params(("ticket" = TicketId, Path), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = CREATED, body = Attachment), Problems))]
pub async fn attach(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(ticket): At<TicketId>,
    KeyId(id): KeyId,
    Asked(Named { name }): Asked<Named>,
    request: Request<Body>,
) -> Result<Written, ApiError> {
    let claim = claim(request.headers(), name);
    let mut body = request.into_body().into_data_stream();
    let arrived = match take_in(&app, &me, ticket, id, &claim, &mut body).await {
        Ok(arrived) => arrived,
        Err(refused) => {
            app.attachments.drain(&mut body).await;
            return Err(refused);
        }
    };
    let key = Key { id, request: digest(ticket, &claim, &arrived) };
    let attachment = Box::new(Attachment {
        id: AttachmentId(id),
        name: claim.name,
        kind: arrived.kind.clone(),
        bytes: arrived.bytes,
        sha256: arrived.sha256.clone(),
        at: app.clock.now(),
    });
    let ask = Ask::Attach { ticket, attachment, most: app.attachments.per_ticket() };
    // On its own: a client that goes away now must not leave a file that is neither in the log nor gone.
    let keeping = tokio::spawn(async move {
        let mark = app.attachments.place_marked(arrived).await?;
        let reply: Reply = app.writer.ask(me, ask, Some(key)).await;
        // Of a refused one it stays, so that the next start takes its file away.
        if reply.is_ok() {
            mark.clear();
        }
        reply
    });
    keeping.await.map_err(|error| ApiError::internal(&error))?.map(Written::Created)
}

/// The file, once it is known that it may be added.
async fn take_in(
    app: &App,
    me: &Me,
    ticket: TicketId,
    id: Uuid,
    claim: &Claim,
    body: &mut BodyDataStream,
) -> Result<Arrived, ApiError> {
    let seen = ticket_seen(app, me, ticket).await;
    let held = app.store.attachments(ticket).await?;
    // One that is sent again is there already.
    let is_there = held.iter().any(|one| one.id.0 == id);
    if !(is_there && answered(app, me, id).await?.is_some()) {
        seen?;
    }
    if !is_there {
        check_room(&held, app.attachments.per_ticket())?;
    }
    app.attachments.receive(body, claim).await
}

fn claim(headers: &HeaderMap, name: String) -> Claim {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).unwrap_or_default().to_owned();
    Claim { name, kind, bytes: text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()) }
}

/// What makes a request another one under the same key.
fn digest(ticket: TicketId, claim: &Claim, arrived: &Arrived) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [&ticket.to_string(), &claim.name, &arrived.kind, &arrived.sha256] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().into()
}

/// The files of a ticket, in the order in which they were added.
#[utoipa::path(get, path = "/tickets/{ticket}/attachments", params(("ticket" = TicketId, Path)),
    responses((status = OK, body = Vec<Attachment>), Problems))]
pub async fn attachments(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(ticket): At<TicketId>,
) -> Result<Json<Vec<Attachment>>, ApiError> {
    ticket_seen(&app, &me, ticket).await?;
    Ok(Json(app.store.attachments(ticket).await?))
}

/// What is in a file of a ticket: to be saved, and not to be shown by whatever fetches it. Who was given it is on record, once an hour
/// for each file; who asks only for its head is given nothing.
#[utoipa::path(get, path = "/attachments/{attachment}", params(("attachment" = AttachmentId, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/octet-stream"), Problems))]
pub async fn attachment(
    State(app): State<App>,
    TicketStaff(me): TicketStaff,
    At(id): At<AttachmentId>,
    method: Method,
) -> Result<Response, ApiError> {
    let missing = || ApiError::not_found("attachment", id);
    let (ticket, attachment) = app.store.attachment(id).await?.ok_or_else(missing)?;
    ticket_seen(&app, &me, ticket).await?;
    let file = sending::open(&app.attachments.place(&attachment.sha256), attachment.bytes).await;
    let file = file.map_err(|error| {
        tracing::error!(%error, %id, "an attachment that is kept cannot be read");
        ApiError::new(Code::Internal, "the file is lost or damaged; tell an administrator")
    })?;
    let now = app.clock.now();
    if method == Method::GET && !app.attachments.was_given(&me.user, id, now) {
        app.writer.ask(me.clone(), Ask::Read { ticket, attachment: id }, None).await?;
        app.attachments.note_given(&me.user, id, now);
    }
    let headers = [
        (header::CONTENT_TYPE, attachment.kind),
        (header::CONTENT_LENGTH, attachment.bytes.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&attachment.name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, sending::body(file)).into_response())
}

/// A file to be saved under this name, in the encoding of RFC 8187.
fn disposition(name: &str) -> String {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
