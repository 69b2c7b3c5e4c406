//! A matter that did not come by phone becomes a ticket.

use axum::extract::State;
use uuid::Uuid;

use super::{Problems, Written};
use crate::{
    api::{Code, Me, SubmitTicket, TakeIn},
    domain::{BlankId, Channel, DraftId, Ticket, TicketForm},
    server::{
        app::App,
        desk::Ask,
        extract::{Intake, Write},
        problem::ApiError,
    },
};

/// The blank of the form that holds what the sender calls the matter.
const REFERENCE: &str = "reference";

/// Take a matter in: once for a sender's reference, however often it is sent. The form is checked as an agent's is.
#[utoipa::path(post, path = "/tickets/intake", request_body = TakeIn,
    responses((status = CREATED, body = Ticket), Problems))]
pub async fn take_in(
    State(app): State<App>,
    Intake(me): Intake,
    Write { key, body }: Write<TakeIn>,
) -> Result<Written, ApiError> {
    let submit = submission(&me, body)?;
    app.writer.ask(me, Ask::Submit(Box::new(submit)), Some(key)).await.map(Written::Created)
}

fn submission(me: &Me, TakeIn { channel, reference, mut form }: TakeIn) -> Result<SubmitTicket, ApiError> {
    let refused = |detail: String| Err(ApiError::new(Code::BadRequest, detail));
    if matches!(channel, Channel::Phone | Channel::Ivr) {
        return refused(
            "`channel` says that it came by phone; such matters are an agent's to write down".into(),
        );
    }
    let length = reference.trim().chars().count();
    if !(1..=TicketForm::LINE_MAX).contains(&length) {
        let most = TicketForm::LINE_MAX;
        return refused(format!(
            "`reference` has {length} characters; write 1 to {most} that name this matter"
        ));
    }
    // The same matter has the same identity: its ticket is made once.
    let name = format!("{}\n{}", me.user, reference.trim());
    let draft = DraftId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()));
    form.channel = channel;
    form.blanks.insert(BlankId::from(REFERENCE), reference.trim().to_owned());
    let priority = form.priority();
    Ok(SubmitTicket { draft, call: None, contact: None, script: None, form, priority, then: None })
}
