//! A form becomes a ticket.

use axum::extract::State;

use super::{Problems, Written};
use crate::{
    api::SubmitTicket,
    domain::Ticket,
    server::{
        app::App,
        desk::Ask,
        extract::{Agent, Write},
        problem::ApiError,
    },
};

/// Submit a form: once for a draft, however often it is sent.
#[utoipa::path(post, path = "/tickets", request_body = SubmitTicket,
    responses((status = CREATED, body = Ticket), Problems))]
pub async fn submit_ticket(
    State(app): State<App>,
    agent: Agent,
    Write { key, body }: Write<SubmitTicket>,
) -> Result<Written, ApiError> {
    app.writer.ask(agent.me, Ask::Submit(Box::new(body)), Some(key)).await.map(Written::Created)
}
