//! Request Tracker 5 by REST2 (<https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html>).
//!
//! Our ticket's identity is a link of theirs (RefersTo), by which it is found. Its account needs to be allowed in the queue: SeeQueue,
//! CreateTicket, ShowTicket, ShowTicketComments, CommentOnTicket, ModifyTicket.

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

use super::{NewTicket, Note, NoteFile, TicketSystem, authorized, body, garbled, name_in};
use crate::server::hooks::{
    hook::Account,
    wire::{Request, Wire, WireError},
};

/// Where its interface begins.
const ROOT: [&str; 2] = ["REST", "2.0"];
/// Entries of a ticket that are looked through for a note, the newest first.
const NOTES: &str = "100";

/// A Request Tracker.
pub struct RequestTracker<'a> {
    wire: &'a Wire,
    account: &'a Account,
}

impl<'a> RequestTracker<'a> {
    pub fn new(wire: &'a Wire, account: &'a Account) -> Self {
        Self { wire, account }
    }

    /// Asks for its version, to see whether it takes our token.
    pub async fn greet(&self) -> Result<(), WireError> {
        let said = self.ask(Method::GET, &["rt"], &[], None).await?;
        said["Version"].as_str().map(drop).ok_or_else(|| garbled("Version"))
    }

    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Value, WireError> {
        let (path, token) = ([&ROOT, path].concat(), format!("token {}", self.account.token.0));
        let headers = authorized(&token);
        self.wire.json(Request { method, path: &path, query, headers, body }).await
    }
}

impl TicketSystem for RequestTracker<'_> {
    async fn find(&self, new: &NewTicket) -> Result<Option<String>, WireError> {
        let query = format!("RefersTo = '{}'", reference(new));
        let found =
            self.ask(Method::GET, &["tickets"], &[("query", &query), ("orderby", "id")], None).await?;
        let items = found["items"].as_array().ok_or_else(|| garbled("items"))?;
        Ok(items.first().and_then(|ticket| name_in(&ticket["id"])))
    }

    async fn create(&self, new: &NewTicket) -> Result<String, WireError> {
        let mapping = &self.account.mapping;
        let body = body(&[
            ("Queue", Some(json!(mapping.queue))),
            ("Requestor", Some(json!(mapping.requestor))),
            ("Subject", Some(json!(new.subject))),
            ("Content", Some(json!(new.text))),
            ("ContentType", Some(json!("text/plain"))),
            ("Priority", new.priority.as_ref().map(|priority| json!(priority))),
            ("RefersTo", Some(json!([reference(new)]))),
        ]);
        let made = self.ask(Method::POST, &["ticket"], &[], Some(body)).await?;
        name_in(&made["id"]).ok_or_else(|| garbled("id"))
    }

    async fn is_noted(&self, name: &str, mark: &str) -> Result<bool, WireError> {
        let query = [("fields", "Subject"), ("per_page", NOTES), ("orderby", "id"), ("order", "DESC")];
        let found = self.ask(Method::GET, &["ticket", name, "attachments"], &query, None).await?;
        let items = found["items"].as_array().ok_or_else(|| garbled("items"))?;
        Ok(items.iter().any(|item| item["Subject"].as_str() == Some(mark)))
    }

    async fn note(&self, name: &str, Note { mark, text, file }: &Note) -> Result<(), WireError> {
        let file = file.as_ref().map(|NoteFile { name, kind, content }| {
            json!([{ "FileName": header_word(name), "FileType": kind, "FileContent": content }])
        });
        let body = body(&[
            ("Subject", Some(json!(mark))),
            ("Content", Some(json!(text))),
            ("ContentType", Some(json!("text/plain"))),
            ("Attachments", file),
        ]);
        self.ask(Method::POST, &["ticket", name, "comment"], &[], Some(body)).await.map(drop)
    }

    async fn state(&self, name: &str) -> Result<String, WireError> {
        let ticket = self.ask(Method::GET, &["ticket", name], &[], None).await?;
        ticket["Status"].as_str().map(str::to_owned).ok_or_else(|| garbled("Status"))
    }

    async fn set_state(&self, name: &str, state: &str) -> Result<(), WireError> {
        let body = json!({ "Status": state }).to_string();
        self.ask(Method::PUT, &["ticket", name], &[], Some(body)).await.map(drop)
    }
}

/// A file's name as it takes it: it puts it into a header as it is, and fails on letters of other scripts. So such a name is an encoded
/// word (RFC 2047), which it reads.
fn header_word(name: &str) -> String {
    match name.chars().all(|c| c.is_ascii_alphanumeric() || "._- ".contains(c)) {
        true => name.to_owned(),
        false => format!("=?UTF-8?B?{}?=", BASE64_STANDARD.encode(name)),
    }
}

fn reference(new: &NewTicket) -> String {
    format!("hotdesk://ticket/{}", new.id)
}
